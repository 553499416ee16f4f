"""Sends the mails of a group's round: what a task does, one mail after the other.

A mail is claimed before it is sent (waiting → sending, in one statement), so that two workers never
send the same. What becomes of it is written at once: a mail that fails takes no other with it.
"""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from random import SystemRandom

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from assessments.core import mails
from assessments.core.links import LinkKind, make_address
from assessments.core.rules.lifecycle import State
from assessments.filling.selectors.sheets import estimate_answering
from assessments.models import Assessment, Invitation, MailState
from assessments.rounds.rules.invitations import begins_with_greeting
from assessments.rounds.selectors.rounds import fetch_round_edition
from samverkan.mail import MAIL_FAILURES
from samverkan.operation.background import is_stopping

logger = logging.getLogger(__name__)

PACE = timedelta(seconds=3)
"""From one secret mail to the next: more than one takes, and 500 take less than half an hour."""

MAX_SUBJECT = 79
"""Characters that a list of mails has room for."""

_chance = SystemRandom()


def send_invitations(*, keys: Iterable[int], site: str) -> None:
    """Mail these invitations, or reminders where the first mail has gone, over one connection.

    Only what is waiting, in rounds that are open. What has been used is not mailed, but said to be
    sent. A secret one that does not go must not tell that it was for somebody who has not answered:
    while there is no server all of them stay in line, until `run_due` takes them up, and one that
    is refused is said to be sent.
    """
    waiting = Invitation.objects.filter(
        pk__in=keys, mail_state=MailState.WAITING, assessment__state=State.OPEN
    ).select_related("assessment__collaboration__owner")
    connection = get_connection()
    is_up = _open(connection)
    for invitation in waiting:
        if is_stopping():
            break  # what is left is taken up by `run_due`
        is_secret = invitation.assessment.anonymous and invitation.mailed_on is not None
        if is_secret and not is_up:
            continue
        if _claim(invitation):
            sent = is_up and _send(invitation, site, connection)
            _write_down(invitation, sent=sent or is_secret)
    _close(connection)


def plan_times(count: int, now: datetime) -> list[datetime]:
    """When each of so many secret mails is to go, in an order that has been drawn by chance."""
    return [
        now + PACE * (number + 1 + _chance.random() / 2)
        for number in _chance.sample(range(count), count)
    ]


def _open(connection: BaseEmailBackend) -> bool:
    """Whether there is a server: one that does not answer is not waited for again and again."""
    try:
        connection.open()
    except MAIL_FAILURES as error:
        logger.error("the mail server cannot be reached: %s", type(error).__name__)
        return False
    return True


def _claim(invitation: Invitation) -> bool:
    unclaimed = Invitation.objects.filter(pk=invitation.pk, mail_state=MailState.WAITING)
    return bool(unclaimed.update(mail_state=MailState.SENDING, mail_since=timezone.now()))


def _send(invitation: Invitation, site: str, connection: BaseEmailBackend) -> bool:
    try:
        connection.open()  # nothing where it is open
        message = make_message(invitation, site, connection)
        message.message()
        if not invitation.submitted:
            message.send()
    except MAIL_FAILURES as error:
        # The class only: an SMTP error's text holds the address.
        logger.error("an invitation could not be mailed: %s", type(error).__name__)
        _close(connection)
        return False
    return True


def _close(connection: BaseEmailBackend) -> None:
    try:
        connection.close()
    except MAIL_FAILURES as error:
        logger.warning("the mail server did not say goodbye: %s", type(error).__name__)


def _write_down(invitation: Invitation, *, sent: bool) -> None:
    claimed = Invitation.objects.filter(pk=invitation.pk, mail_state=MailState.SENDING)
    if not sent:
        claimed.update(mail_state=MailState.FAILED, mail_since=None)
        return
    # A reminder's day was written when it was asked for.
    day = invitation.mailed_on or timezone.localdate()
    claimed.update(mail_state=MailState.SENT, mail_since=None, mailed_on=day)


def make_message(
    invitation: Invitation, site: str, connection: BaseEmailBackend | None = None
) -> EmailMessage:
    """The mail to one who is invited; a reminder if the first one has gone.

    It is in the round's language, whoever has it sent. Answers go to the leader, those of machines
    (“jag är på semester”) to nobody: they would tell who was reminded.
    """
    assessment = invitation.assessment
    is_reminder = invitation.mailed_on is not None
    link = make_address(site, LinkKind.INVITATION, invitation.public_id, 1)
    owner = assessment.collaboration.owner
    return EmailMessage(
        subject=write_subject(assessment, is_reminder=is_reminder),
        body=write_text(assessment, link, is_reminder=is_reminder),
        to=[invitation.email],
        reply_to=[owner.email] if owner else None,
        headers={"Auto-Submitted": "auto-generated"},
        connection=connection,
    )


def write_subject(assessment: Assessment, *, is_reminder: bool = False) -> str:
    """On one line, with the beginning of the collaboration's name, which makes no link, and the
    last day and, where there is room, the round's name: they tell one round's mails from another's.
    """
    name = mails.shorten_name(assessment.name)
    title = mails.shorten_name(assessment.title)
    with override(assessment.language):
        text = (
            _("Påminnelse: svara om %(name)s senast %(day)s")
            if is_reminder
            else _("Inbjudan: svara om %(name)s senast %(day)s")
        )
        day = date_format(assessment.closes_on, "j F") if assessment.closes_on else "…"
        subject = text % {"name": name, "day": day}
        named = f"{subject} ({title})"
        return named if title and len(named) <= MAX_SUBJECT else subject


def write_text(assessment: Assessment, link: str, *, is_reminder: bool = False) -> str:
    with override(assessment.language):
        return mails.write_text(
            "rounds/invitation_mail.txt",
            round=assessment,
            link=link,
            is_reminder=is_reminder,
            greets=not begins_with_greeting(assessment.greeting),
            operator=settings.OPERATOR,
            minutes=_count_minutes(assessment),
        )


def write_group_text(assessment: Assessment, link: str) -> str:
    """The text that the leader sends the group's link with, in the round's language."""
    with override(assessment.language):
        minutes = _count_minutes(assessment)
        text = mails.write_text(
            "rounds/group_text.txt", round=assessment, link=link, minutes=minutes
        )
        return text.strip()


def _count_minutes(assessment: Assessment) -> int:
    """How long answering takes where stages have been chosen; 0 elsewhere, without a query."""
    if not assessment.asked_stages:
        return 0
    edition = fetch_round_edition(assessment).content
    return estimate_answering(assessment, edition)[1]
