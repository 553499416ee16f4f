"""The report as a PDF file."""

from typing import Any

from django.template.loader import render_to_string

from assessments.methods.sheets.shown import ShownTool
from assessments.results.report.report import Report

STYLE = "report.css"
TOOL_STYLES = ("tool.css", "tool_drawn.css")


def render_html(shown: Any) -> str:
    """The page that the PDF file of a report is made of, or of what has no pages of its own."""
    if isinstance(shown, Report):
        return render_to_string("report/report.html", {"report": shown})
    page = "tools/print.html" if isinstance(shown, ShownTool) else "report/shown.html"
    return render_to_string(page, {"shown": shown})


def render_pdf(report: Report) -> bytes:
    """Make the PDF file of a report, in this process."""
    from samverkan.pdf.render import make_pdf

    return make_pdf(render_html(report), STYLE)
