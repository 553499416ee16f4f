"""Reads what the steering group's link opens, and what the steering group has said."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db.models import Q
from django.db.models.functions import Coalesce

from assessments.core.links import LinkEnded, LinkKind, unsign_link
from assessments.core.rules.lifecycle import State
from assessments.meeting.rules.meeting import ActionStatus, Outcome, sort_by_day
from assessments.models import (
    AnswerNotice,
    Assessment,
    Decision,
    LinkMail,
    PlannedAction,
    SteeringComment,
)
from assessments.rounds.selectors.rounds import find_decided


def fetch_steered_round(signed: str, today: date) -> Assessment | None:
    """Fetch the round whose report the steering group's link opens; None if it is forged.

    One query. Raises LinkEnded if it opens nothing any more.
    """
    found = unsign_link(LinkKind.STEERING, signed)
    if found is None:
        return None
    public_id, generation = found
    rounds = Assessment.objects.select_related("collaboration", "part")
    rounds = rounds.filter(public_id=public_id, state=State.CLOSED)
    assessment = rounds.filter(
        steering_generation=generation, steering_expires_on__gte=today
    ).first()
    if assessment is None:
        raise LinkEnded
    return assessment


def fetch_steering_notes(assessment: Assessment) -> dict[str, list[Any]]:
    """Two queries."""
    decisions = list(Decision.objects.filter(assessment=assessment))
    comments = SteeringComment.objects.filter(assessment=assessment).select_related("action")
    comments = comments.annotate(proposal=find_proposal())
    return {
        "comments": list(comments),
        "decisions": decisions,
        "days": sorted({decision.decided_on for decision in decisions}),
    }


def fetch_standing(action: PlannedAction) -> Decision | None:
    """What has been decided of it; None if it is asked anew. One query at most."""
    return action.decisions.last() if action.outcome else None


def fetch_decision(assessment: Assessment, decision_id: int) -> Decision | None:
    """One query."""
    return Decision.objects.filter(pk=decision_id, assessment=assessment).first()


def find_proposal() -> Coalesce:
    """What something is about: the group's own words, also when they have been changed since."""
    return Coalesce(find_decided("proposed", action="action__"), "action__what")


def list_waiting_mails(keys: Collection[int]) -> list[LinkMail]:
    """One query."""
    waiting = LinkMail.objects.filter(pk__in=keys, failed=False)
    return list(waiting.select_related("assessment").order_by("asked_at", "email"))


def list_failed_mails(assessment: Assessment) -> str:
    """The addresses that a mail with the link did not reach. One query."""
    failed = LinkMail.objects.filter(assessment=assessment, failed=True)
    return "; ".join(failed.order_by("email").values_list("email", flat=True))


def list_rounds_with_news() -> list[Assessment]:
    """Rounds whose steering group has written something that nobody has been told of. One query."""
    comments = SteeringComment.objects.filter(told=False).values("assessment")
    decisions = Decision.objects.filter(told=False).values("assessment")
    rounds = Assessment.objects.filter(Q(pk__in=comments) | Q(pk__in=decisions))
    return list(rounds.select_related("collaboration__owner").order_by("pk"))


def list_answered_notices() -> list[AnswerNotice]:
    """Those who are to be told that a leader has answered, in an order of chance. One query."""
    notices = AnswerNotice.objects.filter(answered_on__isnull=False).order_by("pk")
    notices = notices.annotate(proposal=find_proposal())
    return list(notices.select_related("assessment__collaboration", "action"))


def fetch_answer(notice: AnswerNotice) -> str:
    """What a leader last answered of what the notice is about; empty if it is gone. One query."""
    said = SteeringComment.objects.filter(assessment=notice.assessment_id, from_leader=True)
    answers = said.filter(action=notice.action_id).order_by("-pk")
    return answers.values_list("text", flat=True).first() or ""


def list_actions(assessment: Assessment) -> list[PlannedAction]:
    """What the round's meeting decided, and what has been put in the plan beside the rounds where
    this one is about the whole collaboration; of what was dropped, only what the steering group
    rejected. One query."""
    own = Q(assessment=assessment)
    if assessment.part_id is None:
        own |= Q(assessment=None, for_steering=True)
    actions = PlannedAction.objects.filter(own, collaboration=assessment.collaboration_id)
    actions = actions.select_related("from_tool")
    rejected = Q(outcome=Outcome.REJECTED)
    return sorted(actions.filter(~Q(status=ActionStatus.DROPPED) | rejected), key=sort_by_day)
