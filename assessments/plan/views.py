"""A collaboration's plan: what is to be done, what has become of it, and its files."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from assessments.core.access import collaboration_page, get_user
from assessments.core.editing import Mine, edit_form, read_post, render_form
from assessments.core.labels import read_words
from assessments.core.rules.permissions import May, can
from assessments.filling.fields import Problems, build_groups, read_entries, save_page, sift
from assessments.filling.selectors.sheets import fetch_answers
from assessments.meeting.rules.meeting import ActionStatus
from assessments.methods.stages.answers import MAX_SCOPE
from assessments.methods.stages.instrument import build_reassessment
from assessments.models import Assessment, Collaboration, PlannedAction
from assessments.plan.actions import add_action, remove_action, set_status, update_action
from assessments.plan.forms import ActionForm, PlannedActionForm
from assessments.plan.selectors import (
    fetch_action,
    fetch_action_edition,
    fetch_plan,
    find_reassessment,
)
from assessments.tools.selectors import fetch_tool_sheet, tell_origin
from model_content.domain.content import Edition
from samverkan.merging import read_values
from samverkan.submitted.form_tokens import read_submission


def action_page(
    view: Callable[[HttpRequest, PlannedAction], HttpResponse],
) -> Callable[..., HttpResponse]:
    """A page of one action of the plan, for those who may change it."""

    @collaboration_page(May.LEAD)
    @wraps(view)
    def wrapped(request: HttpRequest, found: Collaboration, action_id: int) -> HttpResponse:
        action = fetch_action(found, action_id)
        if action is None:
            raise Http404
        action.collaboration = found
        return view(request, action)

    return wrapped


# The plan -----------------------------------------------------------------------------------------


@collaboration_page(May.READ, require_safe)
def show(request: HttpRequest, found: Collaboration) -> HttpResponse:
    sheet = fetch_plan(found, timezone.localdate())
    context = {
        "collaboration": found,
        "plan": sheet.plan,
        "is_in_calendars": sheet.is_in_calendars,
        "next_month": sheet.next_month,
        "may_change": can(found.role, May.LEAD),
    }
    return render(request, "plan/plan.html", context)


@collaboration_page(May.READ, require_safe)
def download(_request: HttpRequest, found: Collaboration, name: str) -> HttpResponse:
    from assessments.plan.files import make_plan_file  # its libraries are loaded when first needed

    sheet = fetch_plan(found, timezone.localdate())
    response = make_plan_file(name, found, sheet, timezone.now())
    if response is None:
        raise Http404
    return response


@collaboration_page(May.LEAD)
def add(request: HttpRequest, found: Collaboration) -> HttpResponse:
    today = timezone.localdate()
    # What a tool proposed comes with the address, to be read and changed before it is saved.
    proposed = {name: request.GET.get(name, "")[:MAX_SCOPE] for name in ("what", "aspect")}
    edition, tool = fetch_action_edition(None), _find_tool(request, found)
    form = ActionForm(read_post(request), edition=edition, today=today, initial=proposed)
    if not form.is_valid():
        context = {"collaboration": found, "origin": tell_origin(tool)}
        return render_form(request, "plan/form.html", form, context)
    add_action(
        collaboration=found,
        assessment=None,
        from_tool=tool,
        today=today,
        submission=read_submission(request),
        **form.fields_of_action,
    )
    messages.success(request, _("Åtgärden finns nu i planen."))
    return redirect("plan", found.public_id)


def _find_tool(request: HttpRequest, found: Collaboration) -> Assessment | None:
    """The tool of the collaboration that proposed it, if the address names one."""
    try:
        return fetch_tool_sheet(found, UUID(request.GET["tool"]))
    except (KeyError, ValueError):
        return None


# One action ---------------------------------------------------------------------------------------


@action_page
def change(request: HttpRequest, action: PlannedAction) -> HttpResponse:
    """Change anything of an action; what somebody else has changed meanwhile is shown beside it."""

    def go_on(changed: PlannedAction) -> HttpResponse:
        return _go_on(request, action, changed)

    context = {"collaboration": action.collaboration, "action": action}
    edition = fetch_action_edition(action)
    return edit_action(request, action, edition, "plan/form.html", context, go_on)


def edit_action(
    request: HttpRequest,
    action: PlannedAction,
    edition: Edition,
    template: str,
    context: Mapping[str, Any],
    go_on: Callable[[PlannedAction], HttpResponse],
    *,
    asks_status: bool = True,
) -> HttpResponse:
    """Show the form of an action, or change it and go on with it as it is then."""
    more = ("status",) if asks_status else ()
    names = ("what", "who", "who_email", "due_on", "aspect", "for_steering", "cost", *more)
    today = timezone.localdate()

    def make(row: PlannedAction, post: QueryDict | None, mine: Mine) -> PlannedActionForm:
        stored = read_values(row, names)
        return PlannedActionForm(post, edition=edition, today=today, initial=mine, stored=stored)

    def save(form: PlannedActionForm, seen: str | None) -> HttpResponse:
        changed = update_action(
            action_id=action.pk,
            collaboration=action.collaboration,
            today=today,
            seen=seen,
            user=get_user(request),
            **form.fields_of_action,
        )
        return go_on(changed)

    return edit_form(request, template, context, action, make, save)


@require_POST
@action_page
def change_status(request: HttpRequest, action: PlannedAction) -> HttpResponse:
    try:
        status = ActionStatus(request.POST.get("status", ""))
    except ValueError:
        raise BadRequest("no such status") from None
    changed = set_status(
        action_id=action.pk,
        collaboration=action.collaboration,
        status=status,
        today=timezone.localdate(),
        user=get_user(request),
    )
    return _go_on(request, action, changed)


@action_page
def remove(request: HttpRequest, action: PlannedAction) -> HttpResponse:
    collaboration = action.collaboration
    if request.method != "POST":
        context = {"collaboration": collaboration, "action": action}
        return render(request, "plan/remove.html", context)
    remove_action(action_id=action.pk, collaboration=collaboration, today=timezone.localdate())
    messages.success(request, _("Åtgärden är borttagen ur planen."))
    return redirect("plan", collaboration.public_id)


@action_page
def reassess(request: HttpRequest, action: PlannedAction) -> HttpResponse:
    """The group assesses the aspect of an action once more; it may as well be left."""
    aspect = fetch_action_edition(action).aspect_by_code.get(action.aspect)
    if aspect is None:
        return _send_to_plan(action)
    sheet = find_reassessment(action)
    answers = fetch_answers(sheet.pk) if sheet.submitted_on else {}
    instrument = build_reassessment(aspect, read_words())
    problems: Problems = {}
    status = 200
    if request.method == "POST":
        entries = read_entries(request.POST, instrument.questions)
        _good, problems = sift(instrument, entries)
        status = 422
        if not problems:
            answers, problems = save_page(sheet, instrument, entries, user=get_user(request))
            status = 409
        if not problems:
            if any(answer.value for answer in answers.values()):
                messages.success(request, _("Bedömningen är sparad och står vid åtgärden."))
            return _send_to_plan(action)
    context = {
        "collaboration": action.collaboration,
        "action": action,
        "groups": build_groups(instrument.groups, answers, problems),
        "status": status,
    }
    return render(request, "plan/reassess.html", context, status=status)


def _go_on(request: HttpRequest, before: PlannedAction, now: PlannedAction) -> HttpResponse:
    became_done = now.status == ActionStatus.DONE != before.status
    said = _("Åtgärden är klar.") if became_done else _("Åtgärden är ändrad i planen.")
    messages.success(request, said)
    if became_done and now.aspect:
        return redirect("reassess", before.collaboration.public_id, now.pk)
    return _send_to_plan(before)


def _send_to_plan(action: PlannedAction) -> HttpResponse:
    return redirect(f"{reverse('plan', args=[action.collaboration.public_id])}#a-{action.pk}")
