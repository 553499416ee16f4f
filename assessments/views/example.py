"""An example of a result, for those who want to see before they answer."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from assessments.downloads import FILES, make_file
from assessments.example import fetch_example
from assessments.selectors.results import fetch_report_to_read

SHOWN = ("pdf", "word", "text")
"""The files that the page of the example offers."""


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    files = {key: reverse("example_file", args=[FILES[key]]) for key in SHOWN}
    report, edition = fetch_report_to_read(fetch_example())
    context = {
        "report": report,
        "result_id": report.sha256,
        "readable": edition.aspect_by_code,
        "files": files,
        "is_example": True,
    }
    return render(request, "assessments/result.html", context)


@require_safe
def download(request: HttpRequest, name: str) -> HttpResponse:
    response = make_file(name, fetch_example())
    if response is None:
        raise Http404
    return response
