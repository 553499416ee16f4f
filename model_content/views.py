"""Public pages about the model, made from the edition in use.

Browsers keep them and ask whether they have changed (ETag): a page is sent again only when it has.
"""

from collections.abc import Mapping
from typing import TypeVar

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import conditional_page, require_safe

from model_content.domain.reading import count_uses, find_neighbours, list_sources
from model_content.explained import explain_questions
from model_content.pdf import fetch_questions_pdf
from model_content.selectors.editions import fetch_edition

Part = TypeVar("Part")


@require_safe
@conditional_page
def model(request: HttpRequest) -> HttpResponse:
    """The model on one page: its picture, its stages and what matters all the way."""
    return render(request, "model_content/model.html", {"edition": fetch_edition().content})


@require_safe
@conditional_page
def stage(request: HttpRequest, code: str) -> HttpResponse:
    """A stage: what it is, what shows that one is there, what to handle in it."""
    edition = fetch_edition().content
    stage = _get_or_404(edition.stage_by_code, code)
    before, after = find_neighbours(edition.stages, stage)
    context = {"edition": edition, "stage": stage, "before": before, "after": after}
    return render(request, "model_content/stage.html", context)


@require_safe
def aspects(request: HttpRequest) -> HttpResponse:
    """Where the model lists its aspects; for those who shorten an address."""
    return redirect("model")


@require_safe
@conditional_page
def aspect(request: HttpRequest, code: str) -> HttpResponse:
    """An aspect: everything that the edition says of it."""
    edition = fetch_edition().content
    aspect = _get_or_404(edition.aspect_by_code, code)
    before, after = find_neighbours(edition.aspects, aspect)
    context = {
        "edition": edition,
        "aspect": aspect,
        "stage": edition.stage_by_code[aspect.stage],
        "sources": list_sources(edition, aspect),
        "before": before,
        "after": after,
    }
    return render(request, "model_content/aspect.html", context)


@require_safe
@conditional_page
def cases(request: HttpRequest) -> HttpResponse:
    """The collaborations that the model was made from, to choose among."""
    return render(request, "model_content/cases.html", {"edition": fetch_edition().content})


@require_safe
@conditional_page
def case(request: HttpRequest, code: str) -> HttpResponse:
    """One collaboration, field by field as on its form."""
    edition = fetch_edition().content
    case = _get_or_404(edition.case_by_code, code)
    before, after = find_neighbours(edition.cases, case)
    context = {
        "edition": edition,
        "case": case,
        "source": edition.source_by_key[case.source],
        "before": before,
        "after": after,
    }
    return render(request, "model_content/case.html", context)


@require_safe
@conditional_page
def all_questions(request: HttpRequest) -> HttpResponse:
    """Every marker and statement on one page, made to be printed."""
    edition = fetch_edition().content
    context = {"edition": edition, "explained": explain_questions(edition)}
    return render(request, "model_content/all_questions.html", context)


@require_safe
def all_questions_pdf(request: HttpRequest) -> HttpResponse:
    """The same as a form on paper, with boxes to tick."""
    published = fetch_edition()
    name = f"samverkanskollen-fragor-{published.content.code}.pdf"
    response = HttpResponse(fetch_questions_pdf(published), content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(True, name) or ""
    return response


@require_safe
@conditional_page
def sources(request: HttpRequest) -> HttpResponse:
    """The documents that the content rests on, and what each has given."""
    edition = fetch_edition().content
    context = {"edition": edition, "uses": count_uses(edition)}
    return render(request, "model_content/sources.html", context)


def _get_or_404(parts: Mapping[str, Part], code: str) -> Part:
    """The part of the edition with exactly this code."""
    if code not in parts:
        raise Http404
    return parts[code]
