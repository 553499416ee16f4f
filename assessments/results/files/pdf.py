"""The report as a PDF file: kept by what it was made of, forgotten with the diagnosis, and made
before anybody asks for it."""

from collections.abc import Callable, Collection, Mapping
from functools import partial
from typing import Any, Final

from django.conf import settings
from django.db import connections, transaction
from django.template.loader import render_to_string
from django_tasks import task

from assessments.methods.sheets.shown import ShownTool
from assessments.models import Snapshot
from assessments.results.example import fetch_example
from assessments.results.files.language import in_language_of
from assessments.results.report.report import Report
from assessments.results.selectors import fetch_if_last, fetch_report, fetch_shown
from model_content.domain.hashing import compute_sha256
from samverkan.pdf import cache as pdf_cache
from samverkan.pdf.ahead import Allowance, line

STYLE = "report.css"
TOOL_STYLES = ("tool.css", "tool_drawn.css")

MADE_FROM = (
    "templates/report",
    "templates/tools",
    "templates/plan/asked.html",
    "templates/steering/terms.html",
    "static/css/tool.css",
    "static/css/tool_drawn.css",
    "assessments/instruments",
    "assessments/methods",
    "assessments/core/labels.py",
    "assessments/results/files/pdf.py",
    "assessments/results/pictures.py",
    "assessments/results/report",
    "assessments/templatetags",
    "model_content/labels.py",
)
"""What a report looks like depends on these, besides the snapshot."""

AFTER_MAIL: Final = -50  # where tasks are at 0

_allowance = Allowance()


def render_html(shown: Any) -> str:
    """The page that the PDF file of a report is made of, or of what has no pages of its own."""
    if isinstance(shown, Report):
        return render_to_string("report/report.html", {"report": shown})
    page = "tools/print.html" if isinstance(shown, ShownTool) else "report/shown.html"
    return render_to_string(page, {"shown": shown})


def render_pdf(report: Report) -> bytes:
    """Make the PDF file of a report, in this process."""
    from samverkan.pdf.render import make_pdf

    return make_pdf(render_html(report), STYLE)


def fetch_pdf(snapshot: Mapping[str, Any]) -> bytes:
    """The report of a snapshot as a PDF file, made unless it has been made before."""
    with in_language_of(snapshot):
        return pdf_cache.fetch_pdf(*_describe(snapshot))


def make_pdf_ahead(snapshot: Mapping[str, Any]) -> None:
    """Have the report of a snapshot made before anybody asks for it."""
    with in_language_of(snapshot):
        pdf_cache.make_ahead(*_describe(snapshot))


def _describe(snapshot: Mapping[str, Any]) -> tuple[Any, ...]:
    def render() -> str:
        return render_html(fetch_shown(snapshot))

    styles = (STYLE, *TOOL_STYLES) if "shown" in snapshot else (STYLE,)
    return compute_sha256(snapshot), MADE_FROM, render, *styles


def forget_pdfs(hashes: Collection[str]) -> None:
    """Drop the files of these snapshots, in the present look of the report."""
    pdf_cache.forget_pdfs(hashes, MADE_FROM)


# Ahead --------------------------------------------------------------------------------------------


def warm_up() -> None:
    """Have all that a report is rendered by loaded before the first: a third of a second."""
    line.put("first", partial(_do_here, lambda: render_html(fetch_report(fetch_example()))))


def prepare_pdf(stored: Snapshot) -> None:
    """Have the report made soon: by the worker where there is one, else at an idle moment."""
    soon: Callable[[], object]
    if settings.TASKS_RUN == "database":
        soon = partial(make_pdf_of.using(priority=AFTER_MAIL).enqueue, stored.pk)
    else:
        soon = partial(line.put, stored.assessment_id, partial(_do_here, partial(_make, stored.pk)))
    transaction.on_commit(soon)


@task
def make_pdf_of(snapshot: int) -> None:
    """Make the report of the result with this key, unless the worker has made much of late."""
    if _allowance.count_left() > 0:
        _allowance.do(partial(_make, snapshot))


def _do_here(job: Callable[[], object]) -> None:
    try:
        job()
    finally:
        connections.close_all()


def _make(snapshot: int) -> None:
    """If it is still the last one. What has been deleted meanwhile leaves no file behind."""
    stored = fetch_if_last(snapshot)
    if stored:
        make_pdf_ahead(stored.document)
        if not fetch_if_last(snapshot):
            forget_pdfs([stored.sha256])
