"""Reads results and turns them into reports.

A group's round that has been opened again keeps its result, but nobody reads it until the round has
closed: `readable_results` is what every page, file, export and later result chooses from.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.fields.json import KT
from django.utils import timezone

from assessments.core.rules.lifecycle import State
from assessments.methods.registry import METHODS, ToolMethod
from assessments.models import Answered, Assessment, Decision, Snapshot, SteeringComment
from assessments.results.report.report import Report, build_report
from assessments.results.rules.snapshot import read_instrument, upgrade_snapshot
from assessments.results.rules.standing import Listed, choose_earlier
from model_content.domain.content import Edition
from model_content.selectors.editions import (
    PublishedEdition,
    fetch_edition,
    fetch_edition_and_newest,
)


def readable_results() -> QuerySet[Snapshot]:
    """All results, but for those of a group's round that is open: it has been opened again."""
    return _readable().all()


@cache
def _readable() -> QuerySet[Snapshot]:
    """Put together once, which takes longer than its answer; so is `_listed`."""
    of_a_group = Q(assessment__answered=Answered.SEPARATELY)
    return Snapshot.objects.exclude(of_a_group & ~Q(assessment__state=State.CLOSED))


@cache
def _listed() -> QuerySet[Snapshot]:
    placed = {key: KT(f"document__diagnosis__{key}") for key in ("certainty", "stage", "runner_up")}
    of_tool = {"since": KT("document__since"), "turn_began": KT("document__turn__began")}
    listed = _readable().annotate(**placed, **of_tool)
    return listed.defer("document").order_by("-number")


def fetch_snapshot(assessment: Assessment, number: int | None) -> Snapshot | None:
    """Fetch a result of the round by its number, or the newest, if it may be read. One query."""
    snapshots = readable_results().filter(assessment=assessment).order_by("-number")
    return (snapshots if number is None else snapshots.filter(number=number)).first()


def fetch_if_last(key: int) -> Snapshot | None:
    """The result with this key, if it has not been deleted and there is none after it."""
    after = Snapshot.objects.filter(
        assessment=OuterRef("assessment"), number__gt=OuterRef("number")
    )
    return Snapshot.objects.filter(~Exists(after), pk=key).first()


def fetch_earlier_snapshot(
    last: Snapshot, today: date, published: PublishedEdition
) -> tuple[Mapping[str, Any], Edition, int] | None:
    """The result that one made today is compared with, the content of its answers, its number.

    One query; one more if it is not the `last` of the round's results, and one more if it was not
    answered on the `published` content.
    """
    results = Snapshot.objects.filter(assessment=last.assessment_id)
    days = dict(results.values_list("number", "document__date"))
    number = choose_earlier({n: date.fromisoformat(day) for n, day in days.items()}, today)
    if number is None:
        return None
    found = last if number == last.number else results.get(number=number)
    snapshot = upgrade_snapshot(found.document)
    named = snapshot["edition"]
    if (named["code"], named["revision"]) == (published.content.code, published.revision):
        return snapshot, published.content, number
    return snapshot, fetch_edition(named["code"], named["revision"]).content, number


def fetch_result_days(assessment: Assessment) -> dict[int, date]:
    """The day on which each of the round's results was stored, by its number. One query."""
    stored = dict(assessment.snapshots.values_list("number", "created_at"))
    return {number: timezone.localdate(moment) for number, moment in stored.items()}


def list_referred(assessment: Assessment) -> set[date]:
    """The days on which the steering group said something of the round's result. Two queries."""
    comments = SteeringComment.objects.filter(assessment=assessment)
    decisions = Decision.objects.filter(assessment=assessment)
    said = (comments.values_list("created_on"), decisions.values_list("created_on"))
    return {day for days in said for (day,) in days}


def fetch_shown(document: Mapping[str, Any]) -> Any:
    """What a snapshot's document shows by its method: a report, or what has no pages of its own.

    One query; none of a tool, whose result holds its words.
    """
    snapshot = upgrade_snapshot(document)
    method = METHODS[read_instrument(snapshot)]
    if isinstance(method, ToolMethod):
        return method.read(snapshot)
    named = snapshot["edition"]
    content = fetch_edition(named["code"], named["revision"]).content
    return method.show(snapshot, content)


def fetch_report(document: Mapping[str, Any]) -> Report:
    """The report of a diagnosis. One query."""
    report = fetch_shown(document)
    assert isinstance(report, Report)
    return report


def fetch_report_to_read(document: Mapping[str, Any]) -> tuple[Report, Edition]:
    """The report of a snapshot, and the edition that the public pages show now. One query."""
    snapshot = upgrade_snapshot(document)
    named = snapshot["edition"]
    own, newest = fetch_edition_and_newest(named["code"], named["revision"])
    return build_report(snapshot, own.content), newest.content


def fetch_snapshot_list(assessment: Assessment) -> list[Snapshot]:
    """The round's results that may be read, newest first, without their documents. One query.

    With what `list_standings` reads; of a tool what has changed, and when its turn began.
    """
    return list(_listed().filter(assessment=assessment))


def list_standings(snapshots: Iterable[Any], edition: Edition) -> list[Listed | None]:
    """Where each of these results places the collaboration; None if its method places nobody."""
    return [
        Listed(edition.stages, each.certainty, each.stage, each.runner_up)
        if each.certainty
        else None
        for each in snapshots
    ]


def is_outdated(snapshots: Sequence[Snapshot], last_saved: datetime | None) -> bool:
    """Tell whether something has been saved since the newest of the results (newest first)."""
    return bool(snapshots and last_saved and last_saved > snapshots[0].created_at)
