"""The empty form of a tool as a PDF file."""

from typing import cast

from django.template.loader import render_to_string

from assessments.methods.registry import METHODS
from model_content.domain.content import Edition
from model_content.selectors.tools import PublishedTool
from samverkan.pdf import cache as pdf_cache

MADE_FROM = (
    "assessments/core/labels.py", "assessments/methods/sheets", "assessments/templatetags",
    "assessments/tools/files.py", "static/css/tool.css", "templates/tools",
)  # fmt: skip
"""What the file looks like depends on these, besides the tool."""


def fetch_form_pdf(published: PublishedTool) -> bytes:
    """The form with everything that a tool asks, made unless it has been made before."""

    def render() -> str:
        tool = published.content
        groups = METHODS[tool.key].build(cast(Edition, tool)).groups
        return render_to_string("tools/form.html", {"tool": tool, "groups": groups})

    return pdf_cache.fetch_pdf(published.sha256, MADE_FROM, render, "report.css", "tool.css")
