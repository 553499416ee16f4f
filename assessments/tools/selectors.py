"""Reads the sheets of tools: those of a collaboration, and of each party."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import (
    BooleanField,
    CharField,
    Count,
    DateTimeField,
    Exists,
    ExpressionWrapper,
    F,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, TruncDate
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from assessments.core.labels import (
    MARKER_LABELS,
    SECOND_PERSPECTIVE_LABELS,
    STATEMENT_LABELS,
    read_tool_words,
)
from assessments.core.links import LinkKind, derive_token, hash_token, sign_link
from assessments.methods.sheets.rules import RULES
from assessments.methods.sheets.shown import ShownTool, read_tool, shorten, show_answers
from assessments.methods.sheets.turns import SAME_TURN, find_next_turn, find_turn, read_turn
from assessments.models import Answer, Assessment, Collaboration, Respondent, Snapshot, Vote
from assessments.results.selectors import readable_results
from assessments.rounds.rules.terms import SECOND_PERSPECTIVE
from assessments.rounds.selectors.rounds import fetch_collaboration
from assessments.tools.rules import Origin
from model_content.selectors.editions import fetch_edition
from model_content.selectors.tools import fetch_tool_revision
from samverkan.models import User
from samverkan.texts import sort_key


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A tool that a collaboration has begun: how to open it, and what came of it last.

    `token` opens it for those who may fill it in; it is empty where the link has been replaced.
    `steering` is the steering group's, empty where it has none.
    """

    assessment: Assessment
    title: str
    token: str
    read_token: str
    day: date | None
    sentence: str
    steering: str
    # On phones, not on a sheet: it has a page of its own.
    is_voted: bool
    next_turn: date | None = None


@dataclass(frozen=True, slots=True)
class PartyRow:
    """A party's sheet: how many fields it has filled in and when last, and whether it may be
    reminded today."""

    sheet: Respondent
    token: str
    answered: int
    saved_at: datetime | None
    is_due: bool

    @property
    def name(self) -> str:
        return self.sheet.organisation

    @property
    def last_on(self) -> date | None:
        """The last day on which something was saved, or the party said that it was done."""
        saved = self.saved_at and timezone.localdate(self.saved_at)
        return max(filter(None, (saved, self.sheet.submitted_on)), default=None)

    def has_gone_through(self, turn: date | None) -> bool:
        """Whether it has in the turn that may begin that day; None while the first goes on."""
        return self.last_on is not None and self.last_on >= (turn or date.min)


def list_sheets(collaboration: Collaboration) -> list[SheetRow]:
    """The tools that a collaboration has begun, or shown on phones, the newest first. One query."""
    newest = Snapshot.objects.filter(assessment=OuterRef("pk")).order_by("-number")
    own = Respondent.objects.filter(assessment=OuterRef("pk"), organisation="")
    shown = Vote.objects.filter(assessment=OuterRef("pk"), result__isnull=False)
    rounds = (
        collaboration.assessments.filter(tool__isnull=False)
        .annotate(
            sheet=Subquery(own.values("pk")[:1]),
            sheet_token=Subquery(own.values("token_sha256")[:1]),
            day=Subquery(newest.values("document__date")[:1]),
            texts=Subquery(newest.values("document__shown__sentence")[:1]),
            began=Subquery(newest.values("document__turn__began")[:1]),
            shown_on=Subquery(shown.values("opened_on")[:1]),
        )
        .exclude(sheet=None, shown_on=None)
    )
    return [
        SheetRow(
            assessment=each,
            title=_name_tool(each),
            token=find_token(each.sheet, each.sheet_token) if each.sheet else "",
            read_token=sign_link(LinkKind.READ, each.public_id, each.read_generation),
            day=date.fromisoformat(each.day) if each.day else each.shown_on,
            sentence=each.texts or "",
            steering=sign_sheet_link(each, timezone.localdate()),
            is_voted=each.shown_on is not None,
            next_turn=find_next_turn(each.began) if each.began else None,
        )
        for each in rounds.order_by("-pk")
    ]


DEEPENED_FOR: Final = timedelta(days=365)
"""How long what came of a tool stands in the results of the collaboration."""

LATELY: Final = timedelta(days=182)
"""How long it has a page of its own at a meeting."""

MOST_DEEPENED: Final = 3


def _list_newest(collaboration: int, since: date, *named: str) -> list[tuple[Any, ...]]:
    """The newest result of each tool since a day: its key and what is named, the newest first, at
    most three. One query."""
    results = Snapshot.objects.filter(
        assessment__collaboration=collaboration,
        assessment__tool__isnull=False,
        document__date__gte=since.isoformat(),
    )
    newest: dict[str, tuple[Any, ...]] = {}
    rows = results.order_by("-created_at", "-pk").values_list("document__instrument", *named)
    for row in rows:
        newest.setdefault(row[0], row)
    return list(newest.values())[:MOST_DEEPENED]


def list_done(collaboration: int, today: date) -> list[dict[str, Any]]:
    """What came of each tool lately, in short, for a result of the same collaboration."""
    named = ("document__date", "document__shown")
    rows = _list_newest(collaboration, today - DEEPENED_FOR, *named)
    return [{"key": key, "date": day, **shorten(shown)} for key, day, shown in rows]


@dataclass(frozen=True, slots=True)
class DoneTool:
    """A tool that a collaboration has used: the keys of its newest result and of its sheet."""

    key: str
    title: str
    assessment: int
    snapshot: int


def list_done_lately(collaboration: int, today: date) -> list[DoneTool]:
    """The tools used in the last half-year."""
    named = ("document__shown__tool", "assessment", "pk")
    return [DoneTool(*row) for row in _list_newest(collaboration, today - LATELY, *named)]


def fetch_done(done: DoneTool) -> tuple[Assessment, ShownTool]:
    """The sheet of a tool that has been used, and what came of it. One query."""
    result = Snapshot.objects.select_related("assessment").get(pk=done.snapshot)
    return result.assessment, read_tool(result.document)


def fetch_tool_sheet(collaboration: Collaboration, public_id: UUID) -> Assessment | None:
    """A tool that the collaboration has begun. One query."""
    rounds = collaboration.assessments.select_related("collaboration")
    return rounds.filter(tool__isnull=False, public_id=public_id).first()


def tell_origin(assessment: Assessment | None) -> Origin | None:
    """The tool that an action of the plan came from. No query once the process knows the tool."""
    if assessment is None or assessment.tool_id is None:
        return None
    read = sign_link(LinkKind.READ, assessment.public_id, assessment.read_generation)
    return Origin(_name_tool(assessment), read)


def list_for_steering(collaboration: int, today: date) -> list[tuple[str, str]]:
    """The tools that the steering group has a link to fill in: title and the link's secret part.
    One query."""
    rounds = Assessment.objects.filter(collaboration=collaboration, tool__isnull=False)
    linked = rounds.filter(steering_expires_on__gte=today).order_by("-pk")
    return [(_name_tool(each), sign_sheet_link(each, today)) for each in linked]


def sign_sheet_link(assessment: Assessment, today: date) -> str:
    """The secret part of the steering group's link to a sheet; empty if none works."""
    expires_on = assessment.steering_expires_on
    if expires_on is None or expires_on < today:
        return ""
    return sign_link(LinkKind.SHEET, assessment.public_id, assessment.steering_generation)


def find_token(number: int, sha256: str) -> str:
    """The token of a sheet's link; empty if it has been replaced by one that is not stored."""
    token = derive_token(number)
    return token if hash_token(token) == sha256 else ""


def _name_tool(assessment: Assessment) -> str:
    assert assessment.tool_id is not None
    return str(fetch_tool_revision(assessment.tool_id).content.title)


@dataclass(frozen=True, slots=True)
class Known:
    """What a collaboration has answered already, in words; in another tool the table that was
    filled in there."""

    text: str
    table: Mapping[str, Any] | None = None


def fetch_known(assessment: Assessment, user: User | AnonymousUser) -> dict[str, Known]:
    """What the newest diagnosis of the same collaboration says of each question, and other tools of
    what is filled in there too, as far as it may be shown: to its members only, as a link to fill
    in a tool gives no right to read a result.

    Three queries, one more if other tools are named; none for whoever is not signed in.
    """
    if not isinstance(user, User):
        return {}
    if fetch_collaboration(assessment.collaboration.public_id, user) is None:
        return {}
    results = readable_results().filter(assessment__collaboration=assessment.collaboration_id)
    assert assessment.tool_id is not None
    items = fetch_tool_revision(assessment.tool_id).content.items.values()
    named = {code for item in items for code in item.known}
    return _find_known_tables(named, results) | _find_known_counts(named, results)


def _find_known_counts(named: set[str], results: QuerySet[Snapshot]) -> dict[str, Known]:
    results = results.filter(assessment__tool=None)
    document = results.order_by("-created_at", "-pk").values_list("document", flat=True).first()
    if document is None or "counts" not in document:
        return {}
    edition = fetch_edition(document["edition"]["code"], document["edition"]["revision"]).content
    day = _say_day(document)
    texts = {each.code: each.text for each in edition.markers}
    texts |= {each.code: each.text for each in edition.statements}
    known = {}
    for code in named & texts.keys():
        if counts := document["counts"].get(code):
            labels = MARKER_LABELS if code in edition.marker_codes else STATEMENT_LABELS
            words = [(str(labels.get(value, value)), count) for value, count in counts.items()]
            said = ", ".join(w if len(words) == 1 else f"{count} {w}" for w, count in words)
            told = _("I diagnosen %(day)s: ”%(text)s”: %(said)s.") % {
                "day": day, "text": texts[code], "said": said,
            }  # fmt: skip
            aspect = edition.aspect_by_code.get(code.rpartition(".")[0])
            if aspect and (scores := ", ".join(_list_scores(document, aspect.code))):
                scored = _("%(aspect)s, medelvärde av 5: %(scores)s.")
                told += " " + scored % {"aspect": aspect.title, "scores": scores}
            known[code] = Known(told)
    return known


def _say_day(document: Mapping[str, Any]) -> str:
    return date_format(date.fromisoformat(document["date"]), "j F Y")


def _list_scores(document: Mapping[str, Any], aspect: str) -> Iterator[str]:
    """What those of each role score an aspect, as far as the result shows it."""
    kinds = [each for each in document.get("groups", ()) if each["kind"] == SECOND_PERSPECTIVE]
    for group in (group for kind in kinds for group in kind["groups"]):
        score = group["aspects"].get(aspect, {}).get("score")
        if group["name"] and score is not None:
            yield f"{SECOND_PERSPECTIVE_LABELS[group['name']]} {number_format(score, 1)}"


def _find_known_tables(named: set[str], results: QuerySet[Snapshot]) -> dict[str, Known]:
    tools = {code.partition(".")[0] for code in named} & RULES.keys()
    if not tools:
        return {}
    results = results.filter(assessment__instrument__in=tools)
    known: dict[str, Known] = {}
    for document in results.order_by("created_at", "pk").values_list("document", flat=True):
        shown = document["shown"]
        papers = [block for block in shown["blocks"] if block["kind"] == "paper"]
        lines = (line for p in papers for heading in p["headings"] for line in heading["lines"])
        for line in lines:
            if line["code"] in named and line.get("cells"):
                told = _("I %(tool)s %(day)s:")
                said = told % {"tool": shown["tool"], "day": _say_day(document)}
                known[line["code"]] = Known(said, table=line)
    return known


def fetch_last_document(assessment: Assessment) -> dict[str, Any] | None:
    """The newest result of a sheet. One query."""
    newest = assessment.snapshots.order_by("-number").values_list("document", flat=True)
    document: dict[str, Any] | None = newest.first()
    return document


@dataclass(frozen=True, slots=True)
class LastTurn:
    """What the same party (or all together) answered the turn before, in words, by item."""

    number: int
    day: date
    said: Mapping[str, Mapping[str, Any]]


def fetch_last_turn(assessment: Assessment, party: str, today: date) -> LastTurn | None:
    """What stands beside a tool that is made again. One query, none for any other tool."""
    assert assessment.tool_id is not None
    tool = fetch_tool_revision(assessment.tool_id).content
    if not tool.turns:
        return None
    turn = read_turn(tool, find_turn(fetch_last_document(assessment), today))
    own = next((each for each in turn.filled if each.party == party), None)
    if turn.day is None or own is None:
        return None
    return LastTurn(turn.number - 1, turn.day, show_answers(tool, read_tool_words(), own))


def fetch_new_turn(assessment: Assessment, today: date) -> date | None:
    """The first day of a turn that may begin, of which there is no result yet. One query."""
    newest = assessment.snapshots.order_by("-number")
    began = newest.values_list("document__turn__began", flat=True).first()
    first = find_next_turn(began) if began else None
    return first if first and first <= today else None


def list_parties(assessment: Assessment) -> list[PartyRow]:
    """The sheets of the parties, by name, with how much each has filled in. One query."""
    filled = Count("answers", filter=~Q(answers__value=""))
    sheets = Respondent.objects.filter(assessment=assessment).exclude(organisation="")
    due = ExpressionWrapper(remindable(timezone.localdate()), output_field=BooleanField())
    rows = sheets.annotate(filled=filled, saved=Max("answers__saved_at"), due=due)
    listed = [
        PartyRow(s, find_token(s.pk, s.token_sha256 or ""), s.filled, s.saved, s.due) for s in rows
    ]
    return sorted(listed, key=lambda each: sort_key(each.name))


def has_begun(today: date) -> Exists:
    """That something stands on a sheet, saved when no turn that is over was still going on."""
    earlier = ExpressionWrapper(F("saved_at") - SAME_TURN, output_field=DateTimeField())
    began = Cast(KT("document__turn__began"), CharField())
    over = Snapshot.objects.annotate(began=began).filter(
        assessment=OuterRef("sheet__assessment"),
        began__lte=(today - SAME_TURN).isoformat(),
        began__gt=OuterRef("earlier"),
    )
    answers = Answer.objects.filter(sheet=OuterRef("pk")).exclude(value="")
    answers = answers.annotate(earlier=Cast(TruncDate(earlier), CharField()))
    return Exists(answers.filter(~Exists(over)))


def remindable(today: date) -> Q:
    """That a sheet has an address to remind at, has not been reminded today, and is not begun."""
    return ~Q(email="") & (Q(mailed_on=None) | Q(mailed_on__lt=today)) & ~Q(has_begun(today))
