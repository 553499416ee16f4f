"""A group's round for its leaders: its state, and what leads to the next."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from assessments.core.access import get_user, load_round, round_page
from assessments.core.editing import read_post, render_form
from assessments.core.rules.lifecycle import Change, ChangeRefused, State, can_change
from assessments.core.rules.permissions import May, can
from assessments.filling.actions.answers import RoundClosed
from assessments.filling.selectors.respond import find_result
from assessments.meeting.selectors import find_change_since
from assessments.models import Assessment
from assessments.plan.selectors import fetch_next_month
from assessments.results.selectors import fetch_snapshot
from assessments.results.views import render_result, send_file
from assessments.rounds.actions import rounds as actions
from assessments.rounds.actions.invitations import TooFew, set_asked
from assessments.rounds.actions.mailing import write_subject, write_text
from assessments.rounds.actions.notices import show_result as give_result
from assessments.rounds.forms.invitations import SettleForm
from assessments.rounds.forms.rounds import DAYS_TO_ANSWER, AskedForm, ExtendForm, ReopenForm
from assessments.rounds.rules.waiting import foresee, look_ahead
from assessments.rounds.selectors.invitations import fetch_drafted, find_reminder_day
from assessments.rounds.selectors.rounds import (
    fetch_respondent_of,
    fetch_turnout,
    fetch_whole_before,
    list_asked_stages,
    list_events,
    list_respondents,
    make_terms,
)
from samverkan.site.public import get_site_address
from samverkan.submitted.unsaved import list_texts, read_written

DAYS_MORE = 7
"""Days that a round is extended by, unless its leader chooses otherwise."""

Refusal = (
    ChangeRefused | actions.LastDayPassed | actions.NotReady | actions.ToldOtherwise | RoundClosed
)
REFUSALS = (ChangeRefused, actions.ToldOtherwise, actions.NotReady, actions.LastDayPassed)
"""Why a draft cannot be opened."""


@round_page(May.READ, require_safe)
def overview(request: HttpRequest, found: Assessment) -> HttpResponse:
    return render_round(request, found)


@round_page(May.LEAD)
def extend(request: HttpRequest, found: Assessment) -> HttpResponse:
    if found.state != State.OPEN or found.closes_on is None:
        return refuse_state(request, found)
    form = ExtendForm(
        read_post(request),
        earliest=found.closes_on,
        today=timezone.localdate(),
        initial={"closes_on": found.closes_on + timedelta(days=DAYS_MORE)},
    )
    return _move_last_day(
        request,
        found,
        "rounds/extend.html",
        form,
        actions.extend_round,
        _("Sista dagen är flyttad."),
    )


@round_page(May.LEAD)
def reopen(request: HttpRequest, found: Assessment) -> HttpResponse:
    if not _can(Change.REOPENED, found):
        is_closed = found.state == State.CLOSED
        code = ChangeRefused.ANONYMOUS if is_closed else ChangeRefused.STATE
        return refuse(request, found, ChangeRefused(code), wanted=State.OPEN)
    today = timezone.localdate()
    form = ReopenForm(
        read_post(request),
        earliest=today,
        today=today,
        initial={"closes_on": today + timedelta(days=DAYS_TO_ANSWER)},
    )
    done, wanted = _("Omgången är öppen igen."), State.OPEN
    return _move_last_day(
        request, found, "rounds/reopen.html", form, actions.reopen_round, done, wanted=wanted
    )


def _move_last_day(
    request: HttpRequest,
    found: Assessment,
    template: str,
    form: ExtendForm,
    move: Callable[..., None],
    done: str,
    wanted: State | None = None,
) -> HttpResponse:
    if not form.is_valid():
        return render_form(request, template, form, {"round": found})
    user, today = get_user(request), timezone.localdate()
    try:
        move(assessment=found, user=user, today=today, **form.cleaned_data)
    except (ChangeRefused, actions.LastDayPassed) as refused:
        return refuse(request, found, refused, wanted=wanted)
    messages.success(request, done)
    return redirect("round", found.public_id)


@round_page(May.LEAD)
def asked(request: HttpRequest, found: Assessment) -> HttpResponse:
    if found.state != State.OPEN:
        return refuse_state(request, found)
    form = AskedForm(read_post(request), initial={"people": fetch_turnout(found).asked})
    try:
        if form.is_valid():
            set_asked(assessment=found, **form.cleaned_data)
            messages.success(request, _("Antalet är ändrat."))
            return redirect("round", found.public_id)
    except TooFew as refused:
        form.add_error("people", _explain_least(refused))
    except ChangeRefused as refused:
        return refuse(request, found, refused)
    return render_form(request, "rounds/asked.html", form, {"round": found})


@round_page(May.LEAD)
def close(request: HttpRequest, found: Assessment) -> HttpResponse:
    if found.state != State.OPEN:
        return refuse_state(request, found, wanted=State.CLOSED)
    if request.method != "POST":
        return render(request, "rounds/close.html", _foresee(found))
    try:
        shown, today = "shows_result" in request.POST, timezone.localdate()
        actions.close_round(
            assessment=found, user=get_user(request), today=today, shows_result=shown
        )
    except ChangeRefused as refused:
        return refuse(request, found, refused, wanted=State.CLOSED)
    messages.success(request, _("Omgången är stängd och resultatet är klart."))
    return redirect("round", found.public_id)


@round_page(May.LEAD, require_POST)
def show_result(request: HttpRequest, found: Assessment) -> HttpResponse:
    """Give the result to those who answered, by the links that they have, or take it back."""
    shown = request.POST.get("shown") == "yes"
    try:
        give_result(assessment=found, shown=shown)
    except ChangeRefused as refused:
        return refuse(request, found, refused)
    given = _("De som svarade kommer till resultatet med länken de svarade med.")
    messages.success(request, given if shown else _("Länken till resultatet fungerar inte längre."))
    return redirect("round", found.public_id)


@round_page(May.LEAD, require_POST)
def remove_respondent(request: HttpRequest, found: Assessment) -> HttpResponse:
    """Delete what somebody has answered in an open round; if that is done already, all is well."""
    if found.anonymous:
        return refuse(request, found, ChangeRefused(ChangeRefused.ANONYMOUS))
    respondent = fetch_respondent_of(found, request.POST.get("respondent", ""))
    if respondent is not None:
        try:
            actions.delete_respondent(respondent=respondent)
        except RoundClosed as refused:
            return refuse(request, found, refused)
        messages.success(request, _("Svaren är borttagna."))
    return redirect("round", found.public_id)


# Its result ---------------------------------------------------------------------------------------


@round_page(May.READ, require_safe)
def result(request: HttpRequest, found: Assessment, number: int | None = None) -> HttpResponse:
    """The result, once the round has closed; those who lead see what to do with it."""
    if found.state != State.CLOSED:
        return redirect("round", found.public_id)
    snapshot = fetch_snapshot(found, number)
    if snapshot is None:
        raise Http404
    context = {
        "round": found,
        "may_lead": can(found.role, May.LEAD),
        "changed_by": None if number else find_change_since(found, snapshot),
        "whole_round": fetch_whole_before(found),
    }
    addresses = ("round_result_number", "round_file", found.public_id)
    return render_result(request, found, snapshot, addresses, context)


@round_page(May.READ, require_safe)
def result_file(_request: HttpRequest, found: Assessment, number: int, name: str) -> HttpResponse:
    if found.state != State.CLOSED:
        return redirect("round", found.public_id)
    return send_file(found, number, name)


# What the pages show ------------------------------------------------------------------------------


def render_round(
    request: HttpRequest,
    found: Assessment,
    *,
    problem: str = "",
    form: SettleForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The round's page; `problem` says why something could not be done, `form` what is wrong."""
    leads = can(found.role, May.LEAD)
    is_closed = found.state == State.CLOSED
    events = list_events(found)
    context = {
        **_foresee(found),
        "next_month": fetch_next_month(found.collaboration, timezone.localdate())
        if is_closed
        else None,
        "leads": leads,
        "owns": can(found.role, May.OWN),
        "can_reopen": leads and _can(Change.REOPENED, found),
        "events": events,
        "was_closed": any(event.change == Change.CLOSED for event in events),
        "respondents": list_respondents(found) if leads and found.state == State.OPEN else [],
        "is_overdue": found.closes_on is not None and found.closes_on < timezone.localdate(),
        **(_prepare(request, found, form) if leads and found.state == State.DRAFT else {}),
        "asked_stages": list_asked_stages(found),
        "problem": problem,
        "given": find_result(found, get_site_address(request)) if leads else "",
    }
    return render(request, "rounds/round.html", context, status=status)


def _prepare(request: HttpRequest, found: Assessment, form: SettleForm | None) -> dict[str, Any]:
    """What a draft's page shows its leaders: whom it invites, and the mail that they get."""
    link = f"{get_site_address(request)}/i/…/"
    return {
        "form": form or SettleForm(drafted=fetch_drafted(found)),
        "reminder_day": find_reminder_day(found, timezone.localdate()),
        "subject": write_subject(found),
        "mail": write_text(found, link),
        "seal": actions.compute_seal(found),
    }


def refuse_state(
    request: HttpRequest, found: Assessment, *, wanted: State | None = None
) -> HttpResponse:
    return refuse(request, found, ChangeRefused(ChangeRefused.STATE), wanted=wanted)


def refuse(
    request: HttpRequest, before: Assessment, refused: Refusal, *, wanted: State | None = None
) -> HttpResponse:
    """Show the round as it is now and why what was asked cannot be done.

    If it has come to the state that was wanted (two tabs, a double click), or nothing was to be
    changed yet, there is nothing to complain about.
    """
    found = load_round(request, before.public_id, May.LEAD)
    if request.method != "POST" or (found.state == wanted and not _is_lost(request, found)):
        return redirect("round", found.public_id)
    status = 422 if isinstance(refused, actions.LastDayPassed | actions.NotReady) else 409
    return render_round(request, found, problem=_explain(refused, found), status=status)


def _is_lost(request: HttpRequest, found: Assessment) -> bool:
    """Whether something was written that the round has not been told, as it has by a double click.

    It is shown on the page of the round.
    """
    written = {" ".join(text.value.split()) for text in list_texts(read_written(request))}
    if not written:
        return False
    return not written <= {" ".join(event.reason.split()) for event in list_events(found)}


def _explain(refused: Refusal, found: Assessment) -> str:
    if isinstance(refused, actions.ToldOtherwise):
        return _("Någon har ändrat omgången sedan ni öppnade sidan. Läs igenom den igen innan ni öppnar.")  # fmt: skip  # noqa: E501
    if isinstance(refused, actions.NotReady):
        return _("Något är inte bestämt än. Ändra omgången först.")
    if isinstance(refused, actions.LastDayPassed):
        return _("Sista dagen har passerat. Välj en senare dag först.")
    if isinstance(refused, ChangeRefused) and refused.code == ChangeRefused.ANONYMOUS:
        return _("I en anonym omgång går det inte: då skulle någons svar kunna räknas ut.")
    if found.state == State.OPEN:
        return _("Omgången är redan öppen, och det de svarande har fått veta går inte att ändra. Ingenting har ändrats.")  # fmt: skip  # noqa: E501
    if found.state == State.CLOSED:
        return _("Omgången är redan stängd. Ingenting har ändrats.")
    return _("Omgången är inte öppnad än. Ingenting har ändrats.")


def _explain_least(refused: TooFew) -> str:
    params = {"least": refused.least}
    if refused.is_of_invited:
        return _("Ni har bjudit in %(least)d personer. Skriv %(least)d eller fler, eller ta först bort någon inbjudan.") % params  # fmt: skip  # noqa: E501
    return _("%(least)d har redan lämnat in. Skriv %(least)d eller fler.") % params


def _can(change: Change, found: Assessment) -> bool:
    return can_change(change, State(found.state), anonymous=found.anonymous)


def _foresee(found: Assessment) -> dict[str, Any]:
    turnout = fetch_turnout(found)
    terms = make_terms(found, closed_on=None)
    return {
        "round": found,
        "turnout": turnout,
        "outlook": foresee(turnout.handed_in, turnout.asked, terms),
        "prospect": look_ahead(turnout.asked, terms),
    }
