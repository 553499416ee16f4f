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

from model_content.actions.editions import EditionNotReady, correct_part
from model_content.actions.parts import (
    EditConflict,
    PartEdit,
    PartGone,
    PartInUse,
    add_part,
    delete_part,
    move_part,
    update_part,
)
from model_content.domain.checks import check_node, count_children
from model_content.domain.content import KINDS, Text
from model_content.domain.document import Node, find, find_root, read_values, walk
from model_content.domain.lifecycle import ChangeRefused, NotTextual
from model_content.domain.readability import count_words
from model_content.editor.base import (
    answer,
    edition_page,
    find_way_back,
    get_user,
    is_draft,
    link_outline,
    load_node,
)
from model_content.editor.faults import describe_finding
from model_content.editor.forms import PartForm, read_written
from model_content.models import Edition, EditionStatus
from model_content.rights import EDIT, PUBLISH
from model_content.selectors.editions import fetch_document
from model_content.words import KIND_WORDS, list_changes, say_kind, say_number
from samverkan.merging import renew_marks
from samverkan.submitted.form_tokens import read_submission
from samverkan.submitted.unsaved import NotSaved, Why

Refused = (EditConflict, ChangeRefused, NotTextual, EditionNotReady)


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
    form = PartForm(request.POST or None, kind=items.kind, document=document)
    if request.method == "POST" and form.is_valid():
        try:
            key = add_part(
                edition_id=edition.pk,
                parent=above.key,
                slot=slot,
                values=form.get_values(),
                user=get_user(request),
                submission=read_submission(request),
            )
        except ChangeRefused as error:
            form.add_error(None, _say_refusal(error))
        except PartGone:
            return _answer_gone(request, slot)
        else:
            edition.refresh_from_db()
            _say_saved(request, edition, key, is_new=True)
            return redirect(link_outline(edition, find(fetch_document(edition), key)))
    words = KIND_WORDS[items.kind]
    back = find_way_back(request, edition, above if above.key else None)
    context = {
        "form": form,
        "edition": edition,
        "parent": above if above.key else None,
        "list": words.many,
        "number": say_number(items),
        "there_are": len(above.part.get(slot, ())),
        "back": back,
    }
    return answer(request, "part", str(words.add), context)


# Changing and correcting --------------------------------------------------------------------------


@edition_page()
def change(request: HttpRequest, edition: Edition, key: str) -> HttpResponse:
    """A part: its form, or its texts to be read."""
    document = fetch_document(edition)
    node = find(document, key)
    if node is None:
        return _answer_gone(request, key.partition("/")[0])
    correcting = edition.status == EditionStatus.PUBLISHED
    right = {EditionStatus.DRAFT: EDIT, EditionStatus.PUBLISHED: PUBLISH}.get(
        EditionStatus(edition.status)
    )
    back = find_way_back(request, edition, node)
    if right is None or not get_user(request).has_perm(right):
        if request.method == "POST":
            raise NotSaved(Why.PUBLISHED)
        fields = list_changes(node.kind, None, read_values(node), document)
        context = {"node": node, "edition": edition, "fields": fields, "back": back}
        return answer(request, "part_read", say_kind(node.kind), context)
    form = PartForm(
        request.POST or None, kind=node.kind, document=document, node=node, correcting=correcting
    )
    refused: Exception | None = None
    if request.method == "POST" and form.is_valid():
        try:
            _save(request, edition, node, form)
            return redirect(back)
        except Refused as error:
            refused = error
            form.add_error(None, ValidationError(_list_refusals(error, node)))
        except PartGone:
            return _answer_gone(request, node.kind)
    context = {
        "form": form,
        "node": node,
        "edition": edition,
        "correcting": correcting,
        "conflict": _describe_conflict(refused, form, document),
        "length": _say_length(node),
        "back": back,
        "targets": [] if correcting else list_targets(node, document),
        "can_delete": not correcting and not node.schema.items.is_fixed,
    }
    title = _("Rätta") if correcting else _("Ändra")
    return answer(request, "part", f"{title}: {say_kind(node.kind).lower()}", context)


def _save(request: HttpRequest, edition: Edition, node: Node, form: PartForm) -> None:
    """Write a changed part, or correct it in a published edition, and say so.

    Raises:
        EditConflict, ChangeRefused, NotTextual, EditionNotReady, PartGone: nothing is written.
    """
    fitting = bool(form.cleaned_data.get("fitting"))
    yields = "yield" in request.POST
    edit = PartEdit(edition.pk, node.key, form.get_values(), form.marks, fitting, yields)
    user = get_user(request)
    if form.correcting:
        changed = bool(correct_part(edit=edit, user=user, reason=form.cleaned_data["reason"]))
        done = _("Rättelsen är gjord. Den syns för alla inom en minut.")
    else:
        changed = update_part(edit=edit, user=user)
        done = ""
    if not changed:
        messages.success(request, _("Texten var redan så. Inget är ändrat."))
    elif done:
        messages.success(request, done)
    else:
        edition.refresh_from_db()
        _say_saved(request, edition, node.key)


def _say_saved(request: HttpRequest, edition: Edition, key: str, *, is_new: bool = False) -> None:
    """That it is saved, and what is to be looked at in it: the limits of the content."""
    document = fetch_document(edition)
    node = find(document, key)
    if node is None:
        return
    said = _("Ändringen är sparad.")
    if is_new:
        code = node.code
        said = _("Sparat. Koden blev %(code)s.") % {"code": code} if code else _("Sparat.")
    messages.success(request, said)
    sources = {source["key"] for source in document["sources"]}
    found = [describe_finding(finding) for finding in check_node(node, sources)]
    if is_new and node.parent:
        found += _say_number_in_list(node)
    if found:
        messages.warning(request, _("Se över: %(what)s") % {"what": " ".join(found)})


def _say_number_in_list(node: Node) -> list[str]:
    items = node.schema.items
    if not items.most or node.count <= items.most:
        return []
    words = KIND_WORDS[node.kind].many
    values = {"part": str(words).lower(), "found": node.count, "most": items.most}
    return [_("För många %(part)s: %(found)s. Behåll högst %(most)s.") % values]


def list_targets(node: Node, document: Mapping[str, Any]) -> list[Node]:
    """Where a part may be moved: other parts of the kind that it stands in."""
    if not node.schema.items.changes_parent or node.parent is None:
        return []
    above = node.parent
    return [each for each in walk(document) if each.kind == above.kind and each.key != above.key]


def _describe_conflict(
    refused: Exception | None, form: PartForm, document: Mapping[str, Any]
) -> Any:
    """Both texts, field by field, where somebody else has changed the same meanwhile."""
    if not isinstance(refused, EditConflict):
        return None
    written, stored = form.get_values(), refused.stored
    names = refused.merged.conflicts
    fields = list_changes(
        form.kind,
        {name: stored.get(name) for name in names},
        {name: written[name] for name in names},
        document,
    )
    # Of the fields that are not shown as stored, the marks stay those of what the form shows.
    marks = renew_marks(form.marks, {name: stored.get(name) or "" for name in names})
    return {"marks": marks, "fields": fields}


def _say_length(node: Node) -> int:
    """Words in the longest text of a part that has a limit in words; 0 if none has."""
    limited = [
        count_words(node.part.get(name) or "")
        for name, spec in node.schema.fields.items()
        if isinstance(spec, Text) and spec.words
    ]
    return max(limited, default=0)


# Moving and deleting ------------------------------------------------------------------------------


@edition_page()
def move(request: HttpRequest, edition: Edition, key: str) -> HttpResponse:
    """Move a part of a draft one place up or down, or to another part."""
    _document, node = load_node(edition, key)
    if not is_draft(edition) or node.schema.items.is_fixed:
        raise PermissionDenied
    if request.method == "POST":
        to = request.POST.get("to", "")
        try:
            moved = move_part(edition_id=edition.pk, key=key, to=to, user=get_user(request))
        except ChangeRefused as error:
            messages.error(request, _say_refusal(error))
        except PartGone as error:
            raise Http404 from error
        else:
            if moved and to not in ("up", "down"):
                said = _("Flyttad. Koden %(code)s följer med.") % {"code": node.code}
                messages.success(request, said)
        edition.refresh_from_db()
        node = find(fetch_document(edition), key) or node
    return redirect(find_way_back(request, edition, node))


@edition_page()
def delete(request: HttpRequest, edition: Edition, key: str) -> HttpResponse:
    """Ask, and delete a part of a draft."""
    _document, node = load_node(edition, key)
    if not is_draft(edition) or node.schema.items.is_fixed:
        raise PermissionDenied
    back = find_way_back(request, edition, node)
    if request.method == "POST":
        above = node.parent if node.parent and node.parent.key else None
        try:
            delete_part(edition_id=edition.pk, key=key, user=get_user(request))
        except PartInUse:
            messages.error(
                request,
                _(
                    "Källan kan inte tas bort: texter eller fall hänvisar till den. "
                    "Ändra dem först."
                ),
            )
            return redirect(back)
        except ChangeRefused as error:
            messages.error(request, _say_refusal(error))
            return redirect(back)
        except PartGone as error:
            raise Http404 from error
        messages.success(request, _("Borttaget. Ni kan ta tillbaka det i historiken."))
        return redirect(find_way_back(request, edition, above))
    context = {"node": node, "edition": edition, "with_it": count_children(node), "back": back}
    title = _("Ta bort: %(kind)s") % {"kind": say_kind(node.kind).lower()}
    return answer(request, "part_delete", title, context)


# Refusals -----------------------------------------------------------------------------------------


def _answer_gone(request: HttpRequest, name: str) -> HttpResponse:
    """What was written for a part that is no longer there, to be copied.

    Raises:
        Http404: nothing was written.
    """
    slots = {slot: items.kind for kind in KINDS.values() for slot, items in kind.lists.items()}
    kind = slots.get(name, name)
    written = read_written(kind, request.POST) if kind in KINDS else {}
    if not written:
        raise Http404
    fields = list_changes(kind, None, written, {"stages": [], "cases": [], "sources": []})
    title = _("Texten finns inte längre")
    return answer(request, "part_gone", title, {"fields": fields}, HTTPStatus.NOT_FOUND)


def _say_refusal(error: Exception) -> str:
    """Why nothing was saved, and what to do."""
    if isinstance(error, EditConflict):
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
