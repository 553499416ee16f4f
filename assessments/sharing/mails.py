"""Mails to those who lead a collaboration about what it lets others know of it."""

from django.utils.translation import gettext as _
from django.utils.translation import override

from assessments.core.mails import find_address, send_text, write_text
from assessments.groups.selectors import fetch_language
from assessments.models import Collaboration
from assessments.plan.selectors import list_leaders_addresses


def tell_of_judgement(collaboration: Collaboration, reason: str = "") -> bool:
    """Mail that staff have approved it, or the reason why not; tell whether the mail went."""
    address = find_address("sharing", collaboration.public_id)
    with override(fetch_language(collaboration)):
        subject = _("Er samverkan är inte godkänd") if reason else _("Er samverkan är godkänd")
        template = "sharing/judged.txt"
        text = write_text(template, collaboration=collaboration, reason=reason, address=address)
    to = list_leaders_addresses(collaboration)
    return bool(to) and send_text(subject, text, to, what="what staff say of a collaboration")
