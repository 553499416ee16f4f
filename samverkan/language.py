"""The language of a page: the one that the visitor has chosen, kept in a cookie.

The browser's `Accept-Language` is never asked: it tells what a machine was set up with, and a page
that is passed on should look the same to whoever opens it. Without a choice pages are in Swedish.
"""

from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.cache import patch_vary_headers
from django.utils.encoding import iri_to_uri
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import override
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

LONGEST_PATH: Final = 2000
"""Characters of an address that one is sent back to; Django redirects to none much longer."""


def chosen_language(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Answer each request in the visitor's language, and leave nothing of it to the next one.

    A page that is in another language, whatever the visitor has chosen, says so itself.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        language = request.LANGUAGE_CODE = read_language(request)
        with override(language):
            response = get_response(request)
        response.headers.setdefault("Content-Language", language)
        patch_vary_headers(response, ["Cookie"])
        return response

    return middleware


def read_language(request: HttpRequest) -> str:
    """The language that the visitor has chosen, the default one if it is none of ours."""
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


# Without a security code: the worst that another site can do is to change the language, which shows
# at once and is changed back with a click. So pages that have no other form set no cookie.
@csrf_exempt
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Remember the language, and go back to the page that it was chosen on."""
    response = HttpResponseRedirect(find_way_back(request.POST.get("next", "")))
    language = request.POST.get("language", "")
    if language in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=settings.LANGUAGE_COOKIE_AGE,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    return response


def find_way_back(path: str) -> str:
    """The path if it leads to a page of ours, else the start page."""
    is_ours = (
        path.startswith("/")
        and path.isprintable()
        and url_has_allowed_host_and_scheme(path, allowed_hosts=None)
    )
    address = iri_to_uri(path) if is_ours else "/"
    return address if len(address) <= LONGEST_PATH else "/"
