"""Reads the sheets of tools: those of a collaboration, and of each party."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Max, OuterRef, Q, Subquery

from assessments.core.links import LinkKind, derive_token, hash_token, sign_link
from assessments.methods.sheets.shown import shorten
from assessments.models import Assessment, Collaboration, Respondent, Snapshot
from assessments.results.selectors import readable_results
from assessments.rounds.selectors.rounds import fetch_collaboration
from model_content.selectors.editions import fetch_edition
from model_content.selectors.tools import fetch_tool_revision
from samverkan.models import User
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
    """The tools that a collaboration has begun on a sheet, the newest first. One query."""
    newest = Snapshot.objects.filter(assessment=OuterRef("pk")).order_by("-number")
    own = Respondent.objects.filter(assessment=OuterRef("pk"), organisation="")
    rounds = (
        collaboration.assessments.filter(tool__isnull=False)
        .annotate(
            sheet=Subquery(own.values("pk")[:1]),
            sheet_token=Subquery(own.values("token_sha256")[:1]),
            day=Subquery(newest.values("document__date")[:1]),
            texts=Subquery(newest.values("document__shown__sentence")[:1]),
        )
        .exclude(sheet=None)
    )
    return [
        SheetRow(
            assessment=each,
            title=_name_tool(each),
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


def _name_tool(assessment: Assessment) -> str:
    assert assessment.tool_id is not None
    return str(fetch_tool_revision(assessment.tool_id).content.title)


@dataclass(frozen=True, slots=True)
class Known:
    """What a collaboration has answered in its diagnosis: the question, and how many gave what."""

    text: str
    day: date
    said: tuple[tuple[str, int], ...]


def fetch_known(assessment: Assessment, user: User | AnonymousUser) -> dict[str, Known]:
    """What the newest diagnosis of the same collaboration says of each question, as far as it may
    be shown: to its members only, as a link to fill in a tool gives no right to read a result.

    Three queries, none for whoever is not signed in.
    """
    if not isinstance(user, User):
        return {}
    if fetch_collaboration(assessment.collaboration.public_id, user) is None:
        return {}
    results = readable_results().filter(
        assessment__collaboration=assessment.collaboration_id, assessment__tool=None
    )
    document = results.order_by("-created_at", "-pk").values_list("document", flat=True).first()
    if document is None or "counts" not in document:
        return {}
    edition = fetch_edition(document["edition"]["code"], document["edition"]["revision"]).content
    day = date.fromisoformat(document["date"])
    texts = {each.code: each.text for each in edition.markers}
    texts |= {each.code: each.text for each in edition.statements}
    return {
        code: Known(text, day, tuple(counts.items()))
        for code, text in texts.items()
        if (counts := document["counts"].get(code))
    }


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
