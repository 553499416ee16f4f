"""The pages of one part of an edition: add, change or correct, move, delete, read.

A part is edited in a draft. In a published edition whoever may publish corrects its texts, and
others read them.
"""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from model_content.actions import parts as actions
from model_content.actions.editions import EditionNotReady, correct_part
from model_content.actions.parts import PartGone
from model_content.domain.checks import check_lists, check_node, count_children
from model_content.domain.content import Text
from model_content.domain.document import (
    KINDS,
    Node,
    find,
    find_root,
    list_sources,
    list_users,
    read_values,
    walk,
    walk_below,
)
from model_content.domain.lifecycle import ChangeRefused, NotTextual
from model_content.domain.readability import count_words
from model_content.editor import base
from model_content.editor.base import answer, edition_page, find_way_back, get_user, is_draft
from model_content.editor.faults import describe_finding
from model_content.editor.forms import PartForm, read_written
from model_content.models import Edition
from model_content.rights import EDIT, PUBLISH
from model_content.selectors.changes import find_last_writer
from model_content.selectors.editions import can_be_corrected, fetch_document
from model_content.words import list_changes, say_add, say_kind, say_kinds, say_number
from samverkan.merging import Stale, renew_marks
from samverkan.submitted.form_tokens import read_submission
from samverkan.submitted.unsaved import NotSaved, Why

# Adding -------------------------------------------------------------------------------------------


@edition_page()
def add(request: HttpRequest, edition: Edition, slot: str) -> HttpResponse:
    """A form for a new part in a list of the part that `?i=` names, or of the edition itself."""
    if not is_draft(edition):
        raise NotSaved(Why.PUBLISHED)
    document = fetch_document(edition)
    above = find_root(document, request.GET.get("i", ""))
    if above is None:
        return _answer_gone(request, slot)
    items = above.schema.lists.get(slot)
    if items is None or items.is_fixed:
        raise Http404
    unused = Node("", items.kind, {}, above).unused
    form = PartForm(request.POST or None, kind=items.kind, document=document, left_out=unused)
    if request.method == "POST" and form.is_valid():
        try:
            key = actions.add_part(
                edition_id=edition.pk, parent=above.key, slot=slot, values=form.get_values(),
                user=get_user(request), submission=read_submission(request),
            )  # fmt: skip
        except ChangeRefused as error:
            form.add_error(None, _say_refusal(error))
        except PartGone:
            return _answer_gone(request, slot)
        else:
            code = key.rpartition("/")[2]
            said = _("Sparat. Koden blev %(code)s.") % {"code": code}
            nodes = say_done(
                request, edition, said if KINDS[items.kind].coded else _("Sparat."),
                parts=[key], slot=slot, lists=[above.key],
            )  # fmt: skip
            return redirect(base.link_outline(edition, nodes.get(key)))
    parent = above if above.key else None
    context = {
        "form": form,
        "edition": edition,
        "parent": parent,
        "list": say_kinds(items.kind),
        "number": say_number(items),
        "there_are": len(above.part.get(slot, ())),
        "back": find_way_back(request, edition, parent),
    }
    return answer(request, "part", say_add(items.kind), context)


# Changing and correcting --------------------------------------------------------------------------


@edition_page()
def change(request: HttpRequest, edition: Edition, key: str) -> HttpResponse:
    """A part: its form, or its texts to be read."""
    document = fetch_document(edition)
    node = find(document, key)
    if node is None:
        return _answer_gone(request, key.partition("/")[0])
    correcting = can_be_corrected(edition)
    right = EDIT if is_draft(edition) else PUBLISH if correcting else None
    back = find_way_back(request, edition, node)
    if right is None or not get_user(request).has_perm(right):
        if request.method == "POST":
            raise NotSaved(Why.PUBLISHED)
        fields = list_changes(node.kind, None, read_values(node), document)
        context = {
            "node": node, "edition": edition, "fields": fields, "back": back, "may_ask": correcting,
        }  # fmt: skip
        return answer(request, "part_read", say_kind(node.kind), context)
    form = PartForm(
        request.POST or None, kind=node.kind, document=document, node=node, correcting=correcting
    )
    conflict = None
    if request.method == "POST" and form.is_valid():
        try:
            _save(request, edition, node, form)
            return redirect(back)
        except (Stale, ChangeRefused, NotTextual, EditionNotReady) as error:
            form.add_error(None, ValidationError(_list_refusals(error, node)))
            if isinstance(error, Stale):
                conflict = _describe_conflict(error, form, document)
                conflict["by"] = find_last_writer(edition, key) or _("Någon annan")
        except PartGone:
            return _answer_gone(request, node.kind)
    lengths = [
        count_words(node.part.get(name) or "")
        for name, spec in node.schema.fields.items()
        if isinstance(spec, Text) and spec.words
    ]
    context = {
        "form": form,
        "node": node,
        "parent": node.parent if node.parent and node.parent.key else None,
        "edition": edition,
        "correcting": correcting,
        "conflict": conflict,
        "length": max(lengths, default=0),
        "back": back,
        "targets": [] if correcting else list_targets(node, document),
        "can_delete": not correcting and not node.schema.items.is_fixed,
    }
    title = _("Rätta") if correcting else _("Ändra")
    return answer(request, "part", f"{title}: {say_kind(node.kind).lower()}", context)


def _save(request: HttpRequest, edition: Edition, node: Node, form: PartForm) -> None:
    """Write a changed part, or correct it in a published edition, and say so.

    Raises:
        Stale, ChangeRefused, NotTextual, EditionNotReady, PartGone: nothing is written.
    """
    fitting = bool(form.cleaned_data.get("fitting"))
    yields = "yield" in request.POST
    edit = actions.PartEdit(edition.pk, node.key, form.get_values(), form.marks, fitting, yields)
    user = get_user(request)
    if form.correcting:
        changed = bool(correct_part(edit=edit, user=user, reason=form.cleaned_data["reason"]))
        done = _("Rättelsen är gjord. Den syns för alla inom en minut.")
    else:
        changed, done = actions.update_part(edit=edit, user=user), _("Ändringen är sparad.")
    if changed:
        say_done(request, edition, done, parts=[] if form.correcting else [node.key])
    else:
        messages.success(request, _("Texten var redan så. Inget är ändrat."))


def say_done(
    request: HttpRequest,
    edition: Edition,
    said: str,
    *,
    parts: list[str] | None = None,
    slot: str = "",
    lists: list[str] | None = None,
) -> dict[str, Node]:
    """Say what has been done, and what to look at in these parts, and in this list of others.

    Gives the parts of the edition as they are now.
    """
    messages.success(request, said)
    edition.refresh_from_db()
    document = fetch_document(edition)
    nodes = {node.key: node for node in walk(document)}
    sources = list_sources(document)
    found = [("", finding) for key in parts or () if key in nodes
             for finding in check_node(nodes[key], sources)]  # fmt: skip
    found += [(f"{nodes[key].title}: ", finding) for key in lists or () if key in nodes
              for finding in check_lists(nodes[key]) if finding.field == slot]  # fmt: skip
    for is_warning, said in (
        (False, _("Det här hindrar publicering tills det är rättat: %(what)s")),
        (True, _("Se över: %(what)s")),
    ):
        what = [at + describe_finding(f) for at, f in found if f.is_warning is is_warning]
        if what:
            messages.warning(request, said % {"what": " ".join(what)})
    return nodes


def list_targets(node: Node, document: Mapping[str, Any]) -> list[Node]:
    """Where a part may be moved: other parts of the kind that it stands in."""
    above = node.parent
    if not node.schema.items.changes_parent or above is None:
        return []
    return [each for each in walk(document) if each.kind == above.kind and each.key != above.key]


def _describe_conflict(
    refused: Stale, form: PartForm, document: Mapping[str, Any]
) -> dict[str, Any]:
    """Both texts of each field that somebody else has changed meanwhile, and new marks of these.

    What the form shows of the others may be old: they keep the marks of what was shown.
    """
    written, names = form.get_values(), refused.merged.conflicts
    mine = {name: written[name] for name in names}
    theirs = {name: refused.current.get(name) for name in names}
    marks = renew_marks(form.marks, {name: value or "" for name, value in theirs.items()})
    return {"marks": marks, "fields": list_changes(form.kind, theirs, mine, document)}


# Moving and deleting ------------------------------------------------------------------------------


@edition_page(of_draft=True)
def move(request: HttpRequest, edition: Edition, key: str) -> HttpResponse:
    """Move a part of a draft one place up or down, or to another part."""
    _document, node = base.load_node(edition, key)
    if node.schema.items.is_fixed:
        raise PermissionDenied
    if request.method == "POST":
        to = request.POST.get("to", "")
        with base.say_why_not(request):
            user = get_user(request)
            moved = actions.move_part(edition_id=edition.pk, key=key, to=to, user=user)
            if moved and to not in ("up", "down") and node.parent:
                said = _("Flyttad. Koden %(code)s följer med.") % {"code": node.code}
                lists = [to, node.parent.key]
                nodes = say_done(request, edition, said, parts=[key], slot=node.slot, lists=lists)
                node = nodes.get(key, node)
    return redirect(find_way_back(request, edition, node))


@edition_page(of_draft=True)
def delete(request: HttpRequest, edition: Edition, key: str) -> HttpResponse:
    """Ask, and delete a part of a draft."""
    document, node = base.load_node(edition, key)
    if node.schema.items.is_fixed:
        raise PermissionDenied
    back = find_way_back(request, edition, node)
    if request.method == "POST":
        with base.say_why_not(request):
            above = node.parent if node.parent and node.parent.key else None
            actions.delete_part(edition_id=edition.pk, key=key, user=get_user(request))
            said = _("Borttaget. Ni kan ta tillbaka det i historiken.")
            lists = [above.key] if above else []
            say_done(request, edition, said, slot=node.slot, lists=lists)
            back = find_way_back(request, edition, above)
        return redirect(back)
    context = {
        "node": node,
        "edition": edition,
        "with_it": count_children(node),
        "used_by": list_users(document, node.code) if node.kind == "source" else [],
        "named": actions.find_named(edition, (node, *walk_below(node))),
        "back": back,
    }
    title = _("Ta bort: %(kind)s") % {"kind": say_kind(node.kind).lower()}
    return answer(request, "part_delete", title, context)


# Refusals -----------------------------------------------------------------------------------------


def _answer_gone(request: HttpRequest, name: str) -> HttpResponse:
    """What was written for a part that is no longer there, to be copied; 404 if nothing was."""
    slots = {slot: items.kind for kind in KINDS.values() for slot, items in kind.lists.items()}
    kind = slots.get(name, name)
    written = read_written(kind, request.POST) if kind in KINDS else {}
    if not written:
        raise Http404
    fields = list_changes(kind, None, written, {"stages": [], "cases": [], "sources": []})
    title = _("Texten finns inte längre")
    return answer(request, "part_read", title, {"fields": fields}, HTTPStatus.NOT_FOUND)


def _say_refusal(error: Exception) -> str:
    """Why nothing was saved, and what to do."""
    if isinstance(error, Stale):
        return _("Någon annan har ändrat samma text sedan ni öppnade den. Välj vilken som gäller.")
    if isinstance(error, NotTextual):
        return _("Rättelsen ändrar mer än en text. Gör ett nytt utkast i stället.")
    if isinstance(error, EditionNotReady):
        return _("Så kan texten inte stå i en publicerad utgåva. Ändra det här och spara igen:")
    return _("Utgåvan är inte längre ett utkast, så texten kan inte ändras. Den står kvar nedan.")


def _list_refusals(error: Exception, node: Node) -> list[str]:
    """The same, with each fault in words, and where it is unless it is in this part."""
    faults = error.faults if isinstance(error, EditionNotReady) else []
    own = (node.code, node.place.code)
    said = [(fault.code, describe_finding(fault)) for fault in faults]
    return [_say_refusal(error), *(w if code in own else f"{code}: {w}" for code, w in said)]
