"""Writes what belongs to no collaboration: feedback, and the counts behind the rate limits."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from django.db import transaction
from django.db.models import F

from assessments.keeping.rules import compute_cutoff
from assessments.models import Feedback, FeedbackTopic, RateCount
from samverkan.submitted.actions import note_made, take_submission

COUNTS_KEPT_HOURS = 25
"""Hours after the start of an hour, or a day, from which its rate counts are deleted."""


class Span(StrEnum):
    """How long uses are counted together. A day is that of UTC."""

    HOUR = "hour"
    DAY = "day"

    def find_start(self, now: datetime) -> datetime:
        start = now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
        return start if self is Span.HOUR else start.replace(hour=0)


@dataclass(frozen=True, slots=True)
class Limit:
    key: str
    span: Span
    most: int


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


@transaction.atomic
def take_uses(*, limits: Sequence[Limit], amount: int = 1, now: datetime) -> Limit | None:
    """Count `amount` more uses under all limits, unless that is more than one of them allows.

    Then the first such is returned, and nothing has been counted.
    """
    starts = {limit: limit.span.find_start(now) for limit in limits}
    keys = sorted({(limit.key, start) for limit, start in starts.items()})
    new = [RateCount(key=key, hour=start) for key, start in keys]
    RateCount.objects.bulk_create(new, ignore_conflicts=True)
    # Locked in one order, so that two who ask at once do not wait for each other.
    for key, start in keys:
        RateCount.objects.filter(key=key, hour=start).update(count=F("count") + amount)
    found = {
        (c.key, c.hour): c.count for c in RateCount.objects.filter(key__in=[k for k, _ in keys])
    }
    passed = next((each for each in limits if found[each.key, starts[each]] > each.most), None)
    if passed:
        for key, start in keys:
            RateCount.objects.filter(key=key, hour=start).update(count=F("count") - amount)
    return passed


@transaction.atomic
def take_each(*, keys: Collection[str], most: int, now: datetime) -> set[str]:
    """Count one more use today of each key that has room for it; return those that have none."""
    start = Span.DAY.find_start(now)
    new = [RateCount(key=key, hour=start) for key in sorted(keys)]
    RateCount.objects.bulk_create(new, ignore_conflicts=True)
    counts = RateCount.objects.filter(key__in=keys, hour=start)
    full = set(
        counts.select_for_update()
        .filter(count__gte=most)
        .order_by("key")
        .values_list("key", flat=True)
    )
    counts.exclude(key__in=full).update(count=F("count") + 1)
    return full


def delete_old_feedback(*, today: date) -> None:
    """Delete what visitors wrote so long ago that a diagnosis would be deleted."""
    Feedback.objects.filter(created_at__date__lte=compute_cutoff(today)).delete()


def delete_old_counts(*, now: datetime) -> None:
    RateCount.objects.filter(hour__lt=now - timedelta(hours=COUNTS_KEPT_HOURS)).delete()
