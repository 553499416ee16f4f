"""Loading what a secret link opens: to load is the access check, and a stranger gets 404."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from assessments.models import Assessment, Respondent
from assessments.selectors import (
    OwnerKey,
    Sheet,
    fetch_readable_assessment,
    fetch_respondent,
    fetch_sheet,
)
from samverkan.middleware import keep_private

View = Callable[..., HttpResponse]


def private_page(view: View) -> View:
    """A page behind a secret link: never stored, never indexed, its address never passed on.

    An owner has the same page without the link: there the round's id stands for the token, and
    whoever is not signed in is asked to.
    """

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        token = kwargs.get("token")
        if isinstance(token, UUID):
            if not request.user.is_authenticated:
                return ask_to_sign_in(request)
            kwargs["token"] = OwnerKey.make(token, request.user.pk)
        try:
            response = view(request, *args, **kwargs)
        except Respondent.DoesNotExist:  # deleted by somebody else since it was loaded
            raise Http404 from None
        keep_private(response)
        return response

    return wrapped


def account_page(view: View) -> View:
    """A page that needs an account."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return ask_to_sign_in(request)
        return view(request, *args, **kwargs)

    return wrapped


def ask_to_sign_in(request: HttpRequest) -> HttpResponse:
    """Send to signing in and back; what is posted cannot be sent on, and is refused with a word."""
    if request.method == "POST":
        return render(request, "assessments/signed_out.html", status=403)
    return redirect_to_login(request.get_full_path())


def load_sheet(token: str) -> Sheet:
    """The answers that a link to answer opens."""
    sheet = fetch_sheet(token)
    if sheet is None:
        raise Http404
    return sheet


def load_respondent(token: str) -> Respondent:
    """The respondent that a link to answer opens."""
    respondent = fetch_respondent(token)
    if respondent is None:
        raise Http404
    return respondent


def load_readable(signed: str) -> Assessment:
    """The round that a link to read opens."""
    assessment = fetch_readable_assessment(signed)
    if assessment is None:
        raise Http404
    return assessment
