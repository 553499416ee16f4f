"""Writes what a group has decided to do: its planned actions."""

from datetime import date

from django.db import transaction

from assessments.actions.collaborations import touch_collaboration
from assessments.domain.meeting import ActionStatus
from assessments.models import Assessment, Collaboration, PlannedAction


class PlanConflict(Exception):
    """Somebody else has changed the action meanwhile; `current` is how it stands now."""

    def __init__(self, current: PlannedAction) -> None:
        super().__init__(current.pk)
        self.current = current


@transaction.atomic
def add_action(
    *,
    collaboration: Collaboration,
    assessment: Assessment | None,
    what: str,
    who: str,
    due_on: date | None,
    aspect: str,
    today: date,
) -> PlannedAction:
    """Add an action to the collaboration's plan, once: a form that is sent twice adds one.

    Args:
        assessment: the round whose meeting decided it, None if it is added on its own.
        aspect: the code of an aspect, or empty.
    """
    # Locks the collaboration: of two at once, the second finds what the first has added.
    touch_collaboration(collaboration=collaboration)
    action, _ = PlannedAction.objects.get_or_create(
        collaboration=collaboration,
        assessment=assessment,
        what=what,
        who=who,
        due_on=due_on,
        aspect=aspect,
        status=ActionStatus.PLANNED.value,
        defaults={"created_on": today},
    )
    return action


@transaction.atomic
def update_action(
    *,
    action_id: int,
    collaboration: Collaboration,
    seen_revision: int,
    what: str,
    who: str,
    due_on: date | None,
    aspect: str,
    status: ActionStatus,
    today: date,
) -> PlannedAction:
    """Change an action; what stands so already is left alone, so a request can be sent twice.

    Args:
        seen_revision: the revision that was changed.

    Raises:
        PlanConflict: it has been changed since then, and stands otherwise; nothing is written.
        PlannedAction.DoesNotExist: the collaboration has no such action.
    """
    action = PlannedAction.objects.select_for_update().get(
        pk=action_id, collaboration=collaboration
    )
    given = {"what": what, "who": who, "due_on": due_on, "aspect": aspect, "status": status.value}
    if all(getattr(action, name) == value for name, value in given.items()):
        return action
    if action.revision != seen_revision:
        raise PlanConflict(action)
    if status is not ActionStatus.DONE:
        action.done_on = None
    elif action.status != status:
        action.done_on = today
    for name, value in given.items():
        setattr(action, name, value)
    action.revision += 1
    action.save()
    touch_collaboration(collaboration=collaboration)
    return action


@transaction.atomic
def remove_action(*, action_id: int, collaboration: Collaboration) -> None:
    """Remove an action from the plan; one that is gone already stays so."""
    removed, _ = PlannedAction.objects.filter(pk=action_id, collaboration=collaboration).delete()
    if removed:
        touch_collaboration(collaboration=collaboration)
