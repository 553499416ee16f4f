"""The diagnosis as a whole: its links, its name, its results, and deleting it."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.core.access import RoundKind, load_respondent, load_sheet, private_page
from assessments.core.editing import Mine, edit_form, read_post, render_form
from assessments.core.links import LinkKind, sign_link
from assessments.core.mails import send_text, shorten_name, write_text
from assessments.core.throttle import is_over_limit, refuse_link
from assessments.filling.actions.diagnoses import (
    delete_diagnosis,
    start_diagnosis,
    update_diagnosis,
)
from assessments.filling.forms.diagnoses import DiagnosisForm, MailForm
from assessments.filling.forms.respond import MailOwnForm
from assessments.filling.selectors.sheets import (
    FilledSheet,
    fetch_sheets_of_tool,
    is_named_by_leader,
)
from assessments.filling.views.respond import render_own
from assessments.instruments.instrument import Given
from assessments.keeping.rules import compute_deletion_date
from assessments.keeping.selectors import find_deletion_date
from assessments.methods.registry import METHODS
from assessments.methods.sheets.fields import ToolInstrument, list_progress
from assessments.methods.sheets.turns import find_next_turn
from assessments.methods.stages.walk import MARKERS_PAGE
from assessments.models import Assessment
from assessments.results.selectors import fetch_snapshot_list, is_outdated, list_standings
from assessments.tools.selectors import list_parties
from model_content.selectors.editions import fetch_edition
from model_content.selectors.tools import fetch_tool_revision
from samverkan.accounts.recent import ask_unless_recent
from samverkan.submitted.form_tokens import read_submission


@require_safe
@private_page
def overview(request: HttpRequest, token: str | UUID) -> HttpResponse:
    """The links to keep, how far one has come, and the results so far."""
    sheet = load_sheet(request, token, RoundKind.ANY)
    return _render_overview(request, sheet, token, _make_mail_form(sheet))


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def change_details(request: HttpRequest, token: str | UUID) -> HttpResponse:
    """Change the name, what is counted in and who answers."""
    assessment = load_respondent(request, token).assessment
    by_leader = isinstance(token, UUID)
    names = by_leader or not is_named_by_leader(assessment)

    def make(now: Assessment, post: QueryDict | None, mine: Mine) -> DiagnosisForm:
        initial = _initial(now)
        stored = {**initial, "people": now.people}
        return DiagnosisForm(post, initial=mine or initial, stored=stored, names=names)

    def save(form: DiagnosisForm, seen: str | None) -> HttpResponse:
        given = form.cleaned_data
        update_diagnosis(assessment=assessment, by_leader=by_leader, seen=seen, **given)
        messages.success(request, _("Uppgifterna är sparade."))
        return redirect("overview", token=token)

    context = {"token": token, "assessment": assessment}
    return edit_form(request, "assessments/change_details.html", context, assessment, make, save)


@require_POST
@private_page
def mail_link(request: HttpRequest, token: str | UUID) -> HttpResponse:
    """Mail the link to answer; nothing that a user typed is in the mail."""
    sheet = load_sheet(request, token, RoundKind.ANY)
    if sheet.edition.is_preview or sheet.respondent.is_for_steering:
        raise Http404
    form = _make_mail_form(sheet, request.POST)
    if not form.is_valid():
        return _render_overview(request, sheet, token, form, 422)
    refusal = refuse_link(request, sheet.respondent.pk, form.cleaned_data["email"])
    if refusal:
        form.add_error(None, refusal)
        return _render_overview(request, sheet, token, form, 429)
    if not _send_link(request, sheet.assessment, token, form.cleaned_data["email"]):
        form.add_error(None, _("Mejlet gick inte iväg. Svaren är sparade. Kopiera länken i stället, eller försök igen om en stund."))  # fmt: skip  # noqa: E501
        return _render_overview(request, sheet, token, form, 503)
    said = _("Mejlat till %(email)s. Titta i skräpposten om mejlet inte syns.")
    messages.success(request, said % form.cleaned_data)
    return redirect("overview", token=token)


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def delete(request: HttpRequest, token: str | UUID) -> HttpResponse:
    """Delete everything about the diagnosis, after a question. Its owner has signed in lately."""
    assessment = load_respondent(request, token).assessment
    if isinstance(token, UUID) and (ask := ask_unless_recent(request)):
        return ask
    if request.method == "POST":
        delete_diagnosis(assessment=assessment)
        messages.success(request, _("Diagnosen är raderad, med alla svar och resultat.") if assessment.tool_id is None else _("Bladet är raderat, med alla svar och resultat."))  # fmt: skip  # noqa: E501
        return redirect("home")
    context = {"assessment": assessment, "token": token}
    return render(request, "assessments/delete.html", context)


def _make_mail_form(sheet: FilledSheet, data: QueryDict | None = None) -> MailForm:
    return MailOwnForm(data) if sheet.assessment.is_group else MailForm(data)


def make_links(request: HttpRequest, assessment: Assessment, token: str | UUID) -> dict[str, str]:
    """The two links in full, to copy or mail; one of several has only their own."""
    answer_link = request.build_absolute_uri(reverse("overview", args=[token]))
    if assessment.is_group:
        return {"answer_link": answer_link}
    signed = sign_link(LinkKind.READ, assessment.public_id, assessment.read_generation)
    return {
        "answer_link": answer_link,
        "read_link": request.build_absolute_uri(reverse("read", args=[signed])),
    }


def _render_overview(
    request: HttpRequest, sheet: FilledSheet, token: str | UUID, form: MailForm, status: int = 200
) -> HttpResponse:
    if sheet.assessment.is_group and isinstance(token, str):
        return render_own(request, sheet, token, form, status)
    snapshots: list[Any] = list(fetch_snapshot_list(sheet.assessment))
    began = snapshots[0].turn_began if snapshots else None
    next_turn = find_next_turn(began) if began else None
    context: dict[str, Any] = {
        "sheet": sheet,
        "assessment": sheet.assessment,
        "token": token,
        "is_owner_page": isinstance(token, UUID),
        "mail_form": form,
        "snapshots": snapshots,
        "results": list(zip(snapshots, list_standings(snapshots, sheet.edition), strict=True)),
        "is_outdated": is_outdated(snapshots, sheet.last_saved),
        "next_turn": next_turn,
        "delete_on": _find_deletion_date(sheet.assessment),
        **make_links(request, sheet.assessment, token),
    }
    if (
        sheet.assessment.organisations
        and sheet.assessment.tool_id
        and not sheet.respondent.organisation
    ):
        context |= _count_parties(sheet)
        if next_turn and next_turn <= timezone.localdate():
            rows = list_parties(sheet.assessment)
            again = [row.name for row in rows if row.has_gone_through(next_turn)]
            context |= {"is_new_turn": True, "again": again}
        context["see_first"] = context["begun"] and not snapshots
    if sheet.respondent.organisation and isinstance(sheet.instrument, ToolInstrument):
        given = Given(
            sheet.values,
            organisation=sheet.respondent.organisation,
            submitted_on=sheet.respondent.submitted_on,
        )
        own = list_progress(sheet.instrument, [given])
        context["is_own_done"] = all(row.is_done for row in own)
    pages = METHODS[sheet.assessment.instrument].pages
    return render(request, f"{pages}/overview.html", context, status=status)


def _count_parties(sheet: FilledSheet) -> dict[str, Any]:
    """How many parties have begun and are done, and how far each has come. One query."""
    assert isinstance(sheet.instrument, ToolInstrument)
    rows = list_progress(sheet.instrument, fetch_sheets_of_tool(sheet.assessment))
    return {
        "progress": rows,
        "begun": sum(row.has_begun for row in rows),
        "done": sum(row.is_done for row in rows),
        "left": sum(row.is_done and row.left for row in rows),
    }


def _find_deletion_date(assessment: Assessment) -> date:
    """The day as its leader has chosen it, and as the other rounds have moved it, if it is led."""
    collaboration = assessment.collaboration
    if collaboration.owner_id is not None:
        return find_deletion_date(collaboration)
    return compute_deletion_date(assessment.changed_on, collaboration.kept_months)


def _initial(assessment: Assessment) -> dict[str, Any]:
    return {
        "name": assessment.collaboration.name,
        "scope": assessment.collaboration.scope,
        "answered": assessment.answered,
        "people": assessment.people if assessment.people > 1 else None,
        "funded_until": assessment.funded_until,
    }


def _send_link(
    request: HttpRequest, assessment: Assessment, token: str | UUID, address: str
) -> bool:
    context: dict[str, Any] = {
        **make_links(request, assessment, token),
        "assessment": assessment,
        "created_at": assessment.created_at,
        "delete_on": _find_deletion_date(assessment),
    }
    if assessment.is_group:
        # An anonymous diagnosis is not named: anybody could have a text of their own mailed so.
        template = "respond/mail_link.txt"
        context["name"] = name = shorten_name(assessment.name)
        subject = _("Din länk: svara om %(name)s") % {"name": name}
    else:
        template, subject = "assessments/mail_link.txt", _("Er länk till Samverkanskollen")
        if assessment.tool_id is not None:
            context["tool"] = title = fetch_tool_revision(assessment.tool_id).content.title
            subject = _("Er länk till %(tool)s i Samverkanskollen") % {"tool": title}
    return send_text(subject, write_text(template, **context), [address], what="the link")


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What it is, the six stages, and where to begin."""
    return render(request, "assessments/home.html", {"edition": fetch_edition().content})


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Name the collaboration, say what is counted in and who answers; then the questions begin.

    The links come with the result, and when one leaves before it.
    """
    post, initial = read_post(request), {"answered": "alone"}
    form = DiagnosisForm(post, initial=initial, stored={}, offers_group=True)
    if not form.is_valid():
        return render_form(request, "assessments/new.html", form)
    if is_over_limit(request, "create"):
        form.add_error(None, _("Det har skapats väldigt många diagnoser härifrån den senaste timmen. Det ni skrev finns kvar här. Försök igen om en stund."))  # fmt: skip  # noqa: E501
        return render_form(request, "assessments/new.html", form, status=429)
    form.take_seen()
    _respondent, token = start_diagnosis(
        published=fetch_edition(), submission=read_submission(request), **form.cleaned_data
    )
    return redirect("page", token=token, slug=MARKERS_PAGE)
