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
from enum import StrEnum
from functools import cached_property
from typing import Any, Final

from assessments.diagnosis import compute_direction
from assessments.diagnosis.answers import (
    DONT_KNOW,
    MARKER_VALUES,
    NOT_APPLICABLE,
    STATEMENT_VALUES,
)
from assessments.diagnosis.aspects import FIND_OUT, FIND_OUT_ABOVE, NOT_RATED
from assessments.diagnosis.placement import BETWEEN, CLEAR, INSUFFICIENT, LIKELY, UNCLEAR
from assessments.diagnosis.priorities import START_HERE
from assessments.domain.text import clean_text
from model_content.domain.content import Aspect, Edition, Source, Stage

DECISIONS: Final = 3
"""How many of the priorities stand on page one as things to decide."""

LOW_VALUES: Final = (1, 2)
"""Answers to a statement that are said together: it fits badly or not at all."""


class StageState(StrEnum):
    """How a stage is drawn on the path."""

    DONE = "done"  # before the position, in place
    PART = "part"  # before the position, known to be left unfinished
    UNKNOWN = "unknown"  # nothing known about it
    HERE = "here"  # the position, or one of the two it is between
    AHEAD = "ahead"  # after the position, already half-way
    TODO = "todo"
    MEASURED = "measured"  # no position to be before or after, but known how far it has come


@dataclass(frozen=True, slots=True)
class StageView:
    """A stage with its place on the path; `progress` is 0–100 %, None if unknown."""

    stage: Stage
    state: StageState
    progress: int | None
    distance: float

    @property
    def is_behind(self) -> bool:
        return self.state in (StageState.DONE, StageState.PART)


@dataclass(frozen=True, slots=True)
class QuestionView:
    """A question with how it was answered: `counts` has one entry for each value of its scale."""

    code: str
    text: str
    counts: tuple[tuple[int, int], ...]
    dont_know: int
    not_applicable: int

    @property
    def valid(self) -> int:
        return sum(count for _, count in self.counts)

    @property
    def answered(self) -> int:
        return self.valid + self.dont_know + self.not_applicable

    @property
    def low(self) -> int:
        """How many answered that it fits badly or not at all."""
        return sum(count for value, count in self.counts if value in LOW_VALUES)

    @property
    def mean(self) -> float | None:
        total = sum(value * count for value, count in self.counts)
        return total / self.valid if self.valid else None

    @property
    def only_answer(self) -> str | None:
        """The answer, where there is exactly one."""
        if self.answered != 1:
            return None
        if self.dont_know:
            return DONT_KNOW
        return next((str(v) for v, count in self.counts if count), NOT_APPLICABLE)


@dataclass(frozen=True, slots=True)
class AspectView:
    """An aspect with its result and everything the content has to say about it."""

    aspect: Aspect
    stage: Stage
    band: str
    score: float | None
    dont_know_share: float
    contested: bool
    respondents: int
    statements: tuple[QuestionView, ...]
    comments: tuple[str, ...]
    suggestions: tuple[str, ...]
    is_earlier: bool

    @property
    def code(self) -> str:
        return self.aspect.code

    @property
    def title(self) -> str:
        return self.aspect.title

    @property
    def reasons(self) -> tuple[QuestionView, ...]:
        """The statements that the band rests on, the lowest first."""
        if self.band == NOT_RATED:
            return ()
        if self.band == FIND_OUT:
            unknown = [s for s in self.statements if s.dont_know]
            return tuple(sorted(unknown, key=lambda s: -s.dont_know))
        rated = [s for s in self.statements if s.mean is not None]
        return tuple(sorted(rated, key=lambda s: s.mean or 0))

    @property
    def is_mostly_unknown(self) -> bool:
        """Rated low although most do not know."""
        return self.band != FIND_OUT and self.dont_know_share > FIND_OUT_ABOVE

    @property
    def most_dont_know(self) -> int:
        """The most who did not know about one of its statements."""
        return max((s.dont_know for s in self.statements), default=0)

    @property
    def bars(self) -> tuple[tuple[int, int], ...]:
        """Value and count of 1–5 over all statements, for the small distribution picture."""
        return tuple(
            (value, sum(dict(s.counts)[value] for s in self.statements))
            for value in STATEMENT_VALUES
        )


@dataclass(frozen=True)
class Report:
    """Everything that is shown of a result, ready for the templates."""

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

    @property
    def is_placed(self) -> bool:
        return self.position is not None

    @property
    def is_between(self) -> bool:
        return self.certainty == BETWEEN

    @property
    def is_likely(self) -> bool:
        return self.certainty == LIKELY

    @property
    def is_clear(self) -> bool:
        return self.certainty == CLEAR

    @property
    def is_insufficient(self) -> bool:
        return self.certainty == INSUFFICIENT

    @property
    def is_unclear(self) -> bool:
        return self.certainty == UNCLEAR

    @property
    def is_closing(self) -> bool:
        return self.position is not None and self.position.closing

    @property
    def is_single(self) -> bool:
        """One set of answers: by one person, or by the group together."""
        return self.respondents == 1

    @cached_property
    def places(self) -> tuple[Stage, ...]:
        """The position in words: one stage, two in stage order when between, or none."""
        found = [self.position, self.runner_up if self.is_between else None]
        return tuple(sorted((s for s in found if s), key=lambda s: s.order))

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
        return self.priorities[:START_HERE]

    @property
    def decisions(self) -> tuple[AspectView, ...]:
        return self.priorities[:DECISIONS]

    @property
    def later(self) -> tuple[AspectView, ...]:
        """Priorities after those to start with."""
        return self.priorities[START_HERE:]

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
        """Markers and statements that somebody did not know the answer to, in content order."""
        statements = [statement for view in self.aspects for statement in view.statements]
        return tuple(q for q in (*self._all_markers, *statements) if q.dont_know)

    @cached_property
    def is_empty(self) -> bool:
        """No question at all has been answered."""
        return not any(question.answered for question in self._all_markers) and not any(
            statement.answered for view in self.aspects for statement in view.statements
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
    """
    diagnosis = snapshot["diagnosis"]
    stage_of = edition.stage_by_code
    position = stage_of[diagnosis["stage"]] if diagnosis["stage"] else None
    direction = compute_direction(edition, diagnosis["stage"], diagnosis["outlook"])
    aspects = tuple(
        _view_aspect(result, snapshot, edition, position, direction)
        for result in diagnosis["aspects"]
    )
    markers = _view_markers(snapshot, edition)
    by_code = {view.code: view for view in aspects}
    return Report(
        edition=edition,
        sha256=snapshot["edition"]["sha256"],
        method=snapshot["method"],
        day=date.fromisoformat(snapshot["date"]) if snapshot["date"] else None,
        name=clean_text(snapshot["collaboration"]["name"]),
        scope=clean_text(snapshot["collaboration"]["scope"]),
        answered=snapshot["answered"],
        people=snapshot["people"],
        respondents=snapshot["respondents"],
        certainty=diagnosis["certainty"],
        divided=diagnosis["divided"],
        position=position,
        runner_up=stage_of[diagnosis["runner_up"]] if diagnosis["runner_up"] else None,
        direction=direction,
        stages=_view_stages(diagnosis, edition),
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
    )


def _find(views: Mapping[str, AspectView], codes: Iterable[str]) -> tuple[AspectView, ...]:
    return tuple(views[code] for code in codes)


def _count_stages(counts: Mapping[str, int], edition: Edition) -> tuple[tuple[Stage, int], ...]:
    return tuple((stage, counts[stage.code]) for stage in edition.stages if stage.code in counts)


def _view_stages(diagnosis: Mapping[str, Any], edition: Edition) -> tuple[StageView, ...]:
    return tuple(
        StageView(
            stage=stage,
            state=_find_state(stage, diagnosis, edition),
            progress=_to_percent(diagnosis["progress"][stage.code]),
            distance=diagnosis["distances"][stage.code],
        )
        for stage in edition.stages
    )


def _find_state(stage: Stage, diagnosis: Mapping[str, Any], edition: Edition) -> StageState:
    code, placed = stage.code, diagnosis["stage"]
    if placed is None:
        unknown = diagnosis["progress"][code] is None
        return StageState.UNKNOWN if unknown else StageState.MEASURED
    is_neighbour = diagnosis["certainty"] == BETWEEN and code == diagnosis["runner_up"]
    if code == placed or is_neighbour:
        return StageState.HERE
    if code in diagnosis["skipped"]:
        return StageState.PART
    if code in diagnosis["ahead"]:
        return StageState.AHEAD
    if stage.order > edition.stage_by_code[placed].order:
        return StageState.TODO
    return _find_state_before(diagnosis["progress"][code])


def _find_state_before(progress: float | None) -> StageState:
    """A stage before the position that was not skipped: in place, unknown or never reached."""
    if progress is None:
        return StageState.UNKNOWN
    return StageState.DONE if progress >= 0.5 else StageState.TODO


def _to_percent(progress: float | None) -> int | None:
    return None if progress is None else round(progress * 100)


def _view_aspect(
    result: Mapping[str, Any],
    snapshot: Mapping[str, Any],
    edition: Edition,
    position: Stage | None,
    direction: str | None,
) -> AspectView:
    aspect = edition.aspect_by_code[result["code"]]
    stage = edition.stage_by_code[aspect.stage]
    return AspectView(
        aspect=aspect,
        stage=stage,
        band=result["band"],
        score=result["score"],
        dont_know_share=result["dont_know_share"] or 0.0,
        contested=result["contested"],
        respondents=result["respondents"],
        statements=tuple(
            _view_question(s.code, s.text, STATEMENT_VALUES, snapshot) for s in aspect.statements
        ),
        comments=tuple(
            clean_text(c["text"]) for c in snapshot["comments"] if c["aspect"] == aspect.code
        ),
        suggestions=_choose_suggestions(aspect, direction),
        is_earlier=position is not None and stage.order < position.order,
    )


def _choose_suggestions(aspect: Aspect, direction: str | None) -> tuple[str, ...]:
    """The suggestions that suit where the group is heading; all of them if that is not known."""
    fitting = [s for s in aspect.suggestions if direction is None or s.outlook in (None, direction)]
    return tuple(s.text for s in fitting or aspect.suggestions)


def _view_markers(
    snapshot: Mapping[str, Any], edition: Edition
) -> tuple[tuple[Stage, tuple[QuestionView, ...]], ...]:
    return tuple(
        (
            stage,
            tuple(_view_question(m.code, m.text, MARKER_VALUES, snapshot) for m in stage.markers),
        )
        for stage in edition.stages
    )


def _view_question(
    code: str, text: str, values: tuple[int, ...], snapshot: Mapping[str, Any]
) -> QuestionView:
    counts = snapshot["counts"].get(code, {})
    return QuestionView(
        code=code,
        text=text,
        counts=tuple((value, counts.get(str(value), 0)) for value in values),
        dont_know=counts.get(DONT_KNOW, 0),
        not_applicable=counts.get(NOT_APPLICABLE, 0),
    )
