"""Reads collaborations as a whole: an account's list of them, and the page of one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.conf import settings
from django.db.models import Count, OuterRef, Prefetch, Q, Subquery

from assessments.core.links import LinkKind, sign_link
from assessments.core.rules.lifecycle import State
from assessments.core.rules.permissions import Role
from assessments.groups.rules.similar import FIELDS, Similar, find_similar
from assessments.meeting.rules.meeting import ActionStatus
from assessments.methods.stages.instrument import STAGES
from assessments.models import (
    Assessment,
    Collaboration,
    Member,
    Part,
    PlannedAction,
    SheetKind,
    Snapshot,
)
from assessments.models.collaborations import OPTIONAL_PROFILE
from assessments.results.rules.stage_map import ResultInShort, Standpoint, make_standpoint
from assessments.results.selectors import readable_results
from assessments.rounds.selectors.rounds import count_said, find_role, role_of
from assessments.tools.selectors import SheetRow, list_sheets
from model_content.domain.content import Stage
from model_content.selectors.editions import fetch_edition
from samverkan.models import User
from samverkan.texts import sort_key

# An account's own ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Listed:
    """A collaboration in an account's list: what the account is to it, and its rounds."""

    collaboration: Collaboration
    role: Role
    rounds: Sequence[Assessment]

    @property
    def is_led(self) -> bool:
        return self.role is Role.LEADER

    @property
    def changed_on(self) -> date:
        days = [each.changed_on for each in self.rounds]
        return max(days, default=self.collaboration.changed_on)


def list_collaborations(user: User) -> list[Listed]:
    """The collaborations that an account leads or sees, last changed first. Two queries."""
    members = Member.objects.filter(collaboration=OuterRef("pk"), user=user)
    rounds = Assessment.objects.filter(tool=None).select_related("part").order_by("-pk")
    owned = Collaboration.objects.filter(owner=user).order_by().values("pk")
    joined = Member.objects.filter(user=user).order_by().values("collaboration")
    seen = owned.union(joined)  # each by its index: with "or" all collaborations would be read
    found = (
        Collaboration.objects.filter(pk__in=seen)
        .annotate(own_role=role_of(members))
        .prefetch_related(Prefetch("assessments", rounds, to_attr="newest_rounds"))
        .order_by("-pk")
    )
    listed = [
        Listed(each, role, each.newest_rounds)
        for each in found
        if (role := find_role(each, each.own_role, user))
    ]
    return sorted(listed, key=lambda each: each.changed_on, reverse=True)


# One collaboration --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RoundRow:
    """A round with how many have handed in, its newest result and the token to read it.

    Only what one set of answers gave is read by a token; a group's result has its own page.
    """

    round: Assessment
    handed_in: int
    snapshot: int | None
    read_token: str
    result: ResultInShort | None = None
    standing: Standpoint | None = None

    @property
    def asked(self) -> int:
        return max(self.round.people, self.handed_in)


@dataclass(frozen=True, slots=True)
class Hub:
    """What the page of a collaboration shows: `rounds` are the newest first.

    `has_profile`: any of the optional fields of its profile has been filled in. `plan`: how many
    actions there are (`made`), how many are not over (`open`), and how many of these should have
    been done by now (`overdue`).
    """

    has_profile: bool
    rounds: list[RoundRow]
    stages: tuple[Stage, ...]
    standpoints: list[tuple[Standpoint, RoundRow | None]]
    plan: dict[str, int]
    members: list[Member]
    sheets: list[SheetRow]
    similar: list[Similar]

    @property
    def group_rounds(self) -> list[RoundRow]:
        return [row for row in self.rounds if row.round.is_group]

    @property
    def has_map(self) -> bool:
        """There is something to draw: a result, or parts that may have one."""
        return len(self.standpoints) > 1 or any(of for _, of in self.standpoints)


def fetch_hub(collaboration: Collaboration, today: date) -> Hub:
    """Everything that is shown of a collaboration to its members. Seven queries."""
    edition = fetch_edition().content
    stages = edition.stages
    rounds = _add_results(_list_rounds(collaboration), stages)
    profile = {field: getattr(collaboration, field) for field in FIELDS}
    parts = list_parts(collaboration)
    over, late = [each.value for each in ActionStatus if each.is_over], Q(due_on__lt=today)
    actions, left = PlannedAction.objects.filter(collaboration=collaboration), ~Q(status__in=over)
    return Hub(
        has_profile=any(getattr(collaboration, name) for name in OPTIONAL_PROFILE),
        rounds=rounds,
        stages=stages,
        standpoints=[
            _place(rounds, stages),
            *(_place(rounds, stages, part) for part in parts),
        ],
        plan=actions.aggregate(
            made=Count("pk"),
            open=Count("pk", filter=left),
            overdue=Count("pk", filter=left & late),
        ),
        members=list_members(collaboration),
        sheets=list_sheets(collaboration),
        similar=find_similar(edition.cases, profile),
    )


def list_parts(collaboration: Collaboration) -> list[Part]:
    """The parts, with how many rounds each has (`rounds`), and how many that have opened (`told`).

    One query.
    """
    told = Count("assessments", filter=~Q(assessments__state=State.DRAFT))
    parts = collaboration.parts.annotate(rounds=Count("assessments"), told=told)
    return list(parts.order_by("pk"))


def list_members(collaboration: Collaboration) -> list[Member]:
    """Who sees the collaboration besides its leader, with accounts, by address. One query."""
    members = collaboration.members.select_related("user")
    return sorted(members, key=lambda member: sort_key(member.user.email))


_HANDED_IN = Q(sheets__kind=SheetKind.RESPONDENT, sheets__submitted_on__isnull=False)


def _list_rounds(collaboration: Collaboration) -> list[RoundRow]:
    newest = readable_results().filter(assessment=OuterRef("pk")).order_by("-pk").values("pk")[:1]
    rounds = (
        collaboration.assessments.filter(tool=None)
        .select_related("part")
        .annotate(
            handed_in=Count("sheets", filter=_HANDED_IN),
            newest=Subquery(newest),
        )
    )
    return [
        RoundRow(
            round=each,
            handed_in=each.handed_in,
            snapshot=each.newest,
            read_token=""
            if each.is_group
            else sign_link(LinkKind.READ, each.public_id, each.read_generation),
        )
        for each in count_said(rounds).order_by("-pk")
    ]


def _add_results(rounds: list[RoundRow], stages: Sequence[Stage]) -> list[RoundRow]:
    """Give the rounds what is said in short of the newest result of each. One query."""
    keys = [row.snapshot for row in rounds if row.snapshot is not None]
    results = Snapshot.objects.filter(pk__in=keys, assessment__instrument=STAGES).values_list(
        "pk",
        "document__date",
        "document__respondents",
        "document__diagnosis__certainty",
        "document__diagnosis__stage",
        "document__diagnosis__runner_up",
        "document__disclosure",
        "document__meeting__stage",
        "changes",
    )
    found = {key: ResultInShort(*picked) for key, *picked in results}

    def add(row: RoundRow) -> RoundRow:
        result = found.get(row.snapshot or 0)
        return replace(row, result=result, standing=make_standpoint("", result, stages))

    return [add(row) for row in rounds]


def _place(
    rounds: Iterable[RoundRow], stages: Sequence[Stage], part: Part | None = None
) -> tuple[Standpoint, RoundRow | None]:
    """Where the whole or a part stands and stood before, with the round that says so now."""
    key = part.pk if part else None
    of_it = [row for row in rounds if row.result and row.round.part_id == key]
    of_it.sort(key=lambda row: row.snapshot or 0, reverse=True)
    now, before, *_ = [*of_it, None, None]
    earlier = before.result if before else None
    name = part.name if part else ""
    return make_standpoint(name, now.result if now else None, stages, earlier), now


# What is written to all its members ---------------------------------------------------------------


def fetch_language(collaboration: Collaboration) -> str:
    """The language of its newest round, of the interface where it has none. One query."""
    rounds = Assessment.objects.filter(collaboration=collaboration).order_by("-pk")
    return rounds.values_list("language", flat=True).first() or settings.LANGUAGE_CODE
