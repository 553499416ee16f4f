"""Reads content. Pages read published revisions only, through `fetch_edition`."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.core import serializers
from django.db.models import Model, Q, QuerySet
from django.utils.translation import get_language

from model_content.domain.content import SOURCE_LANGUAGE, parse_edition
from model_content.domain.content import Edition as EditionContent
from model_content.domain.fixtures import build_document
from model_content.domain.languages import localise
from model_content.models import (
    SOURCED_TEXTS,
    Aspect,
    Case,
    DialogueQuestion,
    Edition,
    EditionStatus,
    Question,
    Revision,
    Source,
    Stage,
    Suggestion,
)

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures"

SHIPPED_EDITION = "edition_2026_1"
"""Folder under `fixtures/` with the edition that a new installation is seeded with."""

EDITION_CACHE = 16
"""Parsed revisions that one process keeps, each in one language (about 1 MB each)."""


@dataclass(frozen=True, slots=True)
class PublishedEdition:
    """A revision of an edition, parsed: what the pages, the walk and the reports read.

    `content` is in the language that was asked for; `sha256` is of the whole document.
    """

    content: EditionContent
    id: int
    revision: int
    sha256: str


class NoPublishedEdition(LookupError):
    """There is no published edition (with that code)."""


def fetch_edition(
    code: str | None = None, revision: int | None = None, language: str | None = None
) -> PublishedEdition:
    """Fetch an edition's revision: by default the newest of the edition in use.

    One query; the parsed document is kept by the process.

    Args:
        language: the one to read it in; by default the active one.

    Raises:
        NoPublishedEdition: nothing published matches.
    """
    if code is not None and not code.isprintable():
        raise NoPublishedEdition(code)  # no database can even look for NUL or half a character
    revisions = _published_revisions() if code is None else _revisions_of(code)
    if revision is not None:
        revisions = revisions.filter(number=revision)
    key = revisions.values_list("edition_id", "number").first()
    if key is None:
        raise NoPublishedEdition(code or "")
    return fetch_revision(*key, language)


def fetch_edition_and_newest(code: str, revision: int) -> tuple[PublishedEdition, PublishedEdition]:
    """Fetch an edition's revision, and the one that the public pages show now. One query.

    Raises:
        NoPublishedEdition: there is no such revision.
    """
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


def fetch_current_id() -> int | None:
    """The key of the edition that new rounds answer, None before anything has been published."""
    published = Edition.objects.filter(status=EditionStatus.PUBLISHED)
    newest = published.order_by("-in_use_since", "-pk")
    return newest.values_list("pk", flat=True).first()


def fetch_document(edition: Edition) -> dict[str, Any]:
    """Build the document of an edition from its rows, drafts included."""
    return build_document(
        serializers.serialize("python", _rows(edition), use_natural_foreign_keys=True)
    )


def fetch_shipped_files(folder: str = SHIPPED_EDITION) -> list[Path]:
    """The fixture files of a shipped edition, parents first: their names are numbered."""
    return sorted((FIXTURES / folder).glob("*.yaml"))


@lru_cache(maxsize=1)
def fetch_shipped_document(folder: str = SHIPPED_EDITION) -> dict[str, Any]:
    """Build the document of a shipped edition from its files, without the database."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    entries: list[Any] = []
    for path in fetch_shipped_files(folder):
        # Either loader is a safe one.
        entries += yaml.load(path.read_text(encoding="utf-8"), Loader=loader)  # nosec B506
    return build_document(entries)


def _published_revisions() -> QuerySet[Revision]:
    """Revisions of published editions: of the one last taken into use first, the newest first."""
    published = Revision.objects.filter(edition__status=EditionStatus.PUBLISHED)
    return published.order_by("-edition__in_use_since", "-edition_id", "-number")


def _revisions_of(code: str) -> QuerySet[Revision]:
    """Revisions of an edition, the newest first."""
    return Revision.objects.filter(edition__code=code).order_by("-number")


def _rows(edition: Edition) -> Iterator[Model]:
    yield edition
    of_edition: list[QuerySet[Any]] = [
        Source.objects.all(),
        Stage.objects.all(),
        Aspect.objects.select_related("stage__edition"),
        Question.objects.select_related("stage__edition", "aspect__edition"),
        Case.objects.select_related("source__edition"),
    ]
    for rows in of_edition:
        yield from rows.filter(edition=edition).select_related("edition")
    for sourced in SOURCED_TEXTS:
        yield from sourced.objects.filter(aspect__edition=edition).select_related(
            "aspect__edition", "source__edition"
        )
    for plain in (Suggestion, DialogueQuestion):
        yield from plain.objects.filter(aspect__edition=edition).select_related("aspect__edition")
