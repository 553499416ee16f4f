"""Who has signed in lately, and in full: what irreversible and sensitive pages ask for.

An account that has a second factor has signed in in full where that has been given; a code by mail
is not enough, whenever it was. Where neither is lately done the visitor is led through signing in
and back.
"""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.authentication import (
    AUTHENTICATION_METHODS_SESSION_KEY,
    get_authentication_records,
)
from allauth.account.utils import get_next_redirect_url
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from samverkan.accounts.actions import end_sessions
from samverkan.accounts.selectors import list_factors
from samverkan.models import User
from samverkan.submitted import unsaved

View = Callable[..., HttpResponse]

RECENT_MINUTES = 15  # after signing in, in which one may do what is sensitive


def find_time_of_proof(request: HttpRequest, user: User, *, method: str | None = None) -> float:
    """When this session last signed in as `user`, in seconds since 1970; 0: it has not.

    Args:
        method: only in this way; "mfa" is a second factor.
    """
    records = get_authentication_records(request, user)
    return max((r["at"] for r in records if method in (None, r["method"])), default=0)


def note_second_factor(request: HttpRequest, user: User) -> None:
    """Let this session count as one that gave the second factor: it has just added it."""
    given = [*get_authentication_records(request, user), {"method": "mfa", "at": time.time()}]
    request.session[AUTHENTICATION_METHODS_SESSION_KEY] = given


def has_proved_lately(request: HttpRequest, user: User) -> bool:
    """Whether this session signed in lately, with the second factor if the account has one."""
    since = time.time() - RECENT_MINUTES * 60
    if find_time_of_proof(request, user, method="mfa") >= since:
        return True
    return find_time_of_proof(request, user) >= since and not list_factors(user).exists()


def ask_to_sign_in(request: HttpRequest) -> HttpResponse:
    """Send to signing in and back; what is posted cannot be sent on, and is shown and kept."""
    if request.method == "POST":
        return unsaved.answer_unsaved(request, unsaved.Why.SIGNED_OUT)
    return redirect_to_login(request.get_full_path())


def ask_to_sign_in_again(request: HttpRequest) -> HttpResponse:
    """Lead to both steps and back; what was written meanwhile is shown, and kept."""
    if unsaved.has_texts(request):
        return unsaved.answer_unsaved(request, unsaved.Why.SECOND_FACTOR)
    return redirect(f"{reverse('sign_in_again')}?{urlencode({'next': request.get_full_path()})}")


def ask_unless_recent(request: HttpRequest) -> HttpResponse | None:
    """What to answer instead of something sensitive; None: the visitor may go on."""
    if not isinstance(request.user, User):
        return ask_to_sign_in(request)
    return None if has_proved_lately(request, request.user) else ask_to_sign_in_again(request)


def recent_only(view: View) -> View:

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return ask_unless_recent(request) or view(request, *args, **kwargs)

    return wrapped


@require_safe
def sign_in_again(request: HttpRequest) -> HttpResponse:
    """Say why somebody who is signed in has to do it again; the button signs out and leads there.

    The second factor is asked for as at any signing in, if there is one.
    """
    if not request.user.is_authenticated:
        return ask_to_sign_in(request)
    wanted = get_next_redirect_url(request) or reverse("mfa_index")
    sign_in = f"{reverse('account_login')}?{urlencode({'next': wanted})}"
    return render(request, "account/sign_in_again.html", {"sign_in": sign_in})


def keep_only_this(request: HttpRequest) -> None:
    """End all other sessions of the account; for a change of how one signs in."""
    assert isinstance(request.user, User)
    end_sessions(user=request.user)
    update_session_auth_hash(request, request.user)
