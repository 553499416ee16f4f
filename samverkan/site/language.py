"""The language of a page: the one that the visitor has chosen, kept in a cookie.

The browser's `Accept-Language` is never asked: it tells what a machine was set up with, and a page
that is passed on should look the same to whoever opens it. Without a choice pages are in Swedish.
"""

from typing import Any

from django.conf import settings
from django.core.exceptions import DisallowedRedirect
from django.http import HttpRequest, HttpResponse
from django.middleware.locale import LocaleMiddleware
from django.shortcuts import redirect
from django.utils.cache import patch_vary_headers
from django.utils.translation import deactivate
from django.views import i18n
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST


class ChosenLanguage(LocaleMiddleware):
    """Django's, which here asks the cookie only."""

    def process_request(self, request: HttpRequest) -> None:
        request.META.pop("HTTP_ACCEPT_LANGUAGE", None)
        super().process_request(request)

    def process_response(self, request: HttpRequest, response: Any) -> Any:
        vary = response.headers.get("Vary", "")
        super().process_response(request, response)
        response.headers["Vary"] = vary  # without Accept-Language
        patch_vary_headers(response, ["Cookie"])
        deactivate()
        return response


# Without a security code: the worst that another site can do is to change the language, which shows
# at once and is changed back with a click. So pages that have no other form set no cookie.
@csrf_exempt
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Remember the language, and go back to the page that it was chosen on."""
    if request.POST.get("language") not in dict(settings.LANGUAGES):
        return redirect("home")
    try:
        return i18n.set_language(request)
    except DisallowedRedirect:  # the address is too long
        return redirect("home")
