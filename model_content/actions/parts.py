"""Edits the parts of a draft: changes, adds, moves, deletes and restores, each with its history.

Whoever writes locks the edition first, so two editors of one edition take turns; what the form was
shown with is judged field by field against what is stored by then (samverkan/merging.py).
"""

import copy
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction

from model_content.actions.history import describe_position, log_change
from model_content.domain.codes import make_code, next_code
from model_content.domain.content import KINDS
from model_content.domain.document import (
    ID,
    SETTLED,
    Node,
    Values,
    blank,
    find,
    find_outdated,
    find_root,
    insert,
    list_users,
    mark_values,
    read_values,
    remove,
    split_name,
    tidy,
    walk,
    write_values,
)
from model_content.domain.lifecycle import ChangeRefused, State
from model_content.models import ContentChange, Edition
from model_content.selectors.codes import list_numbered, list_used_codes, list_used_ids
from model_content.selectors.corrections import fetch_corrections
from samverkan.merging import Merged, has_changed, merge
from samverkan.models import User
from samverkan.submitted.actions import note_made, take_submission

Kind = ContentChange.Kind

LONGEST_KEY: Final = 24
"""Characters of a source's title in its key: a key has room for 30, with a number."""


class PartGone(LookupError):
    """The part, or what it stands in or rests on, has been deleted."""


class EditConflict(Exception):
    """Somebody else has changed the same field since it was read; nothing has been written.

    `stored` is what the part says now; `merged` tells which fields two have changed.
    """

    def __init__(self, stored: Values, merged: Merged) -> None:
        super().__init__(merged.conflicts)
        self.stored = stored
        self.merged = merged


class PartInUse(Exception):
    """A source that something rests on cannot be deleted."""


class CannotRestore(Exception):
    """What the part belonged to, or rested on, is gone; or the part is there already."""


@dataclass(frozen=True)
class PartEdit:
    """New values of a part by their names in `read_values`, and the marks of what was seen of them.

    `seen` is None where nothing was shown first; then the values are written as they are.
    `fitting` says that the translations say what the Swedish texts now say. One that `yields`
    leaves what somebody else has changed meanwhile as it is.
    """

    edition_id: int
    key: str
    values: Mapping[str, Any]
    seen: str | None = None
    fitting: bool = False
    yields: bool = False


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


def _store(edition: Edition) -> None:
    edition.save(update_fields=["document"])


def _get(document: dict[str, Any] | None, key: str) -> Node:
    node = find_root(document or {}, key)
    if node is None:
        raise PartGone(key)
    return node


# Changing -----------------------------------------------------------------------------------------


@transaction.atomic
def update_part(*, edit: PartEdit, user: User) -> bool:
    """Change a part of a draft; False if it said so already.

    Raises:
        ChangeRefused: the edition is not a draft.
        EditConflict: somebody else has changed the same field; nothing has been changed.
        PartGone: the part, or its new source, has been deleted.
    """
    edition = lock_draft(edit.edition_id)
    changed = _update(edition, find(edition.document or {}, edit.key), edit, user)
    if changed or edit.fitting:
        _store(edition)
    return changed


@transaction.atomic
def update_parts(
    *, edition_id: int, edits: Iterable[PartEdit], user: User
) -> list[bool | EditConflict | PartGone]:
    """Change many parts of a draft; gives what `update_part` gives of each, or why it was not done.

    Raises:
        ChangeRefused: the edition is not a draft.
    """
    edition = lock_draft(edition_id)
    nodes = {node.key: node for node in walk(edition.document or {})}
    done: list[bool | EditConflict | PartGone] = []
    for edit in edits:
        try:
            done.append(_update(edition, nodes.get(edit.key), edit, user))
        except (EditConflict, PartGone) as refused:
            done.append(refused)
    if any(result is True for result in done):
        _store(edition)
    return done


def _update(edition: Edition, node: Node | None, edit: PartEdit, user: User) -> bool:
    if node is None:
        raise PartGone(edit.key)
    before, after = change_part(node, edit, edition.document or {})
    if after:
        log_change(edition=edition, kind=Kind.CHANGED, user=user, key=edit.key,
                   before=before, after=after)  # fmt: skip
    return bool(after)


def change_part(node: Node, edit: PartEdit, document: Mapping[str, Any]) -> tuple[Values, Values]:
    """Write what is new in a part; gives what was changed, before and after.

    A translation fits the Swedish text that was shown beside it. Where somebody has changed that
    meanwhile, what was written is kept as a translation of what was shown, if the edit says what
    that was, and refused if it does not.

    Raises:
        EditConflict, PartGone: as `update_part`.
    """
    stored = read_values(node)
    shown = given = {name: tidy(node.kind, name, value) for name, value in edit.values.items()}
    if edit.seen is not None:
        now = {name: stored.get(name) for name in given}
        merged = merge(_fold(given), _fold(now), edit.seen)
        if merged.conflicts and not edit.yields:
            raise EditConflict(stored, merged)
        stale = [f for f in (split_name(node.kind, name)[0] for name in merged.mine)
                 if f not in given and has_changed(f, stored.get(f) or "", edit.seen)]  # fmt: skip
        if stale:
            raise EditConflict(stored, Merged(merged.values, merged.mine, tuple(stale)))
        given = {name: given[name] for name in merged.mine if name not in merged.conflicts}
    after = {name: v for name, v in given.items() if (v or None) != (stored.get(name) or None)}
    if "source" in after and find(document, f"source/{after['source']}") is None:
        raise PartGone(after["source"])
    write_values(node, after, edit.fitting, shown)
    return {name: stored.get(name) for name in after}, after


def _fold(values: Mapping[str, Any]) -> Values:
    """Values as forms compare them: nothing said is one thing, however it is stored."""
    return {name: value or "" for name, value in values.items()}


# Adding -------------------------------------------------------------------------------------------


@transaction.atomic
def add_part(
    *,
    edition_id: int,
    parent: str,
    slot: str,
    values: Mapping[str, Any],
    user: User,
    submission: str = "",
) -> str:
    """Add a part last in a list, with a code of its own where such parts have one; gives its key.

    A form that is sent twice adds one.

    Args:
        parent: the key of what it stands in; empty for cases and sources.

    Raises:
        ChangeRefused: the edition is not a draft, or the list is that of the method.
        PartGone: what it is to stand in, or the source, has been deleted.
    """
    edition = lock_draft(edition_id)
    sent = take_submission(submission)
    if sent.made:
        before: str = ContentChange.objects.get(pk=sent.made).key
        return before
    above = _get(edition.document, parent)
    items = above.schema.lists[slot]
    if items.is_fixed:
        raise ChangeRefused("state")
    kind = items.kind
    given = {name: tidy(kind, name, value) for name, value in values.items()}
    source = given.get("source")
    if source is not None and find(edition.document or {}, f"source/{source}") is None:
        raise PartGone(source)
    part = blank(kind) | _name_part(edition, above, slot, given)
    node = insert(above, slot, part)
    write_values(node, given, fitting=True)
    _store(edition)
    said = {name: value for name, value in read_values(node).items() if value}
    change = log_change(edition=edition, kind=Kind.ADDED, user=user, key=node.key, after=said)
    note_made(sent, change.pk)
    return node.key


def _name_part(edition: Edition, above: Node, slot: str, values: Values) -> dict[str, Any]:
    """The code of a new part, or its id: neither has been used before."""
    items = above.schema.lists[slot]
    coded = KINDS[items.kind].coded
    if items.numbered:
        prefix = f"{above.code}{items.numbered}"
        return {coded: next_code(prefix, list_numbered(prefix))}
    if not coded:
        used = list_used_ids(edition, items.kind, above.code)
        return {ID: max(used, default=0) + 1}
    name = values[items.named_by]
    longest = LONGEST_KEY if items.kind == "source" else 50
    return {coded: make_code(name, list_used_codes(edition, items.kind, name), longest)}


# Moving -------------------------------------------------------------------------------------------


@transaction.atomic
def move_part(*, edition_id: int, key: str, to: str, user: User) -> bool:
    """Move a part of a draft: one place up or down, or last in another part; False if it is there.

    Args:
        to: `up`, `down`, or the key of what it is to stand in.

    Raises:
        ChangeRefused: the edition is not a draft, or such parts are not moved like this.
        PartGone: the part, or what it is to stand in, has been deleted.
    """
    edition = lock_draft(edition_id)
    node = _get(edition.document, key)
    assert node.parent is not None
    items = node.schema.items
    if items.is_fixed or (to not in ("up", "down") and not items.changes_parent):
        raise ChangeRefused("state")
    before = describe_position(node.parent.key, node.slot, node.index)
    if to in ("up", "down"):
        above, index = node.parent, node.index + (-1 if to == "up" else 1)
        if not 0 <= index < node.count:
            return False
    else:
        above = _get(edition.document, to)
        if above.kind != node.parent.kind:
            raise ChangeRefused("state")
        if above.key == node.parent.key:
            return False
        index = len(above.part[node.slot])
    remove(node)
    insert(above, node.slot, node.part, index)
    _store(edition)
    after = describe_position(above.key, node.slot, index)
    log_change(edition=edition, kind=Kind.MOVED, user=user, key=key, before=before, after=after)
    return True


# Deleting and restoring ---------------------------------------------------------------------------


@transaction.atomic
def delete_part(*, edition_id: int, key: str, user: User) -> None:
    """Delete a part of a draft with all that stands in it.

    Raises:
        ChangeRefused: the edition is not a draft, or the part belongs to the method.
        PartInUse: it is a source that something rests on.
        PartGone: it has been deleted already.
    """
    edition = lock_draft(edition_id)
    node = _get(edition.document, key)
    if node.schema.items.is_fixed or node.parent is None:
        raise ChangeRefused("state")
    if node.kind == "source" and list_users(edition.document or {}, node.code):
        raise PartInUse
    where = describe_position(node.parent.key, node.slot, node.index)
    before = {"node": copy.deepcopy(node.part), **where}
    remove(node)
    _store(edition)
    log_change(edition=edition, kind=Kind.DELETED, user=user, key=key, before=before)


@transaction.atomic
def restore_change(*, change_id: int, seen: str, user: User) -> bool:
    """Give a part of a draft back what it said before a change, or bring a deleted part back.

    A part that is brought back comes where it stood. False if nothing had to be changed.

    Args:
        seen: `mark_values` of the values that are overwritten; of what was deleted nothing.

    Raises:
        ChangeRefused: the edition is not a draft, or the change has nothing to restore.
        CannotRestore: what it belonged to, or the source, is gone, or it is back already.
        EditConflict: somebody else has changed the part since.
    """
    change = ContentChange.objects.get(pk=change_id)
    edition = lock_draft(change.edition_id)
    if not can_restore(change):
        raise ChangeRefused("state")
    said: tuple[Values | None, Values] | None
    if change.kind == Kind.DELETED:
        said = _bring_back(edition, change)
    else:
        said = _put_back(edition, change, seen)
    if said:
        _store(edition)
        log_change(edition=edition, kind=Kind.RESTORED, user=user, key=change.key,
                   before=said[0], after=said[1])  # fmt: skip
    return bool(said)


def can_restore(change: ContentChange) -> bool:
    """Whether a part could be given back something of a change."""
    return bool(change.key and change.before) and change.kind != Kind.MOVED


def _put_back(edition: Edition, change: ContentChange, seen: str) -> tuple[Values, Values] | None:
    node = find(edition.document or {}, change.key)
    if node is None:
        raise CannotRestore
    now = {name: read_values(node).get(name) for name in change.before or {}}
    if mark_values(now) != seen:
        raise EditConflict(now, Merged(now, (), tuple(now)))
    edit = PartEdit(edition.pk, change.key, change.before or {})
    try:
        before, after = change_part(node, edit, edition.document or {})
    except PartGone as error:
        raise CannotRestore from error
    return (before, after) if after else None


def _bring_back(edition: Edition, change: ContentChange) -> tuple[None, Values]:
    before, document = change.before or {}, edition.document or {}
    above = find_root(document, before["parent"])
    if above is None:
        raise CannotRestore
    slot, part = before["list"], copy.deepcopy(before["node"])
    count = len(above.part.get(slot, ()))
    node = insert(above, slot, part, min(before["index"], count))
    every = list(walk(document))
    if node.key != change.key or len({each.key for each in every}) != len(every):
        raise CannotRestore  # it, or what stood in it, stands somewhere else by now
    if any(f"source/{each.part['source']}" not in {e.key for e in every}
           for each in every if "source" in each.part):  # fmt: skip
        raise CannotRestore
    return None, {name: value for name, value in read_values(node).items() if value}


# Translations and corrections ---------------------------------------------------------------------


@transaction.atomic
def accept_translation(*, edition_id: int, key: str, name: str, seen: str, user: User) -> None:
    """Say that a translation still fits its Swedish text, which has been changed since.

    Args:
        seen: `mark_values` of the text and its translation as they were read.

    Raises:
        ChangeRefused: the edition is not a draft.
        EditConflict: somebody else has changed one of them since.
        PartGone: the part has been deleted.
    """
    edition = lock_draft(edition_id)
    node = _get(edition.document, key)
    values = read_values(node)
    field, _, _language = name.rpartition("_")
    both = {field: values.get(field), name: values.get(name)}
    if mark_values(both) != seen:
        raise EditConflict(values, Merged(values, (), tuple(both)))
    if name in find_outdated(node):
        write_values(node, {name: values[name]})
        _store(edition)


@transaction.atomic
def settle_correction(*, edition_id: int, key: str, seen: str, take: bool, user: User) -> None:
    """Take a correction of the edition that a draft was made from into it, or keep its own text.

    Args:
        seen: the mark of the correction that was answered.

    Raises:
        ChangeRefused: the edition is not a draft.
        PartGone: there is no such correction any more.
    """
    edition = lock_draft(edition_id)
    document = edition.document or {}
    found = {each.node.key: each for each in fetch_corrections(edition)}.get(key)
    if found is None or found.mark != seen:
        raise PartGone(key)
    if take:
        node = _get(document, key)
        values = {each.field: each.after for each in found.fields}
        before, after = change_part(node, PartEdit(edition_id, key, values), document)
        if after:
            log_change(edition=edition, kind=Kind.CHANGED, user=user, key=key, before=before,
                       after=after, reason=edition.based_on)  # fmt: skip
    document.setdefault(SETTLED, {})[key] = found.mark
    _store(edition)
