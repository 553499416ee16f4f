"""A result as it is read: what a snapshot says, joined with the content it was answered on.

`build_report` turns a snapshot into a `Report`; the page and the PDF render the same templates from
it. It holds codes, numbers and the users' own words; the words of the interface are the templates'.
Nothing is decided here: placement, bands and order are the diagnosis's (method.md).

Example: of a snapshot placed in Etablering with Uppstart skipped, the six `stages` say done,
part, here, todo, todo, todo; `decisions` are the first three of `start_here`; an aspect's `reasons`
are its statements with how they were answered, the lowest first.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from functools import cached_property
from typing import Any, Final

from assessments.core.rules.limits import read_limits
from assessments.groups.rules.similar import read_similar
from assessments.meeting.rules.meeting import FOLLOWUP, MEETING, VoteItem
from assessments.methods.stages import compute_direction
from assessments.methods.stages.answers import (
    BY_RESPONDENT,
    OUTLOOKS,
    TOGETHER,
    list_marker_answers,
)
from assessments.methods.stages.aspects import ADDRESS, FIND_OUT, NOT_RATED
from assessments.methods.stages.basis import Basis
from assessments.methods.stages.diagnose import GOES_ON_AT_END
from assessments.methods.stages.rules import VERSIONS
from assessments.results.report.group import (
    Breakdown,
    FollowUpView,
    MeetingView,
    Topic,
    Votes,
    VoteView,
    choose_topics,
    view_participation,
    view_vote,
)
from assessments.results.report.parts import (
    AspectView,
    Markers,
    QuestionView,
    StageState,
    StageView,
    view_markers,
    view_stages,
)
from assessments.results.report.pictured import (
    list_differently,
    list_differing,
    list_slopes,
    list_wanted,
    map_aspects,
    name_most_differing,
)
from assessments.results.rules.comparison import compare
from assessments.results.rules.disclosure import ALL, JOINT, LEAST_FOR_JOINT, NOTHING
from assessments.results.rules.snapshot import FUNDED_UNTIL, PROGRAM, SIMILAR, TOOLS, read_earlier
from assessments.results.rules.standing import Certain, Standing, find_places, summarise
from assessments.rounds.rules.terms import parse_terms
from model_content.domain.content import Edition, Stage
from samverkan.texts import clean_document

RUNNING_OUT: Final = timedelta(days=366)
"""So long before money and mandate end, it is said who must decide."""


class Report(Certain):
    """Everything that is shown of a result, ready for the templates."""

    # Respondents of an anonymous round from which anything is shown.
    least_for_joint = LEAST_FOR_JOINT
    # It is told to somebody else than the group: not as “ni”.
    is_to_others = False
    is_own = False  # of one's own answers in a group's round

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
        self.program: str = snapshot.get(PROGRAM, "")
        self.rules = VERSIONS[self.method]
        # What a marker could be answered with.
        self.marker_columns = len(list_marker_answers(self.edition))
        self.day = date.fromisoformat(snapshot["date"]) if snapshot["date"] else None
        until = snapshot.get(FUNDED_UNTIL)
        self.funded_until = date.fromisoformat(until) if until else None
        self.name: str = snapshot["collaboration"]["name"]
        self.scope: str = snapshot["collaboration"]["scope"]
        self.answered: str | None = snapshot["answered"]
        self.people: int | None = snapshot["people"]
        self.respondents: int = snapshot["respondents"]

    @property
    def is_running_out(self) -> bool:
        """Money and mandate are decided for less than a year more, or no longer."""
        until, day = self.funded_until, self.day
        return until is not None and day is not None and until - day < RUNNING_OUT

    @property
    def has_run_out(self) -> bool:
        until, day = self.funded_until, self.day
        return until is not None and day is not None and until < day

    def _read_placement(self) -> None:
        diagnosis, edition = self._diagnosis, self.edition
        placed = (diagnosis["certainty"], diagnosis["stage"], diagnosis["runner_up"])
        self.certainty: str = diagnosis["certainty"]
        self.divided: bool = diagnosis["divided"]
        self.position = edition.stage_by_code.get(diagnosis["stage"])
        self.runner_up = edition.stage_by_code.get(diagnosis["runner_up"])
        self.places = find_places(edition.stages, *placed)
        self.direction = compute_direction(edition, diagnosis["stage"], diagnosis["outlook"])
        self.is_placed = self.position is not None
        self.is_closing = self.position is not None and self.position.closing
        self.stages = view_stages(diagnosis, edition, self.limits)
        self.skipped = self._keep(lambda view: view.state == StageState.PART)
        self.ahead = self._keep(lambda view: view.state == StageState.AHEAD)
        self.unknown_stages = self._keep(lambda view: view.progress is None)
        # Those that a collaboration can stay in, and those that can be reached from any other.
        self.lasting = self._keep(lambda view: view.stage.lasting)
        self.closing = self._keep(lambda view: view.stage.closing)
        # Those before the position, none without one, and those of them of which nothing is known.
        first = self.places[0].order if self.places else 0
        self.before = self._keep(lambda view: view.stage.order < first)
        self.unknown_before = tuple(view for view in self.before if view.progress is None)
        self.unsure_before = tuple(v for v in self.before if v.state == StageState.UNSURE)
        self.self_placements = self._count_stages("self_placements")
        self.own_placements = self._count_stages("own_placements")
        # In the order of the method: a database may keep the keys of a document in another.
        given = diagnosis["outlook"]
        self.outlook: dict[str, int] = {o: given[o] for o in OUTLOOKS if o in given}
        most = [o for o, count in self.outlook.items() if 2 * count > sum(given.values())]
        self.main_outlook = most[0] if most else None  # what more than half have given
        self._read_basis()
        # The only respondent's own picture is (one of) the stages that the answers give, or the
        # runner-up of a placement that is likely.
        own = [stage for stage, _count in self.self_placements]
        self.is_self_placed_here = any(stage in own for stage in self.places)
        self.is_self_placed_next = self.is_likely and self.runner_up in own

    def _read_basis(self) -> None:
        """How much the placement rests on, and what contradicts itself in it.

        Of method 1 neither was stored, and only one of the contradictions was told.
        """
        diagnosis = self._diagnosis
        given = diagnosis.get("basis")
        counted = ("known", "dont_know", "not_applicable", "unanswered", "thin")
        self.basis = Basis(*(given[name] for name in counted)) if given else None
        self.tells_basis = self.rules.tells_basis
        self.rests_on_less = self.basis is not None and self.basis.known < self.basis.markers
        goes_on = self.is_closing and self.main_outlook == "continue"
        before = GOES_ON_AT_END if goes_on else None
        self.contradiction: str | None = diagnosis.get("contradiction", before)

    @property
    def path(self) -> tuple[StageView, ...]:
        """The stages as they are drawn: with the place that the group says, if it has said one."""
        leads = self.meeting is not None and self.meeting.leads
        path = self.meeting.stages if self.meeting and leads else self.stages
        said_by = "others" if self.is_to_others else "own" if self.is_own else ""
        if not said_by:
            return path
        return tuple(
            replace(view, said_by=view.said_by or said_by) if view.state == "here" else view
            for view in path
        )

    def _keep(self, is_kept: Callable[[StageView], bool]) -> tuple[StageView, ...]:
        return tuple(view for view in self.stages if is_kept(view))

    def _count_stages(self, key: str) -> tuple[tuple[Stage, int], ...]:
        counts = self._diagnosis[key]
        return tuple((s, counts[s.code]) for s in self.edition.stages if s.code in counts)

    def _read_aspects(self) -> None:
        about = (self._snapshot, self.edition, self.limits, self.position, self.direction)
        self.aspects = tuple(AspectView(given, *about) for given in self._diagnosis["aspects"])
        by_code = {view.code: view for view in self.aspects}
        self.priorities, self.carry_over, self.prepare, self.strengths = (
            tuple(by_code[code] for code in self._diagnosis[key])
            for key in ("priorities", "carry_over", "prepare", "strengths")
        )
        first = int(self.limits.start_here)
        self.start_here, after = self.priorities[:first], self.priorities[first:]
        # From method 2 what is to be found out is one thing to do, and only some of the rest are
        # named before what is folded.
        named = int(self.limits.later_named)
        self.find_out = tuple(view for view in after if named and view.band == FIND_OUT)
        others = tuple(view for view in after if view not in self.find_out)
        self.later, self.last = others[: named or None], others[named:] if named else ()
        self.goes_on = bool(after)
        # In the stages before the place something is still to be mended.
        self.is_left_before = any(
            view.band == ADDRESS and view.stage in {each.stage for each in self.before}
            for view in self.start_here
        )
        # Something that comes last works as badly as what comes first.
        self.last_is_low = any(view.band == ADDRESS for view in self.last)
        # In short forms what comes later is named only, without what to do about it.
        self.names_later = named > 0
        # The priorities that stand on page one as things to decide.
        self.decisions = self.priorities[: int(self.limits.decisions)]
        self.prepared_stage = self.prepare[0].stage if self.prepare else None
        # At least one aspect has been rated, or found to be unknown.
        self.is_rated = any(view.band != NOT_RATED for view in self.aspects)
        # The first thing to do is to answer: nothing of what to begin with has been rated.
        self.is_unanswered = all(view.band == NOT_RATED for view in self.start_here)
        # All that there is to decide is who finds out what.
        self.is_to_find_out = all(view.band == FIND_OUT for view in self.decisions)
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
        self.is_group = self.terms is not None
        # Nobody was asked how well anything works.
        self.is_short = self.terms is not None and self.terms.is_short
        # One person's answers: to be brought up with the others, not decided on.
        self.is_alone = self.is_single and self.answered != TOGETHER
        self.disclosure: str = snapshot.get("disclosure", ALL)
        # So few answered that only joint stage, scores and bands are shown, or nothing at all:
        # “Svara tillsammans i stället”.
        self.is_joint_only = self.disclosure == JOINT
        self.is_withheld = self.disclosure == NOTHING
        # Answers are shown as distributions: how many gave each.
        self.is_counted = not self.is_single and self.disclosure == ALL
        # Of a short round it is part of the next step.
        self.names_wanted = self.is_counted and bool(self.votes) and not self.is_short
        # How many of those asked have not answered; 0 if more have than were asked.
        self.missing = max(0, (self.people or 0) - self.respondents)
        self.took_part = view_participation(snapshot)
        # The parties asked from which nobody answered.
        self.silent: tuple[str, ...] = tuple(snapshot.get("silent", ()))
        self.groups = tuple(
            Breakdown(given, self.edition, self.aspects, self.limits)
            for given in snapshot.get("groups", ())
        )
        # The groups without figures: their `kind` and the `reason` (results/rules/breakdown.py).
        self.hidden: list[dict[str, str]] = snapshot.get("hidden", [])

    def _read_earlier(self) -> None:
        """What the group has come to at its meeting, and what has changed since last time."""
        snapshot, edition = self._snapshot, self.edition
        earlier = read_earlier(snapshot)
        now = Standing(summarise(snapshot, edition)) if earlier else None
        self.comparison = compare(earlier, now, self.limits) if earlier and now else None
        self.meeting = self.followup = None
        done = snapshot.get(TOOLS, ())
        self.similar = read_similar(snapshot.get(SIMILAR, ()), edition)
        self.tools = [each | {"day": date.fromisoformat(each["date"])} for each in done]
        # What stands on page one: the latest with a proposal on something to decide.
        decided = {view.code for view in self.decisions}
        concerned = (t for t in self.tools if t["texts"] and decided & {*t.get("aspects", ())})
        self.deepened = next(concerned, None)
        if MEETING in snapshot:
            meeting = MeetingView(
                snapshot, edition, self.aspects, self, self.places, self._questions
            )
            self.meeting = None if meeting.is_empty else meeting
        if FOLLOWUP in snapshot:
            titles = {a.code: a.title for a in earlier.aspects} if earlier else {}
            titles |= {a.code: a.title for a in edition.aspects}
            followup = FollowUpView(snapshot, titles, self.day)
            self.followup = None if followup.is_empty else followup

    # What the pictures show.
    aspect_map = cached_property(map_aspects)
    differing = cached_property(list_differing)
    differently = cached_property(list_differently)
    most_differing = cached_property(name_most_differing)
    slopes = cached_property(list_slopes)
    wanted = cached_property(list_wanted)

    @cached_property
    def markers(self) -> Markers:
        return view_markers(self._snapshot, self.edition)

    @cached_property
    def _all_markers(self) -> list[QuestionView]:
        return [question for _, questions in self.markers for question in questions]

    def view_votes(self, votes: Iterable[VoteItem]) -> tuple[VoteView, ...]:
        """New votes at a meeting that the report may not hold yet."""
        titles = {view.code: view.title for view in self.aspects}
        return tuple(view_vote(vote, titles, self._questions) for vote in votes)

    @cached_property
    def talk_about(self) -> tuple[Topic, ...]:
        """“Prata om det här”: what is contested, then what many want to work on."""
        contested = self._diagnosis["contested_markers"]
        more = (self.aspects, self.start_here, self.votes, self.limits)
        return choose_topics(self.markers, contested, *more)

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
        return not any(question.is_answered for question in self._iterate_questions())

    @cached_property
    def is_mostly_unknown(self) -> bool:
        """“Vet ej” is the answer to more than half of the markers that have been answered."""
        answered = sum(question.answered for question in self._all_markers)
        return sum(question.dont_know for question in self._all_markers) * 2 > answered

    @cached_property
    def _questions(self) -> list[QuestionView]:
        """The markers and the statements, in content order."""
        return [*self._iterate_questions()]

    def _iterate_questions(self) -> Iterator[QuestionView]:
        yield from self._all_markers
        for view in self.aspects:
            yield from view.statements


build_report = Report
