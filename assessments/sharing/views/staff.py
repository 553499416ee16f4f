"""For staff with the right: who asks to be counted or found, and a yes or no to each."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from assessments.core.access import get_user, private_page, reads_or_posts
from assessments.models import Collaboration
from assessments.sharing.actions import ReadBefore, judge
from assessments.sharing.forms import DeclineForm
from assessments.sharing.mails import tell_of_judgement
from assessments.sharing.rules import APPROVE, Verdict
from assessments.sharing.selectors import fetch_asking, is_judged_since, list_asking, mark_read
from model_content.selectors.editions import fetch_edition
from samverkan.site.public import get_site_address


@require_safe
@private_page
def listed(request: HttpRequest) -> HttpResponse:
    _check(request)
    found = list_asking()
    context = {
        "waiting": [c for c in found if c.sharing.waits_for_staff],
        "approved": [c for c in found if c.sharing.approved_on and not c.sharing.waits_for_staff],
        "declined": [c for c in found if c.sharing.declined_on],
    }
    return render(request, "sharing/staff.html", context)


@reads_or_posts
@private_page
def one(request: HttpRequest, number: int) -> HttpResponse:
    """What is asked, and the answer to it; the posted `read` says what it was given to."""
    _check(request)
    found = fetch_asking(number)
    if found is None:
        raise Http404
    do = request.POST.get("do", "")
    verdict = {each.value: each for each in Verdict}.get(do, Verdict.DECLINE)
    approves = verdict is Verdict.APPROVE
    form = DeclineForm(None if request.method != "POST" or approves else request.POST)
    status = 200
    if request.method == "POST" and (approves or form.is_valid()):
        read, today = request.POST.get("read", ""), timezone.localdate()
        reason = "" if approves else form.cleaned_data["reason"]
        try:
            user = get_user(request)
            judge(collaboration=found, user=user, verdict=verdict, read=read, today=today)
        except ReadBefore:
            found = fetch_asking(number) or found
            messages.error(request, _say_why_not(found, read))
            status = 409
        else:
            site = get_site_address(request)
            _say(request, is_mailed=tell_of_judgement(found, verdict, reason, site=site))
            return redirect("approvals")
    titles = fetch_edition().content.aspect_by_code
    strengths = [titles[a].title for a in found.sharing.aspects if a in titles]
    context = {"asking": found, "read": mark_read(found), "form": form, "strengths": strengths}
    return render(request, "sharing/approve.html", context, status=422 if form.errors else status)


def _say_why_not(found: Collaboration, read: str) -> str:
    if not is_judged_since(found, read):
        return _("Uppgifterna har ändrats sedan du läste dem. Inget är sparat. Läs och svara igen.")
    by = None if found.sharing.unlisted_on else found.sharing.approved_by
    who = by.email if by else _("Någon")
    said = _("%(who)s har redan svarat. Ditt svar är inte sparat. Läs vad som gäller nu.")
    return said % {"who": who}


def _say(request: HttpRequest, *, is_mailed: bool) -> None:
    if is_mailed:
        messages.success(request, _("Sparat. De som leder har fått ett mejl."))
    else:
        messages.error(request, _("Sparat, men mejlet till dem som leder gick inte iväg. Berätta det själv för dem."))  # fmt: skip  # noqa: E501


def _check(request: HttpRequest) -> None:
    if not get_user(request).has_perm(APPROVE):
        raise PermissionDenied
