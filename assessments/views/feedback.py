"""A form for visitors who want to tell us something, without an account or a name."""

import logging
from smtplib import SMTPException

from django.conf import settings
from django.contrib import messages
from django.core.mail import send_mail
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from assessments.actions import store_feedback
from assessments.forms import FeedbackForm
from assessments.throttle import is_over_limit

logger = logging.getLogger(__name__)


@require_http_methods(["GET", "HEAD", "POST"])
def give(request: HttpRequest) -> HttpResponse:
    form = FeedbackForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return render(
            request,
            "assessments/feedback.html",
            {"form": form},
            status=422 if form.is_bound else 200,
        )
    if is_over_limit(request, "feedback"):
        form.add_error(None, _("Det har kommit väldigt många synpunkter härifrån. Det ni skrev finns kvar här. Försök igen om en timme."))  # fmt: skip  # noqa: E501
        return render(request, "assessments/feedback.html", {"form": form}, status=429)
    _pass_on(store_feedback(text=form.cleaned_data["text"]).text)
    messages.success(request, _("Tack! Vi har tagit emot det ni skrev."))
    return redirect("feedback")


def _pass_on(text: str) -> None:
    if not settings.FEEDBACK_TO:
        return
    try:
        send_mail(_("Synpunkt på Samverkanskollen"), text, None, settings.FEEDBACK_TO)
    except (OSError, SMTPException) as error:  # it is stored; the mail is a courtesy
        logger.warning("feedback could not be mailed: %s", type(error).__name__)
