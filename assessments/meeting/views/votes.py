"""A new vote on one topic of a meeting: opened and closed by a leader, cast from the phones."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.core.access import private_page, round_page
from assessments.core.links import LinkKind, draw_qr_code, make_address, make_code
from assessments.core.rules.lifecycle import ChangeRefused
from assessments.core.rules.permissions import May
from assessments.core.throttle import is_over_limit
from assessments.filling.fields import Problems, build_field, sift
from assessments.iceberg.views.phone import answer_cards
from assessments.instruments.entries import Entry
from assessments.instruments.instrument import Question
from assessments.meeting.actions import cancel_vote, close_vote, open_vote
from assessments.meeting.selectors import fetch_meeting, fetch_vote, fetch_vote_by_link
from assessments.meeting.views.handing_in import hand_in, is_handed_in, render_closed
from assessments.methods.registry import METHODS
from assessments.models import Assessment, Vote
from assessments.results.files.language import answer_in
from samverkan.site.public import get_site_address

MOST_PEOPLE: Final = 200
"""In the room."""


@round_page(May.LEAD, require_POST)
def open_(request: HttpRequest, found: Assessment, slug: str) -> HttpResponse:
    sheet = fetch_meeting(found)
    page = sheet.agenda.find(slug) if sheet else None
    if page is None or page.subject is None:
        raise Http404
    people = read_people(request)
    if people is not None and people < found.smallest_group:
        said = _("Inget öppnades. Ni behöver vara minst %(least)d för att något ska visas. Räck upp handen i stället, fråga för fråga.")  # fmt: skip  # noqa: E501
        messages.error(request, said % {"least": found.smallest_group})
    elif people is not None:
        try:
            open_vote(assessment=found, topic=slug, today=timezone.localdate(), people=people)
        except ChangeRefused:  # reopened at this moment
            return redirect("round", found.public_id)
        return redirect("meeting_subject", found.public_id, slug)
    return redirect(keep_people(request, reverse("meeting_subject", args=[found.public_id, slug])))


def keep_people(request: HttpRequest, address: str) -> str:
    """The address of the form, with what was written in it."""
    return f"{address}?{urlencode({'people': request.POST.get('people', '')[:3]})}"


def read_people(request: HttpRequest) -> int | None:
    """How many are in the room; where that cannot be read, None, and it is said."""
    given = request.POST.get("people", "").strip()
    if given.isascii() and given.isdigit() and 0 < int(given[:6]) <= MOST_PEOPLE:
        return int(given[:6])
    said = _("Inget öppnades. Skriv med siffror hur många ni är i rummet, högst %(most)d.")
    messages.error(request, said % {"most": MOST_PEOPLE})
    return None


@round_page(May.LEAD, require_POST)
def close(request: HttpRequest, found: Assessment, slug: str) -> HttpResponse:
    """Show the result, or with `cancel` throw the votes away."""
    if "cancel" in request.POST:
        if cancel_vote(assessment=found, topic=slug):
            messages.info(request, _("Rösterna är raderade. Ni kan rösta om ämnet igen."))
    elif not close_vote(assessment=found, topic=slug):
        said = _("Röstningen är fortfarande öppen och alla röster är kvar. Minst %(least)d behöver svara på en fråga för att något ska visas.")  # fmt: skip  # noqa: E501
        messages.warning(request, said % {"least": found.smallest_group})
    return redirect("meeting_subject", found.public_id, slug)


@round_page(May.LEAD, require_safe)
def draw_qr(request: HttpRequest, found: Assessment, slug: str) -> HttpResponse:
    vote = fetch_vote(found, slug)
    if vote is None or vote.result is not None:
        raise Http404
    return HttpResponse(draw_qr_code(make_vote_link(request, vote)), "image/svg+xml")


def make_vote_link(request: HttpRequest, vote: Vote) -> str:
    return make_address(get_site_address(request), LinkKind.VOTE, vote.public_id, 1)


def describe_open(request: HttpRequest, vote: Vote) -> dict[str, str]:
    """How the phones reach a vote that is open."""
    code = make_code(vote.pk, 1, LinkKind.VOTE)
    return {"link": make_vote_link(request, vote), "host": request.get_host(), "code": code}


# From the phones ----------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def ballot(request: HttpRequest, signed: str) -> HttpResponse:
    """The questions of the vote; posting them hands in a ballot that nothing ties to anybody.

    A device that has voted is told so, and cannot vote again.
    """
    vote = fetch_vote_by_link(signed)
    if vote is None:
        return render(request, "404.html", {"missing": "code"}, status=404)
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME) in dict(settings.LANGUAGES)
    is_own = vote.assessment.tool_id is not None and chosen  # the content is in every language
    language = get_language() if is_own else vote.assessment.language
    return answer_in(str(language), lambda: _answer_ballot(request, vote))


def _answer_ballot(request: HttpRequest, vote: Vote) -> HttpResponse:
    if vote.assessment.tool_id is not None:
        return answer_cards(request, vote)
    sheet = fetch_meeting(vote.assessment)
    page = sheet.agenda.find(vote.topic) if sheet else None
    if vote.result is not None or sheet is None or page is None or page.subject is None:
        return render_closed(request)
    asked = METHODS[vote.assessment.instrument].build(sheet.edition)
    questions = [asked.questions[question.code] for question in page.subject.questions]
    context = {"vote": vote, "round": vote.assessment, "page": page}
    if is_handed_in(request):
        return render(request, "meeting/voted.html", context)
    if request.method != "POST":
        return _render_ballot(request, questions, context)
    entries = [Entry(each.code, request.POST.get(each.code, ""), "") for each in questions]
    good, problems = sift(asked, entries)
    answers = {entry.field: entry.value for entry in good if entry.value}
    if problems or not answers:
        context["said"] = _("Svara på minst en fråga först.")
        return _render_ballot(request, questions, context, problems, 422)
    if is_over_limit(request, "join"):
        context["said"] = _("Det har kommit väldigt många svar härifrån. Försök igen om en stund.")
        return _render_ballot(request, questions, context, problems, 429)
    return hand_in(request, vote, answers, context)


def _render_ballot(
    request: HttpRequest,
    questions: Sequence[Question],
    context: Mapping[str, Any],
    problems: Problems | None = None,
    status: int = 200,
) -> HttpResponse:
    fields = [build_field(question, {}, problems or {}) for question in questions]
    return render(request, "meeting/ballot.html", {**context, "fields": fields}, status=status)
