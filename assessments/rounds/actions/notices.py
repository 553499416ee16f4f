"""Tells those who have asked that a round's result is there, and forgets their addresses."""

from datetime import date, timedelta
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from assessments.core.actions import lock_round
from assessments.core.mails import send_text, write_text
from assessments.core.rules.lifecycle import State
from assessments.filling.actions.answers import RoundClosed
from assessments.models import Assessment, ResultNotice
from samverkan.operation.each import do_each

DAYS_TRIED: Final = 7
"""Days after the closing that a mail is tried; then the address is deleted unmailed."""


@transaction.atomic
def leave_address(*, assessment: Assessment, email: str) -> None:
    """Keep an address until the round has closed. Raises RoundClosed if it has."""
    if lock_round(assessment.pk).state != State.OPEN:
        raise RoundClosed
    ResultNotice.objects.get_or_create(assessment=assessment, email=email.lower())


def tell_of_results(*, today: date) -> int:
    """Mail all who wait for the result of a round that has closed; return how many.

    A mail that does not go is tried again. Raises SomeFailed if something else failed.
    """
    due = ResultNotice.objects.filter(assessment__state=State.CLOSED)
    due.filter(assessment__closed_on__lt=today - timedelta(days=DAYS_TRIED)).delete()
    waiting = due.select_related("assessment__collaboration__owner").order_by("pk")  # random
    return do_each(_tell, list(waiting), what="telling of a result")


def _tell(notice: ResultNotice) -> bool:
    # Deleted before it is mailed: of two at once, one mails.
    claimed, _rows = ResultNotice.objects.filter(pk=notice.pk).delete()
    if not claimed:
        return False
    assessment = notice.assessment
    with override(assessment.language):
        subject = _("Omgången som du svarade i har stängt")
        text = write_text("respond/result_mail.txt", round=assessment)
    sent = send_text(subject, text, [notice.email], what="that a result is there")
    if not sent:
        ResultNotice(assessment=assessment, email=notice.email).save()
    return sent
