"""What a report says of a group: who took part, its parts, its topics, its decisions.

Everything here is read from the snapshot, which holds only what may be shown
(results/rules/disclosure.py); nothing is decided here but the order of what to talk about.

Where the groups of a breakdown see an aspect most differently (`Breakdown.differing`) is a matter
of their scores alone, which are all shown.

“Prata om det här” (`choose_topics`) are first the contested markers, then the contested aspects,
both in content order, and last up to `voted_topics` aspects that at least `votes_to_talk` want to
work on and that are not among what to begin with, most votes first: the figures do not ask for
them, but the group does. The numbers are those of core/rules/limits.py.

Of the meeting and the last decisions, an aspect that the edition no longer has keeps the title it
had in the result before; one that neither knows is left unsaid.

Examples: a contested marker, and three votes for Nytta, which is a strength, give two topics. Four
actions, of which two are done, one is under way and one is planned for a day before the report's,
give the `statuses` ((done, 2), (ongoing, 1), (planned, 1)), and the last `is_late`.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Any, Final

from assessments.core.rules.limits import Limits, read_limits
from assessments.meeting.rules.meeting import (
    FOLLOWUP,
    MEETING,
    ActionItem,
    ActionStatus,
    VoteItem,
    parse_followup,
    parse_meeting,
)
from assessments.methods.stages.answers import DONT_KNOW, NOT_APPLICABLE
from assessments.results.report.parts import (
    AspectView,
    Markers,
    QuestionView,
    StageView,
    Stored,
    place_at,
    view_stages,
)
from assessments.results.rules.standing import Certain, find_places
from model_content.domain.content import Edition, Stage

STATUSES: Final = (
    ActionStatus.DONE, ActionStatus.ONGOING, ActionStatus.PLANNED, ActionStatus.DROPPED,
)  # fmt: skip
"""In the order in which a report counts them."""

Votes = tuple[tuple[AspectView, int], ...]

Score = Mapping[str, Any]
"""How well an aspect works as one group sees it: `score` 1–5, None if no one could say; `band`."""

Row = tuple[AspectView, tuple[Score | None, ...]]
"""An aspect with the groups' scores, None where too few of a group rated it."""


@dataclass(frozen=True, slots=True)
class Participation:
    """How many took part, by one kind: `perspective`, `organisation` or `second_perspective`.

    Of each of `groups` its `name` (None: those who gave none) and how many `respondents`; `others`
    are those who took part in groups too small to be counted.
    """

    kind: str
    groups: list[dict[str, Any]]
    others: int


class GroupView(Certain):
    """One group of a breakdown: where it stands on its own answers, and its scores by aspect."""

    def __init__(self, group: Stored, edition: Edition) -> None:
        self.name: str | None = group["name"]
        self.respondents: int = group["respondents"]
        self.certainty: str = group["certainty"]
        placed = (group["certainty"], group["stage"], group["runner_up"])
        self.places = find_places(edition.stages, *placed)
        self.scores: Mapping[str, Score] = group["aspects"]


@dataclass(frozen=True, slots=True)
class Difference:
    """An aspect with its lowest and highest scores, and the groups that gave them."""

    aspect: AspectView
    low: float
    lowest: GroupView
    high: float
    highest: GroupView


class Breakdown:
    """The groups of one kind by name, those who gave none last, and what they score."""

    def __init__(
        self, given: Stored, edition: Edition, aspects: tuple[AspectView, ...], limits: Limits
    ) -> None:
        self.kind: str = given["kind"]
        self.groups = tuple(GroupView(group, edition) for group in given["groups"])
        self.limits = limits
        self.rows = make_rows(aspects, self.groups)

    @cached_property
    def differing(self) -> list[Difference]:
        """Where the groups differ most: at least `differs_from`, the greatest difference first.

        The groups that score an aspect lowest and highest are the first ones of those alike.
        """
        found = []
        for view, scores in self.rows:
            pairs = zip(scores, self.groups, strict=True)
            rated = [(given["score"], group) for given, group in pairs if given and given["score"]]
            low, lowest = min(rated, key=lambda pair: pair[0], default=(0, None))
            high, highest = max(rated, key=lambda pair: pair[0], default=(0, None))
            if lowest and highest and high - low >= self.limits.differs_from:
                found.append(Difference(view, low, lowest, high, highest))
        found.sort(key=lambda difference: difference.low - difference.high)
        return found[: int(self.limits.most_differing)]


def make_rows(aspects: tuple[AspectView, ...], groups: Collection[GroupView]) -> tuple[Row, ...]:
    """The aspects that at least one group has a score for, in content order."""
    rows = ((view, tuple(group.scores.get(view.code) for group in groups)) for view in aspects)
    return tuple((view, scores) for view, scores in rows if any(scores))


def view_participation(snapshot: Stored) -> tuple[Participation, ...]:
    return tuple(
        Participation(kind, groups, snapshot["respondents"] - sum(g["respondents"] for g in groups))
        for kind, groups in snapshot.get("took_part", {}).items()
    )


# What to talk about -------------------------------------------------------------------------------


class TopicReason(StrEnum):
    """Why something is to be talked about."""

    MARKER = "marker"  # a contested marker
    ASPECT = "aspect"  # a contested aspect
    VOTES = "votes"  # many want to work on it


@dataclass(frozen=True, slots=True)
class Topic:
    """Something to talk about: a marker with its stage, or an aspect; `votes` is 0 if unknown."""

    reason: TopicReason
    stage: Stage
    marker: QuestionView | None
    aspect: AspectView | None
    votes: int = 0


def choose_topics(
    markers: Markers,
    contested_markers: Collection[str],
    aspects: tuple[AspectView, ...],
    start_here: Collection[AspectView],
    votes: Votes,
    limits: Limits,
) -> tuple[Topic, ...]:
    """Choose what the group is to talk about, by the rule of the module."""
    contested = [view for view in aspects if view.contested]
    known = [*contested, *start_here]
    wanted = [view for view, n in votes if n >= limits.votes_to_talk and view not in known]
    count = dict(votes)
    chosen = [(TopicReason.ASPECT, view) for view in contested]
    chosen += [(TopicReason.VOTES, view) for view in wanted[: int(limits.voted_topics)]]
    return (
        *(
            Topic(TopicReason.MARKER, stage, question, None)
            for stage, questions in markers
            for question in questions
            if question.code in contested_markers
        ),
        *(Topic(why, view.stage, None, view, count.get(view, 0)) for why, view in chosen),
    )


# The meeting, and what was decided last -----------------------------------------------------------


class ActionView:
    """A planned action; `aspect` is a title, empty where it is for none.

    `is_late`: it was to be done before `today`, the day of the report, and was not. `note` is
    what the meeting said of the aspect.
    """

    def __init__(
        self, action: ActionItem, titles: Mapping[str, str], today: date | None, note: str = ""
    ) -> None:
        self.note = note
        self.what, self.who, self.due_on = action.what, action.who, action.due_on
        self.status = action.status
        self.for_steering, self.cost = action.for_steering, action.cost
        self.outcome, self.decided = action.outcome, action.decided
        self.decided_cost, self.decided_due_on = action.decided_cost, action.decided_due_on
        self.aspect = titles.get(action.aspect, "")
        self.is_late = today is not None and action.is_overdue(today)


@dataclass(frozen=True, slots=True)
class VoteView:
    """A new vote at the meeting: its questions as they were answered before it and at it."""

    title: str
    voters: int
    pairs: tuple[tuple[QuestionView, QuestionView | None], ...]


MOST_WITH_MORE: Final = 3
"""Actions on page one beside which what to begin with has room."""


class MeetingView:
    """What the group came to; `stage` is None if it has not said which it is in.

    `is_other`: it says another stage than the one computed, or one where none could be. `leads`:
    that is more than the answers say, so it is what is said first. `stages` are the path with the
    place that the group says, and marks where the answers say another.
    """

    def __init__(
        self, snapshot: Stored, edition: Edition, aspects: tuple[AspectView, ...],
        computed: Certain, places: tuple[Stage, ...], questions: Collection[QuestionView],
    ) -> None:  # fmt: skip
        meeting = parse_meeting(snapshot[MEETING])
        views = {view.code: view for view in aspects}
        titles = {view.code: view.title for view in aspects}
        self.is_empty = meeting.is_empty
        self.day, self.reason, self.dissent = meeting.day, meeting.reason, meeting.dissent
        self.present, self.obstacles = meeting.present, meeting.obstacles
        self.stage = edition.stage_by_code.get(meeting.stage)
        self.is_other = self.stage is not None and self.stage not in places
        self.leads = self.stage is not None and not (computed.is_clear and not self.is_other)
        # The short line beside the computed place says something that the heading does not.
        self.has_line = self.stage is not None and (not self.leads or bool(self.reason))
        self.stages: tuple[StageView, ...] = ()
        if self.stage:
            limits = read_limits(snapshot)
            said = place_at(self.stage, snapshot["diagnosis"], edition, limits)
            marks = {stage.code: "answers" for stage in places}
            marks[self.stage.code] = "group" if self.is_other else "both"
            self.stages = tuple(
                replace(v, said_by=marks.get(v.stage.code, "") if places != (self.stage,) else "")
                for v in view_stages(said, edition, limits)
            )
        self.notes = tuple((views[code], text) for code, text in meeting.notes if code in views)
        self.votes = tuple(view_vote(vote, titles, questions) for vote in meeting.votes)
        said = dict(meeting.notes)
        self.actions = tuple(
            ActionView(a, titles, meeting.day, said.get(a.aspect, "")) for a in meeting.actions
        )
        # What stands on page one: what the steering group is asked to decide, or else all of it.
        for_steering = tuple(action for action in self.actions if action.for_steering)
        self.asks_steering = bool(for_steering)
        self.asked = for_steering or self.actions
        # … and so little of it that there is room for more.
        self.has_room = len(self.asked) <= MOST_WITH_MORE
        self.agreed = tuple(action for action in self.actions if not action.for_steering)
        self.costs = tuple(action for action in self.asked if action.cost)


def view_vote(
    vote: VoteItem, titles: Mapping[str, str], questions: Iterable[QuestionView]
) -> VoteView:
    """`titles` are those of the aspects; a topic that is none is a marker, told by its text."""
    asked = [question for question in questions if question.code in vote.counts]
    title = titles.get(vote.topic) or "".join(question.text for question in asked)
    return VoteView(title, vote.voters, tuple(pair_questions(asked, vote.counts)))


class FollowUpView:
    """What was decided after the result before, and what has become of it.

    `titles` are those of the aspects, the ones of the result before included. `statuses` are how
    many actions there are of each status, those that occur; `late` is how many are late.
    """

    def __init__(self, snapshot: Stored, titles: Mapping[str, str], today: date | None) -> None:
        followup = parse_followup(snapshot[FOLLOWUP])
        self.is_empty = followup.is_empty
        self.title, self.day, self.decisions = followup.title, followup.day, followup.decisions
        self.actions = tuple(ActionView(a, titles, today) for a in followup.actions)
        counts = [(s, sum(action.status == s for action in self.actions)) for s in STATUSES]
        self.statuses = tuple((status, count) for status, count in counts if count)
        self.late = sum(action.is_late for action in self.actions)


# A vote at the meeting ----------------------------------------------------------------------------

Counts = Mapping[str, Mapping[str, int]]


def pair_questions(
    questions: Sequence[QuestionView], counts: Counts
) -> list[tuple[QuestionView, QuestionView | None]]:
    """Each question as in the round, and as in the vote: None if that is not shown."""
    return [
        (each, _view_after(each, counts[each.code]) if each.code in counts else None)
        for each in questions
    ]


def count_most(questions: Iterable[QuestionView | None]) -> int:
    """The most answers with one value to any of the questions."""
    return max((count for each in questions if each for _value, count in each.counts), default=0)


def _view_after(question: QuestionView, given: Mapping[str, int]) -> QuestionView:
    return replace(
        question,
        counts=tuple((value, given.get(str(value), 0)) for value, _before in question.counts),
        dont_know=given.get(DONT_KNOW, 0),
        not_applicable=given.get(NOT_APPLICABLE, 0),
        is_uncounted=False,
        is_withheld=False,
    )
