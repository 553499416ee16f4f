"""Writes accounts, makes and unmakes staff, and clears what signing in leaves behind."""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import Group
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils.module_loading import import_string

from samverkan.models import SharedCount, StaffInvitation, Submission, User

INVITED_HOURS = 72
"""Hours that the link which makes somebody one of the staff can be used."""


class InvitationRefused(Exception):
    """The link is unknown, used, too old, or for another address."""


class AddressTaken(Exception):
    """Somebody has signed in to an account of this address."""


class NoSuchAccount(Exception):
    """There is no account of this address."""


def prepare_account(*, email: str) -> User:
    """The account of this address, made if there is none.

    It is made before the code is mailed, so that signing in is the same for an address that has an
    account and one that has none.

    Args:
        email: in its one form (samverkan/texts.py).
    """
    return User.objects.get_or_create(email=email)[0]


@transaction.atomic
def change_address(*, user: User, email: str) -> None:
    """Give an account another address, to which a code has been mailed and given back.

    Args:
        email: in its one form (samverkan/texts.py).

    An account of that address that nobody has signed in to (it was made when a code was asked for,
    or when somebody let the address in to something) goes; what it was let in to is kept.

    Raises:
        AddressTaken: it is the address of another account, to which somebody has signed in.
    """
    # Not its key: who lets it in to something has locked that, and refers to the account.
    others = User.objects.select_for_update(no_key=True).filter(email=email).exclude(pk=user.pk)
    former = others.first()
    if former is not None:
        if former.last_login is not None:
            raise AddressTaken
        import_string(settings.TAKE_OVER_ACCOUNT)(former=former, user=user)
        former.delete()
    user.email = email
    user.save(update_fields=["email"])


def hash_token(token: str) -> str:
    """What is stored of the token of an invitation."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def invite_staff(*, email: str, as_superuser: bool, now: datetime) -> str:
    """Invite an address to the staff, and return the token; an earlier invitation is withdrawn.

    Args:
        email: in its one form (samverkan/texts.py).
    """
    token = secrets.token_urlsafe(32)
    StaffInvitation.objects.filter(email=email).delete()
    StaffInvitation.objects.create(
        token_sha256=hash_token(token),
        email=email,
        as_superuser=as_superuser,
        expires_at=now + timedelta(hours=INVITED_HOURS),
    )
    return token


@transaction.atomic
def accept_invitation(*, token: str, user: User, now: datetime) -> None:
    """Make an account one of the staff. The session must have given a second factor: `user` says.

    Raises:
        InvitationRefused: the invitation is not for this account, or not any more.
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
    invitation.delete()


@transaction.atomic
def remove_staff(*, email: str) -> None:
    """Take back an invitation and everything that one of the staff may do; the account remains.

    Raises:
        NoSuchAccount: nobody of this address is staff or invited.
    """
    withdrawn, _ = StaffInvitation.objects.filter(email=email).delete()
    user = User.objects.select_for_update().filter(email=email, staff_since__isnull=False).first()
    if user is None and not withdrawn:
        raise NoSuchAccount
    if user is not None:
        user.staff_since, user.is_superuser = None, False
        user.save(update_fields=["staff_since", "is_superuser"])
        user.groups.clear()
        user.user_permissions.clear()


@transaction.atomic
def set_staff_groups(*, user_id: int, groups: Iterable[Group]) -> None:
    """Say what one of the staff may do: the groups, and no others.

    Raises:
        NoSuchAccount: the account is not, or no longer, one of the staff.
    """
    staff = User.objects.select_for_update().filter(staff_since__isnull=False)
    user = staff.filter(pk=user_id).first()
    if user is None:
        raise NoSuchAccount
    user.groups.set(groups)


@transaction.atomic
def forget_second_factor(*, email: str) -> None:
    """Let somebody who has lost their second factor in again, with a code by mail only.

    Whoever reads their mail can do the rest, so one of the staff has to be invited anew.

    Raises:
        NoSuchAccount: there is no account of this address with a second factor.
    """
    deleted, _ = Authenticator.objects.filter(user__email=email).delete()
    if not deleted:
        raise NoSuchAccount
    if User.objects.filter(email=email, staff_since__isnull=False).exists():
        remove_staff(email=email)


# Forms that are sent twice ------------------------------------------------------------------------

SUBMISSIONS_KEPT = timedelta(days=2)
"""How long a form that has been sent is known again."""


def take_submission(key: str) -> Submission:
    """The form that is being sent: it has made nothing yet, unless it has been sent before.

    To be asked in the transaction that makes something: of two at once the second waits until the
    first has noted what it made (`note_made`).

    Args:
        key: `form_tokens.read_submission`; a form without a token is never known again.
    """
    if not key:
        return Submission()
    return Submission.objects.get_or_create(key=key)[0]


def note_made(sent: Submission, made: object) -> None:
    """Remember the key of what the form has made."""
    if sent.key:
        Submission.objects.filter(key=sent.key).update(made=str(made))


def delete_leftovers(*, now: datetime) -> None:
    """Delete invitations, sessions, sent forms and counts gone by."""
    Submission.objects.filter(sent_at__lt=now - SUBMISSIONS_KEPT).delete()
    StaffInvitation.objects.filter(expires_at__lte=now).delete()
    Session.objects.filter(expire_date__lt=now).delete()
    SharedCount.objects.filter(expires__lt=now).delete()
