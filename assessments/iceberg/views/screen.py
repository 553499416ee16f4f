"""The iceberg on the group's screen: opened, closed, drawn, and talked about by questions."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from assessments.core.access import collaboration_page
from assessments.core.labels import read_tool_words
from assessments.core.links import draw_qr_code
from assessments.core.rules.permissions import May, can
from assessments.iceberg.actions import TooFew, TooSoon, cancel_iceberg, close_iceberg, open_iceberg
from assessments.iceberg.rules.cards import APART
from assessments.iceberg.rules.picture import draw_iceberg, list_said
from assessments.iceberg.selectors import KEY, fetch_iceberg, list_questions
from assessments.meeting.rules.agenda import ICEBERG
from assessments.meeting.views.votes import describe_open, keep_people, make_vote_link, read_people
from assessments.models import Collaboration
from assessments.results.files.downloads import make_download, name_file
from assessments.results.rules.marks import count_for_cards
from assessments.tools.files import make_unkept_pdf
from model_content.domain.tools import Tool
from model_content.selectors.editions import fetch_edition
from model_content.selectors.tools import fetch_tool


@collaboration_page(May.READ, post=May.LEAD)
def show(request: HttpRequest, found: Collaboration) -> HttpResponse:
    """What is open, or what was shown last; posting opens, closes or throws away."""
    if request.method == "POST":
        return _take(request, found)
    context = describe(request, found, leads=can(found.role, May.LEAD))
    return render(request, "iceberg/iceberg.html", context)


def describe(request: HttpRequest, found: Collaboration, *, leads: bool) -> dict[str, Any]:
    """What a page says of the iceberg; its picture, table and sentences if it may be shown."""
    iceberg = fetch_iceberg(found)
    vote, shown = iceberg.vote, iceberg.shown
    context: dict[str, Any] = {
        "collaboration": found,
        "leads": leads,
        "iceberg": iceberg,
        "vote": vote,
        "apart": APART.days,
        "tool": iceberg.tool,
        "may_open": iceberg.next_day is None or timezone.localdate() >= iceberg.next_day,
    }
    if vote is not None and shown is None and leads:
        context |= describe_open(request, vote)
        context["for_cards"] = count_for_cards(vote.assessment.smallest_group)
    if vote is not None and shown is not None:
        context |= _describe_shown(iceberg.tool, vote.assessment.smallest_group, shown)
    return context


def _describe_shown(tool: Tool, smallest: int, shown: Mapping[str, Any]) -> dict[str, Any]:
    voters = shown["voters"]
    said = list_said(tool, voters, shown["counts"], smallest, read_tool_words())
    titles = {code: a.title for code, a in fetch_edition().content.aspect_by_code.items()}
    return {
        "picture": draw_iceberg(tool, shown["counts"]),
        "smallest": smallest,
        "sentences": said.sentences,
        "proposals": said.proposals,
        "for_cards": count_for_cards(smallest),
        "has_cards": voters >= count_for_cards(smallest),
        "most_ticked": [(card, titles.get(card.aspect, "")) for card in said.cards],
    }


def _take(request: HttpRequest, found: Collaboration) -> HttpResponse:
    iceberg = fetch_iceberg(found)
    vote = iceberg.vote
    address = _find_meeting(request.POST) or reverse("iceberg", args=[found.public_id])
    if "open" in request.POST:
        address = address if _open(request, found) else keep_people(request, address)
    elif vote is not None and "cancel" in request.POST:
        if cancel_iceberg(vote):
            messages.info(request, _("Svaren är raderade. Ni kan börja om."))
    elif vote is not None and "close" in request.POST and not close_iceberg(vote):
        said = _("Isberget är fortfarande öppet och alla svar är kvar. Minst %(least)d behöver svara för att något ska visas.")  # fmt: skip  # noqa: E501
        messages.warning(request, said % {"least": iceberg.least})
    return redirect(address)


def _open(request: HttpRequest, found: Collaboration) -> bool:
    """Whether one is open, or none can be yet; else it is said why not."""
    people = read_people(request)
    if people is None:
        return False
    tool, edition, today = fetch_tool(KEY), fetch_edition(), timezone.localdate()
    try:
        open_iceberg(collaboration=found, tool=tool, edition=edition, today=today, people=people)
    except TooFew as few:
        said = _("Inget öppnades. Ni behöver vara minst %(least)d för att något ska visas. Gör det på papper i rummet i stället.")  # fmt: skip  # noqa: E501
        messages.error(request, said % {"least": few.args[0]})
        return False
    except TooSoon:  # the page says from when
        pass
    return True


@collaboration_page(May.LEAD, require_safe)
def draw_qr(request: HttpRequest, found: Collaboration) -> HttpResponse:
    iceberg = fetch_iceberg(found)
    if iceberg.vote is None or not iceberg.is_open:
        raise Http404
    return HttpResponse(draw_qr_code(make_vote_link(request, iceberg.vote)), "image/svg+xml")


@collaboration_page(May.READ, require_safe)
def download(request: HttpRequest, found: Collaboration) -> HttpResponse:
    """What the page shows, as a PDF file."""
    context = describe(request, found, leads=False)
    if "picture" not in context:
        raise Http404
    tool: Tool = context["tool"]
    about = {"title": tool.result_title, "name": found.name, "tool": tool.title}
    context["shown"] = about | {"day": context["vote"].opened_on}
    name = f"{name_file(found.name)}-{KEY}.pdf"
    return make_download(make_unkept_pdf("iceberg/print.html", context), "application/pdf", name)


@collaboration_page(May.READ, require_safe)
def question(request: HttpRequest, found: Collaboration, number: int) -> HttpResponse:
    """One question to talk about, so large that all in the room can read it; the mirror is last."""
    questions = list_questions(fetch_iceberg(found).tool)
    if not 1 <= number <= len(questions):
        raise Http404
    step, text = questions[number - 1]
    context = {
        "collaboration": found,
        "step": step,
        "text": text,
        "number": number,
        "total": len(questions) - 1,
        "is_mirror": number == len(questions),
        "others": [(n, each) for n, (_step, each) in enumerate(questions, 1) if n != number],
        "before": number - 1,
        "after": number + 1 if number < len(questions) else 0,
        "back": _find_meeting(request.GET) or reverse("iceberg", args=[found.public_id]),
        "query": f"?{query}" if (query := request.GET.urlencode()) else "",
    }
    return render(request, "iceberg/question.html", context)


def _find_meeting(given: QueryDict) -> str:
    """The page of the meeting that somebody came from; empty if from none."""
    try:
        return reverse("meeting_subject", args=[UUID(given.get("round", "")), ICEBERG])
    except ValueError:
        return ""
