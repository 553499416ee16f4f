"""An old result says what it said, whatever becomes of the method's numbers."""

from fractions import Fraction

import pytest

from assessments.domain.limits import LIMITS, METHOD_1, dump_limits, read_limits
from assessments.domain.report import Report, build_report
from assessments.methods.stages import agreement, aspects, placement, priorities
from tests.reports import OUTCOMES, make_snapshot, read_content

CHANGED = [
    (placement, "HALF_WAY", Fraction(2)),
    (aspects, "FIND_OUT_ABOVE", Fraction(0)),
    (aspects, "NOTICEABLE_CHANGE", Fraction(4)),
    (aspects, "ADDRESS_BELOW", 1),
    (aspects, "STRENGTHEN_BELOW", 1),
    (agreement, "SHARED_VIEW_FROM", 0.99),
    (agreement, "SOME_SPREAD_FROM", 0.98),
    (agreement, "CONTESTED_SHARE", Fraction(1)),
    (priorities, "START_HERE", 1),
    (placement, "BETWEEN_BELOW", Fraction(3)),
    (placement, "LIKELY_BELOW", Fraction(3)),
]


def say(report: Report) -> list[object]:
    """What the method's numbers decide of a report."""
    compared = report.comparison
    return [
        report.certainty,
        [view.state for view in report.stages],
        [(a.band, a.agreement, a.is_mostly_unknown, a.contested) for a in report.aspects],
        [view.code for view in report.start_here],
        [view.code for view in report.later],
        [change.verdict for change in compared.aspects] if compared else None,
        [change.code for change in compared.started] if compared else None,
    ]


@pytest.mark.parametrize("outcome", sorted(OUTCOMES))
def test_a_stored_result_says_the_same_when_every_number_of_the_method_has_changed(
    outcome, monkeypatch
):
    edition = read_content()
    document = make_snapshot(OUTCOMES[outcome]())
    before = say(build_report(document, edition))
    for module, name, value in CHANGED:
        monkeypatch.setattr(module, name, value)
    assert say(build_report(document, edition)) == before


def test_the_numbers_of_method_1_are_those_of_the_code_and_need_no_place_in_a_result():
    assert dump_limits() == {}
    assert read_limits({}) == METHOD_1


@pytest.mark.parametrize(("module", "name", "value"), CHANGED[:3] + CHANGED[5:7] + CHANGED[8:9])
def test_a_result_of_another_method_keeps_its_number(monkeypatch, module, name, value):
    monkeypatch.setattr(module, name, value)
    stored = dump_limits()
    monkeypatch.undo()
    assert stored == {LIMITS: {name.lower(): str(Fraction(str(value)))}}
    assert getattr(read_limits(stored), name.lower()) == Fraction(str(value))
