"""Writes the steering group's link, and what the steering group says and decides of a report."""

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F

from assessments.models import Assessment, Decision, SteeringComment
from samverkan.operation.deletions import Kind, log_links
from samverkan.submitted.actions import note_made, take_submission


@transaction.atomic
def make_steering_link(*, assessment: Assessment, expires_on: date | None) -> None:
    """Make a link to the round's report whose last day is this; None: no link works.

    One made before stops working.
    """
    rounds = Assessment.objects.filter(pk=assessment.pk)
    rounds.update(steering_generation=F("steering_generation") + 1, steering_expires_on=expires_on)
    log_links(Kind.STEERING_LINK, rounds.values_list("public_id", "steering_generation"))


def revoke_steering_link(*, assessment: Assessment) -> None:
    make_steering_link(assessment=assessment, expires_on=None)


def store_steering_comment(*, assessment: Assessment, submission: str = "", **given: Any) -> None:
    _store(SteeringComment, assessment, submission, **given)


def record_decision(*, assessment: Assessment, submission: str = "", **given: Any) -> None:
    _store(Decision, assessment, submission, **given)


@transaction.atomic
def _store(
    model: type[Decision | SteeringComment],
    assessment: Assessment,
    submission: str,
    *,
    today: date,
    **given: Any,
) -> None:
    """Keep it once, however often the form is sent. Raises Assessment.DoesNotExist."""
    Assessment.objects.select_for_update(no_key=True).get(pk=assessment.pk)  # it stays till the end
    sent = take_submission(submission)
    if not sent.made:
        made = model.objects.create(assessment=assessment, created_on=today, **given)
        note_made(sent, made.pk)
