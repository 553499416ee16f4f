"""The steering group's link for those who lead, with what it has said, and their answers."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_POST, require_safe

from assessments.core.access import get_user, round_page
from assessments.core.editing import read_post, render_form
from assessments.core.mails import write_text
from assessments.core.rules.lifecycle import State
from assessments.core.rules.permissions import May
from assessments.meeting.actions import store_meeting_report
from assessments.models import Assessment
from assessments.steering import actions
from assessments.steering.forms import (
    LINK_DAYS,
    AnswerForm,
    DayForm,
    MailForm,
    SteeringLinkForm,
)
from assessments.steering.mailing import mail_link
from assessments.steering.posting import find_path
from assessments.steering.selectors import (
    fetch_decision,
    fetch_steering_notes,
    list_actions,
    list_failed_mails,
)
from assessments.steering.views.page import list_threads, send_extract
from assessments.tasks import mail_answers
from samverkan.submitted.form_tokens import read_submission
from samverkan.texts import break_web_addresses


@round_page(May.READ, post=May.LEAD)
def link(request: HttpRequest, found: Assessment) -> HttpResponse:
    """The link with its last day; on POST a new one, and the one before stops working."""
    if found.state != State.CLOSED:
        messages.info(request, _("Styrgruppen kan få en länk när omgången är stängd."))
        return redirect("round", found.public_id)
    form = make_link_form(request)
    if form.is_bound and form.is_valid():
        actions.make_steering_link(assessment=found, **form.cleaned_data)
        store_meeting_report(assessment=found, today=form.today)
        messages.success(request, _("Här är länken till styrgruppen."))
        return redirect("steering_link", found.public_id)
    return _render_link(request, found, form=form)


def make_link_form(request: HttpRequest | None = None) -> SteeringLinkForm:
    today = timezone.localdate()
    initial = {"expires_on": today + timedelta(days=LINK_DAYS)}
    return SteeringLinkForm(request and read_post(request), today=today, initial=initial)


@round_page(May.LEAD, require_POST)
def mail(request: HttpRequest, found: Assessment) -> HttpResponse:
    """Mail the link to each address that the leader gives, with the report as it is now."""
    leader, name = get_user(request).email, _name_leader(request, found)
    signature = f"{break_web_addresses(name)} ({leader})" if name else leader

    def write(form: MailForm, address: str) -> str:
        store_meeting_report(assessment=found, today=form.today)
        said = fetch_steering_notes(found)["comments"]
        asked = [
            (action, [each for each in said if each.action_id == action.pk])
            for action in list_actions(found)
            if action.for_steering and not action.outcome
        ]
        given = {"leader": signature, "message": form.cleaned_data["message"], "asked": asked}
        return write_text("steering/mail.txt", round=found, link=address, **given)

    with override(found.language):
        subject = _("Till styrgruppen: läs och besluta om er samverkan")
    here = reverse("steering_link", args=[found.public_id])
    return mail_by_form(request, found, subject, write, partial(_render_link, request, found), here)


def mail_by_form(
    request: HttpRequest,
    found: Assessment,
    subject: str,
    write: Callable[[MailForm, str], str],
    render: Callable[..., HttpResponse],
    here: str,
) -> HttpResponse:
    """Mail the link as the form that was sent says, or show the form with what is wrong in it.

    Args:
        write: the text of the mail, in the language of the round, for the form and the link.
        render: the page with the form, in `mail_form`.
        here: the address of the page.
    """
    address = find_link(request, found)
    if address is None:
        messages.error(request, _("Gör en länk först. Inget har skickats."))
        return redirect(here)
    form = MailForm(request.POST, today=timezone.localdate())
    if not form.is_valid():
        return render(mail_form=form)

    def write_in_its_language() -> str:
        with override(found.language):
            return write(form, address)

    if not mail_link(request, form, found, subject, write_in_its_language, address):
        return render(mail_form=form, status=429)
    return redirect(here)


@round_page(May.LEAD)
def correct(request: HttpRequest, found: Assessment, decision_id: int) -> HttpResponse:
    """Put right the day of a decision, or take it back if it was noted by mistake."""
    decision = fetch_decision(found, decision_id)
    if decision is None:
        raise Http404
    form = DayForm(
        read_post(request),
        today=timezone.localdate(),
        opened_on=found.opened_on,
        initial={"decided_on": decision.decided_on},
    )
    is_undone = request.POST.get("go") == "undo"
    if is_undone or (form.is_bound and form.is_valid()):
        actions.correct_decision(
            assessment=found,
            decision_id=decision_id,
            decided_on=None if is_undone else form.cleaned_data["decided_on"],
            user=get_user(request),
            today=form.today,
        )
        done = _("Beslutet är borttaget.") if is_undone else _("Dagen är rättad.")
        messages.success(request, done)
        return redirect("steering_link", found.public_id)
    return render_form(
        request, "steering/correct.html", form, {"round": found, "decision": decision}
    )


@round_page(May.LEAD, require_POST)
def answer(request: HttpRequest, found: Assessment) -> HttpResponse:
    """Answer the steering group; it reads it on its page."""
    form = AnswerForm(request.POST, today=timezone.localdate())
    if not form.is_valid():
        return _render_link(request, found, answer_form=form, status=422)
    submission = read_submission(request)
    given = {"today": form.today, "submission": submission, **form.cleaned_data}
    actions.store_steering_comment(assessment=found, from_leader=True, **given)
    mail_answers.enqueue()
    messages.success(request, _("Svaret är sparat. Styrgruppen ser det på sin sida. Den som bad om mejl får det nu."))  # fmt: skip  # noqa: E501
    return redirect("steering_link", found.public_id)


def _name_leader(request: HttpRequest, found: Assessment) -> str:
    """What the one who leads called themselves when they invited; empty for anybody else."""
    return found.sender if found.collaboration.owner_id == get_user(request).pk else ""


def find_link(request: HttpRequest, found: Assessment) -> str | None:
    """The link in full, None if none works."""
    path = find_path(found, timezone.localdate())
    return request.build_absolute_uri(path) if path else None


def _render_link(
    request: HttpRequest, found: Assessment, status: int | None = None, **forms: Any
) -> HttpResponse:
    """The leaders' page of the link, with the form that failed, if one did."""
    notes = fetch_steering_notes(found)
    about = {c.action_id: c.action for c in notes["comments"] if c.action}
    answer = partial(AnswerForm, name=_name_leader(request, found))
    threads = list_threads(notes["comments"], about.values(), answer, forms.get("answer_form"))
    context = {
        "round": found,
        "notes": notes,
        "threads": [(about.get(key), thread) for key, thread in threads.items()],
    }
    return render_link(request, found, "steering/link.html", context, forms, status)


def render_link(
    request: HttpRequest,
    found: Assessment,
    template: str,
    context: dict[str, Any],
    forms: dict[str, Any],
    status: int | None = None,
) -> HttpResponse:
    """A page with the steering group's link, and of its `forms` the one that failed."""
    shown = {
        "link": find_link(request, found),
        "expires_on": found.steering_expires_on,
        "mail_form": MailForm(today=timezone.localdate()),
        "failed_mails": list_failed_mails(found),
        **forms,
        "link_form": forms.get("form") or make_link_form(),
    }
    [failed] = forms.values()
    return render_form(request, template, failed, context | shown, status)


@round_page(May.READ, require_safe)
def round_extract(_request: HttpRequest, found: Assessment, day: str) -> HttpResponse:
    return send_extract(found, day)


@round_page(May.LEAD, require_POST)
def revoke(request: HttpRequest, found: Assessment) -> HttpResponse:
    actions.revoke_steering_link(assessment=found)
    messages.success(request, _("Länken fungerar inte längre."))
    return redirect("steering_link", found.public_id)
