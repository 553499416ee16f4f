"""Deletes and takes back once more what had been when an older backup was restored."""

from collections.abc import Callable, Iterable
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Model, QuerySet

from assessments.actions import taken_back
from assessments.actions.diagnoses import delete_collaborations
from assessments.actions.invitations import delete_invitation
from assessments.actions.locks import lock_collaborations
from assessments.actions.results import store_group_snapshot
from assessments.actions.rounds import delete_results, free_invitation
from assessments.models import Assessment, Collaboration, Invitation, Member, Respondent
from assessments.report_cache import forget_pdfs
from assessments.selectors.rounds import fetch_round_edition
from samverkan.operation.deletions import Deletion, Kind, name_account


def replay_deletions(*, deletions: Iterable[Deletion]) -> int:
    """Delete and take back what the log says has been, where it is back; return how much was.

    Everybody is signed out. Doing it twice does no harm. A collaboration that an account deleted in
    the log still owns goes with a line of its own or stays without an owner, as it was chosen then.
    """
    taken_back.end_all_sessions()
    return sum(REPLAY[each.kind](each.id) for each in taken_back.keep_last(deletions))


def _delete_collaboration(logged: str) -> int:
    with transaction.atomic():
        found = Collaboration.objects.filter(public_id=UUID(logged))
        ids = list(found.values_list("pk", flat=True))
        lock_collaborations(ids)
        hashes = delete_collaborations(ids)
    forget_pdfs(hashes)
    return len(ids)


def _delete_account(logged: str) -> int:
    user = taken_back.find_account(logged)
    if user is None:
        return 0
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


def _delete_round(logged: str) -> int:
    return _delete(Assessment.objects.filter(public_id=UUID(logged)))


def _delete_invitation(logged: str) -> int:
    return int(delete_invitation(Invitation.objects.filter(public_id=UUID(logged))))


def _delete(rows: QuerySet[Model]) -> int:
    found = rows.count()
    rows.delete()
    return found


REPLAY: Final[dict[Kind, Callable[[str], int]]] = {
    Kind.COLLABORATION: _delete_collaboration,
    Kind.ROUND: _delete_round,
    Kind.RESPONDENT: _delete_respondent,
    Kind.INVITATION: _delete_invitation,
    Kind.ACCOUNT: _delete_account,
    Kind.MEMBER: _delete_member,
    Kind.ROLE: taken_back.lower_role,
    Kind.LEADER: taken_back.set_leader,
    Kind.STAFF: taken_back.unmake_staff,
    Kind.STAFF_GROUPS: taken_back.take_groups,
    Kind.STAFF_INVITATION: taken_back.withdraw_invitation,
    Kind.CLOSED: taken_back.close_account,
    Kind.SECOND_FACTOR: taken_back.remove_factor,
    Kind.RECOVERY_CODE: taken_back.remove_recovery_code,
    Kind.READ_LINK: taken_back.revoke_read_link,
    Kind.GROUP_LINK: taken_back.revoke_group_link,
    Kind.STEERING_LINK: taken_back.revoke_steering_link,
    Kind.ANSWER_LINK: taken_back.revoke_answer_link,
}
"""What does again what a line of each kind says; each returns how much it has changed."""
