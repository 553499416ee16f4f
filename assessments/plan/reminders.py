"""Mails about what is to be done: to those who lead a collaboration and to whoever is responsible,
at most one a day; and to those who lead when it is time for the next round.

What is mailed is claimed first, so that two runs at once never send the same; what could not be
mailed is given back, and tried again by the next run.
"""

from datetime import date
from functools import partial

from django.utils.translation import gettext as _
from django.utils.translation import override

from assessments.core.mails import find_address, send_claimed, send_text, write_text
from assessments.groups.selectors import fetch_language
from assessments.models import Collaboration, PlannedAction
from assessments.plan.actions import (
    claim_next_round,
    claim_reminders,
    release_next_round,
    release_reminders,
)
from assessments.plan.selectors import (
    fetch_next_month,
    list_collaborations_to_remind,
    list_due_for_next_round,
    list_leaders_addresses,
)
from samverkan.mail import can_be_mailed
from samverkan.operation.each import do_each


def remind_of_actions(*, today: date) -> int:
    """Mail what is due within a week or late; return to how many collaborations.

    Raises SomeFailed when all the others have been reminded.
    """
    found = list_collaborations_to_remind(today)
    return do_each(lambda each: _remind(each, today), found, what="reminding of actions")


def _remind(collaboration: Collaboration, today: date) -> bool:
    """Mail those who lead of all that is due, and whoever is responsible of their own."""
    leaders = list_leaders_addresses(collaboration)
    actions = claim_reminders(collaboration=collaboration, today=today)
    named = {action.who_email: None for action in actions if can_be_mailed(action.who_email)}
    mails = [(leaders, actions, "plan/reminder.txt")] if leaders else []
    for address in named:
        own = [action for action in actions if action.who_email == address]
        mails.append(([address], own, "plan/reminder_own.txt"))
    with override(fetch_language(collaboration)):
        sent = [_mail(collaboration, *mail, today, leaders) for mail in mails if actions]
    if not any(sent):
        release_reminders(actions=actions)
    return any(sent)


def _mail(
    collaboration: Collaboration,
    addresses: list[str],
    actions: list[PlannedAction],
    template: str,
    today: date,
    leaders: list[str],
) -> bool:
    # The subject says nothing that anybody has typed.
    subject = _("Samverkanskollen: det här ska ni göra")
    text = write_text(
        template,
        collaboration=collaboration,
        late=[action for action in actions if action.due_on and action.due_on < today],
        soon=[action for action in actions if action.due_on and action.due_on >= today],
        link=find_address("plan", collaboration.public_id),
        leader=leaders[0] if leaders else "",
    )
    return send_text(subject, text, addresses, what="a reminder")


def tell_of_next_rounds(*, today: date) -> int:
    """Tell those who lead when it is time for the next round, once for each round."""
    found = list_due_for_next_round(today)
    return do_each(lambda each: _tell_of_next_round(each, today), found, what="the next round")


def _tell_of_next_round(collaboration: Collaboration, today: date) -> bool:
    month = fetch_next_month(collaboration, today)
    addresses = list_leaders_addresses(collaboration)
    if month is None or month > today or not addresses:
        return False
    if not claim_next_round(collaboration=collaboration, today=today):
        return False
    with override(fetch_language(collaboration)):
        subject = _("Samverkanskollen: dags för nästa omgång")
        link = find_address("collaboration", collaboration.public_id)
        text = write_text("plan/next_round.txt", collaboration=collaboration, link=link)
    release = partial(release_next_round, collaboration=collaboration)
    return send_claimed(subject, text, addresses, release, what="a notice of the next round")
