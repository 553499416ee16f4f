"""Who sees a collaboration: letting in, changing roles, handing over, leaving."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from assessments.core.access import collaboration_page
from assessments.core.mails import send_text, write_text
from assessments.core.rules.permissions import May, Role, can
from assessments.core.throttle import find_full_mailboxes, is_over_limit
from assessments.groups.actions import collaborations as actions
from assessments.groups.forms import HandOverForm, MemberForm
from assessments.groups.selectors import list_members
from assessments.models import Collaboration, Member
from samverkan.accounts.recent import ask_unless_recent
from samverkan.submitted.actions import forget_submission
from samverkan.submitted.form_tokens import read_submission

_GIVEN = (Role.READER, Role.CO_LEADER)
"""The roles that a leader gives to others."""


@collaboration_page(May.READ, post=May.OWN)
def members(request: HttpRequest, found: Collaboration) -> HttpResponse:
    listed = list_members(found)
    if request.method != "POST":
        return _render(request, found, listed)
    do = request.POST.get("do")
    if do == "hand_over":
        return ask_unless_recent(request) or _hand_over(request, found, listed)
    if do not in ("remove", *_GIVEN):
        return _add(request, found, listed)
    member = _find_member(listed, request.POST.get("member", ""))
    if do == "remove":
        actions.remove_member(member=member)
        said = _("%(email)s har inte längre tillgång.")
    else:
        actions.change_role(member=member, role=Role(do))
        said = _("%(email)s har fått en annan roll.")
    messages.success(request, said % {"email": member.user.email})
    return redirect("members", public_id=found.public_id)


def _find_member(listed: list[Member], key: str) -> Member:
    member = next((each for each in listed if str(each.pk) == key), None)
    if member is None:
        raise Http404  # gone meanwhile, or never there
    return member


def _add(request: HttpRequest, found: Collaboration, listed: list[Member]) -> HttpResponse:
    form = MemberForm(request.POST)
    status = 422
    if form.is_valid():
        status = 429
        email = form.cleaned_data["email"]
        if is_over_limit(request, "mail"):
            form.add_error(None, _("Det har gått väldigt många mejl härifrån den senaste timmen. Försök igen om en stund."))  # fmt: skip  # noqa: E501
        elif find_full_mailboxes([email]):
            form.add_error("email", _("Adressen har redan fått så många mejl i dag att inget nytt skickas. Ingen har lagts till. Försök igen i morgon."))  # fmt: skip  # noqa: E501
        elif _let_in(request, found, email, Role(form.cleaned_data["role"])):
            return redirect("members", public_id=found.public_id)
        else:
            form.add_error("email", _("Ni leder redan samverkan med den adressen."))
            status = 422
    return _render(request, found, listed, member_form=form, status=status)


def _let_in(request: HttpRequest, found: Collaboration, email: str, role: Role) -> bool:
    """Let somebody in and say what became of the mail; False: the address is the leader's own."""
    submission = read_submission(request)
    try:
        if not actions.add_member(
            collaboration=found, email=email, role=role, submission=submission
        ):
            return False
        is_mailed = _send_welcome(request, found, email)
    except actions.SentBefore:
        is_mailed = True
    if is_mailed:
        said = _("%(email)s har fått tillgång. Vi har mejlat hur det går till att logga in.")
        messages.success(request, said % {"email": email})
    else:
        forget_submission(submission)
        said = _("%(email)s har fått tillgång, men mejlet gick inte iväg. Berätta det själva, eller lägg till adressen igen om en stund.")  # fmt: skip  # noqa: E501
        messages.error(request, said % {"email": email})
    return True


def _send_welcome(request: HttpRequest, found: Collaboration, email: str) -> bool:
    link = request.build_absolute_uri(reverse("collaboration", args=[found.public_id]))
    text = write_text("collaborations/mail_member.txt", collaboration=found, link=link)
    subject = _("Tillgång till en samverkan i Samverkanskollen")
    return send_text(subject, text, [email], what="the mail to a member")


def _hand_over(request: HttpRequest, found: Collaboration, listed: list[Member]) -> HttpResponse:
    form = HandOverForm(request.POST, co_leaders=_list_co_leaders(listed))
    if not form.is_valid():
        return _render(request, found, listed, hand_over_form=form, status=422)
    member = _find_member(listed, form.cleaned_data["member"])
    try:
        actions.hand_over(collaboration=found, member=member)
    except actions.NotCoLeader:
        raise Http404 from None  # is none any longer: somebody else was first
    said = _("Nu leder %(email)s samverkan. Ni leder med.")
    messages.success(request, said % {"email": member.user.email})
    return redirect("members", public_id=found.public_id)


def _list_co_leaders(listed: list[Member]) -> list[Member]:
    return [member for member in listed if member.role == Role.CO_LEADER]


def _render(
    request: HttpRequest,
    found: Collaboration,
    listed: list[Member],
    *,
    member_form: MemberForm | None = None,
    hand_over_form: HandOverForm | None = None,
    status: int = 200,
) -> HttpResponse:
    co_leaders = _list_co_leaders(listed)
    context = {
        "collaboration": found,
        "members": listed,
        "owns": can(found.role, May.OWN),
        "member_form": member_form or MemberForm(initial={"role": Role.READER.value}),
        "has_co_leaders": bool(co_leaders),
        "hand_over_form": hand_over_form or HandOverForm(co_leaders=co_leaders),
        "form": member_form or hand_over_form,
    }
    return render(request, "collaborations/members.html", context, status=status)


@collaboration_page()
def leave(request: HttpRequest, found: Collaboration) -> HttpResponse:
    """Stop being a member, after a question; whoever leads must hand over first."""
    leads = found.role is Role.LEADER
    if request.method != "POST":
        context = {"collaboration": found, "leads": leads}
        return render(request, "collaborations/leave.html", context)
    if leads:
        messages.error(request, _("Lämna över ledningen först. Sedan kan ni lämna samverkan."))
        return redirect("members", public_id=found.public_id)
    for member in list_members(found):
        if member.user_id == request.user.pk:
            actions.remove_member(member=member)
    messages.success(request, _("Ni är inte längre med i samverkan."))
    return redirect("mine")
