"""A worked example of the method for the page that explains it, computed like any diagnosis.

One respondent stands in the last stage before one that can last or that ends. Everything before is
in place, but for the stage just before, of which a quarter is left; a little less than half of the
own stage is done, and nothing after it. With six stages of four markers, the third of them own, the
progress is 1, ¾, 5/12 and 0, and the distances of the second and third stage are 0.24 and 0.07:
likely the third.

What is shown is taken from the diagnosis, also what each stage adds to the distance of the placed
one: the page can be checked with pen and paper.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import cycle

from assessments.methods.stages import Answers, Diagnosis, Respondent, compute_diagnosis
from assessments.methods.stages.answers import MARKER_MAX
from assessments.methods.stages.aspects import AspectResult
from assessments.methods.stages.instrument import build_instrument
from assessments.methods.stages.placement import HALF_WAY
from assessments.methods.stages.walk import compute_walk
from model_content.domain.content import Aspect, Edition, Stage, Statement

JUST_BEFORE = (3, 3, 2, 1)
"""Answers to the markers of the stage before the placed one, repeated if it has more."""

OWN = (2, 2, 1, 0)
"""Answers to the markers of the placed stage."""

STATEMENTS = (3, 2)
"""Answers to the statements of the aspect that is shown."""


@dataclass(frozen=True, slots=True)
class StageRow:
    """A stage in the example, with the answers to its markers (0 to 3) and its progress (0 to 1).

    `pattern` is the progress that is typical of a group in the placed stage, `term` what the stage
    adds to the distance from that, `distance` how far the answers are from the stage's own pattern.
    """

    stage: Stage
    answers: tuple[int, ...]
    progress: Fraction
    pattern: Fraction
    term: Fraction
    distance: Fraction


@dataclass(frozen=True, slots=True)
class WorkedExample:
    """The example with everything that the page says about it."""

    diagnosis: Diagnosis
    rows: tuple[StageRow, ...]
    aspect: Aspect
    statements: tuple[tuple[Statement, int], ...]
    result: AspectResult

    @property
    def placed(self) -> StageRow:
        return self._find(self.diagnosis.stage)

    @property
    def runner_up(self) -> StageRow:
        return self._find(self.diagnosis.runner_up)

    def _find(self, code: str | None) -> StageRow:
        return next(row for row in self.rows if row.stage.code == code)


@lru_cache(maxsize=2)
def compute_worked_example(edition: Edition) -> WorkedExample:
    """Compute the example on this edition."""
    own = _find_own(edition)
    answers = [_answer_markers(stage, i, own) for i, stage in enumerate(edition.stages)]
    aspect = next(a for a in edition.stages[own].aspects if not a.cross_cutting)
    statements = tuple(zip(aspect.statements, cycle(STATEMENTS), strict=False))
    one = Respondent(
        markers={code: value for given in answers for code, value in given.items()},
        statements={s.code: value for s, value in statements},
    )
    diagnosis = compute_diagnosis(edition, Answers(respondents=(one,)))
    return WorkedExample(
        diagnosis=diagnosis,
        rows=tuple(_build_rows(edition, diagnosis, answers, own)),
        aspect=aspect,
        statements=statements,
        result=next(a for a in diagnosis.aspects if a.code == aspect.code),
    )


@lru_cache(maxsize=2)
def measure_walk(edition: Edition) -> tuple[int, int]:
    """The fewest and the most questions that a group in one stage is asked.

    It has everything before its stage in place, and nothing after it.
    """
    instrument = build_instrument(edition)
    totals = []
    for count in range(1, len(edition.stages) + 1):
        done = edition.stages[:count]
        level = {stage.code: str(MARKER_MAX if stage in done else 0) for stage in edition.stages}
        markers = {m.code: level[stage.code] for stage in edition.stages for m in stage.markers}
        totals.append(compute_walk(instrument, markers).total)
    return min(totals), max(totals)


def _find_own(edition: Edition) -> int:
    """The last stage before one with a rule of its own."""
    special = (i for i, stage in enumerate(edition.stages) if stage.lasting or stage.closing)
    return max(next(special, len(edition.stages)) - 1, 0)


def _answer_markers(stage: Stage, i: int, own: int) -> dict[str, int]:
    pattern = {own - 1: JUST_BEFORE, own: OWN}.get(i, (MARKER_MAX if i < own else 0,))
    return {m.code: value for m, value in zip(stage.markers, cycle(pattern), strict=False)}


def _build_rows(
    edition: Edition, diagnosis: Diagnosis, answers: list[dict[str, int]], own: int
) -> Iterator[StageRow]:
    for i, stage in enumerate(edition.stages):
        progress = diagnosis.progress[stage.code] or Fraction(0)
        pattern = HALF_WAY if i == own else Fraction(int(i < own))
        term, distance = (progress - pattern) ** 2, diagnosis.distances[stage.code]
        yield StageRow(stage, tuple(answers[i].values()), progress, pattern, term, distance)
