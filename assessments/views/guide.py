"""How to go about it: the three ways to answer, and a script for whoever leads the talk."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assessments.domain.disclosure import LEAST_FOR_JOINT
from assessments.domain.lifecycle import SMALLEST_GROUP
from assessments.domain.retention import KEPT_MONTHS
from assessments.domain.worked_example import measure_walk
from assessments.labels import MARKER_LABELS, STATEMENT_LABELS
from assessments.methods.stages.instrument import APART
from model_content.selectors.editions import fetch_edition


@require_safe
def guide(request: HttpRequest) -> HttpResponse:
    """Alone, together around one screen, or separately."""
    edition = fetch_edition().content
    fewest, most = measure_walk(edition)
    context = {
        "edition": edition,
        "fewest": fewest,
        "most": most,
        "smallest_group": SMALLEST_GROUP,
        "least_for_joint": LEAST_FOR_JOINT,
        "kept_months": KEPT_MONTHS,
    }
    return render(request, "assessments/guide/guide.html", context)


@require_safe
def facilitator(request: HttpRequest) -> HttpResponse:
    """The script for 60 and for 90 minutes, made to be printed on two pages."""
    edition = fetch_edition().content
    context = {
        "edition": edition,
        "markers": len(edition.markers),
        "most": measure_walk(edition)[1] - len(edition.markers),
        "marker_labels": [text for code, text in MARKER_LABELS.items() if code not in APART],
        "statement_labels": [text for code, text in STATEMENT_LABELS.items() if code not in APART],
    }
    return render(request, "assessments/guide/facilitator.html", context)
