"""How the questions work, over rounds of many collaborations: which figures there are.

A round contributes to a figure only what its own result shows (level `all`), and a figure is None
unless `pooling.choose_pool` lets it be shown; then it rests on the chosen rounds alone.

* Of a question: how many answered, how often each value was given, the mean of the values, and the
  shares of "vet ej" and "inte aktuellt" among all answers.
* Of an aspect: the mean of the rounds' agreement (0–1), each round counting once, and in how large
  a share of the rounds it is among the first priorities.
* Of a stage: in the rounds that were placed there, where the respondents placed themselves, and the
  share who said the same stage.

Example: three rounds in which 6, 6 and 8 answered `varfor.1`, 10 of them with 4 and 10 with 5, give
20 answers and the mean 4.5.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Any

from assessments.methods.stages.answers import (
    DONT_KNOW,
    MARKER_VALUES,
    NOT_APPLICABLE,
    STATEMENT_VALUES,
)
from assessments.methods.stages.priorities import START_HERE
from assessments.results.rules.disclosure import ALL
from assessments.results.rules.pooling import Contribution, choose_pool
from model_content.domain.content import Aspect, Edition, Marker, Stage, Statement

Question = Marker | Statement


@dataclass(frozen=True, slots=True)
class ClosedRound:
    """Parts of a round's newest result, as they stand in the document.

    `leader`, `month`, `smallest` and `level` are those of disclosure.py.
    """

    leader: int
    month: str
    smallest: int
    level: str
    respondents: int
    counts: Mapping[str, Mapping[str, int]]
    aspects: Sequence[Mapping[str, Any]]
    priorities: Sequence[str]
    stage: str | None
    self_placements: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Figures:
    """What the rounds say of a question, an aspect or a stage; None is what is not said of it.

    Shares are 0–1. `mean` is None if nobody gave a value, `agreement` where too few rounds tell.
    """

    rounds: int
    answers: int | None = None
    mean: float | None = None
    dont_know: float | None = None
    not_applicable: float | None = None
    agreement: float | None = None
    addressed: float | None = None
    agree: float | None = None
    distribution: tuple[tuple[int, int], ...] = ()
    placed: tuple[tuple[Stage, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """A stage, an aspect or a question, with what is asked of it."""

    of: Stage | Aspect | Question
    figures: Figures | None
    questions: tuple["Row", ...] = ()
    aspects: tuple["Row", ...] = ()


def compute_statistics(edition: Edition, rounds: Sequence[ClosedRound]) -> tuple[Row, ...]:
    shown = [r for r in rounds if r.level == ALL]
    return tuple(
        Row(
            stage,
            _describe_stage(edition, stage.code, shown),
            tuple(_make_row(q, shown, MARKER_VALUES) for q in stage.markers),
            tuple(_make_aspect(aspect, shown) for aspect in stage.aspects),
        )
        for stage in edition.stages
    )


def _pool(rounds: Sequence[ClosedRound], count: Callable[[ClosedRound], int]) -> list[ClosedRound]:
    """The rounds that a figure may be made of, of those that tell of somebody."""
    telling = [r for r in rounds if count(r)]
    chosen = choose_pool([Contribution(r.leader, r.month, count(r), r.smallest) for r in telling])
    return [telling[index] for index in chosen]


def _make_row(question: Question, rounds: Sequence[ClosedRound], values: Sequence[int]) -> Row:
    code = question.code
    pool = _pool(rounds, lambda r: sum(r.counts.get(code, {}).values()))
    if not pool:
        return Row(question, None)
    counts = sum((Counter(closed.counts[code]) for closed in pool), Counter[str]())
    total = counts.total()
    distribution = tuple((value, counts[str(value)]) for value in values)
    rated = sum(count for _value, count in distribution)
    figures = Figures(
        rounds=len(pool),
        answers=total,
        distribution=distribution,
        mean=sum(value * count for value, count in distribution) / rated if rated else None,
        dont_know=counts[DONT_KNOW] / total,
        not_applicable=counts[NOT_APPLICABLE] / total,
    )
    return Row(question, figures)


def _make_aspect(aspect: Aspect, rounds: Sequence[ClosedRound]) -> Row:
    questions = tuple(_make_row(q, rounds, STATEMENT_VALUES) for q in aspect.statements)
    pool = _pool(rounds, lambda r: _count_raters(r, aspect.code))
    if not pool:
        return Row(aspect, None, questions)
    agreed = _pool(rounds, lambda r: _count_agreeing(r, aspect.code))
    agreements = [float(_find_aspect(r, aspect.code)["agreement"]) for r in agreed]
    figures = Figures(
        rounds=len(pool),
        agreement=fmean(agreements) if agreements else None,
        addressed=sum(aspect.code in r.priorities[:START_HERE] for r in pool) / len(pool),
    )
    return Row(aspect, figures, questions)


def _find_aspect(closed: ClosedRound, code: str) -> Mapping[str, Any]:
    return next((aspect for aspect in closed.aspects if aspect["code"] == code), {})


def _count_raters(closed: ClosedRound, code: str) -> int:
    return _find_aspect(closed, code).get("respondents") or 0


def _count_agreeing(closed: ClosedRound, code: str) -> int:
    is_said = _find_aspect(closed, code).get("agreement") is not None
    return _count_raters(closed, code) if is_said else 0


def _describe_stage(edition: Edition, code: str, rounds: Sequence[ClosedRound]) -> Figures | None:
    placed_here = [closed for closed in rounds if closed.stage == code]
    pool = _pool(placed_here, lambda r: sum(r.self_placements.values()))
    if not pool:
        return None
    placed = sum((Counter(closed.self_placements) for closed in pool), Counter[str]())
    total = placed.total()
    return Figures(
        rounds=len(pool),
        answers=total,
        placed=tuple((stage, placed[stage.code]) for stage in edition.stages),
        agree=placed[code] / total,
    )
