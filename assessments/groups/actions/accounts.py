"""Ends accounts: by whoever has one, and those that nobody uses.

An account is used as long as something hangs on it: a collaboration that it leads, or one that it
has been let in to, whether or not anybody has signed in to it yet. Those of the staff always are.
"""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from assessments.core.actions import lock_collaborations
from assessments.core.rules.permissions import Role
from assessments.filling.actions.diagnoses import delete_collaborations
from assessments.keeping.rules import compute_cutoff
from assessments.models import Collaboration, Member
from assessments.results.files.pdf import forget_pdfs
from samverkan.models import StaffInvitation, User
from samverkan.operation.deletions import Kind, log_deletions, name_account, name_second

UNPROVED_HOURS = 24
"""Hours that an account is kept for which no code has been given back."""


def delete_account(*, user: User, keep_diagnoses: bool) -> None:
    """Delete the account, and what it leads or only what ties that to it.

    What is kept is led by the first of those who led with it, rather one who has signed in than one
    who never has; by nobody if there is none.
    """
    with transaction.atomic():
        led = Collaboration.objects.filter(owner=user)
        lock_collaborations(led.values_list("pk", flat=True))
        owned = list(led.values_list("pk", flat=True))  # some may have been handed over meanwhile
        hashes = [] if keep_diagnoses else delete_collaborations(owned)
        if keep_diagnoses:
            _leave_to_co_leaders(owned)
        User.objects.filter(pk=user.pk).delete()
        log_deletions(Kind.ACCOUNT, [name_account(user)])
    forget_pdfs(hashes)


def _leave_to_co_leaders(collaborations: list[int]) -> None:
    Collaboration.objects.filter(pk__in=collaborations).update(owner=None)
    co_leaders = Member.objects.filter(collaboration__in=collaborations, role=Role.CO_LEADER.value)
    in_use = Q(user__last_login__isnull=False, user__is_active=True)
    co_leaders = co_leaders.select_related("collaboration", "user")
    co_leaders = co_leaders.annotate(in_use=in_use).order_by("in_use", "-pk")  # the last one counts
    heirs = {member.collaboration_id: member for member in co_leaders}
    for heir in heirs.values():
        Collaboration.objects.filter(pk=heir.collaboration_id).update(owner=heir.user_id)
        Member.objects.filter(pk=heir.pk).delete()
        log_leader(heir)


def log_leader(member: Member) -> None:
    """Note that a member leads the collaboration from now on, and so nobody else does."""
    account = name_account(member.user)
    log_deletions(Kind.LEADER, [f"{member.collaboration.public_id}/{name_second()}/{account}"])


def take_over(*, former: User, user: User) -> None:
    """Move what one account leads and has been let in to, to another account of the same person.

    Where both are members, the one who may more counts; whoever leads is no member besides.
    """
    Collaboration.objects.filter(owner=former).update(owner=user)
    theirs, own = Member.objects.filter(user=former), Member.objects.filter(user=user)
    co_led = list(theirs.filter(role=Role.CO_LEADER.value).values_list("collaboration", flat=True))
    own.filter(collaboration__in=co_led).update(role=Role.CO_LEADER.value)
    known = list(own.values_list("collaboration", flat=True))
    theirs.exclude(collaboration__in=known).update(user=user)
    own.filter(collaboration__owner=user).delete()


def delete_unused_accounts(*, today: date) -> None:
    _empty_accounts().filter(last_login__date__lte=compute_cutoff(today)).delete()


def delete_unproved_accounts(*, now: datetime) -> None:
    made_before = now - timedelta(hours=UNPROVED_HOURS)
    _empty_accounts().filter(last_login=None, created_at__lt=made_before).delete()


def _empty_accounts() -> QuerySet[User]:
    """Nor one of the staff, or of those who are to be (again): invited, or still in a group."""
    empty = User.objects.filter(collaborations=None, memberships=None)
    others = empty.filter(staff_since=None, groups=None, user_permissions=None)
    return others.exclude(email__in=StaffInvitation.objects.values("email"))
