"""Which earlier result a new one is compared with, and what it keeps of it."""

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.results.rules.snapshot import add_earlier, is_same_result, read_earlier
from assessments.results.rules.standing import (
    MOST_RESULTS,
    OCCASION,
    choose_earlier,
    choose_kept,
    summarise,
)
from model_content.domain.codec import localise
from tests.unit.test_snapshot import ANSWERS, MINI, build, several

MARCH, SEPTEMBER = date(2026, 3, 1), date(2026, 9, 1)


@pytest.mark.parametrize(
    ("days", "today", "chosen"),
    [
        ([], MARCH, None),
        ([MARCH], MARCH, 1),
        ([MARCH, MARCH], MARCH, 1),
        ([MARCH], MARCH + timedelta(days=1), 1),
        ([MARCH], SEPTEMBER, 1),
        ([MARCH, MARCH], SEPTEMBER, 2),
        ([MARCH, SEPTEMBER], SEPTEMBER, 1),
        ([MARCH, SEPTEMBER], SEPTEMBER + timedelta(days=1), 1),
        ([MARCH, SEPTEMBER], SEPTEMBER + timedelta(days=13), 1),
        ([MARCH, SEPTEMBER], SEPTEMBER + timedelta(days=14), 2),
        ([SEPTEMBER, SEPTEMBER + timedelta(days=1)], SEPTEMBER + timedelta(days=2), 2),
    ],
)
def test_a_correction_within_two_weeks_is_not_what_is_compared_with(days, today, chosen):
    assert choose_earlier(dict(enumerate(days, start=1)), today) == chosen


DAYS = st.lists(st.dates(MARCH, SEPTEMBER), max_size=6).map(sorted)


@given(DAYS, st.dates(MARCH, SEPTEMBER), st.integers(0, 3))
def test_results_of_the_same_day_change_nothing(days, today, again):
    earlier = dict(enumerate([d for d in days if d < today], start=1))
    chosen = choose_earlier(earlier, today)
    more = earlier | {len(earlier) + n + 1: today for n in range(again)}
    assert choose_earlier(more, today) == (chosen if earlier else min(more, default=None))
    assert (chosen is None) == (not earlier)
    if chosen is not None and earlier[chosen] > today - OCCASION:
        assert all(day > today - OCCASION for day in earlier.values())


# In the snapshot ----------------------------------------------------------------------------------


def test_a_first_result_holds_no_earlier_one():
    assert "earlier" not in build()
    assert read_earlier(build()) is None


def test_what_is_kept_of_the_earlier_result_is_said_with_its_own_titles():
    earlier = add_earlier(build(), build(date="2026-03-01"), MINI, MINI)["earlier"]
    assert earlier["date"] == "2026-03-01"
    assert earlier["edition"] == {"code": "test.1", "revision": 3}
    assert earlier["places"] == [{"code": "drift", "title": "Drift"}]
    assert earlier["aspects"][1] == {"code": "tid", "title": "Tid", "score": 2.0, "band": "address"}
    assert earlier["start_here"] == ["tid", "larande"]
    assert read_earlier({"earlier": earlier}).start_here == ("tid", "larande")


def test_no_answer_no_comment_and_no_count_is_kept_of_it():
    before = several({"varfor": "Hemligt"}, {}, {})
    said = json.dumps(summarise(before, MINI), ensure_ascii=False)
    assert "Hemligt" not in said
    assert not {"counts", "answers", "comments", "self_placements"} & set(json.loads(said))


def test_an_earlier_result_within_the_earlier_one_is_not_taken_along():
    second = add_earlier(build(), build(date="2026-03-01"), MINI, MINI)
    third = add_earlier(build(), second, MINI, MINI)
    assert "earlier" not in third["earlier"]


def test_what_a_result_is_compared_with_does_not_make_it_another_result():
    document = build()
    compared = add_earlier(document, build(date="2026-03-01"), MINI, MINI)
    assert is_same_result(document, compared)
    assert is_same_result(compared, add_earlier(document, build(date="2026-02-01"), MINI, MINI))
    assert not is_same_result(compared, build(people=ANSWERS["people"] + 1))


def test_what_has_been_translated_since_is_not_worded_anew():
    english = {"en": {"text": "Everybody can say why"}}
    stage, *rest = MINI.stages
    markers = tuple(replace(marker, translations=english) for marker in stage.markers)
    now = replace(MINI, stages=(replace(stage, markers=markers), *rest))
    before, after = localise(MINI, "en"), localise(now, "en")
    document = add_earlier(build(), build(date="2026-03-01"), before, after)
    assert "markers_reworded" not in document["earlier"]


def test_what_is_worded_anew_is_noted_but_not_what_has_only_been_moved():
    first, second, *rest = MINI.stages
    aspect, *others = second.aspects
    statement, *more = aspect.statements
    reworded = replace(aspect, statements=(replace(statement, text="Något annat"), *more))
    moved = replace(first, markers=first.markers[::-1])
    now = replace(MINI, stages=(moved, replace(second, aspects=(reworded, *others)), *rest))
    document = add_earlier(build(), build(date="2026-03-01"), MINI, now)
    assert document["earlier"]["reworded"] == [aspect.code]
    assert "markers_reworded" not in document["earlier"]
    marker = replace(first.markers[0], text="Något annat")
    now = replace(
        MINI, stages=(replace(first, markers=(marker, *first.markers[1:])), *MINI.stages[1:])
    )
    earlier = read_earlier(add_earlier(build(), build(date="2026-03-01"), MINI, now))
    assert earlier is not None
    assert (earlier.reworded, earlier.markers_reworded) == ((), True)


# Which results are kept ---------------------------------------------------------------------------


@given(
    st.lists(st.integers(0, 60), min_size=1, max_size=80).map(sorted),
    st.integers(0, 40),
    st.integers(0, 60),
)
def test_what_is_not_kept_is_never_compared_with_nor_what_something_was_said_of(
    gaps, later, referred
):
    days = {n: MARCH + timedelta(days=gap) for n, gap in enumerate(gaps, start=1)}
    today, said_on = max(days.values()), MARCH + timedelta(days=referred)
    kept = choose_kept(days, today, [said_on])
    left = {n: day for n, day in days.items() if n in kept}
    assert len(left) <= MOST_RESULTS + OCCASION.days + 3
    assert set(days) - kept <= set(sorted(days)[1:-MOST_RESULTS])
    when = today + timedelta(days=later)
    assert choose_earlier(left, when) == choose_earlier(days, when)
    shown_then = max((n for n, day in days.items() if day <= said_on), default=None)
    assert shown_then is None or shown_then in kept
