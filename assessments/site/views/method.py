"""The method in plain words, with an example that is computed."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assessments.core.rules import lifecycle
from assessments.methods.stages import agreement, aspects, placement, priorities
from assessments.methods.stages.rules import find_rules
from assessments.results.rules import disclosure
from assessments.results.rules.worked_example import compute_worked_example
from model_content.selectors.editions import fetch_edition

CONSTANTS: dict[str, Any] = {
    "half_way": placement.HALF_WAY,
    "unclear_above": placement.UNCLEAR_ABOVE,
    "between_below": placement.BETWEEN_BELOW,
    "likely_below": placement.LIKELY_BELOW,
    "address_below": aspects.ADDRESS_BELOW,
    "strengthen_below": aspects.STRENGTHEN_BELOW,
    "raters": aspects.RATERS_WHO_OUTWEIGH,
    "urgent_below": priorities.URGENT_BELOW,
    "start_here": priorities.START_HERE,
    "contested_least": agreement.CONTESTED_LEAST,
    "shared_view_from": agreement.SHARED_VIEW_FROM,
    "some_spread_from": agreement.SOME_SPREAD_FROM,
    "smallest_group": lifecycle.SMALLEST_GROUP,
    "greatest_smallest_group": lifecycle.GREATEST_SMALLEST_GROUP,
    "least_for_joint": disclosure.LEAST_FOR_JOINT,
}
"""The method's own numbers, as the page says them."""


@require_safe
def explain(request: HttpRequest) -> HttpResponse:
    edition = fetch_edition().content
    example = compute_worked_example(edition)
    context = {
        "edition": edition,
        "example": example,
        "lasting": [stage for stage in edition.stages if stage.lasting],
        "closing": [stage for stage in edition.stages if stage.closing],
        "method": edition.method,
        "rules": find_rules(edition),
        **CONSTANTS,
    }
    return render(request, "assessments/method.html", context)
