"""Reads the tools and the pages that are published: each a document, in the active language."""

from collections.abc import Sequence
from functools import lru_cache
from time import monotonic
from typing import Any

from django.db.models import Max
from django.utils.translation import get_language

from model_content.domain.content import SOURCE_LANGUAGE
from model_content.domain.document import find_schema
from model_content.domain.pages import Page
from model_content.domain.tools import Tool
from model_content.models import PageRevision, ToolRevision
from model_content.selectors.editions import (
    READING_PAGES,
    SHIPPED_PAGES,
    SHIPPED_TOOLS,
    Published,
)

KEPT = 64
"""Parsed tools and pages that one process keeps, each in one language (about 0.2 MB each)."""

OFFERED_SECONDS = 60
"""How long a process offers tools, and pages to read, as it last read them."""

Keyed = type[ToolRevision] | type[PageRevision]
PublishedTool = Published[Tool]


class NoSuchTool(LookupError):
    """No tool or page with that key (and that edition) is published."""


def list_tools(language: str | None = None) -> list[PublishedTool]:
    """Every tool as it is filled in now, in the order that they are listed in. One query."""
    return _list_newest(ToolRevision, SHIPPED_TOOLS, language)


def list_pages(language: str | None = None) -> list[Page]:
    """Every page as it is read now, in the order of `SHIPPED_PAGES`. One query."""
    return [each.content for each in _list_newest(PageRevision, SHIPPED_PAGES, language)]


def _list_newest(of: Keyed, order: Sequence[str], language: str | None) -> list[Published[Any]]:
    newest = of.objects.values("key").annotate(newest=Max("pk"))
    found = dict(newest.values_list("key", "newest"))
    places = {key: place for place, key in enumerate(order)}
    keys = sorted(found, key=lambda key: (places.get(key, len(places)), key))
    return [_fetch(of, found[key], language) for key in keys]


def fetch_tool(key: str, code: str | None = None, language: str | None = None) -> PublishedTool:
    """A tool as it is filled in now, or its edition with this code. One query.

    Raises:
        NoSuchTool: there is none.
    """
    named = {"key": key} if code is None else {"key": key, "code": code}
    return _fetch_newest(ToolRevision, named, language)


def fetch_page(key: str, language: str | None = None) -> Page:
    """A page as it is read now. One query. Raises `NoSuchTool`."""
    page: Page = _fetch_newest(PageRevision, {"key": key}, language).content
    return page


def _fetch_newest(of: Keyed, named: dict[str, str], language: str | None = None) -> Published[Any]:
    if not "".join(named.values()).isprintable():
        raise NoSuchTool(named["key"])
    found = of.objects.filter(**named).order_by("-pk").values_list("pk", flat=True)
    newest = found.first()
    if newest is None:
        raise NoSuchTool(named["key"])
    return _fetch(of, newest, language)


def fetch_tool_revision(revision: int, language: str | None = None) -> PublishedTool:
    """One revision by its key; as it never changes it is read once per process."""
    return _fetch(ToolRevision, revision, language)


def _fetch(of: Keyed, revision: int, language: str | None) -> Published[Any]:
    return _fetch_revision(of, revision, language or get_language() or SOURCE_LANGUAGE)


@lru_cache(maxsize=KEPT)
def _fetch_revision(of: Keyed, revision: int, language: str) -> Published[Any]:
    row = of.objects.get(pk=revision)
    schema = find_schema(row.document)
    said = schema.localise(schema.parse(row.document), language)
    return Published(said, row.pk, row.number, row.sha256)


def forget_tools() -> None:
    """Forget what the process has kept; only tests need it, since revisions never change."""
    _fetch_revision.cache_clear()


def list_offered(language: str | None = None) -> tuple[Tool, ...]:
    """The tools that other pages offer, in the order that they are listed in.

    As they were published a minute ago at most: a page that offers seldom makes a query for it.
    """
    return _list_offered(language or get_language() or SOURCE_LANGUAGE, tell_period())


def list_reading(language: str | None = None) -> tuple[Page, ...]:
    """The pages to read that others lead to, in order, as `list_offered`."""
    return _list_reading(language or get_language() or SOURCE_LANGUAGE, tell_period())


def tell_period() -> int:
    """The number of the minute: what a process offers is read anew in each."""
    return int(monotonic() // OFFERED_SECONDS)


@lru_cache(maxsize=16)
def _list_offered(language: str, _period: int) -> tuple[Tool, ...]:
    return tuple(each.content for each in list_tools(language))


@lru_cache(maxsize=16)
def _list_reading(language: str, _period: int) -> tuple[Page, ...]:
    return tuple(page for page in list_pages(language) if page.key in READING_PAGES)
