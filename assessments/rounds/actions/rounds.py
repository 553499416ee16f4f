"""Writes the rounds of a group: their drafts, what leads from state to state, who answers."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import get_language

from assessments.core.actions import check_part, lock_collaboration, lock_round
from assessments.core.links import hash_token, make_token
from assessments.core.rules.lifecycle import Change, ChangeRefused, State, check_change
from assessments.filling.actions.answers import RoundClosed, lock_sheet, round_to_day
from assessments.methods.stages.answers import BY_RESPONDENT
from assessments.models import (
    Answer,
    Answered,
    Assessment,
    Collaboration,
    Invitation,
    Part,
    Respondent,
    RoundEvent,
    Snapshot,
)
from assessments.results.actions import store_group_snapshot
from assessments.results.files.pdf import forget_pdfs
from assessments.rounds.actions.invitations import count_asked, invite
from assessments.rounds.rules.terms import NO_BREAKDOWN
from assessments.rounds.selectors.rounds import fetch_round_edition
from assessments.tasks import mail_results, wipe_traces_of_round
from model_content.domain.hashing import compute_sha256
from model_content.selectors.editions import PublishedEdition
from samverkan.merging import read_values, settle_form
from samverkan.models import User
from samverkan.operation.deletions import Kind, log_deletions
from samverkan.operation.each import do_each
from samverkan.submitted.actions import note_made, take_submission

NOT_SAID = 1
"""The number asked where nobody has said one: as many as are invited."""


class LastDayPassed(Exception):
    """The day that would be the last one to answer on has passed."""


class NotReady(Exception):
    """Something that respondents are told when the round opens has not been decided."""


class ToldOtherwise(Exception):
    """What respondents would be told is no longer what the one who opens the round has read."""


class AlreadyHandedIn(Exception):
    """The invitation has been used to hand in other answers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundSettings:
    """What a round is like, decided before it opens; see the fields of `Assessment`."""

    part: Part | None = None
    title: str
    people: int
    closes_on: date | None
    anonymous: bool
    smallest_group: int
    weighting: str
    breakdown: str
    organisations: list[str]
    allows_statistics: bool | None
    has_group_link: bool = True
    is_short: bool = False
    asked_stages: list[str] = field(default_factory=list)
    sender: str = ""
    greeting: str = ""
    reminds: bool = True


# Drafts -------------------------------------------------------------------------------------------


@transaction.atomic
def draft_round(
    *,
    collaboration: Collaboration,
    published: PublishedEdition,
    settings: RoundSettings,
    addresses: Sequence[str] = (),
    left_out: Sequence[str] = (),
    submission: str = "",
) -> Assessment:
    """Make a draft of a round on this edition, in the language that is active, once.

    `addresses` are invited when it opens; `left_out` was pasted with them and is none.

    Raises Assessment.DoesNotExist if it was made before and has been deleted;
    Collaboration.DoesNotExist, Part.DoesNotExist.
    """
    _keep_parties(lock_collaboration(collaboration.pk), settings)
    check_part(settings.part)
    sent = take_submission(submission)
    if sent.made:
        return Assessment.objects.get(pk=sent.made)
    made = Assessment.objects.create(
        collaboration=collaboration,
        edition_id=published.id,
        answered=Answered.SEPARATELY,
        state=State.DRAFT,
        language=get_language(),
        changed_on=timezone.localdate(),
        asked_at_least=settings.people,
        left_out=list(left_out),
        **_list(settings),
    )
    invite(assessment=made, addresses=addresses, site="")
    note_made(sent, made.pk)
    return made


@transaction.atomic
def update_draft(
    *, assessment: Assessment, settings: RoundSettings, seen: str | None = None
) -> None:
    """Change a round that has not opened.

    Raises:
        Stale: since the form with the marks `seen` was shown somebody else has changed the same.
        ChangeRefused: it has opened, so that what respondents were told cannot be changed.
        Collaboration.DoesNotExist, Part.DoesNotExist: it has been deleted, its part removed.
    """
    _keep_parties(lock_collaboration(assessment.collaboration_id), settings)
    now = _check_draft(assessment)
    values = settle_form(_list(settings), read_settings(now), seen, now)
    check_part(values["part"])
    _change(now, **values, asked_at_least=values["people"])
    count_asked(assessment.pk)


@transaction.atomic
def drop_breakdown(*, assessment: Assessment) -> None:
    """Ask nobody which party or group they are of. Raises ChangeRefused if it has opened."""
    now = _check_draft(assessment)
    _change(now, breakdown=NO_BREAKDOWN, weighting=BY_RESPONDENT)


@transaction.atomic
def delete_draft(*, assessment: Assessment) -> None:
    """Delete a round that has not opened. Raises ChangeRefused if it has."""
    _check_draft(assessment)
    Assessment.objects.filter(pk=assessment.pk).delete()
    log_deletions(Kind.ROUND, [assessment.public_id])


def read_settings(assessment: Assessment) -> dict[str, Any]:
    """A draft's settings as chosen: how many are asked, before invitations are counted."""
    return {**_list(assessment), "people": assessment.asked_at_least or assessment.people}


def _list(settings: RoundSettings | Assessment) -> dict[str, Any]:
    return read_values(settings, RoundSettings.__dataclass_fields__)


def _keep_parties(collaboration: Collaboration, settings: RoundSettings) -> None:
    """Let the first parties that are named in a round be those of the collaboration."""
    if settings.organisations and not collaboration.parties:
        Collaboration.objects.filter(pk=collaboration.pk).update(parties=settings.organisations)


def _check_draft(assessment: Assessment) -> Assessment:
    now = lock_round(assessment.pk)
    if now.state != State.DRAFT:
        raise ChangeRefused(ChangeRefused.STATE)
    return now


# From state to state ------------------------------------------------------------------------------


def compute_seal(assessment: Assessment) -> str:
    """A short hash of all that a draft's respondents would be told, and of who they are."""
    invited = Invitation.objects.filter(assessment=assessment).order_by("email")
    told: dict[str, object] = {
        "name": assessment.name,
        "scope": assessment.scope,
        "invited": list(invited.values_list("email", flat=True)),
        "left_out": assessment.left_out,
    }
    for name, value in _list(assessment).items():
        told[name] = value if isinstance(value, int | list) else str(value)
    return compute_sha256(told)[:16]


@transaction.atomic
def open_round(*, assessment: Assessment, user: User, today: date) -> None:
    """Open the round for answers, and fix what its respondents are told.

    Raises:
        ChangeRefused: it is not a draft.
        LastDayPassed: its last day to answer is before today.
        NotReady: it has no last day, or nobody has said whether statistics may use the answers.
    """
    now, state = _lock_for(Change.OPENED, assessment)
    if now.closes_on is None or now.allows_statistics is None:
        raise NotReady
    if now.closes_on < today:
        raise LastDayPassed
    told = {"told_name": now.name, "told_scope": now.scope}
    _change(now, state=state, changed_on=today, opened_on=today, **told)
    _log(now, Change.OPENED, user, today, closes_on=now.closes_on)


@transaction.atomic
def extend_round(*, assessment: Assessment, closes_on: date, user: User, today: date) -> None:
    """Move the last day to answer to a later one; if it is that day already, nothing changes.

    Raises:
        ChangeRefused: it is not open.
        LastDayPassed: the new day is before today, or before the present one.
    """
    now, state = _lock_for(Change.EXTENDED, assessment)
    if now.closes_on is None or closes_on < max(today, now.closes_on):
        raise LastDayPassed
    if closes_on == now.closes_on:
        return
    _change(now, state=state, changed_on=today, closes_on=closes_on)
    _log(now, Change.EXTENDED, user, today, closes_on=closes_on)


@transaction.atomic
def close_round(
    *, assessment: Assessment, user: User | None, today: date, shows_result: bool = False
) -> Snapshot:
    """Close the round and store its result.

    Every answer that was confirmed to a respondent who has handed in is in the result: whoever is
    answering has finished or is refused. Answers that were never handed in are deleted. `user` is
    None where its last day has passed; `shows_result` as in notices.py. Raises ChangeRefused
    unless it is open.
    """
    now, state = _lock_for(Change.CLOSED, assessment)
    _change(now, state=state, changed_on=today, closed_on=today, shows_result=shows_result)
    respondents = Respondent.objects.filter(assessment=assessment)
    list(respondents.select_for_update().order_by("pk").values_list("pk"))
    respondents.filter(submitted_on=None).delete()
    transaction.on_commit(mail_results.enqueue)
    if now.anonymous:
        _write_anew(assessment)
        transaction.on_commit(wipe_traces_of_round.enqueue)
    _log(now, Change.CLOSED, user, today)
    return store_group_snapshot(
        assessment=Assessment.objects.select_related("collaboration", "part").get(pk=now.pk),
        published=fetch_round_edition(now),
        today=today,
    )


@transaction.atomic
def reopen_round(
    *, assessment: Assessment, closes_on: date, reason: str, user: User, today: date
) -> None:
    """Open a closed round again, which only an open (not anonymous) one can be.

    Raises:
        ChangeRefused: it is not closed, or it is anonymous.
        LastDayPassed: the new last day is before today.
    """
    # Whoever writes the joint assessment holds this: they have finished, or are refused.
    lock_collaboration(assessment.collaboration_id)
    now, state = _lock_for(Change.REOPENED, assessment)
    if closes_on < today:
        raise LastDayPassed
    _change(now, state=state, changed_on=today, closes_on=closes_on, closed_on=None)
    _log(now, Change.REOPENED, user, today, closes_on=closes_on, reason=reason)


def close_if_overdue(*, assessment: Assessment, today: date) -> bool:
    """Close the round if its last day has passed; tell whether it was closed now.

    Whoever first reads an overdue round closes it; of two at once, one does.
    """
    is_open_group = assessment.is_group and assessment.state == State.OPEN
    if not (is_open_group and assessment.closes_on and assessment.closes_on < today):
        return False
    try:
        close_round(assessment=assessment, user=None, today=today)
    except ChangeRefused:
        return False
    return True


def close_overdue_rounds(*, today: date) -> int:
    """Close every round whose last day has passed; return how many.

    Raises SomeFailed if some could not be closed, and all the others are.
    """

    def close(assessment: Assessment) -> bool:
        return close_if_overdue(assessment=assessment, today=today)

    groups = Assessment.objects.filter(answered=Answered.SEPARATELY, state=State.OPEN)
    overdue = groups.filter(closes_on__lt=today).order_by("pk")
    return do_each(close, list(overdue), what="closing a round")


def _lock_for(change: Change, assessment: Assessment) -> tuple[Assessment, State]:
    """The round, locked, and the state that the change leads to."""
    now = lock_round(assessment.pk)
    return now, check_change(change, State(now.state), anonymous=now.anonymous)


def _change(now: Assessment, **values: Any) -> None:
    Assessment.objects.filter(pk=now.pk).update(**{"changed_on": timezone.localdate(), **values})


def _log(now: Assessment, change: Change, user: User | None, today: date, **more: Any) -> None:
    RoundEvent.objects.create(assessment=now, change=change, day=today, user=user, **more)


def _write_anew(assessment: Assessment) -> None:
    """Write every row of the round once more, all in this transaction.

    A database keeps, inside, which transaction wrote a row last, and where it put the row: an
    invitation and the answers handed in with it would have the same, or the same place in line.
    So they are written one by one, in orders that have nothing to do with each other. Their former
    versions are wiped when this has been committed (samverkan/operation/traces.py).
    """
    invitations = Invitation.objects.filter(assessment=assessment).order_by("email")
    for key in list(invitations.values_list("pk", flat=True)):
        Invitation.objects.filter(pk=key).update(submitted=F("submitted"))
    respondents = Respondent.objects.filter(assessment=assessment).order_by("pk")  # random
    keys = list(respondents.values_list("pk", flat=True))
    for key in keys:
        Respondent.objects.filter(pk=key).update(submitted_on=F("submitted_on"))
    for key in keys:
        Answer.objects.filter(sheet=key).update(value=F("value"))


# Those who answer ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Background:
    """Who a respondent answers as, where that is asked; `name` in open rounds only."""

    name: str = ""
    perspective: str = ""
    second_perspective: str = ""
    organisation: str = ""


@transaction.atomic
def join_round(
    *, assessment: Assessment, background: Background, submission: str = ""
) -> tuple[Respondent, str]:
    """Make a respondent of an open round, and the token of their own link, which is not stored.

    A form (`submission`) that is sent twice makes one. What was made is found by its link, which
    the form makes again: nothing is noted of the form, as it could pair an invitation with a
    respondent. An empty sheet alone is given again: whoever goes back to a page that somebody else
    has begun on must not come to their answers.

    Raises RoundClosed if the round takes no answers.
    """
    # Locked: a round that is being closed has seen all who are in it.
    if lock_round(assessment.pk).state != State.OPEN:
        raise RoundClosed
    token = make_token(submission)
    before = Respondent.objects.filter(token_sha256=hash_token(token)).first()
    if before:
        is_empty = before.submitted_on is None and not before.answers.exists()
        if before.assessment_id == assessment.pk and is_empty:
            return before, token
        token = make_token()
    given = {"token_sha256": hash_token(token), **asdict(background)}
    return Respondent.objects.create(assessment=assessment, **given), token


@transaction.atomic
def update_background(*, respondent: Respondent, background: Background) -> None:
    lock_sheet(respondent)
    Respondent.objects.filter(pk=respondent.pk).update(**asdict(background))


@transaction.atomic
def hand_in(*, respondent: Respondent, invitation: Invitation | None, today: date) -> None:
    """Count the respondent's answers from now on; they can be changed until the round closes.

    Of an invitation only this is stored: that it has been used. Where names are, also by whom.

    Raises:
        RoundClosed: the round takes no answers.
        AlreadyHandedIn: other answers have been handed in with the invitation; nothing changes.
    """
    locked = lock_sheet(respondent)
    if locked.submitted_on is not None:
        return
    if invitation is not None:
        unused = Invitation.objects.filter(pk=invitation.pk, submitted=False)
        if not unused.update(submitted=True):
            raise AlreadyHandedIn
    is_named = not locked.anonymous and respondent.name != ""
    Respondent.objects.filter(pk=respondent.pk).update(
        submitted_on=today, invitation=invitation if is_named else None
    )
    if locked.anonymous:
        day = round_to_day(timezone.now())
        Answer.objects.filter(sheet=respondent).update(saved_at=day)


@transaction.atomic
def delete_respondent(*, respondent: Respondent) -> None:
    """Delete a respondent of an open round, with all answers, before it closes.

    If they have handed in, the results of a round that has been opened again go too: their answers
    are in them. The next result is then the first. An invitation that they handed in with can be
    used anew, and is reminded of. Raises RoundClosed, and ChangeRefused of an anonymous round:
    nobody can tell whose answers these are.
    """
    # Locked first: an invitation is withdrawn under the round's lock too.
    lock_round(respondent.assessment.pk)
    locked = lock_sheet(respondent)
    if locked.anonymous:
        raise ChangeRefused(ChangeRefused.ANONYMOUS)
    if locked.submitted_on is not None:
        delete_results(respondent.assessment.pk)
    free_invitation(respondent.pk)
    Respondent.objects.filter(pk=respondent.pk).delete()
    log_deletions(Kind.RESPONDENT, [respondent.pk])


def free_invitation(respondent_id: int) -> None:
    """Let the invitation that somebody has handed in with be used anew."""
    used_by = Respondent.objects.filter(pk=respondent_id).values("invitation")
    Invitation.objects.filter(pk__in=used_by).update(submitted=False)


def delete_results(assessment_id: int) -> None:
    results = Snapshot.objects.filter(assessment=assessment_id)
    hashes = list(results.values_list("sha256", flat=True))
    results.delete()
    transaction.on_commit(partial(forget_pdfs, hashes))
