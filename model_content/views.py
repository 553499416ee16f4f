"""Public pages about the model."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from model_content.pdf import fetch_questions_pdf
from model_content.selectors import fetch_edition


@require_safe
def all_questions(request: HttpRequest) -> HttpResponse:
    """Every marker and statement on one page, made to be printed."""
    return render(request, "model_content/all_questions.html", {"edition": fetch_edition().content})


@require_safe
def all_questions_pdf(request: HttpRequest) -> HttpResponse:
    """The same as a form on paper, with boxes to tick."""
    published = fetch_edition()
    name = f"samverkanskollen-fragor-{published.content.code}.pdf"
    response = HttpResponse(fetch_questions_pdf(published), content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(True, name) or ""
    return response


@require_safe
def sources(request: HttpRequest) -> HttpResponse:
    """The documents that the content rests on."""
    return render(request, "model_content/sources.html", {"edition": fetch_edition().content})
