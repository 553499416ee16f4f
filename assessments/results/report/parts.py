"""The parts of a report: a stage on the path, a question as answered, an aspect with its advice.

Each is made from a snapshot and the content it was answered on. Nothing is decided here: placement,
bands and order are the diagnosis's (method.md).

Example: a statement that three answered with 2, 2 and “vet ej” has `valid` 2, `low` 2 and `mean` 2;
a stage skipped on the way to the position has the state `part`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any, Final

from assessments.core.rules.figures import to_percent
from assessments.core.rules.limits import Limits
from assessments.methods.stages.answers import (
    DONT_KNOW,
    MARKER_VALUES,
    NOT_APPLICABLE,
    STATEMENT_VALUES,
)
from assessments.methods.stages.aspects import FIND_OUT, NOT_RATED
from assessments.methods.stages.instrument import MARKER, STATEMENT
from assessments.methods.stages.placement import BETWEEN, CLEAR
from assessments.methods.stages.rules import VERSIONS
from model_content.domain.content import Edition, Marker, Stage, Statement

Stored = Mapping[str, Any]
"""A snapshot, which is a document of the newest format, or a part of it."""

LOW_VALUES: Final = (1, 2)
"""Answers to a statement that are said together: it fits badly or not at all."""


class StageState(StrEnum):
    """How a stage is drawn on the path."""

    DONE = "done"  # before the position, in place
    PART = "part"  # before the position, known to be left unfinished
    UNKNOWN = "unknown"  # nothing known about it
    UNSURE = "unsure"  # so little known that it is not said to be in place
    HERE = "here"  # the position, or one of the two it is between
    AHEAD = "ahead"  # after the position, already half-way
    TODO = "todo"
    MEASURED = "measured"  # no position to be before or after, but known how far it has come


@dataclass(frozen=True, slots=True)
class StageView:
    """A stage with its place on the path; `progress` is 0–100 %, None if unknown.

    `is_half_way`: as much of it is in place, in whole per cent, as a stage that is left needs.
    `said_by`: who says that the collaboration is here, where the group says another stage than the
    answers: `group`, `answers`, or `others` where it is told to somebody else than the group.
    """

    stage: Stage
    state: StageState
    progress: int | None
    distance: float
    is_half_way: bool = False
    said_by: str = ""


@dataclass(frozen=True, slots=True)
class QuestionView:
    """A question with how it was answered: `counts` has one entry for each value of its scale.

    In a round that several answered separately, a question can be answered without numbers
    (results/rules/disclosure.py). `is_uncounted`: the answers count, but their distribution is
    not shown. `is_withheld`: so few answered that they count for nothing. All numbers are then 0.
    `scale` is the code of the question's scale. `can_be_left_out`: that it does not apply was an
    answer.
    """

    code: str
    text: str
    scale: str
    counts: tuple[tuple[int, int], ...]
    dont_know: int
    not_applicable: int
    is_uncounted: bool = False
    is_withheld: bool = False
    can_be_left_out: bool = True

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


Markers = tuple[tuple[Stage, tuple[QuestionView, ...]], ...]
"""All markers, stage by stage."""


class AspectView:
    """An aspect with its result and everything the content has to say about it.

    `respondents` and `agreement` (`shared_view`, `some_spread` or `different_views`) are None where
    they are not shown (see `is_uncounted`), `agreement` also where fewer than two have rated a
    statement. `is_mostly_unknown`: it is rated low although most do not know.
    """

    def __init__(
        self, result: Stored, snapshot: Stored, edition: Edition, limits: Limits,
        position: Stage | None, direction: str | None,
    ) -> None:  # fmt: skip
        aspect = edition.aspect_by_code[result["code"]]
        self._snapshot = snapshot
        self.aspect = aspect
        self.code, self.title = aspect.code, aspect.title
        self.stage = edition.stage_by_code[aspect.stage]
        self.band: str = result["band"]
        self.score: float | None = result["score"]
        self.dont_know_share: float = result["dont_know_share"] or 0.0
        self.agreement = limits.name_agreement(result["agreement"])
        self.contested: bool = result["contested"]
        self.respondents: int | None = result["respondents"]
        written = snapshot["comments"]
        self.comments = tuple(c["text"] for c in written if c["aspect"] == aspect.code)
        # Those that suit where the group is heading; all of them if that is not known.
        fitting = [s for s in aspect.suggestions if not direction or s.outlook in (None, direction)]
        self.suggestions = tuple(s.text for s in fitting or aspect.suggestions)
        self.is_earlier = position is not None and self.stage.order < position.order
        self.is_mostly_unknown = (
            self.band != FIND_OUT and self.dont_know_share > limits.find_out_above
        )

    # What pages have kept as it looks asks for nothing of this.
    @cached_property
    def statements(self) -> tuple[QuestionView, ...]:
        asked = self.aspect.statements
        return _view_questions(asked, STATEMENT, STATEMENT_VALUES, self._snapshot)

    @property
    def is_uncounted(self) -> bool:
        """Its score and band are shown without numbers: distribution, agreement, how many."""
        return any(s.is_uncounted for s in self.statements)

    @property
    def is_withheld(self) -> bool:
        """It is not rated only because too few have answered."""
        return self.band == NOT_RATED and any(s.is_withheld for s in self.statements)

    @property
    def most_dont_know(self) -> int:
        """The most who did not know about one of its statements."""
        return max((s.dont_know for s in self.statements), default=0)

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
    def bars(self) -> tuple[tuple[int, int], ...]:
        """Value and count of 1–5 over all statements, for the small distribution picture."""
        counts = [dict(statement.counts) for statement in self.statements]
        return tuple((value, sum(c[value] for c in counts)) for value in STATEMENT_VALUES)


def view_stages(diagnosis: Stored, edition: Edition, limits: Limits) -> tuple[StageView, ...]:
    progress = {
        code: None if p is None else to_percent(p) for code, p in diagnosis["progress"].items()
    }
    return tuple(
        StageView(
            stage=stage,
            state=_find_state(stage, diagnosis, edition, limits),
            progress=progress[stage.code],
            distance=diagnosis["distances"][stage.code],
            is_half_way=(progress[stage.code] or 0) >= 100 * limits.half_way,
        )
        for stage in edition.stages
    )


def place_at(stage: Stage, diagnosis: Stored, edition: Edition, limits: Limits) -> dict[str, Any]:
    """The diagnosis as if it had placed the collaboration in this stage, as its group says.

    Of what is before it, what is known to be unfinished is skipped, but at the end only what the
    answers say was; what is half-way after it is ahead.
    """

    def is_half_way(other: Stage) -> bool | None:
        progress = diagnosis["progress"][other.code]
        return None if progress is None else progress >= limits.half_way

    before = [s for s in edition.stages if s.order < stage.order and is_half_way(s) is False]
    after = [s for s in edition.stages if s.order > stage.order and is_half_way(s)]
    skipped = [s.code for s in before if not stage.closing or s.code in diagnosis["skipped"]]
    placed = {"stage": stage.code, "certainty": CLEAR, "runner_up": None}
    return {**diagnosis, **placed, "skipped": skipped, "ahead": [s.code for s in after]}


def _find_state(stage: Stage, diagnosis: Stored, edition: Edition, limits: Limits) -> StageState:
    code, placed, progress = stage.code, diagnosis["stage"], diagnosis["progress"][stage.code]
    is_half_way = progress is not None and progress >= limits.half_way
    # Of results of method 1 nothing is said of how much is known of each stage.
    is_unsure = is_half_way and code not in diagnosis.get("in_place", [code])
    if placed is None and not is_unsure:
        return StageState.UNKNOWN if progress is None else StageState.MEASURED
    if code == placed or (diagnosis["certainty"] == BETWEEN and code == diagnosis["runner_up"]):
        return StageState.HERE
    if code in diagnosis["skipped"]:
        return StageState.PART
    if code in diagnosis["ahead"]:
        return StageState.AHEAD
    if is_unsure:
        return StageState.UNSURE
    if stage.order > edition.stage_by_code[placed].order:
        return StageState.TODO
    # Before the position and not skipped: unknown, in place or never reached.
    if progress is None:
        return StageState.UNKNOWN
    return StageState.DONE if is_half_way else StageState.TODO


def view_markers(snapshot: Stored, edition: Edition) -> Markers:
    return tuple(
        (stage, _view_questions(stage.markers, MARKER, MARKER_VALUES, snapshot))
        for stage in edition.stages
    )


def _view_questions(
    questions: Iterable[Marker | Statement], scale: str, values: tuple[int, ...], snapshot: Stored
) -> tuple[QuestionView, ...]:
    uncounted, withheld = snapshot.get("uncounted", ()), snapshot.get("withheld", ())
    return tuple(
        QuestionView(
            code=question.code,
            text=question.text,
            scale=scale,
            counts=tuple((value, counts.get(str(value), 0)) for value in values),
            dont_know=counts.get(DONT_KNOW, 0),
            not_applicable=counts.get(NOT_APPLICABLE, 0),
            is_uncounted=question.code in uncounted,
            is_withheld=question.code in withheld,
            can_be_left_out=scale != MARKER or VERSIONS[snapshot["method"]].has_left_out,
        )
        for question in questions
        for counts in [snapshot["counts"].get(question.code, {})]
    )
