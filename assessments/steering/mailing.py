"""Mails a steering group's link to the addresses that a leader gives."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.core.access import get_user
from assessments.core.mails import send_text
from assessments.core.throttle import find_full_mailboxes, refuse_mails
from assessments.steering.forms import MailForm


def mail_link(
    request: HttpRequest, form: MailForm, subject: str, write: Callable[[], str], *, what: str
) -> int | None:
    """Mail what is written to each address of the form; None if all went.

    Otherwise the form says why, and the status to answer with is returned. Nothing is written
    unless it may be sent; `what` is said in English in the log.
    """
    to = form.cleaned_data["addresses"]
    refusal = refuse_mails(request, get_user(request), len(to))
    full = () if refusal else find_full_mailboxes(to)
    if refusal or full:
        said = _("Har redan fått så många mejl i dag att inget nytt skickas: %(full)s")
        form.add_error("addresses", refusal or said % {"full": "; ".join(full)})
        return 429
    text, leader = write(), get_user(request).email
    sent = {each: send_text(subject, text, [each], what=what, reply_to=leader) for each in to}
    failed = "; ".join(each for each, went in sent.items() if not went)
    if not failed:
        return None
    form.add_error("addresses", _("Det gick inte att mejla: %(failed)s") % {"failed": failed})
    return 503


def say_mailed(request: HttpRequest, number: int) -> None:
    said = ngettext("Länken är mejlad.", "Länken är mejlad till %(number)d adresser.", number)
    messages.success(request, said % {"number": number})
