"""The program's addresses, and the view that the others are compared with."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path
from django.views.decorators.http import require_safe

from assessments.core.access import load_respondent, private_page


@require_safe
@private_page
def baseline(request: HttpRequest, token: str) -> HttpResponse:
    """What every page behind a link to answer must do at least: load whose it is, be a page."""
    load_respondent(request, token)
    return render(request, "base.html")


urlpatterns = [
    path("d/<str:token>/baseline/", baseline, name="baseline"),
    path("", include("samverkan.urls")),
]
