"""The outline of an edition, where everything in it is found, and the list of editions."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from model_content.actions.rows import read_values
from model_content.admin.base import EditionPages, get_user, read_key
from model_content.admin.words import ADD, GROUPS, LANGUAGES, say_number
from model_content.labels import say_state
from model_content.models import Edition, EditionStatus, Source, Suggestion
from model_content.rights import PUBLISH
from model_content.selectors.drafts import list_deleted_drafts
from model_content.selectors.editions import fetch_current_id
from model_content.selectors.outline import (
    Group,
    Item,
    Outline,
    choose_part,
    fetch_outline,
    find_part,
)
from model_content.selectors.rows import list_editions

LONGEST_QUERY = 100
"""Characters of what is searched for that are used."""

EVERYTHING = "allt"
"""Asked for in `?oppen=` instead of an anchor: every part of the edition on one page."""

LONG = ("summary", "description", "initiators_and_purpose", "results")
"""The fields of a row that are folded in the outline, below its headline."""


class OutlinePages(EditionPages):
    """An edition as one page, and the list that leads there."""

    list_display = ("code", "state", "based_on_edition", "published_at")
    list_display_links = ("code",)
    list_per_page = 50
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return list_editions(super().get_queryset(request))

    @admin.display(description=_("läge"))
    def state(self, edition: Any) -> str:
        return say_state(edition)

    @admin.display(description=_("bygger på"))
    def based_on_edition(self, edition: Edition) -> str:
        return edition.based_on or "–"

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        context = {"title": _("Utgåvor"), "deleted": list_deleted_drafts()}
        return super().changelist_view(request, {**(extra_context or {}), **context})

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: Any = None,
    ) -> HttpResponse:
        """The contents of the edition, or one part of it; changed on the pages it leads to.

        `?oppen=` is the anchor of anything in the edition: the part that it stands in is shown;
        `?oppen=allt` shows every part, with all texts unfolded.
        """
        edition: Any = self.load_edition(request, read_key(object_id))
        if request.method == "POST":
            raise PermissionDenied
        query = " ".join(request.GET.get("q", "").split())[:LONGEST_QUERY]
        language = request.GET.get("saknas", "")
        keep = make_filter(query, language if language in LANGUAGES else "")
        outline = fetch_outline(edition, languages=LANGUAGES, keep=keep)
        asked = request.GET.get("oppen", "")
        is_whole = keep is None and asked == EVERYTHING
        part, aspect = ("", "") if is_whole else find_part(outline, asked)
        shown = outline.groups if keep or is_whole else choose_part(outline, part)
        user = get_user(request)
        is_draft = edition.status == EditionStatus.DRAFT
        is_published = edition.status == EditionStatus.PUBLISHED
        edition.is_current = is_published and edition.pk == fetch_current_id()
        context = {
            "edition": edition,
            "state": say_state(edition),
            "outline": outline,
            "groups": [describe_group(group, outline.begun) for group in shown],
            "parts": describe_parts(outline),
            "part": part,
            "query": query,
            "language": LANGUAGES.get(language),
            "missing": [(code, LANGUAGES[code], n) for code, n in outline.missing.items()],
            "is_filtered": keep is not None,
            "is_whole": is_whole,
            "is_draft": is_draft,
            "can_move": is_draft and keep is None,
            "can_correct": is_published and user.has_perm(PUBLISH),
            "can_publish": user.has_perm(PUBLISH),
            "unfolded": aspect,
            "base": reverse("admin:app_list", args=["model_content"]),
        }
        title = _("Utgåva %(code)s") % {"code": edition.code}
        return self.answer(request, "edition/outline", title, context)


def describe_parts(outline: Outline) -> list[dict[str, Any]]:
    """The table of contents: stages with their aspects, then the other lists."""
    parts: list[dict[str, Any]] = []
    for group in outline.groups:
        if group.slot != "stages":
            parts.append(
                {"anchor": group.slot, "title": GROUPS[group.slot], "number": len(group.items)}
            )
            continue
        for stage in group.items:
            markers, aspects = stage.groups
            listed = [(item.anchor, item.row.title, item.count) for item in aspects.items]
            parts.append(
                {
                    "anchor": stage.anchor, "title": stage.row.title, "aspects": listed,
                    "number": len(markers.items),
                }
            )  # fmt: skip
    return parts


def describe_group(group: Group, begun: frozenset[str]) -> dict[str, Any]:
    """A list of the outline as the template shows it. No queries."""
    parent = group.parent
    return {
        "slot": group.slot,
        "model": group.model,
        "title": GROUPS[group.slot],
        "number": say_number(group.slot),
        "add": ADD.get(group.slot),
        "parent": f"{parent._meta.model_name}={parent.pk}",
        "is_fixed": group.slot not in ADD,
        "items": [describe_item(item, group, begun) for item in group.items],
    }


def describe_item(item: Item, group: Group, begun: frozenset[str]) -> dict[str, Any]:
    row = item.row
    headline = getattr(row, "title", None) or getattr(row, "name", None) or row.text
    return {
        "row": row,
        "model": item.model,
        "anchor": item.anchor,
        "headline": headline,
        "note": describe_origin(row),
        "is_cited": isinstance(row, Source) or hasattr(row, "locator"),
        "long": [
            (capfirst(row._meta.get_field(name).verbose_name), getattr(row, name))
            for name in LONG
            if getattr(row, name, "")
        ],
        "missing": [LANGUAGES[code] for code in item.missing if code in begun],
        "below": item.count,
        "first": item.first,
        "last": item.last,
        "groups": [describe_group(inner, begun) for inner in item.groups],
    }


def describe_origin(row: Any) -> str:
    """Where a text comes from, or whom it is for: a line below it."""
    if isinstance(row, Source):
        return f"{row.publisher} {row.year or ''}".strip()
    if isinstance(row, Suggestion):
        return str(_("Gäller bara %s")) % row.get_outlook_display() if row.outlook else ""
    if not hasattr(row, "locator"):
        return str(_("Genomgående")) if getattr(row, "cross_cutting", False) else ""
    said = (getattr(row, "attribution", ""), row.source.title, row.locator)
    return ", ".join(part for part in said if part)


def make_filter(query: str, language: str) -> Callable[[Item], bool] | None:
    """Whether a row says what is searched for, or lacks a translation; None to show all."""
    if not query and not language:
        return None
    wanted = query.casefold()

    def keep(item: Item) -> bool:
        says = not wanted or wanted in _read_all(item.row).casefold()
        return says and (not language or language in item.missing)

    return keep


def _read_all(row: Any) -> str:
    values = read_values(row)
    if "source" in values:
        values["source"] = row.source.title
    translated = [text for texts in values.pop("translations", {}).values() for text in
                  texts.values()]  # fmt: skip
    own = [str(value) for value in values.values() if isinstance(value, str)]
    return "\n".join((*own, *translated, getattr(row, "code", "")))
