"""PDF files of a tool: its empty form, and what is kept nowhere."""

from typing import Any, cast

from django.template.loader import render_to_string

from assessments.methods.registry import METHODS
from assessments.results.files.pdf import STYLE, TOOL_STYLES
from model_content.domain.content import Edition
from model_content.selectors.tools import PublishedTool
from samverkan.pdf import cache as pdf_cache

MADE_FROM = (
    "assessments/core/labels.py", "assessments/methods/sheets", "assessments/templatetags",
    "assessments/tools/files.py", "static/css/tool.css", "static/css/tool_drawn.css",
    "templates/iceberg", "templates/report/printed.html", "templates/tools",
)  # fmt: skip
"""What the file looks like depends on these, besides the tool."""


def fetch_form_pdf(published: PublishedTool) -> bytes:
    """The form with everything that a tool asks, made unless it has been made before."""

    def render() -> str:
        tool = published.content
        about = {"title": tool.title, "name": "Samverkanskollen", "description": tool.question}
        context = {"tool": tool, "shown": about | {"day": tool.edition.published_at}}
        if not tool.anonymous:
            context["groups"] = METHODS[tool.key].build(cast(Edition, tool)).groups
        page = "iceberg/paper.html" if tool.anonymous else "tools/form.html"
        return render_to_string(page, context)

    return pdf_cache.fetch_pdf(published.sha256, MADE_FROM, render, STYLE, *TOOL_STYLES)


def make_unkept_pdf(template: str, context: dict[str, Any]) -> bytes:
    return pdf_cache.make_unkept(render_to_string(template, context), STYLE, *TOOL_STYLES)
