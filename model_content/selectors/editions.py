"""Reads editions. Pages read published revisions only, through `fetch_edition`."""

import re
from collections.abc import Callable, Collection
from contextvars import ContextVar
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, Generic, TypeVar

import yaml
from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.module_loading import import_string
from django.utils.translation import get_language

from model_content.domain.codec import localise, parse_edition
from model_content.domain.content import SOURCE_LANGUAGE
from model_content.domain.content import Edition as EditionContent
from model_content.domain.document import (
    GIVEN,
    OUTDATED,
    name_edition,
    normalise,
    put_outdated,
    strip,
    take_outdated,
    walk,
)
from model_content.domain.tools import spread_options
from model_content.files import Loader, join_files
from model_content.models import Edition, EditionStatus, Revision

Content = TypeVar("Content")

FIXTURES: Final = Path(__file__).resolve().parent.parent / "fixtures"

SHIPPED_EDITIONS: Final = ("edition_2026_1", "edition_2026_2")
"""Folders under `fixtures/`, the oldest edition first; a new installation answers the last one."""

SHIPPED_TOOLS: Final = (
    "nio-fragor",
    "styrgruppens-roll",
    "drivkrafter-och-nycklar",
    "isberget",
    "framgang-och-matt",
    "veven",
    "ringens-vagval",
)
"""Files under `fixtures/tools/`, in the order that the tools are listed in."""

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

EDITION_CACHE = 16
"""Parsed revisions that one process keeps, each in one language (about 1 MB each)."""

PREVIEWED: ContextVar[int | None] = ContextVar("previewed", default=None)
"""The preview that this request shows instead of the edition in use (editor/previewing.py)."""


@dataclass(frozen=True)
class Published(Generic[Content]):
    """A revision of an edition, a tool or a page, parsed: what pages, walk and reports read.

    `content` is in the language that was asked for; `sha256` is of the whole document.
    """

    content: Content
    id: int
    revision: int
    sha256: str


PublishedEdition = Published[EditionContent]


class NoPublishedEdition(LookupError):
    """There is no published edition (with that code)."""


def fetch_edition(
    code: str | None = None, revision: int | None = None, language: str | None = None
) -> PublishedEdition:
    """Fetch an edition's revision, by default the newest of the edition in use and in the active
    language, or raise `NoPublishedEdition`.

    One query; the parsed document is kept by the process.
    """
    if code is not None and not code.isprintable():
        raise NoPublishedEdition(code)  # no database can even look for NUL or half a character
    if code is None and revision is None and (previewed := PREVIEWED.get()) is not None:
        preview = Revision.objects.filter(edition=previewed, edition__status=EditionStatus.PREVIEW)
        if (number := preview.values_list("number", flat=True).first()) is not None:
            return fetch_revision(previewed, number, language)
    revisions = _published_revisions() if code is None else _revisions_of(code)
    if revision is not None:
        revisions = revisions.filter(number=revision)
    key = revisions.values_list("edition_id", "number").first()
    if key is None:
        raise NoPublishedEdition(code or "")
    return fetch_revision(*key, language)


def fetch_edition_and_newest(code: str, revision: int) -> tuple[PublishedEdition, PublishedEdition]:
    """Fetch an edition's revision, and the one that the public pages show now. One query."""
    newest = _published_revisions().values("pk")[:1]
    found = Revision.objects.filter(Q(edition__code=code, number=revision) | Q(pk=newest))
    keys = found.values_list("edition__code", "edition_id", "number")
    both = {(name, number): (pk, number) for name, pk, number in keys}
    named = both.pop((code, revision), None)
    if named is None:
        raise NoPublishedEdition(code)
    return fetch_revision(*named), fetch_revision(*next(iter(both.values()), named))


def fetch_revision(edition_id: int, number: int, language: str | None = None) -> PublishedEdition:
    """Fetch one revision by its key, in a language (by default the active one).

    A revision never changes, so it is read once per process.
    """
    return _fetch_revision(edition_id, number, language or get_language() or SOURCE_LANGUAGE)


@lru_cache(maxsize=EDITION_CACHE)
def _fetch_revision(edition_id: int, number: int, language: str) -> PublishedEdition:
    if language != SOURCE_LANGUAGE:
        source = _fetch_revision(edition_id, number, SOURCE_LANGUAGE)
        return replace(source, content=localise(source.content, language))
    row = Revision.objects.get(edition_id=edition_id, number=number)
    return PublishedEdition(
        content=parse_edition(row.document),
        id=edition_id,
        revision=number,
        sha256=row.sha256,
    )


def forget_revisions() -> None:
    """Forget what the process has kept; only tests need it, since revisions never change."""
    _fetch_revision.cache_clear()


def fetch_current_id(tool: str = "") -> int | None:
    """The key of the edition that new rounds answer, or new sheets of a tool; None before anything
    has been published."""
    published = Edition.every.filter(tool=tool, status=EditionStatus.PUBLISHED)
    newest = published.order_by("-in_use_since", "-pk")
    return newest.values_list("pk", flat=True).first()


def can_be_corrected(edition: Edition) -> bool:
    """Whether its texts may be corrected: of a tool or a page those that are read now."""
    if edition.status != EditionStatus.PUBLISHED:
        return False
    return not edition.tool or edition.pk == fetch_current_id(edition.tool)


def fetch_document(edition: Edition) -> dict[str, Any]:
    """What an edition says now, as editors work with it: of a draft with what they keep beside, of
    a tool with what they choose among.

    One query for what has been published, none for a draft; one more for a tool.
    """
    given = {GIVEN: fetch_given(edition.tool)} if edition.tool else {}
    if edition.document is None:
        newest = edition.published.order_by("-number").values_list("document", flat=True).first()
        if newest is None:
            raise NoPublishedEdition(edition.code)
        said = put_outdated(newest, edition.outdated) if edition.outdated else dict(newest)
        return said | given
    return name_edition(edition.document, edition.code, edition.status) | given


def fetch_given(tool: str) -> dict[str, Any]:
    """What a tool rests on that stands elsewhere (`GIVEN`): the sources of the edition in use, and
    what its rules name. One query."""
    sources = fetch_edition(language=SOURCE_LANGUAGE).content.sources
    find_named: Callable[[str], Collection[str]] = import_string(settings.CODES_THAT_RULES_NAME)
    return {
        "source": {source.key: source.title for source in sources},
        "named": sorted(find_named(tool)),
        "words": _find_words(tool),
    }


@lru_cache(maxsize=len(SHIPPED_TOOLS))
def _find_words(tool: str) -> dict[str, list[str]]:
    """What may stand in each sentence of a tool's result: what the shipped one has."""
    return {
        node.key: ["{items}", *re.findall(r"\{\w+\}", node.part["text"])]
        for node in (walk(fetch_shipped_tool(tool)) if tool in SHIPPED_TOOLS else ())
        if node.kind in ("remark", "proposal")
    }


def fetch_export(edition: Edition) -> dict[str, Any]:
    """The document that readers are given of an edition, in the order of the format."""
    return normalise(strip(fetch_document(edition)))


def fetch_file(edition: Edition) -> dict[str, Any]:
    """The same, with the old translations beside it: what is sent away can be gone on with."""
    outdated = take_outdated(fetch_document(edition))
    return fetch_export(edition) | ({OUTDATED: outdated} if outdated else {})


@lru_cache(maxsize=len(SHIPPED_EDITIONS))
def fetch_shipped_document(folder: str = SHIPPED_EDITIONS[-1]) -> dict[str, Any]:
    """The document of a shipped edition from its files, without the database; it is kept."""
    files = {path.name: path.read_bytes() for path in (FIXTURES / folder).glob("*.yaml")}
    return normalise(join_files(files))


def fetch_shipped_tool(key: str) -> dict[str, Any]:
    return normalise(spread_options(_read(f"tools/{key}")))


def fetch_shipped_page(key: str) -> dict[str, Any]:
    return normalise(_read(f"pages/{key}"))


def _read(name: str) -> Any:
    with (FIXTURES / f"{name}.yaml").open(encoding="utf-8") as file:
        return yaml.load(file, Loader=Loader)  # nosec B506


def _published_revisions() -> QuerySet[Revision]:
    """Revisions of published editions: of the one last taken into use first, the newest first."""
    published = Revision.objects.filter(edition__status=EditionStatus.PUBLISHED)
    return published.order_by("-edition__in_use_since", "-edition_id", "-number")


def _revisions_of(code: str) -> QuerySet[Revision]:
    """Revisions of an edition, the newest first."""
    return Revision.objects.filter(edition__code=code).order_by("-number")
