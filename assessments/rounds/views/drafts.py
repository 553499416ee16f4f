"""A group's round before it opens: what it is to be like, and opening it."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from assessments.core.access import collaboration_page, get_user, round_page
from assessments.core.editing import Mine, edit_form, read_post, render_form
from assessments.core.rules.lifecycle import ChangeRefused, State
from assessments.core.rules.permissions import May
from assessments.core.throttle import find_full_mailboxes, refuse_mails
from assessments.groups.rules.addresses import Pasted
from assessments.groups.selectors import list_parts
from assessments.methods.stages.rules import find_rules
from assessments.models import Assessment, Collaboration, Part
from assessments.rounds.actions import rounds as actions
from assessments.rounds.actions.invitations import TooMany
from assessments.rounds.actions.opening import open_and_invite, settle_addresses
from assessments.rounds.forms.invitations import SettleForm, describe_full
from assessments.rounds.forms.rounds import RoundForm, describe_new_round, describe_round
from assessments.rounds.selectors.invitations import (
    count_invitations,
    fetch_drafted,
    list_invited_before,
    list_uninvited,
)
from assessments.rounds.selectors.rounds import fetch_last_round, fetch_round_edition
from assessments.rounds.views.rounds import REFUSALS, refuse, refuse_state, render_round
from model_content.domain.content import Edition
from model_content.selectors.editions import fetch_edition
from samverkan.site.public import get_site_address
from samverkan.submitted.form_tokens import read_submission


@collaboration_page(May.LEAD)
def new(request: HttpRequest, collaboration: Collaboration) -> HttpResponse:
    """Say who is asked; the rest begins as in the last round. Nothing is sent yet."""
    published = fetch_edition()
    last, today = fetch_last_round(collaboration), timezone.localdate()
    initial = describe_new_round(last, collaboration.parties, today)
    parts, edition = list_parts(collaboration), published.content
    same, post = list_invited_before(collaboration), read_post(request)
    if post and post.get("do") == "same":
        post = post.copy()
        post["addresses"] = "\n".join([post.get("addresses", ""), *same]).strip()
    make = partial(_make_form, parts=parts, edition=edition, stored={}, shows_length=bool(last))
    form = make(post, initial=initial)
    context = {"collaboration": collaboration, "edition": edition.code, "same": same}
    if is_counted(request):
        fresh = make(None, initial=form.written)
        return _render_form(request, fresh, {**context, "prospect": form.prospect})
    if not form.is_valid():
        return _render_form(request, form, context)
    pasted: Pasted = form.cleaned_data["addresses"]
    refusal = refuse_mails(request, get_user(request), len(pasted.addresses))
    if refusal:
        form.add_error(None, refusal + " " + _("Listan finns kvar här."))
        return _render_form(request, form, context, 429)
    full = find_full_mailboxes(pasted.addresses)
    draft = actions.draft_round(
        collaboration=collaboration,
        published=published,
        settings=form.settings,
        addresses=[address for address in pasted.addresses if address not in full],
        left_out=[*pasted.bad, *full],
        submission=read_submission(request),
    )
    say_full(request, full)
    if pasted.repeated:
        messages.success(request, _("De som stod flera gånger i listan får bara ett mejl."))
    return redirect("round", draft.public_id)


@round_page(May.LEAD)
def edit(request: HttpRequest, found: Assessment) -> HttpResponse:
    """Change what a round that has not opened is like."""
    if found.state != State.DRAFT:
        return refuse_state(request, found)
    collaboration = found.collaboration
    parts, edition = list_parts(collaboration), fetch_round_edition(found).content
    invited = count_invitations(found)

    def make(row: Assessment, post: QueryDict | None, mine: Mine) -> RoundForm:
        initial, stored = mine or describe_round(row), actions.read_settings(row)
        return _make_form(
            post, parts, edition, initial, stored, invited, shows_length=found.is_short
        )

    def save(form: RoundForm, seen: str | None) -> HttpResponse:
        try:
            actions.update_draft(assessment=found, settings=form.settings, seen=seen)
        except ChangeRefused as refused:
            return refuse(request, found, refused)
        messages.success(request, _("Ändringarna är sparade."))
        return redirect("round", found.public_id)

    context = {"collaboration": collaboration, "round": found, "edition": found.edition.code}
    form = make(found, read_post(request), None)
    context["prospect"] = form.prospect
    if is_counted(request):
        return _render_form(request, make(found, None, form.written), context)
    return edit_form(request, "rounds/settings.html", context, found, make, save)


def is_counted(request: HttpRequest) -> bool:
    """Whether the form is sent only to be filled in, or told what can be shown of so many."""
    return request.method == "POST" and request.POST.get("do") in ("count", "same")


def _render_form(
    request: HttpRequest, form: RoundForm, context: dict[str, Any], status: int | None = None
) -> HttpResponse:
    if "prospect" not in context:
        context["prospect"] = form.prospect
    return render_form(request, "rounds/settings.html", form, context, status)


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
    """Open the round that was read and mail those whom it invites, or only keep its addresses.

    What respondents are told is fixed when it opens.
    """
    if found.state != State.DRAFT:
        return refuse_state(request, found, wanted=State.OPEN)
    do = request.POST.get("do")
    opens = do not in ("add", "no_parties")
    form = SettleForm(request.POST, drafted=fetch_drafted(found), sends=opens)
    if not form.is_valid():
        return render_round(request, found, form=form, status=422)
    new = list_uninvited(found, form.settled.add)
    if refusal := refuse_mails(request, get_user(request), len(new)):
        form.add_error(None, refusal)
        return render_round(request, found, form=form, status=429)
    full = find_full_mailboxes(new)
    settled = form.settled.without(full)
    seal = request.POST.get("seal", "")
    try:
        if opens:
            open_and_invite(
                assessment=found,
                settled=settled,
                seal=seal,
                user=get_user(request),
                today=timezone.localdate(),
                site=get_site_address(request),
            )
        else:
            settle_addresses(assessment=found, settled=settled, seal=seal)
            if do == "no_parties":
                actions.drop_breakdown(assessment=found)
    except TooMany:
        form.add_error("addresses", _("Då blir det fler än 500 i omgången. Ingen har bjudits in. Korta listan, eller använd grupplänken."))  # fmt: skip  # noqa: E501
        return render_round(request, found, form=form, status=422)
    except REFUSALS as refused:
        return refuse(request, found, refused, wanted=State.OPEN)
    say_full(request, full)
    if not opens:
        return redirect("round", found.public_id)
    invited = count_invitations(found)
    messages.success(request, _describe_opened(invited))
    by_link = found.has_group_link and not invited
    return redirect("group_link" if by_link else "invitations", found.public_id)


def _describe_opened(invited: int) -> str:
    if not invited:
        return _("Omgången är öppen. Dela länken med dem som ska svara.")
    return ngettext(
        "Omgången är öppen. En inbjudan skickas.",
        "Omgången är öppen. %(number)d inbjudningar skickas.",
        invited,
    ) % {"number": invited}


def say_full(request: HttpRequest, full: Sequence[str]) -> None:
    if full:
        messages.error(request, describe_full(full))


def _make_form(
    post: QueryDict | None,
    parts: list[Part],
    edition: Edition,
    initial: dict[str, Any],
    stored: dict[str, Any],
    invited: int | None = None,
    *,
    shows_length: bool,
) -> RoundForm:
    return RoundForm(
        post,
        initial=initial,
        stored=stored,
        parts=parts,
        stages=edition.stages if find_rules(edition).asks_all_alike else (),
        today=timezone.localdate(),
        invited=invited,
        shows_length=shows_length,
    )
