"""The cards on the phone of one who takes part: which, and what to begin to talk about."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from assessments.core.throttle import is_over_limit
from assessments.iceberg.rules.cards import (
    NO_LAYER,
    Wrong,
    find_wrong,
    make_ballot,
    shuffle,
)
from assessments.iceberg.selectors import find_tool, list_layers
from assessments.meeting.views.handing_in import hand_in, is_handed_in, render_closed
from assessments.meeting.voted import read_order, remember_order
from assessments.models import Vote
from assessments.results.rules.marks import MOST_MARKS, count_for_cards, count_needed
from model_content.domain.tools import Item, Tool

CARD, TALK, SURE = "card", "talk", "sure"


def answer_cards(request: HttpRequest, vote: Vote) -> HttpResponse:
    """The cards, and what to begin with; hands in a ballot that nothing ties to anybody."""
    tool = find_tool(vote)
    if vote.result is not None:
        return render_closed(request)
    if is_handed_in(request):
        return render(request, "meeting/voted.html", {"is_iceberg": True})
    order = read_order(request)
    cards, layers = _list_cards(tool, order), list_layers(tool)
    picked = [card.code for card in cards if card.code in request.POST.getlist(CARD)]
    talk = request.POST.get(TALK, "")
    wrong = None
    if request.method == "POST":
        wrong = find_wrong(picked, talk, layers, is_sure=SURE in request.POST)
    smallest = vote.assessment.smallest_group
    context = {
        "vote": vote,
        "tool": tool,
        "cards": cards,
        "layers": layers.items(),
        "picked": picked,
        "talk": talk,
        "most": MOST_MARKS,
        "no_layer": NO_LAYER,
        "least": count_needed(smallest),
        "for_cards": count_for_cards(smallest),
        "wrong": wrong,
        "is_sure": SURE in request.POST or wrong is Wrong.NO_CARD,
        "said": _say(wrong, len(picked)),
    }
    status = 422 if wrong else 200
    if request.method == "POST" and not wrong:
        if not is_over_limit(request, "join"):
            return hand_in(request, vote, make_ballot(picked, talk), {"vote": vote})
        context["said"] = _("Det har kommit väldigt många svar härifrån. Försök igen om en stund.")
        status = 429
    response = render(request, "iceberg/cards.html", context, status=status)
    remember_order(response, request.path, order)
    return response


def _list_cards(tool: Tool, order: str) -> list[Item]:
    codes = [item.code for step in list_layers(tool).values() for item in step.items]
    return [tool.items[code] for code in shuffle(codes, order)]


def _say(wrong: Wrong | None, picked: int) -> str:
    if wrong is Wrong.TOO_MANY:
        said = _("Du har valt %(picked)d kort. Välj högst %(most)d.")
        return said % {"picked": picked, "most": MOST_MARKS}
    if wrong is Wrong.NO_TALK:
        return _("Välj vad du vill börja med, eller svara att du inte vill välja.")
    if wrong is Wrong.NO_CARD:
        return _("Du har inte valt något kort. Vill du skicka ändå, välj Skicka en gång till.")
    return ""
