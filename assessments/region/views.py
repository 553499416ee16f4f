"""How the questions work: for staff with the right to know, in the frame of the admin."""

from collections.abc import Iterator
from typing import Final

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from assessments.core.rules.figures import round_half_up
from assessments.methods.stages.answers import MARKER_VALUES, STATEMENT_VALUES
from assessments.region.rules import QuestionRow, StageRow, compute_statistics
from assessments.region.selectors import fetch_closed_rounds, list_asked_editions
from assessments.results.files.downloads import make_download
from assessments.results.files.tables import write_table
from assessments.results.rules.disclosure import LEAST_LEADERS, POOL_TIMES
from model_content.rights import STATISTICS
from model_content.selectors.editions import NoPublishedEdition, fetch_edition
from samverkan.models import User

VALUES: Final = sorted({*MARKER_VALUES, *STATEMENT_VALUES})
"""All values that an answer may have, of markers and of statements."""


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
        "least": LEAST_LEADERS,
        "times": POOL_TIMES,
    }
    return render(request, "admin/statistics.html", context)


@require_safe
def question_statistics_file(request: HttpRequest) -> HttpResponse:
    """The same figures as a table that Swedish spreadsheet programs open as it is."""
    code, rows = _load(request)
    columns = _name_columns()
    lines = (columns, *_list_rows(rows))
    content = write_table([row.get(name, "") for name in columns] for row in lines)
    filename = f"fragor-{slugify(code.replace('.', '-'))}-{timezone.localdate()}.csv"
    return make_download(content, "text/csv; charset=utf-8", filename)


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


def _name_columns() -> dict[str, str]:
    """The columns of the table, by what they hold."""
    return {
        "kind": _("Slag"), "code": _("Kod"), "text": _("Text"), "rounds": _("Omgångar"),
        "answers": _("Svar"), "mean": _("Medelvärde"),
        **{str(value): str(value) for value in VALUES},
        "dont_know": _("Vet ej"), "not_applicable": _("Inte aktuellt"),
        "agreement": _("Enighet"), "addressed": _("Börja här"), "agree": _("Samma stadium"),
    }  # fmt: skip


def _list_rows(stages: tuple[StageRow, ...]) -> Iterator[dict[str, str]]:
    """The rows of the table; a cell that is left out is empty."""
    for stage in stages:
        yield {
            "kind": _("Stadium"), "code": stage.stage.code, "text": stage.stage.title,
            **_show(stage.figures, "rounds", "answers", "agree"),
        }  # fmt: skip
        yield from (_list_question(_("Markör"), marker) for marker in stage.markers)
        for aspect in stage.aspects:
            yield {
                "kind": _("Aspekt"), "code": aspect.aspect.code, "text": aspect.aspect.title,
                **_show(aspect.figures, "rounds", "agreement", "addressed"),
            }  # fmt: skip
            yield from (_list_question(_("Påstående"), asked) for asked in aspect.questions)


def _list_question(kind: str, row: QuestionRow) -> dict[str, str]:
    """A question as cells; without figures where there are too few answers."""
    values = {str(v): str(n) for v, n in row.figures.distribution} if row.figures else {}
    figures = _show(row.figures, "rounds", "answers", "mean", "dont_know", "not_applicable")
    head = {"kind": kind, "code": row.question.code, "text": row.question.text}
    return {**head, **figures, **values}


def _show(figures: object, *names: str) -> dict[str, str]:
    """The figures with these names; none where there are none to show."""
    return {} if figures is None else {name: _number(getattr(figures, name)) for name in names}


def _number(value: float | None) -> str:
    """A count as it is; a mean or a share with two decimals and a comma."""
    if isinstance(value, int):
        return str(value)
    return "" if value is None else str(round_half_up(value, 2)).replace(".", ",")
