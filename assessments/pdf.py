"""The report as a PDF file: the only module that imports WeasyPrint.

The file is tagged (PDF/UA-1) and depends on nothing but the report: fonts, style sheet and pictures
are the project's own, the creation date is the result's, and the identifier its content's hash.
"""

import os
from functools import cache
from hashlib import sha256
from pathlib import Path

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


def render_pdf(report: Report) -> bytes:
    """Make the PDF file of a report."""
    html = render_to_string("report/report.html", {"report": report})
    # No address may be fetched: a report is made of what it is given.
    document = HTML(string=html, url_fetcher=URLFetcher(allowed_protocols=()))
    pdf: bytes = document.write_pdf(
        stylesheets=[_load_style()],
        font_config=_load_fonts(),
        pdf_variant="pdf/ua-1",
        pdf_identifier=sha256(html.encode()).digest()[:16],
    )
    return pdf


@cache
def _load_fonts() -> FontConfiguration:
    return FontConfiguration()


@cache
def _load_style() -> CSS:
    return CSS(filename=str(STYLE), font_config=_load_fonts())
