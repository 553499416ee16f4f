"""Writes accounts and clears what their signing in leaves behind."""

from datetime import datetime, timedelta

from django.contrib.sessions.models import Session

from samverkan.models import SharedCount, User

UNPROVED_HOURS = 24
"""Hours that an account is kept for which no code has been given back."""


def prepare_account(*, email: str) -> User:
    """The account of this address, made if there is none.

    It is made before the code is mailed, so that signing in is the same for an address that has an
    account and one that has none.

    Args:
        email: in lower case.
    """
    return User.objects.get_or_create(email=email)[0]


def delete_leftovers(*, now: datetime) -> None:
    """Delete accounts nobody has signed in to, sessions that have ended and counts gone by."""
    made_before = now - timedelta(hours=UNPROVED_HOURS)
    User.objects.filter(last_login=None, created_at__lt=made_before).delete()
    Session.objects.filter(expire_date__lt=now).delete()
    SharedCount.objects.filter(expires__lt=now).delete()
