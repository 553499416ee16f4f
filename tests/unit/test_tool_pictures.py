"""The drawings of a tool's result: who stands where, and nothing on top of anything else."""

from itertools import combinations
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from assessments.methods.sheets.pictures import (
    MARK,
    RADIUS,
    WIDTH,
    draw_balance,
    draw_slider,
    group_answers,
    group_rows,
    join_tables,
    keep_for_print,
    name_letters,
    sort_by_parties,
)

STEPS = st.sampled_from(["", *"12345"])
PLACES = st.lists(st.tuples(STEPS, STEPS), max_size=30)


def say(party: str, value: str, wanted: str = "", word: str = "", note: str = "") -> dict[str, str]:
    return {"party": party, "value": value, "word": word or value, "wanted": wanted, "note": note}


def row(*said: dict[str, str], code: str = "x.1", heading: str = "") -> dict[str, Any]:
    return {"code": code, "text": "Text", "heading": heading, "said": list(said)}


@given(PLACES)
def test_no_mark_of_a_slider_is_outside_it_or_covers_another(places):
    said = [say(f"Part {n}", now, wanted) for n, (now, wanted) in enumerate(places)]
    letters = name_letters([{"rows": [row(*said)]}])
    drawn = draw_slider(row(*said), letters)
    assert len(drawn.marks) == sum(bool(value) for place in places for value in place)
    for mark in drawn.marks:
        assert RADIUS <= mark.x <= WIDTH - RADIUS
        assert RADIUS <= mark.y <= drawn.height - RADIUS
        assert (mark.y > drawn.track_y) == mark.is_wanted
    for one, other in combinations(drawn.marks, 2):
        assert max(abs(one.x - other.x), abs(one.y - other.y)) >= MARK, (one, other)


def test_every_party_has_a_letter_of_its_own_and_a_joint_sheet_none():
    parties = [f"Part {n:02}" for n in range(30)]
    letters = name_letters(
        [{"rows": [row(*(say(party, "1") for party in parties))]}, {"texts": []}]
    )
    assert list(letters) == parties
    assert [letters[parties[n]] for n in (0, 25, 26)] == ["A", "Z", "A2"]
    assert len(set(letters.values())) == 30
    assert name_letters([{"rows": [row(say("", "1"))]}]) == {}


def test_those_who_answered_the_same_stand_together_and_most_first():
    answers = group_answers(
        row(say("A", "no", word="Nej"), say("B", "yes", word="Ja", note="klart"),
            say("C", "yes", word="Ja"), say("D", "", word=""))
    )  # fmt: skip
    assert [(a.word, a.names) for a in answers] == [("Ja", "B, C"), ("Nej", "A")]
    assert answers[0].notes == (("klart", "B"),)
    assert [a.names for a in group_answers(row(say("", "yes")))] == [""]


def test_those_who_have_numbers_for_names_are_only_counted():
    assert [a.is_counted for a in group_answers(row(say("1", "yes"), say("Boden", "no")))] == [
        True, False,
    ]  # fmt: skip


def test_rows_stand_under_the_heading_over_them():
    rows = [row(code="1"), *(row(code=code, heading="Stödja") for code in "23")]
    assert [(g.heading, len(g.rows)) for g in group_rows(rows)] == [("", 1), ("Stödja", 2)]


def test_what_most_have_ticked_stands_first():
    rows = [row(say("A", "true"), code="1"), row(say("A", "true"), say("B", "true"), code="2")]
    assert [each["code"] for each in sort_by_parties(rows)] == ["2", "1"]


def test_tables_of_one_row_with_the_same_heads_are_one():
    def line(label: str, *cells: list[str], heads: tuple[str, ...] = ("Får ut",)) -> dict[str, Any]:
        return {"label": label, "said": [], "heads": list(heads), "cells": list(cells)}

    text = {"label": "När?", "said": [say("", "I maj")]}
    lines = [text, line("Ni", ["Tid"]), line("De", ["Hjälp"]), line("Mått", ["Ett"], ["Två"])]
    joined = join_tables(lines)
    assert joined[0] == text
    assert (joined[1]["heads"], joined[1]["cells"]) == (
        ["", "Får ut"],
        [["Ni", "Tid"], ["De", "Hjälp"]],
    )
    assert joined[2:] == lines[3:]
    assert join_tables(lines[:2]) == lines[:2]


def test_the_balance_has_the_relations_that_have_an_answer():
    rows = [row(say("", state), code=f"nio-fragor.2b.{n}") for n, state in enumerate(
        ("balance", "unsure", "off", "balance", "off"), 1)]  # fmt: skip
    assert [each.state for each in draw_balance(rows)] == ["balance", "unsure", "off", "balance"]
    assert draw_balance([row(code="nio-fragor.2b.1")]) == []
    assert draw_balance([row(say("", "yes"), code="nio-fragor.1.1")]) is None


def test_where_parties_answered_each_answer_is_left_to_the_page():
    blocks = [{"kind": "sentences"}, {"kind": "checklist", "rows": [row(say("A", "yes"))]}]
    assert [block["kind"] for block in keep_for_print(blocks)] == ["sentences"]
    optional = {"kind": "choice", "optional": True, "rows": [row(say("", "yes"))]}
    assert keep_for_print([optional, *blocks[:1]]) == blocks[:1]
    joint = [{"kind": "checklist", "rows": [row(say("", "yes"))]}]
    assert keep_for_print(joint) == joint
