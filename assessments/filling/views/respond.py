"""For those who answer in a group's round, without an account: joining, one's own page, handing in.

The walk itself is that of a diagnosis (filling/views/walk.py).
"""

from typing import Any, Final, NamedTuple

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.core.access import (
    RoundKind,
    check_open,
    load_respondent,
    load_sheet,
    private_page,
    render_closed,
)
from assessments.core.editing import read_post, render_form
from assessments.core.links import LinkKind, add_origin, make_address, split_token, unsign_link
from assessments.core.rules.lifecycle import State
from assessments.core.throttle import is_over_limit
from assessments.filling.begun import COOKIE, read_begun, remember_begun
from assessments.filling.forms.diagnoses import MailForm
from assessments.filling.forms.respond import BackgroundForm, ResultMailForm, read_background
from assessments.filling.selectors.respond import (
    Begun,
    fetch_begun,
    fetch_invitation,
    fetch_invitation_of,
    fetch_joinable_round,
    is_group_link,
)
from assessments.filling.selectors.sheets import (
    FilledSheet,
    estimate_answering,
    is_used_by_others,
)
from assessments.filling.views.walk import (
    UNPROCESSABLE,
    compute_own,
    find_excess,
    render_check,
    save_check,
)
from assessments.groups.rules.joining import Entrance, find_entrance
from assessments.methods.stages.instrument import STAGES
from assessments.models import Assessment, Respondent
from assessments.results.report.report import Report
from assessments.rounds.actions.notices import leave_address
from assessments.rounds.actions.rounds import AlreadyHandedIn, join_round, update_background
from assessments.rounds.actions.rounds import hand_in as hand_in_answers
from assessments.rounds.selectors.rounds import fetch_round_edition, fetch_turnout
from samverkan.submitted.form_tokens import read_submission

GONE: Final = 410
"""The status of a link that has worked and does not any more."""

ANEW: Final = "ny"
"""In the address of a group's link: somebody else is to begin on a device that has begun."""

MINE: Final = "mina"
"""In the address of a group's link: whoever has handed in on the device comes back to it."""

FORGET: Final = "glom"
"""In the address of a link that joins: the device is to forget what is named in the form."""

NOTED: Final = "mejl"
"""In the address of the thanks: an address has just been left for the result."""

TURNED_AWAY: Final = {
    Entrance.REVOKED: ("respond/revoked.html", GONE),
    Entrance.NOT_OPEN: ("respond/not_open.html", 409),
}


# Joining ------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def join(request: HttpRequest, signed: str) -> HttpResponse:
    """What the round is about and who sees what, and the way in, by the group's link."""
    found = unsign_link(LinkKind.GROUP, signed)
    if found is None:
        raise Http404
    assessment = fetch_joinable_round(found[0])
    works = assessment is not None and is_group_link(assessment, *found)
    return _enter(request, Way("join", signed), assessment, works=works)


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def invited(request: HttpRequest, signed: str) -> HttpResponse:
    """The same by an invitation that was mailed, which counts once."""
    found = unsign_link(LinkKind.INVITATION, signed)
    if found is None:
        raise Http404
    invitation = fetch_invitation(found[0])
    return _enter(
        request,
        Way("invited", signed),
        invitation.assessment if invitation else None,
        works=invitation is not None,
        used=invitation is not None and invitation.submitted,
    )


class Way(NamedTuple):
    """The link that somebody came by: the name of its address, and its secret part."""

    name: str
    signed: str

    @property
    def path(self) -> str:
        return reverse(self.name, args=[self.signed])

    @property
    def is_personal(self) -> bool:
        return self.name == "invited"


def _enter(
    request: HttpRequest,
    way: Way,
    named: Assessment | None,
    *,
    works: bool,
    used: bool = False,
) -> HttpResponse:
    """Show, or lead to, what the link leads to on this device (groups/rules/joining.py).
    `named`: the round that it names, None if it has gone from there."""
    begun = _list_begun(request, named)
    assessment = named or (begun[0].respondent.assessment if begun else None)
    if request.method == "POST" and FORGET in request.GET:
        return _forget(request, way, assessment, begun)
    if assessment is None:
        return render(request, "respond/revoked.html", status=GONE)
    if assessment.state == State.OPEN and (works or begun):
        check_open(assessment)
    entrance = find_entrance(
        State(assessment.state),
        personal=way.is_personal,
        works=works,
        used=used,
        begun=bool(begun),
        anew=ANEW in request.GET,
    )
    if entrance is Entrance.CLOSED:
        return render_closed(request, assessment)
    if entrance is Entrance.USED:
        return _render_used(request, assessment, {})
    if entrance in TURNED_AWAY:
        template, status = TURNED_AWAY[entrance]
        return render(request, template, {"assessment": assessment}, status=status)
    if entrance is Entrance.BEGIN:
        return _begin(request, way, assessment, begun)
    if entrance is Entrance.GO_ON:
        response: HttpResponse = redirect("overview", token=add_origin(begun[0].token, way.signed))
    elif works and MINE not in request.GET and all(each.is_handed_in for each in begun):
        response = redirect(_make_anew_link(way.signed))  # the next one meets no answers
    elif request.method == "POST":  # sent twice, or from a page shown before something was begun
        response = redirect(way.path)
    else:
        response = _render_choice(request, way, assessment, begun, works=works)
    _remember(response, way, assessment, [each.token for each in begun])
    return response


def _list_begun(request: HttpRequest, named: Assessment | None) -> list[Begun]:
    """What the device has begun by the link, in the round that it names."""
    begun = fetch_begun(read_begun(request))
    return [b for b in begun if named is None or b.respondent.assessment_id == named.pk]


def _remember(response: HttpResponse, way: Way, assessment: Assessment, tokens: list[str]) -> None:
    remember_begun(response, tokens, way.path, assessment.closes_on)


def _begin(
    request: HttpRequest, way: Way, assessment: Assessment, begun: list[Begun]
) -> HttpResponse:
    form = BackgroundForm(assessment, read_post(request))
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        return _render_join(request, way, assessment, form, status, begun=bool(begun))
    if is_over_limit(request, "join"):
        form.add_error(None, _("Väldigt många har börjat svara härifrån den senaste timmen. Försök igen om en stund."))  # fmt: skip  # noqa: E501
        return _render_join(request, way, assessment, form, 429, begun=bool(begun))
    respondent, token = join_round(
        assessment=assessment, background=form.background, submission=read_submission(request)
    )
    first = FilledSheet(respondent, fetch_round_edition(assessment), {}).walk.pages[0].slug
    response: HttpResponse = redirect("page", token=add_origin(token, way.signed), slug=first)
    unfinished = [b.token for b in begun if not b.is_handed_in and b.token != token]
    _remember(response, way, assessment, [token, *unfinished])
    return response


def _render_join(
    request: HttpRequest,
    way: Way,
    assessment: Assessment,
    form: BackgroundForm,
    status: int,
    *,
    begun: bool,
) -> HttpResponse:
    edition = fetch_round_edition(assessment).content
    questions, minutes = estimate_answering(assessment, edition)
    context = {
        "assessment": assessment,
        "questions": questions,
        "minutes": minutes,
        "form": form,
        "ways": fetch_turnout(assessment).ways,
        "is_invited": way.is_personal,
        "is_anew": ANEW in request.GET,
        "mine": f"{way.path}?{MINE}=1" if begun else "",
    }
    return render(request, "respond/join.html", context, status=status)


def _render_choice(
    request: HttpRequest, way: Way, assessment: Assessment, begun: list[Begun], *, works: bool
) -> HttpResponse:
    """Whose turn it is, where a screen may be passed round."""
    context = {
        "assessment": assessment,
        "begun": [(each, add_origin(each.token, way.signed)) for each in begun],
        "anew": _make_anew_link(way.signed) if works else "",
    }
    return render(request, "respond/choose.html", context)


def _make_anew_link(signed: str) -> str:
    return f"{reverse('join', args=[signed])}?{ANEW}=1"


def _find_way(token: str) -> Way | None:
    """The link that a link to answer says it began with."""
    _own, signed = split_token(token)
    if unsign_link(LinkKind.INVITATION, signed):
        return Way("invited", signed)
    return Way("join", signed) if unsign_link(LinkKind.GROUP, signed) else None


def _find_anew_link(assessment: Assessment, way: Way | None) -> str:
    """Where somebody else begins on the same device; empty if one did not come by a group link
    that still works."""
    found = unsign_link(LinkKind.GROUP, way.signed) if way else None
    works = found is not None and is_group_link(assessment, *found)
    return _make_anew_link(way.signed) if way and works else ""


def _forget(
    request: HttpRequest, way: Way, assessment: Assessment | None, begun: list[Begun]
) -> HttpResponse:
    """Let the device forget the answers that are named; those of others on it stay."""
    left = [b.token for b in begun if b.token != request.POST.get("answers")]
    response = redirect(way.path)
    if assessment and left:
        _remember(response, way, assessment, left)
    else:
        response.delete_cookie(COOKIE, path=way.path, samesite="Lax")
    messages.success(request, _("Länken leder inte längre till dina svar på den här enheten. De finns kvar på din svarslänk."))  # fmt: skip  # noqa: E501
    return response


# One's own answers --------------------------------------------------------------------------------


def render_own(
    request: HttpRequest, sheet: FilledSheet, token: str, form: MailForm, status: int = 200
) -> HttpResponse:
    """The respondent's page: the link to keep, how far one has come, what counts until when."""
    if is_used_by_others(sheet.respondent):
        return _render_used(request, sheet.assessment, {"token": token, "walk": sheet.walk})
    way = _find_way(token)
    context: dict[str, Any] = {
        "sheet": sheet,
        "assessment": sheet.assessment,
        "token": token,
        "mail_form": form,
        "ways": fetch_turnout(sheet.assessment).ways,
        "is_invited": way is not None and way.is_personal,
        "anew": _find_anew_link(sheet.assessment, way),
        "forget": f"{way.path}?{FORGET}=1" if way else "",
        "own_token": split_token(token)[0],
        "has_background": bool(BackgroundForm(sheet.assessment).fields),
        "answer_link": request.build_absolute_uri(reverse("overview", args=[token])),
    }
    return render(request, "respond/own.html", context, status=status)


def _render_used(
    request: HttpRequest, assessment: Assessment, answered: dict[str, Any]
) -> HttpResponse:
    """Other answers count for the invitation; what has been `answered` here can be read.

    Whoever has not handed in, to whom the mail was sent on, goes by the group's link if there is
    one.
    """
    about = (assessment.public_id, assessment.group_generation)
    group = make_address("", LinkKind.GROUP, *about) if assessment.has_group_link else ""
    context = {"assessment": assessment, "group_link": group, **answered}
    return render(request, "respond/used.html", context, status=409)


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def background(request: HttpRequest, token: str) -> HttpResponse:
    """Change who one answers as, where the round asks for it."""
    respondent = load_respondent(request, token, RoundKind.GROUP)
    initial = read_background(respondent)
    form = BackgroundForm(respondent.assessment, read_post(request), initial=initial)
    if not form.fields:
        raise Http404
    if form.is_valid():
        update_background(respondent=respondent, background=form.background)
        messages.success(request, _("Uppgifterna är sparade."))
        return redirect("overview", token=token)
    context = {"token": token, "assessment": respondent.assessment}
    return render_form(request, "respond/background.html", form, context)


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def hand_in(request: HttpRequest, token: str) -> HttpResponse:
    """Save the check page and let the answers count from now on; show one's own picture.

    It is the answer to this very request, so that it is shown when one hands in and never else:
    nothing of it is stored, and no address leads to it.
    """
    sheet = load_sheet(request, token, RoundKind.GROUP)
    if request.method != "POST":
        return redirect("handed_in", token=token)
    sheet, problems = save_check(request, sheet)
    if problems:
        return render_check(request, sheet, token, problems, 409)
    if find_excess(sheet):
        return render_check(request, sheet, token, {}, UNPROCESSABLE)
    if not sheet.walk.answered:
        messages.warning(request, _("Du har inte svarat på någon fråga än. Svara först och lämna in sedan."))  # fmt: skip  # noqa: E501
        return redirect("check", token=token)
    respondent = sheet.respondent
    invitation = fetch_invitation_of(respondent, token)
    try:
        hand_in_answers(respondent=respondent, invitation=invitation, today=timezone.localdate())
    except AlreadyHandedIn:
        return _render_used(request, sheet.assessment, {"token": token, "walk": sheet.walk})
    report = compute_own(sheet) if _shows_own(sheet) else None
    return _render_handed_in(request, respondent, token, report)


@require_safe
@private_page
def handed_in(request: HttpRequest, token: str) -> HttpResponse:
    """Thanks: that the answers count, until when they can be changed, and what comes then."""
    respondent = load_respondent(request, token, RoundKind.GROUP)
    if respondent.submitted_on is None:
        return redirect("check", token=token)
    return _render_handed_in(request, respondent, token)


@require_POST
@private_page
def result_notice(request: HttpRequest, token: str) -> HttpResponse:
    """Keep an address that is to be told when the result is there, apart from all answers."""
    sheet = load_sheet(request, token, RoundKind.GROUP)
    respondent = sheet.respondent
    if respondent.submitted_on is None:
        return redirect("check", token=token)
    # Sent from the page with one's own picture, which stays; nobody else is led to it.
    report = compute_own(sheet) if _shows_own(sheet) and "own" in request.POST else None
    form = ResultMailForm(request.POST)
    if not form.is_valid():
        return _render_handed_in(request, respondent, token, report, form=form, status=422)
    if is_over_limit(request, "mail"):
        form.add_error(None, _("Det har gått väldigt många mejl härifrån den senaste timmen. Försök igen om en timme."))  # fmt: skip  # noqa: E501
        return _render_handed_in(request, respondent, token, report, form=form, status=429)
    leave_address(assessment=respondent.assessment, email=form.cleaned_data["email"])
    messages.success(request, _("Du får ett mejl inom en timme efter att resultatet visas."))
    if report:
        return _render_handed_in(request, respondent, token, report, is_noted=True)
    return redirect(f"{reverse('handed_in', args=[token])}?{NOTED}=1")


def _shows_own(sheet: FilledSheet) -> bool:
    return sheet.assessment.instrument == STAGES


def _render_handed_in(
    request: HttpRequest,
    respondent: Respondent,
    token: str,
    report: Report | None = None,
    *,
    form: ResultMailForm | None = None,
    is_noted: bool = False,
    status: int = 200,
) -> HttpResponse:
    assessment = respondent.assessment
    context = {
        "assessment": assessment,
        "token": token,
        "anew": _find_anew_link(assessment, _find_way(token)),
        "report": report,
        "form": form or ResultMailForm(),
        "is_noted": is_noted or NOTED in request.GET,
    }
    return render(request, "respond/handed_in.html", context, status=status)
