"""What the leader is shown of each invitation, and who is reminded.

An open round tells whose invitation has been used. An anonymous one tells it of nobody: only
whether the first mail has gone, and the day of the last one, which moves for everybody when some
are reminded. How many of all have answered is told, and which way they came as far as it says
nothing of single invitations (rounds/rules/waiting.py): withdrawing one changes neither number.

Example: in an anonymous round, `judge_invitation(mail_state="failed", mailed_on=date(2026, 3, 1),
submitted=False, anonymous=True)` is `Shown.SENT`: the first mail went, and that a reminder did not
go would tell that it was tried.
"""

import re
from datetime import date, timedelta
from enum import StrEnum

GREETING = re.compile(
    r"\W*(?:hej|hejsan|hallå|tjena|god (?:dag|morgon|kväll)|bästa|kära|hi|hello|dear)\b",
    re.IGNORECASE,
)
"""How somebody's own words begin when they greet."""


class Shown(StrEnum):
    WAITING = "waiting"
    FAILED = "failed"
    SENT = "sent"
    REMINDER_FAILED = "reminder_failed"  # in open rounds only
    ANSWERED = "answered"  # in open rounds only


def judge_invitation(
    *, mail_state: str, mailed_on: date | None, submitted: bool, anonymous: bool
) -> Shown:
    """Decide what the leader is shown of an invitation.

    `mail_state` (waiting, sending, sent or failed) is of the last mail that was asked for;
    `mailed_on` the day of the last mail, None until the first has gone; `submitted`: it has been
    used to hand in answers.
    """
    if submitted and not anonymous:
        return Shown.ANSWERED
    if mailed_on is None:
        return Shown.FAILED if mail_state == "failed" else Shown.WAITING
    if anonymous or mail_state == "sent":
        return Shown.SENT
    return Shown.REMINDER_FAILED if mail_state == "failed" else Shown.WAITING


def may_remind(shown: Shown, mailed_on: date | None, today: date) -> bool:
    """Tell whether an invitation may be reminded of today: once a day, and not who is known to
    have answered."""
    return shown is not Shown.ANSWERED and mailed_on is not None and mailed_on < today


def begins_with_greeting(text: str) -> bool:
    """Tell whether the leader's own words greet, so that the mail does not do it before them.

    >>> begins_with_greeting("Hejsan alla!"), begins_with_greeting("Vi ses den 3 maj.")
    (True, False)
    """
    return GREETING.match(text) is not None


DAYS_BEFORE = 3
"""Days from the reminder that goes by itself to the last day to answer."""


def compute_reminder_day(opened_on: date, closes_on: date) -> date | None:
    """When those who have not answered are reminded without anybody asking for it; None where the
    round has been open for less than two days then.

    Example: opened on 1 March, last day 15 March: 12 March.
    """
    day = closes_on - timedelta(days=DAYS_BEFORE)
    return day if day >= opened_on + timedelta(days=2) else None


def is_reminder_due(
    opened_on: date, closes_on: date, reminded_on: date | None, today: date
) -> bool:
    """Whether they are to be reminded today: once, and once more if the last day has been moved so
    that its third day before came after the reminder."""
    day = compute_reminder_day(opened_on, closes_on)
    return (
        day is not None and day <= today <= closes_on and not (reminded_on and reminded_on >= day)
    )
