"""Inviting to a group's round: the group link, mails to addresses, reminders; for its leaders."""

from collections.abc import Callable, Sequence
from email.utils import parseaddr
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from assessments.core.access import get_user, private_page, round_page
from assessments.core.links import (
    LinkKind,
    draw_qr_code,
    is_code,
    make_address,
    make_code,
    read_code,
)
from assessments.core.rules.lifecycle import ChangeRefused, State
from assessments.core.rules.permissions import May
from assessments.core.throttle import find_full_mailboxes, refuse_mails
from assessments.groups.rules.addresses import Pasted
from assessments.meeting.selectors import fetch_vote_by_number
from assessments.meeting.views.votes import make_vote_link
from assessments.models import Assessment
from assessments.rounds.actions import invitations as actions
from assessments.rounds.actions.mailing import write_group_text, write_text
from assessments.rounds.forms.invitations import (
    InvitationForm,
    make_form_to_mend,
    make_form_with_rest,
)
from assessments.rounds.selectors.invitations import (
    count_invitations,
    fetch_invitation_of_round,
    fetch_invitations,
    fetch_own_invitation,
    fetch_reply_address,
    find_reminder_day,
    list_uninvited,
)
from assessments.rounds.selectors.rounds import fetch_round_by_number, fetch_turnout
from samverkan.site.public import get_site_address
from samverkan.submitted.unsaved import Why, answer_unsaved, has_texts


@round_page(May.LEAD)
def show(request: HttpRequest, found: Assessment) -> HttpResponse:
    """The ways to invite, and who is invited; a posted list is, when all of it can be read."""
    if request.method != "POST":
        return _render(request, found, InvitationForm())
    if found.state == State.CLOSED:
        return _refuse_closed(request, found)
    form = InvitationForm(request.POST)
    if not form.is_valid():
        return _render(request, found, form, 422)
    pasted: Pasted = form.cleaned_data["addresses"]
    only_good = request.POST.get("do") == "good" and pasted.addresses
    if pasted.bad and not only_good:
        return _render(request, found, make_form_to_mend(pasted), 422, good=pasted.addresses)
    new = list_uninvited(found, pasted.addresses)
    refusal = refuse_mails(request, get_user(request), len(new))
    if refusal:
        form.add_error(None, refusal + " " + _("Listan finns kvar här."))
        return _render(request, found, form, 429)
    return _invite(request, found, form, pasted, find_full_mailboxes(new))


@round_page(May.LEAD, require_safe)
def show_link(request: HttpRequest, found: Assessment) -> HttpResponse:
    """The group's link, and a text to send it with."""
    link = _make_group_link(request, found)
    own = fetch_own_invitation(found, get_user(request).email)
    context = {
        "round": found,
        "answer_link": _make_own_link(request, own) if own else link,
        "turnout": fetch_turnout(found),
        "link": link,
        "text": write_group_text(found, link),
    }
    return _render_way(request, found, "rounds/group_link.html", context)


@round_page(May.LEAD, require_safe)
def show_screen(request: HttpRequest, found: Assessment) -> HttpResponse:
    """The QR code so large as the screen is, with an address that is short enough to type."""
    code = make_code(found.pk, found.group_generation)
    context = {"round": found, "host": request.get_host(), "code": code}
    return _render_way(request, found, "rounds/group_screen.html", context)


def _render_way(
    request: HttpRequest, found: Assessment, template: str, context: dict[str, Any]
) -> HttpResponse:
    """A way to share the group's link; where there is none, only mail is left."""
    if found.state == State.CLOSED or not found.has_group_link:
        return redirect("invitations", found.public_id)
    return render(request, template, context)


@require_safe
@private_page
def follow_code(request: HttpRequest, code: str) -> HttpResponse:
    """Lead from the short form of a group's link, or of the link of a vote, to the link."""
    number = read_code(code)
    found = fetch_round_by_number(number)
    if found is not None and is_code(code, found.pk, found.group_generation):
        return redirect(_make_group_link(request, found))
    vote = fetch_vote_by_number(number)
    if vote is not None and is_code(code, vote.pk, 1, LinkKind.VOTE):
        return redirect(make_vote_link(request, vote))
    return render(request, "404.html", {"missing": "code"}, status=404)


@round_page(May.LEAD, require_safe)
def draw_group_qr(request: HttpRequest, found: Assessment) -> HttpResponse:
    if found.state == State.CLOSED or not found.has_group_link:
        raise Http404
    return HttpResponse(draw_qr_code(_make_group_link(request, found)), "image/svg+xml")


@round_page(May.LEAD, require_POST)
def renew_group_link(request: HttpRequest, found: Assessment) -> HttpResponse:
    done = _("Här är en ny grupplänk. Den gamla fungerar inte längre.")
    return _change(request, found, done, actions.replace_group_link)


@round_page(May.LEAD, require_POST)
def turn_off_link(request: HttpRequest, found: Assessment) -> HttpResponse:
    done = _("Grupplänken är avstängd. Nu kan bara inbjudna börja svara.")
    return _change(request, found, done, actions.turn_off_group_link)


@round_page(May.LEAD, require_POST)
def send_again(request: HttpRequest, found: Assessment) -> HttpResponse:
    site, done = get_site_address(request), _("Mejlen som inte gick iväg skickas igen.")
    return _refuse_mails(request, found) or _change(
        request, found, done, actions.resend_failed, site=site
    )


@round_page(May.LEAD, require_POST)
def remind_all(request: HttpRequest, found: Assessment) -> HttpResponse:
    """Remind those who have not answered; of an anonymous round nobody is told who they are."""
    return _refuse_mails(request, found) or _change(
        request,
        found,
        _("Påminnelser skickas till dem som inte har svarat."),
        actions.remind,
        today=timezone.localdate(),
        site=get_site_address(request),
        find_full=find_full_mailboxes,
    )


@round_page(May.LEAD, require_POST)
def set_reminder(request: HttpRequest, found: Assessment) -> HttpResponse:
    """Turn the reminder that goes by itself off, or on again."""
    reminds = request.POST.get("reminds") == "yes"
    done = (
        _("Påminnelsen är på. Den går av sig själv till dem som inte har svarat.")
        if reminds
        else _("Påminnelsen är avstängd. Ni kan fortfarande påminna själva.")
    )
    return _change(request, found, done, actions.set_reminder, reminds=reminds)


@round_page(May.LEAD)
def take_back(request: HttpRequest, found: Assessment) -> HttpResponse:
    """Withdraw an invitation, after a question."""
    given = request.POST if request.method == "POST" else request.GET
    try:
        named = UUID(given.get("invitation", ""))
    except ValueError:
        named = UUID(int=0)  # of nobody
    if request.method != "POST":
        invitation = fetch_invitation_of_round(found, named)
        if invitation is None or found.state == State.CLOSED:
            return redirect("invitations", found.public_id)
        return render(request, "rounds/take_back.html", {"round": found, "invitation": invitation})
    done = _("Inbjudan är borttagen. Länken i mejlet fungerar inte längre.")
    return _change(request, found, done, actions.withdraw, invitation=named)


def _refuse_mails(request: HttpRequest, found: Assessment) -> HttpResponse | None:
    """Count a mail to everybody who is invited, or refuse them all."""
    refusal = refuse_mails(request, get_user(request), count_invitations(found))
    if refusal is None:
        return None
    messages.error(request, refusal)
    return redirect("invitations", found.public_id)


def _change(
    request: HttpRequest, found: Assessment, done: str, change: Callable[..., object], **given: Any
) -> HttpResponse:
    try:
        change(assessment=found, **given)
    except ChangeRefused:
        return _refuse_closed(request, found)
    messages.success(request, done)
    return redirect("invitations", found.public_id)


def _refuse_closed(request: HttpRequest, found: Assessment) -> HttpResponse:
    if has_texts(request):
        return answer_unsaved(request, Why.CHANGED)
    messages.error(request, _("Omgången är inte öppen. Ingenting har ändrats."))
    return redirect("invitations", found.public_id)


def _invite(
    request: HttpRequest,
    found: Assessment,
    form: InvitationForm,
    pasted: Pasted,
    full: tuple[str, ...],
) -> HttpResponse:
    """Invite those who can be mailed; the others (`full`: mailed too often) stay in the box."""
    site = get_site_address(request)
    addresses = [address for address in pasted.addresses if address not in full]
    try:
        invited = actions.invite(assessment=found, addresses=addresses, site=site)
    except ChangeRefused:
        return _refuse_closed(request, found)
    except actions.TooMany:
        form.add_error("addresses", _("Då blir det fler än 500 i omgången. Ingen har bjudits in. Korta listan, eller använd grupplänken."))  # fmt: skip  # noqa: E501
        return _render(request, found, form, 422)
    if addresses:
        messages.success(request, _describe(invited, pasted.repeated, found))
    if pasted.bad or full:
        left = make_form_with_rest(pasted.bad, full)
        return _render(request, found, left, 429 if full else 200)
    return redirect("invitations", found.public_id)


def _describe(invited: actions.Invited, repeated: int, found: Assessment) -> str:
    said = []
    if invited.new and found.state == State.DRAFT:
        said.append(ngettext("En adress är sparad. Mejlet skickas när omgången öppnar.", "%(number)d adresser är sparade. Mejlen skickas när omgången öppnar.", invited.new))  # fmt: skip  # noqa: E501
    elif invited.new:
        said.append(ngettext("En inbjudan skickas.", "%(number)d inbjudningar skickas.", invited.new))  # fmt: skip  # noqa: E501
    if invited.known:
        said.append(ngettext("En var redan inbjuden och får inget nytt mejl.", "%(known)d var redan inbjudna och får inget nytt mejl.", invited.known))  # fmt: skip  # noqa: E501
    if repeated:
        said.append(_("De som stod flera gånger räknas en gång."))
    return " ".join(said) % {"number": invited.new, "known": invited.known}


def _make_group_link(request: HttpRequest, found: Assessment) -> str:
    site = get_site_address(request)
    return make_address(site, LinkKind.GROUP, found.public_id, found.group_generation)


def _make_own_link(request: HttpRequest, invitation: UUID) -> str:
    return make_address(get_site_address(request), LinkKind.INVITATION, invitation, 1)


def _render(
    request: HttpRequest,
    found: Assessment,
    form: InvitationForm,
    status: int = 200,
    *,
    good: Sequence[str] = (),
) -> HttpResponse:
    """The page; `good` are addresses that can be sent to while others must be mended."""
    invited, email = fetch_invitations(found, timezone.localdate()), get_user(request).email
    link, own = _make_group_link(request, found), invited.find(email)
    context: dict[str, Any] = {
        "round": found,
        "answer_link": _make_own_link(request, own) if own else link,
        "form": form,
        "good": good,
        "invited": invited,
        "is_sent": found.state == State.OPEN
        and bool(invited.rows and not (form.is_bound or form.initial)),
        "reminder_day": find_reminder_day(found, timezone.localdate()),
        "reply_address": fetch_reply_address(found),
        "sender": parseaddr(settings.DEFAULT_FROM_EMAIL)[1],
        "turnout": fetch_turnout(found),
        "mail": write_text(found, f"{get_site_address(request)}/i/…/"),
        "own_address": "" if own else email,
    }
    return render(request, "rounds/invitations.html", context, status=status)
