"""Reads what is said over many collaborations: statistics on the questions, the overview of a year.

Statistics rest on closed rounds that have agreed to it, the overview on collaborations that have.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from assessments.core.rules.documents import parse
from assessments.core.rules.lifecycle import State
from assessments.core.rules.permissions import Role
from assessments.groups.rules.similar import FIELDS
from assessments.meeting.rules.meeting import ActionStatus
from assessments.methods.stages.instrument import STAGES
from assessments.models import (
    Answered,
    Assessment,
    Collaboration,
    Decision,
    PlannedAction,
    RegionalYear,
    RoundEvent,
    Snapshot,
    Vote,
)
from assessments.region.rules.overview import (
    DONE,
    LATE,
    CountedResult,
    Facts,
    Overview,
    read_facts,
)
from assessments.region.rules.questions import ClosedRound
from assessments.region.shown import ShownYear
from assessments.results.rules.pooling import is_poolable, number_leaders
from assessments.results.rules.standing import note_rewording
from assessments.results.selectors import readable_results
from assessments.sharing.selectors import counted as counted_collaborations
from model_content.models import Edition, EditionStatus
from model_content.selectors.editions import fetch_edition
from model_content.selectors.tools import list_offered

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
        closed_on__lt=today.replace(day=1),
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


# The overview of a year ---------------------------------------------------------------------------

_RESULT = (
    "assessment__collaboration_id", "assessment__part_id", "document__round__is_short",
    "document__date", "document__edition__code", "document__edition__revision",
    "document__people", "document__diagnosis__stage", "document__meeting__stage",
    "document__diagnosis__aspects", "document__votes",
    "document__answers__respondents__0__votes",
)  # fmt: skip


MOST_YEARS: Final = 4
"""Of so many are changes shown beside each other."""


def fetch_year(year: int) -> RegionalYear | None:
    return RegionalYear.objects.filter(year=year).first()


def fetch_shown(made: RegionalYear) -> ShownYear:
    """What is shown of it, beside the years published before, in the language in use. 2 queries."""
    overview = parse(Overview, made.document)
    edition = fetch_edition(overview.edition, overview.revision).content
    years = RegionalYear.objects.filter(year__lt=made.year, published_on__isnull=False)
    documents = years.order_by("-year").values_list("document", flat=True)[: MOST_YEARS - 1]
    before = [parse(Overview, document) for document in reversed(documents)]
    return ShownYear(overview, edition, list_offered(), before)


def list_years(*, published: bool) -> list[RegionalYear]:
    """The years there are, the newest first, or those of them that anybody may read. One query."""
    years = RegionalYear.objects.defer("document", "kinds_of")
    return list(years.filter(published_on__isnull=False) if published else years)


def fetch_facts(year: int, stages: Sequence[str]) -> list[Facts]:
    """What each collaboration that may be counted adds to a year. Nine queries, and one for each
    pair of editions that a collaboration answered in the two years.

    A group's result is counted only where those who answered were told: the consent stood when the
    round opened, or the round let its answers be used for statistics.
    """
    counted = counted_collaborations()
    now, before = _fetch_results(counted, year), _fetch_results(counted, year - 1)
    numbers = list(now)
    leaders = _fetch_leaders_of(numbers)
    kinds = {
        each.pk: frozenset(f"{name}.{box}" for name in FIELDS for box in getattr(each, name))
        for each in counted.only(*FIELDS)
    }
    decisions, actions, tools = _count_decisions(year), _count_actions(year), _list_tools(year)
    return [
        read_facts(
            number, leaders[number], now[number], before.get(number), stages,
            _find_reworded(before.get(number), now[number]),
            kinds=kinds.get(number, frozenset()),
            decisions=decisions.get(number, {}),
            actions=actions.get(number, {}),
            tools=frozenset(tools.get(number, ())),
        )
        for number in numbers
    ]  # fmt: skip


def _fetch_results(counted: QuerySet[Collaboration], year: int) -> dict[int, CountedResult]:
    """The result of the year by which each collaboration counts. One query."""
    of_group = Q(assessment__answered=Answered.SEPARATELY)
    told = Q(assessment__allows_statistics=True) | Q(
        assessment__opened_on__gte=F("assessment__collaboration__sharing__counted_on")
    )
    rows = readable_results().filter(
        ~of_group | told,
        assessment__collaboration__in=counted.values("pk"),
        assessment__instrument=STAGES,
        document__date__startswith=f"{year}-",
    )
    found: dict[int, CountedResult] = {}
    for number, part, *rest in rows.order_by("pk").values_list(*_RESULT):
        result = CountedResult(part is None, *rest)
        if result.place and (number not in found or result.rank >= found[number].rank):
            found[number] = result
    return found


def _fetch_leaders_of(numbers: Sequence[int]) -> dict[int, set[int]]:
    """The accounts that lead these collaborations, or have opened, closed or moved their rounds."""
    of_these = Collaboration.objects.filter(pk__in=numbers).order_by()
    events = RoundEvent.objects.filter(assessment__collaboration__in=numbers).order_by()
    leaders: dict[int, set[int]] = {number: set() for number in numbers}
    for number, account in of_these.values_list("pk", "owner_id").union(
        of_these.filter(members__role=Role.CO_LEADER).values_list("pk", "members__user_id"),
        events.values_list("assessment__collaboration_id", "user_id"),
    ):
        if account is not None:
            leaders[number].add(account)
    return leaders


def _find_reworded(before: CountedResult | None, now: CountedResult) -> list[str]:
    """The aspects whose statements were worded otherwise in the earlier result."""
    if before is None or (before.edition, before.revision) == (now.edition, now.revision):
        return []
    asked = [fetch_edition(each.edition, each.revision).content for each in (before, now)]
    reworded: list[str] = note_rewording(*asked).get("reworded", [])
    return reworded


def _count_decisions(year: int) -> dict[int, Counter[str]]:
    """What steering groups decided of what they were asked, by collaboration. One query."""
    made = Decision.objects.filter(decided_on__year=year).exclude(outcome="").order_by()
    return _count(made.values_list("assessment__collaboration_id", "outcome"))


def _count_actions(year: int) -> dict[int, Counter[str]]:
    """The actions done in a year, and those that were to be done in it and are not. Two queries."""
    over = [status.value for status in ActionStatus if status.is_over]
    done = PlannedAction.objects.filter(status=ActionStatus.DONE, done_on__year=year)
    late = PlannedAction.objects.filter(due_on__year=year).exclude(status__in=over)
    numbers = {code: each.values_list("collaboration_id", flat=True) for code, each in
               ((DONE, done), (LATE, late))}  # fmt: skip
    return _count((number, code) for code, rows in numbers.items() for number in rows)


def _list_tools(year: int) -> dict[int, Counter[str]]:
    """The tools of which there is a result of the year, by collaboration. Two queries."""
    results = Snapshot.objects.filter(document__date__startswith=f"{year}-")
    sheets = results.exclude(assessment__instrument=STAGES).order_by()
    votes = Vote.objects.filter(opened_on__year=year, result__isnull=False).order_by()
    pairs = ("assessment__collaboration_id", "assessment__instrument")
    of_tools = votes.exclude(assessment__instrument=STAGES)
    return _count([*sheets.values_list(*pairs), *of_tools.values_list(*pairs)])


def _count(pairs: Iterable[tuple[int, str]]) -> dict[int, Counter[str]]:
    found: dict[int, Counter[str]] = {}
    for number, code in pairs:
        found.setdefault(number, Counter())[code] += 1
    return found
