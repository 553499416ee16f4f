"""Reads respondents with their answers, by the link to answer or as the owner."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache, cached_property
from typing import NamedTuple, cast
from uuid import UUID

from django.db.models import Exists, IntegerField, Max, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from assessments.core.links import LinkEnded, LinkKind, hash_token, split_token, unsign_link
from assessments.instruments.instrument import Given, Instrument, Values
from assessments.instruments.walk import Asked, Walk
from assessments.methods.registry import METHODS
from assessments.methods.stages.walk import MARKERS_PAGE
from assessments.models import (
    Answer,
    Answered,
    Assessment,
    Invitation,
    Member,
    Part,
    Respondent,
    Sheet,
)
from model_content.domain.content import Edition
from model_content.models import Revision
from model_content.selectors.editions import (
    PublishedEdition,
    fetch_revision,
)
from model_content.selectors.tools import fetch_tool_revision

QUESTIONS_A_MINUTE = 5
"""How many questions most people answer in a minute."""

IN_A_ROW_A_MINUTE = 8
"""The same of questions in a long row under one scale, as those of where they stand: of a dozen
words each, some seconds to read and some to answer."""

CHOOSING_MINUTES = 1
"""What it takes to choose what one most wants to work on from the list of aspects."""


class Stored(NamedTuple):
    """What is stored of a field; a page reads a hundred, so it is not a model."""

    value: str
    revision: int
    saved_at: datetime


@dataclass(frozen=True)
class FilledSheet:
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
    def instrument(self) -> Instrument:
        """What can be filled in on it, in the language that is active."""
        return find_instrument(self.respondent, self.published)

    @cached_property
    def walk(self) -> Walk:
        method = METHODS[self.assessment.instrument]
        asked = describe_asked(self.assessment, self.respondent.perspective)
        if self.assessment.tool_id is not None:
            party, has_parties = self.respondent.organisation, bool(self.assessment.organisations)
            asked = replace(asked, party=party, has_parties=has_parties)
        return method.plan(self.instrument, self.values, asked)

    @cached_property
    def last_saved(self) -> datetime | None:
        """When something was last saved, None if nothing has been."""
        return max((answer.saved_at for answer in self.answers.values()), default=None)

    @property
    def keeps_only_days(self) -> bool:
        """Handed in to an anonymous round: of when something was saved only the day is known."""
        is_handed_in = self.respondent.submitted_on is not None
        return self.assessment.is_group and self.assessment.anonymous and is_handed_in


def fetch_respondent(token: str, *, to_save: bool = False) -> Respondent | None:
    """Fetch whoever holds this token, with the round and, not to save, the collaboration. 1 query.

    Raises LinkEnded if it is a steering group's link to a sheet and opens it no more.
    """
    own, signed = split_token(token)
    if steering := unsign_link(LinkKind.SHEET, own):
        return _fetch_for_steering(*steering)
    invitation = unsign_link(LinkKind.INVITATION, signed) if signed else None
    if invitation:
        return _find(_with_invitation(hash_token(own), invitation[0], to_save))
    return _find(_respondents(to_save).filter(token_sha256=hash_token(own)))


def _fetch_for_steering(public_id: UUID, generation: int) -> Respondent | None:
    """The sheet of a tool that all fill in together, for the steering group."""
    sheets = _respondents().filter(assessment__tool__isnull=False, organisation="")
    found = sheets.filter(assessment__public_id=public_id).first()
    if found is not None:
        made_for, last_day = (
            found.assessment.steering_generation,
            found.assessment.steering_expires_on,
        )
        if made_for != generation or last_day is None or last_day < timezone.localdate():
            raise LinkEnded
        found.is_for_steering = True
    return found


def is_used_by_others(respondent: Respondent) -> bool:
    """Whether other answers have been handed in with the invitation that these began with, as their
    link says. No query."""
    is_used: bool = getattr(respondent, "invitation_is_used", False)
    return is_used and respondent.submitted_on is None


def fetch_owned_respondent(public_id: UUID, owner: int) -> Respondent | None:
    """Fetch the respondent of the diagnosis with this id that the account owns. One query.

    Never one of a group's: what they have answered is nobody else's.
    """
    owned = Q(assessment__public_id=public_id, assessment__collaboration__owner=owner)
    return _respondents().filter(owned, ~_OF_A_GROUP).first()


def fetch_respondent_by_hash(sha256: str) -> Respondent | None:
    """Fetch whoever holds the token with this hash. One query."""
    return _find(_respondents().filter(token_sha256=sha256))


_OF_A_GROUP = Q(assessment__answered=Answered.SEPARATELY)


def _find(found: QuerySet[Respondent]) -> Respondent | None:
    """The only one there is, of a token; `first` would take time to order them."""
    return next(iter(found[:1]), None)


@cache
def _respondents(to_save: bool = False) -> QuerySet[Respondent]:
    """With what pages say of whose they are, which takes half of the time and no answer needs.

    Putting the question together takes longer than the answer: it is done once.
    """
    named = ("assessment__collaboration__sharing", "assessment__part")
    found = Respondent.objects.select_related(*(("assessment",) if to_save else named))
    return found.annotate(edition_revision=_newest_revision("assessment__edition_id"))


def _with_invitation(sha256: str, invitation: UUID, to_save: bool) -> QuerySet[Respondent]:
    used = Invitation.objects.filter(public_id=invitation, submitted=True)
    in_round = used.filter(assessment=OuterRef("assessment"))
    found = _respondents(to_save).filter(token_sha256=sha256)
    return found.annotate(invitation_is_used=Exists(in_round))


def fetch_sheet(respondent: Respondent) -> FilledSheet:
    """Fetch everything that a respondent has entered. One query."""
    return FilledSheet(respondent, fetch_pinned_edition(respondent), fetch_answers(respondent.pk))


def fetch_pinned_edition(respondent: Respondent) -> PublishedEdition:
    """What the respondent's round is pinned to; no query once the process knows it.

    Of a tool its revision, of which the pages ask no more than of an edition.
    """
    if (tool := respondent.assessment.tool_id) is not None:
        return cast(PublishedEdition, fetch_tool_revision(tool))
    number: int = respondent.edition_revision  # type: ignore[attr-defined]
    return fetch_revision(respondent.assessment.edition_id, number)


def describe_asked(assessment: Assessment, perspective: str = "") -> Asked:
    return Asked(
        perspective=perspective,
        is_one_of_several=assessment.is_group,
        chosen=tuple(assessment.asked_stages),
        is_short=assessment.is_short,
    )


def estimate_answering(assessment: Assessment, edition: Edition) -> tuple[int, int]:
    """How many questions somebody who begins in a group's round is to answer, and the minutes."""
    method = METHODS[assessment.instrument]
    walk = method.plan(method.build(edition), {}, describe_asked(assessment))
    in_a_row = sum(page.total for page in walk.open_pages if page.slug == MARKERS_PAGE)
    apart = (walk.total - in_a_row) / QUESTIONS_A_MINUTE
    return walk.total, round(in_a_row / IN_A_ROW_A_MINUTE + apart + CHOOSING_MINUTES)


def find_instrument(respondent: Respondent, published: PublishedEdition) -> Instrument:
    """What a respondent is asked, in the language that is active. No query."""
    return METHODS[respondent.assessment.instrument].build(published.content)


def fetch_answers(sheet: int) -> dict[str, Stored]:
    """Everything that stands on a sheet, by field, answers taken back included. One query."""
    rows = Answer.objects.filter(sheet=sheet).values_list("field", *Stored._fields)
    return {field: Stored(*stored) for field, *stored in rows}


def fetch_sheets_of_tool(assessment: Assessment) -> list[Given]:
    """What stands on the sheets of a tool: that of all together, and each party's. One query."""
    answers = Answer.objects.filter(sheet__assessment=assessment).exclude(value="")
    values: dict[str, dict[str, str]] = {name: {} for name in ("", *assessment.organisations)}
    done: dict[str, date | None] = {}
    rows = answers.values_list("sheet__organisation", "sheet__submitted_on", "field", "value")
    for party, day, field, value in rows.order_by("sheet__organisation", "field"):
        values.setdefault(party, {})[field] = value
        done[party] = day
    return [
        Given(given, organisation=party, submitted_on=done.get(party))
        for party, given in values.items()
    ]


def fetch_writer(sheet: Sheet, field: str) -> str:
    """The address of who saved a field last, empty if it is not known or not kept. One query."""
    answers = Answer.objects.filter(
        sheet__kind=sheet.kind,
        sheet__assessment=sheet.assessment,
        sheet__action=sheet.action,
        field=field,
    )
    return answers.values_list("saved_by__email", flat=True).first() or ""


def fetch_readable_assessment(signed: str) -> Assessment | None:
    """Fetch the round that a link to read opens, if the link has not been revoked. One query."""
    found = unsign_link(LinkKind.READ, signed)
    if found is None:
        return None
    public_id, generation = found
    rounds = Assessment.objects.select_related("collaboration")
    return rounds.filter(public_id=public_id, read_generation=generation).first()


def is_shared(assessment: Assessment) -> bool:
    """There is more in the collaboration than this round: another one, a part or a member."""
    others = Assessment.objects.filter(collaboration=assessment.collaboration_id)
    return (
        others.exclude(pk=assessment.pk).exists()
        or Part.objects.filter(collaboration=assessment.collaboration_id).exists()
        or Member.objects.filter(collaboration=assessment.collaboration_id).exists()
    )


def is_named_by_leader(assessment: Assessment) -> bool:
    """Whoever has the link to answer may no longer say what it is called and what is counted in.

    Where nobody leads they still may: there is nobody else to say it.
    """
    return assessment.collaboration.owner_id is not None and is_shared(assessment)


def fetch_last_saved(respondent: Respondent) -> datetime | None:
    """When the respondent last saved something. One query."""
    saved: datetime | None = respondent.answers.aggregate(last=Max("saved_at"))["last"]
    return saved


def _newest_revision(edition_id: str) -> Subquery:
    revisions = Revision.objects.filter(edition_id=OuterRef(edition_id)).order_by("-number")
    return Subquery(revisions.values("number")[:1], output_field=IntegerField())
