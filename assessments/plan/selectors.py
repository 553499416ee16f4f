"""Reads a collaboration's plan: its actions of all rounds, and what leads to the next round."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from django.db.models import Count, F, IntegerField, Max, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Cast

from assessments.core.rules.lifecycle import State
from assessments.core.rules.permissions import Role
from assessments.keeping.rules import add_months
from assessments.meeting.rules.meeting import ActionStatus
from assessments.methods.stages.answers import STATEMENT_VALUES
from assessments.models import (
    Answer,
    Answered,
    Assessment,
    Collaboration,
    Member,
    PlannedAction,
    RemovedAction,
    Sheet,
    SheetKind,
)
from assessments.plan.rules import (
    MONTHS_BETWEEN,
    MOST_MONTHS,
    REMIND_AGAIN,
    REMIND_BEFORE,
    Plan,
    PlanItem,
    Reassessment,
    arrange_plan,
    suggest_next_month,
)
from assessments.results.selectors import readable_results
from assessments.rounds.selectors.rounds import fetch_round_edition, make_action_item
from assessments.tools.selectors import tell_origin
from model_content.domain.content import Edition
from model_content.models import Revision
from model_content.selectors.editions import fetch_edition, fetch_revision
from samverkan.mail import can_be_mailed

_RATED = [str(value) for value in STATEMENT_VALUES]
"""The stored answers that are numbers, 1 to 5: the others count nowhere."""

OPEN = (ActionStatus.PLANNED.value, ActionStatus.ONGOING.value)
"""What is still to be done."""


# The plan -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PlanSheet:
    """The plan, what has been removed from it, and the first day of the month that is suggested for
    the next round, if any.
    """

    plan: Plan
    removed: tuple[RemovedAction, ...]
    next_month: date | None

    @property
    def is_in_calendars(self) -> bool:
        return bool(self.plan.in_calendar or self.removed)


def fetch_plan(collaboration: Collaboration, today: date) -> PlanSheet:
    """Fetch everything that the plan's page and files show. Six queries."""
    actions = PlannedAction.objects.filter(collaboration=collaboration)
    rated = Answer.objects.filter(sheet__action=OuterRef("pk"), value__in=_RATED)
    counted = (
        rated.order_by()
        .values("sheet")
        .annotate(total=Sum(Cast("value", IntegerField())), count=Count("pk"))
    )
    rows = list(
        actions.select_related("assessment", "reassessment", "from_tool").annotate(
            total=Subquery(counted.values("total")), count=Subquery(counted.values("count"))
        )
    )
    titles = _name_aspects(rows)
    scores = _fetch_scores(row.assessment_id for row in rows if hasattr(row, "reassessment"))
    plan = arrange_plan((_make_item(row, titles[row.pk], scores) for row in rows), today)
    due = [day for _item, day in plan.dated]
    removed = tuple(RemovedAction.objects.filter(collaboration=collaboration))
    return PlanSheet(plan, removed, _suggest_month(collaboration, due, today))


def fetch_next_month(collaboration: Collaboration, today: date) -> date | None:
    """The first day of the month suggested for the next round, if any. Two queries."""
    still_open = PlannedAction.objects.filter(
        collaboration=collaboration, status__in=OPEN, due_on__isnull=False
    )
    due = [day for day in still_open.values_list("due_on", flat=True) if day]
    return _suggest_month(collaboration, due, today)


def _suggest_month(collaboration: Collaboration, due: list[date], today: date) -> date | None:
    rounds = Assessment.objects.filter(collaboration=collaboration, answered=Answered.SEPARATELY)
    states = list(rounds.values_list("closed_on", "part_id", "state"))
    closed = [(day, part) for day, part, state in states if state == State.CLOSED and day]
    if not closed:
        return None
    closed_on, part = max(closed, key=lambda one: one[0])
    if any(other == part and state != State.CLOSED for _day, other, state in states):
        return None  # it has been planned, or is going on
    return suggest_next_month(closed_on, due, today)


def _name_aspects(rows: Iterable[PlannedAction]) -> dict[int, str]:
    """Action → its aspect's title in the edition of its round, or else in the newest."""
    ids = {row.assessment.edition_id for row in rows if row.assessment}
    revisions = Revision.objects.filter(edition__in=ids).values_list("edition_id")
    numbers = dict(revisions.annotate(Max("number")))
    editions = {pk: fetch_revision(pk, number).content for pk, number in numbers.items()}
    newest = fetch_edition().content
    titles = {}
    for row in rows:
        edition = editions[row.assessment.edition_id] if row.assessment else newest
        aspect = edition.aspect_by_code.get(row.aspect)
        titles[row.pk] = aspect.title if aspect else ""
    return titles


def _fetch_scores(rounds: Iterable[int | None]) -> dict[tuple[int, str], Fraction]:
    """(round, aspect) → its score as the round's newest result shows it."""
    snapshots = readable_results().filter(assessment__in={pk for pk in rounds if pk is not None})
    found = snapshots.order_by("number").values_list(
        "assessment_id", "document__diagnosis__aspects"
    )
    newest = dict(found)
    return {
        (pk, aspect["code"]): Fraction(str(aspect["score"]))
        for pk, aspects in newest.items()
        for aspect in aspects
        if aspect["score"] is not None
    }


def find_reassessment(action: PlannedAction) -> Sheet:
    """The sheet on which an action's aspect is assessed again; a new one if there is none. No
    query.
    """
    if hasattr(action, "reassessment"):
        return action.reassessment
    return Sheet(kind=SheetKind.REASSESSMENT, action=action)


def _make_item(row: Any, title: str, scores: Mapping[tuple[int, str], Fraction]) -> PlanItem:
    again = find_reassessment(row)
    return PlanItem(
        id=row.pk,
        revision=row.revision,
        action=make_action_item(row),
        aspect_title=title,
        round_title=row.assessment.title if row.assessment else "",
        done_on=row.done_on,
        reassessment=Reassessment(
            day=again.submitted_on,
            after=Fraction(row.total, row.count) if row.count else None,
            before=scores.get((row.assessment_id or 0, row.aspect)),
        )
        if again.submitted_on
        else None,
        origin=tell_origin(row.from_tool),
    )


# One action ---------------------------------------------------------------------------------------


def fetch_action(collaboration: Collaboration, action_id: int) -> PlannedAction | None:
    actions = PlannedAction.objects.filter(collaboration=collaboration, pk=action_id)
    return actions.select_related("assessment__edition", "reassessment").first()


def fetch_action_edition(action: PlannedAction | None) -> Edition:
    """The edition of the action's round, or else the newest. One query."""
    if action is None or action.assessment is None:
        return fetch_edition().content
    return fetch_round_edition(action.assessment).content


# Reminders ----------------------------------------------------------------------------------------


def list_collaborations_to_remind(today: date) -> list[Collaboration]:
    """Collaborations where something may have to be reminded of. One query."""
    due = PlannedAction.objects.filter(
        Q(reminded_on=None) | Q(reminded_on__lte=today - REMIND_AGAIN),
        status__in=OPEN,
        due_on__lte=today + REMIND_BEFORE,
    )
    found = Collaboration.objects.filter(pk__in=due.values("collaboration"))
    return list(found.select_related("owner").order_by("pk"))


def list_due_for_next_round(today: date) -> list[Collaboration]:
    """Collaborations that may be told that it is time for the next round. One query.

    None that has been told since its last round closed, nor any that is late by months.
    """
    of_group = Q(assessments__answered=Answered.SEPARATELY, assessments__state=State.CLOSED)
    found = Collaboration.objects.annotate(last=Max("assessments__closed_on", filter=of_group))
    latest, earliest = add_months(today, 1 - MONTHS_BETWEEN), add_months(today, -MOST_MONTHS - 2)
    untold = Q(next_round_told_on=None) | Q(next_round_told_on__lt=F("last"))
    return list(
        found.filter(untold, last__range=(earliest, latest)).select_related("owner").order_by("pk")
    )


def list_leaders_addresses(collaboration: Collaboration) -> list[str]:
    """The addresses of the leader and the co-leaders whose accounts are in use. One query.

    Without those that cannot be mailed: one of them would stop a mail to all.
    """
    members = Member.objects.filter(
        collaboration=collaboration, role=Role.CO_LEADER, user__is_active=True
    )
    addresses = list(members.values_list("user__email", flat=True))
    leader = collaboration.owner
    if leader and leader.is_active:
        addresses.insert(0, leader.email)
    return list(filter(can_be_mailed, addresses))
