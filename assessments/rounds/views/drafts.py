"""A group's round before it opens: what it is to be like, and opening it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from assessments.core.access import collaboration_page, get_user, round_page
from assessments.core.editing import Mine, edit_form, read_post, render_form
from assessments.core.rules.lifecycle import ChangeRefused, State
from assessments.core.rules.permissions import May
from assessments.groups.selectors import list_parts
from assessments.methods.stages.rules import find_rules
from assessments.models import Assessment, Collaboration, Part
from assessments.rounds.actions import rounds as actions
from assessments.rounds.actions.invitations import mail_waiting_invitations
from assessments.rounds.forms.rounds import RoundForm, describe_new_round, describe_round
from assessments.rounds.selectors.rounds import fetch_last_round, fetch_round_edition
from assessments.rounds.views.rounds import refuse, refuse_state
from model_content.domain.content import Edition
from model_content.selectors.editions import fetch_edition
from samverkan.site.public import get_site_address
from samverkan.submitted.form_tokens import read_submission


@collaboration_page(May.LEAD)
def new(request: HttpRequest, collaboration: Collaboration) -> HttpResponse:
    """Decide what a new round is like; it begins as the last one."""
    published = fetch_edition()
    initial = describe_new_round(fetch_last_round(collaboration), timezone.localdate())
    form = _make_form(read_post(request), list_parts(collaboration), published.content, initial, {})
    if not form.is_valid():
        context = {"collaboration": collaboration, "edition": published.content.code}
        return render_form(request, "rounds/settings.html", form, context)
    draft = actions.draft_round(
        collaboration=collaboration,
        published=published,
        settings=form.settings,
        submission=read_submission(request),
    )
    return redirect("round", draft.public_id)


@round_page(May.LEAD)
def edit(request: HttpRequest, found: Assessment) -> HttpResponse:
    """Change what a round that has not opened is like."""
    if found.state != State.DRAFT:
        return refuse_state(request, found)
    collaboration = found.collaboration
    parts, edition = list_parts(collaboration), fetch_round_edition(found).content

    def make(row: Assessment, post: QueryDict | None, mine: Mine) -> RoundForm:
        initial = mine or describe_round(row)
        return _make_form(post, parts, edition, initial, actions.read_settings(row))

    def save(form: RoundForm, seen: str | None) -> HttpResponse:
        try:
            actions.update_draft(assessment=found, settings=form.settings, seen=seen)
        except ChangeRefused as refused:
            return refuse(request, found, refused)
        messages.success(request, _("Ändringarna är sparade."))
        return redirect("round", found.public_id)

    context = {"collaboration": collaboration, "round": found, "edition": found.edition.code}
    return edit_form(request, "rounds/settings.html", context, found, make, save)


@round_page(May.LEAD)
def delete(request: HttpRequest, found: Assessment) -> HttpResponse:
    """Delete a draft, after a question."""
    if found.state != State.DRAFT:
        return refuse_state(request, found)
    if request.method != "POST":
        return render(request, "rounds/delete.html", {"round": found})
    try:
        actions.delete_draft(assessment=found)
    except ChangeRefused as refused:
        return refuse(request, found, refused)
    messages.success(request, _("Utkastet är borttaget."))
    return redirect("collaboration", found.collaboration.public_id)


@round_page(May.LEAD, require_POST)
def open_(request: HttpRequest, found: Assessment) -> HttpResponse:
    """Open the round that was read: what respondents are told is fixed from now on."""
    user, today, seal = get_user(request), timezone.localdate(), request.POST.get("seal", "")
    try:
        actions.open_round(assessment=found, user=user, today=today, seal=seal)
    except (
        ChangeRefused,
        actions.ToldOtherwise,
        actions.NotReady,
        actions.LastDayPassed,
    ) as refused:
        return refuse(request, found, refused, wanted=State.OPEN)
    mail_waiting_invitations(assessment=found, site=get_site_address(request))
    messages.success(request, _("Omgången är öppen. Bjud in dem som ska svara."))
    return redirect("round", found.public_id)


def _make_form(
    post: QueryDict | None,
    parts: list[Part],
    edition: Edition,
    initial: dict[str, Any],
    stored: dict[str, Any],
) -> RoundForm:
    return RoundForm(
        post,
        initial=initial,
        stored=stored,
        parts=parts,
        stages=edition.stages if find_rules(edition).asks_all_alike else (),
        today=timezone.localdate(),
        submit=_("Spara och läs igenom"),
    )
