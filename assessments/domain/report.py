"""A result as it is read: what a snapshot says, joined with the content it was answered on.

`build_report` turns a snapshot into a `Report`; the page and the PDF render the same templates from
it. It holds codes, numbers and the users' own words; the words of the interface are the templates'.
Nothing is decided here: placement, bands and order are the diagnosis's (method.md).

Example: of a snapshot placed in Etablering with Uppstart skipped, the six `stages` say done,
part, here, todo, todo, todo; `decisions` are the first three of `start_here`; an aspect's `reasons`
are its statements with how they were answered, the lowest first.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from assessments.diagnosis import compute_direction
from assessments.diagnosis.answers import BY_RESPONDENT
from assessments.diagnosis.aspects import FIND_OUT, NOT_RATED
from assessments.diagnosis.placement import BETWEEN
from assessments.domain.certainty import Certain
from assessments.domain.comparison import Comparison, compare
from assessments.domain.disclosure import ALL, JOINT, LEAST_FOR_JOINT, NOTHING
from assessments.domain.limits import Limits, read_limits
from assessments.domain.report_group import (
    Breakdown,
    Hidden,
    Participation,
    Topic,
    Votes,
    choose_topics,
    view_breakdowns,
    view_hidden,
    view_participation,
    view_votes,
)
from assessments.domain.report_meeting import (
    FollowUpView,
    MeetingView,
    view_followup,
    view_meeting,
)
from assessments.domain.report_parts import (
    AspectView,
    QuestionView,
    StageState,
    StageView,
    view_aspect,
    view_markers,
    view_stages,
)
from assessments.domain.rounds import RoundTerms, parse_terms
from assessments.domain.snapshot import read_earlier
from assessments.domain.standing import Standing, read_standing
from model_content.domain.content import Edition, Source, Stage
from samverkan.texts import clean_document


@dataclass(frozen=True)
class Report(Certain):
    """Everything that is shown of a result, ready for the templates.

    Attributes, of those that only a round has that several answered separately:
        terms: what the respondents were told, None for any other result.
        weighting: `respondent` or `organisation`, as the answers were weighted.
        is_weighting_dropped: the round was to be weighted by organisation, but with so few answers
            that would have given single ones away; everyone's count the same.
        disclosure: how much may be shown: `all`, `joint` or `nothing`.
        took_part: how many of each group, by kind; only groups that may be counted.
        silent: the parties asked from which nobody answered.
        groups: the breakdowns with figures.
        hidden: the groups without figures, with the reason.
        votes: the aspects that respondents most want to work on, most votes first.
        meeting: what the group has come to at its meeting, None before it.
        limits: the numbers of the method that it was made with.
        followup: what was decided after the result before, and what has become of it.
    """

    edition: Edition
    sha256: str
    method: str
    day: date | None
    name: str
    scope: str
    answered: str | None
    people: int | None
    respondents: int
    certainty: str
    divided: bool
    position: Stage | None
    places: tuple[Stage, ...]
    runner_up: Stage | None
    direction: str | None
    stages: tuple[StageView, ...]
    aspects: tuple[AspectView, ...]
    markers: tuple[tuple[Stage, tuple[QuestionView, ...]], ...]
    contested_markers: tuple[QuestionView, ...]
    priorities: tuple[AspectView, ...]
    carry_over: tuple[AspectView, ...]
    prepare: tuple[AspectView, ...]
    strengths: tuple[AspectView, ...]
    comments: tuple[tuple[AspectView, tuple[str, ...]], ...]
    self_placements: tuple[tuple[Stage, int], ...]
    own_placements: tuple[tuple[Stage, int], ...]
    outlook: Mapping[str, int]
    comparison: Comparison | None
    terms: RoundTerms | None
    weighting: str
    is_weighting_dropped: bool
    disclosure: str
    took_part: tuple[Participation, ...]
    silent: tuple[str, ...]
    groups: tuple[Breakdown, ...]
    hidden: tuple[Hidden, ...]
    votes: Votes
    meeting: MeetingView | None
    followup: FollowUpView | None
    limits: Limits

    @property
    def is_group(self) -> bool:
        """Several answered separately, in a round with terms."""
        return self.terms is not None

    @property
    def is_joint_only(self) -> bool:
        """So few answered that only joint stage, scores and bands are shown."""
        return self.disclosure == JOINT

    @property
    def is_withheld(self) -> bool:
        """Too few answered for anything to be shown: “Svara tillsammans i stället”."""
        return self.disclosure == NOTHING

    @property
    def is_counted(self) -> bool:
        """Answers are shown as distributions: how many gave each."""
        return not self.is_single and self.disclosure == ALL

    @property
    def least_for_joint(self) -> int:
        """Respondents of an anonymous round from which anything is shown."""
        return LEAST_FOR_JOINT

    @property
    def missing(self) -> int:
        """How many of those asked have not answered; 0 if more have than were asked."""
        return max(0, (self.people or 0) - self.respondents)

    @cached_property
    def talk_about(self) -> tuple[Topic, ...]:
        """“Prata om det här”: what is contested, then what many want to work on."""
        return choose_topics(
            self.markers,
            {question.code for question in self.contested_markers},
            self.aspects,
            {view.code for view in self.start_here},
            self.votes,
            self.limits,
        )

    @property
    def is_placed(self) -> bool:
        return self.position is not None

    @property
    def is_closing(self) -> bool:
        return self.position is not None and self.position.closing

    @cached_property
    def skipped(self) -> tuple[StageView, ...]:
        return tuple(view for view in self.stages if view.state == StageState.PART)

    @cached_property
    def ahead(self) -> tuple[StageView, ...]:
        return tuple(view for view in self.stages if view.state == StageState.AHEAD)

    @cached_property
    def unknown_stages(self) -> tuple[StageView, ...]:
        return tuple(view for view in self.stages if view.progress is None)

    @property
    def start_here(self) -> tuple[AspectView, ...]:
        return self.priorities[: int(self.limits.start_here)]

    @property
    def decisions(self) -> tuple[AspectView, ...]:
        """The priorities that stand on page one as things to decide."""
        return self.priorities[: int(self.limits.decisions)]

    @property
    def later(self) -> tuple[AspectView, ...]:
        """Priorities after those to start with."""
        return self.priorities[int(self.limits.start_here) :]

    @cached_property
    def prepared_stage(self) -> Stage | None:
        return self.prepare[0].stage if self.prepare else None

    @cached_property
    def by_stage(self) -> tuple[tuple[Stage, tuple[AspectView, ...]], ...]:
        """All aspects in content order, stage by stage."""
        return tuple(
            (stage, tuple(view for view in self.aspects if view.stage is stage))
            for stage in self.edition.stages
        )

    @cached_property
    def unknown_questions(self) -> tuple[QuestionView, ...]:
        """What is not known, in content order: the markers and statements answered with “vet ej”.

        In a round that several answered separately, where somebody seldom knows everything: those
        to which at least `limits.unknown_share` of the answers are “vet ej”.
        """
        statements = [statement for view in self.aspects for statement in view.statements]
        least = self.limits.unknown_share if self.is_group else 0
        return tuple(
            q
            for q in (*self._all_markers, *statements)
            if q.dont_know and q.dont_know >= least * q.answered
        )

    @cached_property
    def withheld_questions(self) -> int:
        """How many questions so few answered that they count for nothing."""
        statements = [statement for view in self.aspects for statement in view.statements]
        return sum(q.is_withheld for q in (*self._all_markers, *statements))

    @cached_property
    def is_empty(self) -> bool:
        """No question at all has been answered."""
        if self.is_withheld and self.respondents:
            return False  # what was answered is not known here
        return not any(question.is_answered for question in self._all_markers) and not any(
            statement.is_answered for view in self.aspects for statement in view.statements
        )

    @cached_property
    def is_rated(self) -> bool:
        """At least one aspect has been rated, or found to be unknown."""
        return any(view.band != NOT_RATED for view in self.aspects)

    @cached_property
    def is_mostly_unknown(self) -> bool:
        """“Vet ej” is the answer to more than half of the markers that have been answered."""
        answered = sum(question.answered for question in self._all_markers)
        return sum(question.dont_know for question in self._all_markers) * 2 > answered

    @property
    def _all_markers(self) -> tuple[QuestionView, ...]:
        return tuple(question for _, questions in self.markers for question in questions)

    @cached_property
    def is_unanswered(self) -> bool:
        """The first thing to do is to answer: nothing of what to begin with has been rated."""
        return all(view.band == NOT_RATED for view in self.start_here)

    @cached_property
    def is_to_find_out(self) -> bool:
        """All that there is to decide is who finds out what."""
        return all(view.band == FIND_OUT for view in self.decisions)

    @cached_property
    def main_outlook(self) -> str | None:
        """The outlook that more than half have given."""
        given = sum(self.outlook.values())
        return next((o for o, count in self.outlook.items() if 2 * count > given), None)

    @cached_property
    def lasting(self) -> tuple[StageView, ...]:
        """Stages that a collaboration can stay in."""
        return tuple(view for view in self.stages if view.stage.lasting)

    @cached_property
    def closing(self) -> tuple[StageView, ...]:
        """Stages that can be reached from any other."""
        return tuple(view for view in self.stages if view.stage.closing)

    @cached_property
    def before(self) -> tuple[StageView, ...]:
        """The stages before the position, in order; none without a position."""
        first = self.places[0].order if self.places else 0
        return tuple(view for view in self.stages if view.stage.order < first)

    @cached_property
    def unknown_before(self) -> tuple[StageView, ...]:
        """Stages before the position about which nothing is known."""
        return tuple(view for view in self.before if view.progress is None)

    @cached_property
    def is_self_placed_here(self) -> bool:
        """The only respondent's own picture is (one of) the stages that the answers give."""
        own = {stage.code for stage, _count in self.self_placements}
        return any(stage.code in own for stage in self.places)

    @cached_property
    def is_self_placed_next(self) -> bool:
        """The only respondent's own picture is the runner-up of a placement that is likely."""
        own = {stage.code for stage, _count in self.self_placements}
        return self.is_likely and self.runner_up is not None and self.runner_up.code in own

    @cached_property
    def sources(self) -> tuple[Source, ...]:
        return self.edition.sources


def build_report(snapshot: Mapping[str, Any], edition: Edition) -> Report:
    """Build the report of a snapshot.

    Args:
        snapshot: a document of the newest snapshot format.
        edition: the revision of the content that the snapshot names.

    What users wrote is cleaned here, once for all that is shown: older snapshots hold it as typed.
    """
    snapshot = clean_document(snapshot)
    diagnosis = snapshot["diagnosis"]
    stage_of = edition.stage_by_code
    position = stage_of[diagnosis["stage"]] if diagnosis["stage"] else None
    direction = compute_direction(edition, diagnosis["stage"], diagnosis["outlook"])
    aspects = tuple(
        view_aspect(result, snapshot, edition, position, direction)
        for result in diagnosis["aspects"]
    )
    limits = read_limits(snapshot)
    markers = view_markers(snapshot, edition)
    by_code = {view.code: view for view in aspects}
    places = _find_places(diagnosis, edition)
    earlier = read_earlier(snapshot)
    day = date.fromisoformat(snapshot["date"]) if snapshot["date"] else None
    return Report(
        edition=edition,
        sha256=snapshot["edition"]["sha256"],
        method=snapshot["method"],
        day=day,
        name=snapshot["collaboration"]["name"],
        scope=snapshot["collaboration"]["scope"],
        answered=snapshot["answered"],
        people=snapshot["people"],
        respondents=snapshot["respondents"],
        certainty=diagnosis["certainty"],
        divided=diagnosis["divided"],
        position=position,
        places=places,
        runner_up=stage_of[diagnosis["runner_up"]] if diagnosis["runner_up"] else None,
        direction=direction,
        stages=view_stages(diagnosis, edition, limits),
        aspects=aspects,
        markers=markers,
        contested_markers=tuple(
            q for _, qs in markers for q in qs if q.code in diagnosis["contested_markers"]
        ),
        priorities=_find(by_code, diagnosis["priorities"]),
        carry_over=_find(by_code, diagnosis["carry_over"]),
        prepare=_find(by_code, diagnosis["prepare"]),
        strengths=_find(by_code, diagnosis["strengths"]),
        comments=tuple((view, view.comments) for view in aspects if view.comments),
        self_placements=_count_stages(diagnosis["self_placements"], edition),
        own_placements=_count_stages(diagnosis["own_placements"], edition),
        outlook=diagnosis["outlook"],
        comparison=compare(earlier, read_standing(snapshot, edition), limits) if earlier else None,
        terms=parse_terms(snapshot["round"]) if "round" in snapshot else None,
        weighting=snapshot.get("weighting", BY_RESPONDENT),
        is_weighting_dropped=_is_weighting_dropped(snapshot),
        disclosure=snapshot.get("disclosure", ALL),
        took_part=view_participation(snapshot),
        silent=tuple(snapshot.get("silent", ())),
        groups=view_breakdowns(snapshot, edition, aspects),
        hidden=view_hidden(snapshot),
        votes=view_votes(snapshot, aspects),
        meeting=view_meeting(snapshot, edition, aspects, places),
        followup=view_followup(snapshot, _name_aspects(edition, earlier), day),
        limits=limits,
    )


def _find_places(diagnosis: Mapping[str, Any], edition: Edition) -> tuple[Stage, ...]:
    """The position: one stage, two in stage order when between, or none."""
    found = {diagnosis["stage"]}
    if diagnosis["certainty"] == BETWEEN:
        found.add(diagnosis["runner_up"])
    return tuple(stage for stage in edition.stages if stage.code in found)


def _name_aspects(edition: Edition, earlier: Standing | None) -> dict[str, str]:
    """The titles of all aspects, also of those that only the result before had."""
    before = {aspect.code: aspect.title for aspect in earlier.aspects} if earlier else {}
    return before | {aspect.code: aspect.title for aspect in edition.aspects}


def _is_weighting_dropped(snapshot: Mapping[str, Any]) -> bool:
    return "round" in snapshot and snapshot["round"]["weighting"] != snapshot["weighting"]


def _find(views: Mapping[str, AspectView], codes: Iterable[str]) -> tuple[AspectView, ...]:
    return tuple(views[code] for code in codes)


def _count_stages(counts: Mapping[str, int], edition: Edition) -> tuple[tuple[Stage, int], ...]:
    return tuple((stage, counts[stage.code]) for stage in edition.stages if stage.code in counts)
