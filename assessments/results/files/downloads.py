"""The files that can be downloaded from a result."""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.translation import gettext as _

from assessments.core.labels import AGREEMENT_LABELS, BAND_LABELS
from assessments.core.rules.figures import round_half_up
from assessments.methods.registry import METHODS
from assessments.methods.stages.answers import STATEMENT_VALUES, TOGETHER
from assessments.results.files import tool_text
from assessments.results.files.language import in_language_of
from assessments.results.files.pdf import fetch_pdf
from assessments.results.files.tables import write_table
from assessments.results.report.parts import AspectView, QuestionView
from assessments.results.report.report import Report
from assessments.results.rules.snapshot import read_instrument, read_language
from assessments.results.selectors import fetch_report, fetch_shown

Snapshot = Mapping[str, Any]

FILES = {
    "pdf": "rapport.pdf",
    "word": "beslutsunderlag.docx",
    "slides": "bilder.pptx",
    "text": "sammanfattning.txt",
    "answers": "svar.json",
    "diagnosis": "diagnos.json",
    "result": "resultat.json",
    "table": "tabell.csv",
}
"""What the pages call a file → its name, the end of its address."""


ONE_PERSONS: Final = "en-persons-svar"
"""What the Word file of one person's answers is saved as: nobody is to decide from it."""


def make_file(name: str, snapshot: Snapshot) -> HttpResponse | None:
    """Make the named file of a snapshot in its language, None if there is no such file."""
    maker = _find_makers(snapshot).get(name)
    if maker is None:
        return None
    with in_language_of(snapshot):
        content = maker(snapshot)
    if content is None:
        return None
    stem, _dot, ending = name.rpartition(".")
    if name == FILES["word"] and snapshot["respondents"] == 1 and snapshot["answered"] != TOGETHER:
        stem = ONE_PERSONS
    filename = f"{name_file(snapshot['collaboration']['name'])}-{stem}-{snapshot['date']}.{ending}"
    # The summary opens as a page, to be read and copied; the others are saved.
    response = make_download(content, TYPES[ending], filename, is_saved=ending != "txt")
    response["Content-Language"] = read_language(snapshot)
    return response


def make_download(
    content: bytes | str, content_type: str, filename: str, *, is_saved: bool = True
) -> HttpResponse:
    """A file to download."""
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = content_disposition_header(is_saved, filename) or ""
    return response


def name_file(about: str) -> str:
    """How the names of files about it begin."""
    return slugify(about)[:60] or "samverkan"


def make_summary(report: Report) -> str:
    """The first page as plain text, for minutes and decision papers."""
    return render_to_string("report/summary.txt", {"report": report}).strip() + "\n"


def make_word(report: Report) -> bytes:
    """Page one and what to do as a Word file, for decision papers."""
    from assessments.results.files.word import render_word  # docxtpl is loaded when first needed

    return render_word(report)


def make_slides(report: Report, **of_meeting: Any) -> bytes:
    """The pictures and topics as slides."""
    from assessments.results.files.slides import render_slides  # python-pptx, when first needed

    return render_slides(report, **of_meeting)


def make_table(report: Report) -> bytes:
    """All aspects as a table: a row for each statement, then one for each comment."""
    heads = [
        _("Stadium"), _("Aspekt"), _("Läge"), _("Medelvärde 1–5"), _("Påstående"),
        *map(str, STATEMENT_VALUES), _("Vet ej"), _("Inte aktuellt"), _("Kommentarer"),
        *([_("Hur eniga ni är"), _("Vill arbeta med det")] if report.is_group else []),
    ]  # fmt: skip
    votes = dict(report.votes)
    rows = [heads]
    for view in report.aspects:
        more = [str(AGREEMENT_LABELS.get(view.agreement or "", "")), str(votes.get(view, ""))]
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


def _dump(document: Any) -> bytes | None:
    if document is None:
        return None
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


_MAKERS: dict[str, Callable[[Snapshot], bytes | str | None]] = {
    FILES["pdf"]: fetch_pdf,
    FILES["word"]: lambda snapshot: make_word(fetch_report(snapshot)),
    FILES["slides"]: lambda snapshot: make_slides(fetch_report(snapshot)),
    FILES["text"]: lambda snapshot: make_summary(fetch_report(snapshot)),
    FILES["answers"]: lambda snapshot: _dump(snapshot.get("answers")),
    FILES["diagnosis"]: lambda snapshot: _dump(snapshot["diagnosis"]),
    FILES["table"]: lambda snapshot: make_table(fetch_report(snapshot)),
}

_PLAIN_MAKERS: dict[str, Callable[[Snapshot], bytes | str | None]] = {
    FILES["pdf"]: fetch_pdf,
    FILES["answers"]: lambda snapshot: _dump(snapshot["answers"]),
    FILES["result"]: lambda snapshot: _dump(snapshot["result"]),
    FILES["table"]: lambda snapshot: write_table(fetch_shown(snapshot).list_rows()),
}
"""Of a result whose method has no pages of its own."""


_TOOL_MAKERS = _PLAIN_MAKERS | {
    FILES["text"]: lambda snapshot: tool_text.make_text(fetch_shown(snapshot)),
    FILES["word"]: lambda snapshot: tool_text.make_word(fetch_shown(snapshot)),
}


def _find_makers(snapshot: Snapshot) -> dict[str, Callable[[Snapshot], bytes | str | None]]:
    method = METHODS[read_instrument(snapshot)]
    if method.pages == "tools":
        return _TOOL_MAKERS
    return _MAKERS if method.has_own_pages else _PLAIN_MAKERS


def list_file_kinds(snapshot: Snapshot) -> list[str]:
    """What the pages call the files that there are of a snapshot."""
    makers = _find_makers(snapshot)
    kinds = [called for called, name in FILES.items() if name in makers]
    return [called for called in kinds if called != "answers" or "answers" in snapshot]


TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "txt": "text/plain; charset=utf-8",
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
}
