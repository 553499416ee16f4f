"""Writes who is invited to a group's round, and puts their mails in line (assessments/tasks.py)."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Greatest
from django.utils import timezone

from assessments.actions.locks import lock_round
from assessments.domain.addresses import MAX_PASTED
from assessments.domain.lifecycle import ChangeRefused, State
from assessments.models import Assessment, Invitation, MailState
from assessments.tasks import mail_invitations
from samverkan.deletions import Kind, log_deletions

BATCH = 50
"""Mails of one task, sent over one connection."""

STUCK_AFTER = timedelta(hours=1)
"""How long a mail may wait until `run_due` takes it up: whoever was to send it has gone."""


class TooMany(Exception):
    """More would be invited to a round than may be said to be asked."""


@dataclass(frozen=True, slots=True)
class Invited:
    """How many of the addresses were invited now, and how many had been before."""

    new: int
    known: int


@transaction.atomic
def invite(*, assessment: Assessment, addresses: Sequence[str], site: str) -> Invited:
    """Invite these addresses, and mail them if the round is open; a draft's wait until it opens.

    As many as are invited are counted as asked, at least.

    Args:
        addresses: in lower case, each once.
        site: scheme and host, for the links in the mails.

    Raises:
        ChangeRefused: the round has closed.
        TooMany: nobody was invited: they would be more than `MAX_PASTED`.
    """
    now = _lock_unless_closed(assessment)
    invited = Invitation.objects.filter(assessment=now)
    before = set(invited.values_list("email", flat=True))
    new = [address for address in addresses if address not in before]
    if len(before) + len(new) > MAX_PASTED:
        raise TooMany
    Invitation.objects.bulk_create(Invitation(assessment=now, email=address) for address in new)
    _count_as_asked(now, len(before) + len(new))
    if now.state == State.OPEN:
        _put_in_line(invited.filter(email__in=new), site)
    return Invited(new=len(new), known=len(addresses) - len(new))


@transaction.atomic
def mail_waiting_invitations(*, assessment: Assessment, site: str) -> None:
    """Mail those who were invited while the round was a draft: to be called when it has opened.

    Args:
        site: scheme and host, for the links in the mails.
    """
    if lock_round(assessment.pk).state != State.OPEN:
        return
    invited = Invitation.objects.filter(assessment=assessment)
    _put_in_line(invited.filter(mail_state=MailState.WAITING, mail_since=None), site)


@transaction.atomic
def resend_failed(*, assessment: Assessment, site: str) -> None:
    """Mail again those whose mail failed.

    Raises:
        ChangeRefused: the round is not open.
    """
    _check_open(_lock_unless_closed(assessment))
    invited = Invitation.objects.filter(assessment=assessment)
    _put_in_line(invited.filter(mail_state=MailState.FAILED), site)


@transaction.atomic
def remind(
    *,
    assessment: Assessment,
    today: date,
    site: str,
    find_full: Callable[[Iterable[str]], Iterable[str]] = lambda _addresses: (),
) -> None:
    """Remind those who have not used their invitation and have not been mailed today.

    In an anonymous round those who have used it are put in line too, and their day moves, so that
    nothing stored tells them apart; whoever sends the mails skips them (actions/mailing.py).

    Args:
        find_full: counts a mail to each address, and names those that have had too many today and
            are passed over.

    Raises:
        ChangeRefused: the round is not open.
    """
    now = _lock_unless_closed(assessment)
    _check_open(now)
    due = Invitation.objects.filter(assessment=now, mailed_on__lt=today)
    reminded = due if now.anonymous else due.filter(submitted=False)
    addresses = dict(reminded.values_list("pk", "email"))
    full = set(find_full(addresses.values()))
    keys = [key for key, address in addresses.items() if address not in full]
    reminded = Invitation.objects.filter(pk__in=keys)
    reminded.update(mailed_on=today)
    _put_in_line(reminded, site)


@transaction.atomic
def withdraw(*, assessment: Assessment, invitation: UUID) -> bool:
    """Delete an invitation; its link stops working, what has been handed in with it stays.

    Returns:
        Whether there was one.

    Raises:
        ChangeRefused: the round has closed.
    """
    now = _lock_unless_closed(assessment)
    deleted, _each = Invitation.objects.filter(assessment=now, public_id=invitation).delete()
    if deleted:
        log_deletions(Kind.INVITATION, [invitation])
    return bool(deleted)


@transaction.atomic
def replace_group_link(*, assessment: Assessment) -> None:
    """Make a new group link; the ones before stop working, own links to answer do not.

    Raises:
        ChangeRefused: the round has closed.
    """
    now = _lock_unless_closed(assessment)
    rounds = Assessment.objects.filter(pk=now.pk)
    rounds.update(group_generation=F("group_generation") + 1)


def mail_stuck_invitations(*, now: datetime) -> None:
    """Take up mails that have waited too long; what was to send them has stopped.

    They need `SAMVERKAN_SITE_URL`, since nobody has asked for a page; without it they are said to
    have failed, so that the leader can send them.
    """
    under_way = (MailState.WAITING, MailState.SENDING)
    waiting = Invitation.objects.filter(mail_state__in=under_way, assessment__state=State.OPEN)
    stuck = waiting.filter(Q(mail_since__lt=now - STUCK_AFTER) | Q(mail_since=None))
    rounds = stuck.order_by("assessment_id").values_list("assessment_id", flat=True).distinct()
    for key in list(rounds):
        with transaction.atomic():
            # Locked: whoever closes the round writes all its invitations, in another order.
            if lock_round(key).state == State.OPEN:
                _take_up(stuck.filter(assessment_id=key))


def _take_up(stuck: QuerySet[Invitation]) -> None:
    if settings.SITE_URL:
        _put_in_line(stuck, settings.SITE_URL)
    else:
        stuck.update(mail_state=MailState.FAILED, mail_since=None)


def _lock_unless_closed(assessment: Assessment) -> Assessment:
    """The round, locked; ChangeRefused if it has closed."""
    now = lock_round(assessment.pk)
    if now.state == State.CLOSED:
        raise ChangeRefused(ChangeRefused.STATE)
    return now


def _check_open(now: Assessment) -> None:
    if now.state != State.OPEN:
        raise ChangeRefused(ChangeRefused.STATE)


def _count_as_asked(now: Assessment, invited: int) -> None:
    rounds = Assessment.objects.filter(pk=now.pk)
    rounds.update(people=Greatest(F("people"), max(invited, 1)), changed_on=timezone.localdate())


def _put_in_line(invitations: QuerySet[Invitation], site: str) -> None:
    """Mark them as waiting, and give them to the tasks when all this has been written."""
    keys = list(invitations.order_by("email").values_list("pk", flat=True))
    line = Invitation.objects.filter(pk__in=keys)
    line.update(mail_state=MailState.WAITING, mail_since=timezone.now())
    for batch in _divide(keys):
        transaction.on_commit(partial(mail_invitations.enqueue, batch, site))


def _divide(keys: list[int]) -> Iterable[list[int]]:
    return (keys[start : start + BATCH] for start in range(0, len(keys), BATCH))
