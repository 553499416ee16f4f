"""Writes what a collaboration agrees to, and what staff say of it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from assessments.core.actions import lock_collaboration
from assessments.groups.actions.collaborations import touch_collaboration
from assessments.keeping.rules import compute_cutoff
from assessments.models import Collaboration, Sharing
from assessments.sharing.rules import CONSENTS, HELD, LAPSES_MONTHS, Verdict
from assessments.sharing.selectors import fetch_asking, fetch_sharing, mark_read
from samverkan.merging import read_values, settle_form
from samverkan.models import User
from samverkan.operation.deletions import Kind, log_deletions, name_second
from samverkan.submitted.actions import note_made, take_submission


class ReadBefore(Exception):
    """What is judged is no longer what was read."""


@transaction.atomic
def agree(
    *, collaboration: Collaboration, given: Mapping[str, Any], today: date, seen: str | None = None
) -> None:
    """Give or take back each of the consents, and say what is to stand in the list.

    Aspects that are no longer among the strong ones are not offered, and so go when it is saved.
    A consent that stands keeps its day. A new one, or other words, is asked of staff even if they
    have said no, and after a no to all so is a save that takes nothing back.
    Raises Stale as `update_profile` does.
    """
    touch_collaboration(collaboration=collaboration)
    now = fetch_sharing(collaboration)
    values = settle_form(given, read_values(now, given), seen, now)
    words = values.get("good_at", now.good_at)
    is_reworded = words != now.good_at
    takes_nothing_back = all(values[name] or not getattr(now, name) for name in CONSENTS)
    if takes_nothing_back or (values["named"] and is_reworded):
        now.declined_on = None
    for name in CONSENTS:
        if not values[name]:
            setattr(now, f"{name}_on", None)
        elif not getattr(now, name):
            setattr(now, f"{name}_on", today)
            now.declined_on = now.unlisted_on = None
    if is_reworded:
        now.listed_on = now.unlisted_on = None
    now.good_at = words
    now.aspects = values.get("aspects", [])
    now.affirmed_on = today if now.named_on else None
    _save(now)


@transaction.atomic
def judge(
    *, collaboration: Collaboration, user: User, verdict: Verdict, read: str, today: date
) -> None:
    """Approve what was read (`mark_read`), say no to it, or only to its words.

    Raises ReadBefore.
    """
    lock_collaboration(collaboration.pk)
    now = fetch_asking(collaboration.pk)
    if now is None or mark_read(now) != read:
        raise ReadBefore
    sharing = now.sharing
    approves = verdict in {Verdict.APPROVE, Verdict.COUNT}
    if verdict is not Verdict.UNLIST:
        sharing.approved_on = (sharing.approved_on or today) if approves else None
        sharing.approved_by = user
        sharing.declined_on = None if approves else today
    sharing.listed_on = today if verdict is Verdict.APPROVE and sharing.named_on else None
    sharing.unlisted_on = today if verdict in {Verdict.COUNT, Verdict.UNLIST} else None
    _save(sharing)


@transaction.atomic
def take_question(*, collaboration: Collaboration, submission: str) -> bool:
    """Whether a question to the collaboration is to be mailed: not one that is sent twice."""
    sent = take_submission(submission)
    if not sent.made:
        note_made(sent, collaboration.pk)
    return not sent.made


def claim_asking(*, sharing: Sharing, today: date) -> bool:
    """Take on to ask whether it still holds; tell whether it was free to take."""
    unclaimed = Sharing.objects.filter(pk=sharing.pk, asked_on=sharing.asked_on)
    return bool(unclaimed.update(asked_on=today))


def release_asking(*, sharing: Sharing) -> None:
    """Let it be asked again; `sharing` is as it was before it was claimed."""
    Sharing.objects.filter(pk=sharing.pk).update(asked_on=sharing.asked_on)


def lapse_unanswered(*, today: date) -> None:
    """Take off the list those that have not said for long that they want to be in it."""
    affirmed_by = compute_cutoff(today, LAPSES_MONTHS)
    due = Sharing.objects.filter(named_on__isnull=False, affirmed_on__lte=affirmed_by)
    for pk in list(due.values_list("pk", flat=True)):
        with transaction.atomic():
            lock_collaboration(pk)
            if (found := due.filter(pk=pk).first()) is not None:
                found.named_on = None
                _save(found)


def _save(sharing: Sharing) -> None:
    sharing.save()
    held = ",".join(name for name in HELD if getattr(sharing, f"{name}_on"))
    about = sharing.collaboration.public_id
    log_deletions(Kind.SHARING, [f"{about}/{name_second()}/{held}"])
