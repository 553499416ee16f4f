"""How long a diagnosis is kept: 13 months after its last change, or as its leader has chosen.

A change on 31 January 2026 keeps it until 28 February 2027: a day that a month lacks becomes the
month's last.
"""

import calendar
from datetime import date
from typing import Final

KEPT_MONTHS: Final = 13
"""Months from the last change until a diagnosis is deleted: a year, and time to remember it."""

LEAST_MONTHS: Final = 3
MOST_MONTHS: Final = 60
"""The least and the most months that a collaboration's leader may choose instead."""


def compute_deletion_date(changed_on: date, months: int = KEPT_MONTHS) -> date:
    """The first day on which a diagnosis last changed on this day may be deleted."""
    return add_months(changed_on, months)


def compute_cutoff(today: date, months: int = KEPT_MONTHS) -> date:
    """The latest day whose deletion date is not after today: what was last changed on it or before
    may be deleted today.
    """
    cutoff = add_months(today, -months)
    last_of_month = calendar.monthrange(cutoff.year, cutoff.month)[1]
    # On the last day of a short month also the days that the month lacks are due.
    while cutoff.day < last_of_month:
        following = cutoff.replace(day=cutoff.day + 1)
        if compute_deletion_date(following, months) > today:
            break
        cutoff = following
    return cutoff


def add_months(day: date, months: int) -> date:
    """The same day so many months later, or the month's last if it lacks that day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
