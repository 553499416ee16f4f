"""The cards on the phone of one who takes part: first which, then which of them to talk about."""

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from assessments.core.throttle import is_over_limit
from assessments.iceberg.rules.cards import (
    MOST_CARDS,
    NO_CARD,
    Wrong,
    find_wrong,
    make_ballot,
    shuffle,
)
from assessments.iceberg.selectors import find_tool, list_layers
from assessments.meeting.actions import VoteClosed, cast_ballot
from assessments.meeting.voted import has_voted, read_order, remember_order, remember_voted
from assessments.models import Vote
from model_content.domain.tools import Item, Tool
from samverkan.submitted.form_tokens import read_submission

GO: Final = "go"
CARD, TALK = "card", "talk"


def answer_cards(request: HttpRequest, vote: Vote) -> HttpResponse:
    """A page of the cards; the last one hands in a ballot that nothing ties to anybody."""
    tool = find_tool(vote)
    if vote.result is not None:
        return render(request, "meeting/voted.html", {"is_closed": True}, status=410)
    if has_voted(request):
        return _thank(request)
    order = read_order(request)
    cards = _list_cards(tool, order)
    picked = [card.code for card in cards if card.code in request.POST.getlist(CARD)]
    go = request.POST.get(GO, "") if request.method == "POST" else "change"
    talk = request.POST.get(TALK, "") if go == "send" else None
    wrong = find_wrong(picked, talk)
    context = {
        "vote": vote,
        "tool": tool,
        "cards": cards,
        "picked": picked,
        "talk": talk,
        "most": MOST_CARDS,
        "no_card": NO_CARD,
        "is_choosing": go == "change" or wrong is Wrong.TOO_MANY,
        "said": _say(wrong, len(picked)),
    }
    status = 422 if wrong else 200
    if go == "send" and not wrong:
        if is_over_limit(request, "join"):
            context["said"] = _(
                "Det har kommit väldigt många svar härifrån. Försök igen om en stund."
            )
            status = 429
        else:
            return _hand_in(request, vote, make_ballot(picked, talk or ""))
    response = render(request, "iceberg/cards.html", context, status=status)
    remember_order(response, request.path, order)
    return response


def _hand_in(request: HttpRequest, vote: Vote, ballot: dict[str, str]) -> HttpResponse:
    try:
        cast_ballot(vote=vote, answers=ballot, submission=read_submission(request))
    except VoteClosed:
        return render(request, "meeting/voted.html", {"is_closed": True}, status=410)
    response = _thank(request)
    remember_voted(response, request.path)
    return response


def _thank(request: HttpRequest) -> HttpResponse:
    return render(request, "meeting/voted.html", {"is_iceberg": True})


def _list_cards(tool: Tool, order: str) -> list[Item]:
    codes = [item.code for step in list_layers(tool) for item in step.items]
    return [tool.items[code] for code in shuffle(codes, order)]


def _say(wrong: Wrong | None, picked: int) -> str:
    if wrong is Wrong.TOO_MANY:
        said = _("Du har valt %(picked)d kort. Välj högst %(most)d.")
        return said % {"picked": picked, "most": MOST_CARDS}
    if wrong is Wrong.NO_TALK:
        return _("Välj ett kort att tala om, eller svara att du inte vill välja.")
    return ""
