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

import pydyf  # noqa: E402
from weasyprint import CSS, HTML  # noqa: E402
from weasyprint.text.fonts import FontConfiguration  # noqa: E402
from weasyprint.urls import URLFetcher  # noqa: E402

from assessments.domain.report import Report  # noqa: E402
from assessments.domain.report_print import (  # noqa: E402
    cite_sources,
    find_contested,
    group_answers,
)


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


def finish_tags(document: Any, pdf: Any) -> None:
    """Say of each header cell what it heads, and list the cells' names, which WeasyPrint leaves out.

    PDF/UA-1 asks for Scope or for Headers and IDs; with IDs it asks for the tree that finds them.
    """
    elements = {item.reference: item for item in pdf.objects if _is_dictionary(item)}
    named = []
    for element in elements.values():
        if element.get("S") == "/TH":
            element["A"]["Scope"] = "/Column" if _is_in_head(element, elements) else "/Row"
        if "ID" in element:
            named.append((element["ID"].data, element))
    if named:
        names = pydyf.Array()
        for _name, element in sorted(named, key=lambda item: item[0]):
            names.extend([element["ID"], element.reference])
        tree = pydyf.Dictionary({"Names": names})
        pdf.add_object(tree)
        elements[pdf.catalog["StructTreeRoot"]]["IDTree"] = tree.reference


def _is_dictionary(item: Any) -> bool:
    return isinstance(item, pydyf.Dictionary)


def _is_in_head(cell: Any, elements: Any) -> bool:
    row = elements[cell["P"]]
    return bool(elements[row["P"]]["S"] == "/THead")


@cache
def _load_fonts() -> FontConfiguration:
    return FontConfiguration()


@cache
def _load_style() -> CSS:
    return CSS(filename=str(STYLE), font_config=_load_fonts())
