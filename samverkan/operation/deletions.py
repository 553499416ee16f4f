"""The log of deletions: what has been deleted stays so when an older backup is restored.

A backup holds what was deleted or taken back after it was made: an answer, a link, a member, what
one of the staff may do. So each leaves a line in a file that is no part of the database,
`SAMVERKAN_DELETION_LOG`, and `manage.py replay_deletions` does it all once more. A line says which
kind of thing it was, its random or running number, and the day: no personal data.

What may be given again after it has been taken back has something in its line that tells the two
apart: the second in which it was done or had been given, or the number of the link.

Example: `{"day": "2026-11-21", "kind": "collaboration", "id": "7d44…"}`
"""

import json
import logging
import os
from collections.abc import Iterable, Iterator
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings
from django.db import transaction
from django.utils import timezone

logger = logging.getLogger(__name__)


class Kind(StrEnum):
    """What was deleted; the comments say what the id of each is."""

    COLLABORATION = "collaboration"  # its public id
    ROUND = "round"  # its public id
    RESPONDENT = "respondent"  # its random number
    INVITATION = "invitation"  # its public id
    ACCOUNT = "account"  # its number and when it was made: a number may be given out again
    MEMBER = "member"  # public id of the collaboration/the account, as above/number as a member
    ROLE = "role"  # the same/second/the role from then on
    LEADER = "leader"  # public id of the collaboration/second/the account that leads from then on
    SHARING = "sharing"  # public id of the collaboration/second/what still holds: Sharing's days
    STAFF = "staff"  # account that is staff no longer/second in which it had become so
    STAFF_GROUPS = "staff_groups"  # account/second/numbers of its groups from then on
    STAFF_INVITATION = "staff_invitation"  # hash of its link: used, or taken back
    CLOSED = "closed"  # account/second/"closed" or "open"
    SECOND_FACTOR = "second_factor"  # account/number of the app or passkey/second it was added
    RECOVERY_CODE = "recovery_code"  # account/hash of a code that is good no longer
    READ_LINK = "read_link"  # public id of the round/number of the link that is good from then on
    GROUP_LINK = "group_link"  # the same
    STEERING_LINK = "steering_link"  # the same
    ANSWER_LINK = "answer_link"  # number of the respondent/hash of the link that was good


class Deletion(NamedTuple):
    day: date
    kind: Kind
    id: str


class DamagedLog(Exception):
    """A line cannot be read; the message says which."""


def name_account(user: Any) -> str:
    """What the log calls an account: nobody else has had its number at that time."""
    return f"{user.pk}@{int(user.created_at.timestamp())}"


def name_second() -> str:
    """What the log calls the time at which something is done."""
    return str(int(timezone.now().timestamp()))


def log_deletions(kind: Kind, ids: Iterable[object]) -> None:
    """Write a line for each when the transaction that deletes or changes them is committed."""
    day = timezone.localdate().isoformat()
    lines = [json.dumps({"day": day, "kind": kind, "id": str(each)}) + "\n" for each in ids]
    if lines:
        transaction.on_commit(lambda: _append(lines))


def log_links(kind: Kind, links: Iterable[tuple[object, int]]) -> None:
    """Write which link of a round (public id, number) is good from now on, and none before it."""
    log_deletions(kind, [f"{public_id}/{number}" for public_id, number in links])


def _append(lines: list[str]) -> None:
    path = Path(settings.DELETION_LOG)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        with open(file, "a", encoding="utf-8") as log:
            log.write("".join(lines))  # in one write: lines of two processes do not mix
            log.flush()
            os.fsync(log.fileno())
    except OSError as error:
        # What is deleted stays so.
        logger.error("the log of deletions could not be written: %s", type(error).__name__)


def read_deletions(path: Path) -> Iterator[Deletion]:
    """Read the log, oldest first; `DamagedLog` where a line cannot be read."""
    with path.open(encoding="utf-8") as log:
        for number, line in enumerate(log, start=1):
            try:
                given = json.loads(line)
                day = date.fromisoformat(given["day"])
                yield Deletion(day, Kind(given["kind"]), str(given["id"]))
            except (ValueError, KeyError, TypeError) as error:
                raise DamagedLog(f"{path}:{number}: is not a deletion") from error
