"""Writes who is invited to a group's round, and puts their mails in line (assessments/tasks.py)."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone
from django_tasks import default_task_backend

from assessments.core.actions import lock_round
from assessments.core.rules.lifecycle import ChangeRefused, State
from assessments.groups.rules.addresses import MAX_PASTED
from assessments.models import Answered, Assessment, Invitation, MailState, Respondent
from assessments.rounds.actions.mailing import plan_times
from assessments.rounds.rules.invitations import DAYS_BEFORE, is_reminder_due
from assessments.tasks import mail_invitations
from samverkan.operation.deletions import Kind, log_deletions, log_links
from samverkan.operation.each import do_each

FindFull = Callable[[Iterable[str]], Iterable[str]]

BATCH = 50
"""Mails of one task, sent over one connection."""

STUCK_AFTER = timedelta(hours=1)
"""How long a mail may wait until `run_due` takes it up: whoever was to send it has gone."""


class TooMany(Exception):
    """More would be invited to a round than may be said to be asked."""


class TooFew(Exception):
    """Fewer would be said to be asked than are invited, or than have handed in: `least`."""

    def __init__(self, *, invited: int, handed_in: int) -> None:
        self.is_of_invited = invited >= handed_in
        self.least = max(invited, handed_in)
        super().__init__(self.least)


@dataclass(frozen=True, slots=True)
class Invited:
    """How many of the addresses were invited now, and how many had been before."""

    new: int
    known: int


@transaction.atomic
def invite(*, assessment: Assessment, addresses: Sequence[str], site: str) -> Invited:
    """Invite these addresses, and mail them if the round is open; a draft's wait until it opens.

    As many as are invited are counted as asked, at least. The addresses are in their one form
    (samverkan/texts.py), each once; `site`, here and below, is scheme and host for the links in the
    mails.

    Raises:
        ChangeRefused: the round has closed.
        TooMany: nobody was invited: they would be more than `MAX_PASTED`.
    """
    now = _lock(assessment, State.DRAFT)
    invited = Invitation.objects.filter(assessment=now)
    before = set(invited.values_list("email", flat=True))
    new = [address for address in addresses if address not in before]
    if len(before) + len(new) > MAX_PASTED:
        raise TooMany
    Invitation.objects.bulk_create(Invitation(assessment=now, email=address) for address in new)
    count_asked(now.pk)
    if now.state == State.OPEN:
        _put_in_line(invited.filter(email__in=new), site)
    return Invited(new=len(new), known=len(addresses) - len(new))


@transaction.atomic
def mail_waiting_invitations(*, assessment: Assessment, site: str) -> None:
    """Mail those who were invited while the round was a draft: to be called when it has opened."""
    if lock_round(assessment.pk).state != State.OPEN:
        return
    invited = Invitation.objects.filter(assessment=assessment)
    _put_in_line(invited.filter(mail_state=MailState.WAITING, mail_since=None), site)


@transaction.atomic
def resend_failed(*, assessment: Assessment, site: str) -> None:
    """Mail again those whose mail failed. Raises ChangeRefused unless the round is open."""
    _lock(assessment)
    invited = Invitation.objects.filter(assessment=assessment)
    _put_in_line(invited.filter(mail_state=MailState.FAILED), site)


@transaction.atomic
def remind(
    *,
    assessment: Assessment,
    today: date,
    site: str,
    find_full: FindFull = lambda _addresses: (),
    mailed_before: date | None = None,
) -> None:
    """Remind those who have not used their invitation and have not been mailed today, or since the
    day `mailed_before`.

    In an anonymous round those who have used it are put in line too, and their day moves, so that
    nothing stored tells them apart; whoever sends the mails skips them (rounds/actions/mailing.py).

    `find_full` counts a mail to each address, and names those that have had too many today and are
    passed over. Raises ChangeRefused unless the round is open.
    """
    now = _lock(assessment)
    due = Invitation.objects.filter(assessment=now, mailed_on__lt=mailed_before or today)
    reminded = due if now.anonymous else due.filter(submitted=False)
    addresses = dict(reminded.values_list("pk", "email"))
    full = set(find_full(addresses.values()))
    keys = [key for key, address in addresses.items() if address not in full]
    reminded = Invitation.objects.filter(pk__in=keys)
    reminded.update(mailed_on=today)
    _put_in_line(reminded, site)


def remind_before_last_day(*, today: date, find_full: FindFull) -> int:
    """Remind in rounds whose last day is near, where their leaders have not turned it off; return
    in how many.

    Nobody who was mailed today or yesterday. It needs `SAMVERKAN_SITE_URL`, since nobody has asked
    for a page. Raises SomeFailed when all the others have been reminded.
    """
    if not settings.SITE_URL:
        return 0
    near = today + timedelta(days=DAYS_BEFORE)
    rounds = Assessment.objects.filter(
        answered=Answered.SEPARATELY, state=State.OPEN, reminds=True, closes_on__lte=near
    )

    @transaction.atomic
    def remind_in(each: Assessment) -> bool:
        now = _lock(each)
        if not (now.opened_on and now.closes_on and now.reminds):
            return False
        if not is_reminder_due(now.opened_on, now.closes_on, now.reminded_on, today):
            return False
        Assessment.objects.filter(pk=now.pk).update(reminded_on=today)
        remind(
            assessment=now, today=today, site=settings.SITE_URL, find_full=find_full,
            mailed_before=today - timedelta(days=1),
        )  # fmt: skip
        return True

    return do_each(remind_in, list(rounds.order_by("pk")), what="reminding before a last day")


@transaction.atomic
def set_reminder(*, assessment: Assessment, reminds: bool) -> None:
    """Let the reminder go by itself, or not. Raises ChangeRefused unless the round is open."""
    now = _lock(assessment)
    Assessment.objects.filter(pk=now.pk).update(reminds=reminds)


@transaction.atomic
def withdraw(*, assessment: Assessment, invitation: UUID) -> bool:
    """Delete an invitation, if there is one, which is told.

    Its link stops working, and whom it invited is no longer counted as asked; what has been handed
    in with it stays. Raises ChangeRefused when the round has closed.
    """
    now = _lock(assessment, State.DRAFT)
    if not delete_invitation(Invitation.objects.filter(assessment=now, public_id=invitation)):
        return False
    count_asked(now.pk)
    log_deletions(Kind.INVITATION, [invitation])
    return True


@transaction.atomic
def delete_invitation(one: QuerySet[Invitation]) -> bool:
    """Delete one invitation, and count it as withdrawn; tell whether there was one."""
    locked = one.select_for_update().values_list("assessment_id", "submitted")
    for key, was_used in list(locked):
        Assessment.objects.filter(pk=key).update(
            withdrawn=F("withdrawn") + 1, withdrawn_used=F("withdrawn_used") + int(was_used)
        )
    return bool(one.delete()[0])


@transaction.atomic
def set_asked(*, assessment: Assessment, people: int) -> None:
    """Say how many are asked, at least: whoever is invited beyond that is counted too.

    Raises ChangeRefused unless the round is open, TooFew if more are invited or have handed in.
    """
    now = _lock(assessment)
    rounds = Assessment.objects.filter(pk=now.pk)
    invited = Invitation.objects.filter(assessment=now).count()
    handed_in = Respondent.objects.filter(assessment=now, submitted_on__isnull=False).count()
    if people < max(invited, handed_in):
        raise TooFew(invited=invited, handed_in=handed_in)
    rounds.update(people=people, asked_at_least=people, changed_on=timezone.localdate())


def count_asked(round_id: int) -> None:
    """Let the number asked be as many as are invited, or as its leader said if that is more.

    To be called under the round's lock.
    """
    invited = Invitation.objects.filter(assessment=round_id).count()
    said = Coalesce("asked_at_least", "people")
    Assessment.objects.filter(pk=round_id).update(
        people=Greatest(said, invited), asked_at_least=said, changed_on=timezone.localdate()
    )


@transaction.atomic
def replace_group_link(*, assessment: Assessment) -> None:
    """Make a new group link; the ones before stop working, own links to answer do not.

    Raises ChangeRefused when the round has closed.
    """
    now = _lock(assessment, State.DRAFT)
    rounds = Assessment.objects.filter(pk=now.pk)
    rounds.update(group_generation=F("group_generation") + 1)
    log_links(Kind.GROUP_LINK, rounds.values_list("public_id", "group_generation"))


@transaction.atomic
def turn_off_group_link(*, assessment: Assessment) -> None:
    """Let only those who are invited begin to answer; it cannot be turned on again.

    Raises ChangeRefused unless the round is open; in a draft it is one of the settings.
    """
    now = _lock(assessment)
    Assessment.objects.filter(pk=now.pk).update(has_group_link=False)


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
            of_round, is_open = stuck.filter(assessment_id=key), lock_round(key).state == State.OPEN
            if is_open and settings.SITE_URL:
                _put_in_line(of_round, settings.SITE_URL)
            elif is_open:
                of_round.update(mail_state=MailState.FAILED, mail_since=None)


def _lock(assessment: Assessment, *also: State) -> Assessment:
    now = lock_round(assessment.pk)
    if now.state not in (State.OPEN, *also):
        raise ChangeRefused(ChangeRefused.STATE)
    return now


def _put_in_line(invitations: QuerySet[Invitation], site: str) -> None:
    """Mark them as waiting, and give them to the tasks when all this has been written."""
    order = invitations.order_by("email")
    rows = list(order.values_list("pk", "assessment__anonymous", "mailed_on"))
    keys = [key for key, *_ in rows]
    secret = [key for key, anonymous, mailed_on in rows if anonymous and mailed_on is not None]
    prompt = [key for key in keys if key not in set(secret)]
    now = timezone.now()
    line = Invitation.objects.filter(pk__in=keys)
    line.update(mail_state=MailState.WAITING, mail_since=now)
    tasks: list[tuple[list[int], datetime | None]]
    tasks = [(prompt[start : start + BATCH], None) for start in range(0, len(prompt), BATCH)]
    tasks += [([key], due) for key, due in zip(secret, plan_times(len(secret), now), strict=True)]
    transaction.on_commit(partial(_enqueue, tasks, site))


@transaction.atomic
def _enqueue(tasks: Iterable[tuple[list[int], datetime | None]], site: str) -> None:
    """Give these to the tasks, each at its time; at once where tasks have no times (tests)."""
    for keys, due in tasks:
        at = due if default_task_backend.supports_defer else None
        mail_invitations.using(run_after=at).enqueue(keys, site)
