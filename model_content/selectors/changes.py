"""Reads the history of an edition's content."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import CharField, QuerySet, Value

from model_content.actions.rows import MODELS
from model_content.models import ContentChange, Edition

PER_PAGE = 50


@dataclass(frozen=True)
class History:
    """A page of changes, the newest first, who has made any, and the rows that still exist.

    `versions` has the version of each such row, by kind and key.
    """

    page: Page[ContentChange]
    people: tuple[str, ...]
    versions: dict[tuple[str, int], int]


def fetch_history(
    edition: Edition, *, row: Any = None, by: str = "", kind: str = "", number: str = "1"
) -> History:
    """Fetch a page of the changes of an edition, or of one of its rows. Four queries.

    Args:
        by: the address of who made them; all if it is empty.
        kind: what was done; all if it is empty.
        number: of the page; the nearest that exists is given.
    """
    changes = ContentChange.objects.filter(edition=edition)
    if row is not None:
        changes = changes.filter(model=row._meta.model_name, row=row.pk)
    people = tuple(changes.order_by("by").values_list("by", flat=True).distinct())
    if by:
        changes = changes.filter(by=by)
    if kind:
        changes = changes.filter(kind=kind)
    page = Paginator(changes.order_by("-pk"), PER_PAGE).get_page(number)
    listed = list(page.object_list)
    page.object_list = listed
    return History(page=page, people=people, versions=_fetch_versions(listed))


def find_change(edition: Edition, pk: int) -> ContentChange | None:
    """A change of an edition; None if there is none."""
    return ContentChange.objects.filter(edition=edition, pk=pk).first()


def _fetch_versions(changes: Iterable[ContentChange]) -> dict[tuple[str, int], int]:
    wanted: dict[str, set[int]] = {}
    for change in changes:
        if change.model in MODELS and change.row is not None:
            wanted.setdefault(change.model, set()).add(change.row)
    found: list[QuerySet[Any, Any]] = [
        MODELS[model]
        .objects.filter(pk__in=keys)
        .order_by()
        .values_list(Value(model, output_field=CharField()), "pk", "version")
        for model, keys in wanted.items()
    ]
    if not found:
        return {}
    rows = found[0].union(*found[1:], all=True) if found[1:] else found[0]
    return {(model, pk): version for model, pk, version in rows}
