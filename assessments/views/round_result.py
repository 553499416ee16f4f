"""The result of a group's round, for the members of the collaboration."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from assessments.domain.lifecycle import State
from assessments.domain.permissions import May, Role, can
from assessments.models import Assessment
from assessments.selectors.meetings import is_report_behind
from assessments.selectors.results import fetch_snapshot
from assessments.views.access import round_page
from assessments.views.result import list_files, list_history, render_result, send_file


@round_page(May.READ, require_safe)
def show(
    request: HttpRequest, found: Assessment, role: Role, number: int | None = None
) -> HttpResponse:
    """The result, once the round has closed; those who lead see what to do with it."""
    if found.state != State.CLOSED:
        return redirect("round", found.public_id)
    snapshot = fetch_snapshot(found, number)
    if snapshot is None:
        raise Http404
    context = {
        "round": found,
        "may_lead": can(role, May.LEAD),
        "is_behind": number is None and is_report_behind(found, snapshot),
        "files": list_files("round_file", found.public_id, snapshot),
        "history": list_history("round_result_number", found.public_id, found),
    }
    return render_result(request, found, snapshot, context)


@round_page(May.READ, require_safe)
def download(
    _request: HttpRequest, found: Assessment, _role: Role, number: int, name: str
) -> HttpResponse:
    """A file of the result, once the round has closed."""
    if found.state != State.CLOSED:
        return redirect("round", found.public_id)
    return send_file(found, number, name)
