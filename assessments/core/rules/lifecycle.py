"""The life of a group's round: its states, and what leads from one to another, as data.

A round is a draft until it opens; from then on what its respondents were told cannot be changed. It
closes by hand or when its last day has passed, and closing stores the result. While it is open it
can be extended. An open round (one that is not anonymous) may be opened again, with a reason, which
is kept. An anonymous one is never opened again: the difference between the two results would be
what the last to answer had said.

A round that one person or the group together answers has one set of answers and is always open.

Example: `check_change(Change.REOPENED, State.CLOSED, anonymous=True)` raises
`ChangeRefused("anonymous")`.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

SMALLEST_GROUP: Final = 5
"""Respondents that a group must have, at least, for its answers to be shown: `k` of method.md."""

GREATEST_SMALLEST_GROUP: Final = 10
"""The most that a round may ask for as its smallest group."""


class State(StrEnum):
    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"


class Change(StrEnum):
    OPENED = "opened"
    EXTENDED = "extended"
    CLOSED = "closed"
    REOPENED = "reopened"


class Correction(StrEnum):
    """What is put right of a decision that the steering group has made of a round."""

    REDATED = "redated"
    UNDONE = "undone"


@dataclass(frozen=True, slots=True)
class Transition:
    """Some ways are only where everybody's answers may be known."""

    change: Change
    source: State
    target: State
    only_if_open_round: bool = False


TRANSITIONS: Final = (
    Transition(Change.OPENED, State.DRAFT, State.OPEN),
    Transition(Change.EXTENDED, State.OPEN, State.OPEN),
    Transition(Change.CLOSED, State.OPEN, State.CLOSED),
    Transition(Change.REOPENED, State.CLOSED, State.OPEN, only_if_open_round=True),
)


class ChangeRefused(Exception):
    """The round's state, or its being anonymous, does not allow the change; `code` says which."""

    STATE = "state"
    ANONYMOUS = "anonymous"

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def check_change(change: Change, state: State, *, anonymous: bool) -> State:
    """The state that the change leads to. Raises ChangeRefused if it leads to none."""
    found = next((t for t in TRANSITIONS if t.change is change and t.source == state), None)
    if found is None:
        raise ChangeRefused(ChangeRefused.STATE)
    if found.only_if_open_round and anonymous:
        raise ChangeRefused(ChangeRefused.ANONYMOUS)
    return found.target


def can_change(change: Change, state: State, *, anonymous: bool) -> bool:
    try:
        check_change(change, state, anonymous=anonymous)
    except ChangeRefused:
        return False
    return True


def draw_diagram() -> str:
    lines = ["stateDiagram-v2", f"    [*] --> {State.DRAFT}"]
    for each in TRANSITIONS:
        condition = ": only if not anonymous" if each.only_if_open_round else ""
        lines.append(f"    {each.source} --> {each.target}: {each.change}{condition}")
    return "\n".join(lines)
