"""Mails to those who lead: the steering group has written; and to whoever asked: it is answered.

At most one an hour for a round goes to those who lead. What is mailed of is claimed first, and
given back if no mail gets away.
"""

from datetime import date, timedelta
from typing import Final

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from assessments.core.mails import find_address, send_text, shorten_name, write_text
from assessments.models import AnswerNotice, Assessment
from assessments.plan.selectors import list_leaders_addresses
from assessments.steering.actions import (
    claim_news,
    claim_notice,
    forget_notices,
    keep_notice,
    release_news,
)
from assessments.steering.posting import find_path
from assessments.steering.selectors import (
    fetch_answer,
    list_answered_notices,
    list_rounds_with_news,
)
from samverkan.operation.each import do_each

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
            answer=fetch_answer(notice),
            works=bool(path),
            link=f"{settings.SITE_URL}{path}" if settings.SITE_URL else "",
        )
        subject = _("Svar på det du skrev om %(name)s") % {"name": shorten_name(assessment.name)}
    sent = send_text(subject, text, [notice.email], what="an answer to a steering group")
    if not sent:
        keep_notice(notice=notice)
    return sent


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
    sent = send_text(subject, text, addresses, what="a notice of a steering group")
    if not sent:
        release_news(news=news)
    return sent
