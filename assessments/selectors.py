"""Reads collaborations, answers and results: one function per page or need."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import IntegerField, Max, OuterRef, Q, QuerySet, Subquery

from assessments.domain.fields import Values
from assessments.domain.report import Report, build_report
from assessments.domain.snapshot import upgrade_snapshot
from assessments.domain.standing import choose_earlier
from assessments.domain.walk import Walk, compute_walk
from assessments.links import hash_token, unsign_read_link
from assessments.models import Answer, Assessment, Respondent, Snapshot
from model_content.domain.content import Edition
from model_content.models import Revision
from model_content.selectors import (
    PublishedEdition,
    fetch_edition,
    fetch_edition_and_newest,
    fetch_revision,
)
from samverkan.models import User


class Stored(NamedTuple):
    """What is stored of a field; a page reads a hundred, so it is not a model."""

    value: str
    revision: int
    saved_at: datetime


@dataclass(frozen=True)
class Sheet:
    """A respondent with everything entered so far: what the pages of the walk are made from."""

    respondent: Respondent
    published: PublishedEdition
    answers: dict[str, Stored]

    @property
    def assessment(self) -> Assessment:
        return self.respondent.assessment

    @property
    def edition(self) -> Edition:
        return self.published.content

    @cached_property
    def values(self) -> Values:
        """Field → value, unanswered fields left out."""
        return {field: answer.value for field, answer in self.answers.items() if answer.value}

    @cached_property
    def walk(self) -> Walk:
        return compute_walk(self.edition, self.values)

    @cached_property
    def last_saved(self) -> datetime | None:
        """When something was last saved, None if nothing has been."""
        return max((answer.saved_at for answer in self.answers.values()), default=None)


class OwnerKey(str):
    """A round's public id, with the account whose round it must be.

    It stands where a token stands: in the addresses of an owner's pages, and to load them.
    """

    user_id: int

    @classmethod
    def make(cls, public_id: UUID, user_id: int) -> "OwnerKey":
        key = cls(public_id)
        key.user_id = user_id
        return key


def fetch_respondent(token: str) -> Respondent | None:
    """Fetch whoever holds this token, with the round and the collaboration. One query.

    An owner's key opens the round of theirs that it names.
    """
    if isinstance(token, OwnerKey):
        owned = Q(assessment__public_id=token, assessment__collaboration__owner=token.user_id)
        return _respondents().filter(owned).order_by("pk").first()
    return fetch_respondent_by_hash(hash_token(token))


def fetch_respondent_by_hash(sha256: str) -> Respondent | None:
    """Fetch whoever holds the token with this hash. One query."""
    return _respondents().filter(token_sha256=sha256).first()


def _respondents() -> QuerySet[Respondent]:
    return Respondent.objects.select_related("assessment__collaboration").annotate(
        edition_revision=_newest_revision("assessment__edition_id")
    )


def fetch_owned_rounds(user: User) -> QuerySet[Assessment]:
    """The rounds of an account's collaborations, last changed first. One query."""
    owned = Assessment.objects.filter(collaboration__owner=user)
    return owned.select_related("collaboration").order_by("-changed_on", "-pk")


def fetch_sheet(token: str) -> Sheet | None:
    """Fetch a respondent's answers by token. Two queries."""
    respondent = fetch_respondent(token)
    if respondent is None:
        return None
    return Sheet(respondent, fetch_pinned_edition(respondent), fetch_answers(respondent.pk))


def fetch_pinned_edition(respondent: Respondent) -> PublishedEdition:
    """The edition that the respondent's round is pinned to; no query once the process knows it."""
    number: int = respondent.edition_revision  # type: ignore[attr-defined]
    return fetch_revision(respondent.assessment.edition_id, number)


def fetch_answers(respondent_id: int) -> dict[str, Stored]:
    """Everything a respondent has entered, by field, answers taken back included. One query."""
    answers = Answer.objects.filter(respondent_id=respondent_id)
    rows = answers.values_list("field", *Stored._fields)
    return {field: Stored(*stored) for field, *stored in rows}


def fetch_readable_assessment(signed: str) -> Assessment | None:
    """Fetch the round that a link to read opens, if the link has not been revoked. One query."""
    found = unsign_read_link(signed)
    if found is None:
        return None
    public_id, generation = found
    rounds = Assessment.objects.select_related("collaboration")
    return rounds.filter(public_id=public_id, read_generation=generation).first()


def fetch_snapshot(assessment: Assessment, number: int | None) -> Snapshot | None:
    """Fetch a result of the round by its number, or the newest. One query."""
    snapshots = assessment.snapshots.order_by("-number")
    return (snapshots if number is None else snapshots.filter(number=number)).first()


def fetch_earlier_snapshot(
    assessment: Assessment, today: date
) -> tuple[Mapping[str, Any], Edition] | None:
    """The result that one made today is compared with, and the content it was answered on.

    Three queries, one if there is none.
    """
    days = dict(assessment.snapshots.values_list("number", "document__date"))
    number = choose_earlier({n: date.fromisoformat(day) for n, day in days.items()}, today)
    if number is None:
        return None
    snapshot = upgrade_snapshot(assessment.snapshots.get(number=number).document)
    named = snapshot["edition"]
    return snapshot, fetch_edition(named["code"], named["revision"]).content


def fetch_report(document: Mapping[str, Any]) -> Report:
    """Turn a snapshot's document into a report, on the revision of the content it names.

    One query.
    """
    snapshot = upgrade_snapshot(document)
    named = snapshot["edition"]
    return build_report(snapshot, fetch_edition(named["code"], named["revision"]).content)


def fetch_report_to_read(document: Mapping[str, Any]) -> tuple[Report, Edition]:
    """The report of a snapshot, and the edition that the public pages show now. One query."""
    snapshot = upgrade_snapshot(document)
    named = snapshot["edition"]
    own, newest = fetch_edition_and_newest(named["code"], named["revision"])
    return build_report(snapshot, own.content), newest.content


def fetch_snapshot_list(assessment: Assessment) -> QuerySet[Snapshot]:
    """The round's results, newest first, without their documents."""
    return assessment.snapshots.defer("document").order_by("-number")


def fetch_last_saved(respondent: Respondent) -> datetime | None:
    """When the respondent last saved something. One query."""
    saved: datetime | None = respondent.answers.aggregate(last=Max("saved_at"))["last"]
    return saved


def is_outdated(snapshots: Sequence[Snapshot], last_saved: datetime | None) -> bool:
    """Tell whether something has been saved since the newest of the results (newest first)."""
    return bool(snapshots and last_saved and last_saved > snapshots[0].created_at)


def _newest_revision(edition_id: str) -> Subquery:
    revisions = Revision.objects.filter(edition_id=OuterRef(edition_id)).order_by("-number")
    return Subquery(revisions.values("number")[:1], output_field=IntegerField())
