"""Reads what the links that join a group's round lead to."""

from uuid import UUID

from assessments.links import LinkKind, split_token, unsign_link
from assessments.models import Answered, Assessment, Invitation, Respondent


def fetch_joinable_round(public_id: UUID, generation: int) -> Assessment | None:
    """Fetch the round that a group link opens, if the link has not been revoked. One query."""
    rounds = Assessment.objects.filter(answered=Answered.SEPARATELY)
    rounds = rounds.select_related("collaboration__owner", "part")
    return rounds.filter(public_id=public_id, group_generation=generation).first()


def fetch_invitation(public_id: UUID) -> Invitation | None:
    """Fetch an invitation with its round, if it has not been withdrawn. One query."""
    invitations = Invitation.objects.select_related(
        "assessment__collaboration__owner", "assessment__part"
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
