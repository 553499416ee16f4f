"""A form for visitors who want to tell us something, without an account or a name."""

import logging

from django.conf import settings
from django.contrib import messages
from django.core.mail import send_mail
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from django.views.decorators.http import require_http_methods

from assessments.actions.site import store_feedback
from assessments.domain.retention import KEPT_MONTHS
from assessments.forms.diagnoses import FeedbackForm
from assessments.labels import Label
from assessments.models import Feedback, FeedbackTopic
from assessments.throttle import is_over_limit
from samverkan.mail import MAIL_FAILURES
from samverkan.submitted.form_tokens import read_submission

logger = logging.getLogger(__name__)


@require_http_methods(["GET", "HEAD", "POST"])
def give(request: HttpRequest) -> HttpResponse:
    """The form; `?om=tillganglighet` has the topic chosen beforehand."""
    form = FeedbackForm(
        request.POST if request.method == "POST" else None,
        initial={"topic": _read_topic(request)},
    )
    if request.method != "POST" or not form.is_valid():
        return _render(request, form, 422 if form.is_bound else 200)
    if is_over_limit(request, "feedback"):
        form.add_error(None, _("Det har kommit väldigt många synpunkter härifrån. Det ni skrev finns kvar här. Försök igen om en timme."))  # fmt: skip  # noqa: E501
        return _render(request, form, 429)
    feedback = store_feedback(submission=read_submission(request), **form.cleaned_data)
    if feedback is not None:
        _pass_on(feedback)
    messages.success(request, _("Tack! Vi har tagit emot det ni skrev."))
    return redirect("feedback")


def _read_topic(request: HttpRequest) -> str:
    asked = request.GET.get("om", "")
    return asked if asked in FeedbackTopic.values else FeedbackTopic.OTHER


def _render(request: HttpRequest, form: FeedbackForm, status: int) -> HttpResponse:
    context = {"form": form, "kept_months": KEPT_MONTHS}
    return render(request, "assessments/feedback.html", context, status=status)


def _pass_on(feedback: Feedback) -> None:
    """Mail what was written to those who look after the site, with the address to answer to."""
    if not settings.FEEDBACK_TO:
        return
    text = feedback.text
    with override(settings.LANGUAGE_CODE):  # theirs, not the visitor's
        subject = str(_SUBJECTS[feedback.topic])
        if feedback.email:
            text += "\n\n" + _("Svara till: %(email)s") % {"email": feedback.email}
    try:
        send_mail(subject, text, None, settings.FEEDBACK_TO)
    except MAIL_FAILURES as error:  # it is stored; the mail is a courtesy
        logger.warning("feedback could not be mailed: %s", type(error).__name__)


_SUBJECTS: dict[str, Label] = {
    FeedbackTopic.OTHER: gettext_lazy("Synpunkt på Samverkanskollen"),
    FeedbackTopic.ACCESSIBILITY: gettext_lazy("Tillgänglighetsbrist i Samverkanskollen"),
    FeedbackTopic.PERSONAL_DATA: gettext_lazy("Om personuppgifter i Samverkanskollen"),
}
