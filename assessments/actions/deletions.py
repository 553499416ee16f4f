"""Deletes once more what had been deleted when an older backup was restored."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.db.models import Model, QuerySet

from assessments.actions.accounts import name_account
from assessments.actions.diagnoses import delete_collaborations
from assessments.actions.invitations import delete_invitation
from assessments.actions.locks import lock_collaborations
from assessments.actions.results import store_group_snapshot
from assessments.actions.rounds import delete_results, free_invitation
from assessments.models import Assessment, Collaboration, Invitation, Member, Respondent
from assessments.report_cache import forget_pdfs
from assessments.selectors.rounds import fetch_round_edition
from samverkan.deletions import Deletion, Kind
from samverkan.models import User


def replay_deletions(*, deletions: Iterable[Deletion]) -> int:
    """Delete what the log says has been deleted, where it is back; return how much was.

    Doing it twice does no harm. A collaboration that an account deleted in the log still owns goes
    with a line of its own or stays without an owner, as it was chosen then.
    """
    return sum(_replay(deletion) for deletion in deletions)


def _replay(deletion: Deletion) -> int:
    if deletion.kind is Kind.COLLABORATION:
        return _delete_collaboration(UUID(deletion.id))
    if deletion.kind is Kind.ACCOUNT:
        return _delete_account(deletion.id)
    if deletion.kind is Kind.ROUND:
        return _delete(Assessment.objects.filter(public_id=UUID(deletion.id)))
    if deletion.kind is Kind.INVITATION:
        return int(delete_invitation(Invitation.objects.filter(public_id=UUID(deletion.id))))
    if deletion.kind is Kind.MEMBER:
        return _delete_member(deletion.id)
    return _delete_respondent(int(deletion.id))


def _delete_collaboration(public_id: UUID) -> int:
    with transaction.atomic():
        ids = list(Collaboration.objects.filter(public_id=public_id).values_list("pk", flat=True))
        lock_collaborations(ids)
        hashes = delete_collaborations(ids)
    forget_pdfs(hashes)
    return len(ids)


def _delete_account(logged: str) -> int:
    number = int(logged.partition("@")[0])
    user = User.objects.filter(pk=number).first()
    if user is None or name_account(user) != logged:
        return 0
    Collaboration.objects.filter(owner=user).update(owner=None)
    user.delete()
    return 1


@transaction.atomic
def _delete_respondent(number: int) -> int:
    """With the results that hold the answers; a closed round gets one without them instead."""
    respondent = Respondent.objects.select_related("assessment").filter(pk=number).first()
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
