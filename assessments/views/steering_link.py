"""The steering group's link for those who lead: making and revoking it, and what came of it."""

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from assessments.actions.steering import make_steering_link, revoke_steering_link
from assessments.domain.lifecycle import State
from assessments.domain.permissions import May
from assessments.forms.steering import LINK_DAYS, SteeringLinkForm
from assessments.links import LinkKind, sign_link
from assessments.models import Assessment
from assessments.selectors.steering import fetch_steering_notes
from assessments.views.access import load_round, member_page


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def show(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The link with its last day; on POST a new one, and the one before stops working."""
    needed = May.LEAD if request.method == "POST" else May.READ
    assessment, role = load_round(request, public_id, needed)
    if assessment.state != State.CLOSED:
        messages.info(request, _("Styrgruppen kan få en länk när omgången är stängd."))
        return redirect("round", public_id)
    today = timezone.localdate()
    form = SteeringLinkForm(
        request.POST if request.method == "POST" else None,
        today=today,
        initial={"expires_on": today + timedelta(days=LINK_DAYS)},
    )
    if form.is_bound and form.is_valid():
        make_steering_link(assessment=assessment, **form.cleaned_data)
        messages.success(request, _("Här är länken till styrgruppen."))
        return redirect("steering_link", public_id)
    context = {
        "round": assessment,
        "role": role,
        "form": form,
        "link": _find_link(request, assessment),
        "notes": fetch_steering_notes(assessment),
    }
    status = 422 if form.is_bound else 200
    return render(request, "steering/link.html", context, status=status)


@require_POST
@member_page
def revoke(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Make the link that has been given out stop working."""
    assessment, _role = load_round(request, public_id, May.LEAD)
    revoke_steering_link(assessment=assessment)
    messages.success(request, _("Länken fungerar inte längre."))
    return redirect("steering_link", public_id)


def _find_link(request: HttpRequest, assessment: Assessment) -> str | None:
    """The link in full, None if there is none that works."""
    expires_on = assessment.steering_expires_on
    if expires_on is None or expires_on < timezone.localdate():
        return None
    signed = sign_link(LinkKind.STEERING, assessment.public_id, assessment.steering_generation)
    return request.build_absolute_uri(reverse("steering_report", args=[signed]))
