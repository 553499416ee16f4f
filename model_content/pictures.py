"""The geometry of the model's picture: six stages that overlap, as they do in practice.

Drawn twice, lying for wide pages and upright for narrow ones. A stage that a collaboration can stay
in is longer than the others. From every stage a way leads to the closing one, and from there one
leads back to the first: an ending may be a new start. Sizes are in the units of the SVG's own view
box, whole ones: a template would write a fraction with a decimal comma.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from model_content.domain.content import Stage

LINE: Final = 19
"""From one line of text to the next."""

BASELINE: Final = 14
"""From the top of a line to the foot of its letters."""

# Lying: along x. Names stand inside, so a stage must be as wide as its name.
WIDTH: Final = 920
EDGE: Final = 12
TOP: Final = 84
THICK: Final = 108
OVERLAP: Final = 34
LASTING_SHARE: Final = 1.5
"""How much longer a lasting stage is than another."""

BELOW: Final = 8
"""Room under the lowest line of text."""

WAY_OUT: Final = 44
"""How far from the stages the way to the closing stage runs."""

# Upright: along y.
UPRIGHT_WIDTH: Final = 300
UPRIGHT_LEFT: Final = 48
UPRIGHT_RIGHT: Final = 252
UPRIGHT_LENGTH: Final = 72
UPRIGHT_LASTING: Final = 104
UPRIGHT_OVERLAP: Final = 14
UPRIGHT_OUT: Final = 26

ARROW: Final = 5
GAP: Final = 4


@dataclass(frozen=True, slots=True)
class Shape:
    """A stage: its box, its number and the lines of its name, and where `note` stands if at all."""

    x: int
    y: int
    width: int
    height: int
    number: int
    number_y: int
    lines: tuple[tuple[int, str], ...]
    note_y: int | None

    @property
    def radius(self) -> int:
        return min(self.width, self.height) // 2

    @property
    def middle_x(self) -> int:
        return self.x + self.width // 2

    @property
    def middle_y(self) -> int:
        return self.y + self.height // 2

    @property
    def right(self) -> int:
        return self.x + self.width

    @property
    def bottom(self) -> int:
        return self.y + self.height


@dataclass(frozen=True, slots=True)
class ModelPicture:
    """Stages, the ways out of them and the way back to the first, as paths of an SVG."""

    width: int
    height: int
    shapes: tuple[Shape, ...]
    ways_out: str
    way_back: str
    arrows: str
    is_upright: bool = False

    @property
    def middle(self) -> int:
        return self.width // 2

    @property
    def foot(self) -> int:
        """Where the lowest line of text stands."""
        return self.height - BELOW


def draw_model(stages: Sequence[Stage]) -> ModelPicture:
    """Draw the model lying, for wide pages."""
    shares = [LASTING_SHARE if stage.lasting else 1 for stage in stages]
    unit = (WIDTH - 2 * EDGE + OVERLAP * (len(stages) - 1)) / sum(shares)
    places = _place([round(unit * share) for share in shares], EDGE, OVERLAP)
    shapes = tuple(
        _draw_shape(stage, number, x, TOP, length, THICK)
        for number, (stage, (x, length)) in enumerate(zip(stages, places, strict=True), start=1)
    )
    first, last = shapes[0], shapes[-1]
    below = first.bottom + WAY_OUT
    ways_out = [f"M{s.middle_x} {s.bottom + GAP}V{below}" for s in shapes[:-1]]
    rail = f"M{first.middle_x} {below}H{last.middle_x}V{last.bottom + GAP + ARROW}"
    way_back = (
        f"M{last.middle_x} {TOP - GAP}C{last.middle_x} 16 {first.middle_x} 16"
        f" {first.middle_x} {TOP - GAP - ARROW}"
    )
    arrows = _point_up(last.middle_x, last.bottom + GAP) + _point_down(first.middle_x, TOP - GAP)
    return ModelPicture(
        WIDTH, below + LINE + BELOW, shapes, "".join([*ways_out, rail]), way_back, arrows
    )


def draw_model_upright(stages: Sequence[Stage]) -> ModelPicture:
    """Draw the model upright, for narrow pages."""
    lengths = [UPRIGHT_LASTING if stage.lasting else UPRIGHT_LENGTH for stage in stages]
    places = _place(lengths, GAP, UPRIGHT_OVERLAP)
    width = UPRIGHT_RIGHT - UPRIGHT_LEFT
    shapes = tuple(
        _draw_shape(stage, number, UPRIGHT_LEFT, y, width, length)
        for number, (stage, (y, length)) in enumerate(zip(stages, places, strict=True), start=1)
    )
    first, last = shapes[0], shapes[-1]
    out, back = UPRIGHT_RIGHT + UPRIGHT_OUT, UPRIGHT_LEFT - UPRIGHT_OUT
    ways_out = [f"M{s.right + GAP} {s.middle_y}H{out}" for s in shapes[:-1]]
    rail = f"M{out} {first.middle_y}V{last.middle_y}H{last.right + GAP + ARROW}"
    way_back = f"M{last.x - GAP} {last.middle_y}H{back}V{first.middle_y}H{first.x - GAP - ARROW}"
    arrows = _point_left(last.right + GAP, last.middle_y)
    arrows += _point_right(first.x - GAP, first.middle_y)
    return ModelPicture(
        UPRIGHT_WIDTH, last.bottom + GAP, shapes, "".join([*ways_out, rail]), way_back, arrows, True
    )


def _place(lengths: Sequence[int], start: int, overlap: int) -> Iterator[tuple[int, int]]:
    """Where each stage begins, with its length: each begins before the one before it ends."""
    for length in lengths:
        yield start, length
        start += length - overlap


def _draw_shape(stage: Stage, number: int, x: int, y: int, width: int, height: int) -> Shape:
    head, slash, tail = stage.title.partition("/")
    names = [head + slash, tail] if slash else [head]
    rows = 1 + len(names) + stage.lasting
    first_line = y + (height - rows * LINE) // 2 + BASELINE
    lines = tuple((first_line + LINE * (i + 1), name) for i, name in enumerate(names))
    note_y = lines[-1][0] + LINE if stage.lasting else None
    return Shape(x, y, width, height, number, first_line, lines, note_y)


def _point_up(x: int, y: int) -> str:
    return f"M{x} {y}l{ARROW} {2 * ARROW}h-{2 * ARROW}z"


def _point_down(x: int, y: int) -> str:
    return f"M{x} {y}l{ARROW}-{2 * ARROW}h-{2 * ARROW}z"


def _point_left(x: int, y: int) -> str:
    return f"M{x} {y}l{2 * ARROW}-{ARROW}v{2 * ARROW}z"


def _point_right(x: int, y: int) -> str:
    return f"M{x} {y}l-{2 * ARROW}-{ARROW}v{2 * ARROW}z"
