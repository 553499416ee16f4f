"""Finished PDF reports, kept by what they were made of, and forgotten with the diagnosis."""

from collections.abc import Collection, Mapping
from typing import Any

from assessments.results.files.language import in_language_of
from assessments.results.files.pdf import STYLE, TOOL_STYLES, render_html
from assessments.results.selectors import fetch_shown
from model_content.domain.hashing import compute_sha256
from samverkan.pdf import cache as pdf_cache

MADE_FROM = (
    "templates/report",
    "templates/tools",
    "static/css/tool.css",
    "static/css/tool_drawn.css",
    "assessments/domain",
    "assessments/instruments",
    "assessments/methods",
    "assessments/core/labels.py",
    "assessments/results/files/pdf.py",
    "assessments/results/pictures.py",
    "assessments/templatetags",
    "model_content/labels.py",
)
"""What a report looks like depends on these, besides the snapshot."""


def fetch_pdf(snapshot: Mapping[str, Any]) -> bytes:
    """The report of a snapshot as a PDF file, made unless it has been made before."""
    with in_language_of(snapshot):
        return pdf_cache.fetch_pdf(*_describe(snapshot))


def make_pdf_ahead(snapshot: Mapping[str, Any]) -> None:
    """Have the report of a snapshot made before anybody asks for it."""
    with in_language_of(snapshot):
        pdf_cache.make_ahead(*_describe(snapshot))


def _describe(snapshot: Mapping[str, Any]) -> tuple[Any, ...]:
    def render() -> str:
        return render_html(fetch_shown(snapshot))

    styles = (STYLE, *TOOL_STYLES) if "shown" in snapshot else (STYLE,)
    return compute_sha256(snapshot), MADE_FROM, render, *styles


def forget_pdfs(hashes: Collection[str]) -> None:
    """Drop the files of these snapshots, in the present look of the report."""
    pdf_cache.forget_pdfs(hashes, MADE_FROM)
