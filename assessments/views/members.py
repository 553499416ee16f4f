"""Who sees a collaboration: letting in, changing roles, handing over, leaving."""

import logging
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.mail import send_mail
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from assessments.actions.collaborations import (
    NotCoLeader,
    SentBefore,
    add_member,
    change_role,
    hand_over,
    remove_member,
)
from assessments.domain.permissions import May, Role, can
from assessments.forms.collaborations import HandOverForm, MemberForm
from assessments.models import Collaboration, Member
from assessments.selectors.collaborations import list_members
from assessments.throttle import find_full_mailboxes, is_over_limit
from assessments.views.access import load_collaboration, member_page
from assessments.views.collaborations import reads_or_posts
from samverkan.actions import forget_submission
from samverkan.form_tokens import read_submission
from samverkan.mail import MAIL_FAILURES
from samverkan.recent import ask_unless_recent
from samverkan.texts import clean_text

logger = logging.getLogger(__name__)


@reads_or_posts
@member_page
def members(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Who sees the collaboration; the leader decides who."""
    is_post = request.method == "POST"
    found, role = load_collaboration(request, public_id, May.OWN if is_post else May.READ)
    listed = list_members(found)
    if not is_post:
        return _render(request, found, role, listed)
    do = request.POST.get("do")
    if do == "hand_over":
        if ask := ask_unless_recent(request):
            return ask
        return _hand_over(request, found, listed)
    if do in ("remove", *_GIVEN):
        return _change(request, _find_member(listed, request.POST.get("member", "")), do)
    return _add(request, found, listed)


_GIVEN = (Role.READER, Role.CO_LEADER)
"""The roles that a leader gives to others."""


def _find_member(listed: list[Member], key: str) -> Member:
    member = next((each for each in listed if str(each.pk) == key), None)
    if member is None:
        raise Http404  # gone meanwhile, or never there
    return member


def _change(request: HttpRequest, member: Member, do: str) -> HttpResponse:
    if do == "remove":
        remove_member(member=member)
        said = _("%(email)s har inte längre tillgång.")
    else:
        change_role(member=member, role=Role(do))
        said = _("%(email)s har fått en annan roll.")
    messages.success(request, said % {"email": member.user.email})
    return redirect("members", public_id=member.collaboration.public_id)


def _add(request: HttpRequest, found: Collaboration, listed: list[Member]) -> HttpResponse:
    form = MemberForm(request.POST)
    if not form.is_valid():
        return _render(request, found, Role.LEADER, listed, member_form=form, status=422)
    if is_over_limit(request, "mail"):
        form.add_error(None, _("Det har gått väldigt många mejl härifrån den senaste timmen. Försök igen om en stund."))  # fmt: skip  # noqa: E501
        return _render(request, found, Role.LEADER, listed, member_form=form, status=429)
    email = form.cleaned_data["email"]
    if find_full_mailboxes([email]):
        form.add_error("email", _("Adressen har redan fått så många mejl i dag att inget nytt skickas. Ingen har lagts till. Försök igen i morgon."))  # fmt: skip  # noqa: E501
        return _render(request, found, Role.LEADER, listed, member_form=form, status=429)
    role, submission = Role(form.cleaned_data["role"]), read_submission(request)
    try:
        if not add_member(collaboration=found, email=email, role=role, submission=submission):
            form.add_error("email", _("Ni leder redan samverkan med den adressen."))
            return _render(request, found, Role.LEADER, listed, member_form=form, status=422)
        is_mailed = _send_welcome(request, found, email)
    except SentBefore:
        is_mailed = True
    if is_mailed:
        said = _("%(email)s har fått tillgång. Vi har mejlat hur det går till att logga in.")
        messages.success(request, said % {"email": email})
    else:
        forget_submission(submission)
        said = _("%(email)s har fått tillgång, men mejlet gick inte iväg. Berätta det själva, eller lägg till adressen igen om en stund.")  # fmt: skip  # noqa: E501
        messages.error(request, said % {"email": email})
    return redirect("members", public_id=found.public_id)


def _send_welcome(request: HttpRequest, found: Collaboration, email: str) -> bool:
    path = reverse("collaboration", args=[found.public_id])
    context = {"collaboration": found, "link": request.build_absolute_uri(path)}
    text = clean_text(render_to_string("collaborations/mail_member.txt", context))
    try:
        send_mail(_("Tillgång till en samverkan i Samverkanskollen"), text, None, [email])
    except MAIL_FAILURES as error:
        # The class only: an SMTP error's text holds the address.
        logger.error("the mail to a member could not be sent: %s", type(error).__name__)
        return False
    return True


def _hand_over(request: HttpRequest, found: Collaboration, listed: list[Member]) -> HttpResponse:
    form = HandOverForm(request.POST, co_leaders=_list_co_leaders(listed))
    if form.is_valid():
        member = _find_member(listed, form.cleaned_data["member"])
        try:
            hand_over(collaboration=found, member=member)
        except NotCoLeader:
            raise Http404 from None  # is none any longer: somebody else was first
        said = _("Nu leder %(email)s samverkan. Ni leder med.")
        messages.success(request, said % {"email": member.user.email})
        return redirect("members", public_id=found.public_id)
    return _render(request, found, Role.LEADER, listed, hand_over_form=form, status=422)


def _list_co_leaders(listed: list[Member]) -> list[Member]:
    return [member for member in listed if member.role == Role.CO_LEADER]


def _render(
    request: HttpRequest,
    found: Collaboration,
    role: Role,
    listed: list[Member],
    *,
    member_form: MemberForm | None = None,
    hand_over_form: HandOverForm | None = None,
    status: int = 200,
) -> HttpResponse:
    co_leaders = _list_co_leaders(listed)
    context: dict[str, Any] = {
        "collaboration": found,
        "members": listed,
        "owns": can(role, May.OWN),
        "member_form": member_form or MemberForm(initial={"role": Role.READER.value}),
        "has_co_leaders": bool(co_leaders),
        "hand_over_form": hand_over_form or HandOverForm(co_leaders=co_leaders),
        "form": member_form or hand_over_form,
    }
    return render(request, "collaborations/members.html", context, status=status)


@reads_or_posts
@member_page
def leave(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Stop being a member, after a question; whoever leads must hand over first."""
    found, role = load_collaboration(request, public_id)
    leads = role is Role.LEADER
    if request.method != "POST":
        context = {"collaboration": found, "leads": leads}
        return render(request, "collaborations/leave.html", context)
    if leads:
        messages.error(request, _("Lämna över ledningen först. Sedan kan ni lämna samverkan."))
        return redirect("members", public_id=public_id)
    for member in list_members(found):
        if member.user_id == request.user.pk:
            remove_member(member=member)
    messages.success(request, _("Ni är inte längre med i samverkan."))
    return redirect("mine")
