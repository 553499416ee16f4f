"""What the pictures of a result show: the aspects at one glance, the answers by how they differ.

Everything is read from a report. Nothing is decided here but the order, and what is worth a name.

Disagreement (`measure_disagreement`) is the variance of the answers with a value, as a share of the
greatest there can be: half of those who answer at each end of the scale. The questions that differ
most come first; those alike in content order.

Example: 1, 1, 5 and 5 give 1, and 2, 2, 3, 3 give 1/16.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from assessments.results.report.parts import AspectView, QuestionView, StageView
from assessments.results.rules.comparison import AspectChange, Verdict

if TYPE_CHECKING:
    from assessments.results.report.report import Report

SPREADS: Final = {None: 0, "shared_view": 1, "some_spread": 2, "different_views": 3}
"""How widely the answers to an aspect are spread, by what its agreement is called."""

MOST_NAMED: Final = 3
CLEARLY: Final = Fraction(1, 4)
"""From how much answers differ that what they are about is named before all else: as 2 and 4 do."""

MOST_SHOWN: Final = 8
"""Questions that are shown at first; the rest can be unfolded."""


@dataclass(frozen=True, slots=True)
class Cell:
    """An aspect on the map; `spread` 0 (not shown) to 3, `change` None if nothing can be said."""

    view: AspectView
    spread: int
    votes: int
    change: AspectChange | None

    @property
    def is_better(self) -> bool:
        return self.change is not None and self.change.verdict == Verdict.BETTER

    @property
    def is_worse(self) -> bool:
        return self.change is not None and self.change.verdict == Verdict.WORSE


@dataclass(frozen=True, slots=True)
class Differing:
    """A question with how it was answered and what it belongs to: an aspect or a stage."""

    question: QuestionView
    about: str
    is_marker: bool
    disagreement: Fraction


@dataclass(frozen=True, slots=True)
class Slope:
    """An aspect's score then and now, where it has one at both times."""

    code: str
    title: str
    before: float
    after: float
    verdict: Verdict

    @property
    def is_changed(self) -> bool:
        return self.verdict in (Verdict.BETTER, Verdict.WORSE)


def map_aspects(report: "Report") -> tuple[tuple[StageView, tuple[Cell, ...]], ...]:
    """The aspects stage by stage, with what is known of each."""
    votes: Mapping[AspectView, int] = dict(report.votes)
    changes = {c.code: c for c in report.comparison.aspects} if report.comparison else {}
    return tuple(
        (stage, tuple(_make_cell(view, report.is_counted, votes, changes) for view in views))
        for stage, (_, views) in zip(report.path, report.by_stage, strict=True)
    )


def _make_cell(
    view: AspectView,
    is_counted: bool,
    votes: Mapping[AspectView, int],
    changes: Mapping[str, AspectChange],
) -> Cell:
    spread = SPREADS[view.agreement] if is_counted else 0
    return Cell(view, spread, votes.get(view, 0), changes.get(view.code))


def measure_disagreement(question: QuestionView) -> Fraction:
    """How much the answers with a value differ: 0 (alike) to 1 (half of them at each end)."""
    values = [value for value, count in question.counts for _ in range(count)]
    if not values:
        return Fraction(0)
    mean = Fraction(sum(values), len(values))
    variance = sum(((value - mean) ** 2 for value in values), Fraction(0)) / len(values)
    ends = [value for value, _count in question.counts]
    return variance / Fraction(max(ends) - min(ends), 2) ** 2


def list_differing(report: "Report") -> tuple[Differing, ...]:
    """The questions whose answers are shown in numbers, the most differing first."""
    asked = [(q, stage.title, True) for stage, marked in report.markers for q in marked]
    asked += [(q, view.title, False) for view in report.aspects for q in view.statements]
    found = (Differing(*each, measure_disagreement(each[0])) for each in asked if each[0].valid > 1)
    return tuple(sorted(found, key=lambda each: -each.disagreement))


def list_differently(report: "Report") -> tuple[Differing, ...]:
    """Those of them that not all have answered alike."""
    return tuple(each for each in report.differing if each.disagreement)


def name_most_differing(report: "Report") -> list[tuple[str, bool]]:
    """What they answer most differently about: up to `MOST_NAMED` aspects, each once, and markers
    in their own words (then true); nothing where answers are not shown in numbers."""
    shown = report.differing if report.is_counted else ()
    clearly = (each for each in shown if each.disagreement >= CLEARLY)
    differing = ((e.question.text if e.is_marker else e.about, e.is_marker) for e in clearly)
    return list(dict.fromkeys(differing))[:MOST_NAMED]


def list_slopes(report: "Report") -> tuple[Slope, ...]:
    """The aspects that have a score both then and now, in content order."""
    return tuple(
        Slope(c.code, c.title, float(c.before.score), float(c.after.score), c.verdict)
        for c in (report.comparison.aspects if report.comparison else ())
        if c.before and c.after and c.before.score is not None and c.after.score is not None
    )


def list_wanted(report: "Report") -> tuple[tuple[AspectView, int], ...]:
    """The aspects that somebody wants to work on and that have a score, with their votes."""
    return tuple((view, votes) for view, votes in report.votes if view.score is not None)
