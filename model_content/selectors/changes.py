"""Reads the history of an edition, of a part of it, and of a part in all editions."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet

from model_content.domain.document import Node, walk
from model_content.models import ContentChange, Edition, EditionStatus
from model_content.selectors.editions import fetch_document
from samverkan.texts import sort_key

PER_PAGE = 50


@dataclass(frozen=True)
class History:
    """A page of changes, the newest first, who has made any, and what the edition says now."""

    page: Page[ContentChange]
    people: tuple[str, ...]
    nodes: dict[str, Node]


def fetch_history(
    edition: Edition, *, key: str = "", by: str = "", kind: str = "", number: str = "1"
) -> History:
    """Fetch a page of the changes of an edition, or of a part, `by` whom and of which `kind`.

    A part with a code is followed through all editions. At most four queries.
    """
    nodes = {node.key: node for node in walk(fetch_document(edition))}
    changes = _find_changes(edition, key)
    everyone = changes.order_by().values_list("by", flat=True).distinct()
    people = tuple(sorted(everyone, key=sort_key))
    if by:
        changes = changes.filter(by=by)
    if kind:
        changes = changes.filter(kind=kind)
    page = Paginator(changes.order_by("-pk"), PER_PAGE).get_page(number)
    page.object_list = list(page.object_list)
    return History(page, people, nodes)


def _find_changes(edition: Edition, key: str) -> QuerySet[Any]:
    changes = ContentChange.objects.select_related("edition").defer("edition__document")
    if not key:
        return changes.filter(edition=edition)
    found = changes.filter(key=key)
    if key.count("/") > 1:  # a text without a code is the same only within its edition
        return found.filter(edition=edition)
    return found.filter(~Q(edition__status=EditionStatus.PREVIEW))


def find_last_writer(edition: Edition, key: str) -> str:
    """Who has changed a part last; empty if nobody has."""
    by = ContentChange.objects.filter(edition=edition, key=key).order_by("-pk")
    return by.values_list("by", flat=True).first() or ""


def find_change(edition: Edition, pk: int) -> ContentChange | None:
    """A change of an edition; None if there is none."""
    return ContentChange.objects.filter(edition=edition, pk=pk).first()
