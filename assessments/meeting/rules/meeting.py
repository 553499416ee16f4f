"""What a group writes down at its meeting, and what becomes of it until the next.

What it writes down is on a sheet of its own (methods/stages/instrument.py: `build_joint`). The
tool suggests, the group decides: both stages are shown.

What the group decides to do is a planned action: what, who, by when, for which aspect. The next
round begins with what became of them, the `FollowUp`.

Both go into the snapshot of the round that they are printed with, under the optional keys `meeting`
and `followup`.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Final, Protocol

from pydantic import BeforeValidator, Field, PlainSerializer

from assessments.core.rules.documents import OrNull, dump, parse
from assessments.methods.stages.instrument import (
    AGENDA,
    DISSENT,
    JOINT_REASON,
    JOINT_STAGE,
    OBSTACLES,
    PRESENT,
    name_note,
)
from model_content.domain.content import Edition
from samverkan.texts import sort_key

MEETING: Final = "meeting"
FOLLOWUP: Final = "followup"
"""The optional keys of a snapshot."""


Note = Annotated[
    tuple[str, str],
    BeforeValidator(lambda note: (note["aspect"], note["text"])),
    PlainSerializer(lambda note: {"aspect": note[0], "text": note[1]}),
]
"""The code of an aspect, and what was said of it."""


class ActionStatus(StrEnum):
    PLANNED = "planned"
    ONGOING = "ongoing"
    DONE = "done"
    DROPPED = "dropped"

    @property
    def is_over(self) -> bool:
        return self in (ActionStatus.DONE, ActionStatus.DROPPED)


class Outcome(StrEnum):
    """What a steering group decides of something that it is asked to decide."""

    PROPOSED = "proposed"
    CHANGED = "changed"
    REFERRED = "referred"
    REJECTED = "rejected"


AGREED: Final = (Outcome.PROPOSED, Outcome.CHANGED)
"""What is asked for is to be done."""


@dataclass(frozen=True, slots=True)
class ActionItem:
    """A planned action as it is printed; `aspect` is a code or empty.

    One `for_steering` is what the group asks its steering group to decide; `outcome` is what that
    has decided of it, null until it has. What it changed is `decided`, with its own cost and day:
    `what`, `cost` and `due_on` stay what the group proposed.
    """

    what: str
    who: str
    due_on: date | None
    aspect: OrNull
    status: ActionStatus
    for_steering: bool = False
    cost: str = ""
    outcome: OrNull = ""
    decided: str = ""
    decided_cost: str = ""
    decided_due_on: date | None = None

    def is_overdue(self, today: date) -> bool:
        return self.due_on is not None and self.due_on < today and not self.status.is_over


@dataclass(frozen=True, slots=True)
class DecisionItem:
    day: Annotated[date, Field(alias="date")]
    text: str


@dataclass(frozen=True, slots=True)
class VoteItem:
    """A new vote as it may be shown (results/rules/disclosure.py); `topic` is an agenda's slug.

    `counts`: of each question that may be shown, how many gave each answer.
    """

    topic: str
    voters: int
    counts: Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Meeting:
    """The joint assessment and the plan as they were when the report was made.

    `stage` is the code of the stage that the group says it is in, empty if it has not said; `notes`
    are (aspect code, text) in content order.
    """

    day: Annotated[date, Field(alias="date")]
    stage: OrNull
    reason: str
    notes: tuple[Note, ...]
    dissent: str
    actions: tuple[ActionItem, ...]
    present: str = ""
    votes: tuple[VoteItem, ...] = ()
    obstacles: str = ""

    @property
    def is_empty(self) -> bool:
        return not (self.values or self.actions or self.votes)

    @property
    def values(self) -> dict[str, str]:
        """What the group has written: field → value, without the fields that it left empty."""
        notes = {name_note(code): text for code, text in self.notes}
        fields = {
            JOINT_STAGE: self.stage,
            JOINT_REASON: self.reason,
            DISSENT: self.dissent,
            PRESENT: self.present,
            OBSTACLES: self.obstacles,
            **notes,
        }
        return {field: value for field, value in fields.items() if value}


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What was decided after the round before, and what has become of it."""

    title: str
    day: Annotated[date | None, Field(alias="date")]
    actions: tuple[ActionItem, ...]
    decisions: tuple[DecisionItem, ...]

    @property
    def is_empty(self) -> bool:
        return not (self.actions or self.decisions)


def needs_reason(stage: str, reason: str, computed: Collection[str]) -> bool:
    """Tell whether the group should be asked why: it has said another stage than the computed.

    The codes of the `computed` stages are none, one or two.
    """
    return bool(stage and computed and stage not in computed and not reason)


def build_meeting(
    edition: Edition,
    values: Mapping[str, str],
    actions: Iterable[ActionItem],
    day: date,
    votes: Iterable[VoteItem] = (),
) -> Meeting:
    notes = ((code, values.get(name_note(code), "")) for code in edition.aspect_by_code)
    return Meeting(
        day=day,
        stage=values.get(JOINT_STAGE, ""),
        reason=values.get(JOINT_REASON, ""),
        notes=tuple((code, text) for code, text in notes if text),
        dissent=values.get(DISSENT, ""),
        actions=tuple(actions),
        present=values.get(PRESENT, ""),
        obstacles=values.get(OBSTACLES, ""),
        votes=tuple(votes),
    )


class Planned(Protocol):
    @property
    def what(self) -> str: ...

    @property
    def due_on(self) -> date | None: ...


def sort_by_day(action: Planned) -> tuple[date, tuple[str, str]]:
    """What actions are sorted by: the earliest day first, those without one last."""
    return action.due_on or date.max, sort_key(action.what)


class Since(StrEnum):
    """Who has changed what a report says of the meeting, since it was made."""

    GROUP = "group"
    STEERING = "steering"  # it has decided, and the group has changed nothing


def find_change(
    meeting: Meeting | None,
    values: Mapping[str, str],
    actions: Iterable[ActionItem],
    votes: Sequence[VoteItem] = (),
) -> Since | None:
    """Who has changed what a stored meeting (None if none is) says; None if it still says so."""
    written = {field: value for field, value in values.items() if value and field != AGENDA}
    actions = tuple(actions)
    if meeting is None:
        return Since.GROUP if written or actions or votes else None
    if meeting.values != written or list(meeting.votes) != list(votes):
        return Since.GROUP
    # Counted, since older results have them in the order of their database.
    before, after = Counter(meeting.actions), Counter(actions)
    gone, new = list((before - after).elements()), list((after - before).elements())
    if not gone and not new:
        return None
    is_settled = len(gone) == len(new) and all(each.for_steering for each in gone)
    return Since.STEERING if is_settled and all(each.outcome for each in new) else Since.GROUP


def dump_meeting(meeting: Meeting) -> dict[str, Any]:
    return dump(meeting)


def parse_meeting(document: Mapping[str, Any]) -> Meeting:
    return parse(Meeting, document)


def dump_followup(followup: FollowUp) -> dict[str, Any]:
    return dump(followup)


def parse_followup(document: Mapping[str, Any]) -> FollowUp:
    return parse(FollowUp, document)
