"""Reads what the links that join a group's round lead to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Max, Q

from assessments.core.links import (
    LinkKind,
    hash_token,
    make_address,
    split_token,
    unsign_link,
)
from assessments.core.rules.lifecycle import State
from assessments.models import Answered, Assessment, Invitation, Respondent


@dataclass(frozen=True, slots=True)
class Begun:
    """Answers that a device has begun by a link, in an open or a closed round.

    Attributes:
        token: what opens them, as the device has it.
        answered: how many fields have been filled in.
        last_saved: when something was last saved, None if nothing has been; of what has been handed
            in to an anonymous round the midnight of that day.
    """

    token: str
    respondent: Respondent
    answered: int
    last_saved: datetime | None

    @property
    def is_handed_in(self) -> bool:
        return self.respondent.submitted_on is not None


def fetch_begun(tokens: Sequence[str]) -> list[Begun]:
    """What is still there of what a device has begun, in the order given.

    One query, none without tokens.
    """
    if not tokens:
        return []
    by_hash = {hash_token(token): token for token in tokens}
    found = (
        Respondent.objects.filter(
            token_sha256__in=by_hash, assessment__answered=Answered.SEPARATELY
        )
        .select_related("assessment__collaboration__owner", "assessment__part")
        .annotate(
            answered=Count("answers", filter=~Q(answers__value="")),
            last_saved=Max("answers__saved_at"),
        )
    )
    begun = [Begun(by_hash[r.token_sha256 or ""], r, r.answered, r.last_saved) for r in found]
    return sorted(begun, key=lambda each: tokens.index(each.token))


def fetch_joinable_round(public_id: UUID) -> Assessment | None:
    """Fetch the round that a group link names, whether or not the link still works. One query."""
    rounds = Assessment.objects.filter(answered=Answered.SEPARATELY)
    rounds = rounds.select_related(
        "collaboration__owner", "collaboration__sharing", "part", "edition"
    )
    return rounds.filter(public_id=public_id).first()


def is_group_link(assessment: Assessment, public_id: UUID, generation: int) -> bool:
    """Whether a link that says this is the group's, and has not been replaced or turned off."""
    return assessment.has_group_link and (assessment.public_id, assessment.group_generation) == (
        public_id,
        generation,
    )


def find_result(assessment: Assessment, site: str = "") -> str:
    """Where those who answered read the result; empty where it is not given to them."""
    if not (assessment.shows_result and assessment.state == State.CLOSED):
        return ""
    return make_address(site, LinkKind.READ, assessment.public_id, assessment.read_generation)


def fetch_invitation(public_id: UUID) -> Invitation | None:
    """Fetch an invitation with its round, if it has not been withdrawn. One query."""
    invitations = Invitation.objects.select_related(
        "assessment__collaboration__owner",
        "assessment__collaboration__sharing",
        "assessment__part",
        "assessment__edition",
    )
    return invitations.filter(public_id=public_id).first()


def fetch_invitation_of(respondent: Respondent, token: str) -> Invitation | None:
    """The invitation that the link to answer says it began with, if it is one to this round.

    One query, none if the link names no invitation.
    """
    _own, signed = split_token(token)
    found = unsign_link(LinkKind.INVITATION, signed) if signed else None
    if found is None:
        return None
    invitations = Invitation.objects.filter(assessment=respondent.assessment_id)
    return invitations.filter(public_id=found[0]).first()
