"""When those who have not answered are reminded by themselves."""

from datetime import date

import pytest

from assessments.rounds.rules.invitations import compute_reminder_day, is_reminder_due


def day(number: int) -> date:
    return date(2027, 3, number)


@pytest.mark.parametrize(
    ("opened", "closes", "reminded"), [(1, 15, 12), (1, 6, 3), (1, 5, None), (1, 1, None)]
)
def test_three_days_before_the_last_one_unless_the_round_has_just_opened(opened, closes, reminded):
    expected = day(reminded) if reminded else None
    assert compute_reminder_day(day(opened), day(closes)) == expected


@pytest.mark.parametrize(
    ("today", "reminded_on", "due"),
    [
        (11, None, False),
        (12, None, True),
        (15, None, True),  # run_due had stopped for some days
        (16, None, False),
        (13, 12, False),
        (12, 9, True),  # the last day has been moved from the 12th
    ],
)
def test_once_for_each_last_day(today, reminded_on, due):
    before = day(reminded_on) if reminded_on else None
    assert is_reminder_due(day(1), day(15), before, day(today)) is due
