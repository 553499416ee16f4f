"""Loading what a secret link opens: to load is the access check, and a stranger gets 404."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from assessments.models import Assessment, Respondent
from assessments.selectors import (
    Sheet,
    fetch_readable_assessment,
    fetch_respondent,
    fetch_sheet,
)
from samverkan.middleware import keep_private

View = Callable[..., HttpResponse]


def private_page(view: View) -> View:
    """A page behind a secret link: never stored, never indexed, its address never passed on."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            response = view(request, *args, **kwargs)
        except Respondent.DoesNotExist:  # deleted by somebody else since it was loaded
            raise Http404 from None
        keep_private(response)
        return response

    return wrapped


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
