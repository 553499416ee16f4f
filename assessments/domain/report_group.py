"""What a report says of a group that answered separately: who took part, its parts, its topics.

Everything here is read from the snapshot, which holds only what may be shown
(domain/disclosure.py); nothing is decided here but the order of what to talk about.

Where the groups of a breakdown see an aspect most differently (`Breakdown.differing`) is a matter
of their scores alone, which are all shown.

“Prata om det här” (`choose_topics`) are first the contested markers, then the contested aspects,
both in content order, and last up to `voted_topics` aspects that at least `votes_to_talk` want to
work on and that are not among what to begin with, most votes first: the figures do not ask for
them, but the group does. The numbers are those of domain/limits.py.

Example: a contested marker, and three votes for Nytta, which is a strength, give two topics.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

from assessments.diagnosis.placement import BETWEEN
from assessments.domain.certainty import Certain
from assessments.domain.limits import Limits, read_limits
from assessments.domain.report_parts import AspectView, QuestionView
from model_content.domain.content import Edition, Stage

Votes = tuple[tuple[AspectView, int], ...]


@dataclass(frozen=True, slots=True)
class Counted:
    """A group and how many of it took part; `name` is a code or a name, None if none was given."""

    name: str | None
    respondents: int


@dataclass(frozen=True, slots=True)
class Participation:
    """How many took part, by one kind: `perspective`, `organisation` or `second_perspective`.

    `others` are those who took part in groups too small to be counted.
    """

    kind: str
    groups: tuple[Counted, ...]
    others: int


@dataclass(frozen=True, slots=True)
class Hidden:
    """Groups without figures: `reason` is `small` or `crossing` (see domain/breakdown.py)."""

    kind: str
    reason: str


@dataclass(frozen=True, slots=True)
class GroupScore:
    """How well an aspect works as one group sees it; `score` is 1–5, None if no one could say."""

    score: float | None
    band: str


@dataclass(frozen=True)
class GroupView(Certain):
    """One group of a breakdown: where it stands on its own answers, and its scores by aspect."""

    name: str | None
    respondents: int
    certainty: str
    places: tuple[Stage, ...]
    scores: Mapping[str, GroupScore]


@dataclass(frozen=True, slots=True)
class Difference:
    """An aspect with its lowest and highest scores, and the groups that gave them."""

    aspect: AspectView
    low: float
    lowest: GroupView
    high: float
    highest: GroupView


@dataclass(frozen=True)
class Breakdown:
    """The groups of one kind.

    Attributes:
        kind: `perspective`, `organisation` or `second_perspective`.
        groups: by name, those who gave none last.
        aspects: the aspects that at least one group has a score for, in content order.
        limits: the numbers of the method that the result was made with.
    """

    kind: str
    groups: tuple[GroupView, ...]
    aspects: tuple[AspectView, ...]
    limits: Limits

    @cached_property
    def rows(self) -> tuple[tuple[AspectView, tuple[GroupScore | None, ...]], ...]:
        """Each aspect with the groups' scores, None where too few of a group rated it."""
        return tuple(
            (view, tuple(group.scores.get(view.code) for group in self.groups))
            for view in self.aspects
        )

    @cached_property
    def differing(self) -> tuple[Difference, ...]:
        """Where the groups differ most: at least `differs_from`, the greatest difference first."""
        found = [d for view, scores in self.rows if (d := self._compare(view, scores))]
        found.sort(key=lambda difference: difference.low - difference.high)
        return tuple(found[: int(self.limits.most_differing)])

    def _compare(self, view: AspectView, scores: Sequence[GroupScore | None]) -> Difference | None:
        """The groups that score an aspect lowest and highest, the first ones of those alike."""
        pairs = zip(self.groups, scores, strict=True)
        rated = [(given.score, group) for group, given in pairs if given and given.score]
        if not rated:
            return None
        low, lowest = min(rated, key=lambda pair: pair[0])
        high, highest = max(rated, key=lambda pair: pair[0])
        if high - low < self.limits.differs_from:
            return None
        return Difference(view, low, lowest, high, highest)


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
    votes: int


def view_participation(snapshot: Mapping[str, Any]) -> tuple[Participation, ...]:
    return tuple(
        Participation(
            kind=kind,
            groups=tuple(Counted(g["name"], g["respondents"]) for g in groups),
            others=snapshot["respondents"] - sum(g["respondents"] for g in groups),
        )
        for kind, groups in snapshot.get("took_part", {}).items()
    )


def view_hidden(snapshot: Mapping[str, Any]) -> tuple[Hidden, ...]:
    return tuple(Hidden(given["kind"], given["reason"]) for given in snapshot.get("hidden", ()))


def view_breakdowns(
    snapshot: Mapping[str, Any], edition: Edition, aspects: Sequence[AspectView]
) -> tuple[Breakdown, ...]:
    limits = read_limits(snapshot)
    return tuple(
        Breakdown(
            kind=given["kind"],
            groups=tuple(_view_group(group, edition) for group in given["groups"]),
            aspects=tuple(
                view for view in aspects if any(view.code in g["aspects"] for g in given["groups"])
            ),
            limits=limits,
        )
        for given in snapshot.get("groups", ())
    )


def _view_group(group: Mapping[str, Any], edition: Edition) -> GroupView:
    placed = {group["stage"]}
    if group["certainty"] == BETWEEN:
        placed.add(group["runner_up"])
    return GroupView(
        name=group["name"],
        respondents=group["respondents"],
        certainty=group["certainty"],
        places=tuple(stage for stage in edition.stages if stage.code in placed),
        scores={code: GroupScore(**given) for code, given in group["aspects"].items()},
    )


def view_votes(snapshot: Mapping[str, Any], aspects: Sequence[AspectView]) -> Votes:
    """The aspects that were voted for, most votes first, then in content order."""
    votes = snapshot.get("votes", {})
    voted = [(view, votes[view.code]) for view in aspects if view.code in votes]
    return tuple(sorted(voted, key=lambda pair: -pair[1]))


def choose_topics(
    markers: Sequence[tuple[Stage, Sequence[QuestionView]]],
    contested_markers: Collection[str],
    aspects: Sequence[AspectView],
    start_here: Collection[str],
    votes: Votes,
    limits: Limits,
) -> tuple[Topic, ...]:
    """Choose what the group is to talk about, by the rule of the module.

    Args:
        markers: all markers, by stage.
        contested_markers: codes of those that are contested.
        aspects: all aspects, in content order.
        start_here: codes of the aspects to begin with.
        votes: how many want to work on each aspect, most votes first.
        limits: the numbers of the method that the result was made with.
    """
    contested = [view for view in aspects if view.contested]
    known = {view.code for view in contested} | set(start_here)
    wanted = [view for view, n in votes if n >= limits.votes_to_talk and view.code not in known]
    voted = wanted[: int(limits.voted_topics)]
    count = {view.code: number for view, number in votes}
    return (
        *(
            Topic(TopicReason.MARKER, stage, marker=question, aspect=None, votes=0)
            for stage, questions in markers
            for question in questions
            if question.code in contested_markers
        ),
        *(_make_topic(TopicReason.ASPECT, view, count) for view in contested),
        *(_make_topic(TopicReason.VOTES, view, count) for view in voted),
    )


def _make_topic(reason: TopicReason, view: AspectView, votes: Mapping[str, int]) -> Topic:
    return Topic(reason, view.stage, marker=None, aspect=view, votes=votes.get(view.code, 0))
