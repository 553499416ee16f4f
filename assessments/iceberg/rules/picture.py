"""The iceberg with the group's marks: what stands in it, what is said of it, and its geometry.

It is drawn from what may be shown (results/rules/marks.py), and from nothing else. Sizes are in the
units of the SVG's own view box, which a telephone shows in their own size. Colours stand in the
template as presentation attributes, which the PDF uses as they are.

Each layer is a heading with a line for every card that is shown, most first, and one for the others
together. The ice is wider the more is below it: its outline goes through the edges of the layers.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from textwrap import wrap
from typing import Any, Final

from assessments.methods.sheets.fields import Words
from assessments.methods.sheets.outcome import evaluate
from assessments.methods.sheets.rules.isberget import RULES, fill_in
from assessments.methods.sheets.shown import say
from assessments.results.rules.marks import count_for_cards, count_for_first
from model_content.domain.tools import Item, Proposal, Step, Tool

WIDTH: Final = 340
MIDDLE: Final = WIDTH // 2
TIP: Final = 52
"""The height of the tip, and of the foot, which hold no text."""

EDGE: Final = 8
LINE: Final = 17
LETTERS: Final = 38
"""On a line of a card's text."""

GAP: Final = 8
HEAD: Final = 24
"""From the top of a layer to the foot of its heading's letters, and below its last line."""

RIGHT: Final = (22, 138, 146, 152, 158, 166, 164, 160, 146, 56)
LEFT: Final = (-2, 134, 144, 156, 162, 158, 166, 162, 150, 84)
"""How far the ice goes from the middle: at the tip, the edges and middles of the layers, the foot.

Under the water a layer begins further out than the one above it ends.
"""


@dataclass(frozen=True, slots=True)
class Line:
    """A card in the picture: how many ticked it, at least if so, and its text on lines.

    `text` is empty for what stands for all cards of a layer that are not shown.
    """

    text: str
    lines: tuple[tuple[int, str], ...]
    y: int
    people: int
    is_least: bool


@dataclass(frozen=True, slots=True)
class Layer:
    """A layer from `top` to `foot`, whose heading stands at `y`.

    `is_first` says that most want to begin with it.
    """

    title: str
    lines: tuple[Line, ...]
    top: int
    y: int
    foot: int
    note_y: int
    is_first: bool
    # Cards that are not shown.
    hidden: int
    size: int
    has_note: bool


@dataclass(frozen=True, slots=True)
class Picture:
    layers: tuple[Layer, ...]
    outline: str

    @property
    def middle(self) -> int:
        return MIDDLE

    @property
    def width(self) -> int:
        return WIDTH

    @property
    def height(self) -> int:
        return self.layers[-1].foot + TIP + EDGE


def draw_iceberg(tool: Tool, shown: Mapping[str, Any]) -> Picture:
    """Draw what may be shown."""
    layers: list[Layer] = []
    y = EDGE + TIP
    for step in (step for step in tool.steps if step.kind == "marks"):
        layers.append(_draw_layer(step, step.code.removeprefix(f"{tool.key}."), shown, y))
        y = layers[-1].foot
    return Picture(tuple(layers), _draw_outline(layers))


def _draw_layer(step: Step, key: str, shown: Mapping[str, Any], top: int) -> Layer:
    cards = [item for item in step.items if item.code in shown["cards"]]
    cards.sort(key=lambda item: -shown["cards"][item.code])
    y = top + HEAD + GAP // 2
    lines: list[Line] = []
    for item in cards:
        texts = tuple((y + LINE * n, t) for n, t in enumerate(break_text(item.text), 1))
        is_least = item.code in shown["at_least"]
        lines.append(Line(item.text, texts, y + LINE, shown["cards"][item.code], is_least))
        y = texts[-1][0] + GAP
    if key in shown["others"]:
        more = shown["others"][key]
        lines.append(Line("", ((y + LINE, ""),), y + LINE, more, key in shown["at_least"]))
        y += LINE + GAP
    hidden = len(step.items) - len(cards)
    note_y = y + LINE
    is_first = shown["first"] == [key]
    has_note = is_first or (hidden > 0 and key not in shown["others"])
    foot = (note_y if has_note else y) + HEAD // 2
    return Layer(
        step.title, tuple(lines), top, top + HEAD - 4, foot, note_y,
        is_first, hidden, len(step.items), has_note,
    )  # fmt: skip


def break_text(text: str) -> list[str]:
    """A text on lines, none with more letters than there is room for unless of one word."""
    return wrap(text, LETTERS, break_long_words=False, break_on_hyphens=False)


def _draw_outline(layers: list[Layer]) -> str:
    """The points of the ice, down its right side and up its left."""
    top, sea, deep = layers
    heights = [
        EDGE, top.top, (top.top + top.foot) // 2, top.foot, top.foot,
        (sea.top + sea.foot) // 2, sea.foot,
        (deep.top + deep.foot) // 2, deep.foot, deep.foot + TIP,
    ]  # fmt: skip
    right = [MIDDLE + away for away in RIGHT]
    left = [MIDDLE - away for away in LEFT]
    edges = [*zip(right, heights, strict=True), *zip(left[::-1], heights[::-1], strict=True)]
    return " ".join(f"{x},{y}" for x, y in edges)


@dataclass(frozen=True, slots=True)
class Said:
    """The sentences of an iceberg, what could be planned, and the cards that most ticked."""

    sentences: tuple[str, ...]
    proposals: tuple[tuple[Proposal, str], ...]
    cards: tuple[Item, ...]


def list_said(
    tool: Tool, voters: int, shown: Mapping[str, Any], smallest: int, words: Words
) -> Said:
    """What is said of what may be shown."""
    least = {
        "card": smallest,
        "cards": count_for_cards(smallest),
        "first": count_for_first(voters, smallest),
    }
    outcome = evaluate(tool, RULES, [fill_in(tool, voters, shown, least)])
    most = [found for remark, found in outcome.remarks if remark.code == "flest-kort"]
    return Said(
        tuple(say(tool, remark.text, found, words) for remark, found in outcome.remarks),
        tuple((each, say(tool, each.text, found, words)) for each, found in outcome.proposals),
        tuple(tool.items[code] for found in most for code in found.because),
    )
