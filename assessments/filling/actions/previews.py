"""Previews: a walk through a draft of the content, with answers that are thrown away."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.core.actions import lock_collaborations
from assessments.filling.actions.diagnoses import delete_collaborations, start_diagnosis
from assessments.models import Answered, Assessment
from assessments.results.files.pdf import forget_pdfs
from model_content.actions.previews import delete_preview, make_preview
from model_content.models import Edition, EditionStatus
from samverkan.operation.each import do_each

PREVIEW_HOURS = 24
"""Hours after which a preview that nobody has ended is deleted."""


@transaction.atomic
def start_preview(*, edition_id: int) -> tuple[int, str]:
    """Make a diagnosis of an edition as it is now.

    Returns:
        The key of the copy, and the token of the link to answer it.

    Raises:
        CannotPreview: the edition has faults that the walk cannot do with.
    """
    preview = make_preview(edition_id=edition_id)
    code = Edition.objects.values_list("code", flat=True).get(pk=edition_id)
    _respondent, token = start_diagnosis(
        published=preview,
        name=_("Förhandsgranskning av %(code)s") % {"code": code},
        scope=_("inget på riktigt, svaren slängs"),
        answered=Answered.ALONE,
        people=1,
    )
    return preview.id, token


def end_preview(edition_id: int) -> int:
    """Delete a preview with all that has been answered on it; another edition is left alone.

    Returns:
        How many were deleted: 0 if it is no preview, or not any more.
    """
    with transaction.atomic():
        rounds = Assessment.objects.filter(edition=edition_id)
        rounds = rounds.filter(edition__status=EditionStatus.PREVIEW).order_by("collaboration")
        collaborations = list(rounds.values_list("collaboration", flat=True).distinct())
        lock_collaborations(collaborations)
        hashes = delete_collaborations(collaborations)
        deleted = delete_preview(edition_id=edition_id)
    forget_pdfs(hashes)
    return deleted


def delete_old_previews(*, now: datetime) -> None:
    """Delete the previews that nobody has ended within a day.

    Raises:
        SomeFailed: some could not be deleted, and all the others are.
    """
    old = Edition.objects.filter(
        status=EditionStatus.PREVIEW, in_use_since__lte=now - timedelta(hours=PREVIEW_HOURS)
    )
    do_each(end_preview, list(old.values_list("pk", flat=True)), what="deleting a preview")
