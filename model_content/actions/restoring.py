"""Gives rows of a draft back what they have said before, and brings deleted ones back."""

from typing import Any

from django.db import transaction

from model_content.actions.history import Values, log_change
from model_content.actions.loading import add_aspect
from model_content.actions.rows import (
    EDITABLE,
    MODELS,
    PARTS,
    RowEdit,
    find_next_order,
    fix_place,
    list_siblings,
    lock_draft,
    read_values,
    write_row,
)
from model_content.domain.content import parse_aspect
from model_content.domain.lifecycle import ChangeRefused
from model_content.models import Aspect, ContentChange, Edition, Ordered
from samverkan.models import User

Kind = ContentChange.Kind


class CannotRestore(Exception):
    """What the row belonged to, or rested on, is gone; or the row is there already."""


def find_old_values(change: ContentChange) -> Values | None:
    """What a row could be given back of a change; None if there is nothing."""
    is_restorable = change.model in MODELS and change.kind != Kind.MOVED
    return change.before if is_restorable else None


@transaction.atomic
def restore_change(*, change_id: int, seen: int | None, user: User) -> Ordered | None:
    """Give a row of a draft back what it said before a change, or bring a deleted row back.

    A row that is brought back comes last among its siblings. None if nothing had to be changed.

    Args:
        seen: the version of the row that is overwritten; None of a deleted one.

    Raises:
        ChangeRefused: the edition is not a draft, or the change has nothing to restore.
        CannotRestore: what it belonged to, or the source, is gone.
        EditConflict: somebody else has changed the row since.
        ObjectDoesNotExist: the draft has been deleted, with its history.
    """
    change = ContentChange.objects.get(pk=change_id)
    edition = lock_draft(change.edition_id)
    before = find_old_values(change)
    if before is None:
        raise ChangeRefused("state")
    model = MODELS[change.model]
    if change.kind == Kind.DELETED:
        return _bring_back(edition, model, before, user)
    if not model.objects.filter(pk=change.row).exists():
        raise CannotRestore
    values = _with_source(edition, before)
    edit = RowEdit(model, change.row or 0, values, seen or 0)
    row: Ordered | None = write_row(edit, user=user, kind=Kind.RESTORED)
    return row


def _bring_back(edition: Edition, model: type[Ordered], before: Values, user: User) -> Ordered:
    belonged = before["belonged_to"]
    code_fields = {name: belonged[name] for name in ("code", "key") if name in belonged}
    if code_fields and model.objects.filter(edition=edition, **code_fields).exists():
        raise CannotRestore  # it has been brought back already
    row: Ordered
    if model is Aspect:
        row = _bring_back_aspect(edition, before)
    else:
        fixed = _find_fixed(edition, model, belonged)
        if model in PARTS and list_siblings(model, fixed).filter(text=before["text"]).exists():
            raise CannotRestore
        order = find_next_order(model, fixed)
        names = [name for name in EDITABLE[model] if name in before]
        values = _with_source(edition, {name: before[name] for name in names})
        row = model.objects.create(order=order, **fixed, **code_fields, **values)
    log_change(edition=edition, kind=Kind.RESTORED, user=user, row=row, after=read_values(row))
    return row


def _bring_back_aspect(edition: Edition, before: Values) -> Aspect:
    stage = edition.stages.filter(code=before["belonged_to"]["stage"]).first()
    if stage is None:
        raise CannotRestore
    order = find_next_order(Aspect, {"stage": stage})
    sources = {source.key: source for source in edition.sources.all()}
    try:
        return add_aspect(edition, stage, parse_aspect(before["parts"], stage.code), order, sources)
    except KeyError as error:
        raise CannotRestore from error


def _find_fixed(edition: Edition, model: type[Ordered], belonged: Values) -> dict[str, Any]:
    stage = edition.stages.filter(code=belonged.get("stage")).first()
    aspect = edition.aspects.filter(code=belonged.get("aspect")).first()
    if (stage is None and "stage" in belonged) or (aspect is None and "aspect" in belonged):
        raise CannotRestore
    return fix_place(model, aspect or stage or edition, edition)


def _with_source(edition: Edition, values: Values) -> Values:
    if "source" not in values:
        return values
    source = edition.sources.filter(key=values["source"]).first()
    if source is None:
        raise CannotRestore
    return {**values, "source": source}
