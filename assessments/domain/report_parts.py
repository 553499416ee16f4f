"""The parts of a report: a stage on the path, a question as answered, an aspect with its advice.

Each is made from a snapshot and the content it was answered on. Nothing is decided here: placement,
bands and order are the diagnosis's (method.md).

Example: a statement that three answered with 2, 2 and “vet ej” has `valid` 2, `low` 2 and `mean` 2;
a stage skipped on the way to the position has the state `part`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from assessments.diagnosis.answers import (
    DONT_KNOW,
    MARKER_VALUES,
    NOT_APPLICABLE,
    STATEMENT_VALUES,
)
from assessments.diagnosis.aspects import FIND_OUT, NOT_RATED
from assessments.diagnosis.placement import BETWEEN
from assessments.domain.figures import to_percent
from assessments.domain.limits import Limits, read_limits
from model_content.domain.content import Aspect, Edition, Stage

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
    """A stage with its place on the path; `progress` is 0–100 %, None if unknown.

    `is_half_way`: as much of it is in place, in whole per cent, as a stage that is left needs.
    """

    stage: Stage
    state: StageState
    progress: int | None
    distance: float
    is_half_way: bool = False

    @property
    def is_behind(self) -> bool:
        return self.state in (StageState.DONE, StageState.PART)


@dataclass(frozen=True, slots=True)
class QuestionView:
    """A question with how it was answered: `counts` has one entry for each value of its scale.

    In a round that several answered separately, a question can be answered without numbers
    (domain/disclosure.py). `is_uncounted`: the answers count, but their distribution is not shown.
    `is_withheld`: so few answered that they count for nothing. All numbers are then 0.
    """

    code: str
    text: str
    counts: tuple[tuple[int, int], ...]
    dont_know: int
    not_applicable: int
    is_uncounted: bool = False
    is_withheld: bool = False

    @property
    def valid(self) -> int:
        return sum(count for _, count in self.counts)

    @property
    def answered(self) -> int:
        return self.valid + self.dont_know + self.not_applicable

    @property
    def is_answered(self) -> bool:
        """Somebody has answered it, whether or not the numbers are shown."""
        return bool(self.answered) or self.is_uncounted or self.is_withheld

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
    """An aspect with its result and everything the content has to say about it.

    `respondents` is None and `agreement` too where they are not shown (see `is_uncounted`).
    `is_mostly_unknown`: it is rated low although most do not know.
    `agreement` is one of the codes of diagnosis/agreement.py: `shared_view`, `some_spread`,
    `different_views`; None also where fewer than two have rated a statement.
    """

    aspect: Aspect
    stage: Stage
    band: str
    score: float | None
    dont_know_share: float
    agreement: str | None
    contested: bool
    respondents: int | None
    statements: tuple[QuestionView, ...]
    comments: tuple[str, ...]
    suggestions: tuple[str, ...]
    is_earlier: bool
    is_mostly_unknown: bool

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
    def is_uncounted(self) -> bool:
        """Its score and band are shown without numbers: distribution, agreement, how many."""
        return any(statement.is_uncounted for statement in self.statements)

    @property
    def is_withheld(self) -> bool:
        """It is not rated only because too few have answered."""
        return self.band == NOT_RATED and any(s.is_withheld for s in self.statements)

    @property
    def most_dont_know(self) -> int:
        """The most who did not know about one of its statements."""
        return max((s.dont_know for s in self.statements), default=0)

    @property
    def bars(self) -> tuple[tuple[int, int], ...]:
        """Value and count of 1–5 over all statements, for the small distribution picture."""
        counts = [dict(statement.counts) for statement in self.statements]
        return tuple((value, sum(c[value] for c in counts)) for value in STATEMENT_VALUES)


def view_stages(
    diagnosis: Mapping[str, Any], edition: Edition, limits: Limits
) -> tuple[StageView, ...]:
    return tuple(
        StageView(
            stage=stage,
            state=_find_state(stage, diagnosis, edition, limits),
            progress=progress,
            distance=diagnosis["distances"][stage.code],
            is_half_way=(progress or 0) >= 100 * limits.half_way,
        )
        for stage in edition.stages
        for progress in [_to_percent(diagnosis["progress"][stage.code])]
    )


def _find_state(
    stage: Stage, diagnosis: Mapping[str, Any], edition: Edition, limits: Limits
) -> StageState:
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
    return _find_state_before(diagnosis["progress"][code], limits)


def _find_state_before(progress: float | None, limits: Limits) -> StageState:
    """A stage before the position that was not skipped: in place, unknown or never reached."""
    if progress is None:
        return StageState.UNKNOWN
    return StageState.DONE if progress >= limits.half_way else StageState.TODO


def _to_percent(progress: float | None) -> int | None:
    return None if progress is None else to_percent(progress)


def view_aspect(
    result: Mapping[str, Any],
    snapshot: Mapping[str, Any],
    edition: Edition,
    position: Stage | None,
    direction: str | None,
) -> AspectView:
    aspect = edition.aspect_by_code[result["code"]]
    stage = edition.stage_by_code[aspect.stage]
    limits = read_limits(snapshot)
    dont_know_share = result["dont_know_share"] or 0.0
    return AspectView(
        aspect=aspect,
        stage=stage,
        band=result["band"],
        score=result["score"],
        dont_know_share=dont_know_share,
        agreement=limits.name_agreement(result["agreement"]),
        contested=result["contested"],
        respondents=result["respondents"],
        statements=tuple(
            _view_question(s.code, s.text, STATEMENT_VALUES, snapshot) for s in aspect.statements
        ),
        comments=tuple(c["text"] for c in snapshot["comments"] if c["aspect"] == aspect.code),
        suggestions=_choose_suggestions(aspect, direction),
        is_earlier=position is not None and stage.order < position.order,
        is_mostly_unknown=result["band"] != FIND_OUT and dont_know_share > limits.find_out_above,
    )


def _choose_suggestions(aspect: Aspect, direction: str | None) -> tuple[str, ...]:
    """The suggestions that suit where the group is heading; all of them if that is not known."""
    fitting = [s for s in aspect.suggestions if direction is None or s.outlook in (None, direction)]
    return tuple(s.text for s in fitting or aspect.suggestions)


def view_markers(
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
        is_uncounted=code in snapshot.get("uncounted", ()),
        is_withheld=code in snapshot.get("withheld", ()),
    )
