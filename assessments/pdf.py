"""The report as a PDF file: the only module that imports WeasyPrint.

The file is tagged (PDF/UA-1) and depends on nothing but the report: fonts, style sheet and pictures
are the project's own, the creation date is the result's, and the identifier its content's hash.
"""

import os
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string

FONTS = Path(settings.BASE_DIR) / "static" / "fonts" / "pdf"
STYLE = Path(settings.BASE_DIR) / "static" / "css" / "report.css"

# Read by fontconfig when the first document is made: the machine's own fonts change nothing.
os.environ["FONTCONFIG_FILE"] = str(FONTS / "fonts.conf")

from weasyprint import CSS, HTML  # noqa: E402
from weasyprint.text.fonts import FontConfiguration  # noqa: E402
from weasyprint.urls import URLFetcher  # noqa: E402

from assessments.domain.report import Report  # noqa: E402
from assessments.domain.report_print import (  # noqa: E402
    cite_sources,
    find_contested,
    group_answers,
)
from assessments.pdf_tags import finish_tags  # noqa: E402


def render_pdf(report: Report) -> bytes:
    """Make the PDF file of a report."""
    html = render_to_string("report/report.html", build_context(report))
    # No address may be fetched: a report is made of what it is given. The style sheet's own small
    # pictures are written into it (data:).
    document = HTML(string=html, url_fetcher=URLFetcher(allowed_protocols=("data",)))
    pdf: bytes = document.write_pdf(
        stylesheets=[_load_style()],
        font_config=_load_fonts(),
        pdf_variant="pdf/ua-1",
        pdf_identifier=sha256(html.encode()).digest()[:16],
        finisher=finish_tags,
    )
    return pdf


def build_context(report: Report) -> dict[str, Any]:
    """What the templates of the report are given."""
    return {
        "report": report,
        "cited": cite_sources(report),
        "answers": group_answers(report),
        "contested_aspects": find_contested(report),
    }


@cache
def _load_fonts() -> FontConfiguration:
    return FontConfiguration()


@cache
def _load_style() -> CSS:
    return CSS(filename=str(STYLE), font_config=_load_fonts())
