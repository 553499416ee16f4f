"""Edits the parts of a draft: changes, adds, moves, deletes and restores, each with its history.

Whoever writes locks the edition first, so two editors of one edition take turns; what the form was
shown with is judged field by field against what is stored by then (samverkan/merging.py).

All raise `ChangeRefused` where the edition is no draft, or the method decides, and `PartGone` where
the part, or what it is to stand in or rest on, has been deleted; then nothing has been changed.
"""

import copy
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.db import transaction

from model_content.domain.codes import LONGEST, make_code, next_code
from model_content.domain.content import Code
from model_content.domain.document import (
    GIVEN,
    ID,
    KINDS,
    SETTLED,
    Node,
    Values,
    blank,
    find,
    find_outdated,
    find_root,
    insert,
    is_keyed,
    list_children,
    list_named,
    list_users,
    mark_values,
    read_values,
    remove,
    split_name,
    tidy,
    walk,
    walk_below,
    write_values,
)
from model_content.domain.lifecycle import ChangeRefused, State
from model_content.models import ContentChange, Edition
from model_content.selectors.codes import list_numbered, list_used_codes, list_used_ids
from model_content.selectors.corrections import fetch_corrections
from model_content.selectors.editions import fetch_given
from samverkan.merging import Merged, Stale, has_changed, merge
from samverkan.models import User
from samverkan.submitted.actions import note_made, take_submission

Kind = ContentChange.Kind

ROOM: Final = 6
"""Characters of a code that are kept for a number."""


class PartGone(LookupError):
    """The part, or what it stands in or rests on, has been deleted."""


class PartInUse(Exception):
    """A source that something rests on cannot be deleted."""


class PartNamed(Exception):
    """What a rule of a tool names, or its paper shows, cannot be deleted."""


class CannotRestore(Exception):
    """What the part belonged to, or rested on, is gone; or it, or what was in it, is there."""


@dataclass(frozen=True)
class PartEdit:
    """New values of a part by their names in `read_values`, and the marks of what was seen of them.

    `seen` is None where nothing was shown first; then the values are written as they are.
    `fitting` says that the translations say what the Swedish texts now say. One that `yields`
    leaves what somebody else has changed meanwhile as it is. `shown` are the Swedish texts that the
    translations were written for, where they do not stand in `values`.
    """

    edition_id: int
    key: str
    values: Mapping[str, Any]
    seen: str | None = None
    fitting: bool = False
    yields: bool = False
    shown: Mapping[str, Any] = field(default_factory=dict)


def lock_edition(edition_id: int) -> Edition:
    """The edition, locked until the end of the transaction.

    Not its key: those who begin a diagnosis of it refer to it, and need not wait.
    """
    edition: Edition = Edition.every.select_for_update(no_key=True).get(pk=edition_id)
    return edition


def lock_draft(edition_id: int) -> Edition:
    edition = lock_edition(edition_id)
    if State(edition.status) is not State.DRAFT:
        raise ChangeRefused("state")
    return edition


def log_change(
    *,
    edition: Edition,
    kind: ContentChange.Kind,
    user: User,
    key: str = "",
    before: Values | None = None,
    after: Values | None = None,
    reason: str = "",
) -> ContentChange:
    """Write down a change, of a part or of the edition as a whole."""
    change: ContentChange = ContentChange.objects.create(
        edition=edition, kind=kind, key=key, before=before, after=after, reason=reason,
        user=user, by=user.email,
    )  # fmt: skip
    return change


def _describe_position(parent: str, slot: str, index: int) -> dict[str, Any]:
    """Where a part stands: the key of what it stands in, and its place."""
    return {"parent": parent, "list": slot, "index": index}


def _store(edition: Edition) -> None:
    edition.save(update_fields=["document"])


def _get(edition: Edition, key: str) -> Node:
    node = find_root(edition.document or {}, key)
    if node is None:
        raise PartGone(key)
    return node


# Changing -----------------------------------------------------------------------------------------


def update_part(*, edit: PartEdit, user: User) -> bool:
    """Change a part; False if it said so already. Raises `Stale`, `PartGone`."""
    [done] = update_parts(edition_id=edit.edition_id, edits=[edit], user=user)
    if isinstance(done, Exception):
        raise done
    return done


@transaction.atomic
def update_parts(
    *, edition_id: int, edits: Iterable[PartEdit], user: User
) -> list[bool | Stale | PartGone]:
    """Change many parts; gives what `update_part` gives of each, or why it was not done."""
    edition = lock_draft(edition_id)
    nodes = {node.key: node for node in walk(edition.document or {})}
    done: list[bool | Stale | PartGone] = []
    is_fitting = False
    for edit in edits:
        try:
            done.append(_update(edition, nodes.get(edit.key), edit, user))
            is_fitting |= edit.fitting
        except (Stale, PartGone) as refused:
            done.append(refused)
    if is_fitting or any(result is True for result in done):
        _store(edition)
    return done


def _update(
    edition: Edition, node: Node | None, edit: PartEdit, user: User, reason: str = ""
) -> bool:
    if node is None:
        raise PartGone(edit.key)
    before, after = change_part(node, edit, edition.document or {})
    if after:
        log_change(edition=edition, kind=Kind.CHANGED, user=user, key=edit.key,
                   before=before, after=after, reason=reason)  # fmt: skip
    return bool(after)


def change_part(node: Node, edit: PartEdit, document: Mapping[str, Any]) -> tuple[Values, Values]:
    """Write what is new in a part; gives what was changed, before and after.

    A translation fits the Swedish text that was shown beside it. Where somebody has changed that
    meanwhile, what was written is kept as a translation of what was shown, if the edit says what
    that was, and refused if it does not.

    Raises:
        Stale, PartGone: nothing has been changed.
    """
    stored = read_values(node)
    given = {name: tidy(node.kind, name, value) for name, value in edit.values.items()}
    shown = {**edit.shown, **given}
    if edit.seen is not None:
        # Nothing said is one thing, however it is stored.
        merged = merge({name: value or "" for name, value in given.items()},
                       {name: stored.get(name) or "" for name in given}, edit.seen)  # fmt: skip
        if merged.conflicts and not edit.yields:
            raise Stale(stored, merged)
        stale = [f for f in (split_name(node.kind, name)[0] for name in merged.mine)
                 if f not in given and has_changed(f, stored.get(f) or "", edit.seen)]  # fmt: skip
        if stale:
            raise Stale(stored, Merged(merged.values, merged.mine, tuple(stale)))
        given = {name: given[name] for name in merged.mine if name not in merged.conflicts}
    after = {name: v for name, v in given.items() if (v or None) != (stored.get(name) or None)}
    _check_source(after, document)
    write_values(node, after, edit.fitting, shown)
    return {name: stored.get(name) for name in after}, after


def _check_source(values: Values, document: Mapping[str, Any]) -> None:
    source = values.get("source")
    if is_keyed(document):
        return  # its sources are those of the edition in use, and checked with it
    if source is not None and find(document, f"source/{source}") is None:
        raise PartGone(source)


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

    A form that is sent twice adds one. `parent` is the key of what it stands in; empty for cases
    and sources.
    """
    edition = lock_draft(edition_id)
    sent = take_submission(submission)
    if sent.made:
        before: str = ContentChange.objects.get(pk=sent.made).key
        return before
    above = _get(edition, parent)
    items = above.schema.lists[slot]
    if items.is_fixed:
        raise ChangeRefused("state")
    given = {name: tidy(items.kind, name, value) for name, value in values.items()}
    _check_source(given, edition.document or {})
    node = insert(above, slot, blank(items.kind) | _name_part(edition, above, slot, given))
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
        return {coded: next_code(prefix, list_numbered(edition, prefix))}
    if not coded:
        return {ID: max(list_used_ids(edition, items.kind, above.code), default=0) + 1}
    name = values[items.named_by]
    spec = KINDS[items.kind].fields[coded]
    longest = min(spec.most - ROOM, LONGEST) if isinstance(spec, Code) else LONGEST
    return {coded: make_code(name, list_used_codes(edition, items.kind, name), longest)}


# Moving and deleting ------------------------------------------------------------------------------


@transaction.atomic
def move_part(*, edition_id: int, key: str, to: str, user: User) -> bool:
    """Move a part one place `up` or `down`, or last in the part whose key `to` is.

    False if it is there already. Raises `PartNamed`.
    """
    edition = lock_draft(edition_id)
    node = _get(edition, key)
    assert node.parent is not None
    items, is_step = node.schema.items, to in ("up", "down")
    if items.is_fixed or not (is_step or items.changes_parent):
        raise ChangeRefused("state")
    above = node.parent if is_step else _get(edition, to)
    if above.kind != node.parent.kind:
        raise ChangeRefused("state")
    step = -1 if to == "up" else 1
    index = node.index + step if is_step else len(above.part[node.slot])
    if not 0 <= index < node.count if is_step else above.key == node.parent.key:
        return False
    if find_named(edition, list_children(node.parent, node.slot)):
        raise PartNamed  # rules know some by their place
    before = _describe_position(node.parent.key, node.slot, node.index)
    remove(node)
    insert(above, node.slot, node.part, index)
    _store(edition)
    after = _describe_position(above.key, node.slot, index)
    log_change(edition=edition, kind=Kind.MOVED, user=user, key=key, before=before, after=after)
    return True


@transaction.atomic
def delete_part(*, edition_id: int, key: str, user: User) -> None:
    """Delete a part with all that stands in it. Raises `PartInUse`, `PartNamed`."""
    edition = lock_draft(edition_id)
    node = _get(edition, key)
    if node.schema.items.is_fixed or node.parent is None:
        raise ChangeRefused("state")
    if node.kind == "source" and list_users(edition.document or {}, node.code):
        raise PartInUse
    if find_named(edition, (node, *walk_below(node))):
        raise PartNamed
    where = _describe_position(node.parent.key, node.slot, node.index)
    before = {"node": copy.deepcopy(node.part), **where}
    remove(node)
    _store(edition)
    log_change(edition=edition, kind=Kind.DELETED, user=user, key=key, before=before)


def find_named(edition: Edition, nodes: Iterable[Node]) -> list[Node]:
    """What the result of a tool cannot do without, of these parts."""
    if not edition.tool:
        return []
    named = list_named({**(edition.document or {}), GIVEN: fetch_given(edition.tool)})
    return [node for node in nodes if node.code in named]


# Restoring ----------------------------------------------------------------------------------------


@transaction.atomic
def restore_change(*, change_id: int, seen: str, user: User) -> bool:
    """Give a part back what it said before a change, or bring a deleted part back where it stood.

    False if nothing had to be changed. `seen` is `mark_values` of the values that are overwritten.
    Raises `CannotRestore`, `Stale`.
    """
    change = ContentChange.objects.get(pk=change_id)
    edition = lock_draft(change.edition_id)
    if not can_restore(change):
        raise ChangeRefused("state")
    said: tuple[Values | None, Values]
    if change.kind == Kind.DELETED:
        said = None, _bring_back(edition.document or {}, change)
    else:
        said = _put_back(edition, change, seen)
    if said[1]:
        _store(edition)
        log_change(edition=edition, kind=Kind.RESTORED, user=user, key=change.key,
                   before=said[0], after=said[1])  # fmt: skip
    return bool(said[1])


def can_restore(change: ContentChange) -> bool:
    """Whether a part could be given back something of a change."""
    return bool(change.key and change.before) and change.kind != Kind.MOVED


def _put_back(edition: Edition, change: ContentChange, seen: str) -> tuple[Values, Values]:
    values = change.before or {}
    node = find(edition.document or {}, change.key)
    if node is None:
        raise CannotRestore
    now = {name: read_values(node).get(name) for name in values}
    if mark_values(now) != seen:
        raise Stale(now, Merged(now, (), tuple(now)))
    shown: Values = {}
    for later in edition.changes.filter(key=change.key, pk__gt=change.pk).order_by("pk"):
        shown = (later.before or {}) | shown  # what was said then
    edit = PartEdit(edition.pk, change.key, values, shown=shown)
    try:
        return change_part(node, edit, edition.document or {})
    except PartGone as error:
        raise CannotRestore from error


def _bring_back(document: dict[str, Any], change: ContentChange) -> Values:
    before = change.before or {}
    above = find_root(document, before["parent"])
    if above is None:
        raise CannotRestore
    count = len(above.part.get(before["list"], ()))
    node = insert(above, before["list"], copy.deepcopy(before["node"]), min(before["index"], count))
    every = list(walk(document))
    keys = {each.key for each in every}
    if node.key != change.key or len(keys) != len(every):
        raise CannotRestore  # it, or what stood in it, stands somewhere else by now
    rests_on = [] if is_keyed(document) else [e for e in every if "source" in e.part]
    if any(f"source/{e.part['source']}" not in keys for e in rests_on):
        raise CannotRestore
    return {name: value for name, value in read_values(node).items() if value}


# Translations and corrections ---------------------------------------------------------------------


@transaction.atomic
def accept_translation(*, edition_id: int, key: str, name: str, seen: str, user: User) -> None:
    """Say that a translation still fits its Swedish text, which has been changed since.

    `seen` is `mark_values` of the text and its translation as they were read. Raises
    `Stale` if somebody else has changed one of them since.
    """
    edition = lock_draft(edition_id)
    node = _get(edition, key)
    values = read_values(node)
    swedish = name.rpartition("_")[0]
    both = {swedish: values.get(swedish), name: values.get(name)}
    if mark_values(both) != seen:
        raise Stale(values, Merged(values, (), tuple(both)))
    if name in find_outdated(node):
        write_values(node, {name: values[name]})
        _store(edition)


@transaction.atomic
def settle_correction(*, edition_id: int, key: str, seen: str, take: bool, user: User) -> None:
    """Take a correction of the edition that a draft was made from into it, or keep its own text.

    `seen` is the mark of the correction that was answered; `PartGone` if that is not the last.
    """
    edition = lock_draft(edition_id)
    found = next((c for c in fetch_corrections(edition) if c.node.key == key), None)
    if found is None or found.mark != seen:
        raise PartGone(key)
    if take:
        values = {each.field: each.after for each in found.fields}
        edit = PartEdit(edition_id, key, values, shown=found.values)
        _update(edition, _get(edition, key), edit, user, reason=edition.based_on)
    (edition.document or {}).setdefault(SETTLED, {})[key] = found.mark
    _store(edition)
