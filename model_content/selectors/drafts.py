"""Reads editions as staff see them: their states, their faults, and what a change leads to."""

from collections.abc import Callable, Collection, Mapping
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.db.models import BooleanField, ExpressionWrapper, OuterRef, Q, QuerySet, Subquery
from django.utils.module_loading import import_string

from model_content.domain.checks import (
    Finding,
    check_document,
    find_spelling,
    find_warnings,
    list_own_texts,
)
from model_content.domain.content import SOURCE_LANGUAGE
from model_content.domain.lifecycle import Change, State, check_change
from model_content.domain.pages import Page
from model_content.domain.tools import Tool
from model_content.models import PAGE, ContentChange, Edition, EditionStatus, KnownWord
from model_content.selectors.codes import deleted_drafts
from model_content.selectors.editions import fetch_current_id
from model_content.selectors.spelling import find_misspelled
from model_content.selectors.tools import list_pages, list_tools
from samverkan.site.languages import INTERFACE

MOST_DELETED = 20
"""Deleted drafts that are listed."""


def staff_editions(tool: str = "") -> QuerySet[Edition]:
    """The editions of the model, or of a tool, that staff see: all but the copies that somebody
    looks at."""
    editions: QuerySet[Edition] = Edition.every.exclude(status=EditionStatus.PREVIEW)
    return editions.filter(tool=tool)


def list_editions(tool: str = "") -> QuerySet[Any]:
    """The editions that staff see, the newest first: `is_current`, `changed_by` and `changed_at`.

    Two queries.
    """
    is_current = ExpressionWrapper(Q(pk=fetch_current_id(tool) or 0), output_field=BooleanField())
    listed: QuerySet[Any] = _with_last_change(staff_editions(tool).annotate(is_current=is_current))
    return listed


def _with_last_change(editions: QuerySet[Edition]) -> QuerySet[Any]:
    last = ContentChange.objects.filter(edition=OuterRef("pk")).order_by("-pk")
    listed: QuerySet[Any] = editions.defer("document").annotate(
        changed_by=Subquery(last.values("by")[:1]), changed_at=Subquery(last.values("at")[:1])
    )
    return listed.order_by("-pk")


def find_edition(pk: int) -> Edition | None:
    """An edition of any state that staff see, of the model or of a tool; None if there is none."""
    return Edition.every.exclude(status=EditionStatus.PREVIEW).filter(pk=pk).first()


def list_tool_editions() -> list[tuple[str, list[Any]]]:
    """Every tool by its name, with its editions as `list_editions` gives them. Two queries."""
    found = Edition.every.exclude(tool__startswith=PAGE).exclude(tool="")
    return _list_keyed(
        {each.content.key: each.content for each in list_tools(SOURCE_LANGUAGE)}, found
    )


def list_page_editions() -> list[tuple[str, list[Any]]]:
    """Every page to read by its name, with its editions as `list_tool_editions`. Two queries."""
    pages = {PAGE + page.key: page for page in list_pages(SOURCE_LANGUAGE)}
    return _list_keyed(pages, Edition.every.filter(tool__startswith=PAGE))


def _list_keyed(
    named: Mapping[str, Tool | Page], found: QuerySet[Edition]
) -> list[tuple[str, list[Any]]]:
    """`named`: what is published, by what the editions are of."""
    editions = list(_with_last_change(found))
    for edition in editions:
        edition.is_current = edition.tool in named and named[edition.tool].code == edition.code
    return [(of.title, [e for e in editions if e.tool == key]) for key, of in named.items()]


def has_editions() -> bool:
    """Whether any edition has been loaded or made."""
    return staff_editions().exists()


def list_deleted_drafts() -> list[LogEntry]:
    """Who deleted which draft and when, the last first. One query.

    Their own history went with them; this is what the admin keeps of it, while the account exists.
    """
    return list(deleted_drafts().select_related("user").order_by("-pk")[:MOST_DELETED])


def find_edition_by_code(code: str | None) -> Edition | None:
    """An edition of the model that staff see, by default the one in use; None if there is none."""
    if code is None:
        current = fetch_current_id()
        return None if current is None else find_edition(current)
    if not code.isprintable():
        return None
    return staff_editions().filter(code=code).first()


def find_original(preview: int) -> int | None:
    """The key of the edition that a preview is a copy of; None if it has been deleted."""
    code = Edition.objects.filter(pk=preview).values("based_on")
    return staff_editions().filter(code__in=code).values_list("pk", flat=True).first()


def choose_other(edition: Edition, editions: list[Any]) -> Any:
    """The edition to compare with: the one it was made from, else the one in use, else another that
    is published, else a draft."""
    others = [other for other in editions if other.pk != edition.pk]
    others.sort(
        key=lambda other: (
            other.code != edition.based_on,
            not other.is_current,
            other.status == EditionStatus.DRAFT,
        )
    )
    return others[0] if others else None


# What is left to do -------------------------------------------------------------------------------


class Checked(NamedTuple):
    """What was found in an edition; `is_spelled` is False where spelling could not be checked."""

    errors: list[Finding]
    warnings: list[Finding]
    is_spelled: bool


def fetch_check(document: Mapping[str, Any]) -> Checked:
    """Check an edition as its document says now. One query."""
    misspelled = find_misspelled((text for _n, _f, text in list_own_texts(document)), list_words())
    spelling = find_spelling(document, misspelled or [])
    warnings = find_warnings(document, [code for code, _name in INTERFACE])
    return Checked(check_document(document), [*warnings, *spelling], misspelled is not None)


def list_words() -> list[str]:
    """The words that editors have added to the dictionary's own."""
    return list(KnownWord.objects.values_list("word", flat=True))


class Running(NamedTuple):
    """What is being answered on an edition."""

    rounds: int
    diagnoses: int


CountRounds = Callable[[Collection[int]], Mapping[int, Running]]


class Consequences(NamedTuple):
    """What a change leads to, and what it leaves alone.

    `now` is the edition in use, None before anything has been published; `running` those on which
    something is being answered, with how much, the newest first: nothing happens to it.
    """

    now: Edition | None
    running: tuple[tuple[Edition, Running], ...]


def fetch_consequences(edition: Edition, change: Change) -> Consequences:
    """What a change of an edition's state would lead to. Two queries. Raises `ChangeRefused`."""
    rows = staff_editions(edition.tool).defer("document").order_by("-in_use_since", "-pk")
    editions = list(rows)
    now = next((e for e in editions if e.status == EditionStatus.PUBLISHED), None)
    check_change(change, State(edition.status), is_current=now == edition)
    count: CountRounds = import_string(settings.COUNT_ROUNDS_OF_EDITIONS)
    counts = count([e.pk for e in editions])
    return Consequences(now, tuple((e, counts[e.pk]) for e in editions if e.pk in counts))
