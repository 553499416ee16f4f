"""Public pages about the model."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from model_content.selectors import fetch_edition


@require_safe
def all_questions(request: HttpRequest) -> HttpResponse:
    """Every marker and statement on one page, made to be printed."""
    return render(request, "model_content/all_questions.html", {"edition": fetch_edition().content})


@require_safe
def sources(request: HttpRequest) -> HttpResponse:
    """The documents that the content rests on."""
    return render(request, "model_content/sources.html", {"edition": fetch_edition().content})
