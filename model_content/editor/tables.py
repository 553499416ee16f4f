"""An edition as a file to save: the document, YAML files, and all questions as a table."""

import io
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.translation import gettext as _

from model_content.domain.codec import parse_edition
from model_content.domain.content import Aspect, Edition, Marker, Stage, Statement
from model_content.files import write_json, write_zip

WIDTHS: Final = (24, 32, 12, 28, 70, 70)
"""Widths of the table's columns, in characters."""

SHOWN_LANGUAGE: Final = "en"
"""The language that the table shows beside Swedish."""

FORMATS: Final = {
    "json": ("json", "application/json"),
    "fixtures": ("zip", "application/zip"),
    "xlsx": ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}
"""What can be exported → the ending of the file's name, and its type."""


def make_edition_file(name: str, document: Mapping[str, Any]) -> HttpResponse | None:
    """An edition in the named format, None if there is no such format."""
    maker = _MAKERS.get(name)
    if maker is None:
        return None
    ending, content_type = FORMATS[name]
    code = slugify(document["edition"]["code"].replace(".", "-"))
    response = HttpResponse(maker(document), content_type=content_type)
    filename = f"samverkanskollen-{code}.{ending}"
    response["Content-Disposition"] = content_disposition_header(True, filename) or ""
    return response


def make_workbook(document: Mapping[str, Any]) -> bytes:
    """All questions as a table; no text is taken for a formula or a link."""
    import xlsxwriter  # loaded when first needed

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_properties({"title": _("Frågor i utgåva %s") % document["edition"]["code"]})
    page = book.add_worksheet(_("Frågor"))
    head = book.add_format({"bold": True, "valign": "top"})
    text = book.add_format({"text_wrap": True, "valign": "top"})
    for column, width in enumerate(WIDTHS):
        page.set_column(column, column, width)
    heads = [_("Stadium"), _("Aspekt"), _("Slag"), _("Kod"), _("Text"), _("Engelska")]
    rows = [heads, *_list_questions(parse_edition(document))]
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            page.write_string(number, column, cell, text if number else head)
    page.freeze_panes(1, 0)
    page.autofilter(0, 0, len(rows) - 1, len(WIDTHS) - 1)
    book.close()
    return out.getvalue()


def _list_questions(edition: Edition) -> Iterator[list[str]]:
    for stage in edition.stages:
        for marker in stage.markers:
            yield _list_cells(stage, None, marker)
        for aspect in stage.aspects:
            for statement in aspect.statements:
                yield _list_cells(stage, aspect, statement)


def _list_cells(stage: Stage, aspect: Aspect | None, question: Marker | Statement) -> list[str]:
    return [
        stage.title,
        aspect.title if aspect else "",
        _("Påstående") if aspect else _("Markör"),
        question.code,
        question.text,
        question.translations.get(SHOWN_LANGUAGE, {}).get("text", ""),
    ]


_MAKERS: Final[dict[str, Callable[[Mapping[str, Any]], bytes]]] = {
    "json": write_json,
    "fixtures": write_zip,
    "xlsx": make_workbook,
}
