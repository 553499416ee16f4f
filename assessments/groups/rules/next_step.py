"""What to do next with a collaboration: the one thing that its page puts first.

A round that is open comes first, then one that is being prepared, then the last result. Where there
is none of these, whoever leads invites the group. Whoever only reads has nothing to prepare.

Example: `choose_next_step([State.CLOSED, State.DRAFT], leads=True)` is
`(NextStep.PREPARE, 1)`; with `leads=False` it is `(NextStep.READ, 0)`.
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import Final

from assessments.core.rules.lifecycle import State


class NextStep(StrEnum):
    INVITE = "invite"
    PREPARE = "prepare"
    FOLLOW = "follow"
    READ = "read"


_IN_ORDER: Final = (
    (State.OPEN, NextStep.FOLLOW),
    (State.DRAFT, NextStep.PREPARE),
    (State.CLOSED, NextStep.READ),
)


def choose_next_step(states: Sequence[State], *, leads: bool) -> tuple[NextStep | None, int | None]:
    """Choose what comes first: the step, and the index of the round it is about.

    `states` are those of the group's rounds, the newest first.
    """
    for state, step in _IN_ORDER:
        if state in states and (leads or step is not NextStep.PREPARE):
            return step, states.index(state)
    return (NextStep.INVITE, None) if leads else (None, None)
