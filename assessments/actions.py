"""Writes collaborations, answers and results: the only module of this application that does."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from assessments.domain.fields import build_answers, check_value, read_revision, was_seen
from assessments.domain.retention import compute_cutoff
from assessments.domain.snapshot import add_earlier, build_snapshot, is_same_result
from assessments.links import hash_token, make_token
from assessments.models import (
    Answer,
    Answered,
    Assessment,
    AssessmentState,
    Collaboration,
    Feedback,
    FeedbackTopic,
    RateCount,
    Respondent,
    Snapshot,
)
from assessments.report_cache import forget_pdfs
from assessments.selectors import Stored, fetch_answers, fetch_earlier_snapshot
from model_content.domain.hashing import compute_sha256
from model_content.selectors import PublishedEdition
from samverkan.models import User

DELETE_BATCH = 500
"""Rounds deleted in one transaction by `delete_expired`."""

COUNTS_KEPT_HOURS = 2
"""Hours after the start of an hour from which its rate counts are deleted."""


class AlreadyClaimed(Exception):
    """The diagnosis is on an account."""


class RoundClosed(Exception):
    """The round no longer takes answers."""


class SaveStatus(StrEnum):
    SAVED = "saved"
    CONFLICT = "conflict"


@dataclass(frozen=True, slots=True)
class Entry:
    """What somebody has put in a field.

    `seen` is the mark that the page had for the field (domain/fields.py); `sent` is what the same
    page has sent before without having been told whether it was saved. A field of a posted page may
    just have been left as it was; one that `is_chosen` has been given this value by somebody.
    """

    field: str
    value: str
    seen: str
    sent: tuple[str, ...] = ()
    is_chosen: bool = False


@dataclass(frozen=True, slots=True)
class Saved:
    """What came of an entry: `value` and `revision` are those now stored."""

    field: str
    status: SaveStatus
    value: str
    revision: int


# Making and changing a diagnosis ----------------------------------------------------------------


@transaction.atomic
def start_diagnosis(
    *,
    published: PublishedEdition,
    name: str,
    scope: str,
    answered: str,
    people: int,
) -> tuple[Respondent, str]:
    """Make a collaboration with one round and its one respondent.

    Returns:
        The respondent, and the token of the link to answer, which is not stored.
    """
    token = make_token()
    assessment = Assessment.objects.create(
        collaboration=Collaboration.objects.create(name=name, scope=scope),
        edition_id=published.id,
        answered=answered,
        people=_count_people(answered, people),
        changed_on=timezone.localdate(),
    )
    respondent = Respondent.objects.create(assessment=assessment, token_sha256=hash_token(token))
    return respondent, token


@transaction.atomic
def update_diagnosis(
    *, assessment: Assessment, name: str, scope: str, answered: str, people: int
) -> None:
    """Change what the collaboration is called, what is counted in and who answers."""
    Collaboration.objects.filter(pk=assessment.collaboration_id).update(name=name, scope=scope)
    Assessment.objects.filter(pk=assessment.pk).update(
        answered=answered,
        people=_count_people(answered, people),
        changed_on=timezone.localdate(),
    )


def delete_diagnosis(*, assessment: Assessment) -> None:
    """Delete the collaboration with everything in it, finished reports included."""
    with transaction.atomic():
        _lock_respondents([assessment.collaboration_id])
        hashes = _delete_collaborations([assessment.collaboration_id])
    forget_pdfs(hashes)


def _delete_collaborations(collaborations: Iterable[int]) -> list[str]:
    """Delete them and return the hashes of their results, whose finished reports are to go too."""
    snapshots = Snapshot.objects.filter(assessment__collaboration__in=collaborations)
    hashes = list(snapshots.values_list("sha256", flat=True))
    Collaboration.objects.filter(pk__in=collaborations).delete()
    return hashes


def _lock_respondents(collaborations: Iterable[int]) -> None:
    """Hold up whoever is answering, so that what is deleted gets no new answer meanwhile."""
    respondents = Respondent.objects.select_for_update(of=("self",)).order_by("pk")
    list(respondents.filter(assessment__collaboration__in=collaborations).values_list("pk"))


def _count_people(answered: str, people: int) -> int:
    return 1 if answered == Answered.ALONE else people


# Accounts ---------------------------------------------------------------------------------------


@transaction.atomic
def claim_diagnosis(*, respondent: Respondent, user: User, keep_links: bool) -> None:
    """Put the diagnosis on the account; the first who does it has it.

    Args:
        keep_links: whether the links that have been given out go on working.

    Raises:
        AlreadyClaimed: it is on an account, this one or another; nothing has been changed.
    """
    # Asked and written in one statement on one row, which is asked again when it has waited for
    # another: of two who come at once one is first. (A join would be asked only before the wait.)
    unclaimed = Collaboration.objects.filter(pk=respondent.assessment.collaboration_id, owner=None)
    if not unclaimed.update(owner=user):
        raise AlreadyClaimed
    if not keep_links:
        replace_links(respondent=respondent)


@transaction.atomic
def replace_links(*, respondent: Respondent) -> str:
    """Make a new link to answer and revoke every link that has been given out, read links too.

    Returns:
        The token of the new link, which is not stored.
    """
    token = make_token()
    Respondent.objects.filter(pk=respondent.pk).update(token_sha256=hash_token(token))
    rounds = Assessment.objects.filter(pk=respondent.assessment_id)
    rounds.update(read_generation=F("read_generation") + 1)
    return token


def delete_account(*, user: User, keep_diagnoses: bool) -> None:
    """Delete the account, and its diagnoses or only what ties them to it."""
    with transaction.atomic():
        owned = list(Collaboration.objects.filter(owner=user).values_list("pk", flat=True))
        _lock_respondents(owned)
        if keep_diagnoses:
            Collaboration.objects.filter(pk__in=owned).update(owner=None)
            hashes = []
        else:
            hashes = _delete_collaborations(owned)
        User.objects.filter(pk=user.pk).delete()
    forget_pdfs(hashes)


def delete_unused_accounts(*, today: date) -> None:
    """Delete accounts without a diagnosis that nobody has signed in to for 13 months."""
    unused = User.objects.filter(collaborations=None, last_login__date__lte=compute_cutoff(today))
    unused.delete()


# Answers ----------------------------------------------------------------------------------------


@transaction.atomic
def save_entries(
    *, respondent: Respondent, published: PublishedEdition, entries: Iterable[Entry]
) -> tuple[list[Saved], dict[str, Stored]]:
    """Save what was entered in some fields, all in one transaction.

    A field whose stored value is another than the page saw is left as it is and reported as a
    conflict; a value that is stored already is reported as saved, so that a request can be sent
    twice. A field left as the page had it is not touched.

    Returns:
        What came of each entry, and all answers as they are now.

    Raises:
        ValueRefused: a field is unknown or cannot hold its value; nothing has been saved.
        RoundClosed: the round no longer takes answers; nothing has been saved.
    """
    checked = [(e, check_value(e.field, e.value, published.content)) for e in entries]
    changed_on = _lock_for_answering(respondent)
    answers = fetch_answers(respondent.pk)
    before = {field: answer.revision for field, answer in answers.items()}
    results = [_save_entry(respondent, answers, entry, value) for entry, value in checked]
    wrote = before != {field: answer.revision for field, answer in answers.items()}
    today = timezone.localdate()
    if wrote and changed_on != today:
        Assessment.objects.filter(pk=respondent.assessment_id).update(changed_on=today)
    return results, answers


def _lock_for_answering(respondent: Respondent) -> date:
    """Lock the respondent, then read the round: in this order no answer slips past a closing."""
    Respondent.objects.select_for_update().values_list("pk").get(pk=respondent.pk)
    rounds = Assessment.objects.values_list("state", "changed_on")
    state, changed_on = rounds.get(pk=respondent.assessment_id)
    if state != AssessmentState.OPEN:
        raise RoundClosed
    return changed_on


def _save_entry(
    respondent: Respondent, answers: dict[str, Stored], entry: Entry, value: str
) -> Saved:
    answer = answers.get(entry.field)
    stored = answer.value if answer else ""
    revision = answer.revision if answer else 0
    left_alone = not (entry.is_chosen or entry.sent) and was_seen(value, entry.seen)
    if value == stored or left_alone:
        return Saved(entry.field, SaveStatus.SAVED, stored, revision)
    is_current = revision == read_revision(entry.seen) or was_seen(stored, entry.seen)
    if not is_current and stored not in entry.sent:
        return Saved(entry.field, SaveStatus.CONFLICT, stored, revision)
    answers[entry.field] = _write_answer(respondent, answer, entry.field, value)
    return Saved(entry.field, SaveStatus.SAVED, value, revision + 1)


def _write_answer(respondent: Respondent, answer: Stored | None, field: str, value: str) -> Stored:
    written = Stored(value, answer.revision + 1 if answer else 1, timezone.now())
    if answer is None:
        Answer.objects.create(respondent=respondent, field=field, **written._asdict())
    else:
        kept = Answer.objects.filter(respondent=respondent, field=field)
        kept.update(**written._asdict())
    return written


# Results ----------------------------------------------------------------------------------------


@transaction.atomic
def store_snapshot(*, respondent: Respondent, published: PublishedEdition) -> Snapshot:
    """Store the result as it is now; if nothing has changed since the last one, return that.

    It holds an earlier result in short, if there is one to compare with (domain/standing.py).
    The respondent is locked, so that every answer confirmed before is in the result and no answer
    is half in it.
    """
    _lock_for_answering(respondent)
    assessment = respondent.assessment
    today = timezone.localdate()
    answers = build_answers(
        published.content,
        [{f: a.value for f, a in fetch_answers(respondent.pk).items()}],
        name=assessment.collaboration.name,
        scope=assessment.collaboration.scope,
        day=today,
        answered=assessment.answered,
        people=assessment.people,
    )
    document = build_snapshot(
        published.content, answers, revision=published.revision, sha256=published.sha256
    )
    return _append_snapshot(assessment, document, today)


def _append_snapshot(assessment: Assessment, document: dict[str, Any], today: date) -> Snapshot:
    last = assessment.snapshots.order_by("-number").first()
    if last is not None and is_same_result(last.document, document):
        return last
    earlier = fetch_earlier_snapshot(assessment, today) if last else None
    if earlier:
        document = add_earlier(document, *earlier)
    return Snapshot.objects.create(
        assessment=assessment,
        number=last.number + 1 if last else 1,
        document=document,
        sha256=compute_sha256(document),
    )


# Everything else --------------------------------------------------------------------------------


def store_feedback(*, text: str, topic: str = FeedbackTopic.OTHER, email: str = "") -> Feedback:
    """Keep what a visitor wrote, and nothing else about them."""
    return Feedback.objects.create(text=text, topic=topic, email=email)


def count_use(*, key: str, now: datetime) -> int:
    """Count one more use of `key` in this hour, and return how many that makes."""
    hour = now.replace(minute=0, second=0, microsecond=0)
    counts = RateCount.objects.filter(key=key, hour=hour)
    RateCount.objects.bulk_create([RateCount(key=key, hour=hour)], ignore_conflicts=True)
    counts.update(count=F("count") + 1)
    return counts.values_list("count", flat=True).get()


def delete_expired(*, today: date) -> int:
    """Delete collaborations that have not changed for 13 months; return how many."""
    due = Collaboration.objects.exclude(assessments__changed_on__gt=compute_cutoff(today)).order_by(
        "pk"
    )
    deleted = 0
    while ids := list(due.values_list("pk", flat=True)[:DELETE_BATCH]):
        with transaction.atomic():
            _lock_respondents(ids)
            # Asked again under the lock: an answer may have come in between.
            still_due = list(due.filter(pk__in=ids).values_list("pk", flat=True))
            hashes = _delete_collaborations(still_due)
        forget_pdfs(hashes)
        deleted += len(still_due)
    return deleted


def delete_old_feedback(*, today: date) -> None:
    """Delete what visitors wrote so long ago that a diagnosis would be deleted."""
    Feedback.objects.filter(created_at__date__lte=compute_cutoff(today)).delete()


def delete_old_counts(*, now: datetime) -> None:
    """Delete rate counts of hours gone by."""
    RateCount.objects.filter(hour__lt=now - timedelta(hours=COUNTS_KEPT_HOURS)).delete()
