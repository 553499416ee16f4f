"""A collaboration for its members: what it is, its rounds and who sees it."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assessments.views.access import load_collaboration, member_page


@require_safe
@member_page
def overview(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What the collaboration is and where it stands."""
    found, role = load_collaboration(request, public_id)
    context = {"collaboration": found, "role": role}
    return render(request, "collaborations/collaboration.html", context)
