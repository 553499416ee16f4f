"""What the templates of the tools need beyond Django's own tags."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from django import template
from django.utils.translation import gettext as _

from assessments.core.labels import name_block
from assessments.filling.fields import FieldView, GroupView
from assessments.iceberg.rules.cards import shuffle
from assessments.methods.sheets import pictures
from assessments.methods.sheets.fields import ItemGroup
from assessments.tools.selectors import Known, LastTurn
from model_content.domain.content import Edition
from model_content.domain.tools import Item, Tool

register = template.Library()

FOLDED_FROM: Final = 6
"""Columns of a table from which a row shows only what it is about and when it is taken up next."""

MOST_NAMES: Final = 200
"""Characters of the names of what has changed."""

OPEN_ROWS: Final = 3
"""Rows of a table that stand open from the start; those that are filled in always do."""


DRAWN: Final = ("turn", "turned", "ladder", "slider", "sides", "canvas", "marks")
"""Kinds of blocks that have a drawing of their own; the answers of all others stand in a table."""


register.simple_tag(pictures.name_letters)
register.simple_tag(pictures.draw_balance)
register.filter(name_block)
for drawing in (
    pictures.choose_type, pictures.draw_turn, pictures.group_answers, pictures.is_long_answer,
    pictures.join_tables, pictures.keep_for_print, pictures.lay_out_table, pictures.line_up,
    pictures.place_on_slider, pictures.sort_by_parties,
):  # fmt: skip
    register.filter(drawing)


@register.filter
def find_drawing(block: Mapping[str, Any]) -> str:
    """The template by which a block is drawn."""
    kind = block["kind"] if block["kind"] in DRAWN else "answers"
    if kind == "marks" and block["rows"][0]["said"][0]["value"] == "true":
        kind = "ticked"
    return f"tools/drawn/{kind}.html"


@register.filter
def style_block(block: Mapping[str, Any]) -> str:
    """The class of a block."""
    named = {"sentences": "says", "proposals": "proposals", "turn": "turn"}
    return named.get(block["kind"], f"step-of {block['kind']}")


@register.filter
def name_sources(edition: Edition, tool: Tool) -> list[str]:
    """What the sources of a tool are called, as far as the edition knows them."""
    known = edition.source_by_key
    return [known[key].title if key in known else key for key, _places in tool.sources]


@register.filter
def uncapitalized(text: str) -> str:
    """A sentence as it goes on after "Vi beslutar att"."""
    return text[:1].lower() + text[1:]


@register.filter
def shuffled_cards(tool: Tool) -> list[Item]:
    """The cards in an order that tells nothing of their layers, the same every time."""
    cards = {item.code: item for s in tool.steps if s.kind == "marks" for item in s.items}
    return [cards[code] for code in shuffle(cards, "on paper")]


@register.filter
def name_left_out(blocks: list[Mapping[str, Any]], kept: list[Mapping[str, Any]]) -> str:
    """What is shown on the page and not among those that are printed, by title, with a full stop
    unless the last ends in a mark of its own."""
    printed = {block.get("title") for block in kept}
    titles = [b["title"] for b in blocks if b.get("title", "") and b["title"] not in printed]
    said = ", ".join(titles)
    return said if said.endswith(("?", "!", ".")) else f"{said}."


@register.filter
def known_for(known: Mapping[str, Known], item: Item) -> list[Known]:
    """What the group has answered already of what an item asks."""
    return [known[code] for code in item.known if code in known]


@register.filter
def last_said(turn: LastTurn | None, item: Item) -> Mapping[str, Any] | None:
    """What was answered to an item the turn before."""
    return turn.said.get(item.code) if turn else None


@register.filter
def has_long(line: Mapping[str, Any]) -> bool:
    """Whether an answer on a line of a paper is to stand as wide as the page."""
    return any(pictures.is_long_answer(said["text"]) for said in line["said"])


@register.filter
def whole_names(text: str) -> str:
    """As many of some names as a line or two hold, none of them cut."""
    if len(text) <= MOST_NAMES:
        return text
    return text[:MOST_NAMES].rpartition(", ")[0] + ", " + _("med mera")


@register.filter
def as_day(text: str) -> date | None:
    """A stored day."""
    return date.fromisoformat(text) if text else None


@register.filter
def list_boxes(group: ItemGroup) -> list[Any]:
    """What can be chosen on an item of the form on paper, with what it means where that is said."""
    scale = group.questions[0].scale
    if scale is None or scale.code == "cell":
        return []
    if group.item.options:
        return list(group.item.options)
    return [] if group.step.kind == "marks" else [*scale.options, *scale.apart]


@register.filter
def share_boxes(groups: list[ItemGroup]) -> list[Any]:
    """What can be chosen on each of several items, if it is the same on all."""
    first, *others = (list_boxes(group) for group in groups)
    return first if others and all(each == first for each in others) else []


@register.filter
def between_poles(rows: list[Mapping[str, Any]], is_slider: bool) -> list[Mapping[str, Any]]:
    """The rows that are sliders, or those that are not."""
    return [row for row in rows if bool(row.get("low")) == is_slider]


@register.filter
def as_letters(answer: pictures.Answer, letters: Mapping[str, str]) -> str:
    return ", ".join(letters[party] for party in answer.parties)


@register.filter
def wanted(row: Mapping[str, Any]) -> list[pictures.Answer]:
    """What is wanted on a row, those who want the same together."""
    return pictures.group_answers(row, "wanted", "wanted_word")


@register.filter
def at(answers: list[pictures.Answer], code: str) -> list[pictures.Answer]:
    """Those of the answers that have this code."""
    return [answer for answer in answers if answer.code == code]


@register.filter
def fold_cells(fields: list[FieldView]) -> dict[str, Any]:
    """The fields of a row of a table: those that stand open, and of many columns those that are
    folded, which is all but the first and the last."""
    if len(fields) < FOLDED_FROM:
        return {"open": fields}
    folded = fields[1:-1]
    is_filled = any(field.value or field.problem for field in folded)
    return {"open": (fields[0], fields[-1]), "folded": folded, "is_filled": is_filled}


@register.filter
def list_rows(view: GroupView) -> dict[str, Any]:
    """The rows of a table with their numbers: those that stand open, one more than is filled in,
    and those that do not."""
    named = getattr(view.group, "rows", ())
    rows = [
        (n, [f for f in view.questions if f.field in fields]) for n, fields in enumerate(named, 1)
    ]
    filled = [n for n, fields in rows if any(f.value or f.problem for f in fields)]
    count = max(OPEN_ROWS, *filled, 0) + (max(filled, default=0) >= OPEN_ROWS)
    return {"open": rows[:count], "folded": rows[count:], "is_only": len(rows) == 1}
