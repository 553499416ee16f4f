"""An extract of the steering group's minutes for the diary, as a PDF file."""

from collections.abc import Sequence

from django.template.loader import render_to_string

from assessments.models import Assessment, Decision
from samverkan.pdf.cache import make_unkept


def make_extract(assessment: Assessment, decisions: Sequence[Decision]) -> bytes:
    """What was decided on one day. It is kept nowhere: it goes with what it was made of."""
    context = {
        "assessment": assessment,
        "decisions": decisions,
        "day": decisions[0].decided_on,
        "on_paper": True,
    }
    return make_unkept(render_to_string("steering/extract.html", context), "report.css")
