"""A group's round for its leaders: its state, and what leads to the next."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.actions.answers import RoundClosed
from assessments.actions.invitations import TooFew, set_asked
from assessments.actions.rounds import (
    LastDayPassed,
    NotReady,
    ToldOtherwise,
    close_round,
    compute_seal,
    delete_respondent,
    extend_round,
    reopen_round,
)
from assessments.domain.lifecycle import Change, ChangeRefused, State, can_change
from assessments.domain.permissions import May, Role, can
from assessments.domain.waiting import foresee, look_ahead
from assessments.forms.rounds import DAYS_TO_ANSWER, AskedForm, ExtendForm, ReopenForm
from assessments.models import Assessment
from assessments.selectors.plans import fetch_next_month
from assessments.selectors.rounds import (
    fetch_respondent_of,
    fetch_turnout,
    list_events,
    list_respondents,
    make_terms,
)
from assessments.views.access import load_round, member_page
from samverkan.unsaved import list_texts, read_written

DAYS_MORE = 7
"""Days that a round is extended by, unless its leader chooses otherwise."""

Refusal = ChangeRefused | LastDayPassed | NotReady | ToldOtherwise | RoundClosed


@require_safe
@member_page
def overview(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Where the round is in its life, how many have answered, and what can be done."""
    return render_round(request, *load_round(request, public_id))


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def extend(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Move the last day to answer to a later one."""
    found, _role = load_round(request, public_id, May.LEAD)
    assert request.user.is_authenticated
    today = timezone.localdate()
    if found.state != State.OPEN or found.closes_on is None:
        return refuse(request, public_id, ChangeRefused(ChangeRefused.STATE))
    form = ExtendForm(
        request.POST if request.method == "POST" else None,
        earliest=found.closes_on,
        today=today,
        initial={"closes_on": found.closes_on + timedelta(days=DAYS_MORE)},
    )
    if not form.is_valid():
        return _render_form(request, "rounds/extend.html", found, form)
    try:
        extend_round(assessment=found, user=request.user, today=today, **form.cleaned_data)
    except (ChangeRefused, LastDayPassed) as refused:
        return refuse(request, public_id, refused)
    messages.success(request, _("Sista dagen är flyttad."))
    return redirect("round", public_id)


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def asked(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Put right how many are asked, at least."""
    found, _role = load_round(request, public_id, May.LEAD)
    if found.state != State.OPEN:
        return refuse(request, public_id, ChangeRefused(ChangeRefused.STATE))
    data = request.POST if request.method == "POST" else None
    form = AskedForm(data, initial={"people": fetch_turnout(found).asked})
    if not form.is_valid():
        return _render_form(request, "rounds/asked.html", found, form)
    try:
        set_asked(assessment=found, **form.cleaned_data)
    except TooFew as refused:
        form.add_error("people", _explain_least(refused))
        return _render_form(request, "rounds/asked.html", found, form)
    except ChangeRefused as refused:
        return refuse(request, public_id, refused)
    messages.success(request, _("Antalet är ändrat."))
    return redirect("round", public_id)


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def close(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Say what closing does, and close."""
    found, _role = load_round(request, public_id, May.LEAD)
    if found.state != State.OPEN:
        refused = ChangeRefused(ChangeRefused.STATE)
        return refuse(request, public_id, refused, wanted=State.CLOSED)
    if request.method != "POST":
        return render(request, "rounds/close.html", _foresee(found))
    assert request.user.is_authenticated
    try:
        close_round(assessment=found, user=request.user, today=timezone.localdate())
    except ChangeRefused as refused:
        return refuse(request, public_id, refused, wanted=State.CLOSED)
    messages.success(request, _("Omgången är stängd och resultatet är klart."))
    return redirect("round", public_id)


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def reopen(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Open a closed round again, with a reason that is kept."""
    found, _role = load_round(request, public_id, May.LEAD)
    if not _can(Change.REOPENED, found):
        is_closed = found.state == State.CLOSED
        code = ChangeRefused.ANONYMOUS if is_closed else ChangeRefused.STATE
        return refuse(request, public_id, ChangeRefused(code), wanted=State.OPEN)
    assert request.user.is_authenticated
    today = timezone.localdate()
    form = ReopenForm(
        request.POST if request.method == "POST" else None,
        earliest=today,
        today=today,
        initial={"closes_on": today + timedelta(days=DAYS_TO_ANSWER)},
    )
    if not form.is_valid():
        return _render_form(request, "rounds/reopen.html", found, form)
    try:
        reopen_round(assessment=found, user=request.user, today=today, **form.cleaned_data)
    except (ChangeRefused, LastDayPassed) as refused:
        return refuse(request, public_id, refused, wanted=State.OPEN)
    messages.success(request, _("Omgången är öppen igen."))
    return redirect("round", public_id)


@require_POST
@member_page
def remove_respondent(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Delete what somebody has answered in an open round; if that is done already, all is well."""
    found, _role = load_round(request, public_id, May.LEAD)
    if found.anonymous:
        return refuse(request, public_id, ChangeRefused(ChangeRefused.ANONYMOUS))
    respondent = fetch_respondent_of(found, request.POST.get("respondent", ""))
    if respondent is None:
        return redirect("round", public_id)
    try:
        delete_respondent(respondent=respondent)
    except RoundClosed as refused:
        return refuse(request, public_id, refused)
    messages.success(request, _("Svaren är borttagna."))
    return redirect("round", public_id)


# What the pages show ------------------------------------------------------------------------------


def render_round(
    request: HttpRequest, found: Assessment, role: Role, *, problem: str = "", status: int = 200
) -> HttpResponse:
    """The round's page; `problem` says why something could not be done."""
    leads = can(role, May.LEAD)
    is_closed = found.state == State.CLOSED
    events = list_events(found)
    context = {
        **_foresee(found),
        "next_month": fetch_next_month(found.collaboration, timezone.localdate())
        if is_closed
        else None,
        "leads": leads,
        "can_reopen": leads and _can(Change.REOPENED, found),
        "events": events,
        "was_closed": any(event.change == Change.CLOSED for event in events),
        "respondents": list_respondents(found) if leads and found.state == State.OPEN else [],
        "is_overdue": found.closes_on is not None and found.closes_on < timezone.localdate(),
        "seal": compute_seal(found) if found.state == State.DRAFT else "",
        "problem": problem,
    }
    return render(request, "rounds/round.html", context, status=status)


def refuse(
    request: HttpRequest, public_id: UUID, refused: Refusal, *, wanted: State | None = None
) -> HttpResponse:
    """Show the round as it is now and why what was asked cannot be done.

    If it has come to the state that was wanted (two tabs, a double click), or nothing was to be
    changed yet, there is nothing to complain about.
    """
    found, role = load_round(request, public_id, May.LEAD)
    if request.method != "POST" or (found.state == wanted and not _is_lost(request, found)):
        return redirect("round", public_id)
    status = 422 if isinstance(refused, LastDayPassed | NotReady) else 409
    return render_round(request, found, role, problem=_explain(refused, found), status=status)


def _is_lost(request: HttpRequest, found: Assessment) -> bool:
    """Whether something was written that the round has not been told, as it has by a double click.

    It is shown on the page of the round.
    """
    written = {" ".join(text.value.split()) for text in list_texts(read_written(request))}
    if not written:
        return False
    return not written <= {" ".join(event.reason.split()) for event in list_events(found)}


def _explain(refused: Refusal, found: Assessment) -> str:
    if isinstance(refused, ToldOtherwise):
        return _("Någon har ändrat omgången sedan ni öppnade sidan. Läs igenom den igen innan ni öppnar.")  # fmt: skip  # noqa: E501
    if isinstance(refused, NotReady):
        return _("Något är inte bestämt än. Ändra omgången först.")
    if isinstance(refused, LastDayPassed):
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


def _render_form(
    request: HttpRequest, template: str, found: Assessment, form: ExtendForm | AskedForm
) -> HttpResponse:
    status = 422 if form.is_bound else 200
    return render(request, template, {"round": found, "form": form}, status=status)
