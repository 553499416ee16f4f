"""The staff, for superusers: who they are, and the groups that say what each may do."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from samverkan.actions import set_staff_groups
from samverkan.admin_site import StrictAdmin
from samverkan.models import User
from samverkan.selectors import fetch_group_names, list_staff
from samverkan.staff import name_group, say_group
from samverkan.texts import sort_key


class GroupsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        return say_group(str(obj))


class StaffList(ChangeList):
    """The staff by address, in Swedish order, which databases have ideas of their own about."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        self.result_list = sorted(self.result_list, key=lambda user: sort_key(user.email))


@admin.register(User)
class StaffAdmin(StrictAdmin):
    """Only the groups are edited here; people become staff by an invitation."""

    list_display = ("email", "in_groups", "staff_since")
    list_per_page = 1000
    sortable_by = ()
    fields = ("email", "may_do_all", "staff_since", "groups")
    readonly_fields = ("email", "may_do_all", "staff_since")

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return StaffList

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return list_staff(super().get_queryset(request))

    @admin.display(description=_("grupper"))
    def in_groups(self, user: User) -> str:
        groups = sorted((name_group(str(group)) for group in user.groups.all()), key=sort_key)
        return (
            ", ".join([str(_("superanvändare")), *groups] if user.is_superuser else groups) or "–"
        )

    @admin.display(description=_("superanvändare"))
    def may_do_all(self, user: User) -> str:
        return str(_("Ja, får göra allt") if user.is_superuser else _("Nej"))

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        context = {**(extra_context or {}), "title": _("Vem som får göra vad")}
        return super().changelist_view(request, context)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        context = {**(extra_context or {}), "title": _("Historik")}
        return super().history_view(request, object_id, context)

    def formfield_for_manytomany(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        return db_field.formfield(
            form_class=GroupsField, widget=forms.CheckboxSelectMultiple, help_text=""
        )

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        words = {"title": _("Vad en person får göra"), "show_save_and_continue": False}
        context = {**(extra_context or {}), **words, "subtitle": None}
        return super().change_view(request, object_id, form_url, context)

    def log_change(self, request: HttpRequest, obj: User, message: Any) -> Any:
        """What the person may do from now on, by the names that the groups are stored under."""
        groups = ", ".join(fetch_group_names(obj)) or "–"
        said = _("Grupper efter ändringen: %(groups)s") % {"groups": groups}
        return super().log_change(request, obj, said)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Nothing: the account itself is not edited."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        set_staff_groups(user_id=form.instance.pk, groups=form.cleaned_data["groups"])

    def has_module_permission(self, request: HttpRequest) -> bool:
        return _may(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _may(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _may(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def _may(request: HttpRequest) -> bool:
    user = request.user
    return isinstance(user, User) and user.is_active and user.is_staff and user.is_superuser
