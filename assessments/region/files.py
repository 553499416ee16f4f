"""The files of the overview of a year: PDF, and its figures as open data."""

from typing import Any, Final

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from assessments.core.rules.documents import dump
from assessments.models import RegionalYear
from assessments.region.rules.apart import LEAST
from assessments.region.shown import ShownYear
from assessments.results.files.tables import write_table
from model_content.domain.hashing import compute_sha256
from samverkan.pdf import cache as pdf_cache

DATA_FORMAT: Final = "samverkan-region-data/1"
LICENCE: Final = "CC0-1.0"

MADE_FROM = ("assessments/region", "templates/region", "static/css/region_print.css")
"""What the PDF looks like depends on these, besides the document."""


def fetch_region_pdf(made: RegionalYear, shown: ShownYear) -> bytes:
    """The PDF of a year, made unless it has been made before."""

    def render() -> str:
        context = {
            "made": made,
            "shown": shown,
            "operator": settings.OPERATOR,
            "email": settings.OPERATOR_EMAIL,
            "least": LEAST,
        }
        return render_to_string("region/print.html", context)

    years = compute_sha256({"years": [dump(each.overview) for each in shown.over_years]})
    digest = f"{years}{made.published_on or ''}{settings.OPERATOR_EMAIL}"
    return pdf_cache.fetch_pdf(digest, MADE_FROM, render, "report.css", "region_print.css")


def describe_fields() -> dict[str, str]:
    """What each column of the open data is."""
    return {
        "year": _("Året som siffrorna gäller."),
        "list": _("Kod för listan, alltså vad siffran handlar om."),
        "list_title": _("Samma i ord."),
        "code": _(
            "Kod i modellen eller verktygen. Stadier som räknas ihop har plustecken emellan."
        ),
        "title": _("Namnet på det som koden står för."),
        "collaborations": _("Antal samverkan. Tomt där nästan alla har det."),
        "nearly_all": _("Sant (true) där nästan alla har det."),
        "of": _("Antal samverkan som räknas i allt."),
        "assessed": _(
            "Antal av dem som har svarat om det, och som siffran är av. Tomt där det är alla eller "
            "nästan alla."
        ),
        "number": _("För beslut och åtgärder: hur många det är sammanlagt."),
    }


def write_rows(shown: ShownYear) -> bytes:
    """The figures as a table, with stable names of the columns."""
    names = list(describe_fields())
    rows = ([_write_cell(row[name]) for name in names] for row in shown.list_rows())
    return write_table([names, *rows])


def _write_cell(value: Any) -> Any:
    return str(value).lower() if isinstance(value, bool) else value


def write_data(made: RegionalYear, shown: ShownYear) -> dict[str, Any]:
    """The figures with their description."""
    return {
        "format": DATA_FORMAT,
        "title": _("Regional översikt över samverkan %(year)s") % {"year": made.year},
        "description": _(
            "Var samverkan står i modellen, vad som brister och fungerar hos många, vad de vill "
            "arbeta med, vad som beslutades och vilka verktyg de har använt. Bara samverkan som "
            "har sagt ja räknas. Det som färre än %(least)s har står inte här. Där färre än så är "
            "utan står det att nästan alla har det."
        )
        % {"least": LEAST},
        "publisher": settings.OPERATOR,
        "source": f"{settings.SITE_URL}{reverse('region_year', args=[made.year])}",
        "language": get_language() or "",
        "licence": LICENCE,
        "threshold": LEAST,
        "published_on": made.published_on.isoformat() if made.published_on else None,
        "sha256_of_document": made.sha256,
        "fields": [{"name": n, "description": d} for n, d in describe_fields().items()],
        "rows": list(shown.list_rows()),
    }
