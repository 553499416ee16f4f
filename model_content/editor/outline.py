"""The contents of an edition on one page, where everything in it is found."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
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
from model_content.selectors.editions import fetch_current_id, fetch_document
from model_content.words import (
    KIND_WORDS,
    LANGUAGES,
    name_language,
    say_field,
    say_number,
    say_value,
)

LONGEST_QUERY = 100
"""Characters of what is searched for that are used."""

EVERYTHING = "allt"
"""Asked for in `?oppen=` instead of a key: every part of the edition on one page."""

Keep = Callable[[Node], bool]


@dataclass(frozen=True)
class Item:
    """A part as the page shows it: its title, a line below it, longer texts, and its lists."""

    node: Node
    note: str
    long: tuple[tuple[str, str], ...]
    missing: tuple[str, ...]
    outdated: tuple[str, ...]
    below: int
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
    keep = make_filter(query, document)
    asked = request.GET.get("oppen", "")
    is_whole = keep is None and asked == EVERYTHING
    part, aspect = ("", "") if keep or is_whole else find_part(document, asked)
    everything = describe_groups(Node("", "edition", document), document, keep)
    user = get_user(request)
    is_published = edition.status == EditionStatus.PUBLISHED
    edition.is_current = is_published and edition.pk == fetch_current_id()  # type: ignore[attr-defined]
    context = {
        "edition": edition,
        "state": say_state(edition),
        "method": read_method(document),
        "groups": everything if keep or is_whole else choose_part(everything, part),
        "parts": describe_parts(everything),
        "part": part,
        "query": query,
        "found": sum(keep(node) for node in walk(document)) if keep else 0,
        "languages": count_languages(document),
        "corrections": len(fetch_corrections(edition)),
        "is_filtered": keep is not None,
        "is_whole": is_whole,
        "is_draft": is_draft(edition),
        "can_move": is_draft(edition) and keep is None,
        "can_correct": is_published and user.has_perm(PUBLISH),
        "can_publish": user.has_perm(PUBLISH),
        "unfolded": aspect,
    }
    return answer(request, "outline", _("Utgåva %(code)s") % {"code": edition.code}, context)


def find_part(document: Mapping[str, Any], asked: str) -> tuple[str, str]:
    """The part of an edition in which something stands, and the aspect if it stands in one.

    A part is the key of a stage, or the name of another list. Both are empty of nothing.
    """
    if asked in ("cases", "sources"):
        return asked, ""
    node = find(document, asked)
    aspect = ""
    while node is not None and node.parent is not None and node.parent.key:
        aspect = node.key if node.kind == "aspect" else aspect
        node = node.parent
    if node is None:
        return "", ""
    return (node.key, aspect) if node.slot == "stages" else (node.slot, "")


def choose_part(groups: tuple[Group, ...], part: str) -> tuple[Group, ...]:
    """The lists of one part of an edition, as `find_part` names it."""
    if not part:
        return ()
    chosen = [replace(g, items=tuple(i for i in g.items if i.node.key == part)) for g in groups]
    return tuple(
        whole if whole.slot == part else group
        for whole, group in zip(groups, chosen, strict=True)
        if whole.slot == part or group.items
    )


def describe_parts(groups: tuple[Group, ...]) -> list[dict[str, Any]]:
    """The table of contents: stages with their aspects, then the other lists."""
    parts: list[dict[str, Any]] = []
    for group in groups:
        if group.slot != "stages":
            parts.append({"key": group.slot, "title": group.title, "number": len(group.items)})
            continue
        for stage in group.items:
            inside = {inner.slot: inner.items for inner in stage.groups}
            parts.append({
                "key": stage.node.key, "title": stage.node.title, "anchor": stage.node.anchor,
                "aspects": inside.get("aspects", ()), "number": len(inside.get("markers", ())),
            })  # fmt: skip
    return parts


def describe_groups(
    parent: Node, document: Mapping[str, Any], keep: Keep | None
) -> tuple[Group, ...]:
    """The lists of a part as the template shows them; of what is filtered only what is kept."""
    begun = find_languages(document)
    return tuple(_describe_group(parent, slot, document, keep, begun)
                 for slot in parent.schema.lists)  # fmt: skip


def _describe_group(
    parent: Node, slot: str, document: Mapping[str, Any], keep: Keep | None, begun: set[str]
) -> Group:
    listed = parent.schema.lists[slot]
    words = KIND_WORDS[listed.kind]
    items = []
    for node in list_children(parent, slot):
        groups = tuple(_describe_group(node, inner, document, keep, begun)
                       for inner in node.schema.lists)  # fmt: skip
        if keep is None or keep(node) or any(group.items for group in groups):
            items.append(_describe_item(node, document, begun, groups))
    add = "" if listed.is_fixed else str(words.add)
    return Group(slot, str(words.many), say_number(listed), add, parent.key, tuple(items))


def _describe_item(
    node: Node, document: Mapping[str, Any], begun: set[str], groups: tuple[Group, ...]
) -> Item:
    long = tuple(
        (say_field(node.kind, name), text)
        for name, spec in node.schema.edited.items()
        if isinstance(spec, Text) and spec.lines and name != node.schema.title
        if (text := node.part.get(name))
    )
    outdated = {split_name(node.kind, name)[1] for name in find_outdated(node)}
    return Item(
        node=node,
        note=_say_note(node, document),
        long=long,
        missing=tuple(name_language(c) for c in sorted(begun) if list_missing(node, c)),
        outdated=tuple(map(name_language, sorted(outdated))),
        below=count_children(node),
        groups=groups,
    )


def _say_note(node: Node, document: Mapping[str, Any]) -> str:
    """What else a part says in short: where a text comes from, or whom it is for."""
    said = []
    for name, spec in node.schema.edited.items():
        value = node.part.get(name)
        if not value or name == node.schema.title or getattr(spec, "lines", False):
            continue
        if value is True:
            said.append(say_field(node.kind, name))
        elif isinstance(spec, Text | SourceKey) or name == "year":
            said.append(say_value(node.kind, name, value, document))
        elif name == "outlook":
            words = say_value(node.kind, name, value, document)
            said.append(_("Gäller bara %s") % words)
    return ", ".join(said)


def make_filter(query: str, document: Mapping[str, Any]) -> Keep | None:
    """Whether a part says what is searched for; None to show all."""
    if not query:
        return None
    wanted = query.casefold()

    def keep(node: Node) -> bool:
        values = read_values(node).items()
        said = (say_value(node.kind, split_name(node.kind, name)[0], v, document)
                for name, v in values)  # fmt: skip
        return wanted in "\n".join((*said, node.code)).casefold()

    return keep


def count_languages(document: Mapping[str, Any]) -> list[tuple[str, str, int, int]]:
    """Each language: its code and name, how many texts lack a translation, how many are old."""
    nodes = list(walk(document))
    old = [split_name(n.kind, name)[1] for n in nodes for name in find_outdated(n)]
    return [
        (code, str(name), sum(len(list_missing(n, code)) for n in nodes), old.count(code))
        for code, name in LANGUAGES.items()
    ]
