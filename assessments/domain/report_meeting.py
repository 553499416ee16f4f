"""What a report says of the group's own decisions: its meeting, and what became of the last one's.

Both are read from the optional keys of the snapshot (domain/meeting.py) and joined with the
content: codes of stages and aspects become their titles. An aspect that the edition no longer has
keeps the title it had in the result before; one that neither knows is left unsaid.

Example: four actions, of which two are done, one is under way and one is planned for a day before
the report's, give the `statuses` ((done, 2), (ongoing, 1), (planned, 1)), and the last `is_late`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from assessments.domain.meeting import (
    FOLLOWUP,
    MEETING,
    ActionItem,
    ActionStatus,
    DecisionItem,
    parse_followup,
    parse_meeting,
)
from assessments.domain.report_parts import AspectView
from model_content.domain.content import Edition, Stage

STATUSES: Final = (
    ActionStatus.DONE,
    ActionStatus.ONGOING,
    ActionStatus.PLANNED,
    ActionStatus.DROPPED,
)
"""In the order in which a report counts them."""

Titles = Mapping[str, str]
"""Aspect code → title."""


@dataclass(frozen=True, slots=True)
class ActionView:
    """A planned action; `aspect` is a title, empty where it is for none.

    `is_late`: it was to be done before the day of the report, and was not.
    """

    what: str
    who: str
    due_on: date | None
    aspect: str
    status: ActionStatus
    is_late: bool


@dataclass(frozen=True, slots=True)
class MeetingView:
    """What the group came to; `stage` is None if it has not said which it is in.

    `is_other`: it says another stage than the one computed, or one where none could be.
    """

    day: date
    stage: Stage | None
    is_other: bool
    reason: str
    notes: tuple[tuple[AspectView, str], ...]
    dissent: str
    actions: tuple[ActionView, ...]


@dataclass(frozen=True, slots=True)
class FollowUpView:
    """What was decided after the result before, and what has become of it."""

    title: str
    day: date | None
    actions: tuple[ActionView, ...]
    decisions: tuple[DecisionItem, ...]

    @property
    def statuses(self) -> tuple[tuple[ActionStatus, int], ...]:
        """How many actions there are of each status, those that occur."""
        counts = [(s, sum(action.status == s for action in self.actions)) for s in STATUSES]
        return tuple((status, count) for status, count in counts if count)

    @property
    def late(self) -> int:
        return sum(action.is_late for action in self.actions)


def view_meeting(
    snapshot: Mapping[str, Any],
    edition: Edition,
    aspects: Sequence[AspectView],
    places: Sequence[Stage],
) -> MeetingView | None:
    """Read the meeting of a snapshot, None if none has been held.

    Args:
        snapshot: a document of the newest snapshot format.
        edition: the revision of the content that the snapshot names.
        aspects: all aspects, in content order.
        places: the stages that the answers give.
    """
    if MEETING not in snapshot:
        return None
    meeting = parse_meeting(snapshot[MEETING])
    if meeting.is_empty:
        return None
    stage = edition.stage_by_code.get(meeting.stage)
    views = {view.code: view for view in aspects}
    titles = {code: view.title for code, view in views.items()}
    return MeetingView(
        day=meeting.day,
        stage=stage,
        is_other=stage is not None and stage not in places,
        reason=meeting.reason,
        notes=tuple((views[c], text) for c, text in meeting.notes if c in views),
        dissent=meeting.dissent,
        actions=_view_actions(meeting.actions, titles, meeting.day),
    )


def view_followup(
    snapshot: Mapping[str, Any], titles: Titles, today: date | None
) -> FollowUpView | None:
    """Read what was decided last, None if nothing was.

    Args:
        snapshot: a document of the newest snapshot format.
        titles: of the aspects, those of the result before included.
        today: the day of the report.
    """
    if FOLLOWUP not in snapshot:
        return None
    followup = parse_followup(snapshot[FOLLOWUP])
    if followup.is_empty:
        return None
    return FollowUpView(
        title=followup.title,
        day=followup.day,
        actions=_view_actions(followup.actions, titles, today),
        decisions=tuple(DecisionItem(d.day, d.text) for d in followup.decisions),
    )


def _view_actions(
    actions: Sequence[ActionItem], titles: Titles, today: date | None
) -> tuple[ActionView, ...]:
    return tuple(
        ActionView(
            what=action.what,
            who=action.who,
            due_on=action.due_on,
            aspect=titles.get(action.aspect, ""),
            status=action.status,
            is_late=today is not None and action.is_overdue(today),
        )
        for action in actions
    )
