"""Reads the codes that have been used, in any edition and in the history: none is given again."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import OuterRef, Subquery

from model_content.domain.document import ID, walk
from model_content.models import ContentChange, Edition, EditionStatus, Revision


def _fetch_documents() -> Iterator[dict[str, Any]]:
    """What each draft and each edition that has been published says now. Two queries."""
    drafts = Edition.objects.filter(status=EditionStatus.DRAFT)
    yield from (document or {} for document in drafts.values_list("document", flat=True))
    of_edition = Revision.objects.filter(edition=OuterRef("edition")).order_by("-number")
    newest = Revision.objects.filter(pk=Subquery(of_edition.values("pk")[:1]))
    published = newest.exclude(edition__status=EditionStatus.PREVIEW)
    yield from published.values_list("document", flat=True)


def list_numbered(prefix: str) -> set[str]:
    """The codes of questions that begin with this, also of deleted ones."""
    codes = {n.code for document in _fetch_documents() for n in walk(document)
             if n.schema.items.numbered}  # fmt: skip
    keys = ContentChange.objects.filter(key__contains=f"/{prefix}").values_list("key", flat=True)
    return codes | _take_codes(keys)


def _take_codes(keys: Iterable[str]) -> set[str]:
    return {key.partition("/")[2] for key in keys}


def list_used_codes(edition: Edition, kind: str, name: str) -> set[str]:
    """The codes that a new part of an edition, called `name`, cannot have.

    They are those of everything in the edition, for a place is found by its code, and those that
    parts of the same kind have had under another name in any edition: what was answered and decided
    is compared over time by the code, and two that have nothing to do with each other would seem to
    be one that has changed.
    """
    own = {n.code for n in walk(edition.document or {}) if n.code and not n.schema.items.numbered}
    others = {
        node.code
        for document in _fetch_documents()
        for node in walk(document)
        if node.kind == kind and node.title != name.strip()
    }
    deleted = ContentChange.objects.filter(key__startswith=f"{kind}/", kind="deleted")
    gone = {
        change.key.partition("/")[2] for change in deleted if _name_of(kind, change) != name.strip()
    }
    return own | others | gone


def _name_of(kind: str, change: ContentChange) -> str:
    node = (change.before or {}).get("node", {})
    return str(node.get("title") or node.get("name") or "")


def list_used_ids(edition: Edition, kind: str, parent: str) -> set[int]:
    """The ids of texts of a kind that stand, or have stood, in a part of a draft."""
    prefix = f"{kind}/{parent}/"
    keys = {node.key for node in walk(edition.document or {}) if node.key.startswith(prefix)}
    changes = edition.changes.filter(key__startswith=prefix).values_list("key", flat=True)
    tails = {key.removeprefix(prefix) for key in (*keys, *changes)}
    # Of an aspect that was deleted and comes back, what stood in it keeps its ids.
    parts = edition.changes.filter(key=f"aspect/{parent}", kind="deleted")
    kept = {
        str(each.get(ID, 0))
        for change in parts
        for each in _list_inside((change.before or {}).get("node", {}))
    }
    return {int(tail) for tail in tails | kept if tail.isascii() and tail.isdigit()}


def _list_inside(part: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for value in part.values():
        if isinstance(value, list):
            yield from (each for each in value if isinstance(each, dict))
