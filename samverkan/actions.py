"""Writes accounts and clears what their signing in leaves behind."""

from datetime import datetime

from django.contrib.sessions.models import Session

from samverkan.models import SharedCount, User


def prepare_account(*, email: str) -> User:
    """The account of this address, made if there is none.

    It is made before the code is mailed, so that signing in is the same for an address that has an
    account and one that has none.

    Args:
        email: in lower case.
    """
    return User.objects.get_or_create(email=email)[0]


def delete_leftovers(*, now: datetime) -> None:
    """Delete sessions that have ended and counts gone by."""
    Session.objects.filter(expire_date__lt=now).delete()
    SharedCount.objects.filter(expires__lt=now).delete()
