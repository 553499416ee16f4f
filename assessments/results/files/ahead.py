"""The report of a new result is made before anybody asks for it."""

from collections.abc import Callable
from functools import partial
from typing import Final

from django.conf import settings
from django.db import connections, transaction
from django_tasks import task

from assessments.models import Snapshot
from assessments.results.example import fetch_example
from assessments.results.files.cache import forget_pdfs, make_pdf_ahead
from assessments.results.files.pdf import render_html
from assessments.results.selectors import fetch_if_last, fetch_report
from samverkan.pdf.ahead import Allowance, line

AFTER_MAIL: Final = -50  # where tasks are at 0

_allowance = Allowance()


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
