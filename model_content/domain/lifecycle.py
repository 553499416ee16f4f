"""The life of an edition: its states, and what leads from one to another, as data.

A draft is edited and deleted freely. Publishing takes it into use: new rounds answer the edition
that was last taken into use, and running rounds keep theirs. An edition that has been published and
is not in use can be taken into use again; some were retired before, and stay so until then. Nothing
but a *textual correction* changes a published edition: what is asked (codes, their order, how many
there are of everything) stays as it is.

Example: `check_change(Change.TAKEN_UP, State.PUBLISHED, is_current=True)` raises
`ChangeRefused("current")`: it is in use already.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final, NamedTuple

from model_content.domain.content import Number, SourceKey, Text
from model_content.domain.document import KINDS


class State(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    RETIRED = "retired"
    PREVIEW = "preview"


class Change(StrEnum):
    PUBLISHED = "published"
    TAKEN_UP = "taken_up"
    CORRECTED = "corrected"
    DELETED = "deleted"


class Transition(NamedTuple):
    """One way from a state to another, None where the edition is gone."""

    change: Change
    source: State
    target: State | None


TRANSITIONS: Final = (
    Transition(Change.DELETED, State.DRAFT, None),
    Transition(Change.PUBLISHED, State.DRAFT, State.PUBLISHED),
    Transition(Change.CORRECTED, State.PUBLISHED, State.PUBLISHED),
    Transition(Change.TAKEN_UP, State.PUBLISHED, State.PUBLISHED),
    Transition(Change.TAKEN_UP, State.RETIRED, State.PUBLISHED),
)

TEXTS: Final = frozenset(
    name
    for kind in KINDS.values()
    for name, spec in kind.edited.items()
    if isinstance(spec, Text | SourceKey | Number)
) - {"max", "rows"}
"""The fields that a textual correction may change, beside translations of them: not how much may
be answered in a tool."""


class ChangeRefused(Exception):
    """The edition's state does not allow the change: `code` is `state`, or `current` if in use."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class NotTextual(Exception):
    """A correction would change what is asked; `place` says where in the document."""

    def __init__(self, place: str) -> None:
        super().__init__(place)
        self.place = place


def check_change(change: Change, state: State, *, is_current: bool = False) -> State | None:
    """Give the state that the change leads to; `is_current` of the one that new rounds answer.

    Raises:
        ChangeRefused: it is not allowed.
    """
    if change is Change.TAKEN_UP and is_current:
        raise ChangeRefused("current")
    for each in TRANSITIONS:
        if (each.change, each.source) == (change, state):
            return each.target
    raise ChangeRefused("state")


def check_is_textual(old: Mapping[str, Any], new: Mapping[str, Any]) -> None:
    """Raise `NotTextual` if anything but texts differs between two documents."""
    if changes := find_changes(old, new, left_out=TEXTS | {"translations"}):
        raise NotTextual(changes[0])


def find_changes(
    old: Any, new: Any, place: str = "", left_out: frozenset[str] = frozenset()
) -> list[str]:
    """Name the places where two JSON documents differ, but for these fields."""
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        keys = sorted((old.keys() | new.keys()) - left_out)
        pairs = [(old.get(key), new.get(key), f"{place}.{key}") for key in keys]
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        pairs = [(o, n, f"{place}[{i}]") for i, (o, n) in enumerate(zip(old, new, strict=True))]
    else:
        return [] if old == new else [place.lstrip(".") or "document"]
    return [change for o, n, at in pairs for change in find_changes(o, n, at, left_out)]
