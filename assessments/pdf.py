"""The report as a PDF file."""

from typing import Any

from django.template.loader import render_to_string

from assessments.domain.report import Report
from assessments.domain.report_print import cite_sources, find_contested, group_answers
from samverkan.pdf import make_pdf


def render_pdf(report: Report) -> bytes:
    """Make the PDF file of a report."""
    return make_pdf(render_to_string("report/report.html", build_context(report)), "report.css")


def build_context(report: Report) -> dict[str, Any]:
    """What the templates of the report are given."""
    return {
        "report": report,
        "cited": cite_sources(report),
        "answers": group_answers(report),
        "contested_aspects": find_contested(report),
    }
