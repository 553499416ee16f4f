"""Puts the mails with a steering group's link in line, to the addresses that a leader gives."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.core.access import get_user
from assessments.core.throttle import find_full_mailboxes, refuse_mails
from assessments.models import Assessment
from assessments.steering.actions import put_mails_in_line
from assessments.steering.forms import MailForm
from assessments.steering.posting import LINK
from assessments.tasks import mail_links
from samverkan.site.public import get_site_address


def mail_link(
    request: HttpRequest, form: MailForm, assessment: Assessment, subject: str,
    write: Callable[[], str], link: str,
) -> bool:  # fmt: skip
    """Put what is written, with the link in it, in line to each address of the form.

    Otherwise the form says why; then nothing is written.
    """
    to = form.cleaned_data["addresses"]
    refusal = refuse_mails(request, get_user(request), len(to))
    full = () if refusal else find_full_mailboxes(to)
    if refusal or full:
        said = _("Har redan fått så många mejl i dag att inget nytt skickas: %(full)s")
        form.add_error("addresses", refusal or said % {"full": "; ".join(full)})
        return False
    made = put_mails_in_line(
        assessment=assessment,
        to=to,
        subject=subject,
        text=write().replace(link, LINK),
        reply_to=get_user(request).email,
    )
    mail_links.enqueue(made, get_site_address(request))
    said = ngettext("Länken mejlas nu.", "Länken mejlas nu till %(number)d adresser.", len(to))
    messages.success(request, said % {"number": len(to)})
    return True
