"""Mails to those who lead: the steering group has written. At most one an hour for a round.

What is mailed of is claimed first, and given back if no mail gets away.
"""

from django.utils.translation import gettext as _
from django.utils.translation import override

from assessments.core.mails import find_address, send_text, write_text
from assessments.models import Assessment
from assessments.plan.selectors import list_leaders_addresses
from assessments.steering.actions import claim_news, release_news
from assessments.steering.selectors import list_rounds_with_news
from samverkan.operation.each import do_each


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
