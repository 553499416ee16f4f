"""How long a diagnosis is kept: thirteen months, whatever the months are like."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.keeping.rules import compute_cutoff, compute_deletion_date

DAYS = st.dates(date(2000, 1, 1), date(2200, 12, 31))


@pytest.mark.parametrize(
    ("changed", "deleted"),
    [
        ("2026-11-21", "2027-12-21"),
        ("2026-12-01", "2028-01-01"),
        ("2026-01-31", "2027-02-28"),
        ("2027-01-31", "2028-02-29"),
        ("2027-01-29", "2028-02-29"),
        ("2028-02-29", "2029-03-29"),
        ("2026-03-31", "2027-04-30"),
        ("2026-12-31", "2028-01-31"),
        ("2099-01-30", "2100-02-28"),
    ],
)
def test_thirteen_months_later_or_the_last_of_the_month(changed, deleted):
    assert compute_deletion_date(date.fromisoformat(changed)) == date.fromisoformat(deleted)


@pytest.mark.parametrize(
    ("today", "cutoff"),
    [
        ("2027-12-21", "2026-11-21"),
        ("2027-02-27", "2026-01-27"),
        ("2027-02-28", "2026-01-31"),  # 29, 30 and 31 January are due too
        ("2028-02-28", "2027-01-28"),
        ("2028-02-29", "2027-01-31"),
        ("2027-03-29", "2026-02-28"),
        ("2027-03-31", "2026-02-28"),
        ("2027-04-30", "2026-03-31"),
        ("2028-01-01", "2026-12-01"),
    ],
)
def test_the_cutoff_is_the_latest_day_that_is_due(today, cutoff):
    assert compute_cutoff(date.fromisoformat(today)) == date.fromisoformat(cutoff)


@given(DAYS, st.integers(380, 410))
def test_what_is_due_by_the_cutoff_is_due_by_the_promised_date(changed, days_later):
    """The page promises a date; `run_due` deletes by the cutoff. They never disagree."""
    today = changed + timedelta(days=days_later)
    assert (changed <= compute_cutoff(today)) == (compute_deletion_date(changed) <= today)


@given(DAYS)
def test_a_diagnosis_is_kept_for_more_than_a_year(changed):
    assert 393 <= (compute_deletion_date(changed) - changed).days <= 397
