"""The staff, for superusers: who they are, and the groups that say what each may do."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern
from django.utils.translation import gettext_lazy as _

from samverkan.accounts.actions import set_staff_groups
from samverkan.accounts.selectors import fetch_group_names, list_staff
from samverkan.accounts.staff import name_group, say_group
from samverkan.models import User
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
class StaffAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Only the groups are edited here; people become staff by an invitation.

    There are no actions on many rows at once: Django's own would go past those of the program.
    """

    actions = None
    list_display = ("email", "in_groups", "staff_since")
    list_per_page = 1000
    sortable_by = ()
    fields = ("email", "may_do_all", "staff_since", "groups")
    readonly_fields = ("email", "may_do_all", "staff_since")

    def get_urls(self) -> list[URLPattern]:
        """Django's, without that which sends whatever is not an address on to a form."""
        return [url for url in super().get_urls() if url.name]

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """No list is filtered by its address: what is not shown cannot be asked for either."""
        return False

    def get_object(self, request: HttpRequest, object_id: str, from_field: Any = None) -> Any:
        """404 where Django would lead to the index, with a word about what is not there."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if found := super().get_object(request, object_id, from_field):
            return found
        raise Http404

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return StaffList

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return list_staff(super().get_queryset(request))

    @admin.display(description=_("grupper"))
    def in_groups(self, user: User) -> str:
        groups = sorted((name_group(str(group)) for group in user.groups.all()), key=sort_key)
        first = [str(_("superanvändare"))] if user.is_superuser else []
        return ", ".join([*first, *groups]) or "–"

    @admin.display(description=_("superanvändare"))
    def may_do_all(self, user: User) -> str:
        return str(_("Ja, får göra allt") if user.is_superuser else _("Nej"))

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return super().changelist_view(request, {"title": _("Vem som får göra vad")})

    def history_view(self, request: HttpRequest, object_id: str, *more: Any) -> HttpResponse:
        return super().history_view(request, object_id, {"title": _("Historik")})

    def change_view(self, request: HttpRequest, object_id: str, *more: Any) -> HttpResponse:
        title = {"title": _("Vad en person får göra"), "subtitle": None}
        return super().change_view(
            request, object_id, "", {**title, "show_save_and_continue": False}
        )

    def formfield_for_manytomany(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        choices = forms.CheckboxSelectMultiple
        return db_field.formfield(form_class=GroupsField, widget=choices, help_text="")

    def log_change(self, request: HttpRequest, obj: User, message: Any) -> Any:
        """What the person may do from now on, by the names that the groups are stored under."""
        groups = ", ".join(fetch_group_names(obj)) or "–"
        said = _("Grupper efter ändringen: %(groups)s") % {"groups": groups}
        return super().log_change(request, obj, said)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Nothing: the account itself is not edited."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        set_staff_groups(user_id=form.instance.pk, groups=form.cleaned_data["groups"])

    def may(self, request: HttpRequest, obj: Any = None) -> bool:
        user = request.user
        return isinstance(user, User) and user.is_active and user.is_staff and user.is_superuser

    def may_not(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    has_module_permission = has_view_permission = has_change_permission = may
    has_add_permission = has_delete_permission = may_not
