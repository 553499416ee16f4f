"""Writes how long a collaboration is kept, and deletes it when its leader says so."""

from datetime import date

from django.db import transaction

from assessments.core.actions import lock_collaboration, lock_collaborations
from assessments.filling.actions.diagnoses import delete_collaborations
from assessments.models import Collaboration
from assessments.results.files.pdf import forget_pdfs
from samverkan.merging import settle_form


@transaction.atomic
def keep_for(*, collaboration: Collaboration, months: int, seen: str | None = None) -> None:
    """Keep the collaboration this many months (3–60) after the last change in it.

    A warning that has been given is taken back: it was for another day. Raises Stale if somebody
    else has changed it since the form with the marks `seen` was shown; Collaboration.DoesNotExist.
    """
    now = lock_collaboration(collaboration.pk)
    months = settle_form({"months": months}, {"months": now.kept_months}, seen, now)["months"]
    Collaboration.objects.filter(pk=collaboration.pk).update(
        kept_months=months, warned_on=None, unwarned_on=None
    )


def delete_collaboration(*, collaboration: Collaboration) -> None:
    """With everything in it, finished reports included."""
    with transaction.atomic():
        lock_collaborations([collaboration.pk])
        hashes = delete_collaborations([collaboration.pk])
    forget_pdfs(hashes)


def claim_warning(*, collaboration: Collaboration, today: date) -> bool:
    """Take on to warn its members, so that nobody else does; tell whether it was free to take."""
    unclaimed = Collaboration.objects.filter(pk=collaboration.pk, warned_on=collaboration.warned_on)
    return bool(unclaimed.update(warned_on=today))


def release_warning(*, collaboration: Collaboration, last_change: date, today: date) -> None:
    """Let its members be warned again: nobody could be, today or since an earlier day.

    `collaboration` is as it was before it was claimed. What was tried before `last_change` was
    about another deletion.
    """
    first = collaboration.unwarned_on
    Collaboration.objects.filter(pk=collaboration.pk, warned_on=today).update(
        warned_on=collaboration.warned_on,
        unwarned_on=first if first and first >= last_change else today,
    )
