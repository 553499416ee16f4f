"""The page "Klart?": what stops publishing, what to look at, what differs, and publishing."""

from dataclasses import dataclass
from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from model_content.actions.editions import DraftChanged, EditionNotReady, publish_edition
from model_content.actions.words import NotAWord, add_known_word, remove_known_word
from model_content.domain.compare import Change, ChangeKind, Diff, compare_documents
from model_content.domain.document import Node, strip
from model_content.domain.hashing import compute_seal
from model_content.domain.lifecycle import Change as Step
from model_content.domain.lifecycle import ChangeRefused
from model_content.editor.base import answer, edition_page, get_user, is_draft, link_outline
from model_content.editor.faults import group_by_theme
from model_content.models import Edition
from model_content.rights import PUBLISH
from model_content.selectors.checking import fetch_check, list_words
from model_content.selectors.corrections import fetch_corrections
from model_content.selectors.drafts import choose_other, fetch_consequences, list_editions
from model_content.selectors.editions import fetch_document
from model_content.words import FieldChange, say_difference, say_kind

REFUSED: Final = {
    "state": gettext_lazy(
        "Det går inte i det läge som utgåvan är i nu. Någon annan kan ha hunnit före."
    ),
    "current": gettext_lazy("Utgåvan är redan i bruk."),
}
"""Why a change is refused, by the code of `ChangeRefused`."""

KINDS: Final[dict[ChangeKind, Promise]] = {
    ChangeKind.ADDED: gettext_lazy("Tillagt"),
    ChangeKind.REMOVED: gettext_lazy("Borttaget"),
    ChangeKind.REWORDED: gettext_lazy("Omformulerat"),
    ChangeKind.MOVED: gettext_lazy("Flyttat"),
    ChangeKind.CHANGED: gettext_lazy("Ändrad uppgift"),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A change in words: what kind of thing it is about, which one, and its fields."""

    kind: ChangeKind
    kind_name: Promise
    title: str
    about: str
    rows: list[FieldChange]


@dataclass(frozen=True, slots=True)
class Section:
    """The changes in one place, which stands under `above` if that is not empty."""

    above: str
    title: str
    entries: list[Entry]


@edition_page()
def ready(request: HttpRequest, edition: Edition) -> HttpResponse:
    """What is left to do before an edition is published; POST adds or takes out a word."""
    if request.method == "POST":
        _change_words(request)
        return redirect("edition_ready", edition.pk)
    document = fetch_document(edition)
    checked = fetch_check(document)
    editions = list(list_editions())
    asked = request.GET.get("med")
    other = _find(editions, asked) if asked else choose_other(edition, editions)
    context: dict[str, Any] = {
        "edition": edition,
        "checked": checked,
        "errors": group_by_theme(checked.errors),
        "warnings": group_by_theme(checked.warnings),
        "known_words": list_words(),
        "corrections": _describe_corrections(edition, document),
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
        context["seal"] = compute_seal(document)
    if other is not None:
        before = fetch_document(other)
        diff = compare_documents(strip(before), strip(document))
        context["counts"] = [(KINDS[kind], n) for kind, n in diff.counts.items() if n]
        context["sections"] = arrange_diff(diff, before, document)
    return answer(request, "ready", _("Är %(edition)s klar?") % {"edition": edition.code}, context)


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


def _find(editions: list[Any], key: str) -> Any:
    """The edition with this key.

    Raises:
        Http404: there is none.
    """
    for edition in editions:
        if str(edition.pk) == key:
            return edition
    raise Http404


def _describe_corrections(edition: Edition, document: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "node": found.node,
            "mark": found.mark,
            "fields": [
                say_difference(found.node.kind, each.field, each.before, each.after, document)
                for each in found.fields
            ],
        }
        for found in fetch_corrections(edition)
    ]


@edition_page(PUBLISH)
def publish(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Take a draft into use, if it still says what the page showed that asks."""
    if request.method != "POST":
        raise PermissionDenied
    seal = request.POST.get("seal", "")
    try:
        publish_edition(
            edition_id=edition.pk, user=get_user(request), now=timezone.now(), seal=seal
        )
    except DraftChanged:
        said = _(
            "Någon har ändrat utkastet sedan ni öppnade sidan. Titta igen innan ni publicerar."
        )
        messages.warning(request, said)
        return redirect("edition_ready", edition.pk)
    except EditionNotReady:
        messages.error(request, _("Utgåvan har fel som måste rättas. Inget har ändrats."))
        return redirect("edition_ready", edition.pk)
    except ChangeRefused as refused:
        messages.error(request, str(REFUSED[refused.code]))
    else:
        said = _("%(code)s är publicerad och i bruk.") % {"code": edition.code}
        messages.success(request, said)
    return redirect(link_outline(edition))


# What differs -------------------------------------------------------------------------------------


def arrange_diff(diff: Diff, before: dict[str, Any], after: dict[str, Any]) -> list[Section]:
    """Arrange the changes by the place they are in, in the order of the later edition."""
    sections: dict[str, Section] = {}
    for change in diff.changes:
        above, title, key = _place(change.node)
        section = sections.setdefault(key, Section(above, title, []))
        section.entries.append(_describe(change, before, after))
    return list(sections.values())


def _place(node: Node) -> tuple[str, str, str]:
    """What a change stands under: the name of the stage, of the aspect, and a key for both."""
    top = node
    while top.parent is not None and top.parent.key:
        top = top.parent
    if top.slot != "stages":
        return "", say_kind(top.kind), top.slot
    place = node.place
    return ("" if place.key == top.key else top.title), place.title, place.key


def _describe(change: Change, before: dict[str, Any], after: dict[str, Any]) -> Entry:
    node = change.node
    says_text = any(field.field == node.schema.title for field in change.fields)
    about = "" if says_text and node.schema.title == "text" else node.title
    document = before if change.kind is ChangeKind.REMOVED else after
    rows = [
        say_difference(node.kind, field.field, field.before, field.after, document)
        for field in change.fields
    ]
    return Entry(change.kind, KINDS[change.kind], say_kind(node.kind), about, rows)
