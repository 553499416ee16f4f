"""Writes collaborations and the people with an account who see them."""

from django.db import transaction
from django.utils import timezone

from assessments.domain.permissions import Role
from assessments.models import Collaboration, Member
from samverkan.actions import prepare_account
from samverkan.models import User


def start_collaboration(*, owner: User, name: str, scope: str) -> Collaboration:
    """Make a collaboration that this account leads."""
    return Collaboration.objects.create(owner=owner, name=name, scope=scope)


@transaction.atomic
def add_member(*, collaboration: Collaboration, email: str, role: Role) -> Member | None:
    """Let the account of this address see the collaboration, or change what it may.

    The account is made if there is none, so that nothing tells whether there was.

    Args:
        email: in lower case.
        role: co-leader or reader.

    Returns:
        The member; None if the address is the leader's own.
    """
    user = prepare_account(email=email)
    if user.pk == collaboration.owner_id:
        return None
    return Member.objects.update_or_create(
        collaboration=collaboration, user=user, defaults={"role": role.value}
    )[0]


def touch_collaboration(*, collaboration: Collaboration) -> None:
    """Move the day from which its being kept is counted: somebody has changed something in it."""
    Collaboration.objects.filter(pk=collaboration.pk).update(
        changed_on=timezone.localdate(), warned_on=None
    )
