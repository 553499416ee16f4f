"""The plan between rounds: its order, what is late, when to remind, when to begin anew."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.meeting.rules.meeting import ActionItem, ActionStatus
from assessments.plan.rules import (
    PlanItem,
    Reassessment,
    arrange_plan,
    choose_calendar_day,
    is_reminder_due,
    suggest_next_month,
)
from assessments.results.rules.comparison import Verdict

TODAY = date(2026, 11, 21)


def plan_item(what="Gör", due=None, status="planned", done_on=None):
    due_on = date.fromisoformat(due) if due else None
    done = date.fromisoformat(done_on) if done_on else None
    return PlanItem(1, 1, ActionItem(what, "", due_on, "", ActionStatus(status)), done_on=done)


def test_what_is_late_comes_first_and_what_is_over_last():
    plan = arrange_plan(
        [
            plan_item("utan dag"),
            plan_item("släppt", "2026-01-01", "dropped"),
            plan_item("klar först", "2026-02-01", "done", "2026-03-01"),
            plan_item("i dag", "2026-11-21"),
            plan_item("klar sist", None, "done", "2026-11-01"),
            plan_item("sen", "2026-11-20", "ongoing"),
            plan_item("senare än sen", "2026-10-01"),
        ],
        TODAY,
    )
    assert [i.action.what for i in plan.overdue] == ["senare än sen", "sen"]
    assert [i.action.what for i in plan.ahead] == ["i dag", "utan dag"]
    assert [i.action.what for i in plan.over] == ["klar sist", "klar först", "släppt"]
    assert (plan.still_open, plan.done, len(plan.items)) == (4, 2, 7)
    assert [day.day for _item, day in plan.dated] == [1, 20, 21]


@pytest.mark.parametrize(
    ("now", "before", "verdict"),
    [
        ("3.5", "2", Verdict.BETTER),
        ("2.5", "2.0001", Verdict.SAME),
        ("2", "2.5", Verdict.WORSE),
        (None, "2", None),
        ("2", None, None),
    ],
)
def test_an_aspect_assessed_again_is_held_against_the_rounds_score(now, before, verdict):
    numbers = [Fraction(n) if n else None for n in (now, before)]
    assert Reassessment(TODAY, *numbers).verdict == verdict


@pytest.mark.parametrize(
    ("due", "status", "reminded", "is_due"),
    [
        (7, "planned", None, True),
        (8, "planned", None, False),
        (None, "planned", None, False),
        (3, "ongoing", -4, False),
        (-10, "ongoing", -13, False),
        (-10, "ongoing", -14, True),
        (-10, "done", None, False),
        (-10, "dropped", None, False),
    ],
)
def test_an_action_is_reminded_of_a_week_before_and_then_every_other_week(
    due, status, reminded, is_due
):
    action = ActionItem("Gör", "", shift(due), "", ActionStatus(status))
    assert is_reminder_due(action, shift(reminded), TODAY) is is_due


def shift(days):
    return None if days is None else TODAY + timedelta(days=days)


@pytest.mark.parametrize(
    ("closed", "due", "month"),
    [
        ("2026-11-21", [], "2027-05"),
        ("2026-11-21", ["2026-12-01", "2027-04-30"], "2027-05"),
        ("2026-11-21", ["2027-05-02"], "2027-06"),
        ("2026-11-21", ["2027-06-01"], "2027-08"),
        ("2026-11-21", ["2030-01-01"], "2027-11"),
        ("2027-01-10", [], "2027-08"),
        ("2026-06-20", [], "2027-01"),
        ("2026-06-14", [], "2026-12"),
        ("2026-07-05", ["2030-01-01"], "2027-06"),  # August would be too late
        ("2026-12-20", ["2030-01-01"], "2027-12"),
        ("2024-01-15", ["2024-02-01"], "2026-11"),  # long past: now
    ],
)
def test_the_next_round_comes_in_half_a_year_or_when_the_actions_have_had_their_time(
    closed, due, month
):
    suggested = suggest_next_month(
        date.fromisoformat(closed), [date.fromisoformat(day) for day in due], TODAY
    )
    assert suggested == date.fromisoformat(f"{month}-01")


@given(st.dates(date(2020, 1, 1), date(2060, 1, 1)), st.lists(st.dates()))
def test_a_month_is_suggested_within_a_year_never_july_and_begins_on_a_monday(closed, due):
    month = suggest_next_month(closed, due, closed)
    day = choose_calendar_day(month, closed)
    assert closed < day <= closed + timedelta(days=366 + 31)
    assert month.month != 7
    assert (day.weekday(), day.month, 8 <= day.day <= 14) == (0, month.month, True)


def test_nothing_is_put_in_the_calendar_on_a_day_gone_by():
    assert choose_calendar_day(date(2026, 11, 1), TODAY) == TODAY
