"""The contents of an edition on one page, where everything in it is found."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from model_content.domain.checks import count_children, find_languages, list_missing
from model_content.domain.content import SourceKey, Text
from model_content.domain.document import (
    Node,
    find,
    find_outdated,
    list_children,
    list_named,
    make_root,
    read_method,
    read_values,
    split_name,
    walk,
)
from model_content.editor.base import answer, edition_page, get_user, is_draft
from model_content.labels import say_state
from model_content.models import Edition, EditionStatus
from model_content.rights import PUBLISH
from model_content.selectors.corrections import fetch_corrections
from model_content.selectors.editions import can_be_corrected, fetch_current_id, fetch_document
from model_content.words import (
    LANGUAGES,
    name_language,
    say_add,
    say_field,
    say_kinds,
    say_number,
    say_value,
)
from samverkan.site.languages import INTERFACE

LONGEST_QUERY = 100
"""Characters of what is searched for that are used."""

IN_STEPS = ("stages", "steps", "sections")
"""The lists whose parts are shown each for itself: the stages of the model, the steps of a tool,
the sections of a page."""

EVERYTHING = "allt"
"""Asked for in `?oppen=` instead of a key: every part of the edition on one page."""


@dataclass(frozen=True)
class Item:
    """A part as the page shows it: its title, a line below it, longer texts, and its lists."""

    node: Node
    note: str
    long: tuple[tuple[str, str], ...]
    is_open: bool
    missing: tuple[str, ...]
    outdated: tuple[str, ...]
    below: int
    is_fixed: bool
    groups: tuple["Group", ...]

    @property
    def is_first(self) -> bool:
        return self.node.index == 0

    @property
    def is_last(self) -> bool:
        return self.node.index == self.node.count - 1


@dataclass(frozen=True)
class Group:
    """One list of a part: its name, how many there should be, and what stands in it."""

    slot: str
    title: str
    number: str
    add: str
    parent: str
    items: tuple[Item, ...]


@edition_page()
def outline(request: HttpRequest, edition: Edition) -> HttpResponse:
    """The contents of an edition, or one part of it; changed on the pages it leads to.

    `?oppen=` is the key of anything in the edition, or the name of a list: what it stands in is
    shown; `?oppen=allt` shows every part, with all texts unfolded.
    """
    if request.method == "POST":
        raise PermissionDenied
    document = fetch_document(edition)
    query = " ".join(request.GET.get("q", "").split())[:LONGEST_QUERY]
    asked = request.GET.get("oppen", "")
    is_whole = not query and asked == EVERYTHING
    part, aspect = ("", "") if query or is_whole else find_part(document, asked)
    outlined = Outline(document, query.casefold())
    root = make_root(document)
    can_publish = get_user(request).has_perm(PUBLISH)
    is_published = edition.status == EditionStatus.PUBLISHED
    edition.is_current = is_published and edition.pk == fetch_current_id(edition.tool)  # type: ignore[attr-defined]
    context = {
        "edition": edition,
        "state": say_state(edition),
        "method": read_method(document),
        "groups": outlined.describe_groups(root, part) if query or is_whole or part else (),
        "parts": list(describe_parts(root)),
        "itself": outlined.describe(root, ()) if root.key else None,
        "part": part,
        "query": query,
        "found": sum(map(outlined.says, walk(document))) if query else 0,
        "languages": count_languages(document),
        "corrections": len(fetch_corrections(edition)),
        "is_whole": is_whole,
        "is_draft": is_draft(edition),
        "can_correct": can_publish and can_be_corrected(edition),
        "can_publish": can_publish,
        "unfolded": aspect,
    }
    title = _("Utgåva %(code)s") % {"code": edition.code}
    return answer(request, "outline", f"{root.title}: {title}" if root.key else title, context)


def find_part(document: Mapping[str, Any], asked: str) -> tuple[str, str]:
    """The part of an edition in which something stands, and the aspect if it stands in one.

    A part is the key of a stage, or the name of another list. Both are empty of nothing.
    """
    if asked in make_root(document).schema.lists.keys() - set(IN_STEPS):
        return asked, ""
    node = find(document, asked)
    if node is None:
        return "", ""
    aspect = node if node.kind == "aspect" else node.parent
    is_stage = node.top.slot in IN_STEPS
    return (
        node.top.key if is_stage else node.top.slot,
        aspect.key if aspect and aspect.kind == "aspect" else "",
    )


def describe_parts(root: Node) -> Iterator[dict[str, Any]]:
    """The table of contents: stages with their aspects, or steps, then the other lists."""
    for slot, listed in root.schema.lists.items():
        nodes = list_children(root, slot)
        if slot not in IN_STEPS:
            yield {"key": slot, "title": say_kinds(listed.kind), "number": len(nodes)}
            continue
        for node in nodes:
            aspects = list_children(node, "aspects") if "aspects" in node.schema.lists else []
            yield {
                "key": node.key, "title": node.title, "anchor": node.anchor,
                "aspects": [(aspect, count_children(aspect)) for aspect in aspects],
                "number": len(node.part.get("markers") or node.part.get("items", ())),
            }  # fmt: skip


class Outline:
    """The lists of a document as the template shows them; only what says `query`, unless empty."""

    def __init__(self, document: Mapping[str, Any], query: str) -> None:
        self.document, self.query, self.named = document, query, list_named(document)
        shown = [code for code, _name in INTERFACE]  # others that are begun are no fault
        self.languages = sorted(find_languages(document) & set(shown))

    def describe_groups(self, parent: Node, part: str = "") -> tuple[Group, ...]:
        """The lists of a part; of the document only that in `part`, as `find_part` names it."""
        groups = []
        for slot, listed in parent.schema.lists.items():
            nodes = [n for n in list_children(parent, slot) if part in ("", slot, n.key)]
            if slot in parent.unused or (part not in ("", slot) and not nodes):
                continue
            items = [(node, self.describe_groups(node)) for node in nodes]
            shown = tuple(
                self.describe(node, groups)
                for node, groups in items
                if self.says(node) or any(group.items for group in groups)
            )
            add = "" if listed.is_fixed else say_add(listed.kind)
            name = say_kinds(listed.kind)
            groups.append(Group(slot, name, say_number(listed), add, parent.key, shown))
        return tuple(groups)

    def says(self, node: Node) -> bool:
        """Whether a part says what is searched for; not whether its source is called so."""
        said = [
            say_value(node.kind, split_name(node.kind, name)[0], value, self.document)
            for name, value in read_values(node).items()
            if not isinstance(node.schema.fields.get(name), SourceKey)
        ]
        return not self.query or self.query in "\n".join((*said, node.code)).casefold()

    def describe(self, node: Node, groups: tuple[Group, ...]) -> Item:
        long = tuple(
            (say_field(node.kind, name), text)
            for name, spec in node.schema.edited.items()
            if isinstance(spec, Text) and spec.lines and name != node.schema.title
            if (text := node.part.get(name))
        )
        outdated = {split_name(node.kind, name)[1] for name in find_outdated(node)}
        return Item(
            node=node,
            note=self._say_note(node),
            long=long,
            is_open=bool(self.query) and any(self.query in text.casefold() for _, text in long),
            missing=tuple(name_language(c) for c in self.languages if list_missing(node, c)),
            outdated=tuple(map(name_language, sorted(outdated))),
            below=count_children(node),
            is_fixed=node.schema.items.is_fixed or node.code in self.named,
            groups=groups,
        )

    def _say_note(self, node: Node) -> str:
        """What else a part says in short: where a text comes from, or whom it is for."""
        said = []
        for name, spec in node.schema.edited.items():
            value = node.part.get(name)
            if not value or name == node.schema.title or getattr(spec, "lines", False):
                continue
            words = say_value(node.kind, name, value, self.document)
            if value is True:
                said.append(say_field(node.kind, name))
            elif isinstance(spec, Text | SourceKey) or name == "year":
                said.append(words)
            elif name == "outlook":
                said.append(_("Gäller bara %s") % words)
        return ", ".join(said)


def count_languages(document: Mapping[str, Any]) -> list[tuple[str, str, int, int]]:
    """Each language: its code and name, how many texts lack a translation, how many are old."""
    nodes = list(walk(document))
    old = [split_name(n.kind, name)[1] for n in nodes for name in find_outdated(n)]
    return [
        (code, str(name), sum(len(list_missing(n, code)) for n in nodes), old.count(code))
        for code, name in LANGUAGES.items()
    ]
