"""What differs between two editions: added, removed, reworded, moved and changed.

Rule: what has a code (stages, aspects, questions, cases; sources by their key) is the same thing in
both editions where the code is. Other texts have no codes: within the same list of the same part,
equal texts are the same first, and of the rest those most alike, as long as at least half of their
words are (`SAME`). What is left has been added or removed.

Two things that are the same may differ in several ways. *Reworded*: a text, in Swedish or in
another language. *Moved*: it stands under something else, or in another order; of those that
changed places, as few as possible are called moved. *Changed*: anything that is not a text.

Example: with the pitfalls "A b c d" and "X" before, and "X" and "A b c e" after, "A b c d" is
reworded (three words of four are the same) and one of the two has moved.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import product
from typing import Any, Final

from model_content.domain.content import Text
from model_content.domain.document import KINDS, Node, read_values, split_name, walk

SAME: Final = 0.5
"""How alike two texts without codes must be to be one text reworded, from 0 to 1."""

MOST_PAIRS: Final = 2500
"""In longer lists, only texts that are equal are the same: the rest are not compared."""

MOST_WORDS: Final = 2000
"""Longer texts are compared as a whole: far longer than any that can be published."""


class ChangeKind(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    REWORDED = "reworded"
    MOVED = "moved"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that follow each other, and whether the other text lacks them."""

    text: str
    differs: bool


@dataclass(frozen=True, slots=True)
class Difference:
    """One field before and after, by its name in `read_values`; `position` of what has moved."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Change:
    """One way in which a part differs: as it stands in the later edition, if it is there."""

    kind: ChangeKind
    node: Node
    fields: tuple[Difference, ...]


Pair = tuple[Node, Node]


def compare_documents(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """All that differs from one edition to another, but their own codes and states.

    In content order of the later edition, what was removed last.
    """
    old, new = list(walk(before)), list(walk(after))
    pairs = _match(old, new)
    moved = _find_moved(pairs)
    was = {id(after_node): before_node for before_node, after_node in pairs}
    changes = [
        change
        for node in new
        for change in _compare(was.get(id(node)), node, is_moved=id(node) in moved)
    ]
    kept = {id(node) for node, _ in pairs}
    gone = [
        Change(ChangeKind.REMOVED, node, _list_all(node, is_before=True))
        for node in old
        if id(node) not in kept
    ]
    return [*changes, *gone]


def compare_words(before: str, after: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Split two texts in pieces that both have and pieces that only one has."""
    old, new = _split(before), _split(after)
    if max(len(old), len(new)) > MOST_WORDS:
        return _whole(before), _whole(after)
    old_pieces: list[Piece] = []
    new_pieces: list[Piece] = []
    for tag, i, j, k, m in _matcher(old, new).get_opcodes():
        old_pieces += _make_pieces(old[i:j], differs=tag != "equal")
        new_pieces += _make_pieces(new[k:m], differs=tag != "equal")
    if before != after and not any(p.differs for p in (*old_pieces, *new_pieces)):
        return _whole(before), _whole(after)  # only spaces differ
    return tuple(old_pieces), tuple(new_pieces)


def _make_pieces(words: list[str], *, differs: bool) -> Iterator[Piece]:
    """The words as one piece; the space after marked words is a piece of its own, not marked."""
    text = "".join(words)
    said = text.rstrip() if differs and text.strip() else text
    if said:
        yield Piece(said, differs)
    if said != text:
        yield Piece(text[len(said) :], differs=False)


def _whole(text: str) -> tuple[Piece, ...]:
    return (Piece(text, differs=True),) if text else ()


def _split(text: str) -> list[str]:
    """The words, each with the space after it; a new paragraph makes a word another."""
    return re.findall(r"\s*\S+\s*|\s+", text)


def _matcher(old: list[str], new: list[str]) -> SequenceMatcher[str]:
    return SequenceMatcher(None, [_key(w) for w in old], [_key(w) for w in new], autojunk=False)


def _key(word: str) -> str:
    return word.strip() + ("\n" if "\n" in word else "")


# Matching -----------------------------------------------------------------------------------------


def _list_key(node: Node) -> tuple[str, str]:
    """The list that a part stands in."""
    return node.slot, _parent(node)


def _parent(node: Node) -> str:
    return node.parent.key if node.parent else ""


def _match(old: list[Node], new: list[Node]) -> list[Pair]:
    """Pair what is the same thing in both editions."""
    coded = {node.key: node for node in old if node.code}
    pairs = [(coded[node.key], node) for node in new if node.code and node.key in coded]
    listed: dict[tuple[str, str], tuple[list[Node], list[Node]]] = {}
    for side, nodes in enumerate((old, new)):
        for node in nodes:
            if not node.code:
                listed.setdefault(_list_key(node), ([], []))[side].append(node)
    for before, after in listed.values():
        pairs += _match_texts(before, after)
    return pairs


def _match_texts(old: list[Node], new: list[Node]) -> list[Pair]:
    pairs: list[Pair] = []
    left = list(old)
    for part in new:
        same = next((o for o in left if o.title == part.title), None)
        if same is not None:
            pairs.append((same, part))
            left.remove(same)
    taken = {id(part) for _, part in pairs}
    return pairs + _match_alike(left, [part for part in new if id(part) not in taken])


def _match_alike(old: list[Node], new: list[Node]) -> list[Pair]:
    """Pair the texts that are most alike first; of equals, those that stand first."""
    if len(old) * len(new) > MOST_PAIRS:
        return []
    alike = [(_likeness(o.title, n.title), o, n) for o, n in product(old, new)]
    alike.sort(key=lambda found: -found[0])
    pairs: list[Pair] = []
    taken: set[int] = set()
    for likeness, o, n in alike:
        if likeness >= SAME and not {id(o), id(n)} & taken:
            pairs.append((o, n))
            taken |= {id(o), id(n)}
    return pairs


def _likeness(before: str, after: str) -> float:
    old, new = before.split(), after.split()
    if max(len(old), len(new)) > MOST_WORDS:
        return 0.0
    matcher = _matcher(old, new)
    return matcher.ratio() if matcher.quick_ratio() >= SAME else 0.0


# Moving -------------------------------------------------------------------------------------------


def _find_moved(pairs: list[Pair]) -> set[int]:
    """The `id` of each later part that stands elsewhere than it did."""
    moved = {id(new) for old, new in pairs if _parent(old) != _parent(new)}
    lists: dict[tuple[str, str], list[Pair]] = {}
    for old, new in pairs:
        if id(new) not in moved:
            lists.setdefault(_list_key(new), []).append((old, new))
    for stayed in lists.values():
        stayed.sort(key=lambda pair: pair[1].index)
        kept = _find_longest_rise([old.index for old, _ in stayed])
        moved |= {id(new) for index, (_, new) in enumerate(stayed) if index not in kept}
    return moved


def _find_longest_rise(numbers: list[int]) -> set[int]:
    """The indices of a longest rising run, not necessarily unbroken, of different numbers."""
    ends: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for index, number in enumerate(numbers):
        place = bisect_left(ends, number)
        before.append(last[place - 1] if place else -1)
        ends[place:] = [number, *ends[place + 1 :]]
        last[place:] = [index, *last[place + 1 :]]
    kept: set[int] = set()
    index = last[-1] if last else -1
    while index >= 0:
        kept.add(index)
        index = before[index]
    return kept


# Comparing ----------------------------------------------------------------------------------------


def _compare(old: Node | None, new: Node, *, is_moved: bool) -> Iterator[Change]:
    if old is None:
        yield Change(ChangeKind.ADDED, new, _list_all(new, is_before=False))
        return
    if is_moved:
        yield Change(ChangeKind.MOVED, new, (Difference("position", old, new),))
    differing = compare_values(read_values(old), read_values(new))
    texts = tuple(field for field in differing if is_text(new.kind, field.field))
    if texts:
        yield Change(ChangeKind.REWORDED, new, texts)
    if values := tuple(field for field in differing if field not in texts):
        yield Change(ChangeKind.CHANGED, new, values)


def compare_values(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[Difference, ...]:
    """The fields whose values are not the same; nothing said is the same however it is stored."""
    return tuple(
        Difference(name, old.get(name), new.get(name))
        for name in dict.fromkeys((*old, *new))
        if (old.get(name) or None) != (new.get(name) or None)
    )


def is_text(kind: str, name: str) -> bool:
    """Whether a name in `read_values` is that of a text, which is compared word by word."""
    spec = KINDS[kind].fields.get(split_name(kind, name)[0])
    return isinstance(spec, Text)


def _list_all(node: Node, *, is_before: bool) -> tuple[Difference, ...]:
    """All that a part says that is added or removed."""
    said = {name: value for name, value in read_values(node).items() if value}
    return tuple(
        Difference(name, value, None) if is_before else Difference(name, None, value)
        for name, value in said.items()
    )
