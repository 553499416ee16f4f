"""Tools that are made again and again: which turn it is, and what stands beside it."""

from collections import defaultdict
from copy import deepcopy
from datetime import UTC, date, datetime
from typing import Any

import pytest

from assessments.filling.fields import build_groups
from assessments.filling.selectors.sheets import Stored
from assessments.methods.sheets.fields import build_tool
from assessments.methods.sheets.outcome import Filled, evaluate
from assessments.methods.sheets.pictures import draw_turn, keep_for_print, line_up
from assessments.methods.sheets.rules import RULES
from assessments.methods.sheets.shown import ShownTool, put_in_words, show_answers
from assessments.methods.sheets.turns import find_turn, is_joint_left, name_changes, read_turn
from assessments.results.files.tool_text import make_text
from assessments.tools.rules import find_invited
from model_content.domain.checks import check_document
from model_content.domain.tools import dump_tool
from tests.tool_texts import read_tools

SAID = {"yes": "Ja", "no": "Nej", "unchanged": "oförändrat sedan varv %(number)s"}
WORDS = defaultdict(lambda: "…", SAID)
VEVEN = read_tools()["veven"]
SHEETS = [{"answers": {"veven.1.1": {"value": "done", "note": "Nytta"}}}]


def make_last(day: str, **turn: object) -> dict[str, Any]:
    made = {"date": day, "answers": {"sheets": deepcopy(SHEETS)}}
    return made | ({"turn": turn} if turn else {})


@pytest.mark.parametrize(
    ("last", "number", "before"),
    [
        (None, 1, None),
        (make_last("2026-11-20", number=1, began="2026-11-10"), 1, None),
        (make_last("2026-11-29", number=1, began="2026-10-31"), 2, "2026-11-29"),
        (make_last("2025-11-29", number=4, began="2025-11-01"), 5, "2025-11-29"),
        (make_last("2025-11-29"), 2, "2025-11-29"),  # made before turns were counted
    ],
)
def test_a_new_turn_begins_after_thirty_days_and_keeps_the_last_beside_it(last, number, before):
    turn = find_turn(last, date(2026, 11, 30))
    assert (turn["number"], turn.get("before", {}).get("date")) == (number, before)
    read = read_turn(VEVEN, turn)
    assert [f.values["veven.1.1.note"] for f in read.filled] == (["Nytta"] if before else [])


def test_a_result_corrected_in_the_same_turn_keeps_what_it_is_compared_with():
    first = find_turn(make_last("2025-11-29", number=1, began="2025-11-29"), date(2026, 11, 20))
    again = find_turn({**make_last("2026-11-20"), "turn": first}, date(2026, 11, 30))
    assert again == first


@pytest.mark.parametrize(
    ("last", "names"),
    [
        (None, ""),
        ({"answers": {"sheets": []}}, "spelreglerna, varför ni samverkar"),
        ({"answers": {"sheets": [{"answers": {"veven.1.1": "done"}}]}}, "spelreglerna"),
        (
            {"answers": {"sheets": [{"answers": {"veven.1.1": "done", "veven.2.1": "yes"}}]}},
            "spelreglerna",  # the same, but said by another
        ),
    ],
)
def test_a_result_says_what_has_changed_since_the_one_before(last, names):
    sheets = [
        {"answers": {"veven.1.1": "done"}},
        {"party": "Facket", "answers": {"veven.2.1": "yes"}},
    ]
    assert name_changes(VEVEN, last, sheets) == names


def show(filled, last=None):
    turn = read_turn(VEVEN, find_turn(last, date(2026, 11, 30)))
    outcome = evaluate(VEVEN, RULES["veven"], filled, turn)
    shown = put_in_words(VEVEN, WORDS, tuple(filled), outcome, turn)
    return {block["kind"]: block for block in shown["blocks"]}


def test_each_question_stands_with_how_it_was_and_the_sides_beside_each_other():
    sides = [
        Filled("De fackliga", {"veven.2.1": "yes", "veven.2.2": "no", "veven.2.2.note": "Sällan"}),
        Filled("Arbetsgivaren", {"veven.2.1": "yes", "veven.2.2": "yes", "veven.2.3": "no"}),
    ]
    joint = Filled("", {"veven.1.1": "under_way", "veven.3.1": "Flytta?"})
    blocks = show([joint, *sides], make_last("2025-11-12"))
    first = blocks["turned"]["rows"][0]
    assert (first["said"][0]["word"], first["was_word"]) == ("På gång", "Klart")
    assert (blocks["turn"]["number"], blocks["turn"]["day"]) == (2, "2025-11-12")
    lines = line_up(blocks["sides"]["rows"], ["Arbetsgivaren", "De fackliga"])
    told = [(li.row["code"], li.differs, [s["value"] for s in li.said if s]) for li in lines]
    assert told[:2] == [("veven.2.2", True, ["yes", "no"]), ("veven.2.1", False, ["yes", "yes"])]
    copied = make_text(ShownTool("", "", "", "", date(2026, 11, 30), "", tuple(blocks.values())))
    assert " Arbetsgivaren: Nej, De fackliga: inget svar\n" in copied
    assert "differences" not in blocks
    lines = blocks["handout"]["headings"][0]["lines"]
    assert [line["code"] for line in lines if not line.get("missing")] == ["veven.3.1"]
    assert len(lines) == 7, "what is left blank is said to be"
    assert "handout" not in show([Filled("", {"veven.1.1": "done"})])
    assert {b["kind"] for b in keep_for_print(blocks.values())} == set(blocks)


def test_a_decision_of_the_turn_before_is_shown_as_one_of_that():
    def name(text, last=None):
        filled = [Filled("", {"veven.1.1": "done", "veven.3.1": text})]
        return show(filled, last)["handout"]["headings"][0]["title"]

    last = make_last("2025-11-12")
    last["answers"]["sheets"][0]["answers"] |= {"veven.3.1": "Flytta?"}
    title = name("Flytta?")
    assert name("Flytta?", last) == f"{title} (oförändrat sedan varv 1)"
    assert name("Stanna?", last) == title


def test_what_a_side_has_changed_stands_with_what_it_answered_before():
    last = make_last("2025-11-12")
    last["answers"]["sheets"].append({"party": "Facket", "answers": {"veven.2.1": "no"}})
    given = {"veven.2.1": "yes", "veven.2.2": "yes"}
    rows = show([Filled("Facket", given)], last)["sides"]["rows"]
    assert [row["said"][0].get("was_word") for row in rows] == ["Nej", None]
    assert "was_word" not in show([Filled("Facket", given)])["sides"]["rows"][0]["said"][0]


def test_only_as_many_sides_as_can_be_read_stand_side_by_side():
    assert "checklist" in show([Filled("", {"veven.2.1": "yes"})])
    said = [Filled(f"Fack {n}", {"veven.2.1": "no" if n else "yes"}) for n in range(5)]
    assert "sides" in show(said[:4])
    assert [kind for kind in show(said) if kind in ("sides", "differences")] == ["differences"]


@pytest.mark.parametrize(
    ("sides", "faults"),
    [
        ("", []),
        ("Arbetsgivaren\nST\n\nSaco\nSEKO", []),
        ("Arbetsgivaren", ["1 sides, at least 2 asked"]),
        ("\n".join(f"Fack {n}" for n in range(40)), ["40 sides, at most 4"]),
        ("Facket\nST\n fac\u00adKET\u200b ", ["facKET stands twice"]),
        ("Facket\nfacket", ["facket stands twice", "1 sides, at least 2 asked"]),
    ],
)
def test_parties_that_are_proposed_are_a_few_with_different_names(sides, faults):
    english = {"sides": "A\nB", "translations": {"en": {"sides": sides}}}
    for change in ({"sides": sides, "translations": {}}, english):
        found = check_document(dump_tool(VEVEN) | change)
        said = [str(each).partition(": ")[2] for each in found if each.field == "sides"]
        assert said == faults


def test_the_ring_begins_at_the_top_and_goes_with_the_clock():
    spots = draw_turn([{"said": []}] * 6)
    assert [(spot["number"], spot["x"] > 150, spot["y"] < 150) for spot in spots][:3] == [
        (1, False, True), (2, True, True), (3, True, False),
    ]  # fmt: skip


def test_beside_a_field_stands_what_the_same_party_answered():
    said = show_answers(VEVEN, WORDS, Filled("", {"veven.2.1": "no", "veven.3.1": "Flytta?"}))
    assert {code: each["word"] for code, each in said.items()} == {"veven.2.1": "Nej"}


def test_a_tool_for_both_sides_is_offered_when_both_have_answered():
    tools = list(read_tools().values())
    assert find_invited(tools, ["arbetsgivare", None]) is None
    assert find_invited(tools, ["facklig", "arbetsgivare"]) == VEVEN


@pytest.mark.parametrize(
    ("revision", "chosen", "text", "older"),
    [(2, 12, "Nytta", True), (1, 12, "Nytta", False), (2, 9, "Nytta", False), (2, 12, "", False)],
)
def test_a_reason_that_was_written_for_another_choice_is_asked_about(revision, chosen, text, older):
    tool = build_tool(read_tools()["ringens-vagval"], WORDS)
    group = next(g for g in tool.groups if g.questions[0].code == "ringens-vagval.1.1")
    answers = {
        "ringens-vagval.1.1": Stored("need", revision, datetime(2026, 11, 30, chosen, tzinfo=UTC)),
        "ringens-vagval.1.1.note": Stored(text, 1, datetime(2026, 11, 30, 10, tzinfo=UTC)),
    }
    assert build_groups([group], answers, {})[0].is_beside_older is older


def test_what_is_filled_in_together_is_left_until_something_stands_there():
    party = {"party": "Facket", "answers": {"veven.2.1": "yes"}}
    told = [
        is_joint_left(sheets)
        for sheets in ([party], [{"answers": {}}, party], [*SHEETS, party], SHEETS)
    ]
    assert told == [True, True, False, False]
    together = [{"answers": {"veven.1.1": "done"}}, party]
    named = [name_changes(VEVEN, {"answers": {"sheets": s}}, together) for s in ([party], SHEETS)]
    assert named == ["", "spelreglerna, varför ni samverkar"]
