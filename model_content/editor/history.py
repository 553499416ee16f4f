"""The history of an edition and of each part: who changed what, and how to take it back."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from model_content.actions import parts as actions
from model_content.domain.document import KINDS, Node, find, mark_values, read_values
from model_content.editor.base import (
    answer,
    edition_page,
    find_way_back,
    get_user,
    is_draft,
    load_node,
    say_why_not,
)
from model_content.editor.parts import say_done
from model_content.models import ContentChange, Edition
from model_content.selectors.changes import History, fetch_history, find_change
from model_content.selectors.editions import fetch_document
from model_content.words import FieldChange, list_changes, say_kind

Kind = ContentChange.Kind


@edition_page()
def history(request: HttpRequest, edition: Edition, key: str = "") -> HttpResponse:
    """What has been done with an edition, or with a part, as filtered by the address."""
    document = fetch_document(edition)
    by, kind = request.GET.get("vem", "")[:254], request.GET.get("vad", "")
    kind = kind if kind in Kind.values else ""
    by = by if by.isprintable() else ""
    number = request.GET.get("sida", "1")
    found = fetch_history(edition, key=key, by=by, kind=kind, number=number)
    node = found.nodes.get(key)
    if key and node is None and not found.page.object_list:
        raise Http404
    context = {
        "edition": edition,
        "node": node,
        "page": found.page,
        "changes": [_describe(c, found, edition, document) for c in found.page.object_list],
        "people": found.people,
        "kinds": Kind.choices,
        "by": by,
        "kind": kind,
        "back": find_way_back(request, edition, node),
    }
    return answer(request, "history", _("Historik"), context)


def _describe(
    change: ContentChange, history: History, edition: Edition, document: dict[str, Any]
) -> dict[str, Any]:
    kind = change.key.partition("/")[0]
    node = history.nodes.get(change.key)
    is_here = change.edition_id == edition.pk
    before, after = change.before or {}, change.after or {}
    says_text = any("text" in each or "node" in each for each in (before, after))
    exists = node is not None or change.kind == Kind.DELETED
    seen = ""
    if node is not None and "node" not in before:
        now = read_values(node)
        seen = mark_values({name: now.get(name) for name in before})
    return {
        "change": change,
        "of_other": "" if is_here else change.edition.code,
        "what": say_kind(kind).lower() if kind in KINDS else "",
        "where": _say_where(change, history),
        # Of a text without a code, that of what it stands in.
        "code": change.key.split("/")[1] if kind in KINDS else "",
        "about": "" if node is None or says_text else node.title,
        "fields": _list_fields(change, kind, document) if kind in KINDS else [],
        "seen": seen,
        "can_restore": is_here and exists and is_draft(edition) and actions.can_restore(change),
    }


def _list_fields(change: ContentChange, kind: str, document: dict[str, Any]) -> list[FieldChange]:
    before = change.before
    if change.kind == Kind.MOVED:
        places = []
        for place in (before or {}, change.after or {}):
            above = find(document, place.get("parent", ""))
            said = _("nummer %(number)s") % {"number": place.get("index", 0) + 1}
            places.append(f"{above.title}, {said}" if above else said)
        return [FieldChange(_("Plats"), "", *places)]
    if change.kind == Kind.DELETED and before is not None:
        before = read_values(Node(change.key, kind, before["node"]))
    return list_changes(kind, before, change.after, document)


def _say_where(change: ContentChange, history: History) -> str:
    """The name of the place of a change; the code where it is gone, empty of the whole edition.

    A question stands in what its code begins with, a text without a code in what its key says.
    """
    node = history.nodes.get(change.key)
    if node is not None:
        return node.place.title
    kind, _slash, rest = change.key.partition("/")
    code = rest.partition("/")[0]
    if kind in KINDS and KINDS[kind].items.numbered:
        code = code.rpartition(".")[0]
    found = (
        history.nodes.get(f"{above}/{code}") for above in ("aspect", "stage", "item", "step", kind)
    )
    return next((each.title for each in found if each), code)


@edition_page(of_draft=True, is_sent=True)
def restore(request: HttpRequest, edition: Edition, change_id: int) -> HttpResponse:
    """Give a part back what it said before a change."""
    found = find_change(edition, change_id)
    if found is None:
        raise Http404
    with say_why_not(request):
        seen, user = request.POST.get("seen", ""), get_user(request)
        changed = actions.restore_change(change_id=change_id, seen=seen, user=user)
        if changed:
            place = found.before or {}
            slot, lists = str(place.get("list", "")), [str(place.get("parent", ""))]
            say_done(request, edition, _("Återställt."), parts=[found.key], slot=slot, lists=lists)
        else:
            messages.success(request, _("Texten var redan så. Inget är ändrat."))
    return redirect(find_way_back(request, edition))


@edition_page(of_draft=True, is_sent=True)
def settle(request: HttpRequest, edition: Edition, key: str) -> HttpResponse:
    """Take a correction of the edition that a draft was made from, or keep the draft's own text."""
    load_node(edition, key)
    take, seen = request.POST.get("do") == "take", request.POST.get("seen", "")
    with say_why_not(request):
        user = get_user(request)
        actions.settle_correction(edition_id=edition.pk, key=key, seen=seen, take=take, user=user)
        done = _("Rättelsen är tagen in.") if take else _("Utkastets egen text står kvar.")
        messages.success(request, done)
    return redirect("edition_ready", edition.pk)
