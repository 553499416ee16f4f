"""Public pages about the model, made from the edition in use.

Browsers keep them and ask whether they have changed (ETag): a page is sent again only when it has.
"""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, TypeVar

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.views.decorators.http import conditional_page, require_safe

from model_content.domain.content import SOURCE_LANGUAGE, Edition
from model_content.domain.pages import localise_page, parse_page
from model_content.domain.reading import count_uses, find_neighbours, list_sources
from model_content.explained import explain_questions
from model_content.models import Edition as StoredEdition
from model_content.pdf import fetch_questions_pdf
from model_content.selectors.editions import (
    READING_PAGES,
    ROWS_OF_SOURCES,
    fetch_edition,
    fetch_export,
)
from model_content.selectors.tools import NoSuchTool, fetch_page, list_offered, list_reading

Part = TypeVar("Part")


def reading_page(find: Callable[..., dict[str, Any]]) -> Callable[..., HttpResponse]:
    """A page that shows what is found in the edition in use, by the template of the same name."""

    @require_safe
    @conditional_page
    @wraps(find)
    def view(request: HttpRequest, **named: str) -> HttpResponse:
        edition = fetch_edition().content
        try:
            context = {"edition": edition, **find(edition, **named)}
        except NoSuchTool as error:
            raise Http404 from error
        return render(request, f"model_content/{find.__name__}.html", context)

    return view


@reading_page
def model(edition: Edition) -> dict[str, Any]:
    """The model on one page: its picture, its stages and what matters all the way."""
    return {}


@reading_page
def stage(edition: Edition, code: str) -> dict[str, Any]:
    """A stage: what it is, what shows that one is there, what to handle in it."""
    stage = _get_or_404(edition.stage_by_code, code)
    before, after = find_neighbours(edition.stages, stage)
    tools = [tool for tool in list_offered() if code in tool.stages]
    return {"stage": stage, "before": before, "after": after, "tools": tools}


@reading_page
def aspect(edition: Edition, code: str) -> dict[str, Any]:
    """An aspect: everything that the edition says of it."""
    aspect = _get_or_404(edition.aspect_by_code, code)
    before, after = find_neighbours(edition.aspects, aspect)
    stage, sources = edition.stage_by_code[aspect.stage], list_sources(edition, aspect)
    told = {"aspect": aspect, "stage": stage, "sources": sources, "before": before, "after": after}
    return told | {
        "tools": [t for t in list_offered() if code in (*t.aspects, *t.secondary)],
        "pages": [page for page in list_reading() if code in page.aspects],
    }


@reading_page
def cases(edition: Edition) -> dict[str, Any]:
    """The collaborations that the model was made from, to choose among."""
    return {}


@reading_page
def case(edition: Edition, code: str) -> dict[str, Any]:
    """One collaboration, field by field as on its form."""
    case = _get_or_404(edition.case_by_code, code)
    before, after = find_neighbours(edition.cases, case)
    source = edition.source_by_key[case.source]
    return {"case": case, "source": source, "before": before, "after": after}


@reading_page
def all_questions(edition: Edition) -> dict[str, Any]:
    """Every marker and statement on one page, made to be printed."""
    return {"explained": explain_questions(edition)}


@require_safe
def all_questions_pdf(request: HttpRequest) -> HttpResponse:
    """The same as a form on paper, with boxes to tick."""
    published = fetch_edition()
    name = f"samverkanskollen-fragor-{published.content.code}.pdf"
    response = HttpResponse(fetch_questions_pdf(published), content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(True, name) or ""
    return response


@reading_page
def sources(edition: Edition) -> dict[str, Any]:
    """The documents that the content rests on, what each has given and, row by row, what became
    of what it holds."""
    rows = fetch_page(ROWS_OF_SOURCES)
    by_source = {section.source: section for section in rows.sections}
    uses = [(use, by_source.get(use.source.key)) for use in count_uses(edition)]
    return {"uses": uses, "rows": rows}


@require_safe
def readings(request: HttpRequest) -> HttpResponse:
    """Where the pages to read are listed; for those who shorten an address."""
    return redirect(reverse("tools") + "#att-lasa")


@reading_page
def reading(edition: Edition, key: str) -> dict[str, Any]:
    """A page to read."""
    if key not in READING_PAGES:
        raise Http404
    page, pages = fetch_page(key), list_reading()
    listed = next((each for each in pages if each.key == key), None)
    before, after = find_neighbours(pages, listed) if listed else (None, None)
    by_code = edition.aspect_by_code
    return {
        "page": page,
        "tools": [tool for tool in list_offered() if tool.key in page.tools],
        "aspects": [by_code[code] for code in page.aspects if code in by_code],
        "before": before,
        "after": after,
    }


def show_page_draft(request: HttpRequest, draft: StoredEdition) -> HttpResponse:
    """A page as its draft says it, for staff."""
    language = get_language() or SOURCE_LANGUAGE
    page = localise_page(parse_page(fetch_export(draft)), language)
    context = {"page": page, "edition": fetch_edition().content, "draft": draft}
    return render(request, "model_content/reading.html", context)


def _get_or_404(parts: Mapping[str, Part], code: str) -> Part:
    """The part of the edition with exactly this code."""
    if code not in parts:
        raise Http404
    return parts[code]
