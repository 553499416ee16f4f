"""Puts the shipped tools in place."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from model_content.domain.hashing import compute_sha256
from model_content.models import Edition, EditionStatus, ToolRevision
from model_content.selectors.editions import SHIPPED_TOOLS, fetch_shipped_tool


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
    return [document["key"] for document in documents if _seed_tool(document)]


def _seed_tool(document: Mapping[str, Any]) -> bool:
    named = {"key": document["key"], "code": document["edition"]["code"]}
    stored = ToolRevision.objects.select_for_update().filter(**named)
    sha256 = compute_sha256(document)
    own = Edition.every.filter(tool=named["key"], published_at__isnull=False).exclude(based_on="")
    if own.exists() or sha256 in [revision.sha256 for revision in stored]:
        return False
    Edition.every.get_or_create(
        tool=named["key"],
        code=named["code"],
        defaults={
            "status": EditionStatus.PUBLISHED,
            "published_at": document["edition"]["published_at"],
        },
    )
    ToolRevision.objects.create(**named, number=len(stored) + 1, document=document, sha256=sha256)
    return True
