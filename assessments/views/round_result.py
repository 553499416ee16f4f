"""The result of a group's round, for the members of the collaboration."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from assessments.domain.lifecycle import State
from assessments.domain.permissions import May, can
from assessments.selectors.meetings import is_report_behind
from assessments.selectors.results import fetch_snapshot
from assessments.views.access import load_round, member_page
from assessments.views.result import render_result, send_file


@require_safe
@member_page
def show(request: HttpRequest, public_id: UUID, number: int | None = None) -> HttpResponse:
    """The result, once the round has closed; those who lead see what to do with it."""
    found, role = load_round(request, public_id)
    if found.state != State.CLOSED:
        return redirect("round", public_id)
    snapshot = fetch_snapshot(found, number)
    if snapshot is None:
        raise Http404
    context = {
        "round": found,
        "may_lead": can(role, May.LEAD),
        "is_behind": number is None and is_report_behind(found, snapshot),
    }
    addresses = ("round_result_number", "round_file", public_id)
    return render_result(request, found, snapshot, addresses, context)


@require_safe
@member_page
def download(request: HttpRequest, public_id: UUID, number: int, name: str) -> HttpResponse:
    """A file of the result, once the round has closed."""
    found, _role = load_round(request, public_id)
    if found.state != State.CLOSED:
        return redirect("round", public_id)
    return send_file(found, number, name)
