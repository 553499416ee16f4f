"""A result as it is read: what a snapshot says, joined with the content it was answered on.

`build_report` turns a snapshot into a `Report`; the page and the PDF render the same templates from
it. It holds codes, numbers and the users' own words; the words of the interface are the templates'.
Nothing is decided here: placement, bands and order are the diagnosis's (method.md).

Example: of a snapshot placed in Etablering with Uppstart skipped, the six `stages` say done,
part, here, todo, todo, todo; `decisions` are the first three of `start_here`; an aspect's `reasons`
are its statements with how they were answered, the lowest first.
"""

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import Any

from assessments.diagnosis import compute_direction
from assessments.diagnosis.answers import BY_RESPONDENT, OUTLOOKS
from assessments.diagnosis.aspects import FIND_OUT, NOT_RATED
from assessments.domain.certainty import Certain, find_places
from assessments.domain.comparison import compare
from assessments.domain.disclosure import ALL, JOINT, LEAST_FOR_JOINT, NOTHING
from assessments.domain.limits import read_limits
from assessments.domain.meeting import FOLLOWUP, MEETING
from assessments.domain.report_group import (
    Breakdown,
    FollowUpView,
    MeetingView,
    Topic,
    Votes,
    choose_topics,
    view_participation,
)
from assessments.domain.report_parts import (
    AspectView,
    QuestionView,
    StageState,
    StageView,
    view_markers,
    view_stages,
)
from assessments.domain.rounds import parse_terms
from assessments.domain.snapshot import read_earlier
from assessments.domain.standing import parse_standing, summarise
from model_content.domain.content import Edition, Stage
from samverkan.texts import clean_document


class Report(Certain):
    """Everything that is shown of a result, ready for the templates."""

    # Respondents of an anonymous round from which anything is shown.
    least_for_joint = LEAST_FOR_JOINT

    def __init__(self, snapshot: Mapping[str, Any], edition: Edition) -> None:
        """Read a snapshot of the newest format, and the revision of the content that it names.

        What users wrote is cleaned here, once for all that is shown: older snapshots hold it as
        typed.
        """
        snapshot = clean_document(snapshot)
        self._snapshot, self._diagnosis = snapshot, snapshot["diagnosis"]
        self.edition = edition
        self.sources = edition.sources
        self.limits = read_limits(snapshot)  # the numbers of the method that it was made with
        self._read_head()
        self._read_placement()
        self._read_aspects()
        self._read_group()
        self._read_earlier()

    def _read_head(self) -> None:
        snapshot = self._snapshot
        self.sha256: str = snapshot["edition"]["sha256"]
        self.method: str = snapshot["method"]
        self.day = date.fromisoformat(snapshot["date"]) if snapshot["date"] else None
        self.name: str = snapshot["collaboration"]["name"]
        self.scope: str = snapshot["collaboration"]["scope"]
        self.answered: str | None = snapshot["answered"]
        self.people: int | None = snapshot["people"]
        self.respondents: int = snapshot["respondents"]

    def _read_placement(self) -> None:
        diagnosis, edition = self._diagnosis, self.edition
        placed = (diagnosis["certainty"], diagnosis["stage"], diagnosis["runner_up"])
        self.certainty: str = diagnosis["certainty"]
        self.divided: bool = diagnosis["divided"]
        self.position = edition.stage_by_code.get(diagnosis["stage"])
        self.runner_up = edition.stage_by_code.get(diagnosis["runner_up"])
        self.places = find_places(edition.stages, *placed)
        self.direction = compute_direction(edition, diagnosis["stage"], diagnosis["outlook"])
        self.stages = view_stages(diagnosis, edition, self.limits)
        self.markers = view_markers(self._snapshot, edition)
        self._all_markers = [question for _, questions in self.markers for question in questions]
        contested = diagnosis["contested_markers"]
        self.contested_markers = tuple(q for q in self._all_markers if q.code in contested)
        self.self_placements = self._count_stages("self_placements")
        self.own_placements = self._count_stages("own_placements")
        # In the order of the method: a database may keep the keys of a document in another.
        given = diagnosis["outlook"]
        self.outlook: dict[str, int] = {o: given[o] for o in OUTLOOKS if o in given}

    def _count_stages(self, key: str) -> tuple[tuple[Stage, int], ...]:
        counts = self._diagnosis[key]
        return tuple((s, counts[s.code]) for s in self.edition.stages if s.code in counts)

    def _read_aspects(self) -> None:
        about = (self._snapshot, self.edition, self.position, self.direction)
        self.aspects = tuple(AspectView(given, *about) for given in self._diagnosis["aspects"])
        by_code = {view.code: view for view in self.aspects}
        self.priorities, self.carry_over, self.prepare, self.strengths = (
            tuple(by_code[code] for code in self._diagnosis[key])
            for key in ("priorities", "carry_over", "prepare", "strengths")
        )
        self.comments = tuple((view, view.comments) for view in self.aspects if view.comments)
        votes = self._snapshot.get("votes", {})
        voted = [(view, votes[view.code]) for view in self.aspects if view.code in votes]
        # The aspects that respondents most want to work on, most votes first.
        self.votes: Votes = tuple(sorted(voted, key=lambda pair: -pair[1]))

    def _read_group(self) -> None:
        """What only a round has that several answered separately; empty for any other result."""
        snapshot = self._snapshot
        # What the respondents were told.
        self.terms = parse_terms(snapshot["round"]) if "round" in snapshot else None
        self.weighting: str = snapshot.get("weighting", BY_RESPONDENT)
        # It was to be weighted by organisation, but with so few answers that would have given
        # single ones away; everyone's count the same.
        asked_for = snapshot.get("round", {}).get("weighting", self.weighting)
        self.is_weighting_dropped: bool = asked_for != self.weighting
        self.disclosure: str = snapshot.get("disclosure", ALL)
        self.took_part = view_participation(snapshot)
        # The parties asked from which nobody answered.
        self.silent: tuple[str, ...] = tuple(snapshot.get("silent", ()))
        self.groups = tuple(
            Breakdown(given, self.edition, self.aspects, self.limits)
            for given in snapshot.get("groups", ())
        )
        # The groups without figures: their `kind` and the `reason` (domain/breakdown.py).
        self.hidden: list[dict[str, str]] = snapshot.get("hidden", [])

    def _read_earlier(self) -> None:
        """What the group has come to at its meeting, and what has changed since last time."""
        snapshot, edition = self._snapshot, self.edition
        earlier = read_earlier(snapshot)
        now = parse_standing(summarise(snapshot, edition)) if earlier else None
        self.comparison = compare(earlier, now, self.limits) if earlier and now else None
        self.meeting = self.followup = None
        if MEETING in snapshot:
            meeting = MeetingView(snapshot, edition, self.aspects, self.places)
            self.meeting = None if meeting.is_empty else meeting
        if FOLLOWUP in snapshot:
            titles = {
                a.code: a.title for a in (*(earlier.aspects if earlier else ()), *edition.aspects)
            }
            followup = FollowUpView(snapshot, titles, self.day)
            self.followup = None if followup.is_empty else followup

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
    def missing(self) -> int:
        """How many of those asked have not answered; 0 if more have than were asked."""
        return max(0, (self.people or 0) - self.respondents)

    @cached_property
    def talk_about(self) -> tuple[Topic, ...]:
        """“Prata om det här”: what is contested, then what many want to work on."""
        contested = self._diagnosis["contested_markers"]
        more = (self.aspects, self.start_here, self.votes, self.limits)
        return choose_topics(self.markers, contested, *more)

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
        least = self.limits.unknown_share if self.is_group else 0
        asked = self._questions
        return tuple(q for q in asked if q.dont_know and q.dont_know >= least * q.answered)

    @cached_property
    def withheld_questions(self) -> int:
        """How many questions so few answered that they count for nothing."""
        return sum(q.is_withheld for q in self._questions)

    @cached_property
    def is_empty(self) -> bool:
        """No question at all has been answered."""
        if self.is_withheld and self.respondents:
            return False  # what was answered is not known here
        return not any(question.is_answered for question in self._questions)

    @cached_property
    def is_rated(self) -> bool:
        """At least one aspect has been rated, or found to be unknown."""
        return any(view.band != NOT_RATED for view in self.aspects)

    @cached_property
    def is_mostly_unknown(self) -> bool:
        """“Vet ej” is the answer to more than half of the markers that have been answered."""
        answered = sum(question.answered for question in self._all_markers)
        return sum(question.dont_know for question in self._all_markers) * 2 > answered

    @cached_property
    def _questions(self) -> list[QuestionView]:
        """The markers and the statements, in content order."""
        return [*self._all_markers, *(s for view in self.aspects for s in view.statements)]

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


build_report = Report
