"""A ballot handed in from a phone: of a topic of a meeting, or of the cards of Isberget."""

from collections.abc import Mapping
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from assessments.meeting.actions import VoteClosed, VoteFull, cast_ballot
from assessments.meeting.voted import has_voted, remember_voted
from assessments.models import Vote
from samverkan.submitted.form_tokens import read_submission

SENT: Final = "tack"
"""In the address of the thanks, to which the way back leads too."""


def is_handed_in(request: HttpRequest) -> bool:
    return has_voted(request) or SENT in request.GET


def hand_in(
    request: HttpRequest, vote: Vote, ballot: dict[str, str], context: Mapping[str, Any]
) -> HttpResponse:
    """Keep it, and lead to the thanks; or say why it was not taken."""
    try:
        cast_ballot(vote=vote, answers=ballot, submission=read_submission(request))
    except VoteClosed:
        return render_closed(request)
    except VoteFull:
        return render(request, "meeting/voted.html", {**context, "is_full": True}, status=409)
    response = redirect(f"{request.path}?{SENT}=1")
    remember_voted(response, request.path)
    return response


def render_closed(request: HttpRequest) -> HttpResponse:
    return render(request, "meeting/voted.html", {"is_closed": True}, status=410)
