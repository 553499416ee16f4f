"""A group's round before it opens: what it is to be like, and opening it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from assessments.actions.invitations import mail_waiting_invitations
from assessments.actions.rounds import (
    LastDayPassed,
    NotReady,
    ToldOtherwise,
    delete_draft,
    draft_round,
    open_round,
    read_settings,
    update_draft,
)
from assessments.domain.lifecycle import ChangeRefused, State
from assessments.domain.permissions import May
from assessments.forms.rounds import RoundForm, describe_new_round, describe_round
from assessments.forms.stale import describe_conflict, keep_mine
from assessments.models import Collaboration
from assessments.selectors.collaborations import list_parts
from assessments.selectors.rounds import fetch_last_round
from assessments.views.access import load_collaboration, load_round, member_page
from assessments.views.rounds import refuse
from model_content.selectors.editions import fetch_edition
from samverkan.form_tokens import read_submission
from samverkan.merging import Stale
from samverkan.public import get_site_address


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def new(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Decide what a new round is like; it begins as the last one."""
    collaboration, _role = load_collaboration(request, public_id, May.LEAD)
    published = fetch_edition()
    today = timezone.localdate()
    initial = describe_new_round(fetch_last_round(collaboration), today)
    form = _make_form(request, collaboration, initial)
    if form.is_valid():
        draft = draft_round(
            collaboration=collaboration,
            published=published,
            settings=form.settings,
            submission=read_submission(request),
        )
        return redirect("round", draft.public_id)
    context = {"collaboration": collaboration, "edition": published.content.code}
    return _render_form(request, form, context)


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def edit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Change what a round that has not opened is like."""
    found, _role = load_round(request, public_id, May.LEAD)
    if found.state != State.DRAFT:
        return refuse(request, public_id, ChangeRefused(ChangeRefused.STATE))
    form = _make_form(request, found.collaboration, describe_round(found), read_settings(found))
    context: dict[str, Any] = {
        "collaboration": found.collaboration,
        "round": found,
        "edition": found.edition.code,
    }
    if form.is_valid():
        try:
            update_draft(assessment=found, settings=form.settings, seen=form.take_seen())
        except ChangeRefused as refused:
            return refuse(request, public_id, refused)
        except Stale as stale:
            now = describe_round(stale.current)
            context["conflict"] = describe_conflict(form, stale.merged, now)
            form = _make_form(
                None,
                found.collaboration,
                keep_mine(form, stale.merged, now),
                read_settings(stale.current),
            )
        else:
            messages.success(request, _("Ändringarna är sparade."))
            return redirect("round", public_id)
    return _render_form(request, form, context)


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def delete(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Delete a draft, after a question."""
    found, _role = load_round(request, public_id, May.LEAD)
    if found.state != State.DRAFT:
        return refuse(request, public_id, ChangeRefused(ChangeRefused.STATE))
    if request.method != "POST":
        return render(request, "rounds/delete.html", {"round": found})
    try:
        delete_draft(assessment=found)
    except ChangeRefused as refused:
        return refuse(request, public_id, refused)
    messages.success(request, _("Utkastet är borttaget."))
    return redirect("collaboration", found.collaboration.public_id)


@require_POST
@member_page
def open_(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Open the round that was read: what respondents are told is fixed from now on."""
    found, _role = load_round(request, public_id, May.LEAD)
    assert request.user.is_authenticated
    seal = request.POST.get("seal", "")
    try:
        open_round(assessment=found, user=request.user, today=timezone.localdate(), seal=seal)
    except (ChangeRefused, ToldOtherwise, NotReady, LastDayPassed) as refused:
        return refuse(request, public_id, refused, wanted=State.OPEN)
    mail_waiting_invitations(assessment=found, site=get_site_address(request))
    messages.success(request, _("Omgången är öppen. Bjud in dem som ska svara."))
    return redirect("round", public_id)


def _make_form(
    request: HttpRequest | None,
    collaboration: Collaboration,
    initial: dict[str, Any],
    stored: dict[str, Any] | None = None,
) -> RoundForm:
    return RoundForm(
        request.POST if request and request.method == "POST" else None,
        initial=initial,
        stored=stored or {},
        parts=list_parts(collaboration),
        today=timezone.localdate(),
        submit=_("Spara och läs igenom"),
    )


def _render_form(request: HttpRequest, form: RoundForm, context: dict[str, Any]) -> HttpResponse:
    status = 409 if "conflict" in context else 422 if form.is_bound else 200
    return render(request, "rounds/settings.html", {**context, "form": form}, status=status)
