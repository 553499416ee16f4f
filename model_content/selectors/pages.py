"""Reads the pages to read, each a document, in the active language."""

from functools import lru_cache
from typing import Any, Final

import yaml
from django.utils.translation import get_language

from model_content.domain.content import SOURCE_LANGUAGE
from model_content.domain.pages import Page, dump_page, localise_page, parse_page
from model_content.files import Loader
from model_content.models import PageRevision
from model_content.selectors.editions import FIXTURES
from model_content.selectors.tools import tell_period

READING_PAGES: Final = (
    "att-leda-over-granser",
    "samordnaren",
    "ord-och-sorter",
    "till-er-som-stoder",
)
"""Those that have an address of their own, in the order that they are listed in."""

ROWS_OF_SOURCES: Final = "kallor"
"""The page whose sections stand on `/kallor/`, each under its source."""

SHIPPED_PAGES: Final = (*READING_PAGES, ROWS_OF_SOURCES)
"""Files under `fixtures/pages/`."""


class NoSuchPage(LookupError):
    """No page with that key is published."""


def fetch_page(key: str, language: str | None = None) -> Page:
    """A page as it is read now. One query, and another the first time in a process.

    Raises:
        NoSuchPage: there is none.
    """
    if not key.isprintable():
        raise NoSuchPage(key)
    newest = PageRevision.objects.filter(key=key).order_by("-pk").values_list("pk", flat=True)
    if (revision := newest.first()) is None:
        raise NoSuchPage(key)
    return _fetch_revision(revision, language or get_language() or SOURCE_LANGUAGE)


def list_pages(language: str | None = None) -> list[Page]:
    """Every page as it is read now, in the order of `SHIPPED_PAGES`. One query."""
    newest = dict(PageRevision.objects.order_by("pk").values_list("key", "pk"))
    asked = language or get_language() or SOURCE_LANGUAGE
    return [_fetch_revision(newest[key], asked) for key in SHIPPED_PAGES if key in newest]


@lru_cache(maxsize=32)
def _fetch_revision(revision: int, language: str) -> Page:
    return localise_page(parse_page(PageRevision.objects.get(pk=revision).document), language)


def forget_pages() -> None:
    """Forget what the process has kept; only tests need it, since revisions never change."""
    _fetch_revision.cache_clear()


def fetch_shipped_page(key: str) -> dict[str, Any]:
    """The document of a shipped page from its file, without the database."""
    with (FIXTURES / "pages" / f"{key}.yaml").open(encoding="utf-8") as file:
        return dump_page(parse_page(yaml.load(file, Loader=Loader)))  # nosec B506


def list_reading(language: str | None = None) -> tuple[Page, ...]:
    """The pages to read that others lead to, in order, as they were published a minute ago at
    most: a page that leads to them seldom makes a query for it."""
    return _list_reading(language or get_language() or SOURCE_LANGUAGE, tell_period())


@lru_cache(maxsize=16)
def _list_reading(language: str, _period: int) -> tuple[Page, ...]:
    return tuple(page for page in list_pages(language) if page.key in READING_PAGES)
