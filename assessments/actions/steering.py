"""Writes the steering group's link, and what the steering group says and decides of a report."""

from datetime import date

from django.db import transaction
from django.db.models import F

from assessments.models import Assessment, Decision, SteeringComment
from samverkan.operation.deletions import Kind, log_links
from samverkan.submitted.actions import note_made, take_submission


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
    *, assessment: Assessment, name: str, text: str, today: date, submission: str = ""
) -> None:
    """Keep what somebody in the steering group said; a form that is sent twice is kept once.

    Raises:
        Assessment.DoesNotExist: the round has been deleted.
    """
    _lock_round(assessment)
    sent = take_submission(submission)
    if not sent.made:
        made = SteeringComment.objects.create(
            assessment=assessment, name=name, text=text, created_on=today
        )
        note_made(sent, made.pk)


@transaction.atomic
def record_decision(
    *,
    assessment: Assessment,
    decided_on: date,
    text: str,
    name: str,
    today: date,
    submission: str = "",
) -> None:
    """Record that the steering group has dealt with the report; once, however often it is sent.

    Raises:
        Assessment.DoesNotExist: the round has been deleted.
    """
    _lock_round(assessment)
    sent = take_submission(submission)
    if not sent.made:
        made = Decision.objects.create(
            assessment=assessment, decided_on=decided_on, text=text, name=name, created_on=today
        )
        note_made(sent, made.pk)


def _lock_round(assessment: Assessment) -> None:
    """The round stays until the end."""
    Assessment.objects.select_for_update(no_key=True).get(pk=assessment.pk)
