"""The drawings of a tool's result: who stands where, and what stands on paper."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from assessments.methods.sheets.pictures import (
    TOO_LONG,
    draw_balance,
    group_answers,
    join_tables,
    keep_for_print,
    lay_out_table,
    name_letters,
    place_on_slider,
    sort_by_parties,
)

STEPS = st.sampled_from(["", *"12345"])
PLACES = st.lists(st.tuples(STEPS, STEPS), max_size=30)


def say(party: str, value: str, wanted: str = "", word: str = "", note: str = "") -> dict[str, str]:
    return {"party": party, "value": value, "word": word or value, "wanted": wanted, "note": note}


def row(*said: dict[str, str], code: str = "x.1", heading: str = "") -> dict[str, Any]:
    return {"code": code, "text": "Text", "heading": heading, "said": list(said)}


@given(PLACES)
def test_every_party_stands_once_at_its_point_of_a_slider(places):
    said = [say(f"Part {n:02}", now, wanted) for n, (now, wanted) in enumerate(places)]
    letters = name_letters([{"rows": [row(*said)]}])
    (now, at_now), (wanted, at_wanted) = place_on_slider(row(*said), letters)
    assert (now, wanted) == ("now", "wanted")
    for n, place in enumerate(places):
        for points, value in zip((at_now, at_wanted), place, strict=True):
            there = [str(p) for p, at in enumerate(points, 1) if letters[f"Part {n:02}"] in at]
            assert there == [value] * bool(value)
    assert sum(map(len, at_now + at_wanted)) == sum(bool(v) for place in places for v in place)


def test_all_together_stand_on_a_slider_without_a_letter():
    assert place_on_slider(row(say("", "2")), {})[0] == ("now", [[], [""], [], [], []])


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
    assert [each["state"] for each in draw_balance(rows)] == ["balance", "unsure", "off", "balance"]
    assert draw_balance([row(code="nio-fragor.2b.1")]) == []
    assert draw_balance([row(say("", "yes"), code="nio-fragor.1.1")]) is None


def test_in_a_wide_table_what_was_chosen_stands_small_in_the_first_cell():
    table = {"heads": ["Vad", "Visar", "Hur"], "cells": [["Jobb", "", "Antal"], ["Tid", "X", ""]]}
    laid_out = lay_out_table(table | {"small": [1]})
    assert laid_out["heads"] == ["Vad", "Hur"]
    assert laid_out["rows"] == [
        ([("Vad", "Jobb"), ("Hur", "Antal")], [], []),
        ([("Vad", "Tid"), ("Hur", "")], [("Visar", "X")], []),
    ]
    text = "Vi räknar. " * 50
    [row] = lay_out_table({"heads": ["Vad", "Hur"], "cells": [["Tid", text]]})["rows"]
    assert row == ([("Vad", "Tid"), ("Hur", "")], [], [("Hur", text)])
    assert lay_out_table(table)["heads"] == table["heads"]  # as it was stored before
    unwritten = {"heads": ["Vad", "Hur", "När"], "cells": [["", "", "Nu"], ["Tid", "", ""]]}
    assert lay_out_table(unwritten)["heads"] == ["Vad", "När"]


def test_where_parties_answered_each_answer_is_left_to_the_page():
    blocks = [{"kind": "sentences"}, {"kind": "checklist", "rows": [row(say("A", "yes"))]}]
    assert [block["kind"] for block in keep_for_print(blocks)] == ["sentences"]
    optional = {"kind": "choice", "optional": True, "rows": [row(say("", "yes"))]}
    assert keep_for_print([optional, *blocks[:1]]) == [optional, *blocks[:1]]  # there is room
    much = optional | {"title": "Mycket" * TOO_LONG}
    assert keep_for_print([much, *blocks[:1]]) == blocks[:1]
    joint = [{"kind": "checklist", "rows": [row(say("", "yes"))]}]
    assert keep_for_print(joint) == joint


def test_a_paper_is_printed_first_and_advice_last_and_answers_are_left_out_where_it_is_long():
    kinds = ("sentences", "proposals", "ladder", "paper", "checklist")
    blocks = [{"kind": kind, "rows": [row(say("", "yes"))]} for kind in kinds]
    printed = [block["kind"] for block in keep_for_print(blocks)]
    assert printed == ["paper", "ladder", "checklist", "sentences", "proposals"]
    blocks[0]["texts"] = ["x" * TOO_LONG]
    assert "checklist" not in [block["kind"] for block in keep_for_print(blocks)]
    assert keep_for_print(blocks[:3]) == blocks[:3]  # without a paper as it was stored
