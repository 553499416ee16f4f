"""What a device has begun by a link that joins a group's round: a cookie for that address alone.

It holds the tokens of the links to answer, and is sent to nothing but the link that they began
with. Nothing of it is stored here: which invitation led to which answers is known to the device.

A personal link has one token. The group's link may have several, the newest first, where people
take turns at one screen; of those, what has been handed in is forgotten when the next one begins.
"""

import re
from datetime import date, datetime, time, timedelta
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

COOKIE: Final = "svar"

DAYS_LONGER: Final = 30
"""Days that it is kept after the last day to answer, which can be moved."""

MOST: Final = 20
"""Tokens that are remembered; the oldest are dropped."""

_TOKEN = re.compile(r"[\w-]{20,64}", re.ASCII)


def read_begun(request: HttpRequest) -> list[str]:
    """The tokens that the device remembers for this address; they may open nothing any more."""
    parts = request.COOKIES.get(COOKIE, "").split(".")[:MOST]
    return [part for part in parts if _TOKEN.fullmatch(part)]


def remember_begun(
    response: HttpResponse, tokens: list[str], path: str, last_day: date | None
) -> None:
    """Let the device remember them, until some time after the last day to answer; `path` is that
    of the link that they began with."""
    until = (last_day or timezone.localdate()) + timedelta(days=DAYS_LONGER + 1)
    response.set_cookie(
        COOKIE,
        ".".join(tokens[:MOST]),
        expires=timezone.make_aware(datetime.combine(until, time.min)),
        path=path,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
