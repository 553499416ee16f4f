"""Takes back once more what somebody could do no longer when an older backup was restored.

Nothing is given that the backup has not: where a line of the log says what held from then on, it
only takes away, or says who led. Of several lines about the same the one with the last second
counts, so that it does not matter how the logs of several machines were joined.
"""

from collections.abc import Iterable
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import QuerySet

from assessments.actions.locks import lock_collaboration
from assessments.domain.permissions import Role
from assessments.links import hash_token, make_token
from assessments.models import Assessment, Collaboration, Member, Respondent
from samverkan.accounts.actions import name_factor
from samverkan.models import StaffInvitation, User
from samverkan.operation.deletions import Deletion, Kind, name_account

FROM_THEN_ON = {Kind.ROLE, Kind.LEADER, Kind.STAFF_GROUPS, Kind.CLOSED}
"""Kinds whose lines end with a second and what held from then on."""


def keep_last(deletions: Iterable[Deletion]) -> list[Deletion]:
    """Leave out lines about what was changed again later."""
    kept: dict[object, tuple[int, Deletion]] = {}
    for number, each in enumerate(deletions):
        if each.kind not in FROM_THEN_ON:
            kept[number] = (0, each)
            continue
        about, second, _held = each.id.rsplit("/", 2)
        key = (each.kind, about)
        if key not in kept or kept[key][0] <= int(second):
            kept.pop(key, None)  # it stands where its last line does
            kept[key] = (int(second), each)
    return [each for _second, each in kept.values()]


def find_account(logged: str) -> User | None:
    """The account that the log means, if it is there."""
    user = User.objects.filter(pk=int(logged.partition("@")[0])).first()
    return user if user is not None and name_account(user) == logged else None


def end_all_sessions() -> None:
    """Sign everybody out: sessions that had ended when a backup was restored are back with it."""
    Session.objects.all().delete()


# Links --------------------------------------------------------------------------------------------


def revoke_read_link(logged: str) -> int:
    found, number = _find_round(logged)
    return found.filter(read_generation__lt=number).update(read_generation=number)


def revoke_group_link(logged: str) -> int:
    found, number = _find_round(logged)
    return found.filter(group_generation__lt=number).update(group_generation=number)


def revoke_steering_link(logged: str) -> int:
    """With its last day: which link is good now is for the leader to say."""
    found, number = _find_round(logged)
    older = found.filter(steering_generation__lt=number)
    return older.update(steering_generation=number, steering_expires_on=None)


def _find_round(logged: str) -> tuple[QuerySet[Assessment], int]:
    public_id, number = logged.split("/")
    return Assessment.objects.filter(public_id=UUID(public_id)), int(number)


def revoke_answer_link(logged: str) -> int:
    """Whoever has the account makes new links."""
    number, hashed = logged.split("/")
    found = Respondent.objects.filter(pk=int(number), token_sha256=hashed)
    return found.update(token_sha256=hash_token(make_token()))


# Members ------------------------------------------------------------------------------------------


def lower_role(logged: str) -> int:
    collaboration, account, number, _second, role = logged.split("/")
    user = find_account(account)
    if role != Role.READER.value or user is None:
        return 0
    member = Member.objects.filter(
        pk=int(number), user=user, collaboration__public_id=UUID(collaboration)
    )
    return member.exclude(role=role).update(role=role)


@transaction.atomic
def set_leader(logged: str) -> int:
    """Whoever led leads with the new leader, as when it was handed over."""
    public_id, _second, account = logged.split("/")
    found = Collaboration.objects.filter(public_id=UUID(public_id)).first()
    leader = find_account(account)
    if found is None or leader is None:
        return 0
    before = lock_collaboration(found.pk).owner
    if before == leader:
        return 0
    Member.objects.filter(collaboration=found, user=leader).delete()
    Collaboration.objects.filter(pk=found.pk).update(owner=leader)
    if before is not None:
        Member.objects.create(collaboration=found, user=before, role=Role.CO_LEADER.value)
    return 1


# Accounts and staff -------------------------------------------------------------------------------


def close_account(logged: str) -> int:
    account, _second, state = logged.split("/")
    user = find_account(account)
    if user is None or not user.is_active or state != "closed":
        return 0
    return User.objects.filter(pk=user.pk).update(is_active=False)


def unmake_staff(logged: str) -> int:
    """Unless they have become staff again since."""
    account, since = logged.split("/")
    user = find_account(account)
    if user is None or user.staff_since is None or user.staff_since.timestamp() >= int(since) + 1:
        return 0
    return _unmake_staff(user)


def _unmake_staff(user: User) -> int:
    return User.objects.filter(pk=user.pk).update(staff_since=None, is_superuser=False)


def take_groups(logged: str) -> int:
    account, _second, numbers = logged.split("/")
    user = find_account(account)
    left = [int(number) for number in numbers.split(",") if number]
    gone = list(user.groups.exclude(pk__in=left)) if user else []
    if user is not None:
        user.groups.remove(*gone)
    return len(gone)


def withdraw_invitation(logged: str) -> int:
    return StaffInvitation.objects.filter(token_sha256=logged).delete()[0]


@transaction.atomic
def remove_factor(logged: str) -> int:
    """Recovery codes go with the last; staff left without any have to be invited anew."""
    account, number, _added = logged.split("/")
    user = find_account(account)
    factor = Authenticator.objects.filter(pk=int(number), user=user).first()
    if user is None or factor is None or name_factor(factor) != logged:
        return 0
    factor.delete()
    others = Authenticator.objects.filter(user=user)
    if not others.exclude(type=Authenticator.Type.RECOVERY_CODES).exists():
        others.delete()
        _unmake_staff(user)
    return 1


def remove_recovery_code(logged: str) -> int:
    account, hashed = logged.split("/")
    user = find_account(account)
    codes = Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES)
    stored = codes.first() if user else None
    if stored is None or hashed not in stored.data.get("hashes", ()):
        return 0
    stored.data["hashes"].remove(hashed)
    stored.save(update_fields=["data"])
    return 1
