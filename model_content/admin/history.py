"""The history of an edition and of each row: who changed what, and how to take it back."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern
from django.utils.translation import gettext as _

from model_content.actions.restoring import CannotRestore, find_old_values, restore_change
from model_content.actions.rows import MODELS, EditConflict
from model_content.admin.base import EditionPages, get_user, read_key
from model_content.admin.words import FieldChange, list_changes, say_model
from model_content.domain.lifecycle import ChangeRefused
from model_content.models import ContentChange, Edition, EditionStatus
from model_content.selectors.changes import NAMED, History, fetch_history, find_change

Kind = ContentChange.Kind

PLACES = tuple(str(model._meta.model_name) for model in NAMED)
"""The kinds of rows that are places themselves."""


class HistoryPages(EditionPages):
    """The history of an edition, and putting an old text back."""

    def get_urls(self) -> list[URLPattern]:
        restore = self.edition_path(
            "", self.restore_view, "restore", route="<int:object_id>/history/<int:change_id>/"
        )
        return [restore, *super().get_urls()]

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        edition = self.load_edition(request, read_key(object_id))
        context = describe_history(request, edition)
        return self.answer(request, "edition/history", _("Historik"), context)

    def restore_view(self, request: HttpRequest, object_id: int, change_id: int) -> HttpResponse:
        """Give a row back what it said before a change."""
        edition = self.load_edition(request, object_id)
        if request.method != "POST" or edition.status != EditionStatus.DRAFT:
            raise PermissionDenied
        if find_change(edition, change_id) is None:
            raise Http404
        version = read_key(request.POST.get("seen", "")) or None
        try:
            row = restore_change(change_id=change_id, seen=version, user=get_user(request))
        except (ChangeRefused, CannotRestore, EditConflict) as error:
            messages.error(request, say_why_not(error))
        else:
            done = _("Återställt.") if row else _("Texten var redan så. Inget är ändrat.")
            messages.success(request, done)
        return redirect("admin:model_content_edition_history", edition.pk)


def say_why_not(error: Exception) -> str:
    """Why nothing was restored, and what to do."""
    if isinstance(error, EditConflict):
        return _("Texten har ändrats sedan ni öppnade historiken. Läs den nya ändringen först.")
    if isinstance(error, CannotRestore):
        return _(
            "Det går inte att återställa: det som texten hörde till eller vilade på finns inte "
            "kvar, eller så är den redan tillbaka. Återställ det andra först."
        )
    return _("Det går bara att återställa texter i ett utkast.")


def describe_history(request: HttpRequest, edition: Edition, row: Any = None) -> dict[str, Any]:
    """What the page of the history shows, as filtered by the address."""
    by, kind = request.GET.get("vem", "")[:254], request.GET.get("vad", "")
    kind = kind if kind in Kind.values else ""
    by = by if by.isprintable() else ""
    number = request.GET.get("sida", "1")
    history = fetch_history(edition, row=row, by=by, kind=kind, number=number)
    return {
        "edition": edition,
        "row": row,
        "page": history.page,
        "changes": [_describe(change, history, edition) for change in history.page.object_list],
        "people": history.people,
        "kinds": Kind.choices,
        "by": by,
        "kind": kind,
    }


def _describe(change: ContentChange, history: History, edition: Edition) -> dict[str, Any]:
    model = MODELS.get(change.model)
    row = history.rows.get((change.model, change.row or 0))
    kind, where = _find_place(change, history)
    exists = row is not None or change.kind == Kind.DELETED
    return {
        "change": change,
        "what": say_model(model, is_of_stage=kind == "stage") if model else "",
        "where": where,
        "about": row.text if row and not _says_text(change) else "",
        "fields": _list_fields(change, history),
        "version": row.version if row else "",
        "can_restore": find_old_values(change) is not None
        and exists
        and edition.status == EditionStatus.DRAFT,
    }


def _find_place(change: ContentChange, history: History) -> tuple[str, str]:
    """The kind and the name of the place of a change; both empty where it is gone.

    A question stands in what its code begins with, a text without a code in its aspect.
    """
    code = change.place.partition(".")[0] if change.model == "question" else change.place
    if change.model in PLACES:
        kinds: tuple[str, ...] = (change.model,)
    else:
        kinds = ("stage", "aspect") if change.model else ()
    for kind in kinds:
        if (kind, code) in history.names:
            return kind, history.names[kind, code]
    return "", ""


def _says_text(change: ContentChange) -> bool:
    return any("text" in (values or {}) for values in (change.before, change.after))


def _list_fields(change: ContentChange, history: History) -> list[FieldChange]:
    model = MODELS.get(change.model)
    if model is None:
        return []
    sources = {key: name for (kind, key), name in history.names.items() if kind == "source"}
    return list_changes(model, change.before, change.after, sources)
