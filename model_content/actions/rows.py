"""Edits the rows of a draft: changes, adds, moves and deletes, each with its history.

Whoever writes locks the edition first, so two editors of one edition take turns. What was read
before that (the row, what it belongs to, its source) may be gone by then, and is read again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction
from django.db.models import Max, ProtectedError, QuerySet

from model_content.actions.history import Values, log_change
from model_content.domain.codes import make_code, next_code
from model_content.domain.lifecycle import ChangeRefused, State
from model_content.models import (
    Aspect,
    Case,
    ContentChange,
    DialogueQuestion,
    Edition,
    Ordered,
    Pitfall,
    Question,
    QuestionKind,
    Quote,
    Source,
    Stage,
    SuccessFactor,
    Suggestion,
)
from model_content.selectors.editions import fetch_document
from samverkan.models import User
from samverkan.submitted.actions import note_made, take_submission
from samverkan.texts import clean_text, is_seen

Kind = ContentChange.Kind

_SOURCED = ("text", "source", "locator", "translations")

EDITABLE: Final[dict[type[Ordered], tuple[str, ...]]] = {
    Source: ("title", "publisher", "year"),
    Stage: ("title", "summary", "description", "translations"),
    Aspect: ("title", "cross_cutting", "description", "translations"),
    Question: ("text", "translations"),
    SuccessFactor: _SOURCED,
    Pitfall: _SOURCED,
    Quote: ("attribution", *_SOURCED),
    Suggestion: ("text", "outlook", "translations"),
    DialogueQuestion: ("text", "translations"),
    Case: (
        "name", "start", "end", "initiators_and_purpose", "types", "levels", "geography",
        "priority", "results", "source", "locator", "translations",
    ),
}  # fmt: skip
"""The fields of each kind of row that staff edit; the rest is fixed when it is added."""

MODELS: Final = {str(model._meta.model_name): model for model in EDITABLE}
PARTS: Final = (SuccessFactor, Pitfall, Quote, Suggestion, DialogueQuestion)
"""The kinds of text that belong to an aspect."""

_LONGEST_KEY: Final = 24
"""Characters of a source's title in its key: the column holds 30, with a number."""


class EditConflict(Exception):
    """Somebody else has changed the row since it was read; `stored` is what it says now."""

    def __init__(self, stored: Values, version: int) -> None:
        super().__init__(version)
        self.stored = stored
        self.version = version


class RowInUse(Exception):
    """A source that passages or cases rest on cannot be deleted."""


@dataclass(frozen=True)
class RowEdit:
    """New values for a row, and the version that they were written over.

    `values` holds fields of `EDITABLE`; a `source` is the row of the source.
    """

    model: type[Ordered]
    pk: int
    values: Mapping[str, Any]
    seen: int

    def find_edition_id(self) -> int:
        """The key of the row's edition."""
        return find_edition_id(self.model.objects.get(pk=self.pk))


def find_edition_id(row: Any) -> int:
    """The key of the edition that a row belongs to."""
    found: int = row.aspect.edition_id if isinstance(row, PARTS) else row.edition_id
    return found


def lock_edition(edition_id: int) -> Edition:
    """The edition, locked until the end of the transaction.

    Not its key: those who begin a diagnosis of it refer to it, and need not wait.
    """
    edition: Edition = Edition.objects.select_for_update(no_key=True).get(pk=edition_id)
    return edition


def lock_draft(edition_id: int) -> Edition:
    """The same, of a draft.

    Raises:
        ChangeRefused: it is not, or no longer, a draft.
    """
    edition = lock_edition(edition_id)
    if State(edition.status) is not State.DRAFT:
        raise ChangeRefused("state")
    return edition


@transaction.atomic
def update_row(*, edit: RowEdit, user: User) -> Ordered | None:
    """Change a row of a draft; None if it said so already.

    Raises:
        ChangeRefused: the edition is not a draft.
        EditConflict: somebody else has changed the row since; nothing has been changed.
        ObjectDoesNotExist: the row, or its new source, has been deleted.
    """
    lock_draft(edit.find_edition_id())
    row: Ordered | None = write_row(edit, user=user, kind=Kind.CHANGED)
    return row


def write_row(edit: RowEdit, *, user: User, kind: ContentChange.Kind, reason: str = "") -> Any:
    """Change a row whose edition is locked; None if it said so already."""
    row: Any = edit.model.objects.get(pk=edit.pk)
    before = read_values(row)
    for name in EDITABLE[edit.model]:
        if name in edit.values:
            setattr(row, name, _prepare(name, edit.values[name]))
    after = read_values(row)
    changed = [name for name in before if before[name] != after[name]]
    if not changed:
        return None
    if row.version != edit.seen:
        raise EditConflict(before, row.version)
    row.version += 1
    row.save()
    log_change(
        edition=Edition(pk=find_edition_id(row)),
        kind=kind,
        user=user,
        row=row,
        before={name: before[name] for name in changed},
        after={name: after[name] for name in changed},
        reason=reason,
    )
    return row


def read_values(row: Any) -> Values:
    """What staff edit of a row, as it is kept in the history: a source by its key."""
    return {
        name: row.source.key if name == "source" else getattr(row, name)
        for name in EDITABLE[type(row)]
    }


def _prepare(name: str, value: Any) -> Any:
    """The value as it is stored; of a source, as it is now."""
    return Source.objects.get(pk=value.pk) if name == "source" else _tidy(name, value)


def _tidy(name: str, value: Any) -> Any:
    """The value as it is stored: texts cleaned, and what is not translated left out."""
    if name == "translations":
        said = {lang: _without_empty(texts) for lang, texts in value.items()}
        return {lang: texts for lang, texts in said.items() if texts}
    return clean_text(value).strip() if isinstance(value, str) else value


def _without_empty(texts: Mapping[str, str]) -> dict[str, str]:
    return {key: _tidy(key, text) for key, text in texts.items() if is_seen(text)}


# Adding -------------------------------------------------------------------------------------------


@transaction.atomic
def add_row(
    *,
    model: type[Ordered],
    parent: Any,
    values: Mapping[str, Any],
    user: User,
    submission: str = "",
) -> Ordered:
    """Add a row last under its parent, with a code of its own where such rows have one.

    A form that is sent twice adds one.

    Args:
        parent: the edition of a case or a source; the stage of an aspect or a marker; the aspect of
            a statement or any other text.

    Raises:
        ChangeRefused: the edition is not a draft.
        ObjectDoesNotExist: the edition, the parent or the source has been deleted.
    """
    edition_id = parent.pk if isinstance(parent, Edition) else find_edition_id(parent)
    edition = lock_draft(edition_id)
    if parent != edition:
        parent.refresh_from_db()
    sent = take_submission(submission)
    if sent.made:
        before: Ordered = model.objects.get(pk=sent.made)
        return before
    fixed = fix_place(model, parent, edition)
    order = find_next_order(model, fixed)
    given = {name: _prepare(name, values[name]) for name in EDITABLE[model] if name in values}
    given |= _code(model, fixed, values)
    row: Ordered = model.objects.create(order=order, **fixed, **given)
    note_made(sent, row.pk)
    log_change(edition=edition, kind=Kind.ADDED, user=user, row=row, after=read_values(row))
    return row


def fix_place(model: type[Ordered], parent: Any, edition: Edition) -> dict[str, Any]:
    """The fields that place a new row."""
    if model is Aspect:
        return {"edition": edition, "stage": parent}
    if model is Question and isinstance(parent, Stage):
        return {"edition": edition, "kind": QuestionKind.MARKER, "stage": parent}
    if model is Question:
        return {"edition": edition, "kind": QuestionKind.STATEMENT, "aspect": parent}
    return {"aspect": parent} if model in PARTS else {"edition": edition}


def list_siblings(model: type[Ordered], fixed: Mapping[str, Any]) -> QuerySet[Any]:
    """The rows that a row has its place among."""
    parents = [name for name in ("stage", "aspect") if name in fixed] or ["edition"]
    return model.objects.filter(**{name: fixed[name] for name in parents})


def find_next_order(model: type[Ordered], fixed: Mapping[str, Any]) -> int:
    """The place of a row that comes last where `fixed` puts it."""
    return (list_siblings(model, fixed).aggregate(last=Max("order"))["last"] or 0) + 1


def _code(
    model: type[Ordered], fixed: Mapping[str, Any], values: Mapping[str, Any]
) -> dict[str, str]:
    if model is Question:
        parent = fixed.get("stage")
        prefix = f"{parent.code}.m" if parent else f"{fixed['aspect'].code}."
        # Of all editions: a number that has meant something is never given to something else.
        codes = Question.objects.filter(code__startswith=prefix).values_list("code", flat=True)
        return {"code": next_code(prefix, set(codes) | _codes_in_history(prefix))}
    if model in PARTS:
        return {}
    used = _list_names(fixed["edition"])
    if model is Aspect:
        return {"code": make_code(values["title"], used | _codes_of_others(values["title"]))}
    if model is Case:
        return {"code": make_code(values["name"], used)}
    return {"key": make_code(values["title"], used, _LONGEST_KEY)}


def _list_names(edition: Edition) -> set[str]:
    """Every code and key in an edition but those of questions: a place is found by it."""
    coded = [kind.objects.filter(edition=edition) for kind in (Stage, Aspect, Case)]
    names = {code for rows in coded for code in rows.values_list("code", flat=True)}
    return names | set(Source.objects.filter(edition=edition).values_list("key", flat=True))


def _codes_of_others(title: str) -> set[str]:
    """The codes that aspects of another name have had in any edition.

    What was answered and decided is compared over time by the code of the aspect: two that have
    nothing to do with each other would seem to be one that has changed.
    """
    others = Aspect.objects.exclude(title=title).values_list("code", flat=True)
    deleted = ContentChange.objects.filter(model="aspect", kind=Kind.DELETED)
    gone = deleted.exclude(before__title=title).values_list("place", flat=True)
    return {*others, *gone}


def _codes_in_history(prefix: str) -> set[str]:
    places = ContentChange.objects.filter(model="question", place__startswith=prefix)
    return set(places.values_list("place", flat=True))


# Moving -------------------------------------------------------------------------------------------


@transaction.atomic
def move_row(*, model: type[Ordered], pk: int, up: bool, user: User) -> bool:
    """Swap a row of a draft with the one before or after it; False if there is none.

    Raises:
        ChangeRefused: the edition is not a draft.
    """
    edition = lock_draft(find_edition_id(model.objects.get(pk=pk)))
    row: Any = model.objects.get(pk=pk)
    siblings = _siblings_of(row)
    if up:
        other = siblings.filter(order__lt=row.order).order_by("-order").first()
    else:
        other = siblings.filter(order__gt=row.order).order_by("order").first()
    if other is None:
        return False
    row_order, other_order = row.order, other.order
    for which, order in ((row, 0), (other, row_order), (row, other_order)):
        model.objects.filter(pk=which.pk).update(order=order)
    row.order = other_order
    log_change(
        edition=edition,
        kind=Kind.MOVED,
        user=user,
        row=row,
        before={"order": row_order},
        after={"order": other_order},
    )
    return True


def _siblings_of(row: Any) -> QuerySet[Any]:
    parents = {
        name: getattr(row, name) for name in ("stage", "aspect") if getattr(row, name, None)
    } or {"edition": row.edition}
    return list_siblings(type(row), parents)


# Deleting -----------------------------------------------------------------------------------------


@transaction.atomic
def delete_row(*, model: type[Ordered], pk: int, user: User) -> None:
    """Delete a row of a draft, an aspect with all that belongs to it.

    Raises:
        ChangeRefused: the edition is not a draft.
        RowInUse: it is a source that something rests on.
    """
    edition = lock_draft(find_edition_id(model.objects.get(pk=pk)))
    row: Any = model.objects.get(pk=pk)
    before = {**read_values(row), "belonged_to": _describe_parent(row)}
    if isinstance(row, Aspect):
        document = fetch_document(edition)
        every = [aspect for stage in document["stages"] for aspect in stage["aspects"]]
        before["parts"] = next(aspect for aspect in every if aspect["code"] == row.code)
    log_change(edition=edition, kind=Kind.DELETED, user=user, row=row, before=before)
    try:
        row.delete()
    except ProtectedError as error:
        raise RowInUse from error


def _describe_parent(row: Any) -> dict[str, Any]:
    described = {
        name: getattr(row, name).code
        for name in ("stage", "aspect")
        if getattr(row, name, None) is not None
    }
    own = {name: getattr(row, name) for name in ("code", "key") if hasattr(row, name)}
    return {**described, **own}
