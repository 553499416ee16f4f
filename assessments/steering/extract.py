"""An extract of the steering group's minutes for the diary, as a PDF file."""

from collections.abc import Sequence
from typing import Final

from django.template.loader import render_to_string

from assessments.models import Assessment, Decision
from model_content.domain.hashing import compute_sha256
from samverkan.pdf import cache as pdf_cache

MADE_FROM: Final = ("templates/steering",)


def make_extract(assessment: Assessment, decisions: Sequence[Decision]) -> bytes:
    """What was decided on one day. It is kept nowhere: it goes with what it was made of."""
    context = {
        "assessment": assessment,
        "decisions": decisions,
        "day": decisions[0].decided_on,
        "on_paper": True,
    }
    html = render_to_string("steering/extract.html", context)
    digest = compute_sha256({"html": html})
    try:
        return pdf_cache.fetch_pdf(digest, MADE_FROM, lambda: html, "report.css")
    finally:
        pdf_cache.forget_pdfs([digest], MADE_FROM)
