"""That a device has voted in a vote at a meeting: a cookie for that vote's address alone.

It says nothing of what was answered, and nothing of it is stored here.
"""

from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse

COOKIE: Final = "rostat"

DAYS: Final = 1
"""Days that it is kept: a vote is open for no longer."""


def has_voted(request: HttpRequest) -> bool:
    return COOKIE in request.COOKIES


def remember_voted(response: HttpResponse, path: str) -> None:
    response.set_cookie(
        COOKIE,
        "1",
        max_age=DAYS * 24 * 3600,
        path=path,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
