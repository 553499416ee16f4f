"""Reads what a group has its meeting with: the result, the joint assessment, what is to be done."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Count, QuerySet
from django.utils import timezone

from assessments.core.links import LinkKind, unsign_link
from assessments.core.rules.lifecycle import State
from assessments.filling.selectors.sheets import Stored
from assessments.instruments.instrument import Instrument
from assessments.meeting.rules.agenda import TOOL, Agenda, AgendaPage, build_agenda
from assessments.meeting.rules.meeting import (
    MEETING,
    ActionItem,
    Outcome,
    Since,
    VoteItem,
    find_change,
    parse_meeting,
    sort_by_day,
)
from assessments.methods.registry import find_joint
from assessments.methods.stages.instrument import AGENDA
from assessments.models import Answer, Assessment, PlannedAction, Sheet, SheetKind, Snapshot, Vote
from assessments.results.report.report import Report
from assessments.results.selectors import fetch_report, fetch_snapshot
from assessments.rounds.selectors.rounds import find_decided, make_action_item
from assessments.tools.selectors import DoneTool, list_done_lately
from model_content.domain.content import Edition
from model_content.selectors.tools import list_offered


@dataclass(frozen=True)
class MeetingSheet:
    """A closed round's newest result with what the group has written and decided so far."""

    assessment: Assessment
    snapshot: Snapshot
    report: Report
    answers: dict[str, Stored]
    actions: tuple[PlannedAction, ...]
    tools: tuple[DoneTool, ...]

    @property
    def edition(self) -> Edition:
        return self.report.edition

    @cached_property
    def agenda(self) -> Agenda:
        iceberg = next((tool.title for tool in list_offered() if tool.anonymous), "")
        tools = {done.key: done.title for done in self.tools}
        return build_agenda(self.report, self.values.get(AGENDA, ""), iceberg, tools)

    def find_tool(self, page: AgendaPage) -> DoneTool | None:
        return next((done for done in self.tools if page.slug == TOOL + done.key), None)

    @cached_property
    def values(self) -> dict[str, str]:
        return {field: answer.value for field, answer in self.answers.items() if answer.value}

    @property
    def instrument(self) -> Instrument:
        return find_joint(self.edition, is_placed=self.report.is_placed)

    def list_actions(self, page: AgendaPage) -> tuple[PlannedAction, ...]:
        """What is to be done: all on the last page, on a subject's what is for its aspect, on a
        tool's what came from it."""
        if page.is_summary:
            return self.actions
        if done := self.find_tool(page):
            return tuple(each for each in self.actions if each.from_tool_id == done.assessment)
        return tuple(action for action in self.actions if page.aspect == action.aspect != "")


def fetch_meeting(assessment: Assessment, *, with_tools: bool = False) -> MeetingSheet | None:
    """What a round's meeting is held with; None unless it is closed. At most four queries, and one
    for the tools that have pages in it."""
    if assessment.state != State.CLOSED:
        return None
    snapshot = fetch_snapshot(assessment, None)
    if snapshot is None:
        return None
    return MeetingSheet(
        assessment=assessment,
        snapshot=snapshot,
        report=fetch_report(snapshot.document),
        answers=fetch_joint_answers(assessment),
        actions=tuple(sorted(_list_as_proposed(assessment), key=sort_by_day)),
        tools=tuple(list_done_lately(assessment.collaboration_id, timezone.localdate()))
        if with_tools
        else (),
    )


def fetch_vote(assessment: Assessment, topic: str) -> Vote | None:
    """The vote on a topic with how many have `voted` in it, None if there is none. One query."""
    votes = Vote.objects.filter(assessment=assessment, topic=topic)
    return votes.annotate(voted=Count("ballots")).first()


def list_votes(assessment: Assessment) -> list[VoteItem]:
    """The votes that have been closed, by topic, as they may be shown. One query."""
    closed = Vote.objects.filter(assessment=assessment, result__isnull=False).order_by("topic")
    return [VoteItem(vote.topic, **vote.result) for vote in closed if vote.result]


def fetch_vote_by_link(signed: str) -> Vote | None:
    """The vote that a link opens, also if it is closed; None if the link is forged. One query."""
    found = unsign_link(LinkKind.VOTE, signed)
    votes = Vote.objects.select_related("assessment__collaboration", "assessment__part")
    return votes.filter(public_id=found[0]).first() if found else None


def fetch_vote_by_number(number: int | None) -> Vote | None:
    """The vote that a code names, also if it is closed. One query at most."""
    return Vote.objects.filter(pk=number).first() if number is not None else None


def make_joint_sheet(assessment: Assessment) -> Sheet:
    return Sheet(kind=SheetKind.JOINT, assessment=assessment)


def fetch_joint_answers(assessment: Assessment) -> dict[str, Stored]:
    """The joint assessment by field, what has been taken back included. One query."""
    joint = Answer.objects.filter(sheet__kind=SheetKind.JOINT, sheet__assessment=assessment)
    rows = joint.values_list("field", *Stored._fields)
    return {field: Stored(*stored) for field, *stored in rows}


def list_decided_items(assessment: Assessment) -> list[ActionItem]:
    """What was decided at the round's meeting, as it is printed. One query."""
    return sorted(map(make_action_item, _list_as_proposed(assessment)), key=sort_by_day)


def fetch_decided(assessment: Assessment, action_id: int) -> PlannedAction | None:
    return _list_decided(assessment).filter(pk=action_id).first()


def _list_as_proposed(assessment: Assessment) -> Sequence[PlannedAction]:
    """With the group's own words, cost and day, also where the steering group has decided since;
    what it changed them to is `decided`. To be read, not saved. One query."""
    found = _list_decided(assessment).annotate(
        proposed=find_decided("proposed"),
        proposed_cost=find_decided("proposed_cost"),
        proposed_due_on=find_decided("proposed_due_on"),
        last_text=find_decided("text"),
        last_cost=find_decided("decided_cost"),
        last_due_on=find_decided("decided_due_on"),
    )
    actions = list(found)
    for action in actions:
        if action.proposed:
            action.what, action.cost = action.proposed, action.proposed_cost
            action.due_on = action.proposed_due_on
        if action.proposed and action.outcome == Outcome.CHANGED:
            action.decided, action.decided_cost = action.last_text, action.last_cost
            action.decided_due_on = action.last_due_on
    return actions


def _list_decided(assessment: Assessment) -> QuerySet[PlannedAction]:
    return PlannedAction.objects.select_related("from_tool").filter(assessment=assessment)


def find_change_since(assessment: Assessment, snapshot: Snapshot) -> Since | None:
    """Who has changed the joint assessment, the actions or the votes since. Three queries."""
    stored = snapshot.document.get(MEETING)
    values = {field: answer.value for field, answer in fetch_joint_answers(assessment).items()}
    meeting = parse_meeting(stored) if stored else None
    actions, votes = list_decided_items(assessment), list_votes(assessment)
    return find_change(meeting, values, actions, votes)
