"""Writes diagnoses of one set of answers: their making, links, owner and end."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import get_language

from assessments.core.actions import lock_collaboration, lock_collaborations
from assessments.core.links import hash_token, make_token
from assessments.filling.selectors.sheets import is_named_by_leader, is_shared
from assessments.keeping.rules import compute_cutoff
from assessments.keeping.selectors import is_warned, with_last_change
from assessments.methods.stages.instrument import STAGES
from assessments.models import (
    Answered,
    Assessment,
    Collaboration,
    Respondent,
    Snapshot,
)
from assessments.results.files.pdf import forget_pdfs
from model_content.selectors.editions import PublishedEdition
from samverkan.merging import read_values, settle_form
from samverkan.models import User
from samverkan.operation.deletions import Kind, log_deletions, log_links, name_account, name_second
from samverkan.submitted.actions import take_submission

DELETE_BATCH = 500
"""Rounds deleted in one transaction by `delete_expired`."""


class AlreadyClaimed(Exception):
    """The diagnosis is on an account."""


class SharedWithOthers(Exception):
    """There is more in the collaboration: an old link to answer gives no right to lead all that."""


# Making and changing a diagnosis ----------------------------------------------------------------


@transaction.atomic
def start_diagnosis(
    *,
    published: PublishedEdition,
    name: str,
    scope: str,
    answered: str,
    people: int,
    funded_until: date | None = None,
    submission: str = "",
    instrument: str = STAGES,
) -> tuple[Respondent, str]:
    """Make a collaboration with one round and its one respondent, in the language that is active.

    A form that is sent twice makes one.

    Returns:
        The respondent, and the token of the link to answer, which is not stored.
    """
    token = make_token(submission)
    take_submission(submission)  # of two at once the second waits here for the first
    before = Respondent.objects.filter(token_sha256=hash_token(token)).first()
    if before is not None:
        return before, token
    assessment = Assessment.objects.create(
        collaboration=Collaboration.objects.create(name=name, scope=scope),
        edition_id=published.id,
        instrument=instrument,
        answered=answered,
        people=_count_people(answered, people),
        funded_until=funded_until,
        language=get_language(),
        changed_on=timezone.localdate(),
    )
    respondent = Respondent.objects.create(assessment=assessment, token_sha256=hash_token(token))
    return respondent, token


@transaction.atomic
def update_diagnosis(
    *,
    assessment: Assessment,
    answered: str,
    people: int,
    funded_until: date | None = None,
    name: str = "",
    scope: str = "",
    by_leader: bool = False,
    seen: str | None = None,
) -> None:
    """Change who answers, and what the collaboration is called and what is counted in.

    An empty name leaves it and the scope as they are, and so does whoever is not `by_leader` where
    only the leader may change them. `seen`: the marks of the form (samverkan/merging.py).

    Raises:
        Stale: somebody else has changed the same meanwhile; nothing has been changed.
        Collaboration.DoesNotExist, Assessment.DoesNotExist: it has been deleted.
    """
    collaboration = lock_collaboration(assessment.collaboration_id)
    now = Assessment.objects.select_for_update(no_key=True).get(pk=assessment.pk)
    given: dict[str, Any] = {
        "answered": answered,
        "people": _count_people(answered, people),
        "funded_until": funded_until,
    }
    stored = read_values(now, given)
    if name and (by_leader or not is_named_by_leader(assessment)):
        given |= {"name": name, "scope": scope}
        stored |= read_values(collaboration, ("name", "scope"))
    now.collaboration = collaboration
    values = settle_form(given, stored, seen, now)
    named = {field: values.pop(field) for field in ("name", "scope") if field in values}
    if named:
        Collaboration.objects.filter(pk=collaboration.pk).update(**named)
    Assessment.objects.filter(pk=now.pk).update(**values, changed_on=timezone.localdate())


def delete_diagnosis(*, assessment: Assessment) -> None:
    """Delete the diagnosis with its results, finished reports included.

    Its collaboration goes too, unless others share it: whoever has the link to answer one diagnosis
    has no say in a group's rounds, parts and members.
    """
    with transaction.atomic():
        lock_collaborations([assessment.collaboration_id])
        if is_shared(assessment):
            hashes = _delete_round(assessment)
        else:
            hashes = delete_collaborations([assessment.collaboration_id])
    forget_pdfs(hashes)


def _delete_round(assessment: Assessment) -> list[str]:
    hashes = list(assessment.snapshots.values_list("sha256", flat=True))
    Assessment.objects.filter(pk=assessment.pk).delete()
    log_deletions(Kind.ROUND, [assessment.public_id])
    return hashes


def delete_collaborations(collaborations: Iterable[int]) -> list[str]:
    """Delete them and return the hashes of their results, whose finished reports are to go too."""
    snapshots = Snapshot.objects.filter(assessment__collaboration__in=collaborations)
    hashes = list(snapshots.values_list("sha256", flat=True))
    deleted = Collaboration.objects.filter(pk__in=collaborations)
    log_deletions(Kind.COLLABORATION, deleted.values_list("public_id", flat=True))
    deleted.delete()
    return hashes


def _count_people(answered: str, people: int) -> int:
    return 1 if answered == Answered.ALONE else people


# Accounts ---------------------------------------------------------------------------------------


@transaction.atomic
def claim_diagnosis(*, respondent: Respondent, user: User, keep_links: bool) -> None:
    """Put the diagnosis on the account; the first who does it has it. With `keep_links` the links
    that have been given out go on working.

    Raises:
        AlreadyClaimed: it is on an account, this one or another; nothing has been changed.
        SharedWithOthers: it has grown into a group's, which nobody leads; nothing has been changed.
        Collaboration.DoesNotExist: it has been deleted.
    """
    # Asked under the lock: of two who come at once one is first.
    collaboration = lock_collaboration(respondent.assessment.collaboration_id)
    if collaboration.owner_id is not None:
        raise AlreadyClaimed
    if is_shared(respondent.assessment):
        raise SharedWithOthers
    Collaboration.objects.filter(pk=collaboration.pk).update(owner=user)
    led = f"{collaboration.public_id}/{name_second()}/{name_account(user)}"
    log_deletions(Kind.LEADER, [led])
    if not keep_links:
        replace_links(respondent=respondent)


@transaction.atomic
def replace_links(*, respondent: Respondent) -> str:
    """Make a new link to answer and revoke every link that has been given out, read links too.

    Returns:
        The token of the new link, which is not stored.
    """
    token = make_token()
    now = Respondent.objects.filter(pk=respondent.pk)
    revoked = [f"{respondent.pk}/{hashed}" for hashed in now.values_list("token_sha256", flat=True)]
    log_deletions(Kind.ANSWER_LINK, revoked)
    now.update(token_sha256=hash_token(token))
    rounds = Assessment.objects.filter(pk=respondent.assessment.pk)
    rounds.update(read_generation=F("read_generation") + 1)
    log_links(Kind.READ_LINK, rounds.values_list("public_id", "read_generation"))
    return token


def delete_expired(*, today: date) -> int:
    """Delete collaborations in which nothing has changed for as long as each is kept.

    One that has members is deleted no sooner than 30 days after those who lead were warned, or
    when it has been tried in vain for 90 days.

    Returns:
        How many there were.
    """
    kept = Collaboration.objects.order_by("kept_months").values_list("kept_months", flat=True)
    return sum(_delete_expired(today, months) for months in kept.distinct())


def _delete_expired(today: date, months: int) -> int:
    due = with_last_change().filter(
        kept_months=months, last_change__lte=compute_cutoff(today, months)
    )
    due = due.filter(is_warned(today)).order_by("pk")
    deleted = 0
    while ids := list(due.values_list("pk", flat=True)[:DELETE_BATCH]):
        with transaction.atomic():
            lock_collaborations(ids)
            # Asked again under the lock: an answer may have come in between.
            still_due = list(due.filter(pk__in=ids).values_list("pk", flat=True))
            hashes = delete_collaborations(still_due)
        forget_pdfs(hashes)
        deleted += len(still_due)
    return deleted
