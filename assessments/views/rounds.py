"""A group's round for its leaders: its state, and what leads to the next."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assessments.selectors.rounds import fetch_turnout
from assessments.views.access import load_round, member_page


@require_safe
@member_page
def overview(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Where the round is in its life, and how many have answered."""
    found, role = load_round(request, public_id)
    context = {"round": found, "role": role, "turnout": fetch_turnout(found)}
    return render(request, "rounds/round.html", context)
