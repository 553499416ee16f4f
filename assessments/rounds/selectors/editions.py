"""Reads what is being answered on editions of the content, for those who publish them."""

from collections.abc import Collection, Mapping

from django.db.models import Count, Q

from assessments.core.rules.lifecycle import State
from assessments.models import Answered, Assessment
from model_content.selectors.drafts import Running


def count_rounds(editions: Collection[int]) -> Mapping[int, Running]:
    """How much is being answered on each of the editions; those with nothing left out. One query.

    A group's round runs until it closes, one being prepared included. A diagnosis with one set of
    answers never closes.
    """
    is_group = Q(answered=Answered.SEPARATELY)
    running = Assessment.objects.filter(edition__in=editions, tool=None)
    running = running.exclude(is_group, state=State.CLOSED)
    counts = running.values("edition").annotate(
        rounds=Count("pk", filter=is_group), diagnoses=Count("pk", filter=~is_group)
    )
    return {row["edition"]: Running(row["rounds"], row["diagnoses"]) for row in counts}
