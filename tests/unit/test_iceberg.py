"""The iceberg's rules: the order of the cards, the picture, and when it is offered first."""

import pytest

from assessments.core.labels import read_tool_words
from assessments.iceberg.rules.cards import shuffle
from assessments.iceberg.rules.picture import LETTERS, break_text, draw_iceberg, list_said
from assessments.methods.sheets.rules import RULES
from assessments.results.rules.marks import disclose_marks
from assessments.tools.rules import choose_offers
from tests.tool_texts import read_tools

TOOL = read_tools()["isberget"]
WORDS = read_tool_words()
LAYERS = {
    step.code.removeprefix("isberget."): [item.code for item in step.items]
    for step in TOOL.steps
    if step.kind == "marks"
}
TRUST = "isberget.1c.5"


def show(*ballots):
    return disclose_marks(ballots, LAYERS, 5)


def test_the_order_of_the_cards_is_chance_and_the_same_on_a_device():
    codes = [f"c{n:02}" for n in range(19)]
    firsts = {shuffle(codes, str(seed))[0] for seed in range(200)}
    assert firsts == set(codes)
    assert shuffle(codes, "a") == shuffle(codes[::-1], "a")


def test_the_picture_holds_what_is_shown_and_says_of_the_rest_that_it_is_few():
    ballots = [{TRUST: "true", f"isberget.1b.{n}": "true", "talk": "1c"} for n in range(1, 8)]
    picture = draw_iceberg(TOOL, show(*ballots, {"isberget.1.1": "true"}))
    seen, sensed, deep = picture.layers
    assert [(line.text, line.people, line.is_least) for line in deep.lines] == [
        ("Gammal misstro finns kvar", 5, True)
    ]
    assert [(line.text, line.people, line.is_least) for line in sensed.lines] == [("", 5, True)]
    assert (deep.is_first, sensed.is_first) == (True, False)
    assert (seen.lines, seen.hidden, seen.has_note) == ((), 3, True)
    assert seen.foot <= sensed.top < sensed.foot <= deep.top < deep.foot < picture.height


def test_no_line_of_the_picture_is_wider_than_the_ice():
    for item in TOOL.items.values():
        assert all(len(line) <= LETTERS for line in break_text(item.text)), item.code


def test_what_is_said_is_said_of_the_numbers_that_are_shown_and_of_nothing_else():
    """Whoever else ticked what, in too few to be shown, changes no word of it."""
    common = [{TRUST: "true", "talk": "1c"} for _ in range(6)]
    alone = [{"isberget.1.1": "true", "isberget.1c.2": "true", "talk": "1"}, {}]
    others = [{"isberget.1b.7": "true"}, {"isberget.1b.5": "true"}]
    said = [list_said(TOOL, 8, show(*common, *more), 5, WORDS) for more in (alone, others)]
    assert said[0] == said[1]
    assert [card.aspect for card in said[0].cards] == ["fortroende-och-tillit"]
    assert said[0].sentences[0] == "Det här har minst 5 av 8 valt: gammal misstro."


def test_a_group_of_six_is_told_where_most_want_to_begin_whatever_each_has_ticked():
    ballots = [{f"isberget.1b.{n}": "true", "talk": "1c" if n > 3 else "1b"} for n in range(1, 7)]
    ballots[0]["talk"] = "1"
    said = list_said(TOOL, 6, show(*ballots), 5, WORDS)
    assert said.sentences[0].startswith("Ni är 6: enskilda kort visas från 8.")
    assert said.sentences[1].startswith("Flest vill börja med det som ligger under ytan.")


def test_what_is_not_shown_is_said_with_the_number_that_is_needed():
    """Also where five of six chose a layer, four of them the same."""
    wishes = [{"talk": "1c"}] * 4 + [{"talk": "1"}, {}]
    said = list_said(TOOL, 6, show(*wishes), 5, WORDS).sentences
    assert said[1].startswith(
        "För få har sagt var de vill börja: det visas när minst 6 har gjort det."
    )
    said = list_said(TOOL, 9, show(*wishes, {}, {}, {}), 5, WORDS).sentences
    assert said[0].startswith("Inget enskilt kort visas: inget valdes av minst 5.")


@pytest.mark.parametrize(
    ("card", "aspects"),
    [
        ("1b.10", ["tid-och-resurser"]),
        ("1b.7", ["kommunikation"]),
        ("1b.5", ["konflikter"]),
        ("1c.6", ["fortroende-och-tillit"]),
        ("1.1", []),
    ],
)
def test_a_proposal_is_of_the_card_that_is_shown_and_goes_on_after_we_decide_to(card, aspects):
    said = list_said(TOOL, 9, show(*[{f"isberget.{card}": "true"}] * 9), 5, WORDS)
    assert [each.aspect for each, _ in said.proposals] == aspects
    assert all(text.split()[0].endswith("a") for _, text in said.proposals)


@pytest.mark.parametrize(
    ("aspects", "stuck", "first"),
    [
        (["vad", "konflikter", "nytta"], True, ("konflikter", "isberget")),
        (["vad", "nytta"], True, ("vad", "isberget")),
        (["konflikter"], False, ("konflikter", "isberget")),
        (["vad"], False, ("vad", "nio-fragor")),
    ],
)
def test_a_group_that_is_stuck_is_first_offered_the_iceberg(aspects, stuck, first):
    tools = [read_tools()[key] for key in RULES]
    offers = choose_offers(aspects, tools, is_stuck=stuck)
    assert (offers[0][0], offers[0][1].key) == first
    assert len(offers) <= 2
    assert choose_offers([], tools, is_stuck=True) == []
