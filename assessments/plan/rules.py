"""The plan that lives on between rounds: in which order, what is late, when to remind, what next.

What is still to be done comes first: overdue actions, then the others, the earliest day first and
those without a day last. What is over follows: done, the latest first, then what was dropped. An
action is overdue from the day after the one it should have been done on.

Once an action is done its aspect may be assessed again. The mean of the group's answers now is then
held against the aspect's score in the result of the round that decided the action; under ½ up or
down nothing is said to have changed (results/rules/comparison.py). An answer without a number
counts nowhere.

A reminder is due for what should be done within `REMIND_BEFORE` (7 days) or earlier, and at most
every `REMIND_AGAIN` (14 days) for one action.

The next round is suggested for `MONTHS_BETWEEN` (6) months after the last one closed, or one month
after the last open action is due, if that is later, but at most `MOST_MONTHS` (12) months after it
closed. July and the second half of December, when nobody is there to answer, are moved to what
follows, or to what comes before where that would be too late.

Worked example: a round closed on 21 November 2026, and the last open action is due on 1 June 2027.
Six months give 21 May, a month after the action 1 July: that is later, but in July, so the next
round is suggested for August 2027.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Final

from assessments.keeping.rules import add_months
from assessments.meeting.rules.meeting import ActionItem, ActionStatus, sort_by_day
from assessments.results.rules.comparison import Verdict, judge_change
from assessments.tools.rules import Origin

REMIND_BEFORE: Final = timedelta(days=7)
"""How long before its day an action is reminded of."""

REMIND_AGAIN: Final = timedelta(days=14)
"""The least time between two reminders of one action."""

REMOVED_KEPT: Final = timedelta(days=365)
"""How long calendars are told that an action has been removed."""

MONTHS_BETWEEN: Final = 6
"""Months from one round's closing to the next round."""

MONTHS_AFTER_ACTION: Final = 1
"""Months after the last action is due, so that it can be seen what it led to."""

MOST_MONTHS: Final = 12
"""The most months between two rounds."""

JULY: Final = 7
DECEMBER: Final = 12
CHRISTMAS_FROM: Final = 15
"""The day of December from which it is too late to ask."""


@dataclass(frozen=True, slots=True)
class Reassessment:
    """How an aspect works since an action was done, as assessed on that `day`.

    `after` is the mean of the group's answers then, 1 to 5, None if none was a number; `before` the
    aspect's score in the round's result, None if it has none that is shown.
    """

    day: date
    after: Fraction | None
    before: Fraction | None

    @property
    def verdict(self) -> Verdict | None:
        if self.after is None or self.before is None:
            return None
        return judge_change(self.after - self.before)


@dataclass(frozen=True, slots=True)
class PlanItem:
    """An action of the plan as its members see it.

    `revision` is raised by each change of it; `round_title` is of the round that decided it. Both
    titles are empty where it has none; `origin` is the tool that proposed it; `reassessment` is
    None unless its aspect has been assessed again.
    """

    id: int
    revision: int
    action: ActionItem
    aspect_title: str = ""
    round_title: str = ""
    done_on: date | None = None
    reassessment: Reassessment | None = None
    origin: Origin | None = None

    @property
    def is_done(self) -> bool:
        return self.action.status is ActionStatus.DONE


@dataclass(frozen=True, slots=True)
class Plan:
    """All actions of a collaboration, each in one of three lists, in order."""

    overdue: tuple[PlanItem, ...]
    ahead: tuple[PlanItem, ...]
    over: tuple[PlanItem, ...]

    @property
    def items(self) -> tuple[PlanItem, ...]:
        return (*self.overdue, *self.ahead, *self.over)

    @property
    def dated(self) -> tuple[tuple[PlanItem, date], ...]:
        """What is still to be done and has a day, with that day."""
        still_open = (*self.overdue, *self.ahead)
        return tuple((item, item.action.due_on) for item in still_open if item.action.due_on)

    @property
    def in_calendar(self) -> tuple[PlanItem, ...]:
        """What a calendar has to know of: what has a day, and what may have had one before."""
        return tuple(i for i in self.items if may_be_in_calendars(i.action.due_on, i.revision))

    @property
    def still_open(self) -> int:
        return len(self.overdue) + len(self.ahead)

    @property
    def done(self) -> int:
        return sum(item.is_done for item in self.over)


def may_be_in_calendars(due_on: date | None, revision: int) -> bool:
    """Whether an action has a day, or may have had one before it was changed."""
    return due_on is not None or revision > 1


def arrange_plan(items: Iterable[PlanItem], today: date) -> Plan:
    ordered = sorted(items, key=lambda item: sort_by_day(item.action))
    late = tuple(item for item in ordered if item.action.is_overdue(today))
    over = [item for item in ordered if item.action.status.is_over]
    return Plan(
        overdue=late,
        ahead=tuple(i for i in ordered if i not in late and not i.action.status.is_over),
        over=tuple(sorted(over, key=_sort_over)),
    )


def _sort_over(item: PlanItem) -> tuple[bool, int]:
    return not item.is_done, -item.done_on.toordinal() if item.done_on else 0


def is_reminder_due(action: ActionItem, reminded_on: date | None, today: date) -> bool:
    if action.status.is_over or action.due_on is None or action.due_on > today + REMIND_BEFORE:
        return False
    return reminded_on is None or reminded_on <= today - REMIND_AGAIN


def suggest_next_month(closed_on: date, open_until: Iterable[date], today: date) -> date:
    """Suggest a month for the next round: this one, if the one it should have been has passed.

    `open_until` are the days on which the actions that are still to be done are due. Returned is
    the first day of the month.
    """
    latest = add_months(closed_on, MOST_MONTHS)
    last_due = min(max(open_until, default=closed_on), latest)
    wanted = max(add_months(closed_on, MONTHS_BETWEEN), add_months(last_due, MONTHS_AFTER_ACTION))
    suggested = _move_from_holidays(min(wanted, latest), latest)
    if suggested < today:
        suggested = _move_from_holidays(today, date.max)
    return suggested.replace(day=1)


def _move_from_holidays(day: date, latest: date) -> date:
    if day.month == JULY:
        later, earlier = day.replace(month=8, day=1), day.replace(month=6, day=30)
    elif day.month == DECEMBER and day.day >= CHRISTMAS_FROM:
        later, earlier = date(day.year + 1, 1, 7), day.replace(day=CHRISTMAS_FROM - 1)
    else:
        return day
    return later if later <= latest else earlier


def choose_calendar_day(month: date, today: date) -> date:
    """The day on which a calendar says that it is time: the month's second Monday, or today."""
    first = month.replace(day=1)
    return max(first + timedelta(days=(-first.weekday()) % 7 + 7), today)
