"""The staff of the tests, each signed in with both steps in a browser of their own.

Eva edits content, Pia publishes it, Sam reads statistics, Gun approves collaborations and Rut, a
superuser, gives rights. Nils is staff without any right.
"""

from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone

from samverkan.accounts.actions import prepare_account
from samverkan.models import User
from tests.sessions import sign_in_as

EDITOR, PUBLISHER, ANALYST = "Innehållsredaktör", "Publicerare", "Analytiker"
APPROVER = "Samverkansstöd"

CAST = {
    "eva": EDITOR,
    "pia": PUBLISHER,
    "sam": ANALYST,
    "gun": APPROVER,
    "rut": None,
    "nils": None,
}


def make_staff(name: str) -> User:
    """An account of the cast, which vouches for itself: actions may be given it."""
    user = prepare_account(email=f"{name}@norrbotten.example")
    user.staff_since = user.last_login = timezone.now()
    user.is_superuser = name == "rut"
    user.save()
    if group := CAST[name]:
        user.groups.set([Group.objects.get(name=group)])
    return user


def sign_in_staff(
    name: str, *, with_second_factor: bool = True, browser: Client | None = None
) -> Client:
    """The browser of one of the cast, this one if it is given."""
    user = make_staff(name)
    ways = ("code", "mfa") if with_second_factor else ("code",)
    return sign_in_as(user, *ways, browser=browser)
