"""What the templates of the tools need beyond Django's own tags."""

from collections.abc import Mapping
from typing import Any

from django import template

from assessments.methods.sheets import pictures

register = template.Library()

register.simple_tag(pictures.name_letters)
register.simple_tag(pictures.draw_balance)
register.filter(pictures.group_answers)
register.filter(pictures.group_rows)
register.filter(pictures.sort_by_parties)
register.filter(pictures.join_tables)
register.filter(pictures.keep_for_print)


@register.inclusion_tag("tools/drawn/slider.html")
def slider(row: Mapping[str, Any], letters: Mapping[str, str]) -> dict[str, Any]:
    return {"slider": pictures.draw_slider(row, letters), "row": row}


@register.filter
def between_poles(rows: list[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The rows that are sliders."""
    return [row for row in rows if row.get("low")]


@register.filter
def cells_with_heads(row: Mapping[str, Any]) -> list[list[tuple[str, str]]]:
    """The cells of a table, each with what stands over it."""
    return [list(zip(row["heads"], cells, strict=True)) for cells in row["cells"]]


@register.filter
def wanted(row: Mapping[str, Any]) -> list[pictures.Answer]:
    """What is wanted on a row, those who want the same together."""
    return pictures.group_answers(row, "wanted", "wanted_word")


@register.filter
def at(answers: list[pictures.Answer], code: str) -> list[pictures.Answer]:
    """Those of the answers that have this code."""
    return [answer for answer in answers if answer.code == code]
