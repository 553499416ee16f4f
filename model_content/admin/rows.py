"""The pages of each kind of row: add, change or correct, move, delete.

A row is edited in a draft. In a published edition whoever may publish corrects its texts, and
others read them. Rows have no lists of their own: they are found in the outline of their edition.
"""

from http import HTTPStatus
from typing import Any, ClassVar
from urllib.parse import quote

from django.contrib import admin, messages
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _

from model_content.actions.revisions import EditionNotReady, correct_row
from model_content.actions.rows import (
    EditConflict,
    RowEdit,
    RowInUse,
    add_row,
    delete_row,
    move_row,
    read_values,
    update_row,
)
from model_content.admin.base import ContentAdmin, get_user, not_found_if_gone, read_key
from model_content.admin.forms import RowForm, count_in, find_kind, read_written
from model_content.admin.history import describe_history
from model_content.admin.refusals import list_refusals, say_refusal
from model_content.admin.words import ADD, GROUPS, list_changes, say_kind, say_number
from model_content.domain.lifecycle import ChangeRefused, NotTextual
from model_content.models import (
    Aspect,
    Case,
    DialogueQuestion,
    Edition,
    EditionStatus,
    Pitfall,
    Question,
    Quote,
    Source,
    Stage,
    SuccessFactor,
    Suggestion,
)
from model_content.rights import EDIT, PUBLISH
from model_content.selectors.outline import find_anchor
from model_content.selectors.rows import (
    count_under,
    count_with,
    find_edition_of,
    find_parent,
    find_row,
)
from samverkan.submitted.form_tokens import read_submission
from samverkan.submitted.unsaved import NotSaved, Why

SLOTS = {
    "marker": "markers",
    "statement": "statements",
    "aspect": "aspects",
    "case": "cases",
    "source": "sources",
}
"""Kind of row → its list in the outline, where they are not called the same."""


def _place(row: Any) -> str:
    """Where a row stands in the outline of its edition, with its part opened."""
    anchor = find_anchor(row)
    return f"{_top(find_edition_of(row))}?oppen={quote(anchor)}#{quote(anchor)}"


class RowAdmin(ContentAdmin):
    """The pages of one kind of row; everything is written by the actions."""

    parents: ClassVar[tuple[str, ...]] = ("aspect",)
    is_movable = True
    is_removable = True

    def get_model_perms(self, request: HttpRequest) -> dict[str, bool]:
        """None to be listed: rows are reached from their edition."""
        return {}

    def get_urls(self) -> list[URLPattern]:
        name = f"model_content_{self.opts.model_name}_move"
        move = path("<int:object_id>/move/", self.admin_site.admin_view(self.move_view), name=name)
        return [move, *super().get_urls()]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """In a draft whoever edits, in a published edition whoever publishes."""
        if obj is None:
            return super().has_change_permission(request)
        status = find_edition_of(obj).status
        rights = {"draft": EDIT, "published": PUBLISH}
        needed = rights.get(status)
        return needed is not None and get_user(request).has_perm(needed)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        if not self.is_removable or not super().has_delete_permission(request):
            return False
        return obj is None or find_edition_of(obj).status == EditionStatus.DRAFT

    # What is opened --------------------------------------------------------------------------

    def load_row(self, request: HttpRequest, object_id: str | int) -> Any:
        """The row, for whoever may read it.

        Raises:
            PermissionDenied: they may not.
            Http404: there is no such row.
        """
        if not self.has_view_permission(request):
            raise PermissionDenied
        found = find_row(self.model, read_key(str(object_id)))
        if found is None or find_edition_of(found).status == EditionStatus.PREVIEW:
            raise Http404
        return found

    def load_parent(self, request: HttpRequest) -> Any:
        """What a new row is added to, as the address says: of a draft.

        Raises:
            PermissionDenied: it is not of a draft, or they may not edit.
            Http404: the address names none.
        """
        if not self.has_add_permission(request):
            raise PermissionDenied
        for name in self.parents:
            if key := read_key(request.GET.get(name, "")):
                found = find_parent(name, key)
                if found is None:
                    raise Http404
                if find_edition_of(found).status != EditionStatus.DRAFT:
                    raise NotSaved(Why.PUBLISHED)
                return found
        raise Http404

    # Pages -----------------------------------------------------------------------------------

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """The list of editions: rows have none of their own."""
        return redirect("admin:model_content_edition_changelist")

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        try:
            parent = self.load_parent(request)
        except Http404:
            return self.answer_gone(request)
        edition = find_edition_of(parent)
        kind = find_kind(self.model, parent=parent)
        form = RowForm(request.POST or None, model=self.model, edition=edition, kind=kind)
        if request.method == "POST" and form.is_valid():
            try:
                row: Any = add_row(
                    model=self.model,
                    parent=parent,
                    values=form.get_values(),
                    user=get_user(request),
                    submission=read_submission(request),
                )
            except ChangeRefused as error:
                form.add_error(None, say_refusal(error))
            except ObjectDoesNotExist:
                return self.answer_gone(request)
            else:
                self.say_added(request, row)
                return redirect(_place(row))
        slot = SLOTS.get(kind, kind)
        context = {
            "form": form,
            "edition": edition,
            "parent": None if isinstance(parent, Edition) else parent,
            "list": GROUPS[slot],
            "number": say_number(slot),
            "there_are": count_under(parent, self.model),
            "back": _top(edition) if isinstance(parent, Edition) else _place(parent),
        }
        return self.answer(request, "row/form", str(ADD[slot]), context)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: Any = None,
    ) -> HttpResponse:
        try:
            row = self.load_row(request, object_id)
        except Http404:
            return self.answer_gone(request)
        edition = find_edition_of(row)
        if not self.has_change_permission(request, row):
            if request.method == "POST" and edition.status != EditionStatus.DRAFT:
                raise NotSaved(Why.PUBLISHED)
            if request.method == "POST":
                raise PermissionDenied
            fields = list_changes(self.model, None, read_values(row))
            context = {"row": row, "edition": edition, "fields": fields, "back": _place(row)}
            return self.answer(request, "row/read", say_kind(row), context)
        correcting = edition.status == EditionStatus.PUBLISHED
        form = RowForm(
            request.POST or None,
            model=self.model, edition=edition, kind=find_kind(self.model, row), row=row,
            correcting=correcting,
        )  # fmt: skip
        refused: Exception | None = None
        if request.method == "POST" and form.is_valid():
            try:
                self.save_model(request, row, form, change=True)
                return redirect(_place(row))
            except (EditConflict, ChangeRefused, NotTextual, EditionNotReady) as error:
                refused = error
                form.add_error(None, ValidationError(list_refusals(error, row)))
            except ObjectDoesNotExist:
                return self.answer_gone(request)
        context = {
            "form": form,
            "row": row,
            "edition": edition,
            "correcting": correcting,
            "conflict": self.describe_conflict(refused, form),
            "length": count_in(row),
            "back": _place(row),
            "can_delete": self.has_delete_permission(request, row),
        }
        title = _("Rätta") if correcting else _("Ändra")
        return self.answer(request, "row/form", f"{title}: {say_kind(row).lower()}", context)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Write a changed row, or correct it in a published edition.

        Raises:
            EditConflict, ChangeRefused, NotTextual, EditionNotReady: nothing has been written.
        """
        edit = RowEdit(self.model, obj.pk, form.get_values(), form.seen_version)
        user = get_user(request)
        if not form.correcting:
            changed: Any = update_row(edit=edit, user=user)
            done = _("Ändringen är sparad.")
        else:
            changed = correct_row(edit=edit, user=user, reason=form.cleaned_data["reason"])
            done = _("Rättelsen är gjord. Den syns för alla inom en minut.")
        messages.success(request, done if changed else _("Texten var redan så. Inget är ändrat."))

    def describe_conflict(self, refused: Exception | None, form: RowForm) -> Any:
        """Both texts, field by field, where somebody else has changed the row meanwhile."""
        if not isinstance(refused, EditConflict):
            return None
        mine = {
            name: value.key if name == "source" else value
            for name, value in form.get_values().items()
        }
        stored = {name: value for name, value in refused.stored.items() if name in mine}
        fields = list_changes(self.model, stored, mine)
        return {"version": refused.version, "fields": fields}

    def answer_gone(self, request: HttpRequest) -> HttpResponse:
        """What was written for a row that is no longer there, to be copied.

        Raises:
            Http404: nothing was written.
        """
        fields = list_changes(self.model, None, read_written(self.model, request.POST))
        if not fields:
            raise Http404
        page = self.answer(request, "row/gone", _("Texten finns inte längre"), {"fields": fields})
        page.status_code = HTTPStatus.NOT_FOUND
        return page

    def say_added(self, request: HttpRequest, row: Any) -> None:
        code = getattr(row, "code", None) or getattr(row, "key", None)
        if code:
            messages.success(request, _("Sparat. Koden blev %(code)s.") % {"code": code})
        else:
            messages.success(request, _("Sparat."))

    @method_decorator(not_found_if_gone)
    def move_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Move a row of a draft one place up or down."""
        row = self.load_row(request, object_id)
        edition = find_edition_of(row)
        may = edition.status == EditionStatus.DRAFT and self.has_change_permission(request, row)
        if not may or not self.is_movable:
            raise PermissionDenied
        if request.method != "POST":
            return redirect(_place(row))
        try:
            move_row(
                model=self.model, pk=row.pk, up=request.POST.get("at") == "up",
                user=get_user(request),
            )  # fmt: skip
        except ChangeRefused as error:
            messages.error(request, say_refusal(error))
        return redirect(_place(row))

    @method_decorator(not_found_if_gone)
    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        row = self.load_row(request, object_id)
        if not self.has_delete_permission(request, row):
            raise PermissionDenied
        if request.method == "POST":
            return self.delete(request, row)
        context = {
            "row": row,
            "edition": find_edition_of(row),
            "with_it": count_with(row),
            "back": _place(row),
        }
        title = _("Ta bort: %(kind)s") % {"kind": say_kind(row).lower()}
        return self.answer(request, "row/delete", title, context)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        row = self.load_row(request, object_id)
        context = describe_history(request, find_edition_of(row), row)
        return self.answer(request, "edition/history", _("Historik"), context)

    def delete(self, request: HttpRequest, row: Any) -> HttpResponse:
        above = getattr(row, "aspect", None) or getattr(row, "stage", None)
        try:
            self.delete_model(request, row)
        except RowInUse:
            messages.error(
                request,
                _(
                    "Källan kan inte tas bort: texter eller fall hänvisar till den. "
                    "Ändra dem först."
                ),
            )
            return redirect(_place(row))
        except ChangeRefused as error:
            messages.error(request, say_refusal(error))
            return redirect(_place(row))
        messages.success(request, _("Borttaget. Ni kan ta tillbaka det i historiken."))
        edition = find_edition_of(row)
        return redirect(_place(above) if above else _top(edition))

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        delete_row(model=self.model, pk=obj.pk, user=get_user(request))


def _top(edition: Edition) -> str:
    return reverse("admin:model_content_edition_change", args=[edition.pk])


@admin.register(SuccessFactor, Pitfall, Suggestion, DialogueQuestion, Quote)
class TextAdmin(RowAdmin):
    """The texts of an aspect."""


@admin.register(Question)
class QuestionAdmin(RowAdmin):
    parents = ("stage", "aspect")


@admin.register(Aspect)
class AspectAdmin(RowAdmin):
    parents = ("stage",)


@admin.register(Case, Source)
class ListedAdmin(RowAdmin):
    """What an edition lists after its stages."""

    parents = ("edition",)


@admin.register(Stage)
class StageAdmin(RowAdmin):
    """The stages are those of the method: their texts are edited, and nothing else."""

    parents = ()
    is_movable = False
    is_removable = False

    def has_add_permission(self, request: HttpRequest, *parent: Any) -> bool:
        return False
