"""A group's meeting: its result one thing at a time, what it says and decides to do."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from assessments.actions.meetings import save_joint_entries, store_meeting_report
from assessments.actions.plans import add_action, remove_action, update_action
from assessments.domain.agenda import PLACEMENT, AgendaPage
from assessments.domain.entries import Entry, SaveStatus
from assessments.domain.fields import ValueRefused
from assessments.domain.lifecycle import ChangeRefused
from assessments.domain.meeting import (
    JOINT_REASON,
    JOINT_STAGE,
    check_joint_value,
    needs_reason,
)
from assessments.domain.permissions import May, can
from assessments.forms.plan import ActionForm, PlannedActionForm
from assessments.forms.stale import Conflict, describe_conflict, keep_mine
from assessments.joint import build_joint_fields, say_joint_conflict
from assessments.models import Assessment, PlannedAction
from assessments.questions import Problem, Problems, read_entries, say_refused
from assessments.selectors.meetings import (
    MeetingSheet,
    fetch_decided,
    fetch_meeting,
    fetch_writer,
    is_report_behind,
)
from assessments.selectors.rounds import is_number
from assessments.views.access import get_user, load_round, member_page
from assessments.views.plan import name_other
from samverkan.form_tokens import read_submission
from samverkan.merging import Stale, read_values
from samverkan.unsaved import Why, answer_unsaved, has_texts

ACTION = "atgard-"
"""Before the id of an action: where the button that changes it goes."""


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def meeting(request: HttpRequest, public_id: UUID, slug: str = PLACEMENT) -> HttpResponse:
    """One page of the meeting; posting it saves what is written there, then goes on."""
    may = May.LEAD if request.method == "POST" else May.READ
    found, role = load_round(request, public_id, may)
    sheet = fetch_meeting(found)
    if sheet is None:
        return _send_to_round(request, found)
    page = sheet.agenda.find(slug)
    if page is None:
        raise Http404
    if request.method == "POST":
        try:
            return _take(request, sheet, page)
        except ChangeRefused:  # reopened at this moment
            return _send_to_round(request, found)
    return _render_page(request, sheet, page, can_write=can(role, May.LEAD))


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def action(request: HttpRequest, public_id: UUID, action: int) -> HttpResponse:
    """Change something that was decided at the meeting, or take it away."""
    found, _role = load_round(request, public_id, May.LEAD)
    sheet = fetch_meeting(found)
    if sheet is None:
        return _send_to_round(request, found)
    planned = fetch_decided(found, action)
    if planned is None:
        raise Http404
    page = sheet.agenda.find(request.GET.get("fran", "")) or sheet.agenda.find_page_of(
        planned.aspect
    )
    if request.method != "POST":
        form = _make_planned_form(sheet, None, planned)
        return _render_action(request, sheet, page, form)
    if "remove" in request.POST:
        remove_action(
            action_id=planned.pk, collaboration=found.collaboration, today=timezone.localdate()
        )
        messages.success(request, _("Åtgärden är borttagen."))
        return redirect(_address(found, page.slug))
    try:
        return _change_action(request, sheet, page, planned)
    except PlannedAction.DoesNotExist:  # removed by somebody else since it was loaded
        raise Http404 from None  # which shows what was written (samverkan/unsaved.py)


def _send_to_round(request: HttpRequest, found: Assessment) -> HttpResponse:
    if has_texts(request):
        return answer_unsaved(request, Why.CHANGED)
    messages.info(request, _("Mötet hålls när omgången har stängt: då finns ett resultat."))
    return redirect("round", public_id=found.public_id)


def _address(found: Assessment, slug: str) -> str:
    if slug == PLACEMENT:
        return reverse("meeting", args=[found.public_id])
    return reverse("meeting_subject", args=[found.public_id, slug])


# What is posted -----------------------------------------------------------------------------------


def _take(request: HttpRequest, sheet: MeetingSheet, page: AgendaPage) -> HttpResponse:
    sheet, problems = _save(request, sheet, page)
    form = _make_new_form(request, sheet, page)
    if problems or not form.is_valid():
        status = 409 if problems else 422
        return _render_page(request, sheet, page, problems, form, status)
    if form.has_changed():
        add_action(
            collaboration=sheet.assessment.collaboration,
            assessment=sheet.assessment,
            today=timezone.localdate(),
            submission=read_submission(request),
            **form.fields_of_action,
        )
    return _go(request, sheet, page)


def _save(
    request: HttpRequest, sheet: MeetingSheet, page: AgendaPage
) -> tuple[MeetingSheet, Problems]:
    """Save what can be saved of what was written; say what could not, and why."""
    problems: dict[str, Problem] = {}
    good: list[Entry] = []
    for entry in read_entries(request.POST, page.fields):
        try:
            check_joint_value(entry.field, entry.value, sheet.edition)
            good.append(entry)
        except ValueRefused as refused:
            problems[entry.field] = say_refused(refused, entry.value)
    results, stored = save_joint_entries(
        assessment=sheet.assessment, edition=sheet.edition, entries=good, user=get_user(request)
    )
    for entry, saved in zip(good, results, strict=True):
        if saved.status == SaveStatus.CONFLICT:
            by = fetch_writer(sheet.assessment, entry.field)
            other = by if by != get_user(request).email else ""
            problems[entry.field] = say_joint_conflict(sheet.edition, entry, saved, other)
    return (
        MeetingSheet(sheet.assessment, sheet.snapshot, sheet.report, stored, sheet.actions),
        problems,
    )


def _go(request: HttpRequest, sheet: MeetingSheet, page: AgendaPage) -> HttpResponse:
    """Go where the pressed button says: to another page, an action, the report, or nowhere."""
    target = request.POST.get("go", "")
    if target == "report":
        return _make_report(request, sheet)
    number = target.removeprefix(ACTION)
    if target.startswith(ACTION) and is_number(number):
        address = reverse("meeting_action", args=[sheet.assessment.public_id, int(number)])
        return redirect(f"{address}?fran={page.slug}")
    found = sheet.agenda.find(target) or page
    return redirect(_address(sheet.assessment, found.slug))


def _make_report(request: HttpRequest, sheet: MeetingSheet) -> HttpResponse:
    store_meeting_report(assessment=sheet.assessment, today=timezone.localdate())
    messages.success(request, _("Rapporten är gjord på nytt, med det ni bestämde på mötet."))
    return redirect("round_result", public_id=sheet.assessment.public_id)


def _change_action(
    request: HttpRequest, sheet: MeetingSheet, page: AgendaPage, planned: PlannedAction
) -> HttpResponse:
    form = _make_planned_form(sheet, request.POST, planned)
    if not form.is_valid():
        return _render_action(request, sheet, page, form)
    try:
        update_action(
            action_id=planned.pk,
            collaboration=sheet.assessment.collaboration,
            seen=form.take_seen(),
            today=timezone.localdate(),
            user=get_user(request),
            **form.fields_of_action,
        )
    except Stale as stale:
        now = _read_action(stale.current)
        other = name_other(stale.current, get_user(request))
        conflict = describe_conflict(form, stale.merged, now, other)
        mine = keep_mine(form, stale.merged, now)
        form = _make_planned_form(sheet, None, stale.current, mine)
        return _render_action(request, sheet, page, form, conflict)
    return redirect(_address(sheet.assessment, page.slug))


# What is shown ------------------------------------------------------------------------------------


def _make_new_form(request: HttpRequest, sheet: MeetingSheet, page: AgendaPage) -> ActionForm:
    """The form of one more action; left empty it adds none."""
    return _make_form(
        sheet,
        request.POST if request.method == "POST" else None,
        aspect=page.aspect,
        prefix="new",
        empty_permitted=True,
        use_required_attribute=False,
    )


def _make_form(sheet: MeetingSheet, data: Any, **kwargs: Any) -> ActionForm:
    return ActionForm(data, edition=sheet.edition, today=timezone.localdate(), **kwargs)


def _make_planned_form(
    sheet: MeetingSheet, post: Any, planned: PlannedAction, mine: dict[str, Any] | None = None
) -> PlannedActionForm:
    stored = _read_action(planned)
    return PlannedActionForm(
        post,
        edition=sheet.edition,
        today=timezone.localdate(),
        initial=mine or stored,
        stored=stored,
        asks_status=False,
    )


def _read_action(planned: PlannedAction) -> dict[str, Any]:
    return read_values(planned, ("what", "who", "due_on", "aspect"))


def _render_page(
    request: HttpRequest,
    sheet: MeetingSheet,
    page: AgendaPage,
    problems: Problems | None = None,
    form: ActionForm | None = None,
    status: int = 200,
    *,
    can_write: bool = True,
) -> HttpResponse:
    agenda, report = sheet.agenda, sheet.report
    computed = {stage.code for stage in report.places}
    stage, reason = (sheet.values.get(field, "") for field in (JOINT_STAGE, JOINT_REASON))
    context = {
        "sheet": sheet,
        "round": sheet.assessment,
        "report": report,
        "agenda": agenda,
        "page": page,
        "subject": page.subject,
        "position": agenda.count_to(page),
        "before": agenda.before(page),
        "after": agenda.after(page),
        "can_write": can_write,
        "problems": problems,
        "fields": build_joint_fields(sheet, page.fields, problems or {}),
        "joint_stage": sheet.edition.stage_by_code.get(stage),
        "joint_reason": reason,
        "asks_why": needs_reason(stage, reason, computed),
        "actions": [
            (planned, _name_aspect(sheet, planned)) for planned in sheet.list_actions(page)
        ],
        "form": form or _make_new_form(request, sheet, page),
        "last_saved": max((entry.saved_at for entry in sheet.entries.values()), default=None),
    }
    if page.is_summary:
        context["notes"] = _list_notes(sheet)
        context["is_behind"] = is_report_behind(sheet.assessment, sheet.snapshot)
    return render(request, "meeting/page.html", context, status=status)


def _name_aspect(sheet: MeetingSheet, planned: PlannedAction) -> str:
    aspect = sheet.edition.aspect_by_code.get(planned.aspect)
    return aspect.title if aspect else ""


def _list_notes(sheet: MeetingSheet) -> list[tuple[str, str]]:
    """What has been said of aspects, each with its title, in content order."""
    titles = {f"note.{code}": aspect.title for code, aspect in sheet.edition.aspect_by_code.items()}
    return [(title, sheet.values[f]) for f, title in titles.items() if f in sheet.values]


def _render_action(
    request: HttpRequest,
    sheet: MeetingSheet,
    page: AgendaPage,
    form: PlannedActionForm,
    conflict: Conflict | None = None,
) -> HttpResponse:
    context = {
        "round": sheet.assessment,
        "back": _address(sheet.assessment, page.slug),
        "form": form,
        "conflict": conflict,
    }
    status = 409 if conflict else 422 if form.is_bound else 200
    return render(request, "meeting/action.html", context, status=status)
