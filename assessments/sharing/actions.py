"""Writes what a collaboration agrees to, and what staff say of it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from assessments.core.actions import lock_collaboration
from assessments.groups.actions.collaborations import touch_collaboration
from assessments.models import Collaboration, Sharing
from assessments.sharing.rules import CONSENTS
from assessments.sharing.selectors import fetch_asking, fetch_sharing, mark_read
from samverkan.merging import read_values, settle_form
from samverkan.models import User
from samverkan.operation.deletions import Kind, log_deletions, name_second


class ReadBefore(Exception):
    """What is judged is no longer what was read."""


@transaction.atomic
def agree(
    *, collaboration: Collaboration, given: Mapping[str, Any], today: date, seen: str | None = None
) -> None:
    """Give or take back each of the consents; one that stands keeps its day.

    A new one is asked of staff who have said no. Raises Stale as `update_profile` does.
    """
    touch_collaboration(collaboration=collaboration)
    now = fetch_sharing(collaboration)
    values = settle_form(given, read_values(now, given), seen, now)
    for name in CONSENTS:
        if not values[name]:
            setattr(now, f"{name}_on", None)
        elif not getattr(now, name):
            setattr(now, f"{name}_on", today)
            now.declined_on = None
    _save(now)


@transaction.atomic
def judge(
    *, collaboration: Collaboration, user: User, approves: bool, read: str, today: date
) -> None:
    """Approve what was read (`mark_read`), or say no to it. Raises ReadBefore."""
    lock_collaboration(collaboration.pk)
    now = fetch_asking(collaboration.pk)
    if now is None or mark_read(now) != read:
        raise ReadBefore
    sharing = now.sharing
    sharing.approved_on, sharing.approved_by = (today, user) if approves else (None, None)
    sharing.declined_on = None if approves else today
    _save(sharing)


def _save(sharing: Sharing) -> None:
    sharing.save()
    days = ("approved", *CONSENTS)
    held = ",".join(name for name in days if getattr(sharing, f"{name}_on"))
    about = sharing.collaboration.public_id
    log_deletions(Kind.SHARING, [f"{about}/{name_second()}/{held}"])
