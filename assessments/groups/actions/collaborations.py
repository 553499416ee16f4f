"""Writes collaborations: their profile, their parts and the people with an account who see them."""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet, RestrictedError
from django.utils import timezone

from assessments.core.actions import lock_collaboration
from assessments.core.rules.lifecycle import State
from assessments.core.rules.permissions import Role
from assessments.groups.actions.accounts import log_leader
from assessments.models import Assessment, Collaboration, Member, Part, Sharing
from samverkan.accounts.actions import prepare_account
from samverkan.merging import read_values, settle_form
from samverkan.models import User
from samverkan.operation.deletions import Kind, log_deletions, name_account, name_second
from samverkan.submitted.actions import note_made, take_submission
from samverkan.texts import find_name


class NameTaken(Exception):
    """Another part of the collaboration has this name."""


class PartHasRounds(Exception):
    """A part that has been answered about cannot be removed: its results belong to it."""


class PartWasTold(Exception):
    """Respondents have been told of the part, so its name and what is counted in stay."""


class SentBefore(Exception):
    """A form that is sent twice lets somebody in, and is to be mailed of, once."""


class NotCoLeader(Exception):
    """Only somebody who leads with the leader can take over."""


# What it is ---------------------------------------------------------------------------------------


@transaction.atomic
def start_collaboration(
    *, owner: User, name: str, scope: str, submission: str = ""
) -> Collaboration:
    """Make a collaboration that this account leads; a form that is sent twice makes one.

    Raises Collaboration.DoesNotExist if what it made then has been deleted.
    """
    sent = take_submission(submission)
    if sent.made:
        return Collaboration.objects.get(pk=sent.made)
    made = Collaboration.objects.create(owner=owner, name=name, scope=scope)
    note_made(sent, made.pk)
    return made


@transaction.atomic
def update_profile(
    *, collaboration: Collaboration, profile: Mapping[str, Any], seen: str | None = None
) -> None:
    """Change what the collaboration is about; what respondents have been told does not change.

    `seen` are the marks of what the form was shown with (samverkan/merging.py). Raises Stale, and
    nothing has been changed, if somebody else has changed the same meanwhile;
    Collaboration.DoesNotExist.
    """
    now = lock_collaboration(collaboration.pk)
    values = settle_form(profile, read_values(now, profile), seen, now)
    Collaboration.objects.filter(pk=collaboration.pk).update(**values)
    if values.get("name", now.name) != now.name:  # staff have approved another
        Sharing.objects.filter(collaboration=collaboration).update(listed_on=None)
    touch_collaboration(collaboration=collaboration)


def touch_collaboration(*, collaboration: Collaboration) -> None:
    """Move the day from which its being kept is counted: somebody changes something in it.

    It is locked by this until the end, so this comes before what is changed (core/actions.py).
    """
    touched = Collaboration.objects.filter(pk=collaboration.pk).update(
        changed_on=timezone.localdate(), warned_on=None
    )
    if not touched:
        raise Collaboration.DoesNotExist


# Parts --------------------------------------------------------------------------------------------


def add_part(*, collaboration: Collaboration, name: str, scope: str, submission: str = "") -> None:
    """Name a part; a form that is sent twice names one. Raises NameTaken."""
    try:
        with transaction.atomic():
            touch_collaboration(collaboration=collaboration)
            sent = take_submission(submission)
            if not sent.made:
                _check_free(name, collaboration.parts.all())
                made = Part.objects.create(collaboration=collaboration, name=name, scope=scope)
                note_made(sent, made.pk)
    except IntegrityError:
        raise NameTaken from None


def update_part(*, part: Part, name: str, scope: str, seen: str | None = None) -> None:
    """Change what a part is called and what is counted in; `seen` as in `update_profile`.

    Raises Stale, Part.DoesNotExist, NameTaken, and PartWasTold only if something would be changed.
    """
    try:
        with transaction.atomic():
            touch_collaboration(collaboration=part.collaboration)
            now = Part.objects.get(pk=part.pk)
            given = {"name": name, "scope": scope}
            before = read_values(now, given)
            values = settle_form(given, before, seen, now)
            _check_free(values["name"], part.collaboration.parts.exclude(pk=part.pk))
            # Locked: no round opens while the part is being changed.
            rounds = Assessment.objects.select_for_update().filter(part=part).order_by("pk")
            states = list(rounds.values_list("state", flat=True))
            if values != before and any(state != State.DRAFT for state in states):
                raise PartWasTold
            Part.objects.filter(pk=part.pk).update(**values)
    except IntegrityError:
        raise NameTaken from None


def _check_free(name: str, others: QuerySet[Part]) -> None:
    if find_name(name, others.values_list("name", flat=True)):
        raise NameTaken


def remove_part(*, part: Part) -> None:
    """Remove a part that has no rounds. Raises PartHasRounds."""
    try:
        with transaction.atomic():
            touch_collaboration(collaboration=part.collaboration)
            Part.objects.filter(pk=part.pk).delete()
    except RestrictedError:
        raise PartHasRounds from None


# Members ------------------------------------------------------------------------------------------


@transaction.atomic
def add_member(
    *, collaboration: Collaboration, email: str, role: Role, submission: str = ""
) -> Member | None:
    """Let the account of this address see the collaboration, or change what it may.

    The account is made if there is none, so that nothing tells whether there was. `email` is in its
    one form (samverkan/texts.py), `role` co-leader or reader. None is returned if the address is
    the leader's own. Raises SentBefore if whom the form let in is still a member.
    """
    user = prepare_account(email=email)
    if user.pk == lock_collaboration(collaboration.pk).owner_id:
        return None
    touch_collaboration(collaboration=collaboration)
    sent = take_submission(submission)
    if sent.made and Member.objects.filter(pk=sent.made).exists():
        raise SentBefore
    member, is_new = Member.objects.update_or_create(
        collaboration=collaboration, user=user, defaults={"role": role.value}
    )
    if not is_new:
        _log_role(member, role)
    note_made(sent, member.pk)
    return member


@transaction.atomic
def change_role(*, member: Member, role: Role) -> None:
    touch_collaboration(collaboration=member.collaboration)
    Member.objects.filter(pk=member.pk).update(role=role.value)
    _log_role(member, role)


def _log_role(member: Member, role: Role) -> None:
    log_deletions(Kind.ROLE, [f"{_name_member(member)}/{name_second()}/{role.value}"])


@transaction.atomic
def remove_member(*, member: Member) -> None:
    touch_collaboration(collaboration=member.collaboration)
    Member.objects.filter(pk=member.pk).delete()
    log_deletions(Kind.MEMBER, [_name_member(member)])


def _name_member(member: Member) -> str:
    return f"{member.collaboration.public_id}/{name_account(member.user)}/{member.pk}"


@transaction.atomic
def hand_over(*, collaboration: Collaboration, member: Member) -> None:
    """Let a co-leader lead from now on; whoever led becomes a co-leader. Raises NotCoLeader."""
    before = lock_collaboration(collaboration.pk)
    taking_over = Member.objects.filter(pk=member.pk, role=Role.CO_LEADER.value)
    if not taking_over.delete()[0]:
        raise NotCoLeader
    Collaboration.objects.filter(pk=collaboration.pk).update(owner=member.user_id)
    if before.owner is not None:
        Member.objects.create(
            collaboration=collaboration, user=before.owner, role=Role.CO_LEADER.value
        )
    log_leader(member)
    touch_collaboration(collaboration=collaboration)
