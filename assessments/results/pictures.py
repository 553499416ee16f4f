"""The geometry of a result's pictures: the path, the answers, votes against scores, then and now.

They are drawn from a report, so from what may be shown (results/rules/disclosure.py), and from
nothing else. Sizes are in the units of the SVG's own view box. Colours stand in the templates as
presentation attributes, which the PDF uses as they are and the site's style sheet overrides.

Example: five who answer a statement with 1, 1, 3, 5 and 5 give three pieces of a diverging bar: the
two 1s left of the middle, the 3 across it, and the two 5s right of it.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from assessments.methods.stages.aspects import ADDRESS, ADDRESS_BELOW
from assessments.results.report.parts import AspectView, QuestionView, StageState, StageView
from assessments.results.report.pictured import Slope
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

MAP_STEP: Final = 52
"""From one stage of a row of the stage map to the next."""

DOT: Final = 13
"""From one dot of those who answered to the next; a row under a stage has `DOTS` of them."""

DOTS, DOT_ROWS = 8, 5

BAR_HEIGHT: Final = 30
BAR_STEP: Final = 21
BAR_WIDTH: Final = 18
BAR_LEAST: Final = 3
"""The height of a bar that stands for few; one that stands for nobody has none."""


@dataclass(frozen=True, slots=True)
class Node:
    """A stage on the path: its centre, its name on lines, its state and progress (StageView)."""

    x: int
    number: int
    title: str
    lines: tuple[tuple[int, str], ...]
    note_y: int
    state: str
    progress: int | None
    said_by: str


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
    crowds: tuple["Crowd", ...] = ()
    # How many answers a dot stands for.
    per_dot: int = 1

    @property
    def foot(self) -> int:
        """The lowest of what stands at the stages themselves."""
        lowest = [
            n.note_y if n.said_by or n.state != StageState.TODO else n.lines[-1][0]
            for n in self.nodes
        ]
        return max(lowest)

    @property
    def height(self) -> int:
        """Room for the lowest text."""
        return max([self.foot, *(crowd.foot for crowd in self.crowds)]) + BELOW

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
class Crowd:
    """Under a stage: a dot for each of `number` whose own answers place them there.

    `before_y`: where it says that the result before is here.
    """

    x: int
    number: int
    dots: tuple[tuple[int, int], ...]
    number_y: int
    before_y: int | None

    @property
    def foot(self) -> int:
        return max(self.number_y if self.number else 0, self.before_y or 0)


@dataclass(frozen=True, slots=True)
class MapDot:
    """A stage on a row of the map: whether one is there now, and was at the result before."""

    x: int
    number: int
    is_here: bool
    was_here: bool


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


def draw_path(
    views: Sequence[StageView],
    own: Mapping[str, int] | None = None,
    before: Collection[str] = (),
) -> PathPicture:
    """Draw the path with a result on it: how many their `own` answers place in each stage, by its
    code, and the codes of the stages that the result `before` was in."""
    path = _draw_way(views)
    own = own or {}
    per_dot = -(-max(own.values(), default=1) // (DOTS * DOT_ROWS))
    crowds = tuple(
        _draw_crowd(node, path.foot, own.get(code, 0), per_dot, code in before)
        for node, code in zip(path.nodes, (view.stage.code for view in views), strict=True)
        if code in own or code in before
    )
    return replace(path, crowds=crowds, per_dot=per_dot)


def _draw_crowd(node: Node, y: int, number: int, per_dot: int, is_before: bool) -> Crowd:
    drawn = -(-number // per_dot)
    places = [(n % DOTS, n // DOTS) for n in range(drawn)]
    left = node.x - (min(drawn, DOTS) - 1) * DOT // 2
    dots = tuple((left + DOT * column, y + 20 + DOT * row) for column, row in places)
    y = max((dot_y for _x, dot_y in dots), default=y)
    number_y = y = y + LINE_HEIGHT if number else y
    return Crowd(node.x, number, dots, number_y, y + LINE_HEIGHT if is_before else None)


def _draw_way(views: Sequence[StageView]) -> PathPicture:
    here = [i for i, view in enumerate(views) if view.state == StageState.HERE]
    nodes = _draw_nodes([(v.stage, v.state.value, v.progress, v.said_by) for v in views])
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
    nodes = _draw_nodes([(stage, StageState.TODO.value, None, "") for stage in stages])
    return PathPicture(nodes, None, None, stages[-1].closing)


def draw_map_row(stages: Sequence[Stage], standpoint: Standpoint) -> tuple[MapDot, ...]:
    """Draw the stages as dots, marked at those where the standpoint is and was."""
    return tuple(
        MapDot(
            MAP_STEP // 2 + i * MAP_STEP,
            i + 1,
            stage in standpoint.here,
            stage in standpoint.before,
        )
        for i, stage in enumerate(stages)
    )


def _draw_nodes(states: Sequence[tuple[Stage, str, int | None, str]]) -> tuple[Node, ...]:
    """Place each stage with its state, its name on as many lines as it takes."""
    step = (PATH_RIGHT - PATH_LEFT) / max(1, len(states) - 1)
    room, top = min(step, 2 * PATH_LEFT) - NAME_GAP, PATH_Y + 54
    nodes = []
    for i, (stage, state, progress, said_by) in enumerate(states):
        size = HERE_SIZE if state == StageState.HERE else NAME_SIZE
        lines = tuple(
            (top + n * LINE_HEIGHT, line)
            for n, line in enumerate(break_name(stage.title, room, size))
        )
        x, note_y = round(PATH_LEFT + i * step), top + len(lines) * LINE_HEIGHT + 3
        nodes.append(Node(x, i + 1, stage.title, lines, note_y, state, progress, said_by))
    return tuple(nodes)


def draw_bars(counts: Sequence[tuple[int, int]], most: int = 0) -> tuple[Bar, ...]:
    """Draw a distribution as bars, `most` or else the highest count at full height."""
    most = most or max((count for _, count in counts), default=0) or 1
    heights = [count and max(BAR_LEAST, round(BAR_HEIGHT * count / most)) for _, count in counts]
    return tuple(
        Bar(i * BAR_STEP, BAR_HEIGHT - height, height, count)
        for i, (height, (_, count)) in enumerate(zip(heights, counts, strict=True))
    )


# How each question was answered -------------------------------------------------------------------

SPREAD_WIDTH: Final = 320
SPREAD_HEIGHT: Final = 22
"""Of a diverging bar, whose middle is where disagreeing and agreeing answers meet."""

LEAST_FOR_NUMBER: Final = 13
"""How wide a piece of a bar is that has room for its number."""


@dataclass(frozen=True, slots=True)
class Piece:
    """The answers with one value, `tone` −2 (least) to 2 (most), 0 the middle; `number` of them."""

    x: float
    width: float
    tone: int
    number: int

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 1)

    @property
    def has_room(self) -> bool:
        return self.width >= LEAST_FOR_NUMBER


def draw_spread(question: QuestionView) -> tuple[Piece, ...]:
    """Draw how a question was answered as a bar around a middle.

    All answers with a value are half as wide as the picture, so that none goes over its edge.
    """
    if not question.valid:
        return ()
    unit = SPREAD_WIDTH / 2 / question.valid
    half = len(question.counts) // 2
    has_middle = len(question.counts) % 2
    tones = [n - half + (0 if has_middle or n < half else 1) for n in range(len(question.counts))]
    left = sum(count for (_, count), tone in zip(question.counts, tones, strict=True) if tone < 0)
    middle = sum(count for (_, count), tone in zip(question.counts, tones, strict=True) if not tone)
    x = SPREAD_WIDTH / 2 - unit * (left + middle / 2)
    pieces = []
    for (_value, count), tone in zip(question.counts, tones, strict=True):
        if count:
            pieces.append(Piece(round(x, 1), round(unit * count, 1), tone, count))
        x += unit * count
    return tuple(pieces)


# What is wanted against how well it works ---------------------------------------------------------

WISH_LEFT, WISH_RIGHT, WISH_TOP, WISH_BOTTOM = 60, 700, 40, 340
NAME_HEIGHT: Final = 17
LOWEST, HIGHEST = 1.0, 5.0
"""The ends of the scale of statements."""


@dataclass(frozen=True, slots=True)
class Wish:
    """An aspect by its score (from left to right) and its votes (upwards); named if many want it.

    `is_corner`: many want to work on it, and it works badly.
    """

    view: AspectView
    x: int
    y: int
    name_y: int | None
    is_corner: bool

    @property
    def name_x(self) -> int:
        return self.x + 16

    @property
    def line_y(self) -> int:
        """Where the line from the mark to the name ends."""
        return (self.name_y or self.y) - 5


@dataclass(frozen=True, slots=True)
class WishPicture:
    """`corner_x`, `corner_y`: the edges of where what many want works badly."""

    wishes: tuple[Wish, ...]
    corner_x: int
    corner_y: int
    most: int

    @property
    def foot(self) -> int:
        """Where what the picture says of its scale stands."""
        return max([WISH_BOTTOM, *(wish.name_y or 0 for wish in self.wishes)]) + LINE_HEIGHT

    @property
    def height(self) -> int:
        return self.foot + BELOW


def draw_wishes(wanted: Sequence[tuple[AspectView, int]], least: int) -> WishPicture:
    """Draw votes against scores; from `least` votes many want to work on it."""
    most = max([least, *(votes for _, votes in wanted)])
    scale = (WISH_RIGHT - WISH_LEFT) / (HIGHEST - LOWEST)

    def find_y(votes: float) -> int:
        return round(WISH_BOTTOM - (WISH_BOTTOM - WISH_TOP) * votes / most)

    wishes: list[Wish] = []
    lowest = WISH_TOP - NAME_HEIGHT
    for view, votes in sorted(wanted, key=lambda pair: (-pair[1], -(pair[0].score or 0))):
        x, y = round(WISH_LEFT + scale * ((view.score or LOWEST) - LOWEST)), find_y(votes)
        name_y = None
        if votes >= least:
            name_y = lowest = max(y + 5, lowest + NAME_HEIGHT)
        wishes.append(Wish(view, x, y, name_y, votes >= least and view.band == ADDRESS))
    corner_x = round(WISH_LEFT + scale * (float(ADDRESS_BELOW) - LOWEST))
    return WishPicture(tuple(wishes), corner_x, find_y(least - 0.5), most)


# Then and now -------------------------------------------------------------------------------------

SLOPE_LEFT, SLOPE_RIGHT, SLOPE_TOP, SLOPE_BOTTOM = 330, 590, 40, 400


@dataclass(frozen=True, slots=True)
class Line:
    """An aspect's score from then to now; named at both ends where it has changed."""

    slope: Slope
    y1: int
    y2: int
    name1: int | None
    name2: int | None


@dataclass(frozen=True, slots=True)
class SlopePicture:
    lines: tuple[Line, ...]

    @property
    def height(self) -> int:
        names = [y or 0 for line in self.lines for y in (line.name1, line.name2)]
        return max([SLOPE_BOTTOM, *names]) + 2 * BELOW


def draw_slopes(slopes: Sequence[Slope]) -> SlopePicture:
    """Draw each aspect's score then and now as a line, the changed ones with room for names."""

    def find_y(score: float) -> int:
        share = (score - LOWEST) / (HIGHEST - LOWEST)
        return round(SLOPE_BOTTOM - (SLOPE_BOTTOM - SLOPE_TOP) * share)

    changed = [slope for slope in slopes if slope.is_changed]
    left = _spread_out([(find_y(s.before), s.code) for s in changed])
    right = _spread_out([(find_y(s.after), s.code) for s in changed])
    return SlopePicture(
        tuple(
            Line(s, find_y(s.before), find_y(s.after), left.get(s.code), right.get(s.code))
            for s in sorted(slopes, key=lambda slope: slope.is_changed)
        )
    )


def _spread_out(wanted: Sequence[tuple[int, str]]) -> dict[str, int]:
    """Names as near to where they belong as they can be without standing on each other."""
    placed: dict[str, int] = {}
    room = (SLOPE_BOTTOM - SLOPE_TOP + NAME_HEIGHT) // NAME_HEIGHT
    y = SLOPE_TOP - NAME_HEIGHT
    for left, (want, code) in zip(range(len(wanted), 0, -1), sorted(wanted), strict=True):
        latest = SLOPE_BOTTOM + 8 - NAME_HEIGHT * (min(left, room) - 1)
        y = max(y + NAME_HEIGHT, min(want + 5, latest))
        placed[code] = y
    return placed
