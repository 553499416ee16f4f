"""What is said of each thing that a steering group is to decide, with the form to say more."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from django.utils import timezone

from assessments.models import PlannedAction, SteeringComment
from assessments.steering.forms import (
    CommentForm,
)


class Thread(NamedTuple):
    """What has been said of one thing to decide, or of the whole, and the form to say more."""

    comments: list[SteeringComment]
    form: CommentForm


def list_threads(
    comments: list[SteeringComment],
    actions: Iterable[PlannedAction],
    make_form: Callable[..., CommentForm],
    failed: CommentForm | None,
) -> dict[int | None, Thread]:
    """By action; what is about none of them, and the form that failed, with the whole (None)."""
    today, keys = timezone.localdate(), [action.pk for action in actions]
    of_form = next((key for key in keys if failed and str(key) == failed.about), None)
    return {
        about: Thread(
            [c for c in comments if (c.action_id if c.action_id in keys else None) == about],
            failed if failed and of_form == about else make_form(today=today, action_id=about),
        )
        for about in (*keys, None)
    }
