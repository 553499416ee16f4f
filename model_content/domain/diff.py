"""What differs between two editions: added, removed, reworded, moved and changed.

Rule: what has a code (stages, aspects, questions, cases; sources by their key) is the same thing in
both editions where the code is. The texts of an aspect have no codes: within the same list of the
same aspect, equal texts are the same first, and of the rest those most alike, as long as at least
half of their words are (`SAME`). What is left has been added or removed.

Two things that are the same may differ in several ways. *Reworded*: a text, in Swedish or in
another language. *Moved*: it stands under something else, or in another order; of those that
changed places, as few as possible are called moved. *Changed*: anything that is not a text.

Example: with the pitfalls "A b c d" and "X" before, and "X" and "A b c e" after, "A b c d" is
reworded (three words of four are the same) and one of the two has moved.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from functools import cached_property
from itertools import product
from typing import Any, Final

from model_content.domain.content import Edition

SAME: Final = 0.5
"""How alike two texts without codes must be to be one text reworded, from 0 to 1."""

MOST_WORDS: Final = 2000
"""Longer texts are compared as a whole: far longer than any that can be published."""

TEXTS: Final = (
    "title", "name", "summary", "description", "text", "start", "end", "initiators_and_purpose",
    "results", "attribution", "locator", "publisher",
)  # fmt: skip
"""What is compared word by word."""

VALUES: Final = (
    "cross_cutting", "lasting", "closing", "outlook", "source", "year", "types", "levels",
    "geography", "priority",
)  # fmt: skip
"""What is compared as it is."""

LISTS: Final = (
    "statements", "success_factors", "pitfalls", "suggestions", "dialogue_questions", "quotes",
)  # fmt: skip
"""The lists of an aspect, in the order they are shown."""


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
    """One field before and after; `language` is empty for Swedish."""

    field: str
    language: str
    before: Any
    after: Any

    @property
    def words(self) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
        """Both texts in pieces."""
        return compare_words(self.before or "", self.after or "")


@dataclass(frozen=True, slots=True)
class Change:
    """One way in which something differs.

    `what` is the list it stands in (`aspects`, `pitfalls`), `code` its code or that of its aspect,
    and `stage` and `aspect` are the places it stands in, empty where it stands in none. `about` is
    its text where `fields` do not have it.
    """

    kind: ChangeKind
    what: str
    code: str
    stage: str
    aspect: str
    fields: tuple[Difference, ...]
    about: str = ""


@dataclass(frozen=True)
class Diff:
    """All that differs, in content order of the later edition, what was removed last."""

    changes: tuple[Change, ...]

    @cached_property
    def counts(self) -> Mapping[ChangeKind, int]:
        """How many changes there are of each kind."""
        counted = Counter(change.kind for change in self.changes)
        return {kind: counted[kind] for kind in ChangeKind}


@dataclass(frozen=True, slots=True)
class Part:
    """Something of an edition, where it stands: `number` is its place in its list, from 1."""

    what: str
    item: Any
    number: int
    stage: str = ""
    aspect: str = ""

    @property
    def code(self) -> str:
        return str(getattr(self.item, "code", None) or getattr(self.item, "key", self.aspect))

    @property
    def has_code(self) -> bool:
        return hasattr(self.item, "code") or hasattr(self.item, "key")

    @property
    def parent(self) -> str:
        """The code of what it stands in; an aspect stands in its stage."""
        return self.stage if self.what in ("aspects", "markers") else self.aspect


Pair = tuple[Part, Part]


def compare_editions(before: Edition, after: Edition) -> Diff:
    """Find all that differs from one edition to another; their own codes and states apart."""
    old, new = list(_walk(before)), list(_walk(after))
    pairs = _match(old, new)
    moved = _find_moved(pairs)
    was = {id(new_part): old_part for old_part, new_part in pairs}
    changes = [
        change
        for part in new
        for change in _compare(was.get(id(part)), part, is_moved=id(part) in moved)
    ]
    kept = {id(part) for part, _ in pairs}
    gone = [_removed(part) for part in old if id(part) not in kept]
    return Diff((*changes, *gone))


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


# Walking ------------------------------------------------------------------------------------------


def _walk(edition: Edition) -> Iterator[Part]:
    """Every part of an edition, in content order."""
    for number, stage in enumerate(edition.stages, start=1):
        yield Part("stages", stage, number, stage=stage.code)
        for place, marker in enumerate(stage.markers, start=1):
            yield Part("markers", marker, place, stage=stage.code)
        for place, aspect in enumerate(stage.aspects, start=1):
            yield Part("aspects", aspect, place, stage=stage.code, aspect=aspect.code)
            for what in LISTS:
                for index, item in enumerate(getattr(aspect, what), start=1):
                    yield Part(what, item, index, stage=stage.code, aspect=aspect.code)
    for number, case in enumerate(edition.cases, start=1):
        yield Part("cases", case, number)
    for number, source in enumerate(edition.sources, start=1):
        yield Part("sources", source, number)


# Matching -----------------------------------------------------------------------------------------


def _match(old: list[Part], new: list[Part]) -> list[Pair]:
    """Pair what is the same thing in both editions."""
    coded = {(part.what, part.code): part for part in old if part.has_code}
    pairs = [
        (coded[part.what, part.code], part)
        for part in new
        if part.has_code and (part.what, part.code) in coded
    ]
    lists = {(part.what, part.aspect) for part in new if not part.has_code}
    grouped_old, grouped_new = _group(old), _group(new)
    for key in sorted(lists):
        pairs += _match_texts(grouped_old.get(key, []), grouped_new[key])
    return pairs


def _group(parts: list[Part]) -> dict[tuple[str, str], list[Part]]:
    """The parts without codes, by the list they stand in."""
    grouped: dict[tuple[str, str], list[Part]] = {}
    for part in parts:
        if not part.has_code:
            grouped.setdefault((part.what, part.aspect), []).append(part)
    return grouped


def _match_texts(old: list[Part], new: list[Part]) -> list[Pair]:
    pairs: list[Pair] = []
    left = list(old)
    for part in new:
        same = next((o for o in left if o.item.text == part.item.text), None)
        if same is not None:
            pairs.append((same, part))
            left.remove(same)
    taken = {id(part) for _, part in pairs}
    return pairs + _match_alike(left, [part for part in new if id(part) not in taken])


def _match_alike(old: list[Part], new: list[Part]) -> list[Pair]:
    """Pair the texts that are most alike first; of equals, those that stand first."""
    alike = [(_likeness(o.item.text, n.item.text), o, n) for o, n in product(old, new)]
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
    moved = {id(new) for old, new in pairs if old.parent != new.parent}
    lists: dict[tuple[str, str], list[Pair]] = {}
    for old, new in pairs:
        if old.parent == new.parent:
            lists.setdefault((new.what, new.parent), []).append((old, new))
    for stayed in lists.values():
        stayed.sort(key=lambda pair: pair[1].number)
        kept = _find_longest_rise([old.number for old, _ in stayed])
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


def _compare(old: Part | None, new: Part, *, is_moved: bool) -> Iterator[Change]:
    if old is None:
        fields = [Difference(*key, None, said) for key, said in _contents(new.item).items()]
        yield _change(ChangeKind.ADDED, new, fields)
        return
    if is_moved:
        position = Difference("position", "", (old.parent, old.number), (new.parent, new.number))
        yield _change(ChangeKind.MOVED, new, [position])
    if texts := _differences(_texts(old.item), _texts(new.item)):
        yield _change(ChangeKind.REWORDED, new, texts)
    if values := _differences(_values(old.item), _values(new.item)):
        yield _change(ChangeKind.CHANGED, new, values)


def _removed(part: Part) -> Change:
    fields = [Difference(*key, said, None) for key, said in _contents(part.item).items()]
    return _change(ChangeKind.REMOVED, part, fields)


def _change(kind: ChangeKind, part: Part, fields: list[Difference]) -> Change:
    is_silent = kind in (ChangeKind.MOVED, ChangeKind.CHANGED)
    about = getattr(part.item, "text", "") if is_silent else ""
    return Change(kind, part.what, part.code, part.stage, part.aspect, tuple(fields), about)


Fields = dict[tuple[str, str], Any]
"""By the name of the field and the language."""


def _texts(item: Any) -> Fields:
    said = {(name, ""): getattr(item, name) for name in TEXTS if hasattr(item, name)}
    for language, texts in sorted(getattr(item, "translations", {}).items()):
        said |= {(name, language): text for name, text in texts.items()}
    return {key: text for key, text in said.items() if text}


def _contents(item: Any) -> Fields:
    """What is told of something that is added or removed: its texts, and its source beside them."""
    texts = _texts(item)
    source = {("source", ""): item.source} if getattr(item, "source", "") else {}
    own = {key: text for key, text in texts.items() if not key[1]}
    return {**own, **source, **texts}


def _values(item: Any) -> Fields:
    return {(name, ""): getattr(item, name) for name in VALUES if hasattr(item, name)}


def _differences(old: Fields, new: Fields) -> list[Difference]:
    return [
        Difference(*key, old.get(key), new.get(key))
        for key in {**old, **new}
        if old.get(key) != new.get(key)
    ]
