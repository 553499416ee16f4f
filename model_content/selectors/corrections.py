"""Reads what has been corrected in a published edition since a draft was made from it."""

from collections.abc import Mapping
from dataclasses import dataclass

from model_content.domain.compare import Difference, compare_values
from model_content.domain.document import (
    SETTLED,
    Node,
    Values,
    find,
    mark_values,
    read_values,
    split_name,
    walk,
)
from model_content.models import Edition, Revision, find_revisions


@dataclass(frozen=True, slots=True)
class Correction:
    """A part of a draft whose text has been corrected in the edition it was made from.

    `fields` is what the draft says and what the correction says, `values` all that the corrected
    part says; `mark` is that of the correction.
    """

    node: Node
    fields: tuple[Difference, ...]
    values: Values
    mark: str


def fetch_corrections(draft: Edition) -> list[Correction]:
    """The corrections that a draft does not have and has not declined. At most three queries."""
    if not draft.based_on_revision or draft.document is None:
        return []
    named = {"code" if draft.tool else "edition__code": draft.based_on}
    revisions = find_revisions(draft.tool) if draft.tool else Revision.objects.all()
    revisions = revisions.filter(**named, number__gte=draft.based_on_revision)
    numbers = list(revisions.order_by("number").values_list("number", flat=True))
    if len(numbers) < 2:
        return []
    first, last = (revisions.get(number=n).document for n in (numbers[0], numbers[-1]))
    was = {node.key: read_values(node) for node in walk(first)}
    found = []
    for node in walk(last):
        values = read_values(node)
        changed = [
            each
            for each in compare_values(was.get(node.key, values), values)
            # A translation that no longer fits is left out, which corrects nothing.
            if each.after or not split_name(node.kind, each.field)[1]
        ]
        mine = _find_in(draft, node, was) if changed else None
        if mine is None:
            continue
        own = read_values(mine)
        fields = tuple(
            Difference(each.field, own.get(each.field), each.after)
            for each in changed
            if (own.get(each.field) or None) != (each.after or None)
        )
        mark = mark_values({each.field: each.after for each in changed})
        if fields and draft.document.get(SETTLED, {}).get(mine.key) != mark:
            found.append(Correction(mine, fields, values, mark))
    return found


def _find_in(draft: Edition, node: Node, was: Mapping[str, Values]) -> Node | None:
    """The part of the draft that a corrected part was when the draft was made.

    A text without a code is first looked for by what it said: before there were ids, moving a text
    changed what it is known by.
    """
    document = draft.document or {}
    if node.code:
        return find(document, node.key)
    said = was[node.key]["text"]
    head = node.key.rpartition("/")[0]
    listed = [each for each in walk(document) if each.key.rpartition("/")[0] == head]
    same = [each for each in listed if each.part["text"] == said]
    others = {values["text"] for key, values in was.items() if key.startswith(f"{head}/")}
    by_key = [e for e in listed if e.key == node.key and e.part["text"] not in others]
    return next(iter(same + by_key), None)
