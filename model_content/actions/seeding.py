"""Puts the shipped editions in place, without ever overwriting what staff have written."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from model_content.actions.editions import add_revision, lock_codes, store_revision
from model_content.domain.codec import without_translations
from model_content.domain.hashing import compute_sha256
from model_content.domain.lifecycle import find_changes
from model_content.domain.pages import PAGE_FORMAT
from model_content.models import PAGE, ContentChange, Edition, EditionStatus
from model_content.selectors.editions import (
    SHIPPED_EDITIONS,
    SHIPPED_PAGES,
    SHIPPED_TOOLS,
    fetch_current_id,
    fetch_export,
    fetch_shipped_document,
    fetch_shipped_page,
    fetch_shipped_tool,
)


class Outcome(StrEnum):
    """What was done with a shipped edition."""

    LOADED = "loaded"
    TRANSLATED = "translated"
    THERE = "there"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class Seeded:
    """A shipped edition and what was done with it; `changes` names the places that differ."""

    code: str
    outcome: Outcome
    changes: tuple[str, ...] = ()


@transaction.atomic
def seed_content() -> list[Seeded]:
    """Load each shipped edition whose code is absent; add translations where one has none.

    Where nothing has been published yet, the last of them is in use afterwards. Otherwise what is
    in use stays so. One that is there with another content is left as it is, and stops no other:
    what staff have written is never overwritten by a deployment. The tools and the pages are put in
    place too.
    """
    lock_codes()
    in_use = _fetch_current()
    before = in_use.in_use_since if in_use else None
    documents = [fetch_shipped_document(folder) for folder in SHIPPED_EDITIONS]
    seeded = [_seed(document, before) for document in documents]
    seed_tools()
    return seeded


def find_newer(seeded: list[Seeded]) -> str | None:
    """The last shipped edition, where it could be taken into use instead of what is.

    Where staff have made what is in use themselves, only when it has just been loaded.
    """
    newest = seeded[-1]
    edition = Edition.objects.filter(code=newest.code, status=EditionStatus.PUBLISHED).first()
    if newest.outcome is Outcome.DIFFERENT or edition is None:
        return None
    in_use = _fetch_current()
    used = in_use.code if in_use else None
    shipped = {each.code for each in seeded[:-1]}
    is_news = used in shipped or (used != newest.code and newest.outcome is Outcome.LOADED)
    return newest.code if is_news else None


def _fetch_current() -> Edition | None:
    pk = fetch_current_id()
    return None if pk is None else Edition.objects.get(pk=pk)


def _seed(document: dict[str, Any], in_use_since: datetime | None) -> Seeded:
    """Seed one; `in_use_since` is when the edition in use was taken up, None if there is none."""
    head = document["edition"]
    code = head["code"]
    edition = Edition.objects.filter(code=code).first()
    if edition is not None:
        return _complete(edition, document)
    edition = Edition.objects.create(
        code=code,
        status=head["status"],
        published_at=date.fromisoformat(head["published_at"]),
        # Before the one in use, which thereby stays so.
        in_use_since=in_use_since - timedelta(seconds=1) if in_use_since else timezone.now(),
    )
    store_revision(edition=edition, document=document)
    return Seeded(code, Outcome.LOADED)


def _complete(edition: Edition, document: dict[str, Any]) -> Seeded:
    revisions = list(edition.revisions.order_by("number"))
    there = Seeded(edition.code, Outcome.THERE)
    if any(revision.sha256 == compute_sha256(document) for revision in revisions):
        return there
    texts = without_translations(document)
    same = [revision for revision in revisions if revision.document == texts]
    if not same:
        stored = revisions[0].document if revisions else fetch_export(edition)
        return Seeded(edition.code, Outcome.DIFFERENT, tuple(find_changes(stored, document)))
    if same[-1] != revisions[-1]:
        return there  # staff have changed it since: what they have is theirs
    store_revision(edition=edition, document=document)
    return Seeded(edition.code, Outcome.TRANSLATED)


@transaction.atomic
def seed_tools(documents: Iterable[Mapping[str, Any]] | None = None) -> list[str]:
    """Store each shipped tool and page as a new revision, unless it has been stored before, or
    staff have published an edition of their own, or corrected one.

    Sheets that have been begun keep to the revision that they were begun on.

    Returns:
        The keys of those that are new.
    """
    if documents is None:
        documents = [fetch_shipped_tool(key) for key in SHIPPED_TOOLS]
        documents += [fetch_shipped_page(key) for key in SHIPPED_PAGES]
    return [document["key"] for document in documents if _seed_tool(document)]


def _seed_tool(document: Mapping[str, Any]) -> bool:
    key, head = document["key"], document["edition"]
    key = PAGE + key if document["format"] == PAGE_FORMAT else key
    of_key = Edition.every.filter(tool=key)
    corrected = ContentChange.objects.filter(kind=ContentChange.Kind.CORRECTED)
    own = Q(pk__in=corrected.values("edition")) | Q(published_at__isnull=False) & ~Q(based_on="")
    if of_key.filter(own).exists():
        return False
    said = {"status": EditionStatus.PUBLISHED, "published_at": head["published_at"]}
    edition, _made = of_key.get_or_create(code=head["code"], defaults={"tool": key, **said})
    hashes = list(edition.published.select_for_update().values_list("sha256", flat=True))
    if compute_sha256(document) in hashes:
        return False
    add_revision(edition, dict(document), len(hashes) + 1)
    return True
