"""Writes the steering group's link, and what the steering group says and decides of a report."""

from datetime import date

from django.db import transaction
from django.db.models import F

from assessments.models import Assessment, Decision, SteeringComment
from samverkan.deletions import Kind, log_links


def make_steering_link(*, assessment: Assessment, expires_on: date) -> None:
    """Make a link to the round's report that works until this day; one made before stops working.

    Args:
        expires_on: the last day that the link works.
    """
    _replace_link(assessment, expires_on)


def revoke_steering_link(*, assessment: Assessment) -> None:
    """Make the link that has been given out stop working."""
    _replace_link(assessment, None)


@transaction.atomic
def _replace_link(assessment: Assessment, expires_on: date | None) -> None:
    rounds = Assessment.objects.filter(pk=assessment.pk)
    rounds.update(steering_generation=F("steering_generation") + 1, steering_expires_on=expires_on)
    log_links(Kind.STEERING_LINK, rounds.values_list("public_id", "steering_generation"))


@transaction.atomic
def store_steering_comment(
    *, assessment: Assessment, name: str, text: str, today: date
) -> SteeringComment:
    """Keep what somebody in the steering group said; saying the same twice keeps it once.

    Raises:
        Assessment.DoesNotExist: the round has been deleted.
    """
    _lock_round(assessment)
    return SteeringComment.objects.get_or_create(
        assessment=assessment, name=name, text=text, defaults={"created_on": today}
    )[0]


@transaction.atomic
def record_decision(
    *, assessment: Assessment, decided_on: date, text: str, name: str, today: date
) -> Decision:
    """Record that the steering group has dealt with the report; once, however often it is sent.

    Raises:
        Assessment.DoesNotExist: the round has been deleted.
    """
    _lock_round(assessment)
    return Decision.objects.get_or_create(
        assessment=assessment,
        decided_on=decided_on,
        text=text,
        name=name,
        defaults={"created_on": today},
    )[0]


def _lock_round(assessment: Assessment) -> None:
    """The round stays until the end, and of two who send the same the second finds the first's."""
    Assessment.objects.select_for_update(no_key=True).get(pk=assessment.pk)
