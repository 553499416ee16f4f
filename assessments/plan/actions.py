"""Writes what a group has decided to do: its planned actions."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db import transaction

from assessments.core.actions import lock_collaboration
from assessments.groups.actions.collaborations import touch_collaboration
from assessments.meeting.rules.meeting import ActionStatus, Outcome, sort_by_day
from assessments.models import Assessment, Collaboration, PlannedAction, RemovedAction
from assessments.plan.rules import (
    REMIND_BEFORE,
    REMOVED_KEPT,
    is_reminder_due,
    may_be_in_calendars,
)
from assessments.rounds.selectors.rounds import make_action_item
from samverkan.merging import read_values, settle_form
from samverkan.models import User
from samverkan.submitted.actions import note_made, take_submission


class StaleProposal(Exception):
    """What the steering group was asked to decide has been changed since it was shown."""


@transaction.atomic
def add_action(
    *,
    collaboration: Collaboration,
    assessment: Assessment | None,
    today: date,
    submission: str = "",
    **given: Any,
) -> PlannedAction | None:
    """Add an action to the collaboration's plan, once: a form that is sent twice adds one.

    `assessment` is the round whose meeting decided it, None if it is added on its own; `given` are
    what, who, who_email, due_on, aspect (a code or empty), for_steering and cost. None is returned
    if it has been removed since.
    """
    touch_collaboration(collaboration=collaboration)
    sent = take_submission(submission)
    if sent.made:
        return PlannedAction.objects.filter(pk=sent.made).first()
    action = PlannedAction.objects.create(
        collaboration=collaboration, assessment=assessment, created_on=today, **given
    )
    note_made(sent, action.pk)
    return action


@transaction.atomic
def update_action(
    *,
    action_id: int,
    collaboration: Collaboration,
    today: date,
    seen: str | None = None,
    user: User | None = None,
    **given: Any,
) -> PlannedAction:
    """Change what is given of an action: what `add_action` takes, and its status.

    What stands so already is left alone, so a request can be sent twice. Raises Stale if somebody
    else has changed the same since the form with the marks `seen` was shown;
    PlannedAction.DoesNotExist.
    """
    action = _lock_action(action_id, collaboration)
    stored = read_values(action, given)
    values = settle_form(given, stored, seen, action)
    return action if values == stored else _write(action, values, today, user)


@transaction.atomic
def remove_action(*, action_id: int, collaboration: Collaboration, today: date) -> None:
    """Remove an action from the plan; one that is gone already stays so.

    Of one that calendars may have, it is kept for a year that it is gone.
    """
    lock_collaboration(collaboration.pk)
    action = PlannedAction.objects.filter(pk=action_id, collaboration=collaboration).first()
    if action is None:
        return
    if may_be_in_calendars(action.due_on, action.revision):
        RemovedAction.objects.create(
            pk=action.pk,
            collaboration=collaboration,
            revision=action.revision + 1,
            day=action.due_on or today,
            removed_on=today,
        )
    action.delete()
    touch_collaboration(collaboration=collaboration)


def forget_removed_actions(*, today: date) -> None:
    """Delete what is kept of actions that were removed so long ago that calendars know."""
    RemovedAction.objects.filter(removed_on__lt=today - REMOVED_KEPT).delete()


# Between meetings ---------------------------------------------------------------------------------


@transaction.atomic
def set_status(
    *,
    action_id: int,
    collaboration: Collaboration,
    status: ActionStatus,
    today: date,
    user: User | None = None,
) -> PlannedAction:
    """Say what has become of an action, whatever else of it has been changed meanwhile.

    Raises PlannedAction.DoesNotExist.
    """
    action = _lock_action(action_id, collaboration)
    if action.status == status:
        return action
    return _write(action, {"status": status.value}, today, user)


def _write(
    action: PlannedAction, values: dict[str, Any], today: date, user: User | None
) -> PlannedAction:
    """Write what differs, with who changed it; one that has been done since has its day."""
    status = values.get("status", action.status)
    if status != action.status:
        action.done_on = today if status == ActionStatus.DONE else None
    # What was referred back and is written anew is asked anew; so is what was rejected and resumed.
    if action.outcome == Outcome.REFERRED and values.get("what", action.what) != action.what:
        action.outcome = ""
    if action.outcome == Outcome.REJECTED and status != ActionStatus.DROPPED:
        action.outcome = ""
    for name, value in values.items():
        setattr(action, name, value)
    if ActionStatus(action.status).is_over:
        action.who_email = ""
    action.revision += 1
    action.changed_by = user
    action.save()
    touch_collaboration(collaboration=action.collaboration)
    return action


def _lock_action(action_id: int, collaboration: Collaboration) -> PlannedAction:
    """The action as it is now, its collaboration locked before it."""
    lock_collaboration(collaboration.pk)
    actions = PlannedAction.objects.select_for_update(of=("self",)).select_related("changed_by")
    action = actions.get(pk=action_id, collaboration=collaboration)
    action.collaboration = collaboration
    return action


@transaction.atomic
def settle_action(
    *,
    action_id: int,
    collaboration: Collaboration,
    revision: int | None,
    outcome: Outcome | None,
    decided: Mapping[str, Any],
) -> PlannedAction:
    """Write what the steering group has `decided` of an action (what, cost and due_on), and how;
    without an outcome it is asked anew, whatever `revision` it is.

    What it rejects is dropped; a rejection that is corrected puts it back in the plan. Raises
    PlannedAction.DoesNotExist, also of one that is not theirs to decide; StaleProposal if it is
    another `revision` than they have read.
    """
    action = _lock_action(action_id, collaboration)
    if not action.for_steering:
        raise PlannedAction.DoesNotExist
    if revision not in (None, action.revision):
        raise StaleProposal
    if outcome is Outcome.REJECTED:
        action.status, action.who_email, action.done_on = ActionStatus.DROPPED.value, "", None
    elif action.outcome == Outcome.REJECTED:
        action.status = ActionStatus.PLANNED.value
    action.outcome = outcome.value if outcome else ""
    for name, value in decided.items():
        setattr(action, name, value)
    action.revision += 1
    action.changed_by = None
    action.save()
    touch_collaboration(collaboration=collaboration)
    return action


# Reminders ----------------------------------------------------------------------------------------


@transaction.atomic
def claim_reminders(*, collaboration: Collaboration, today: date) -> list[PlannedAction]:
    """Take on to remind of what is due, so that nobody else does; none if it has been done today.

    The earliest day comes first. `release_reminders` gives them back.
    """
    lock_collaboration(collaboration.pk)
    actions = PlannedAction.objects.filter(collaboration=collaboration)
    found = sorted(actions.filter(due_on__lte=today + REMIND_BEFORE), key=sort_by_day)
    # Read under the lock: another run may have been first.
    if actions.filter(reminded_on=today).exists():
        return []
    due = [a for a in found if is_reminder_due(make_action_item(a), a.reminded_on, today)]
    actions.filter(pk__in=[action.pk for action in due]).update(reminded_on=today)
    return due


def release_reminders(*, actions: Iterable[PlannedAction]) -> None:
    """Put back the day when each was reminded of before it was claimed: no mail got away."""
    for action in actions:
        PlannedAction.objects.filter(pk=action.pk).update(reminded_on=action.reminded_on)


@transaction.atomic
def claim_next_round(*, collaboration: Collaboration, today: date) -> bool:
    """Take on to tell of the next round, unless somebody else has since it was read."""
    rows = Collaboration.objects.filter(
        pk=collaboration.pk, next_round_told_on=collaboration.next_round_told_on
    )
    return bool(rows.update(next_round_told_on=today))


def release_next_round(*, collaboration: Collaboration) -> None:
    """No mail got away: put back the day when it was told of before."""
    told = collaboration.next_round_told_on
    Collaboration.objects.filter(pk=collaboration.pk).update(next_round_told_on=told)
