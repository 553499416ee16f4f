"""Writes how long a collaboration is kept, and deletes it when its leader says so."""

from datetime import date

from django.db import transaction

from assessments.actions.diagnoses import delete_collaborations
from assessments.actions.locks import lock_collaborations
from assessments.models import Collaboration
from assessments.report_cache import forget_pdfs


def keep_for(*, collaboration: Collaboration, months: int) -> None:
    """Keep the collaboration this many months (3–60) after the last change in it.

    A warning that has been given is taken back: it was for another day.
    """
    Collaboration.objects.filter(pk=collaboration.pk).update(kept_months=months, warned_on=None)


def delete_collaboration(*, collaboration: Collaboration) -> None:
    """Delete the collaboration with everything in it, finished reports included."""
    with transaction.atomic():
        lock_collaborations([collaboration.pk])
        hashes = delete_collaborations([collaboration.pk])
    forget_pdfs(hashes)


def mark_warned(*, collaboration: Collaboration, today: date) -> None:
    """Remember that its leader has been told that it will be deleted."""
    Collaboration.objects.filter(pk=collaboration.pk).update(warned_on=today)
