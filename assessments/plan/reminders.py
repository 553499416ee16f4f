"""Mails about what is to be done: to those who lead a collaboration, at most one a day.

What is mailed is claimed first, so that two runs at once never send the same; what could not be
mailed is given back, and tried again by the next run.
"""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import override

from assessments.core.mails import find_address, send_text, write_text
from assessments.groups.selectors import fetch_language
from assessments.models import Collaboration
from assessments.plan.actions import claim_reminders, release_reminders
from assessments.plan.selectors import list_collaborations_to_remind, list_leaders_addresses
from samverkan.operation.each import do_each


def remind_of_actions(*, today: date) -> int:
    """Mail what is due within a week or late; return to how many collaborations.

    Raises SomeFailed when all the others have been reminded.
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
        text = write_text(
            "plan/reminder.txt",
            collaboration=collaboration,
            late=[action for action in actions if action.due_on and action.due_on < today],
            soon=[action for action in actions if action.due_on and action.due_on >= today],
            link=find_address("plan", collaboration.public_id),
        )
    sent = send_text(subject, text, addresses, what="a reminder")
    if not sent:
        release_reminders(actions=actions)
    return sent
