"""The empty form of a tool as a PDF file."""

from django.template.loader import render_to_string

from model_content.selectors.tools import PublishedTool
from samverkan.pdf import cache as pdf_cache

MADE_FROM = (
    "assessments/tools/files.py",
    "static/css/tool.css",
    "templates/tools",
    "templates/iceberg",
)
"""What the file looks like depends on these, besides the tool."""


def fetch_form_pdf(published: PublishedTool) -> bytes:
    """The form with everything that a tool asks, made unless it has been made before."""

    def render() -> str:
        page = "iceberg/paper.html" if published.content.anonymous else "tools/form.html"
        return render_to_string(page, {"tool": published.content})

    return pdf_cache.fetch_pdf(published.sha256, MADE_FROM, render, "report.css", "tool.css")
