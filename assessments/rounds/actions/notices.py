"""Gives a round's result to those who answered, if its leader wants that, and tells those who have
asked that it is there."""

from datetime import date, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import override

from assessments.core.actions import lock_round
from assessments.core.mails import send_claimed, write_text
from assessments.core.rules.lifecycle import ChangeRefused, State
from assessments.filling.actions.answers import RoundClosed
from assessments.filling.selectors.respond import find_result
from assessments.models import Assessment, ResultNotice
from samverkan.operation.deletions import Kind, log_links
from samverkan.operation.each import do_each

DAYS_KEPT: Final = 60
"""The most days after the closing that an address waits for the result; then it is deleted."""

DAYS_LEFT: Final = 7
"""How many of them are left when those who still wait are told whom to ask."""


@transaction.atomic
def leave_address(*, assessment: Assessment, email: str) -> None:
    """Keep an address until the result is given. Raises RoundClosed after the closing."""
    if lock_round(assessment.pk).state != State.OPEN:
        raise RoundClosed
    ResultNotice.objects.get_or_create(assessment=assessment, email=email.lower())


@transaction.atomic
def show_result(*, assessment: Assessment, shown: bool) -> None:
    """Let the links that the group answered by lead to the result, or not any more.

    Taken back, the link to read that they led to stops working. Raises ChangeRefused unless the
    round has closed.
    """
    now = lock_round(assessment.pk)
    if now.state != State.CLOSED:
        raise ChangeRefused(ChangeRefused.STATE)
    generation = now.read_generation + (now.shows_result and not shown)
    if generation > now.read_generation:
        log_links(Kind.READ_LINK, [(now.public_id, generation)])
    rounds = Assessment.objects.filter(pk=now.pk)
    rounds.update(shows_result=shown, read_generation=generation)


def tell_of_results(*, today: date) -> int:
    """Mail all who wait for a result that is given to those who answered; return how many.

    In the last days those whose leader has not given it are told whom to ask. A mail that
    does not go is tried again. Raises SomeFailed if something else failed.
    """
    due = ResultNotice.objects.filter(assessment__state=State.CLOSED)
    due.filter(assessment__closed_on__lt=today - timedelta(days=DAYS_KEPT)).delete()
    last = Q(assessment__closed_on__lte=today - timedelta(days=DAYS_KEPT - DAYS_LEFT))
    due = due.filter(Q(assessment__shows_result=True) | last)
    waiting = due.select_related("assessment__collaboration__owner").order_by("pk")  # random
    return do_each(_tell, list(waiting), what="telling of a result")


def _tell(notice: ResultNotice) -> bool:
    # Deleted before it is mailed: of two at once, one mails.
    claimed, _rows = ResultNotice.objects.filter(pk=notice.pk).delete()
    if not claimed:
        return False
    assessment = notice.assessment
    with override(assessment.language):
        link = find_result(assessment, settings.SITE_URL) if settings.SITE_URL else ""
        closed = _("Omgången som du svarade i har stängt")
        subject = _("Resultatet av omgången som du svarade i") if link else closed
        text = write_text("respond/result_mail.txt", round=assessment, link=link)
    release = ResultNotice(assessment=assessment, email=notice.email).save
    return send_claimed(subject, text, [notice.email], release, what="that a result is there")
