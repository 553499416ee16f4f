"""The site's own pages: personal data, accessibility, feedback, how to go about it, an example."""

from datetime import date
from typing import Any, Final

from django.conf import settings
from django.contrib import messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from django.views.decorators.http import require_safe

from assessments.core.access import reads_or_posts
from assessments.core.editing import read_post, render_form
from assessments.core.labels import MARKER_LABELS, STATEMENT_LABELS, Label
from assessments.core.mails import send_text
from assessments.core.rules import lifecycle
from assessments.core.rules.lifecycle import SMALLEST_GROUP
from assessments.core.throttle import is_over_limit
from assessments.filling import begun
from assessments.filling.forms.diagnoses import FeedbackForm
from assessments.groups.actions.accounts import UNPROVED_HOURS
from assessments.keeping.rules import KEPT_MONTHS, LEAST_MONTHS, MOST_MONTHS
from assessments.keeping.selectors import UNREACHABLE_DAYS, WARNED_DAYS
from assessments.meeting import voted
from assessments.methods.stages import agreement, aspects, placement, priorities
from assessments.methods.stages.instrument import APART
from assessments.methods.stages.rules import find_rules
from assessments.models import Feedback, FeedbackTopic
from assessments.results.example import fetch_example
from assessments.results.files.downloads import FILES, make_file
from assessments.results.rules import disclosure
from assessments.results.rules.disclosure import LEAST_FOR_JOINT
from assessments.results.rules.worked_example import compute_worked_example, measure_walk
from assessments.results.selectors import fetch_report_to_read
from assessments.site.actions import COUNTS_KEPT_HOURS, store_feedback
from model_content.selectors.editions import fetch_edition
from model_content.selectors.tools import list_offered
from samverkan.accounts.actions import INVITED_HOURS
from samverkan.submitted.actions import SUBMISSIONS_KEPT
from samverkan.submitted.form_tokens import read_submission
from samverkan.submitted.unsaved import KEPT_SECONDS

ASSESSED_ON: Final = date(2026, 11, 21)
"""When the site was last held against the law's requirements on accessibility."""

UPDATED_ON: Final = date(2026, 11, 21)

REPORT_TO_AUTHORITY: Final = "https://www.digg.se/tdosanmalan"
"""Where Digg, which supervises the law (2018:1937), takes reports; its template demands it."""

CRANK: Final = "veven"
"""The key of the tool for local parties, which may not be published."""

WEEK: Final = 7 * 24 * 3600
"""Seconds in a week, in which the life of a cookie is said."""


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    context = {
        "operator": describe_operator(),
        "kept_months": KEPT_MONTHS,
        "least_months": LEAST_MONTHS,
        "most_years": MOST_MONTHS // 12,
        "warned_days": WARNED_DAYS,
        "unreachable_days": UNREACHABLE_DAYS,
        "pdf_days": settings.REPORTS_KEPT_DAYS,
        # `run_due` runs hourly, so what is due may stay for another hour.
        "count_hours": COUNTS_KEPT_HOURS + 1,
        "form_cookie": settings.CSRF_COOKIE_NAME,
        "form_cookie_weeks": settings.CSRF_COOKIE_AGE // WEEK,
        "message_cookie": CookieStorage.cookie_name,
        "language_cookie": settings.LANGUAGE_COOKIE_NAME,
        "answers_cookie": begun.COOKIE,
        "answers_cookie_days": begun.DAYS_LONGER,
        "vote_cookie": voted.COOKIE,
        "session_cookie": settings.SESSION_COOKIE_NAME,
        "session_weeks": settings.SESSION_COOKIE_AGE // WEEK,
        "unsaved_hours": KEPT_SECONDS // 3600 + 1,
        "form_days": SUBMISSIONS_KEPT.days + 1,
        "code_minutes": settings.ACCOUNT_LOGIN_TIMEOUT // 60,
        "unproved_hours": UNPROVED_HOURS + 1,
        "invited_hours": INVITED_HOURS + 1,
        "organisation": settings.OIDC["name"],
    }
    return render(request, "site/privacy.html", context)


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    context = {
        "operator": describe_operator(),
        "assessed_on": ASSESSED_ON,
        "updated_on": UPDATED_ON,
        "authority_url": REPORT_TO_AUTHORITY,
    }
    return render(request, "site/accessibility.html", context)


def describe_operator() -> dict[str, Any]:
    """Who runs the site, as the settings say; `email` and `url` may be empty."""
    return {
        "name": settings.OPERATOR,
        "email": settings.OPERATOR_EMAIL,
        "url": settings.OPERATOR_URL,
    }


# Feedback -----------------------------------------------------------------------------------------

_SUBJECTS: Final[dict[str, Label]] = {
    FeedbackTopic.OTHER: gettext_lazy("Synpunkt på Samverkanskollen"),
    FeedbackTopic.ACCESSIBILITY: gettext_lazy("Tillgänglighetsbrist i Samverkanskollen"),
    FeedbackTopic.PERSONAL_DATA: gettext_lazy("Om personuppgifter i Samverkanskollen"),
}


@reads_or_posts
def feedback(request: HttpRequest) -> HttpResponse:
    """A form for visitors, without a name; `?om=tillganglighet` has the topic chosen beforehand."""
    asked = request.GET.get("om", "")
    topic = asked if asked in FeedbackTopic.values else FeedbackTopic.OTHER
    form = FeedbackForm(read_post(request), initial={"topic": topic})
    page, context = "assessments/feedback.html", {"kept_months": KEPT_MONTHS}
    if not form.is_valid():
        return render_form(request, page, form, context)
    if is_over_limit(request, "feedback"):
        form.add_error(None, _("Det har kommit väldigt många synpunkter härifrån. Det du skrev finns kvar här. Försök igen om en timme."))  # fmt: skip  # noqa: E501
        return render_form(request, page, form, context, 429)
    stored = store_feedback(submission=read_submission(request), **form.cleaned_data)
    if stored is not None and settings.FEEDBACK_TO:
        _pass_on(stored)
    messages.success(request, _("Tack! Vi har tagit emot det du skrev."))
    return redirect("feedback")


def _pass_on(stored: Feedback) -> None:
    """Mail what was written to those who look after the site, with the address to answer to."""
    text = stored.text
    with override(settings.LANGUAGE_CODE):  # theirs, not the visitor's
        subject = str(_SUBJECTS[stored.topic])
        if stored.email:
            text += "\n\n" + _("Svara till: %(email)s") % {"email": stored.email}
    # It is stored; the mail is a courtesy.
    send_text(subject, text, settings.FEEDBACK_TO, what="feedback")


# How to go about it -------------------------------------------------------------------------------


@require_safe
def guide(request: HttpRequest) -> HttpResponse:
    edition = fetch_edition().content
    fewest, most = measure_walk(edition)
    context = {
        "edition": edition,
        "fewest": fewest,
        "most": most,
        "smallest_group": SMALLEST_GROUP,
        "least_for_joint": LEAST_FOR_JOINT,
        "kept_months": KEPT_MONTHS,
    }
    return render(request, "assessments/guide/guide.html", context)


@require_safe
def facilitator(request: HttpRequest) -> HttpResponse:
    """The script for 60 and for 90 minutes, made to be printed on two pages."""
    edition = fetch_edition().content
    context = {
        "edition": edition,
        "markers": len(edition.markers),
        "most": measure_walk(edition)[1] - len(edition.markers),
        "marker_labels": [text for code, text in MARKER_LABELS.items() if code not in APART],
        "statement_labels": [text for code, text in STATEMENT_LABELS.items() if code not in APART],
    }
    return render(request, "assessments/guide/facilitator.html", context)


@require_safe
def result_meeting(request: HttpRequest) -> HttpResponse:
    """The script for the meeting on a round's result."""
    return render(request, "assessments/guide/result_meeting.html")


@require_safe
def local_parties(request: HttpRequest) -> HttpResponse:
    """The way for employer and union at one workplace: a round, then the crank, if published."""
    crank = next((tool for tool in list_offered() if tool.key == CRANK), None)
    done, going, missing = _("klart"), _("på gång"), _("saknas")
    first = (done, done, going, missing, missing, missing)
    second = (done, done, done, going, done, missing)
    asked = next((step.items for step in crank.steps if not step.by_party), ()) if crank else ()
    turns = zip(asked, first, second, strict=False)
    context = {"crank": crank, "turns": turns, "smallest_group": SMALLEST_GROUP}
    return render(request, "assessments/guide/local_parties.html", context)


@require_safe
def example(request: HttpRequest, *, of_group: bool = False) -> HttpResponse:
    """A result of one set of answers, or of a group's round."""
    file_view = "group_example_file" if of_group else "example_file"
    files = {
        key: reverse(file_view, args=[FILES[key]]) for key in ("pdf", "word", "slides", "text")
    }
    report, edition = fetch_report_to_read(fetch_example(of_group=of_group))
    context = {
        "report": report,
        "result_id": f"{report.sha256}{of_group}",
        "readable": edition.aspect_by_code,
        "files": files,
        "is_example": True,
    }
    return render(request, "assessments/result.html", context)


@require_safe
def example_file(request: HttpRequest, name: str, *, of_group: bool = False) -> HttpResponse:
    response = make_file(name, fetch_example(of_group=of_group))
    if response is None:
        raise Http404
    return response


# How it is computed -------------------------------------------------------------------------------

CONSTANTS: dict[str, Any] = {
    "half_way": placement.HALF_WAY,
    "unclear_above": placement.UNCLEAR_ABOVE,
    "between_below": placement.BETWEEN_BELOW,
    "likely_below": placement.LIKELY_BELOW,
    "address_below": aspects.ADDRESS_BELOW,
    "strengthen_below": aspects.STRENGTHEN_BELOW,
    "raters": aspects.RATERS_WHO_OUTWEIGH,
    "urgent_below": priorities.URGENT_BELOW,
    "start_here": priorities.START_HERE,
    "contested_least": agreement.CONTESTED_LEAST,
    "shared_view_from": agreement.SHARED_VIEW_FROM,
    "some_spread_from": agreement.SOME_SPREAD_FROM,
    "smallest_group": lifecycle.SMALLEST_GROUP,
    "greatest_smallest_group": lifecycle.GREATEST_SMALLEST_GROUP,
    "least_for_joint": disclosure.LEAST_FOR_JOINT,
}
"""The method's own numbers, as the page says them."""


@require_safe
def explain(request: HttpRequest) -> HttpResponse:
    edition = fetch_edition().content
    example = compute_worked_example(edition)
    context = {
        "edition": edition,
        "example": example,
        "lasting": [stage for stage in edition.stages if stage.lasting],
        "closing": [stage for stage in edition.stages if stage.closing],
        "method": edition.method,
        "rules": find_rules(edition),
        **CONSTANTS,
    }
    return render(request, "assessments/method.html", context)
