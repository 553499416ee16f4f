"""The steering group's link to a sheet of a tool, for those who lead."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from assessments.core.access import collaboration_page, get_user
from assessments.core.editing import render_form
from assessments.core.mails import write_text
from assessments.core.rules.permissions import May
from assessments.models import Assessment, Collaboration
from assessments.steering.actions import make_steering_link, revoke_steering_link
from assessments.steering.forms import MailForm
from assessments.steering.mailing import mail_link
from assessments.steering.selectors import list_failed_mails
from assessments.steering.views.leading import find_link, make_link_form
from assessments.tools.selectors import fetch_tool_sheet
from model_content.domain.tools import Tool
from model_content.selectors.tools import fetch_tool_revision


@collaboration_page(May.LEAD)
def link(request: HttpRequest, found: Collaboration, sheet: UUID) -> HttpResponse:
    """The link with its last day; on POST a new one, or it is mailed, or taken back."""
    assessment = fetch_tool_sheet(found, sheet)
    if assessment is None or _load_tool(assessment).anonymous:
        raise Http404
    go = request.POST.get("go", "")
    if go == "mail":
        return _mail(request, assessment)
    form = make_link_form(request if go != "revoke" else None)
    if go == "revoke":
        revoke_steering_link(assessment=assessment)
        messages.success(request, _("Länken fungerar inte längre."))
    elif form.is_bound and form.is_valid():
        make_steering_link(assessment=assessment, **form.cleaned_data)
        messages.success(request, _("Här är länken till styrgruppen."))
    else:
        return _render(request, assessment, form=form)
    return redirect("sheet_link", found.public_id, sheet)


def _mail(request: HttpRequest, assessment: Assessment) -> HttpResponse:
    address = find_link(request, assessment)
    here = redirect("sheet_link", assessment.collaboration.public_id, assessment.public_id)
    if not address:
        messages.error(request, _("Gör en länk först. Inget har skickats."))
        return here
    form = MailForm(request.POST, today=timezone.localdate())
    if not form.is_valid():
        return _render(request, assessment, mail_form=form)
    with override(assessment.language):
        tool = _load_tool(assessment)
        given = {"leader": get_user(request).email, "message": form.cleaned_data["message"]}
        text = write_text(
            "tools/steering_mail.txt", assessment=assessment, tool=tool, link=address, **given
        )
        subject = _("Till styrgruppen: fyll i %(tool)s") % {"tool": tool.title}
    if not mail_link(request, form, assessment, subject, lambda: text, address):
        return _render(request, assessment, 429, mail_form=form)
    return here


def _load_tool(assessment: Assessment) -> Tool:
    assert assessment.tool_id is not None
    return fetch_tool_revision(assessment.tool_id).content


def _render(
    request: HttpRequest, assessment: Assessment, status: int | None = None, **forms: Any
) -> HttpResponse:
    """The page of the link, with the form that failed, if one did."""
    [failed] = forms.values()
    context = {
        "collaboration": assessment.collaboration,
        "tool": _load_tool(assessment),
        "link": find_link(request, assessment),
        "expires_on": assessment.steering_expires_on,
        "mail_form": MailForm(today=timezone.localdate()),
        "failed_mails": list_failed_mails(assessment),
        **forms,
        "link_form": forms.get("form") or make_link_form(),
    }
    return render_form(request, "tools/steering_link.html", failed, context, status)
