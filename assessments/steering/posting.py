"""Mails with a steering group's link: what a task does, one after the other.

Each is claimed, which deletes it, before it is sent, so that of two tasks one sends it. One that
does not go is kept as failed for those who lead to see, and sent again only if they ask for it.
"""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from functools import partial
from typing import Final

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from assessments.core.links import LinkKind, sign_link
from assessments.core.mails import find_address, send_claimed, shorten_name, write_text
from assessments.models import AnswerNotice, Assessment, LinkMail
from assessments.plan.selectors import list_leaders_addresses
from assessments.steering.actions import (
    claim_mail,
    claim_news,
    claim_notice,
    forget_failed_mails,
    forget_notices,
    keep_failed,
    keep_notice,
    release_news,
    take_up_mails,
)
from assessments.steering.selectors import (
    fetch_answer,
    list_answered_notices,
    list_rounds_with_news,
    list_waiting_mails,
)
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
        release, to = partial(keep_failed, mail=mail), [mail.email]
        return send_claimed(mail.subject, text, to, release, what=what, reply_to=mail.reply_to)

    return do_each(send, list_waiting_mails(keys), what="mailing a link")


def send_stuck_link_mails(*, now: datetime) -> None:
    """Send what a process that ended has left, and forget what failed long ago."""
    forget_failed_mails(asked_before=now - DAYS_TOLD)
    site = settings.SITE_URL
    keys = take_up_mails(asked_before=now - STUCK_AFTER, can_send=bool(site))
    send_link_mails(keys=keys, site=site)


# Telling that something is written ----------------------------------------------------------------

DAYS_TRIED: Final = 7
"""Days after an answer that its mail is tried; then the address is deleted unmailed."""


def tell_askers(*, today: date) -> int:
    """Mail what leaders have answered to those who left an address for it; return how many."""
    forget_notices(answered_before=today - timedelta(days=DAYS_TRIED), today=today)
    return do_each(_tell_asker, list_answered_notices(), what="telling of an answer")


def _tell_asker(notice: AnswerNotice) -> bool:
    if not claim_notice(notice=notice):
        return False
    assessment, path = notice.assessment, find_path(notice.assessment, timezone.localdate())
    with override(assessment.language):
        text = write_text(
            "steering/answer.txt",
            round=assessment,
            action=notice.action,
            proposal=notice.proposal,
            answer=fetch_answer(notice),
            works=bool(path),
            link=f"{settings.SITE_URL}{path}" if settings.SITE_URL else "",
        )
        subject = _("Svar på det du skrev om %(name)s") % {"name": shorten_name(assessment.name)}
    release = partial(keep_notice, notice=notice)
    return send_claimed(
        subject, text, [notice.email], release, what="an answer to a steering group"
    )


def tell_leaders() -> int:
    """Tell of what steering groups have written since last; return of how many rounds."""
    return do_each(_tell, list_rounds_with_news(), what="telling of a steering group")


def _tell(assessment: Assessment) -> bool:
    addresses = list_leaders_addresses(assessment.collaboration)
    news = claim_news(assessment=assessment) if addresses else None
    if not news:
        return False
    with override(assessment.language):
        text = write_text(
            "steering/notice.txt",
            round=assessment,
            news=news,
            link=find_address("steering_link", assessment.public_id),
        )
        subject = _("Samverkanskollen: styrgruppen har skrivit")
    release = partial(release_news, news=news)
    return send_claimed(subject, text, addresses, release, what="a notice of a steering group")
