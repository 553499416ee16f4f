"""Cells that spreadsheet programs must not run, and those that people must be able to read."""

import csv
import io

import pytest

from assessments.results.files.tables import defuse, write_table

RUNS = [
    "=1+1", "@SUM(A1)", "+HYPERLINK(1)", "-SUM(A1:A9)", "-2+3+cmd|' /C calc'!A0", "+A1", "- B$12",
    "＝1+1", "＠SUM(A1)", "＋cmd|'/C calc'!A0", "－SUM(1)", "﹦1", "﹫x", "-[book]x", "+SUM (1)",
    " =1", "\t=1", "\r=1", "\n=1", "\u00a0=1", "\u200b=1", "\ufeff=1", "\u3000＝1", "\u2060@x",
    "\u3164=1", "\x00=1", "\u00ad+SUM(1)",
]  # fmt: skip
AFTER_AN_END = ["Bra, =1+1", "Bra;=1+1", "Bra\n=1+1", "Bra\r\n\t=1+1", "x,-cmd|' /C calc'!A0"]
READABLE = [
    "+46 70 123 45 67",
    "- punkt",
    "- punkt ett\n- punkt två",
    "-5",
    "+ bra möten",
    "– punkt",
]


@pytest.mark.parametrize("text", RUNS)
def test_what_a_spreadsheet_would_run_has_an_apostrophe_before_it(text):
    assert defuse(text) == "'" + text.lstrip()


@pytest.mark.parametrize("text", AFTER_AN_END)
def test_so_has_what_comes_after_what_some_program_takes_for_the_end_of_a_cell(text):
    assert "'" in defuse(text)
    assert defuse(text).replace("'", "", 1) == text


@pytest.mark.parametrize("text", READABLE)
def test_what_nobody_would_run_has_no_apostrophe_and_begins_with_no_sign(text):
    assert defuse(text).lstrip() == text
    assert defuse(text)[0] not in "=+-@"


@pytest.mark.parametrize(
    "text", ["", "Bra = bra", "anna@kommun.example", "1 + 1", "Ja, nej; kanske"]
)
def test_other_texts_are_as_they_are(text):
    assert defuse(text) == text


def test_every_cell_of_a_table_is_defused_and_numbers_are_numbers():
    content = write_table([["=1", 2, None], ['Ett; "två"\ntre', "", "＝"]])
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert rows == [["'=1", "2", ""], ['Ett; "två"\ntre', "", "'＝"]]
