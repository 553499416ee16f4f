"""What every form carries besides Django's security code: a token of its own, and whose page it is.

The token is made anew each time a page is shown, so it tells a form that is sent twice from two
people who write the same. After it stands a hash of the account that the page was shown to: what
somebody wrote is given back to nobody else (samverkan/submitted/unsaved.py).
"""

import hashlib
import re
import secrets
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest

from samverkan.operation.shared_cache import hash_name

FIELD: Final = "form_token"  # the name of the hidden field

_FORM = re.compile(r"([\w-]{22})\.([0-9a-f]{16})?")


def make_form_token(request: HttpRequest) -> str:
    """The token of the page that is being made; all its forms have the same."""
    made: str = vars(request).setdefault("_form_token", secrets.token_urlsafe(16))
    return f"{made}.{name_visitor(request)}"


def find_account(request: HttpRequest) -> Any:
    """The visitor's account; None, without asking the database, where there is no session."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES and not hasattr(request, "_cached_user"):
        return None
    user = getattr(request, "user", None)  # not there when a middleware has refused the request
    return user if user is not None and user.is_authenticated else None


def name_visitor(request: HttpRequest) -> str:
    """A hash of the visitor's account; empty for one who is not signed in."""
    user = find_account(request)
    return name_account(user.pk) if user else ""


def name_account(pk: Any) -> str:
    return hash_name(f"forms of {pk}")[:16]


def read_writer(request: HttpRequest) -> str:
    """The hash of the account that a posted form was shown to; empty if that is not known."""
    found = _FORM.fullmatch(request.POST.get(FIELD, ""))
    return (found and found[2]) or ""


def read_submission(request: HttpRequest) -> str:
    """What tells this sending of a form from every other, but not from the same one sent again.

    A hash of the form's token, its address and all that is written in it: the same page with other
    words, as after going back, is another sending. Empty if the form has no token.
    """
    found = _FORM.fullmatch(request.POST.get(FIELD, ""))
    if found is None:
        return ""
    written = [
        (name, [str(value).replace("\r\n", "\n") for value in values])
        for name, values in sorted(request.POST.lists())
        if name not in (FIELD, "csrfmiddlewaretoken")
    ]
    return hashlib.sha256(repr((found[1], request.path, written)).encode()).hexdigest()
