"""Writes what belongs to no collaboration: feedback, and the counts behind the rate limits."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F

from assessments.domain.retention import compute_cutoff
from assessments.models import (
    Feedback,
    FeedbackTopic,
    RateCount,
)
from samverkan.actions import note_made, take_submission

COUNTS_KEPT_HOURS = 2
"""Hours after the start of an hour from which its rate counts are deleted."""


@transaction.atomic
def store_feedback(
    *, text: str, topic: str = FeedbackTopic.OTHER, email: str = "", submission: str = ""
) -> Feedback | None:
    """Keep what a visitor wrote, and nothing else about them; None if the form was sent before."""
    sent = take_submission(submission)
    if sent.made:
        return None
    feedback = Feedback.objects.create(text=text, topic=topic, email=email)
    note_made(sent, feedback.pk)
    return feedback


def count_use(*, key: str, now: datetime) -> int:
    """Count one more use of `key` in this hour, and return how many that makes."""
    hour = now.replace(minute=0, second=0, microsecond=0)
    counts = RateCount.objects.filter(key=key, hour=hour)
    RateCount.objects.bulk_create([RateCount(key=key, hour=hour)], ignore_conflicts=True)
    counts.update(count=F("count") + 1)
    return counts.values_list("count", flat=True).get()


def take_uses(*, key: str, amount: int, limit: int, now: datetime) -> bool:
    """Count `amount` more uses of `key` in this hour, unless they are more than `limit` together.

    Returns:
        Whether they were counted.
    """
    hour = now.replace(minute=0, second=0, microsecond=0)
    RateCount.objects.bulk_create([RateCount(key=key, hour=hour)], ignore_conflicts=True)
    room = RateCount.objects.filter(key=key, hour=hour, count__lte=limit - amount)
    return bool(room.update(count=F("count") + amount))


def delete_old_feedback(*, today: date) -> None:
    """Delete what visitors wrote so long ago that a diagnosis would be deleted."""
    Feedback.objects.filter(created_at__date__lte=compute_cutoff(today)).delete()


def delete_old_counts(*, now: datetime) -> None:
    """Delete rate counts of hours gone by."""
    RateCount.objects.filter(hour__lt=now - timedelta(hours=COUNTS_KEPT_HOURS)).delete()
