"""A collaboration's plan: what is to be done, what has become of it, and its files."""

from collections.abc import Callable
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
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.core.access import get_user, load_collaboration, member_page
from assessments.core.labels import read_words
from assessments.core.rules.permissions import May, can
from assessments.core.stale import describe_conflict, keep_mine
from assessments.filling.fields import GroupView, build_groups, read_entries, save_page, sift
from assessments.filling.selectors.sheets import fetch_answers
from assessments.meeting.rules.meeting import ActionStatus
from assessments.methods.stages.instrument import build_reassessment
from assessments.models import PlannedAction
from assessments.plan.actions import (
    add_action,
    remove_action,
    set_status,
    update_action,
)
from assessments.plan.forms import ActionForm, PlannedActionForm
from assessments.plan.selectors import (
    fetch_action,
    fetch_action_edition,
    fetch_plan,
    find_reassessment,
)
from model_content.domain.content import Edition
from samverkan.merging import Stale, read_values
from samverkan.submitted.form_tokens import read_submission

NAMES = ("what", "who", "due_on", "aspect", "status")
"""What of an action its page changes."""

ActionView = Callable[[HttpRequest, PlannedAction], HttpResponse]


def action_page(view: ActionView) -> Callable[..., HttpResponse]:
    """A page of one action of the plan, for those who may change it."""

    @member_page
    @wraps(view)
    def wrapped(request: HttpRequest, public_id: UUID, action_id: int) -> HttpResponse:
        collaboration, _role = load_collaboration(request, public_id, May.LEAD)
        action = fetch_action(collaboration, action_id)
        if action is None:
            raise Http404
        action.collaboration = collaboration
        try:
            return view(request, action)
        except PlannedAction.DoesNotExist:  # removed by somebody else since it was loaded
            raise Http404 from None

    return wrapped


# The plan -----------------------------------------------------------------------------------------


@require_safe
@member_page
def show(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """All actions of the collaboration, what is late first, and when the next round is due."""
    found, role = load_collaboration(request, public_id)
    sheet = fetch_plan(found, timezone.localdate())
    context = {
        "collaboration": found,
        "plan": sheet.plan,
        "is_in_calendars": sheet.is_in_calendars,
        "next_month": sheet.next_month,
        "may_change": can(role, May.LEAD),
    }
    return render(request, "plan/plan.html", context)


@require_safe
@member_page
def download(request: HttpRequest, public_id: UUID, name: str) -> HttpResponse:
    """The plan, or the time for the next round, as a file."""
    from assessments.plan.files import make_plan_file  # its libraries are loaded when first needed

    found, _role = load_collaboration(request, public_id)
    sheet = fetch_plan(found, timezone.localdate())
    response = make_plan_file(name, found, sheet, timezone.now())
    if response is None:
        raise Http404
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def add(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Add an action that no meeting has decided."""
    found, _role = load_collaboration(request, public_id, May.LEAD)
    today = timezone.localdate()
    post = request.POST if request.method == "POST" else None
    form = ActionForm(post, edition=fetch_action_edition(None), today=today)
    if post is not None and form.is_valid():
        add_action(
            collaboration=found,
            assessment=None,
            today=today,
            submission=read_submission(request),
            **form.fields_of_action,
        )
        messages.success(request, _("Åtgärden finns nu i planen."))
        return redirect("plan", found.public_id)
    context = {"collaboration": found, "form": form}
    return render(request, "plan/form.html", context, status=422 if form.is_bound else 200)


# One action ---------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@action_page
def change(request: HttpRequest, action: PlannedAction) -> HttpResponse:
    """Change anything of an action; what somebody else has changed meanwhile is shown beside it."""
    changed, context, status = take_change(request, action, fetch_action_edition(action))
    if changed is not None:
        return _go_on(request, action, changed)
    context |= {"collaboration": action.collaboration, "action": action}
    return render(request, "plan/form.html", context, status=status)


def take_change(
    request: HttpRequest, action: PlannedAction, edition: Edition, *, asks_status: bool = True
) -> tuple[PlannedAction | None, dict[str, Any], int]:
    """Take what was posted of an action.

    Returns:
        The action as it is now, or None; then the form to show, with what is in conflict, and the
        status of the page.
    """
    names = NAMES if asks_status else tuple(name for name in NAMES if name != "status")

    def make_form(
        post: QueryDict | None, now: PlannedAction, mine: dict[str, Any] | None = None
    ) -> PlannedActionForm:
        stored = read_values(now, names)
        return PlannedActionForm(
            post,
            edition=edition,
            today=timezone.localdate(),
            initial=mine or stored,
            stored=stored,
            asks_status=asks_status,
        )

    form = make_form(request.POST if request.method == "POST" else None, action)
    if not (form.is_bound and form.is_valid()):
        return None, {"form": form}, 422 if form.is_bound else 200
    user = get_user(request)
    try:
        changed = update_action(
            action_id=action.pk,
            collaboration=action.collaboration,
            status=ActionStatus(form.cleaned_data["status"]) if asks_status else None,
            today=timezone.localdate(),
            seen=form.take_seen(),
            user=user,
            **form.fields_of_action,
        )
    except Stale as stale:
        now = read_values(stale.current, names)
        by = stale.current.changed_by
        other = by.email if by is not None and by != user else ""  # in a tab of one's own
        conflict = describe_conflict(form, stale.merged, now, other)
        form = make_form(None, stale.current, keep_mine(form, stale.merged, now))
        return None, {"form": form, "conflict": conflict}, 409
    return changed, {}, 302


@require_POST
@action_page
def change_status(request: HttpRequest, action: PlannedAction) -> HttpResponse:
    """Say what has become of an action."""
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


@require_http_methods(["GET", "HEAD", "POST"])
@action_page
def remove(request: HttpRequest, action: PlannedAction) -> HttpResponse:
    """Take an action out of the plan, after a question."""
    if request.method == "POST":
        remove_action(
            action_id=action.pk, collaboration=action.collaboration, today=timezone.localdate()
        )
        messages.success(request, _("Åtgärden är borttagen ur planen."))
        return redirect("plan", action.collaboration.public_id)
    context = {"collaboration": action.collaboration, "action": action}
    return render(request, "plan/remove.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@action_page
def reassess(request: HttpRequest, action: PlannedAction) -> HttpResponse:
    """The group assesses the aspect of an action once more; it may as well be left."""
    aspect = fetch_action_edition(action).aspect_by_code.get(action.aspect)
    if aspect is None:
        return _send_to_plan(action)
    sheet = find_reassessment(action)
    answers = fetch_answers(sheet.pk) if sheet.submitted_on else {}
    instrument = build_reassessment(aspect, read_words())
    if request.method != "POST":
        return _render_reassess(request, action, build_groups(instrument.groups, answers, {}))
    entries = read_entries(request.POST, instrument.questions)
    _good, problems = sift(instrument, entries)
    if problems:
        groups = build_groups(instrument.groups, answers, problems)
        return _render_reassess(request, action, groups, 422)
    answers, problems = save_page(sheet, instrument, entries, user=get_user(request))
    if problems:
        groups = build_groups(instrument.groups, answers, problems)
        return _render_reassess(request, action, groups, 409)
    if any(answer.value for answer in answers.values()):
        messages.success(request, _("Bedömningen är sparad och står vid åtgärden."))
    return _send_to_plan(action)


def _render_reassess(
    request: HttpRequest, action: PlannedAction, groups: tuple[GroupView, ...], status: int = 200
) -> HttpResponse:
    context = {
        "collaboration": action.collaboration,
        "action": action,
        "groups": groups,
        "status": status,
    }
    return render(request, "plan/reassess.html", context, status=status)


def _go_on(request: HttpRequest, before: PlannedAction, now: PlannedAction) -> HttpResponse:
    """To the plan, or to how the aspect works now that the action is done."""
    became_done = now.status == ActionStatus.DONE != before.status
    messages.success(
        request, _("Åtgärden är klar.") if became_done else _("Åtgärden är ändrad i planen.")
    )
    if became_done and now.aspect:
        return redirect("reassess", before.collaboration.public_id, now.pk)
    return _send_to_plan(before)


def _send_to_plan(action: PlannedAction) -> HttpResponse:
    return redirect(f"{reverse('plan', args=[action.collaboration.public_id])}#a-{action.pk}")
