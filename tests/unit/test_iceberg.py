"""The iceberg's rules: the order of the cards, the picture, and when it is offered first."""

import pytest

from assessments.iceberg.rules.cards import shuffle
from assessments.iceberg.rules.picture import LETTERS, break_text, draw_iceberg, list_said
from assessments.methods.sheets.rules import RULES
from assessments.results.rules.marks import disclose_marks
from assessments.tools.rules import choose_offers
from tests.tool_texts import read_tools

TOOL = read_tools()["isberget"]
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
    ballots = [{TRUST: "true", f"isberget.1b.{n}": "true", "talk": TRUST} for n in range(1, 7)]
    picture = draw_iceberg(TOOL, show(*ballots, {"isberget.1.1": "true"}))
    seen, sensed, deep = picture.layers
    assert [(line.text, line.people, line.talk) for line in deep.lines] == [
        ("Gammal misstro finns kvar", 6, 6)
    ]
    assert [(line.text, line.people) for line in sensed.lines] == [("", 6)]
    assert (seen.lines, seen.hidden, seen.has_note) == ((), 3, True)
    assert seen.foot <= sensed.top < sensed.foot <= deep.top < deep.foot < picture.height


def test_no_line_of_the_picture_is_wider_than_the_ice():
    for item in TOOL.items.values():
        assert all(len(line) <= LETTERS for line in break_text(item.text)), item.code


def test_what_is_said_is_said_of_the_numbers_that_are_shown_and_of_nothing_else():
    """Whoever else ticked what, in too few to be shown, changes no word of it."""
    common = [{TRUST: "true", "talk": TRUST} for _ in range(5)]
    alone = [{"isberget.1.1": "true", "isberget.1c.2": "true", "talk": "isberget.1.1"}, {}]
    others = [{"isberget.1b.7": "true"}, {"isberget.1b.5": "true"}]
    said = [list_said(TOOL, 7, show(*common, *more)) for more in (alone, others)]
    assert said[0] == said[1]
    assert [card.aspect for card in said[0].wanted] == ["fortroende-och-tillit"]
    assert "Flest vill tala om gammal misstro (5 av 7)." in said[0].sentences


def test_the_spread_is_said_where_no_layer_stands_out():
    ballots = [{f"isberget.1b.{n}": "true", f"isberget.1c.{n}": "true"} for n in range(1, 7)]
    assert list_said(TOOL, 6, show(*ballots)).sentences[0].startswith("Det som visas fördelar sig")


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
