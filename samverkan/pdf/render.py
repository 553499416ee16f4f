"""Web pages as PDF files, made by WeasyPrint. It knows nothing of Django (see maker.py).

A file is tagged (PDF/UA-1) and depends on nothing but what it is made of: fonts, style sheets and
pictures are the project's own, the dates are those of the text, and the identifier its hash.
"""

import gc
import os
from functools import cache
from hashlib import sha256
from pathlib import Path

STATIC = Path(__file__).resolve().parent.parent.parent / "static"
FONTS = STATIC / "fonts" / "pdf"
STYLES = STATIC / "css"

# Read by fontconfig when the first document is made: the machine's own fonts change nothing.
os.environ["FONTCONFIG_FILE"] = str(FONTS / "fonts.conf")

from weasyprint import CSS, HTML  # noqa: E402
from weasyprint.text.fonts import FontConfiguration  # noqa: E402
from weasyprint.urls import URLFetcher  # noqa: E402

import samverkan.pdf.mends  # noqa: E402, F401
from samverkan.pdf.letters import join_points  # noqa: E402
from samverkan.pdf.tags import finish_tags  # noqa: E402
from samverkan.texts import clean_text  # noqa: E402


def make_pdf(html: str, *styles: str) -> bytes:
    """Make a PDF file of a page, with these style sheets of `static/css/`, in order.

    The page names its language (`<html lang>`), its title and, as `dcterms.created`, its day.
    """
    html = join_points(clean_text(html))
    # No address may be fetched: a page is all that its file is made of. The style sheets' own small
    # pictures are written into them (data:).
    document = HTML(string=html, url_fetcher=URLFetcher(allowed_protocols=("data",)))
    pdf: bytes = document.write_pdf(
        stylesheets=[_load_style(name) for name in styles],
        font_config=_prepare(),
        pdf_variant="pdf/ua-1",
        pdf_identifier=sha256(html.encode()).digest()[:16],
        finisher=finish_tags,
    )
    return pdf


@cache
def _prepare() -> FontConfiguration:
    # Take what is loaded by now for good: while documents are made, the collector need not look
    # through it over and over (a seventh of the time), nor so often (a tenth).
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
    return FontConfiguration()


@cache
def _load_style(name: str) -> CSS:
    return CSS(filename=str(STYLES / name), font_config=_prepare())
