"""The geometry of the small pictures: the stage path and the distribution of answers.

Sizes are in the units of the SVG's own view box. Colours stand in the templates as presentation
attributes, which the PDF uses as they are and the site's style sheet overrides.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from assessments.results.report.parts import StageState, StageView
from assessments.results.rules.stage_map import Standpoint
from model_content.domain.content import Stage
from model_content.pictures import break_name

PATH_WIDTH: Final = 920
PATH_LEFT: Final = 76
PATH_RIGHT: Final = PATH_WIDTH - PATH_LEFT
PATH_Y: Final = 92
LINE_HEIGHT: Final = 19
BELOW: Final = 12

NAME_SIZE: Final = 15
HERE_SIZE: Final = 17
"""The sizes of names' letters: of a stage, and of one where the collaboration is."""

NAME_GAP: Final = 8
"""Between the names of two stages."""

PASSED: Final = (StageState.DONE, StageState.PART, StageState.UNKNOWN, StageState.UNSURE)
"""States of stages that the way has gone through, or may have."""

MAP_ROW: Final = 68
"""From one row of the stage map to the next."""

MAP_TRACK: Final = 24
"""From the foot of a row's name to its track."""

MAP_HEAD: Final = 24
"""Room over the middle of the map's stages."""

BAR_HEIGHT: Final = 30
BAR_STEP: Final = 21
BAR_WIDTH: Final = 18
BAR_LEAST: Final = 3


@dataclass(frozen=True, slots=True)
class Node:
    """A stage on the path: its centre, its name on lines, its state and progress."""

    x: int
    number: int
    title: str
    lines: tuple[tuple[int, str], ...]
    note_y: int
    state: str
    progress: int | None


@dataclass(frozen=True, slots=True)
class PathPicture:
    """The way with its nodes.

    The part up to `walked_to` has been walked (None: none of it). From there a group that ends
    early goes straight to its position, past stages that it never came to: `jumped_to`.
    """

    nodes: tuple[Node, ...]
    walked_to: int | None
    jumped_to: int | None
    closes: bool

    @property
    def height(self) -> int:
        """Room for the lowest text."""
        lowest = [n.note_y if n.state != StageState.TODO else n.lines[-1][0] for n in self.nodes]
        return max(lowest) + BELOW

    @property
    def first(self) -> int:
        return self.nodes[0].x

    @property
    def last(self) -> int:
        return self.nodes[-1].x

    @property
    def middle(self) -> int:
        return (self.first + self.last) // 2


@dataclass(frozen=True, slots=True)
class MapRow:
    """A row under the path: where its name and its track stand, and at which stages (`xs`)."""

    standpoint: Standpoint
    name_y: int
    track_y: int
    xs: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class MapPicture:
    """The path, and under it a row for the whole of a collaboration and for each of its parts."""

    path: PathPicture
    rows: tuple[MapRow, ...]

    @property
    def left(self) -> int:
        """Where names begin: the edge of the first stage's own name."""
        return PATH_LEFT // 3

    @property
    def right(self) -> int:
        return PATH_WIDTH - self.left

    @property
    def top(self) -> int:
        """Where the picture begins: it has no way back over the stages."""
        return PATH_Y - MAP_HEAD

    @property
    def height(self) -> int:
        return self.path.height + MAP_ROW * len(self.rows) + BELOW - self.top


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar, with the number that it stands for and the middle of it."""

    x: int
    y: int
    height: int
    number: int

    @property
    def middle(self) -> int:
        return self.x + BAR_WIDTH // 2


def draw_path(views: Sequence[StageView]) -> PathPicture:
    """Draw the path with a result on it."""
    here = [i for i, view in enumerate(views) if view.state == StageState.HERE]
    nodes = _draw_nodes([(view.stage, view.state.value, view.progress) for view in views])
    closes = views[-1].stage.closing
    if not here:
        return PathPicture(nodes, None, None, closes)
    position = nodes[here[0]].x
    passed = [nodes[i].x for i, view in enumerate(views[: here[0]]) if view.state in PASSED]
    is_jump = any(view.state == StageState.TODO for view in views[: here[0]])
    walked_to = max(passed, default=nodes[0].x) if is_jump else position
    return PathPicture(nodes, walked_to, position if is_jump else None, closes)


def draw_plain_path(stages: Sequence[Stage]) -> PathPicture:
    """Draw the path as such, for those who have not answered anything yet."""
    nodes = _draw_nodes([(stage, StageState.TODO.value, None) for stage in stages])
    return PathPicture(nodes, None, None, stages[-1].closing)


def draw_map(stages: Sequence[Stage], standpoints: Sequence[Standpoint]) -> MapPicture:
    """Draw the path with a row for each standpoint, marked at the stages it is in."""
    path = draw_plain_path(stages)
    x_of = {stage.code: node.x for stage, node in zip(stages, path.nodes, strict=True)}
    y = path.height + MAP_ROW - MAP_TRACK - BELOW
    rows = []
    for i, each in enumerate(standpoints):
        name_y = y + i * MAP_ROW
        xs = tuple(x_of[stage.code] for stage in each.places)
        rows.append(MapRow(each, name_y, name_y + MAP_TRACK, xs))
    return MapPicture(path, tuple(rows))


def _draw_nodes(states: Sequence[tuple[Stage, str, int | None]]) -> tuple[Node, ...]:
    """Place each stage with its state and progress, its name on as many lines as it takes."""
    step = (PATH_RIGHT - PATH_LEFT) / max(1, len(states) - 1)
    room, top = min(step, 2 * PATH_LEFT) - NAME_GAP, PATH_Y + 54
    nodes = []
    for i, (stage, state, progress) in enumerate(states):
        size = HERE_SIZE if state == StageState.HERE else NAME_SIZE
        lines = tuple(
            (top + n * LINE_HEIGHT, line)
            for n, line in enumerate(break_name(stage.title, room, size))
        )
        x, note_y = round(PATH_LEFT + i * step), top + len(lines) * LINE_HEIGHT + 3
        nodes.append(Node(x, i + 1, stage.title, lines, note_y, state, progress))
    return tuple(nodes)


def draw_bars(counts: Sequence[tuple[int, int]]) -> tuple[Bar, ...]:
    """Draw a distribution as bars, the highest count at full height."""
    most = max((count for _, count in counts), default=0) or 1
    heights = [max(BAR_LEAST, round(BAR_HEIGHT * count / most)) for _, count in counts]
    return tuple(
        Bar(i * BAR_STEP, BAR_HEIGHT - height, height, count)
        for i, (height, (_, count)) in enumerate(zip(heights, counts, strict=True))
    )
