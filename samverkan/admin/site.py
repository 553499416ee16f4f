"""The site of Django's admin, for staff: it has no signing in, passwords or search of its own."""

from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

# Names of Django's addresses that this site does without.
LEFT_OUT = {"password_change", "password_change_done", "autocomplete", "view_on_site"}


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
        return redirect("admin:index")

    def logout(self, request: HttpRequest, extra_context: Any = None) -> Any:
        return redirect("account_logout")
