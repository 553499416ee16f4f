"""The page "Klart?": what stops publishing, what to look at, what differs, and publishing."""

from collections import Counter
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from model_content.actions import editions as actions
from model_content.actions.words import NotAWord, add_known_word, remove_known_word
from model_content.domain.compare import Change, ChangeKind, compare_documents
from model_content.domain.document import Node, find_outdated, split_name
from model_content.domain.hashing import compute_seal
from model_content.domain.lifecycle import Change as Step
from model_content.editor import previewing
from model_content.editor.base import (
    answer,
    edition_page,
    get_user,
    is_draft,
    link_outline,
    say_why_not,
)
from model_content.editor.faults import group_by_theme
from model_content.editor.outline import IN_STEPS
from model_content.models import Edition
from model_content.rights import PUBLISH
from model_content.selectors.corrections import fetch_corrections
from model_content.selectors.drafts import (
    choose_other,
    fetch_check,
    fetch_consequences,
    list_editions,
    list_words,
)
from model_content.selectors.editions import fetch_document
from model_content.words import name_language, say_differences, say_kind

KINDS: Final[dict[ChangeKind, Promise]] = {
    ChangeKind.ADDED: gettext_lazy("Tillagt"),
    ChangeKind.REMOVED: gettext_lazy("Borttaget"),
    ChangeKind.REWORDED: gettext_lazy("Omformulerat"),
    ChangeKind.MOVED: gettext_lazy("Flyttat"),
    ChangeKind.CHANGED: gettext_lazy("Ändrad uppgift"),
}


@edition_page()
def ready(request: HttpRequest, edition: Edition) -> HttpResponse:
    """What is left to do before an edition is published; POST adds or takes out a word."""
    if request.method == "POST":
        _change_words(request)
        return redirect("edition_ready", edition.pk)
    document = fetch_document(edition)
    checked = fetch_check(document)
    editions = list(list_editions(edition.tool))
    other = choose_other(edition, editions)
    if asked := request.GET.get("med"):
        other = next((each for each in editions if str(each.pk) == asked), None)
        if other is None:
            raise Http404
    context: dict[str, Any] = {
        "edition": edition,
        "checked": checked,
        "errors": group_by_theme(checked.errors),
        "warnings": group_by_theme(checked.warnings),
        "known_words": list_words(),
        "corrections": [
            (found, say_differences(found.node.kind, found.fields, document))
            for found in fetch_corrections(edition)
        ],
        "is_draft": is_draft(edition),
        "can_publish": is_draft(edition) and get_user(request).has_perm(PUBLISH),
        "other": other,
        "others": [found for found in editions if found.pk != edition.pk],
    }
    in_use = next((found for found in editions if found.is_current), None)
    if is_draft(edition) and in_use is not None and in_use.code != edition.based_on:
        context["in_use"] = in_use  # what has been changed in it is not in the draft
    if context["can_publish"] and not checked.errors:
        context["consequences"] = fetch_consequences(edition, Step.PUBLISHED)
        context["seal"] = compute_seal(edition.document or {})
    if other is not None:
        before = fetch_document(other)
        changes = compare_documents(before, document)
        counts = Counter(change.kind for change in changes)
        context["counts"] = [(said, counts[kind]) for kind, said in KINDS.items() if counts[kind]]
        context["sections"] = arrange_changes(changes, before, document)
    title = _("Är %(edition)s klar?") if is_draft(edition) else _("Jämför %(edition)s")
    return answer(request, "ready", title % {"edition": edition.code}, context)


def _change_words(request: HttpRequest) -> None:
    word = request.POST.get("word", "")
    if request.POST.get("do") == "forget":
        if remove_known_word(word=word):
            messages.success(request, _("”%(word)s” är borta ur ordlistan.") % {"word": word})
        return
    try:
        known = add_known_word(word=word, user=get_user(request))
    except NotAWord:
        messages.error(request, _("Ordet gick inte att lägga till."))
    else:
        messages.success(request, _("”%(word)s” finns nu i ordlistan.") % {"word": known.word})


@edition_page(PUBLISH, is_sent=True)
def publish(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Take a draft into use, if it still says what the page showed that asks."""
    seal, user = request.POST.get("seal", ""), get_user(request)
    with say_why_not(request):
        actions.publish_edition(edition_id=edition.pk, user=user, now=timezone.now(), seal=seal)
        said = _("%(code)s är publicerad och i bruk.") % {"code": edition.code}
        messages.success(request, said)
        response = redirect(link_outline(edition))
        previewing.end(request, response)  # it is no draft any longer
        return response
    return redirect("edition_ready", edition.pk)


# What differs -------------------------------------------------------------------------------------


def arrange_changes(
    changes: list[Change], before: dict[str, Any], after: dict[str, Any]
) -> list[dict[str, Any]]:
    """The changes in words by the place they are in, in the order of the later edition."""
    sections: dict[str, dict[str, Any]] = {}
    for change in changes:
        above, title, key = _place(change.node)
        section = sections.setdefault(key, {"above": above, "title": title, "entries": []})
        document = before if change.kind is ChangeKind.REMOVED else after
        section["entries"].append(_describe(change, document))
    return list(sections.values())


def _place(node: Node) -> tuple[str, str, str]:
    """What a change stands under: the name of the stage, of the aspect, and a key for both."""
    top, place = node.top, node.place
    if top.slot not in IN_STEPS:
        return "", say_kind(top.kind), top.slot
    return ("" if place.key == top.key else top.title), place.title, place.key


def _describe(change: Change, document: dict[str, Any]) -> dict[str, Any]:
    """What kind of thing a change is about, which one, and its fields before and after."""
    node, title = change.node, change.node.schema.title
    says_text = title == "text" and any(field.field == title for field in change.fields)
    return {
        "kind": change.kind,
        "kind_name": KINDS[change.kind],
        "title": say_kind(node.kind),
        "about": "" if says_text else node.title,
        "rows": say_differences(node.kind, change.fields, document),
        "outdated": [name_language(split_name(node.kind, n)[1]) for n in find_outdated(node)],
    }
