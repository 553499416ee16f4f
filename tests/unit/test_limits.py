"""An old result says what it said, whatever becomes of the method's numbers."""

from fractions import Fraction
from uuid import uuid4

import pytest
from django.template.loader import render_to_string

from assessments.core.rules import limits
from assessments.core.rules.limits import LIMITS, METHOD_1, dump_limits, read_limits
from assessments.methods.stages import agreement, aspects, placement, priorities, rules
from assessments.results.files.word import render_word
from assessments.results.report.report import build_report
from tests.reports import OUTCOMES, make_snapshot, read_content

DECIDED = [
    (aspects, "ADDRESS_BELOW", 1),
    (aspects, "STRENGTHEN_BELOW", 1),
    (agreement, "CONTESTED_SHARE", Fraction(1)),
    (placement, "BETWEEN_BELOW", Fraction(3)),
    (placement, "LIKELY_BELOW", Fraction(3)),
]
"""Numbers whose decisions are stored, changed."""

KEPT = [
    (placement, "HALF_WAY", Fraction(2)),
    (aspects, "FIND_OUT_ABOVE", Fraction(0)),
    (aspects, "NOTICEABLE_CHANGE", Fraction(4)),
    (agreement, "SHARED_VIEW_FROM", 0.99),
    (agreement, "SOME_SPREAD_FROM", 0.98),
    (priorities, "START_HERE", 1),
    (limits, "DECISIONS", 1),
    (limits, "UNKNOWN_SHARE", Fraction(1)),
    (limits, "VOTED_TOPICS", 0),
    (limits, "VOTES_TO_TALK", 9),
    (limits, "DIFFERS_FROM", 9),
    (limits, "MOST_DIFFERING", 0),
]
"""Numbers by which a stored result is read, changed."""

TEMPLATES = ("report/report.html", "report/summary.txt", "assessments/result.html")
"""What is printed, the summary and the page."""


def say(document: dict[str, object]) -> list[str | bytes]:
    """All that is said of a result; nothing is taken from the cache."""
    report = build_report(document, read_content())
    texts = (render_to_string(t, {"report": report, "result_id": uuid4()}) for t in TEMPLATES)
    return [render_word(report), *texts]


def answer_apart() -> dict[str, object]:
    """A round before its meeting: parts see much differently, some do not know, a few vote."""
    document = OUTCOMES["round"]()
    document.pop("meeting", None)
    for one in document["respondents"]:
        one["statements"] |= {"nytta.3": 5, "nytta.2": 5}
    return make_snapshot(document)


@pytest.mark.parametrize("outcome", sorted(OUTCOMES))
def test_a_stored_result_says_the_same_when_every_number_of_the_method_has_changed(
    outcome, monkeypatch
):
    document = make_snapshot(OUTCOMES[outcome]())
    before = say(document)
    for module, name, value in DECIDED + KEPT:
        monkeypatch.setattr(module, name, value)
    assert say(document) == before


def test_the_numbers_of_method_1_are_those_of_the_code_and_need_no_place_in_a_result():
    assert dump_limits(rules.METHOD_1) == {}
    assert read_limits({}) == METHOD_1


@pytest.mark.parametrize(("module", "name", "value"), KEPT)
def test_a_result_of_another_method_keeps_its_number(monkeypatch, module, name, value):
    monkeypatch.setattr(module, name, value)
    stored = dump_limits(rules.METHOD_1)
    monkeypatch.undo()
    assert stored == {LIMITS: {name.lower(): str(Fraction(str(value)))}}
    assert getattr(read_limits(stored), name.lower()) == Fraction(str(value))


@pytest.mark.parametrize(("module", "name", "value"), KEPT[6:])
def test_a_number_that_only_a_report_uses_holds_for_results_from_then_on(
    monkeypatch, module, name, value
):
    before = say(answer_apart())
    monkeypatch.setattr(module, name, value)
    new = answer_apart()
    after = say(new)
    assert after != before
    monkeypatch.undo()
    assert say(new) == after


def test_what_method_2_reads_by_is_kept_in_its_results():
    assert dump_limits(rules.METHOD_2) == {LIMITS: {"later_named": "5"}}
    assert read_limits(dump_limits(rules.METHOD_2)).later_named == 5
