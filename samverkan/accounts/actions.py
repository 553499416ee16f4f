"""Writes accounts and their second factors, makes and unmakes staff, and clears what signing in
leaves behind. Addresses are given in their one form (samverkan/texts.py).
"""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import Group
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.module_loading import import_string

from samverkan.accounts.codes import hash_code, make_codes, read_code
from samverkan.models import SharedCount, SharedReport, StaffInvitation, Submission, User
from samverkan.operation.deletions import Kind, log_deletions, name_account, name_second
from samverkan.submitted.actions import SUBMISSIONS_KEPT

INVITED_HOURS = 72  # that the link which makes somebody one of the staff can be used


class Rights(NamedTuple):
    """What an account may do as staff; groups may be left of somebody who is to be invited anew."""

    is_staff: bool = False
    is_superuser: bool = False
    groups: tuple[str, ...] = ()


class InvitationRefused(Exception):
    """The link is unknown, used, too old, or for another address."""


class AddressTaken(Exception):
    """Somebody has signed in to an account of this address."""


class NoSuchAccount(Exception):
    """No account of this address is of the kind that is asked for."""


def prepare_account(*, email: str) -> User:
    """The account of this address, made if there is none.

    It is made before the code is mailed, so that signing in is the same for an address that has an
    account and one that has none.
    """
    user = User.objects.get_or_create(email=email)[0]
    # allauth's own row of it; it counts as verified: one signs in by giving back what is mailed.
    if not EmailAddress.objects.filter(user=user, email=email, verified=True).exists():
        known = {"email": email, "verified": True}
        EmailAddress.objects.update_or_create(user=user, primary=True, defaults=known)
    return user


def make_room_for_address(*, user: User, email: str) -> None:
    """Let an account get an address, to which a code has been mailed and given back.

    An account of that address that nobody has signed in to (it was made when a code was asked for,
    or when somebody let the address in to something) goes; what it was let in to is kept. Any other
    raises `AddressTaken`, and so does one that has been closed.
    """
    # Not its key: who lets it in to something has locked that, and refers to the account.
    others = User.objects.select_for_update(no_key=True).filter(email=email).exclude(pk=user.pk)
    former = others.first()
    if former is None:
        return
    if former.last_login is not None or not former.is_active:
        raise AddressTaken
    import_string(settings.TAKE_OVER_ACCOUNT)(former=former, user=user)
    former.delete()


def end_sessions(*, user: User) -> None:
    """End every session of the account; whoever asks for it keeps their own (`keep_only_this`)."""
    User.objects.filter(pk=user.pk).update(sessions_generation=F("sessions_generation") + 1)
    user.refresh_from_db(fields=["sessions_generation"])


def _lock(**which: Any) -> User:
    """The account, until the transaction ends. Raises `NoSuchAccount`."""
    user = User.objects.select_for_update().filter(**which).first()
    if user is None:
        raise NoSuchAccount
    return user


@transaction.atomic
def close_account(*, email: str, is_closed: bool) -> None:
    """Let nobody sign in to the account any more, whose sessions end; or let it be used again.

    Raises `NoSuchAccount` where there is none of this address.
    """
    user = _lock(email=email)
    User.objects.filter(pk=user.pk).update(is_active=not is_closed)
    end_sessions(user=user)
    state = "closed" if is_closed else "open"
    log_deletions(Kind.CLOSED, [f"{name_account(user)}/{name_second()}/{state}"])


# Second factors -----------------------------------------------------------------------------------


def _recovery_codes_of(user: User) -> QuerySet[Authenticator]:
    codes: QuerySet[Authenticator] = Authenticator.objects.filter(
        user=user, type=Authenticator.Type.RECOVERY_CODES
    )
    return codes


def make_recovery_codes(*, user: User) -> dict[str, str]:
    """Make new recovery codes, and those before worthless; each with the hash that is stored."""
    salt = secrets.token_hex(16)
    made = {code: hash_code(code, salt) for code in make_codes()}
    data = {"salt": salt, "hashes": list(made.values())}
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=user.pk)  # one set, of two made at once
        _delete_factors(_recovery_codes_of(user))
        Authenticator.objects.create(user=user, type=Authenticator.Type.RECOVERY_CODES, data=data)
    return made


def use_recovery_code(*, user: User, code: str) -> Authenticator | None:
    """Take a recovery code, which is then good no longer; None: it is none of those left."""
    codes = _recovery_codes_of(user)
    stored, read = codes.first(), read_code(code)
    if stored is None or read is None or "hashes" not in stored.data:
        return None
    hashed = hash_code(read, stored.data["salt"])
    with transaction.atomic():
        stored = codes.select_for_update().filter(pk=stored.pk).first()
        if stored is None or hashed not in stored.data["hashes"]:
            return None
        stored.data["hashes"].remove(hashed)
        stored.save(update_fields=["data"])
        log_deletions(Kind.RECOVERY_CODE, [f"{name_account(user)}/{hashed}"])
    return stored


@transaction.atomic
def remove_factor(*, factor: Authenticator) -> None:
    """Take away an app or a passkey; with the last go the recovery codes."""
    factors = Authenticator.objects.filter(user=factor.user)
    _delete_factors(factors.filter(pk=factor.pk))
    if not factors.exclude(type=Authenticator.Type.RECOVERY_CODES).exists():
        _delete_factors(factors)


def _delete_factors(factors: QuerySet[Authenticator]) -> int:
    for factor in factors:
        if factor.type == Authenticator.Type.RECOVERY_CODES:
            left = [f"{name_account(factor.user)}/{h}" for h in factor.data.get("hashes", ())]
            log_deletions(Kind.RECOVERY_CODE, left)
        else:
            log_deletions(Kind.SECOND_FACTOR, [name_factor(factor)])
    return factors.delete()[0]


def name_factor(factor: Authenticator) -> str:
    return f"{name_account(factor.user)}/{factor.pk}/{int(factor.created_at.timestamp())}"


@transaction.atomic
def forget_second_factor(*, email: str) -> Rights:
    """Let somebody who has lost their second factor in again, with a code by mail only.

    Whoever reads their mail can do the rest, so one of the staff has to be invited anew; the groups
    wait until then. Sessions end. Tells what the account could do as staff; `NoSuchAccount`: none
    of this address has a second factor.
    """
    user = _lock(email=email)
    if not _delete_factors(Authenticator.objects.filter(user=user)):
        raise NoSuchAccount
    end_sessions(user=user)
    return _unmake_staff(user)


# Staff --------------------------------------------------------------------------------------------


def hash_token(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def invite_staff(*, email: str, as_superuser: bool, now: datetime) -> str:
    """Invite an address to the staff, and return the token; an earlier invitation is withdrawn."""
    token = secrets.token_urlsafe(32)
    _withdraw_invitation(email)
    StaffInvitation.objects.create(
        token_sha256=hash_token(token),
        email=email,
        as_superuser=as_superuser,
        expires_at=now + timedelta(hours=INVITED_HOURS),
    )
    return token


@transaction.atomic
def accept_invitation(*, token: str, user: User, now: datetime) -> None:
    """Make an account one of the staff, in a session that has given a second factor: `user` says.

    `InvitationRefused`: the invitation is not for this account, or not any more.
    """
    found = StaffInvitation.objects.select_for_update().filter(
        token_sha256=hash_token(token), email=user.email, expires_at__gt=now
    )
    invitation = found.first()
    if invitation is None or not user.second_factor_given:
        raise InvitationRefused
    user.staff_since = user.staff_since or now
    user.is_superuser = user.is_superuser or invitation.as_superuser
    user.save(update_fields=["staff_since", "is_superuser"])
    _withdraw_invitation(user.email)


def _withdraw_invitation(email: str) -> bool:
    invitations = StaffInvitation.objects.filter(email=email)
    log_deletions(Kind.STAFF_INVITATION, invitations.values_list("token_sha256", flat=True))
    return bool(invitations.delete()[0])


@transaction.atomic
def remove_staff(*, email: str) -> Rights:
    """Take back an invitation and everything that one of the staff may do; the account remains.

    Tells what it could do; `NoSuchAccount`: nobody of this address is staff or invited.
    """
    withdrawn = _withdraw_invitation(email)
    user = User.objects.select_for_update().filter(email=email).first()
    had = _unmake_staff(user) if user else Rights()
    if user is not None and had != Rights():
        user.user_permissions.clear()
        _set_groups(user, ())
    elif not withdrawn:
        raise NoSuchAccount
    return had


def _unmake_staff(user: User) -> Rights:
    """Take back what an account may do but for its groups; tell what it could do."""
    names = user.groups.order_by("name").values_list("name", flat=True)
    had = Rights(user.staff_since is not None, user.is_superuser, tuple(names))
    if user.staff_since is not None:
        since = int(user.staff_since.timestamp())
        log_deletions(Kind.STAFF, [f"{name_account(user)}/{since}"])
        user.staff_since, user.is_superuser = None, False
        user.save(update_fields=["staff_since", "is_superuser"])
    return had


def _set_groups(user: User, groups: Iterable[Group]) -> None:
    user.groups.set(groups)
    numbers = ",".join(str(pk) for pk in user.groups.order_by("pk").values_list("pk", flat=True))
    log_deletions(Kind.STAFF_GROUPS, [f"{name_account(user)}/{name_second()}/{numbers}"])


@transaction.atomic
def set_staff_groups(*, user_id: int, groups: Iterable[Group]) -> None:
    """Say what one of the staff may do: the groups, and no others.

    `NoSuchAccount`: the account is not, or no longer, one of the staff.
    """
    _set_groups(_lock(pk=user_id, staff_since__isnull=False), groups)


def delete_leftovers(*, now: datetime) -> None:
    Submission.objects.filter(sent_at__lt=now - SUBMISSIONS_KEPT).delete()
    StaffInvitation.objects.filter(expires_at__lte=now).delete()
    Session.objects.filter(expire_date__lt=now).delete()
    SharedCount.objects.filter(expires__lt=now).delete()
    SharedReport.objects.filter(expires__lt=now).delete()
