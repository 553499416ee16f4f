"""For those who answer in a group's round, without an account: joining, one's own page, handing in.

The walk itself is that of a diagnosis (views/walk.py).
"""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.actions.rounds import AlreadyHandedIn, join_round, update_background
from assessments.actions.rounds import hand_in as hand_in_answers
from assessments.domain.lifecycle import State
from assessments.forms.diagnoses import MailForm
from assessments.forms.respond import BackgroundForm, read_background
from assessments.links import LinkKind, add_invitation, unsign_link
from assessments.models import Assessment
from assessments.selectors.diagnoses import Sheet
from assessments.selectors.respond import (
    fetch_invitation,
    fetch_invitation_of,
    fetch_joinable_round,
)
from assessments.throttle import is_over_limit
from assessments.views.access import Of, check_open, load_respondent, load_sheet, private_page
from assessments.views.walk import list_check_fields, render_check, save_form

GONE = 410
"""The status of a link that has worked and does not any more."""


# Joining ------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def join(request: HttpRequest, signed: str) -> HttpResponse:
    """What the round is about and who sees what, and the way in, by the group's link."""
    found = unsign_link(LinkKind.GROUP, signed)
    if found is None:
        raise Http404
    assessment = fetch_joinable_round(*found)
    if assessment is None:
        return render(request, "respond/revoked.html", status=GONE)
    return _join(request, assessment)


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def invited(request: HttpRequest, signed: str) -> HttpResponse:
    """The same by an invitation that was mailed, which counts once."""
    found = unsign_link(LinkKind.INVITATION, signed)
    if found is None:
        raise Http404
    invitation = fetch_invitation(found[0])
    if invitation is None:
        return render(request, "respond/revoked.html", status=GONE)
    return _join(request, invitation.assessment, signed, is_used=invitation.submitted)


def _join(
    request: HttpRequest, assessment: Assessment, invitation: str = "", *, is_used: bool = False
) -> HttpResponse:
    if assessment.state == State.DRAFT:
        return render(request, "respond/not_open.html", status=409)
    check_open(assessment)
    if is_used:
        return render(request, "respond/used.html", {"assessment": assessment}, status=409)
    form = BackgroundForm(assessment, request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return _render_join(request, assessment, form, invitation, 422 if form.is_bound else 200)
    if is_over_limit(request, "join"):
        form.add_error(None, _("Väldigt många har börjat svara härifrån den senaste timmen. Försök igen om en stund."))  # fmt: skip  # noqa: E501
        return _render_join(request, assessment, form, invitation, 429)
    _respondent, token = join_round(assessment=assessment, background=form.background)
    return redirect("overview", token=add_invitation(token, invitation) if invitation else token)


def _render_join(
    request: HttpRequest,
    assessment: Assessment,
    form: BackgroundForm,
    invitation: str,
    status: int,
) -> HttpResponse:
    context = {"assessment": assessment, "form": form, "is_invited": bool(invitation)}
    return render(request, "respond/join.html", context, status=status)


# One's own answers --------------------------------------------------------------------------------


def render_own(
    request: HttpRequest, sheet: Sheet, token: str, form: MailForm, status: int = 200
) -> HttpResponse:
    """The respondent's page: the link to keep, how far one has come, what counts until when."""
    context: dict[str, Any] = {
        "sheet": sheet,
        "assessment": sheet.assessment,
        "token": token,
        "mail_form": form,
        "has_background": bool(BackgroundForm(sheet.assessment).fields),
        "answer_link": request.build_absolute_uri(reverse("overview", args=[token])),
    }
    return render(request, "respond/own.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def background(request: HttpRequest, token: str) -> HttpResponse:
    """Change who one answers as, where the round asks for it."""
    respondent = load_respondent(token, Of.GROUP)
    data = request.POST if request.method == "POST" else None
    form = BackgroundForm(respondent.assessment, data, initial=read_background(respondent))
    if not form.fields:
        raise Http404
    if form.is_bound and form.is_valid():
        update_background(respondent=respondent, background=form.background)
        messages.success(request, _("Uppgifterna är sparade."))
        return redirect("overview", token=token)
    context = {"form": form, "token": token, "assessment": respondent.assessment}
    return render(request, "respond/background.html", context, status=422 if form.is_bound else 200)


@require_POST
@private_page
def hand_in(request: HttpRequest, token: str) -> HttpResponse:
    """Save the check page and let the answers count from now on."""
    sheet = load_sheet(token, Of.GROUP)
    sheet, problems = save_form(request, sheet, list_check_fields(sheet))
    if problems:
        return render_check(request, sheet, token, problems, 409)
    if not sheet.walk.answered:
        messages.warning(request, _("Du har inte svarat på någon fråga än. Svara först och lämna in sedan."))  # fmt: skip  # noqa: E501
        return redirect("check", token=token)
    respondent = sheet.respondent
    invitation = fetch_invitation_of(respondent, token)
    try:
        hand_in_answers(respondent=respondent, invitation=invitation, today=timezone.localdate())
    except AlreadyHandedIn:
        context = {"assessment": sheet.assessment, "token": token}
        return render(request, "respond/used.html", context, status=409)
    return redirect("handed_in", token=token)


@require_safe
@private_page
def handed_in(request: HttpRequest, token: str) -> HttpResponse:
    """Thanks: that the answers count, until when they can be changed, and what comes then."""
    respondent = load_respondent(token, Of.GROUP)
    if respondent.submitted_on is None:
        return redirect("check", token=token)
    context = {"assessment": respondent.assessment, "token": token}
    return render(request, "respond/handed_in.html", context)
