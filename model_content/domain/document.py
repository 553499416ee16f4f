"""The stored document of a draft: its parts by key, and the edits of them.

It is the document of the edition with three things of the editors', which readers are not given:
`id` of each text without a code, `translated_from` (language → field → the Swedish text that a
translation was last said to fit, kept while the text says something else), and `settled` (key of a
part → mark of a correction in the edition it was made from that has been answered).

A part's key is its kind and its code, or, of a text without a code, its parent's code and its id,
which is never given again within the draft. In a published document the id is the place in the
list, counted from 1.

Example: `marker/initiativ.m1`, `source/smarta`, `quote/varfor/3`.
"""

import copy
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from model_content.domain import content
from model_content.domain.codec import MODEL, Schema
from model_content.domain.content import FIRST_METHOD, TURNS, Boxes, Flag, Kind, Number, Text
from model_content.domain.pages import PAGES
from model_content.domain.tools import ONLY_OF, TOOLS
from samverkan.texts import clean_text, is_seen

Values = dict[str, Any]

KINDS: Final[Mapping[str, Kind]] = {**MODEL.kinds, **TOOLS.kinds, **PAGES.kinds}
"""Every kind of part by name, of editions of the model, of tools and of pages: no name is that of
two."""

_KEYED: Final[Mapping[str, Schema[Any]]] = {each.format: each for each in (TOOLS, PAGES)}
"""The documents that are named by their key, by format."""

GIVEN: Final = "given"
"""Of a tool or a page, what its editors choose among and must keep to, and stands elsewhere:
`source` (key → title), `named` (codes that a rule names), `words` (key of a sentence → what may
stand in it)."""

ID: Final = "id"
TRANSLATED_FROM: Final = "translated_from"
SETTLED: Final = "settled"
OWN: Final = frozenset((ID, TRANSLATED_FROM, SETTLED, GIVEN))
"""What editors keep in a draft, and readers are not given."""

OUTDATED: Final = "outdated"
"""In a file, the translations that readers are not given."""

TRANSLATIONS: Final = "translations"

Outdated = Mapping[str, Mapping[str, list[str]]]
"""Key of a part → name of a translation → what it says, and the Swedish text that it fits."""


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """A part where it stands: the `index` in its parent's list, of `count` parts."""

    key: str
    kind: str
    part: dict[str, Any]
    parent: "Node | None" = None
    slot: str = ""
    index: int = 0
    count: int = 1

    @property
    def schema(self) -> Kind:
        return KINDS[self.kind]

    @property
    def code(self) -> str:
        """Its own code; empty of a text without one."""
        return str(self.part[self.schema.coded]) if self.schema.coded else ""

    @property
    def title(self) -> str:
        """What it is called: its name, or its text."""
        return str(self.part[self.schema.title]).strip() or self.code

    @property
    def place(self) -> "Node":
        """The nearest part with a name: itself, or the stage or aspect that it stands in."""
        is_named = self.schema.title != "text"
        return self if is_named or self.parent is None else self.parent.place

    @property
    def unused(self) -> frozenset[str]:
        """What it does not say, as the step that it stands in has no use for it."""
        step = self.parent.part.get("kind") if self.parent and self.kind == "item" else None
        names = (name for name, kinds in ONLY_OF.items() if step and step not in kinds)
        return frozenset(name for name in names if not self.part.get(name))

    @property
    def root(self) -> "Node":
        """The document that it stands in."""
        return self.parent.root if self.parent else self

    @property
    def top(self) -> "Node":
        """The part of the document itself that it stands in, or is."""
        return self.parent.top if self.parent and self.parent.parent else self

    @property
    def anchor(self) -> str:
        """Where it stands on a page of the whole edition: its key, fit for an address."""
        return self.key.replace("/", "-")


def walk(document: Mapping[str, Any]) -> Iterator[Node]:
    """Every part in content order, each before what stands in it; a tool is a part itself."""
    root = make_root(document)
    if root.key:
        yield root
    yield from walk_below(root)


def make_root(document: Mapping[str, Any]) -> Node:
    """The document itself, which says by its format whether it is a tool."""
    part = document if isinstance(document, dict) else dict(document)
    if is_keyed(part):
        kind = next(iter(find_schema(part).kinds))
        return Node(f"{kind}/{part['key']}", kind, part)
    return Node("", "edition", part)


def is_keyed(document: Mapping[str, Any]) -> bool:
    """Whether it is a tool or a page, not the model."""
    return find_schema(document) is not MODEL


def find_schema(document: Mapping[str, Any]) -> Schema[Any]:
    """What a document is read by, as its format says: a tool, a page, or else the model."""
    return _KEYED.get(str(document.get("format")), MODEL)


def normalise(document: Mapping[str, Any]) -> dict[str, Any]:
    """The document as its schema writes it. Raises `ContentError`."""
    schema = find_schema(document)
    return schema.dump(schema.parse(document))


def list_sources(document: Mapping[str, Any]) -> dict[str, str]:
    """The sources that a part may rest on: key → title."""
    if is_keyed(document):
        return dict(document.get(GIVEN, {}).get("source", {}))
    return {source["key"]: source["title"] for source in document["sources"]}


def walk_below(node: Node) -> Iterator[Node]:
    """Every part that stands in a part."""
    for slot in node.schema.lists:
        for child in list_children(node, slot):
            yield child
            yield from walk_below(child)


def list_children(node: Node, slot: str) -> list[Node]:
    """The parts in one list of a part."""
    items = node.schema.lists[slot]
    parts = node.part.get(slot, [])
    return [
        Node(make_key(items.kind, part, node, i + 1), items.kind, part, node, slot, i,
             len(parts))
        for i, part in enumerate(parts)
    ]  # fmt: skip


def make_key(kind: str, part: Mapping[str, Any], parent: Node, number: int) -> str:
    """The key of a part: by its code, else by its id, else by its place in its list from 1."""
    coded = KINDS[kind].coded
    if coded and KINDS[kind].is_local:
        return f"{kind}/{parent.key.partition('/')[2]}/{part[coded]}"
    return f"{kind}/{part[coded]}" if coded else f"{kind}/{parent.code}/{part.get(ID, number)}"


def find(document: Mapping[str, Any], key: str) -> Node | None:
    """The part with this key, None if there is none."""
    return next((node for node in walk(document) if node.key == key), None)


def find_root(document: dict[str, Any], key: str = "") -> Node | None:
    """The part with this key, or the document itself where the key is empty."""
    return find(document, key) if key else make_root(document)


def list_named(document: Mapping[str, Any]) -> set[str]:
    """The codes that the rules of a tool name, or its paper: parts that cannot be done without."""
    paper = {code for heading in document.get("paper", ()) for code in heading["items"]}
    return paper | set(document.get(GIVEN, {}).get("named", ()))


def list_users(document: Mapping[str, Any], source: str) -> list[Node]:
    """The parts that rest on a source."""
    return [node for node in walk(document) if node.part.get("source") == source]


# Values -------------------------------------------------------------------------------------------


def read_values(node: Node) -> Values:
    """The values that editors change: by field, and by `field_language` of what is translated."""
    values = {name: node.part.get(name) for name in node.schema.edited}
    for language, texts in sorted(node.part.get(TRANSLATIONS, {}).items()):
        values |= {f"{name}_{language}": text for name, text in texts.items()}
    return values


def split_name(kind: str, name: str) -> tuple[str, str]:
    """Field and language of a name in `read_values`; the language is empty for Swedish."""
    if name in KINDS[kind].fields:
        return name, ""
    field, _, language = name.rpartition("_")
    return field, language


def tidy(kind: str, name: str, value: Any) -> Any:
    """A value as it is stored: a text cleaned, nothing where nothing is said."""
    field, language = split_name(kind, name)
    spec = KINDS[kind].fields[field]
    if isinstance(spec, Text):
        text = content.UNSEEN.sub("", TURNS.sub("", clean_text(value or ""))).strip()
        said = text if is_seen(text) else ""
        return said or (None if field in KINDS[kind].nullable and not language else "")
    if isinstance(spec, Boxes):
        return [option for option in spec.options if option in (value or ())]
    if isinstance(spec, Flag):
        return bool(value)
    if value in ("", None):
        is_needed = field not in KINDS[kind].nullable
        return spec.least if isinstance(spec, Number) and is_needed else None
    return value


def write_values(
    node: Node,
    values: Mapping[str, Any],
    fitting: bool = False,
    shown: Mapping[str, Any] | None = None,
) -> None:
    """Set values in the part itself, and remember which translations they leave behind.

    Args:
        fitting: all translations say what the Swedish texts say, not only those in `values`.
        shown: the Swedish texts that they say the same as, where these are not those of the part.
    """
    part = node.part
    was = {name: part.get(name) for name in node.schema.translated}
    for name, value in values.items():
        field, language = split_name(node.kind, name)
        if not language:
            part[field] = value
            continue
        said = part.setdefault(TRANSLATIONS, {}).setdefault(language, {})
        said.pop(field, None)
        if value:
            said[field] = value
    _drop_empty(part, TRANSLATIONS)
    is_new = {n for n in read_values(node) if fitting or n in values}
    _note_outdated(node, was, is_new, {**part, **(shown or {})})


def _note_outdated(
    node: Node, was: Mapping[str, Any], is_new: set[str], fits: Mapping[str, Any]
) -> None:
    part = node.part
    kept = part.setdefault(TRANSLATED_FROM, {})
    for language, texts in part.get(TRANSLATIONS, {}).items():
        old = kept.setdefault(language, {})
        for field in node.schema.translated:
            if f"{field}_{language}" in is_new:
                old[field] = fits.get(field) or ""
            old.setdefault(field, was[field] or "")
            if field not in texts or old[field] == (part.get(field) or ""):
                del old[field]
    for language in [key for key in kept if key not in part.get(TRANSLATIONS, {})]:
        del kept[language]
    _drop_empty(part, TRANSLATED_FROM)


def _drop_empty(part: dict[str, Any], name: str) -> None:
    said = {key: texts for key, texts in part.get(name, {}).items() if texts}
    part.pop(name, None)
    if said:
        part[name] = said


def find_outdated(node: Node) -> dict[str, str]:
    """The translations whose Swedish text has changed since, each with what it said then."""
    return {
        f"{field}_{language}": text
        for language, texts in node.part.get(TRANSLATED_FROM, {}).items()
        for field, text in texts.items()
    }


def mark_values(values: Mapping[str, Any]) -> str:
    """A mark of values, by which it is known whether they are the same."""
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()[:16]


# Whole documents ----------------------------------------------------------------------------------


def read_method(document: Mapping[str, Any]) -> str:
    """The method that an edition's document names."""
    head: Mapping[str, Any] = document.get("edition", {})
    return str(head.get("method", FIRST_METHOD))


def name_edition(
    document: Mapping[str, Any], code: str, status: str, published_at: str | None = None
) -> dict[str, Any]:
    """The document as that of another edition, or in another state, with the same method."""
    head = {"code": code, "status": status, "published_at": published_at}
    if (method := read_method(document)) != FIRST_METHOD:
        head["method"] = method
    return {**document, "edition": head}


def number_texts(document: Mapping[str, Any]) -> dict[str, Any]:
    """A copy with an id for each text that has no code and none yet."""
    copied: dict[str, Any] = copy.deepcopy(dict(document))
    for node in list(walk(copied)):
        if not node.schema.coded:
            node.part.setdefault(ID, node.index + 1)
    return copied


def strip(document: Mapping[str, Any]) -> dict[str, Any]:
    """What readers are given of a draft: nothing of the editors', and no outdated translation.

    Who reads another language is shown the Swedish text instead, marked, until it is translated.
    """
    copied: dict[str, Any] = copy.deepcopy(dict(document))
    copied.pop(SETTLED, None)
    for node in walk(copied):
        for name in find_outdated(node):
            field, language = split_name(node.kind, name)
            node.part[TRANSLATIONS][language].pop(field, None)
        _drop_empty(node.part, TRANSLATIONS)
        for name in OWN & node.part.keys():
            del node.part[name]
    return copied


def take_outdated(document: Mapping[str, Any]) -> Outdated:
    """What `strip` leaves out of the translations: what readers are not given, translators are."""
    both = zip(walk(document), walk(strip(document)), strict=True)
    return {
        plain.key: {name: [read_values(node)[name], text] for name, text in old.items()}
        for node, plain in both
        if (old := find_outdated(node))
    }


def put_outdated(document: Mapping[str, Any], outdated: Outdated) -> dict[str, Any]:
    """A copy of a published document with the translations that were left out of it."""
    copied: dict[str, Any] = copy.deepcopy(dict(document))
    for node in walk(copied):
        for name, (said, text) in outdated.get(node.key, {}).items():
            field, language = split_name(node.kind, name)
            if field in node.part.get(TRANSLATIONS, {}).get(language, {}):
                continue  # a file may have been translated since
            for keep, value in ((TRANSLATIONS, said), (TRANSLATED_FROM, text)):
                node.part.setdefault(keep, {}).setdefault(language, {})[field] = value
    return copied


# Edits --------------------------------------------------------------------------------------------


def insert(parent: Node, slot: str, part: dict[str, Any], index: int | None = None) -> Node:
    """Add a part to a list, last unless an index is given."""
    parts = parent.part.setdefault(slot, [])
    parts.insert(len(parts) if index is None else index, part)
    place = next(i for i, each in enumerate(parts) if each is part)
    return list_children(parent, slot)[place]


def remove(node: Node) -> None:
    """Take a part out of its list."""
    assert node.parent is not None
    del node.parent.part[node.slot][node.index]


def blank(kind: str) -> dict[str, Any]:
    """A part of a kind that says nothing yet, with all its keys in the order of the document."""
    schema = KINDS[kind]
    part: dict[str, Any] = {}
    for name in schema.cls.__dataclass_fields__:  # type: ignore[attr-defined]
        if name in schema.lists:
            part[name] = []
        elif name in schema.fields:
            spec = schema.fields[name]
            empty: Any = "" if isinstance(spec, content.Code | content.SourceKey) else None
            part[name] = tidy(kind, name, None) if empty is None else empty
    return part
