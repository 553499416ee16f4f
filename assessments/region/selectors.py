"""Reads what statistics on the questions rest on: closed rounds that have agreed to it."""

from datetime import date

from django.db.models import OuterRef, Subquery

from assessments.core.rules.lifecycle import State
from assessments.core.rules.permissions import Role
from assessments.methods.stages.instrument import STAGES
from assessments.models import Answered, Assessment, RoundEvent, Snapshot
from assessments.region.rules.questions import ClosedRound
from assessments.results.rules.pooling import is_poolable, number_leaders
from model_content.models import Edition, EditionStatus

_KEYS = (
    "document__disclosure",
    "document__respondents",
    "document__counts",
    "document__diagnosis__aspects",
    "document__diagnosis__priorities",
    "document__diagnosis__stage",
    "document__diagnosis__self_placements",
)


def fetch_closed_rounds(edition_id: int, today: date) -> list[ClosedRound]:
    """The newest result of each round of an edition that may be used. Two queries.

    Only rounds that were asked and agreed, and that closed before this month.
    """
    agreed = Assessment.objects.filter(
        instrument=STAGES,
        edition_id=edition_id,
        answered=Answered.SEPARATELY,
        state=State.CLOSED,
        allows_statistics=True,
        closed_on__isnull=False,
    )
    newest = Snapshot.objects.filter(assessment=OuterRef("assessment")).order_by("-number")
    rows = Snapshot.objects.filter(
        assessment__in=agreed.values("pk"), pk=Subquery(newest.values("pk")[:1])
    ).values_list(
        "assessment_id", "assessment__closed_on", "assessment__smallest_group", *_KEYS,
    ).order_by("assessment__closed_on", "pk")  # fmt: skip
    found = list(rows)
    leaders = _fetch_leaders([key for key, *_rest in found])
    numbers = number_leaders([leaders[key] for key, *_rest in found])
    rounds = [
        ClosedRound(number, closed_on.isoformat()[:7], *rest)
        for number, (_key, closed_on, *rest) in zip(numbers, found, strict=True)
    ]
    return [r for r in rounds if is_poolable(r.month, today.isoformat()[:7])]


def _fetch_leaders(keys: list[int]) -> dict[int, set[int]]:
    """The accounts that lead these rounds, or have opened, closed or moved them. One query."""
    rounds = Assessment.objects.filter(pk__in=keys).order_by()
    owners = rounds.values_list("pk", "collaboration__owner_id")
    co_leaders = rounds.filter(collaboration__members__role=Role.CO_LEADER)
    changed = RoundEvent.objects.filter(assessment__in=keys).order_by()
    leaders: dict[int, set[int]] = {key: set() for key in keys}
    for key, account in owners.union(
        co_leaders.values_list("pk", "collaboration__members__user_id"),
        changed.values_list("assessment_id", "user_id"),
    ):
        if account is not None:
            leaders[key].add(account)
    return leaders


def list_asked_editions() -> list[str]:
    """The codes of the editions that have been asked, the newest first."""
    asked = Edition.objects.filter(status__in=[EditionStatus.PUBLISHED, EditionStatus.RETIRED])
    return list(asked.order_by("-in_use_since", "-pk").values_list("code", flat=True))
