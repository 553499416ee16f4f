"""Mails about what is to be done: to those who lead a collaboration, at most one a day.

What is mailed is claimed first, so that two runs at once never send the same; what could not be
mailed is given back, and tried again by the next run.
"""

import logging
from collections.abc import Sequence
from datetime import date

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from assessments.actions.plans import claim_reminders, release_reminders
from assessments.models import Collaboration, PlannedAction
from assessments.selectors.collaborations import fetch_language
from assessments.selectors.plans import (
    list_collaborations_to_remind,
    list_leaders_addresses,
)
from samverkan.mail import MAIL_FAILURES
from samverkan.operation.each import do_each
from samverkan.texts import clean_text

logger = logging.getLogger(__name__)


def remind_of_actions(*, today: date) -> int:
    """Mail what is due within a week or late; return to how many collaborations.

    Raises:
        SomeFailed: there is an error in some, and all the others have been reminded.
    """
    found = list_collaborations_to_remind(today)
    return do_each(lambda each: _remind(each, today), found, what="reminding of actions")


def _remind(collaboration: Collaboration, today: date) -> bool:
    addresses = list_leaders_addresses(collaboration)
    actions = claim_reminders(collaboration=collaboration, today=today) if addresses else []
    if not actions:
        return False
    with override(fetch_language(collaboration)):
        # The subject says nothing that anybody has typed.
        subject = _("Samverkanskollen: det här ska ni göra")
        mail = EmailMessage(subject, _write(collaboration, actions, today), None, addresses)
    try:
        mail.send()
    except MAIL_FAILURES as error:
        # The class only: an SMTP error's text holds the address.
        logger.error("a reminder could not be mailed: %s", type(error).__name__)
        release_reminders(actions=actions)
        return False
    return True


def _write(collaboration: Collaboration, actions: Sequence[PlannedAction], today: date) -> str:
    path = reverse("plan", args=[collaboration.public_id])
    context = {
        "collaboration": collaboration,
        "late": [action for action in actions if action.due_on and action.due_on < today],
        "soon": [action for action in actions if action.due_on and action.due_on >= today],
        "link": f"{settings.SITE_URL}{path}" if settings.SITE_URL else "",
    }
    return clean_text(render_to_string("plan/reminder.txt", context)).strip() + "\n"
