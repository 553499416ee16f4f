"""Reads the sheets of tools: those of a collaboration, and of each party."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db.models import Count, Max, OuterRef, Q, Subquery

from assessments.core.links import LinkKind, derive_token, hash_token, sign_link
from assessments.methods.sheets.shown import shorten
from assessments.models import Assessment, Collaboration, Respondent, Snapshot
from model_content.selectors.tools import fetch_tool_revision
from samverkan.texts import sort_key


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A tool that a collaboration has begun: how to open it, and what came of it last.

    `token` opens it for those who may fill it in; it is empty where the link has been replaced.
    """

    assessment: Assessment
    title: str
    token: str
    read_token: str
    day: date | None
    sentence: str


@dataclass(frozen=True, slots=True)
class PartyRow:
    """A party's sheet: how many fields it has filled in, and when last."""

    name: str
    token: str
    answered: int
    saved_at: datetime | None


def list_sheets(collaboration: Collaboration) -> list[SheetRow]:
    """The tools that a collaboration has begun, the newest first. One query."""
    newest = Snapshot.objects.filter(assessment=OuterRef("pk")).order_by("-number")
    own = Respondent.objects.filter(assessment=OuterRef("pk"), organisation="")
    rounds = collaboration.assessments.filter(tool__isnull=False).annotate(
        sheet=Subquery(own.values("pk")[:1]),
        sheet_token=Subquery(own.values("token_sha256")[:1]),
        day=Subquery(newest.values("document__date")[:1]),
        texts=Subquery(newest.values("document__shown__sentence")[:1]),
    )
    return [
        SheetRow(
            assessment=each,
            title=fetch_tool_revision(each.tool_id).content.title,
            token=find_token(each.sheet, each.sheet_token),
            read_token=sign_link(LinkKind.READ, each.public_id, each.read_generation),
            day=date.fromisoformat(each.day) if each.day else None,
            sentence=each.texts or "",
        )
        for each in rounds.order_by("-pk")
    ]


DEEPENED_FOR: Final = timedelta(days=365)
"""How long what came of a tool stands in the results of the collaboration."""

MOST_DEEPENED: Final = 3


def list_done(collaboration: int, today: date) -> list[dict[str, Any]]:
    """What came of each tool last, in short, for a result of the same collaboration; the newest
    first, at most three. One query."""
    results = Snapshot.objects.filter(
        assessment__collaboration=collaboration,
        assessment__tool__isnull=False,
        document__date__gte=(today - DEEPENED_FOR).isoformat(),
    )
    rows = results.order_by("-created_at", "-pk").values_list(
        "document__instrument", "document__date", "document__shown"
    )
    newest: dict[str, dict[str, Any]] = {}
    for key, day, shown in rows:
        newest.setdefault(key, {"key": key, "date": day, **shorten(shown)})
    return list(newest.values())[:MOST_DEEPENED]


def find_token(number: int, sha256: str) -> str:
    """The token of a sheet's link; empty if it has been replaced by one that is not stored."""
    token = derive_token(number)
    return token if hash_token(token) == sha256 else ""


def list_parties(assessment: Assessment) -> list[PartyRow]:
    """The sheets of the parties, by name, with how much each has filled in. One query."""
    filled = Count("answers", filter=~Q(answers__value=""))
    sheets = Respondent.objects.filter(assessment=assessment).exclude(organisation="")
    rows = sheets.annotate(filled=filled, saved=Max("answers__saved_at"))
    listed = [
        PartyRow(
            each.organisation, find_token(each.pk, each.token_sha256 or ""), each.filled, each.saved
        )
        for each in rows
    ]
    return sorted(listed, key=lambda each: sort_key(each.name))
