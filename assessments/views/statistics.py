"""How the questions work: for staff with the right to know, in the frame of the admin."""

import csv
import io
from collections.abc import Iterator
from typing import Final

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from assessments.domain.disclosure import LEAST_COLLABORATIONS, POOL_TIMES
from assessments.domain.statistics import QuestionRow, StageRow, compute_statistics
from assessments.downloads import defuse
from assessments.selectors.statistics import fetch_closed_rounds, list_asked_editions
from model_content.rights import STATISTICS
from model_content.selectors.editions import NoPublishedEdition, fetch_edition
from samverkan.models import User

VALUES: Final = range(6)
"""All values that an answer may have: markers 0–3, statements 1–5."""


@require_safe
def question_statistics(request: HttpRequest) -> HttpResponse:
    """The figures of an edition, by default the one in use."""
    code, rows = _load(request)
    context = {
        **admin.site.each_context(request),
        "title": _("Hur frågorna fungerar"),
        "code": code,
        "editions": list_asked_editions(),
        "stages": rows,
        "least": LEAST_COLLABORATIONS,
        "times": POOL_TIMES,
    }
    return render(request, "admin/statistics.html", context)


@require_safe
def question_statistics_file(request: HttpRequest) -> HttpResponse:
    """The same figures as a table that Swedish spreadsheet programs open as it is."""
    code, rows = _load(request)
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows(
        [defuse(cell) for cell in row] for row in _list_cells(rows)
    )
    response = HttpResponse(
        out.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8"
    )
    filename = f"fragor-{slugify(code.replace('.', '-'))}-{timezone.localdate().isoformat()}.csv"
    response["Content-Disposition"] = content_disposition_header(True, filename) or ""
    return response


def _load(request: HttpRequest) -> tuple[str, tuple[StageRow, ...]]:
    """The code of the edition that is asked for and its figures, for whoever has the right."""
    if not (isinstance(request.user, User) and request.user.has_perm(STATISTICS)):
        raise PermissionDenied
    try:
        published = fetch_edition(request.GET.get("utgava") or None)
    except NoPublishedEdition as error:
        raise Http404 from error
    if published.content.is_preview:  # a draft, which is read with another right
        raise Http404
    rounds = fetch_closed_rounds(published.id, timezone.localdate())
    return published.content.code, compute_statistics(published.content, rounds)


def _list_cells(rows: tuple[StageRow, ...]) -> Iterator[list[str]]:
    yield [
        _("Slag"), _("Kod"), _("Text"), _("Omgångar"), _("Svar"), _("Medel"),
        *map(str, VALUES), _("Vet ej"), _("Inte aktuellt"), _("Enighet"), _("Börja här"),
        _("Samma stadium"),
    ]  # fmt: skip
    for row in rows:
        stage = row.figures
        yield [
            _("Stadium"), row.stage.code, row.stage.title,
            *([str(stage.rounds), str(stage.answers)] if stage else ["", ""]),
            *[""] * 11, _number(stage.agree) if stage else "",
        ]  # fmt: skip
        yield from (_list_question(_("Markör"), marker) for marker in row.markers)
        for aspect in row.aspects:
            of = aspect.figures
            yield [
                _("Aspekt"), aspect.aspect.code, aspect.aspect.title,
                str(of.rounds) if of else "", *[""] * 10,
                *([_number(of.agreement), _number(of.addressed)] if of else ["", ""]), "",
            ]  # fmt: skip
            yield from (_list_question(_("Påstående"), asked) for asked in aspect.questions)


def _list_question(kind: str, row: QuestionRow) -> list[str]:
    """A question as cells; without figures where there are too few answers."""
    head, of = [kind, row.question.code, row.question.text], row.figures
    if of is None:
        return [*head, *[""] * 14]
    counts = dict(of.distribution)
    return [
        *head, str(of.rounds), str(of.answers), _number(of.mean),
        *(str(counts.get(value, "")) for value in VALUES),
        _number(of.dont_know), _number(of.not_applicable), "", "", "",
    ]  # fmt: skip


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}".replace(".", ",")
