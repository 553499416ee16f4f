"""Reads the tools that are published: each a document, in the active language."""

from dataclasses import dataclass
from functools import lru_cache
from time import monotonic

from django.db.models import Max
from django.utils.translation import get_language

from model_content.domain.content import SOURCE_LANGUAGE
from model_content.domain.tools import Tool, localise_tool, parse_tool
from model_content.models import ToolRevision
from model_content.selectors.editions import SHIPPED_TOOLS

TOOL_CACHE = 32
"""Parsed tools that one process keeps, each in one language (about 0.2 MB each)."""


OFFERED_SECONDS = 60
"""How long a process offers tools, and pages to read, as it last read them."""


@dataclass(frozen=True, slots=True)
class PublishedTool:
    """A revision of a tool, parsed; `content` is in the language that was asked for."""

    content: Tool
    id: int
    revision: int
    sha256: str


class NoSuchTool(LookupError):
    """No tool with that key (and that edition) is published."""


def list_tools(language: str | None = None) -> list[PublishedTool]:
    """Every tool as it is filled in now, in the order that they are listed in. One query."""
    newest = ToolRevision.objects.values("key").annotate(newest=Max("pk"))
    found = dict(newest.values_list("key", "newest"))
    order = {key: place for place, key in enumerate(SHIPPED_TOOLS)}
    keys = sorted(found, key=lambda key: (order.get(key, len(order)), key))
    return [fetch_tool_revision(found[key], language) for key in keys]


def fetch_tool(key: str, code: str | None = None, language: str | None = None) -> PublishedTool:
    """A tool as it is filled in now, or its edition with this code. One query.

    Raises:
        NoSuchTool: there is none.
    """
    named = {"key": key} if code is None else {"key": key, "code": code}
    if not "".join(named.values()).isprintable():
        raise NoSuchTool(key)
    found = ToolRevision.objects.filter(**named).order_by("-pk").values_list("pk", flat=True)
    newest = found.first()
    if newest is None:
        raise NoSuchTool(key)
    return fetch_tool_revision(newest, language)


def fetch_tool_revision(revision: int, language: str | None = None) -> PublishedTool:
    """One revision by its key; as it never changes it is read once per process."""
    return _fetch_revision(revision, language or get_language() or SOURCE_LANGUAGE)


@lru_cache(maxsize=TOOL_CACHE)
def _fetch_revision(revision: int, language: str) -> PublishedTool:
    row = ToolRevision.objects.get(pk=revision)
    tool = localise_tool(parse_tool(row.document), language)
    return PublishedTool(tool, row.pk, row.number, row.sha256)


def forget_tools() -> None:
    """Forget what the process has kept; only tests need it, since revisions never change."""
    _fetch_revision.cache_clear()


def list_offered(language: str | None = None) -> tuple[Tool, ...]:
    """The tools that other pages offer, in the order that they are listed in.

    As they were published a minute ago at most: a page that offers seldom makes a query for it.
    """
    asked = language or get_language() or SOURCE_LANGUAGE
    return _list_offered(asked, tell_period())


def tell_period() -> int:
    """The number of the minute: what a process offers is read anew in each."""
    return int(monotonic() // OFFERED_SECONDS)


@lru_cache(maxsize=16)
def _list_offered(language: str, _period: int) -> tuple[Tool, ...]:
    return tuple(each.content for each in list_tools(language))
