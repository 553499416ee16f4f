"""Reads single rows of an edition for the pages where staff edit them."""

from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet

from model_content.models import Aspect, Edition, EditionStatus, Source, Stage
from model_content.selectors.editions import fetch_current_id

PARENTS: dict[str, Any] = {"edition": Edition, "stage": Stage, "aspect": Aspect}
"""What a row may be added to, by the name of it in an address."""


def list_editions(editions: QuerySet[Any] | None = None) -> QuerySet[Any]:
    """The editions that staff see, the newest first, each with `is_current`. Two queries."""
    rows = Edition.objects.all() if editions is None else editions
    is_current = ExpressionWrapper(Q(pk=fetch_current_id() or 0), output_field=BooleanField())
    shown: QuerySet[Any] = rows.exclude(status=EditionStatus.PREVIEW)
    marked: QuerySet[Any] = shown.annotate(is_current=is_current)
    return marked.order_by("-pk")


def find_row(model: Any, pk: int) -> Any:
    """A row with its edition and what it stands under; None if there is none. One query."""
    names = {field.name for field in model._meta.concrete_fields}
    related = [name for name in ("edition", "stage", "aspect", "source") if name in names]
    if "edition" not in names:
        related.append("aspect__edition")
    rows = model.objects.select_related(*related)
    return rows.filter(pk=pk).first()


def find_parent(name: str, pk: int) -> Any:
    """What a row is to be added to, with its edition; None if there is none. One query."""
    rows = PARENTS[name].objects
    if name != "edition":
        rows = rows.select_related("edition")
    return rows.filter(pk=pk).first()


def find_edition_of(row: Any) -> Edition:
    """The edition that a row, fetched by this module, belongs to."""
    if isinstance(row, Edition):
        return row
    edition: Edition = row.edition if hasattr(row, "edition") else row.aspect.edition
    return edition


def list_sources(edition: Edition) -> QuerySet[Source]:
    """The sources that a passage of an edition may rest on."""
    return Source.objects.filter(edition=edition)


def count_under(parent: Any, model: Any) -> int:
    """How many rows of a kind that stand directly under a row or an edition. One query."""
    count: int = model.objects.filter(**{parent._meta.model_name: parent}).count()
    return count


def count_with(row: Any) -> int:
    """How many rows go with an aspect when it is deleted; 0 of anything else."""
    if not isinstance(row, Aspect):
        return 0
    parts: list[Any] = [relation.related_model for relation in Aspect._meta.related_objects]
    return sum(model.objects.filter(aspect=row).count() for model in parts)
