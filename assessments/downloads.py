"""The files that can be downloaded from a result."""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.translation import gettext as _

from assessments.diagnosis.answers import STATEMENT_VALUES
from assessments.domain.figures import round_half_up
from assessments.domain.report import Report
from assessments.domain.report_parts import AspectView, QuestionView
from assessments.domain.snapshot import read_language
from assessments.labels import AGREEMENT_LABELS, BAND_LABELS
from assessments.report_cache import fetch_pdf
from assessments.result_language import in_language_of
from assessments.selectors.results import fetch_report
from assessments.tables import write_table

Snapshot = Mapping[str, Any]

FILES = {
    "pdf": "rapport.pdf",
    "word": "beslutsunderlag.docx",
    "text": "sammanfattning.txt",
    "answers": "svar.json",
    "diagnosis": "diagnos.json",
    "table": "tabell.csv",
}
"""What the pages call a file → its name, the end of its address."""


def make_file(name: str, snapshot: Snapshot) -> HttpResponse | None:
    """Make the named file of a snapshot in its language, None if there is no such file."""
    maker = _MAKERS.get(name)
    if maker is None:
        return None
    with in_language_of(snapshot):
        content = maker(snapshot)
    if content is None:
        return None
    response = HttpResponse(content, content_type=_TYPES[name.rpartition(".")[2]])
    response["Content-Language"] = read_language(snapshot)
    # The summary opens as a page, to be read and copied; the others are saved.
    disposition = content_disposition_header(not name.endswith(".txt"), _name_file(name, snapshot))
    response["Content-Disposition"] = disposition or ""
    return response


def make_summary(report: Report) -> str:
    """The first page as plain text, for minutes and decision papers."""
    return render_to_string("report/summary.txt", {"report": report}).strip() + "\n"


def make_word(report: Report) -> bytes:
    """Page one and what to do as a Word file, for decision papers."""
    from assessments.word import render_word  # docxtpl is loaded when first needed

    return render_word(report)


def make_table(report: Report) -> bytes:
    """All aspects as a table: a row for each statement, then one for each comment."""
    heads = [
        _("Stadium"), _("Aspekt"), _("Läge"), _("Medel 1–5"), _("Påstående"),
        *map(str, STATEMENT_VALUES), _("Vet ej"), _("Inte aktuellt"), _("Kommentarer"),
        *([_("Hur eniga ni är"), _("Vill arbeta med det")] if report.is_group else []),
    ]  # fmt: skip
    votes = {view.code: count for view, count in report.votes}
    rows = [heads]
    for view in report.aspects:
        more = [str(AGREEMENT_LABELS.get(view.agreement or "", "")), _count(votes.get(view.code))]
        rows += ([*row, *(more if report.is_group else [])] for row in _make_rows(view))
    return write_table(rows)


def _make_rows(view: AspectView) -> Iterator[list[str]]:
    score = "" if view.score is None else str(round_half_up(view.score)).replace(".", ",")
    head = [view.stage.title, view.title, str(BAND_LABELS[view.band]), score]
    for statement in view.statements:
        yield [*head, statement.text, *_list_numbers(statement), ""]
    for comment in view.comments:
        yield [*head, "", *[""] * (len(STATEMENT_VALUES) + 2), comment]


def _list_numbers(question: QuestionView) -> list[str]:
    """How many gave each answer; nothing where the numbers are not shown."""
    counts = [count for _value, count in question.counts]
    numbers = [*counts, question.dont_know, question.not_applicable]
    is_shown = not (question.is_uncounted or question.is_withheld)
    return [str(number) if is_shown else "" for number in numbers]


def _count(number: int | None) -> str:
    return "" if number is None else str(number)


def _dump(document: Any) -> bytes | None:
    if document is None:
        return None
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def _name_file(name: str, snapshot: Snapshot) -> str:
    stem, _dot, ending = name.rpartition(".")
    about = slugify(snapshot["collaboration"]["name"])[:60] or "samverkan"
    return f"{about}-{stem}-{snapshot['date']}.{ending}"


_MAKERS: dict[str, Callable[[Snapshot], bytes | str | None]] = {
    FILES["pdf"]: fetch_pdf,
    FILES["word"]: lambda snapshot: make_word(fetch_report(snapshot)),
    FILES["text"]: lambda snapshot: make_summary(fetch_report(snapshot)),
    FILES["answers"]: lambda snapshot: _dump(snapshot.get("answers")),
    FILES["diagnosis"]: lambda snapshot: _dump(snapshot["diagnosis"]),
    FILES["table"]: lambda snapshot: make_table(fetch_report(snapshot)),
}

_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "txt": "text/plain; charset=utf-8",
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
}
