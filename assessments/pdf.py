"""The report as a PDF file."""

from django.template.loader import render_to_string

from assessments.domain.report import Report
from samverkan.pdf import make_pdf


def render_pdf(report: Report) -> bytes:
    """Make the PDF file of a report."""
    return make_pdf(render_to_string("report/report.html", {"report": report}), "report.css")
