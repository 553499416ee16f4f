"""Reads the history of an edition's content."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import CharField, F, QuerySet, Value

from model_content.actions.rows import MODELS
from model_content.models import Aspect, Case, ContentChange, Edition, Source, Stage
from samverkan.texts import sort_key

PER_PAGE = 50

NAMED: dict[Any, tuple[str, str]] = {
    Stage: ("code", "title"),
    Aspect: ("code", "title"),
    Case: ("code", "name"),
    Source: ("key", "title"),
}
"""What has a name of its own: by what it is found and what it is called."""


@dataclass(frozen=True)
class Row:
    """A row that still exists: its version, and its text; empty of what has a name instead."""

    version: int
    text: str


@dataclass(frozen=True)
class History:
    """A page of changes, the newest first, who has made any, and the rows that still exist.

    `rows` has each such row, by kind and key; `names` what stages, aspects, cases and sources of
    the edition are called now, by kind and code.
    """

    page: Page[ContentChange]
    people: tuple[str, ...]
    rows: dict[tuple[str, int], Row]
    names: dict[tuple[str, str], str]


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
    everyone = changes.order_by().values_list("by", flat=True).distinct()
    people = tuple(sorted(everyone, key=sort_key))
    if by:
        changes = changes.filter(by=by)
    if kind:
        changes = changes.filter(kind=kind)
    page = Paginator(changes.order_by("-pk"), PER_PAGE).get_page(number)
    listed = list(page.object_list)
    page.object_list = listed
    found = _fetch_rows(edition, listed)
    rows = {
        (model, pk): Row(version, "" if code else text) for model, pk, version, code, text in found
    }
    names = {(model, code): text for model, _, _, code, text in found if code}
    return History(page, people, rows, names)


def find_change(edition: Edition, pk: int) -> ContentChange | None:
    """A change of an edition; None if there is none."""
    return ContentChange.objects.filter(edition=edition, pk=pk).first()


def _fetch_rows(edition: Edition, changes: Iterable[ContentChange]) -> list[tuple[Any, ...]]:
    """What has a name, and of the rest what was changed: kind, key, version, code, name or text.

    The code is empty of what has no name. One query, however many kinds of rows there are.
    """
    wanted: dict[str, set[int]] = {}
    for change in changes:
        if change.model in MODELS and change.row is not None:
            wanted.setdefault(change.model, set()).add(change.row)
    found: list[QuerySet[Any, Any]] = [
        _list_values(model, model.objects.filter(edition=edition), F(code), F(name))
        for model, (code, name) in NAMED.items()
    ]
    for name, keys in wanted.items():
        model: Any = MODELS[name]
        if model not in NAMED:
            rows = model.objects.filter(pk__in=keys)
            found.append(_list_values(model, rows, Value("", CharField()), F("text")))
    return list(found[0].union(*found[1:], all=True))


def _list_values(model: Any, rows: QuerySet[Any], code: Any, said: Any) -> QuerySet[Any, Any]:
    kind = Value(model._meta.model_name, CharField())
    return rows.order_by().values_list(kind, "pk", "version", code, said)
