"""Deletes and takes back once more what had been when an older backup was restored.

Nothing is given that the backup has not: where a line of the log says what held from then on, it
only takes away, or says who led. Of several lines about the same the one with the last second
counts, so that it does not matter how the logs of several machines were joined.
"""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, Final
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Model, QuerySet

from assessments.core.actions import lock_collaboration, lock_collaborations
from assessments.core.links import hash_token, make_token
from assessments.core.rules.permissions import Role
from assessments.filling.actions.diagnoses import delete_collaborations
from assessments.models import Assessment, Collaboration, Invitation, Member, Respondent, Sharing
from assessments.results.actions import store_group_snapshot
from assessments.results.files.pdf import forget_pdfs
from assessments.rounds.actions.invitations import delete_invitation
from assessments.rounds.actions.rounds import delete_results, free_invitation
from assessments.rounds.selectors.rounds import fetch_round_edition
from assessments.sharing.rules import HELD
from samverkan.accounts.actions import name_factor
from samverkan.models import StaffInvitation, User
from samverkan.operation.deletions import Deletion, Kind, name_account


def replay_deletions(*, deletions: Iterable[Deletion]) -> int:
    """Delete and take back what the log says has been, where it is back; return how much was.

    Everybody is signed out. Doing it twice does no harm. A collaboration that an account deleted in
    the log still owns goes with a line of its own or stays without an owner, as it was chosen then.
    """
    Session.objects.all().delete()  # those that had ended are back with the backup
    return sum(REPLAY[each.kind](each.id) for each in keep_last(deletions))


def _delete_collaboration(logged: str) -> int:
    with transaction.atomic():
        found = Collaboration.objects.filter(public_id=UUID(logged))
        ids = list(found.values_list("pk", flat=True))
        lock_collaborations(ids)
        hashes = delete_collaborations(ids)
    forget_pdfs(hashes)
    return len(ids)


def _delete_account(user: User) -> int:
    Collaboration.objects.filter(owner=user).update(owner=None)
    user.delete()
    return 1


@transaction.atomic
def _delete_respondent(logged: str) -> int:
    """With the results that hold the answers; a closed round gets one without them instead."""
    respondent = Respondent.objects.select_related("assessment").filter(pk=int(logged)).first()
    if respondent is None:
        return 0
    assessment = respondent.assessment
    delete_results(assessment.pk)
    free_invitation(respondent.pk)
    respondent.delete()
    if assessment.is_group and assessment.closed_on is not None:
        published = fetch_round_edition(assessment)
        store_group_snapshot(assessment=assessment, published=published, today=assessment.closed_on)
    return 1


def _delete_member(logged: str) -> int:
    collaboration, account, number = logged.split("/")
    # Who has been let in once more has got a higher number, and stays.
    members = Member.objects.filter(collaboration__public_id=UUID(collaboration), pk__lte=number)
    found = [m.pk for m in members.select_related("user") if name_account(m.user) == account]
    return _delete(Member.objects.filter(pk__in=found))


def _delete(rows: QuerySet[Model]) -> int:
    found = rows.count()
    rows.delete()
    return found


FROM_THEN_ON = {Kind.ROLE, Kind.LEADER, Kind.SHARING, Kind.STAFF_GROUPS, Kind.CLOSED}
"""Kinds whose lines end with a second and what held from then on."""


def keep_last(deletions: Iterable[Deletion]) -> list[Deletion]:
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
    user = User.objects.filter(pk=int(logged.partition("@")[0])).first()
    return user if user is not None and name_account(user) == logged else None


# Links --------------------------------------------------------------------------------------------


def _raise_generation(logged: str, field: str, **more: Any) -> int:
    public_id, number = logged.split("/")
    older = Assessment.objects.filter(public_id=UUID(public_id), **{f"{field}__lt": int(number)})
    return older.update(**{field: int(number)}, **more)


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


def limit_sharing(logged: str) -> int:
    """Take back the consents, and the approval, that did not hold any longer."""
    public_id, _second, held = logged.split("/")
    found = Sharing.objects.filter(collaboration__public_id=UUID(public_id))
    days = (f"{name}_on" for name in HELD if name not in held.split(","))
    return sum(found.exclude(**{day: None}).update(**{day: None}) for day in days)


# Accounts and staff -------------------------------------------------------------------------------


def of_account(replay: Callable[..., int]) -> Callable[[str], int]:
    """For lines that begin with an account: does it with that account and the rest of the line."""

    def wrapped(logged: str) -> int:
        account, *rest = logged.split("/")
        user = find_account(account)
        return replay(user, *rest) if user is not None else 0

    return wrapped


def close_account(user: User, _second: str, state: str) -> int:
    if not user.is_active or state != "closed":
        return 0
    return User.objects.filter(pk=user.pk).update(is_active=False)


def unmake_staff(user: User, since: str) -> int:
    """Unless they have become staff again since."""
    if user.staff_since is None or user.staff_since.timestamp() >= int(since) + 1:
        return 0
    return _unmake_staff(user)


def _unmake_staff(user: User) -> int:
    return User.objects.filter(pk=user.pk).update(staff_since=None, is_superuser=False)


def take_groups(user: User, _second: str, numbers: str) -> int:
    left = [int(number) for number in numbers.split(",") if number]
    gone = list(user.groups.exclude(pk__in=left))
    user.groups.remove(*gone)
    return len(gone)


@transaction.atomic
def remove_factor(user: User, number: str, added: str) -> int:
    """Recovery codes go with the last; staff left without any have to be invited anew."""
    factor = Authenticator.objects.filter(pk=int(number), user=user).first()
    if factor is None or name_factor(factor) != f"{name_account(user)}/{number}/{added}":
        return 0
    factor.delete()
    others = Authenticator.objects.filter(user=user)
    if not others.exclude(type=Authenticator.Type.RECOVERY_CODES).exists():
        others.delete()
        _unmake_staff(user)
    return 1


def remove_recovery_code(user: User, hashed: str) -> int:
    codes = Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES)
    stored = codes.first()
    if stored is None or hashed not in stored.data.get("hashes", ()):
        return 0
    stored.data["hashes"].remove(hashed)
    stored.save(update_fields=["data"])
    return 1


REPLAY: Final[dict[Kind, Callable[[str], int]]] = {
    Kind.COLLABORATION: _delete_collaboration,
    Kind.ROUND: lambda logged: _delete(Assessment.objects.filter(public_id=UUID(logged))),
    Kind.RESPONDENT: _delete_respondent,
    Kind.INVITATION: lambda logged: delete_invitation(
        Invitation.objects.filter(public_id=UUID(logged))
    ),
    Kind.ACCOUNT: of_account(_delete_account),
    Kind.MEMBER: _delete_member,
    Kind.ROLE: lower_role,
    Kind.LEADER: set_leader,
    Kind.SHARING: limit_sharing,
    Kind.STAFF: of_account(unmake_staff),
    Kind.STAFF_GROUPS: of_account(take_groups),
    Kind.STAFF_INVITATION: lambda logged: _delete(
        StaffInvitation.objects.filter(token_sha256=logged)
    ),
    Kind.CLOSED: of_account(close_account),
    Kind.SECOND_FACTOR: of_account(remove_factor),
    Kind.RECOVERY_CODE: of_account(remove_recovery_code),
    Kind.READ_LINK: partial(_raise_generation, field="read_generation", shows_result=False),
    Kind.GROUP_LINK: partial(_raise_generation, field="group_generation"),
    # With its last day: which link is good now is for the leader to say.
    Kind.STEERING_LINK: partial(
        _raise_generation, field="steering_generation", steering_expires_on=None
    ),
    Kind.ANSWER_LINK: revoke_answer_link,
}
"""What does again what a line of each kind says; each returns how much it has changed."""
