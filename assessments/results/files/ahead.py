"""The report of a new result is made before anybody asks for it."""

from functools import partial
from typing import Final

from django.conf import settings
from django.db import connections, transaction
from django_tasks import task

from assessments.models import Snapshot
from assessments.results.files.cache import forget_pdfs, make_pdf_ahead
from assessments.results.selectors import fetch_if_last
from samverkan.pdf.ahead import Allowance, line

AFTER_MAIL: Final = -50  # where tasks are at 0

_allowance = Allowance()


def prepare_pdf(stored: Snapshot) -> None:
    """Have the report made soon: by the worker where there is one, else at an idle moment."""
    if settings.TASKS_RUN == "database":
        soon = partial(make_pdf_of.using(priority=AFTER_MAIL).enqueue, stored.pk)
    else:
        soon = partial(line.put, stored.assessment_id, partial(_make_here, stored.pk))
    transaction.on_commit(soon)


@task
def make_pdf_of(snapshot: int) -> None:
    """Make the report of the result with this key, unless the worker has made much of late."""
    if _allowance.count_left() > 0:
        _allowance.do(partial(_make, snapshot))


def _make_here(snapshot: int) -> None:
    try:
        _make(snapshot)
    finally:
        connections.close_all()


def _make(snapshot: int) -> None:
    """If it is still the last one. What has been deleted meanwhile leaves no file behind."""
    stored = fetch_if_last(snapshot)
    if stored:
        make_pdf_ahead(stored.document)
        if not fetch_if_last(snapshot):
            forget_pdfs([stored.sha256])
