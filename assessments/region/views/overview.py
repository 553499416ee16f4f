"""The regional overview: for everybody where it is published, before that for staff."""

import json
from typing import Any, Final

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from assessments.core.access import private_page, reads_or_posts
from assessments.models import RegionalYear
from assessments.region.actions import NotOver, TooFew, make_year, publish_year
from assessments.region.files import fetch_region_pdf, write_data, write_rows
from assessments.region.rules import PUBLISH
from assessments.region.rules.apart import FEWEST, LEAST
from assessments.region.selectors import fetch_shown, fetch_year, list_years
from assessments.results.files.downloads import TYPES, make_download
from assessments.sharing.selectors import fetch_known_aspects
from model_content.rights import STATISTICS
from samverkan.middleware import keep_private
from samverkan.models import User

FILES: Final = {"pdf": "oversikt.pdf", "table": "siffror.csv", "data": "siffror.json"}


@require_safe
def newest(request: HttpRequest) -> HttpResponse:
    """The newest year that is published, and where the others are."""
    years = list_years(published=True)
    made = fetch_year(years[0].year) if years else None
    return _show(request, made, {"years": years, "is_newest": True})


@require_safe
def year(request: HttpRequest, year: int) -> HttpResponse:
    return _show(request, _load(request, year), {"years": list_years(published=True)})


@require_safe
def file(request: HttpRequest, year: int, name: str) -> HttpResponse:
    made = _load(request, year)
    if name not in FILES.values():
        raise Http404
    shown = fetch_shown(made)
    if name == FILES["pdf"]:
        content: bytes | str = fetch_region_pdf(made, shown)
    elif name == FILES["table"]:
        content = write_rows(shown)
    else:
        content = json.dumps(write_data(made, shown), ensure_ascii=False, indent=1) + "\n"
    stem, _dot, ending = name.rpartition(".")
    language = get_language() or ""
    filename = f"samverkan-{stem}-{made.year}-{language}.{ending}"
    response = make_download(content, TYPES[ending], filename)
    response["Content-Language"] = language
    return _keep(made, response)


def _show(request: HttpRequest, made: RegionalYear | None, context: dict[str, Any]) -> HttpResponse:
    context |= {
        "made": made,
        "shown": fetch_shown(made) if made else None,
        "files": FILES,
        "operator": settings.OPERATOR,
        "email": settings.OPERATOR_EMAIL,
        "is_analyst": _is_analyst(request),
        "least": LEAST,
        "known_by": fetch_known_aspects() if made else (),
    }
    response = render(request, "region/overview.html", context)
    return _keep(made, response) if made else response


def _load(request: HttpRequest, year: int) -> RegionalYear:
    """The year, for whoever may read it; 404 to others, also where there is none."""
    made = fetch_year(year)
    if made is None or not (made.published_on or _is_analyst(request)):
        raise Http404
    return made


def _keep(made: RegionalYear, response: HttpResponse) -> HttpResponse:
    if not made.published_on:
        keep_private(response)
    return response


def _is_analyst(request: HttpRequest) -> bool:
    return isinstance(request.user, User) and request.user.has_perm(STATISTICS)


# For staff ----------------------------------------------------------------------------------------


@reads_or_posts
@private_page
def manage(request: HttpRequest) -> HttpResponse:
    """The years there are; a POST makes the last one."""
    if not _is_analyst(request):
        raise PermissionDenied
    today = timezone.localdate()
    if request.method == "POST":
        user = _find_publisher(request)
        try:
            made = make_year(year=int(request.POST.get("year", "")), user=user, today=today)
        except (NotOver, ValueError):
            said = _("Översikten görs för det år som har gått. Inget är ändrat.")
        except TooFew:
            said = _("För få samverkan räknas. Inget är gjort. Försök igen när fler är godkända.")
        else:
            return redirect("region_year", made.year)
        messages.warning(request, said)
        return redirect("manage_region")
    years = list_years(published=False)
    last = today.year - 1
    is_made = any(each.year == last for each in years)
    context = {"years": years, "next": None if is_made else last, "fewest": FEWEST}
    return render(request, "region/manage.html", context)


@require_POST
@private_page
def publish(request: HttpRequest, year: int) -> HttpResponse:
    user = _find_publisher(request)
    made = fetch_year(year)
    if made is None:
        raise Http404
    publish_year(made=made, user=user, today=timezone.localdate())
    messages.success(request, _("Översikten för %(year)s är publicerad.") % {"year": year})
    return redirect("region_year", year)


def _find_publisher(request: HttpRequest) -> User:
    if not (isinstance(request.user, User) and request.user.has_perm(PUBLISH)):
        raise PermissionDenied
    return request.user
