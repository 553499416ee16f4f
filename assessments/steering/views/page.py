"""The steering group's page, by its link: the report, what they say of it and what they decide."""

from collections.abc import Callable, Iterable
from datetime import date
from functools import wraps
from typing import Any, NamedTuple

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods, require_safe

from assessments.core.access import private_page
from assessments.core.links import LinkEnded
from assessments.core.throttle import is_over_limit
from assessments.models import Assessment, Decision, PlannedAction, Snapshot, SteeringComment
from assessments.plan.actions import StaleProposal
from assessments.results.files.downloads import make_download, name_file
from assessments.results.files.language import answer_in
from assessments.results.selectors import fetch_report_to_read, fetch_snapshot
from assessments.results.views import list_files, send_file
from assessments.steering import actions
from assessments.steering.forms import (
    CommentForm,
    DecisionForm,
    ItemForm,
)
from assessments.steering.rules import list_duties
from assessments.steering.selectors import (
    fetch_standing,
    fetch_steered_round,
    fetch_steering_notes,
    list_actions,
)
from assessments.tools.rules import Origin
from assessments.tools.selectors import list_for_steering, tell_origin
from samverkan.submitted.form_tokens import read_submission


def steering_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page behind the steering group's link, given the round, and in its language.

    Of one that has ended only that is said.
    """

    @wraps(view)
    def wrapped(request: HttpRequest, signed: str, **kwargs: Any) -> HttpResponse:
        try:
            assessment = fetch_steered_round(signed, timezone.localdate())
        except LinkEnded:
            return render(request, "steering/ended.html", status=410)
        if assessment is None:
            raise Http404
        return answer_in(assessment.language, lambda: view(request, signed, assessment, **kwargs))

    return private_page(wrapped)


def _posted(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A form of the page: whoever opens its address by hand is led to the page itself."""

    @wraps(view)
    def wrapped(request: HttpRequest, signed: str, *given: Any, **kwargs: Any) -> HttpResponse:
        if request.method != "POST":
            return redirect("steering_report", signed=signed)
        return view(request, signed, *given, **kwargs)

    return wrapped


@require_safe
@steering_page
def page(request: HttpRequest, signed: str, assessment: Assessment) -> HttpResponse:
    """Page one of the report, the way to the rest, and what has been said and decided."""
    return _render_page(request, signed, assessment)


@require_safe
@steering_page
def full_report(request: HttpRequest, signed: str, assessment: Assessment) -> HttpResponse:
    snapshot = _load_snapshot(assessment)
    report, edition = fetch_report_to_read(snapshot.document)
    context = {
        "report": report,
        "readable": edition.aspect_by_code,
        "result_id": snapshot.sha256,
        "snapshot": snapshot,
        "assessment": assessment,
        "files": list_files("steering_file", signed, snapshot),
        "back_url": reverse("steering_report", args=[signed]),
    }
    return render(request, "assessments/result.html", context)


@require_safe
@steering_page
def file(
    request: HttpRequest, signed: str, assessment: Assessment, number: int, name: str
) -> HttpResponse:
    return send_file(assessment, number, name)


@require_http_methods(["GET", "HEAD", "POST"])
@steering_page
@_posted
def comment(request: HttpRequest, signed: str, assessment: Assessment) -> HttpResponse:
    form = CommentForm(request.POST, today=timezone.localdate())
    done = _("Tack! Kommentaren är sparad. Den som leder samverkan får ett mejl inom en timme. Svaret kommer här på sidan.")  # fmt: skip  # noqa: E501
    return _take(
        request, signed, assessment, actions.store_steering_comment, done, comment_form=form
    )


@require_http_methods(["GET", "HEAD", "POST"])
@steering_page
@_posted
def decide_item(
    request: HttpRequest, signed: str, assessment: Assessment, action_id: int
) -> HttpResponse:
    """Record what was decided of one thing that the group has asked for."""
    asked = (a for a in list_actions(assessment) if a.for_steering and a.pk == action_id)
    if (action := next(asked, None)) is None:
        raise Http404
    last = fetch_standing(action)
    form = _make_item_form(assessment, action, last, timezone.localdate(), request.POST)

    def store(**given: Any) -> None:
        actions.decide_item(action_id=action_id, **given)

    done = _("Beslutet är sparat och står i samverkans plan. Den som leder samverkan får ett mejl inom en timme.")  # fmt: skip  # noqa: E501
    try:
        return _take(request, signed, assessment, store, done, item_form=form)
    except StaleProposal:
        now = next(each for each in list_actions(assessment) if each.pk == action_id)
        said = _("Förslaget har ändrats medan ni hade sidan öppen. Läs det nya och besluta igen.")
        if now.outcome:
            said = _("Någon annan har just antecknat ett beslut. Läs det, och rätta det om det behövs.")  # fmt: skip  # noqa: E501
        form.add_error(None, said)
        return _render_page(request, signed, assessment, item_form=form, status=409)


@require_safe
@steering_page
def extract(request: HttpRequest, signed: str, assessment: Assessment, day: str) -> HttpResponse:
    return send_extract(assessment, day)


def send_extract(assessment: Assessment, day: str) -> HttpResponse:
    """The extract of the minutes with what was decided on a day; 404 if nothing was."""
    from assessments.steering.extract import make_extract

    decisions = [
        d for d in fetch_steering_notes(assessment)["decisions"] if d.decided_on.isoformat() == day
    ]
    if not decisions:
        raise Http404
    with override(assessment.language):
        what = _("protokollsutdrag")
        name = f"{name_file(assessment.name)}-{what}-{day}.pdf"
        return make_download(make_extract(assessment, decisions), "application/pdf", name)


@require_http_methods(["GET", "HEAD", "POST"])
@steering_page
@_posted
def decide(request: HttpRequest, signed: str, assessment: Assessment) -> HttpResponse:
    form = DecisionForm(request.POST, today=timezone.localdate(), opened_on=assessment.opened_on)
    done = _("Beslutet är sparat. Det står i nästa rapport. Den som leder samverkan får ett mejl inom en timme.")  # fmt: skip  # noqa: E501
    return _take(request, signed, assessment, actions.record_decision, done, decision_form=form)


def _take(
    request: HttpRequest,
    signed: str,
    assessment: Assessment,
    store: Callable[..., None],
    done: str,
    **forms: Any,
) -> HttpResponse:
    """Store what was sent with the only form that is given, or show it again."""
    (form,) = forms.values()
    if not form.is_valid():
        return _render_page(request, signed, assessment, **forms, status=422)
    if is_over_limit(request, "steering"):
        form.add_error(None, _("Det har kommit väldigt mycket härifrån den senaste timmen. Det ni skrev finns kvar här. Försök igen om en stund."))  # fmt: skip  # noqa: E501
        return _render_page(request, signed, assessment, **forms, status=429)
    submission = read_submission(request)
    store(assessment=assessment, today=form.today, submission=submission, **form.cleaned_data)
    messages.success(request, done)
    return redirect("steering_report", signed=signed)


def _render_page(
    request: HttpRequest,
    signed: str,
    assessment: Assessment,
    *,
    comment_form: CommentForm | None = None,
    decision_form: DecisionForm | None = None,
    item_form: ItemForm | None = None,
    status: int = 200,
) -> HttpResponse:
    snapshot = _load_snapshot(assessment)
    report, _edition = fetch_report_to_read(snapshot.document)
    report.is_to_others = True
    today = timezone.localdate()
    in_plan = list_actions(assessment)
    asked = [action for action in in_plan if action.for_steering]
    parties = report.terms.organisations if report.terms else ()
    notes = fetch_steering_notes(assessment)
    decided = {action.pk for action in asked if action.outcome}
    last = {d.action_id: d for d in notes["decisions"] if d.action_id in decided}
    written = (
        {view.code: (view.title, text) for view, text in report.meeting.notes}
        if report.meeting
        else {}
    )
    threads = list_threads(notes["comments"], asked, CommentForm, comment_form)
    context = {
        "signed": signed,
        "assessment": assessment,
        "report": report,
        "result_id": snapshot.sha256,
        "files": list_files("steering_file", signed, snapshot),
        "notes": notes,
        "thread": threads[None],
        "decision_form": decision_form
        or DecisionForm(today=today, opened_on=assessment.opened_on, initial={"decided_on": today}),
        "asked": [
            Asked(
                action,
                _keep_form(item_form, action)
                or _make_item_form(assessment, action, last.get(action.pk), today),
                last.get(action.pk),
                written.get(action.aspect) if action.assessment_id else None,
                threads[action.pk],
                tell_origin(action.from_tool),
            )
            for action in asked
        ],
        "to_fill_in": list_for_steering(assessment.collaboration_id, today),
        "duties": list_duties(in_plan, parties),
        "failed_form": comment_form or decision_form or item_form,
    }
    return render(request, "steering/page.html", context, status=status)


class Thread(NamedTuple):
    """What has been said of one thing to decide, or of the whole, and the form to say more."""

    comments: list[SteeringComment]
    form: CommentForm


def list_threads(
    comments: list[SteeringComment],
    actions: Iterable[PlannedAction],
    make_form: Callable[..., CommentForm],
    failed: CommentForm | None,
) -> dict[int | None, Thread]:
    """By action; what is about none of them, and the form that failed, with the whole (None)."""
    today, keys = timezone.localdate(), [action.pk for action in actions]
    of_form = next((key for key in keys if failed and str(key) == failed.about), None)
    return {
        about: Thread(
            [c for c in comments if (c.action_id if c.action_id in keys else None) == about],
            failed if failed and of_form == about else make_form(today=today, action_id=about),
        )
        for about in (*keys, None)
    }


class Asked(NamedTuple):
    """One thing to decide: the last decision, None before any, and what has been said of it."""

    action: PlannedAction
    form: ItemForm
    decision: Decision | None
    note: tuple[str, str] | None  # of its aspect, from the meeting: the title and the text
    thread: Thread
    origin: Origin | None


def _make_item_form(
    assessment: Assessment, action: PlannedAction, last: Decision | None, today: date,
    data: QueryDict | None = None,
) -> ItemForm:  # fmt: skip
    return ItemForm(
        data,
        today=today,
        opened_on=assessment.opened_on,
        action=action,
        last=last,
        initial={"decided_on": today},
    )


def _keep_form(failed: ItemForm | None, action: PlannedAction) -> ItemForm | None:
    """The form of an action that failed, as it was sent but for what it read."""
    if failed is None or failed.action_id != action.pk:
        return None
    sent: Any = failed.data
    data = sent.copy()
    data[failed.add_prefix("revision")] = str(action.revision)
    failed.data = data
    return failed


def _load_snapshot(assessment: Assessment) -> Snapshot:
    snapshot = fetch_snapshot(assessment, None)
    if snapshot is None:
        raise Http404
    return snapshot
