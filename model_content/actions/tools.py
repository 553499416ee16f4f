"""Puts the shipped tools and pages in place."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from model_content.actions.editions import add_revision
from model_content.domain.hashing import compute_sha256
from model_content.models import PAGE, Edition, EditionStatus
from model_content.selectors.editions import (
    SHIPPED_PAGES,
    SHIPPED_TOOLS,
    fetch_shipped_page,
    fetch_shipped_tool,
)


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
    return [document["key"] for document in documents if _seed(document)]


@transaction.atomic
def seed_pages() -> list[str]:
    """Store each shipped page as `seed_tools` does a tool; gives the keys of those that are new."""
    documents = [fetch_shipped_page(key) for key in SHIPPED_PAGES]
    return [document["key"] for document in documents if _seed(document, PAGE)]


def _seed(document: Mapping[str, Any], kind: str = "") -> bool:
    key, head = kind + document["key"], document["edition"]
    of_key = Edition.every.filter(tool=key)
    if of_key.filter(published_at__isnull=False).exclude(based_on="").exists():
        return False
    said = {"status": EditionStatus.PUBLISHED, "published_at": head["published_at"]}
    edition, _made = of_key.get_or_create(code=head["code"], defaults={"tool": key, **said})
    hashes = list(edition.published.select_for_update().values_list("sha256", flat=True))
    if compute_sha256(document) in hashes:
        return False
    add_revision(edition, dict(document), len(hashes) + 1)
    return True
