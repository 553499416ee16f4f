"""Reads the codes that have been used, in any edition and in the history: none is given again."""

from collections.abc import Iterator

from django.contrib.admin.models import DELETION, LogEntry
from django.db.models import OuterRef, QuerySet, Subquery

from model_content.domain.document import ID, Node, walk
from model_content.models import ContentChange, Edition, EditionStatus, Revision, find_revisions


def _fetch_nodes(tool: str) -> Iterator[Node]:
    """All that each draft and each published edition of the model, or of a tool, says now. Two
    queries."""
    drafts = Edition.every.filter(status=EditionStatus.DRAFT, tool=tool)
    of_edition = Revision.objects.filter(edition=OuterRef("edition")).order_by("-number")
    newest = Revision.objects.filter(pk=Subquery(of_edition.values("pk")[:1]))
    published = newest.exclude(edition__status=EditionStatus.PREVIEW)
    for rows in (drafts, find_revisions(tool) if tool else published):
        for document in rows.values_list("document", flat=True):
            yield from walk(document or {})


def list_editions_codes() -> set[str]:
    """The codes of all editions, also of drafts that have been deleted. One query."""
    codes = Edition.every.order_by().values_list("code", flat=True)
    return set(codes.union(deleted_drafts().order_by().values_list("object_repr", flat=True)))


def deleted_drafts() -> QuerySet[LogEntry]:
    """Who deleted which draft and when, as the admin keeps it while the account exists."""
    kind = {"content_type__app_label": "model_content", "content_type__model": "edition"}
    return LogEntry.objects.filter(action_flag=DELETION, **kind)


def list_numbered(edition: Edition, prefix: str) -> set[str]:
    """The codes of questions that begin with this, also of deleted ones."""
    keys = ContentChange.objects.filter(key__contains=f"/{prefix}").values_list("key", flat=True)
    deleted = {key.partition("/")[2] for key in keys}
    return deleted | {
        node.code for node in _fetch_nodes(edition.tool) if node.schema.items.numbered
    }


def list_used_codes(edition: Edition, kind: str, name: str) -> set[str]:
    """The codes that a new part of an edition, called `name`, cannot have.

    They are those of everything in the edition, for a place is found by its code, and those that
    parts of the same kind have had under another name in any edition: what was answered and decided
    is compared over time by the code, and two that have nothing to do with each other would seem to
    be one that has changed.
    """
    name = name.strip()
    own = {n.code for n in walk(edition.document or {}) if n.code and not n.schema.items.numbered}
    others = {
        node.code for node in _fetch_nodes(edition.tool) if node.kind == kind and node.title != name
    }
    deleted = ContentChange.objects.filter(key__startswith=f"{kind}/", kind="deleted")
    gone = set()
    for change in deleted:
        part = (change.before or {}).get("node", {})
        if str(part.get("title") or part.get("name") or "") != name:
            gone.add(change.key.partition("/")[2])
    return own | others | gone


def list_used_ids(edition: Edition, kind: str, parent: str) -> set[int]:
    """The ids of texts of a kind that stand, or have stood, in a part of a draft."""
    prefix = f"{kind}/{parent}/"
    keys = {node.key for node in walk(edition.document or {})}
    changes = edition.changes.filter(key__startswith=prefix).values_list("key", flat=True)
    tails = [key.removeprefix(prefix) for key in (*keys, *changes) if key.startswith(prefix)]
    # Of an aspect that was deleted and comes back, what stood in it keeps its ids.
    for change in edition.changes.filter(key=f"aspect/{parent}", kind="deleted"):
        lists = [v for v in (change.before or {})["node"].values() if isinstance(v, list)]
        tails += [str(each.get(ID, 0)) for parts in lists for each in parts]
    return {int(tail) for tail in tails if tail.isascii() and tail.isdigit()}
