"""Puts the shipped tools and pages in place."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from model_content.domain.hashing import compute_sha256
from model_content.models import (
    Edition,
    EditionStatus,
    KeyedRevision,
    PageRevision,
    ToolRevision,
)
from model_content.selectors.editions import SHIPPED_TOOLS, fetch_shipped_tool
from model_content.selectors.pages import SHIPPED_PAGES, fetch_shipped_page


@transaction.atomic
def seed_tools(documents: Iterable[Mapping[str, Any]] | None = None) -> list[str]:
    """Store each shipped tool as a new revision, unless it has been stored before, or staff have
    published an edition of their own.

    Sheets that have been begun keep to the revision that they were begun on.

    Returns:
        The keys of those that are new.
    """
    if documents is None:
        documents = [fetch_shipped_tool(key) for key in SHIPPED_TOOLS]
    return [document["key"] for document in documents if _seed(ToolRevision, document)]


@transaction.atomic
def seed_pages() -> list[str]:
    """Store each shipped page as `seed_tools` does a tool; gives the keys of those that are new."""
    documents = [fetch_shipped_page(key) for key in SHIPPED_PAGES]
    return [document["key"] for document in documents if _seed(PageRevision, document)]


def _seed(model: type[KeyedRevision], document: Mapping[str, Any]) -> bool:
    named = {"key": document["key"], "code": document["edition"]["code"]}
    stored = model._default_manager.select_for_update().filter(**named)
    sha256 = compute_sha256(document)
    # Keys of pages are none of tools.
    own = Edition.every.filter(tool=named["key"], published_at__isnull=False).exclude(based_on="")
    if own.exists() or sha256 in [revision.sha256 for revision in stored]:
        return False
    if model is ToolRevision:
        Edition.every.get_or_create(
            tool=named["key"],
            code=named["code"],
            defaults={
                "status": EditionStatus.PUBLISHED,
                "published_at": document["edition"]["published_at"],
            },
        )
    model._default_manager.create(**named, number=len(stored) + 1, document=document, sha256=sha256)
    return True
