"""Mails with a steering group's link: what a task does, one after the other.

Each is claimed, which deletes it, before it is sent, so that of two tasks one sends it. One that
does not go is kept as failed for those who lead to see, and sent again only if they ask for it.
"""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Final

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from assessments.core.links import LinkKind, sign_link
from assessments.core.mails import send_text
from assessments.models import Assessment, LinkMail
from assessments.steering.actions import (
    claim_mail,
    forget_failed_mails,
    keep_failed,
    take_up_mails,
)
from assessments.steering.selectors import list_waiting_mails
from samverkan.operation.background import is_stopping
from samverkan.operation.each import do_each

LINK: Final = "\x1a"
"""Where the link is to stand in a text: a sign that nobody can have written."""

STUCK_AFTER: Final = timedelta(hours=1)
DAYS_TOLD: Final = timedelta(days=7)
"""How long a mail may be on its way, and how long it is said that one failed."""


def find_path(assessment: Assessment, today: date) -> str:
    """The steering group's link to a report or a sheet, without site; empty if none works."""
    expires_on = assessment.steering_expires_on
    if expires_on is None or expires_on < today:
        return ""
    is_report = assessment.tool_id is None
    kind, name = (LinkKind.STEERING, "steering_report") if is_report else (LinkKind.SHEET, "overview")  # fmt: skip  # noqa: E501
    signed = sign_link(kind, assessment.public_id, assessment.steering_generation)
    return reverse(name, args=[signed])


def send_link_mails(*, keys: Collection[int], site: str) -> int:
    """Send these; return how many went. `site` is scheme and host."""

    def send(mail: LinkMail) -> bool:
        if is_stopping() or not claim_mail(mail=mail):
            return False
        path = find_path(mail.assessment, timezone.localdate())
        if not path:  # taken back meanwhile
            return False
        text, what = mail.text.replace(LINK, site + path), "a steering group's link"
        sent = send_text(mail.subject, text, [mail.email], what=what, reply_to=mail.reply_to)
        if not sent:
            keep_failed(mail=mail)
        return sent

    return do_each(send, list_waiting_mails(keys), what="mailing a link")


def send_stuck_link_mails(*, now: datetime) -> None:
    """Send what a process that ended has left, and forget what failed long ago."""
    forget_failed_mails(asked_before=now - DAYS_TOLD)
    site = settings.SITE_URL
    keys = take_up_mails(asked_before=now - STUCK_AFTER, can_send=bool(site))
    send_link_mails(keys=keys, site=site)
