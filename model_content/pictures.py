"""The geometry of the model's picture: six stages that overlap, as they do in practice.

Drawn twice, lying for wide pages and upright for narrow ones. A stage that a collaboration can stay
in is longer than the others. From every stage a way leads to the closing one, and from there one
leads back to the first: an ending may be a new start. Sizes are in the units of the SVG's own view
box, whole ones: a template would write a fraction with a decimal comma.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import pyphen
from django.utils.translation import get_language

from model_content.domain.content import Stage

LINE: Final = 19
"""From one line of text to the next."""

BASELINE: Final = 14
"""From the top of a line to the foot of its letters."""

NAME_SIZE: Final = 15
"""The size of a name's letters."""

# Lying: along x. Names stand inside their stages, which are thicker where a name has many lines.
WIDTH: Final = 920
EDGE: Final = 12
TOP: Final = 84
THICK: Final = 108
ROUND_ROOM: Final = 50
"""Room over the number and under the name together, as the ends are round."""

OVERLAP: Final = 34
LASTING_SHARE: Final = 1.5
"""How much longer a lasting stage is than another."""

WAY_OUT: Final = 44
"""How far from the stages the way to the closing one runs."""

BELOW: Final = 8
"""Room under the lowest line of text."""

# Upright: along y.
UPRIGHT_WIDTH: Final = 300
UPRIGHT_LEFT: Final = 48
UPRIGHT_THICK: Final = 204
UPRIGHT_LENGTH: Final = 90
UPRIGHT_LASTING: Final = 116
UPRIGHT_OVERLAP: Final = 16
UPRIGHT_ROUND: Final = 12
"""More room for a name of more than two lines, as the ends are round."""

UPRIGHT_OUT: Final = 26

ARROW: Final = 5
"""Half the width of an arrow's head, and half its length."""

GAP: Final = 4
"""Between a stage and the ways from it."""

SIDE: Final = 6
"""Least room between a name and the side of its stage."""

MOST_RADIUS: Final = 58
"""Of a stage's ends: in a rounder one, the first and the last line would have no room."""


_WIDTHS: Final = {
    **dict.fromkeys("abcdeghknopqsuvxyzåäöéü", 0.6),
    **dict.fromkeys("ABCDEFGHJKLNOPRSTUVXYZÅÄÖÜ0123456789w&–", 0.76),
    **dict.fromkeys("frtI1/-", 0.45),
    **dict.fromkeys("ijl .,:;!()'’", 0.35),
    **dict.fromkeys("mMWQ", 0.9),
}
"""Widths of bold letters as shares of the font's size, rounded up (Atkinson Hyperlegible Next)."""

_ANY_LETTER: Final = 1.0

_LEAST: Final = 3
"""Letters that stand before and after a hyphen."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A stage: its box, and where its number, its name's lines and a note (if any) stand in it."""

    x: int
    y: int
    width: int
    height: int
    text_x: int
    number: int
    number_y: int
    lines: tuple[tuple[int, str], ...]
    note_y: int | None

    @property
    def radius(self) -> int:
        return min(self.width, self.height, 2 * MOST_RADIUS) // 2

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
    ways: str
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
    places = list(_place([round(unit * share) for share in shares], EDGE, OVERLAP))
    names = [
        break_name(stage.title, _find_room(x, length, middle), NAME_SIZE)
        for stage, (x, length, middle) in zip(stages, places, strict=True)
    ]
    thick = max(THICK, (1 + max(map(len, names))) * LINE + ROUND_ROOM)
    shapes = tuple(
        _draw_shape(stage, name, (x, TOP, length, thick), (middle, TOP + thick // 2))
        for stage, name, (x, length, middle) in zip(stages, names, places, strict=True)
    )
    first, last = shapes[0], shapes[-1]
    below = first.bottom + WAY_OUT
    ways = [f"M{s.middle_x} {s.bottom + GAP}V{below}" for s in shapes[:-1]]
    ways.append(f"M{first.middle_x} {below}H{last.middle_x}V{last.bottom + GAP + ARROW}")
    ways.append(f"M{last.middle_x} {TOP - GAP}C{last.middle_x} 16 {first.middle_x} 16")
    ways.append(f" {first.middle_x} {TOP - GAP - ARROW}")
    arrows = f"M{last.middle_x} {last.bottom + GAP}l{ARROW} {2 * ARROW}h-{2 * ARROW}z"
    arrows += f"M{first.middle_x} {TOP - GAP}l{ARROW}-{2 * ARROW}h-{2 * ARROW}z"
    return ModelPicture(WIDTH, below + LINE + BELOW, shapes, "".join(ways), arrows)


def draw_model_upright(stages: Sequence[Stage]) -> ModelPicture:
    """Draw the model upright, for narrow pages."""
    room = UPRIGHT_THICK - 8 * SIDE
    names = [break_name(stage.title, room, NAME_SIZE) for stage in stages]
    lengths = [
        max(
            UPRIGHT_LASTING if stage.lasting else UPRIGHT_LENGTH,
            _count_rows(stage, name) * LINE + 2 * UPRIGHT_OVERLAP + UPRIGHT_ROUND * (len(name) > 2),
        )
        for stage, name in zip(stages, names, strict=True)
    ]
    places = _place(lengths, GAP, UPRIGHT_OVERLAP)
    box = (UPRIGHT_LEFT, UPRIGHT_THICK)
    shapes = tuple(
        _draw_shape(stage, name, (box[0], y, box[1], length), (UPRIGHT_WIDTH // 2, middle))
        for stage, name, (y, length, middle) in zip(stages, names, places, strict=True)
    )
    first, last = shapes[0], shapes[-1]
    out, back = first.right + UPRIGHT_OUT, first.x - UPRIGHT_OUT
    ways = [f"M{s.right + GAP} {s.middle_y}H{out}" for s in shapes[:-1]]
    ways.append(f"M{out} {first.middle_y}V{last.middle_y}H{last.right + GAP + ARROW}")
    ways.append(f"M{last.x - GAP} {last.middle_y}H{back}V{first.middle_y}")
    ways.append(f"H{first.x - GAP - ARROW}")
    arrows = f"M{last.right + GAP} {last.middle_y}l{2 * ARROW}-{ARROW}v{2 * ARROW}z"
    arrows += f"M{first.x - GAP} {first.middle_y}l-{2 * ARROW}-{ARROW}v{2 * ARROW}z"
    return ModelPicture(UPRIGHT_WIDTH, last.bottom + GAP, shapes, "".join(ways), arrows, True)


def _place(lengths: Sequence[int], start: int, overlap: int) -> Iterator[tuple[int, int, int]]:
    """Where each stage begins, how long it is, and the middle of what is its own.

    Each begins before the one before it ends.
    """
    for index, length in enumerate(lengths):
        own_start = start + (overlap if index > 0 else 0)
        own_end = start + length - (overlap if index < len(lengths) - 1 else 0)
        yield start, length, (own_start + own_end) // 2
        start += length - overlap


def _find_room(start: int, length: int, middle: int) -> int:
    """How wide a name may be in a stage that lies, without coming near its neighbours' names."""
    own = min(middle - start, start + length - middle)
    return 2 * min(own - SIDE, (length - OVERLAP) // 2 - GAP)


def _count_rows(stage: Stage, name: Sequence[str]) -> int:
    """Lines in a stage: its number, its name and perhaps a note."""
    return 1 + len(name) + stage.lasting


def _draw_shape(
    stage: Stage, name: Sequence[str], box: tuple[int, int, int, int], middle: tuple[int, int]
) -> Shape:
    text_x, text_y = middle
    number_y = text_y - _count_rows(stage, name) * LINE // 2 + BASELINE
    lines = tuple((number_y + LINE * (i + 1), line) for i, line in enumerate(name))
    note_y = lines[-1][0] + LINE if stage.lasting else None
    return Shape(*box, text_x, stage.order, number_y, lines, note_y)


# Names on lines ----------------------------------------------------------------------------------


def measure(text: str, size: int) -> float:
    """How wide a bold text is at most, in the unit of the font's size."""
    return size * sum(_WIDTHS.get(letter, _ANY_LETTER) for letter in text)


def break_name(name: str, room: float, size: int) -> tuple[str, ...]:
    """The lines of a name, each no wider than the room: an SVG's text does not wrap by itself.

    A line ends after every "/", and else between words. A word that is too long is hyphenated by
    the rules of the page's language, or wherever it must where they find no place. A name that has
    room is never broken but at its "/".

        break_name("Mognad/Genomförande", 194, 15)   gives  ("Mognad/", "Genomförande")
        break_name("Verksamhetsutveckling", 110, 15) gives  ("Verksamhets-", "utveckling")
    """
    lines: list[str] = []
    for part in name.replace("/", "/\n").splitlines():
        lines += _break_part(part.split(), room, size)
    return tuple(lines)


def _break_part(words: list[str], room: float, size: int) -> Iterator[str]:
    line = ""
    for word in words:
        longer = f"{line} {word}".lstrip()
        if measure(longer, size) <= room:
            line = longer
            continue
        if line:
            yield line
        line = word
        while measure(line, size) > room and len(line) > 1:
            head, line = _split(line, room, size)
            yield head
    if line:
        yield line


def _split(word: str, room: float, size: int) -> tuple[str, str]:
    """What of a word has room on a line, and the rest."""
    places = [p for p in _places(word) if measure(_hyphenate(word[:p]), size) <= room]
    if not places:
        fitting = [p for p in range(1, len(word)) if measure(f"{word[:p]}-", size) <= room]
        places = fitting or [1]
    return _hyphenate(word[: places[-1]]), word[places[-1] :]


def _hyphenate(head: str) -> str:
    return head if head.endswith("-") else f"{head}-"


def _places(word: str) -> list[int]:
    """Where a word may be broken: after its own hyphens, and between syllables."""
    own = [i + 1 for i, letter in enumerate(word[:-1]) if letter == "-"]
    return sorted({*own, *_find_rules(get_language() or "sv").positions(word)})


@cache
def _find_rules(language: str) -> Any:
    """The rules of a language, read when a name is first too long; Swedish ones for a language
    that has none."""
    known = pyphen.language_fallback(language) or "sv"
    return pyphen.Pyphen(lang=known, left=_LEAST, right=_LEAST)
