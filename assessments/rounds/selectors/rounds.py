"""Reads the rounds of a group: who may see them, what was handed in, the round before."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import CharField, Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from assessments.core.labels import OUTCOME_LABELS
from assessments.core.rules.lifecycle import State
from assessments.core.rules.permissions import Role
from assessments.instruments.instrument import Given
from assessments.meeting.rules.meeting import (
    ActionItem,
    ActionStatus,
    DecisionItem,
    FollowUp,
    Outcome,
    sort_by_day,
)
from assessments.models import (
    Answer,
    Answered,
    Assessment,
    Collaboration,
    Decision,
    Invitation,
    Member,
    PlannedAction,
    Respondent,
    RoundEvent,
    Snapshot,
    SteeringComment,
)
from assessments.results.rules.snapshot import upgrade_snapshot
from assessments.results.selectors import readable_results
from assessments.rounds.rules.terms import PERSPECTIVE, SECOND_PERSPECTIVE, RoundTerms
from assessments.rounds.rules.waiting import Ways, count_ways
from model_content.domain.content import Edition, Stage
from model_content.selectors.drafts import Running
from model_content.selectors.editions import PublishedEdition, fetch_edition, fetch_revision
from samverkan.models import User
from samverkan.texts import sort_key

MAX_DIGITS = 19
"""Digits that the id of a row may have."""

# Who may see them ---------------------------------------------------------------------------------


def fetch_collaboration(public_id: UUID, user: User) -> Collaboration | None:
    """Fetch a collaboration that the account is something to, which its `role` says. One query."""
    members = Member.objects.filter(collaboration=OuterRef("pk"), user=user)
    rows = Collaboration.objects.select_related("owner", "sharing").filter(public_id=public_id)
    found: Collaboration | None = _tell_role(rows.annotate(own_role=role_of(members)), user)
    return found


def fetch_round(public_id: UUID, user: User) -> Assessment | None:
    """The same of a group's round, with its collaboration, part and edition, and how much its
    steering group has said. One query."""
    members = Member.objects.filter(collaboration=OuterRef("collaboration"), user=user)
    rounds = Assessment.objects.select_related("collaboration__sharing", "part", "edition")
    rows = count_said(rounds.filter(answered=Answered.SEPARATELY, public_id=public_id))
    found: Assessment | None = _tell_role(rows.annotate(own_role=role_of(members)), user)
    return found


def fetch_round_by_number(number: int | None) -> Assessment | None:
    """A group's round, whoever asks. One query at most."""
    if number is None or len(str(number)) >= MAX_DIGITS:
        return None
    rounds = Assessment.objects.filter(answered=Answered.SEPARATELY, has_group_link=True)
    return rounds.filter(pk=number).first()


def _tell_role(rows: QuerySet[Any], user: User) -> Any:
    found = rows.first()
    if found is None:
        return None
    found.role = find_role(getattr(found, "collaboration", found), found.own_role, user)
    return found if found.role else None


def role_of(members: QuerySet[Member]) -> Subquery:
    return Subquery(members.values("role")[:1], output_field=CharField())


def find_role(collaboration: Collaboration, own_role: str | None, user: User) -> Role | None:
    if collaboration.owner_id == user.pk:
        return Role.LEADER
    return Role(own_role) if own_role else None


# The round ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Turnout:
    """How many have begun and handed in, of how many asked; never who.

    `begun` are sets of answers with something in them; the same person may have begun several.
    `asked` are never fewer than have handed in: with the group's link more may answer.
    """

    begun: int
    handed_in: int
    asked: int
    ways: Ways

    @property
    def unfinished(self) -> int:
        """Begun and to be waited for: once all have handed in, the rest are second beginnings."""
        return 0 if self.is_complete else self.begun - self.handed_in

    @property
    def is_complete(self) -> bool:
        return self.handed_in >= self.asked


def fetch_turnout(assessment: Assessment) -> Turnout:
    """Count who has begun (has answered something) and handed in, and by which way they came.

    One query, so that an invitation that is withdrawn meanwhile changes no number.
    """
    is_handed_in = Q(submitted_on__isnull=False)
    answers = Answer.objects.filter(sheet=OuterRef("pk")).exclude(value="")
    counted = Assessment.objects.filter(pk=assessment.pk).values_list(
        _count_of_round(Respondent.objects.filter(is_handed_in | Q(Exists(answers)))),
        _count_of_round(Respondent.objects.filter(is_handed_in)),
        _count_of_round(Invitation.objects.all()) + F("withdrawn"),
        _count_of_round(Invitation.objects.filter(submitted=True)) + F("withdrawn_used"),
    )
    begun, handed_in, invited, used = counted.get()
    terms = make_terms(assessment, closed_on=assessment.closed_on)
    ways = count_ways(handed_in, invited, used, terms)
    return Turnout(begun, handed_in, max(assessment.people, handed_in), ways)


def count_said(rounds: QuerySet[Any]) -> QuerySet[Any]:
    """The rounds with how much the steering group has `decided` and `commented` of each."""
    comments = SteeringComment.objects.filter(from_leader=False)
    said: QuerySet[Any] = rounds.annotate(
        decided=_count_of_round(Decision.objects.all()), commented=_count_of_round(comments)
    )
    return said


def _count_of_round(rows: QuerySet[Any]) -> Coalesce:
    of_round = rows.filter(assessment=OuterRef("pk")).order_by().values("assessment")
    return Coalesce(Subquery(of_round.annotate(count=Count("pk")).values("count")), 0)


def fetch_round_edition(assessment: Assessment) -> PublishedEdition:
    """The newest revision of the edition that the round is pinned to. One or two queries."""
    newest = assessment.edition.revisions.order_by("-number").values_list("number", flat=True)
    return fetch_revision(assessment.edition_id, newest[0])


def list_asked_stages(assessment: Assessment) -> list[Stage]:
    """The stages that were chosen for everybody to be asked about; empty for all. Up to two
    queries."""
    if not assessment.asked_stages:
        return []
    stages = fetch_round_edition(assessment).content.stages
    return [stage for stage in stages if stage.code in assessment.asked_stages]


def fetch_last_round(collaboration: Collaboration) -> Assessment | None:
    """The group's round that was made last, which a new one begins as, with how many have
    `handed_in`. One query."""
    rounds = Assessment.objects.filter(collaboration=collaboration, answered=Answered.SEPARATELY)
    handed_in = Respondent.objects.filter(submitted_on__isnull=False)
    return rounds.annotate(handed_in=_count_of_round(handed_in)).order_by("-pk").first()


def list_events(assessment: Assessment) -> list[RoundEvent]:
    """What has been done with the round, the first event first, with accounts. One query."""
    return list(RoundEvent.objects.filter(assessment=assessment).select_related("user"))


def list_respondents(assessment: Assessment) -> list[Respondent]:
    """Those who have begun to answer an open round, by name; nobody of an anonymous one.

    One query at most.
    """
    if assessment.anonymous:
        return []
    begun = Respondent.objects.filter(assessment=assessment)
    return sorted(begun, key=lambda each: (sort_key(each.name), each.pk))


def is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= MAX_DIGITS


def fetch_respondent_of(assessment: Assessment, number: str) -> Respondent | None:
    """The respondent of this round with this id, None if there is none. One query at most."""
    if not is_number(number):
        return None
    return Respondent.objects.filter(assessment=assessment, pk=int(number)).first()


def fetch_handed_in(assessment: Assessment) -> list[Given]:
    """What everybody who has handed in has answered, and as whom. Two queries."""
    handed_in = Respondent.objects.filter(assessment=assessment, submitted_on__isnull=False)
    backgrounds = list(
        handed_in.order_by("pk").values_list(
            "pk", "perspective", "second_perspective", "organisation"
        )
    )
    # By their numbers, not by a query in the query: a planner that knows little of the tables yet
    # would look through all answers once for each respondent.
    rows = Answer.objects.filter(sheet__in=[pk for pk, *_ in backgrounds]).exclude(value="")
    answers: dict[int, dict[str, str]] = {}
    for respondent, field, value in rows.values_list("sheet_id", "field", "value"):
        answers.setdefault(respondent, {})[field] = value
    return [
        Given(
            values=answers.get(pk, {}),
            perspective=perspective or None,
            second_perspective=second or None,
            organisation=organisation or None,
        )
        for pk, perspective, second, organisation in backgrounds
    ]


def make_terms(assessment: Assessment, *, closed_on: date | None) -> RoundTerms:
    """What the round's respondents were told, as its result states it."""
    return RoundTerms(
        anonymous=assessment.anonymous,
        smallest_group=assessment.smallest_group,
        perspectives=assessment.breakdown == PERSPECTIVE,
        second_perspectives=assessment.breakdown == SECOND_PERSPECTIVE,
        organisations=tuple(assessment.asked_parties),
        title=assessment.title,
        part=assessment.part.name if assessment.part else "",
        opened_on=assessment.opened_on,
        closed_on=closed_on,
        is_short=assessment.is_short,
    )


# The round before ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RoundBefore:
    snapshot: Mapping[str, Any]
    edition: Edition
    followup: FollowUp


def fetch_round_before(assessment: Assessment) -> RoundBefore | None:
    """The newest result of another round of the same part that may be read, however answered.

    A whole round is compared with the newest whole one, if there is one; what was decided is that
    of the newest round. Four queries, one if there is none, one more after a short round.
    """
    of_part = readable_results().filter(
        assessment__collaboration=assessment.collaboration_id,
        assessment__part=assessment.part_id,
        assessment__instrument=assessment.instrument,
    )
    others = of_part.exclude(assessment=assessment).select_related("assessment")
    newest = others.order_by("-created_at", "-pk").first()
    if newest is None:
        return None
    found = newest
    if newest.assessment.is_short and not assessment.is_short:
        whole = others.filter(assessment__is_short=False)
        found = whole.order_by("-created_at", "-pk").first() or newest
    snapshot = upgrade_snapshot(found.document)
    named = snapshot["edition"]
    return RoundBefore(
        snapshot=snapshot,
        edition=fetch_edition(named["code"], named["revision"]).content,
        followup=_fetch_followup(newest),
    )


def fetch_whole_before(assessment: Assessment) -> Assessment | None:
    """The newest whole round of the same part that a short one can point to. One query, none of a
    whole one."""
    if not assessment.is_short:
        return None
    closed = Assessment.objects.filter(
        collaboration=assessment.collaboration_id,
        part=assessment.part_id,
        instrument=assessment.instrument,
        answered=Answered.SEPARATELY,
        state=State.CLOSED,
        is_short=False,
    )
    return closed.order_by("-closed_on", "-pk").first()


def _fetch_followup(snapshot: Snapshot) -> FollowUp:
    day = snapshot.document["date"]
    decisions = Decision.objects.filter(assessment=snapshot.assessment_id)
    actions = PlannedAction.objects.filter(assessment=snapshot.assessment_id)
    return FollowUp(
        title=snapshot.assessment.title,
        day=date.fromisoformat(day) if day else None,
        actions=tuple(sorted(map(make_action_item, actions), key=sort_by_day)),
        decisions=tuple(DecisionItem(d.decided_on, word_decision(d)) for d in decisions),
    )


def word_decision(decision: Decision) -> str:
    """What was decided, in one text; of something that was proposed it begins with how."""
    how = OUTCOME_LABELS.get(decision.outcome, "")
    if not how:
        return decision.text
    said, why = decision.text if decision.is_agreed else decision.proposed, decision.why
    return f"{how}: {said.rstrip('.')}. {_('Skäl:')} {why}" if why else f"{how}: {said}"


def make_action_item(action: PlannedAction) -> ActionItem:
    """A planned action as it is printed."""
    status = ActionStatus(action.status)
    return ActionItem(
        what=action.what,
        who=action.who,
        due_on=action.due_on,
        aspect=action.aspect,
        status=status,
        for_steering=action.for_steering,
        cost=action.cost,
        outcome=action.outcome,
        decided=action.decided,
        decided_cost=action.decided_cost,
        decided_due_on=action.decided_due_on,
    )


def find_decided(field: str, action: str = "") -> Subquery:
    """A field of the decision that stands of an action: null where there is none, or it was
    referred back. `action`: the way to it, with "__"."""
    made = Decision.objects.filter(action=OuterRef(f"{action}pk")).exclude(proposed="")
    standing = made.exclude(action__outcome__in=("", Outcome.REFERRED)).order_by("-pk")
    return Subquery(standing.values(field)[:1])


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
