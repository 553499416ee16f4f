"""How the questions work: for staff with the right to know, in the frame of the admin."""

from collections.abc import Iterable, Iterator
from typing import Final

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from assessments.core.rules.figures import round_half_up
from assessments.methods.stages.answers import MARKER_VALUES, STATEMENT_VALUES
from assessments.region.daily import fetch_statistics
from assessments.region.rules.questions import Row
from assessments.region.selectors import list_asked_editions
from assessments.results.files.downloads import make_download
from assessments.results.files.tables import write_table
from assessments.results.rules.pooling import LEAST_LEADERS, POOL_TIMES
from model_content.domain.content import Aspect, Marker, Stage, Statement
from model_content.rights import STATISTICS
from model_content.selectors.editions import NoPublishedEdition, fetch_edition
from samverkan.models import User

VALUES: Final = sorted({*MARKER_VALUES, *STATEMENT_VALUES})

_KINDS: Final = {
    Stage: gettext_lazy("Stadium"),
    Marker: gettext_lazy("Markör"),
    Aspect: gettext_lazy("Aspekt"),
    Statement: gettext_lazy("Påstående"),
}


@require_safe
def question_statistics(request: HttpRequest) -> HttpResponse:
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


def _load(request: HttpRequest) -> tuple[str, tuple[Row, ...]]:
    """The code of the edition that is asked for and its figures, for whoever has the right."""
    if not (isinstance(request.user, User) and request.user.has_perm(STATISTICS)):
        raise PermissionDenied
    try:
        published = fetch_edition(request.GET.get("utgava") or None)
    except NoPublishedEdition as error:
        raise Http404 from error
    if published.content.is_preview:  # a draft, which is read with another right
        raise Http404
    return published.content.code, fetch_statistics(published, timezone.localdate())


def _name_columns() -> dict[str, str]:
    return {
        "kind": _("Slag"), "code": _("Kod"), "text": _("Text"), "rounds": _("Omgångar"),
        "answers": _("Svar"), "mean": _("Medelvärde"),
        **{str(value): str(value) for value in VALUES},
        "dont_know": _("Vet ej"), "not_applicable": _("Inte aktuellt"),
        "agreement": _("Enighet"), "addressed": _("Börja här"), "agree": _("Samma stadium"),
    }  # fmt: skip


def _list_rows(rows: Iterable[Row]) -> Iterator[dict[str, str]]:
    """The rows of the table; a cell that is left out is empty, as all are of too few answers."""
    for row in rows:
        kind, of = _KINDS[type(row.of)], row.of
        text = of.title if isinstance(of, Stage | Aspect) else of.text
        figures = {name: _number(getattr(row.figures, name, None)) for name in _name_columns()}
        values = {str(v): str(n) for v, n in row.figures.distribution} if row.figures else {}
        yield {**figures, **values, "kind": str(kind), "code": of.code, "text": text}
        yield from _list_rows((*row.questions, *row.aspects))


def _number(value: float | None) -> str:
    """A count as it is; a mean or a share with two decimals and a comma."""
    if isinstance(value, int):
        return str(value)
    return "" if value is None else str(round_half_up(value, 2)).replace(".", ",")
