"""The way in: the start page, and naming a new diagnosis."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from assessments.core.throttle import is_over_limit
from assessments.filling.actions.diagnoses import start_diagnosis
from assessments.filling.forms.diagnoses import DiagnosisForm
from assessments.methods.stages.walk import MARKERS_PAGE
from model_content.selectors.editions import fetch_edition
from samverkan.submitted.form_tokens import read_submission


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What it is, the six stages, and where to begin."""
    return render(request, "assessments/home.html", {"edition": fetch_edition().content})


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Name the collaboration, say what is counted in and who answers; then the questions begin.

    The links come with the result, and when one leaves before it.
    """
    form = DiagnosisForm(
        request.POST if request.method == "POST" else None,
        initial={"answered": "alone"},
        stored={},
        offers_group=True,
    )
    if request.method != "POST" or not form.is_valid():
        return _render_new(request, form, 422 if form.is_bound else 200)
    if is_over_limit(request, "create"):
        form.add_error(None, _("Det har skapats väldigt många diagnoser härifrån den senaste timmen. Det ni skrev finns kvar här. Försök igen om en stund."))  # fmt: skip  # noqa: E501
        return _render_new(request, form, 429)
    form.take_seen()
    _respondent, token = start_diagnosis(
        published=fetch_edition(), submission=read_submission(request), **form.cleaned_data
    )
    return redirect("page", token=token, slug=MARKERS_PAGE)


def _render_new(request: HttpRequest, form: DiagnosisForm, status: int) -> HttpResponse:
    return render(request, "assessments/new.html", {"form": form}, status=status)
