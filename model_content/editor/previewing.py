"""Shows a preview instead of the edition in use to the one of the staff who looks at it.

The cookie says only that a session may have one, so that nobody else's visit costs a query. Pages
that change something, or belong to a group, never show it: what is begun is begun for real.
"""

from collections.abc import Callable
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve

from model_content.rights import EDIT
from model_content.selectors.editions import PREVIEWED
from samverkan.site.public import PAGES_OF_CONTENT, PAGES_OF_PARTS, PAGES_OF_TEXT

COOKIE: Final = "preview"
SESSION_KEY: Final = "previewed"

SHOWN: Final = frozenset(
    (*PAGES_OF_TEXT, *PAGES_OF_CONTENT, *PAGES_OF_PARTS, "aspects", "all_questions_pdf")
)
"""The names of the pages that show it; the walk and its result are answered on the copy itself."""


def show_preview(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Read the preview of this visitor, and tell no cache of what was made from it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        found = _find_preview(request) if COOKIE in request.COOKIES else None
        if found is None:
            return get_response(request)
        request.previewed = found  # type: ignore[attr-defined]
        token = PREVIEWED.set(found["edition"])
        try:
            response = get_response(request)
        finally:
            PREVIEWED.reset(token)
        response.headers["Cache-Control"] = "private, no-store"
        return response

    return middleware


def _find_preview(request: HttpRequest) -> dict[str, Any] | None:
    if request.method not in ("GET", "HEAD"):
        return None
    try:
        name = resolve(request.path_info).url_name
    except Resolver404:
        return None
    if name not in SHOWN:
        return None
    found: dict[str, Any] | None = request.session.get(SESSION_KEY)
    user = request.user
    return found if found and getattr(user, "is_staff", False) and user.has_perm(EDIT) else None


def begin(request: HttpRequest, response: HttpResponse, *, edition_id: int, token: str) -> None:
    """Remember which preview this session looks at, and the link to walk through it."""
    request.session[SESSION_KEY] = {"edition": edition_id, "token": token}
    response.set_cookie(
        COOKIE, "1", httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
    )


def end(request: HttpRequest, response: HttpResponse) -> None:
    """Forget it."""
    if COOKIE in request.COOKIES:
        request.session.pop(SESSION_KEY, None)
        response.delete_cookie(COOKIE, samesite="Lax")
