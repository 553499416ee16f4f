"""The WSGI application that gunicorn serves."""

import os
from collections.abc import Iterable
from typing import Any

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver
from django.utils.http import parse_header_parameters

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "samverkan.settings")

UNREAD = "application/octet-stream"  # the type of a body that nobody tries to read


def check_content_type(text: str) -> str:
    """The content type of a request, or that of a mere file if its text is not in UTF-8."""
    try:
        charset = parse_header_parameters(text)[1].get("charset", "utf-8")
    except ValueError:  # too long
        return UNREAD
    return text if charset.lower() in ("utf-8", "utf8") else UNREAD


_answer = get_wsgi_application()
_ = get_resolver().url_patterns  # all pages are loaded now, and not while the first visitor waits


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """Django's, which fails outside of all error handling, with a bare 500, where `charset` names
    something that Python knows and that is no charset, such as `rot13`.
    """
    environ["CONTENT_TYPE"] = check_content_type(environ.get("CONTENT_TYPE", ""))
    return _answer(environ, start_response)
