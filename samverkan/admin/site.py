"""The site of Django's admin, for staff: it has no signing in, passwords or search of its own."""

from typing import Any

from django.contrib.admin import AdminSite, ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern
from django.utils.translation import gettext_lazy as _

LEFT_OUT = {"password_change", "password_change_done", "autocomplete", "view_on_site"}
"""Names of Django's addresses that this site does without."""


class StaffSite(AdminSite):
    """Everything here stands under the prefix that only staff open (accounts/staff.py)."""

    site_title = _("Samverkanskollens innehåll")
    site_header = _("Samverkanskollens innehåll")
    index_title = _("Innehåll")
    site_url = "/"
    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_active and request.user.is_staff)

    def get_urls(self) -> list[Any]:
        return [url for url in super().get_urls() if getattr(url, "name", None) not in LEFT_OUT]

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Whoever gets here is signed in already."""
        return redirect("admin:index")

    def logout(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """The product's own page asks, and signs out."""
        return redirect("account_logout")


class StrictAdmin(ModelAdmin):  # type: ignore[type-arg]
    """Pages that say no more than others of the program of what is not there.

    There are no actions on many rows at once: Django's own would go past those of the program.
    """

    actions = None

    def get_urls(self) -> list[URLPattern]:
        """Django's, without that which sends whatever is not an address on to a form."""
        return [url for url in super().get_urls() if url.name]

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """No list is filtered by its address: what is not shown cannot be asked for either."""
        return False

    def get_object(self, request: HttpRequest, object_id: str, from_field: Any = None) -> Any:
        """What the address names.

        Raises:
            PermissionDenied: the visitor may not know whether it is there.
            Http404: it is not; Django would lead to the index, with a word about it.
        """
        if not self.has_view_permission(request):
            raise PermissionDenied
        found = super().get_object(request, object_id, from_field)
        if found is None:
            raise Http404
        return found
