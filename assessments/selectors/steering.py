"""Reads what the steering group's link opens, and what the steering group has said."""

from dataclasses import dataclass
from datetime import date

from assessments.domain.lifecycle import State
from assessments.links import LinkKind, unsign_link
from assessments.models import Assessment, Decision, SteeringComment


class LinkEnded(Exception):
    """The link was right once: it has expired, been revoked, or what it led to is gone."""


@dataclass(frozen=True, slots=True)
class SteeringNotes:
    """What the steering group has said and decided, in the order it came."""

    comments: tuple[SteeringComment, ...]
    decisions: tuple[Decision, ...]


def fetch_steered_round(signed: str, today: date) -> Assessment | None:
    """Fetch the round whose report the steering group's link opens; None if it is forged.

    One query.

    Raises:
        LinkEnded: the link opens nothing any more.
    """
    found = unsign_link(LinkKind.STEERING, signed)
    if found is None:
        return None
    public_id, generation = found
    rounds = Assessment.objects.select_related("collaboration", "part").filter(
        public_id=public_id,
        state=State.CLOSED,
        steering_generation=generation,
        steering_expires_on__gte=today,
    )
    assessment = rounds.first()
    if assessment is None:
        raise LinkEnded
    return assessment


def fetch_steering_notes(assessment: Assessment) -> SteeringNotes:
    """What the steering group has said of a round's report. Two queries."""
    return SteeringNotes(
        tuple(SteeringComment.objects.filter(assessment=assessment)),
        tuple(Decision.objects.filter(assessment=assessment)),
    )
