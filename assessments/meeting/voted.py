"""That a device has voted at a meeting: a cookie for that vote's address alone.

It says nothing of what was answered, and nothing of it is stored here. Until then it holds what the
order of the cards on the device is made of, where the vote is on cards.
"""

import re
from secrets import token_urlsafe
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse

COOKIE: Final = "rostat"
VOTED: Final = "1"
ORDER: Final = re.compile(r"[\w-]{8}", re.ASCII)

DAYS: Final = 1
"""Days that it is kept: a vote is open for no longer."""


def has_voted(request: HttpRequest) -> bool:
    return request.COOKIES.get(COOKIE) == VOTED


def remember_voted(response: HttpResponse, path: str) -> None:
    _remember(response, path, VOTED)


def read_order(request: HttpRequest) -> str:
    """What the order of the cards on this device is made of; a new one on its first visit."""
    kept = request.COOKIES.get(COOKIE, "")
    return kept if ORDER.fullmatch(kept) else token_urlsafe(6)


def remember_order(response: HttpResponse, path: str, order: str) -> None:
    _remember(response, path, order)


def _remember(response: HttpResponse, path: str, value: str) -> None:
    response.set_cookie(
        COOKIE,
        value,
        max_age=DAYS * 24 * 3600,
        path=path,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
