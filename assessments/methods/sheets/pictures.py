"""What the drawings of a tool's result show, from its stored blocks.

A party is drawn as a letter, which stands beside its name under the drawing; a sheet that all
filled in together has no letter.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import cos, pi, sin
from string import ascii_uppercase
from typing import Any, Final

Row = Mapping[str, Any]

MOST_DIFFERENCES: Final = 18
"""What parties differ in, the greatest first, that is printed; the rest is counted."""

POINTS: Final = "12345"

EACH_ANSWER: Final = {"checklist", "profile", "choice", "canvas"}
"""Kinds of blocks that list every answer; what parties differ in stands in a block of its own."""

ORDER: Final = {"paper": 0, "sentences": 2, "proposals": 2}
"""Where kinds of blocks stand in print if there is a paper; all others between."""

LONG_ANSWER: Final = 300
"""Characters beyond which an answer stands by itself, as wide as the page."""

LONG: Final = 7500
LONGER: Final = 10000
TOO_LONG: Final = 12000
"""Characters of the stored blocks: beyond which the type is smaller, and smaller still with less
margin, and answers are left out."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What several gave the same: how many, and the names of the parties."""

    code: str
    word: str
    parties: tuple[str, ...]
    notes: tuple[tuple[str, str], ...]
    """What was written beside it, and by which party; the same words stand once."""

    @property
    def names(self) -> str:
        return ", ".join(party for party in self.parties if party)

    @property
    def is_counted(self) -> bool:
        """Whether it is kept how many they were, but not who: they have numbers for names."""
        return all(party.isdigit() for party in self.parties)


def name_letters(blocks: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Party → its letter, in the order of the names; the 27th is `A2`."""
    said = (said for block in blocks for row in block.get("rows", ()) for said in row["said"])
    parties = dict.fromkeys(each["party"] for each in said if each["party"])
    return {
        party: ascii_uppercase[n % 26] + (str(n // 26 + 1) if n >= 26 else "")
        for n, party in enumerate(sorted(parties, key=str.casefold))
    }


def place_on_slider(row: Row, letters: Mapping[str, str]) -> list[tuple[str, list[list[str]]]]:
    """At each of the five points the letters of those who are there, and who want to be."""

    def place(key: str) -> list[list[str]]:
        there = [(said.get(key), letters.get(said["party"], "")) for said in row["said"]]
        return [[letter for value, letter in there if value == point] for point in POINTS]

    return [("now", place("value")), ("wanted", place("wanted"))]


def group_answers(row: Row, value: str = "value", word: str = "word") -> list[Answer]:
    """What was given on a row, those who gave the same together, most first."""
    given: dict[str, list[Row]] = {}
    for said in row["said"]:
        if said.get(word):
            given.setdefault(said[word], []).append(said)
    answers = [
        Answer(
            code=each[0][value],
            word=name,
            parties=tuple(said["party"] for said in each),
            notes=tuple({said["note"]: said["party"] for said in each if said.get("note")}.items()),
        )
        for name, each in given.items()
    ]
    return sorted(answers, key=lambda answer: -len(answer.parties))


def sort_by_parties(rows: Iterable[Row]) -> list[Row]:
    """What most parties ticked first."""
    return sorted(rows, key=lambda row: -len(row["said"]))


def join_tables(lines: Iterable[Row]) -> list[Row]:
    """Lines of a paper; tables of one row that follow each other with the same heads are one.

    Example: who gains and who pays, a line for each, is a table with a row for each.
    """
    joined: list[Row] = []
    for _heads, together in groupby(lines, key=_find_single):
        each = list(together)
        if len(each) > 1 and _find_single(each[0]):
            cells = [[line["label"], *line["cells"][0]] for line in each]
            each = [{"label": "", "said": [], "heads": ["", *each[0]["heads"]], "cells": cells}]
        joined += each
    return joined


def _find_single(line: Row) -> tuple[str, ...]:
    """The heads of a table of one row; nothing for any other line."""
    return tuple(line["heads"]) if len(line.get("cells", ())) == 1 else ()


def lay_out_table(row: Row) -> dict[str, Any]:
    """The heads of a table but for columns that nobody has written in, and for each row its cells
    with their heads, then what stands small under the first of them (what was chosen among
    alternatives, where there are many columns), then what is too long for a cell and stands below
    the row; its cell is left empty."""
    heads, small = row["heads"], row.get("small", ())
    columns = zip(*row["cells"], strict=True)
    kept = [n for n, said in enumerate(columns) if n not in small and (n == 0 or any(said))]

    def cut(said: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
        return [(head, "" if is_long_answer(text) else text) for head, text in said]

    def pick(cells: Sequence[str], columns: Iterable[int]) -> list[tuple[str, str]]:
        return [(heads[n], cells[n]) for n in columns]

    rows = [
        (
            cut(pick(cells, kept)),
            [said for said in pick(cells, small) if said[1]],
            [said for said in pick(cells, kept) if is_long_answer(said[1])],
        )
        for cells in row["cells"]
    ]
    return {"heads": [heads[n] for n in kept], "rows": rows}


def is_long_answer(text: str) -> bool:
    return len(text) > LONG_ANSWER


def keep_for_print(blocks: Iterable[Row]) -> list[Row]:
    """What stands on two printed pages, a paper first and what is advised last, but for a paper of
    choices, which what they come to stands before; every answer stands on the page.

    Where parties answered each for itself, or much is written, it is what they differ in, what they
    share and what is decided; an optional step is left to what the sentences say of it, unless
    there is room.
    """
    blocks = list(blocks)
    has_paper = any(block["kind"] == "paper" for block in blocks)
    is_long = measure(blocks) > TOO_LONG
    is_short = not (name_letters(blocks) or (has_paper and is_long))
    left_out = set() if is_short else EACH_ANSWER
    has_room = is_short and not is_long
    kept = [
        _cut(b) for b in blocks if b["kind"] not in left_out and (has_room or not b.get("optional"))
    ]
    is_sorted = has_paper and not any(map(_has_choices, blocks))
    return sorted(kept, key=lambda block: ORDER.get(block["kind"], 1) if is_sorted else 1)


def _cut(block: Row) -> Row:
    more = len(block.get("rows", ())) - MOST_DIFFERENCES
    if block["kind"] != "differences" or more <= 0:
        return block
    return {**block, "rows": block["rows"][:MOST_DIFFERENCES], "more": more}


def _has_choices(block: Row) -> bool:
    return any("ways" in line for h in block.get("headings", ()) for line in h["lines"])


def choose_type(blocks: Iterable[Row]) -> str:
    """The classes of the type that what is printed is set in, to stand on two pages."""
    length = measure(blocks)
    return " ".join(name for most, name in ((LONG, "dense"), (LONGER, "tight")) if length > most)


def measure(blocks: Iterable[Row]) -> int:
    return len(str(list(blocks)))


# What each side answered, side by side ------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Line:
    """An item with what each side gave, in the order of their names."""

    row: Row
    differs: bool
    said: tuple[Row, ...]


def line_up(rows: Iterable[Row], parties: Iterable[str]) -> list[Line]:
    """The rows with a place for each party; those where they differ first."""
    parties = list(parties)
    lines = []
    for row in rows:
        given = {said["party"]: said for said in row["said"]}
        values = {said["value"] for said in given.values() if said["party"] and said["value"]}
        each = [given.get(p, {"party": p, "value": "", "word": "", "note": ""}) for p in parties]
        lines.append(Line(row, len(values) > 1, tuple(each)))
    return sorted(lines, key=lambda line: not line.differs)


# The turn: its questions in a ring ----------------------------------------------------------------

CENTRE: Final = 150
RING: Final = 86
OUTER: Final = 128
"""From the centre to a question, and to how it was the turn before."""


LOOKS: Final = {
    "done": {"fill": "#0a5a58", "stroke": "#0a5a58", "dashes": "none", "ink": "#ffffff"},
    "under_way": {"fill": "#e2eeec", "stroke": "#0a5a58", "dashes": "none", "ink": "#17212b"},
    "": {"fill": "#ffffff", "stroke": "#98390f", "dashes": "5 4", "ink": "#17212b"},
}
"""How a question is drawn that is done, under way, or (as all others) missing."""


def draw_turn(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """The questions in a ring, the first at the top and on with the clock: each small and further
    out as it was the turn before, and with its number as it is."""
    spots = []
    for n, row in enumerate(rows):
        angle = 2 * pi * n / len(rows)
        now = next((said["value"] for said in row["said"]), "")
        drawn = [(now, RING, 22, n + 1)]
        if was := row.get("was"):
            drawn.insert(0, (was, OUTER, 9, 0))
        for state, distance, radius, number in drawn:
            x, y = round(CENTRE + distance * sin(angle)), round(CENTRE - distance * cos(angle))
            spot = {"state": state, "x": x, "y": y, "radius": radius, "number": number}
            spots.append(spot | LOOKS.get(state, LOOKS[""]))
    return spots


# The balance: three corners and the relations that the source names (003:207–242), in the units of
# the SVG's own view box ---------------------------------------------------------------------------

BALANCE: Final = "nio-fragor.2b"

CORNERS: Final = {"problem": (160, 34), "goals": (52, 186), "resources": (268, 186)}
DOING: Final = ((52, 254), (268, 254))
"""What you do, and what others know: a relation beside the triangle."""

BETWEEN: Final = {
    "1": (CORNERS["goals"], CORNERS["problem"]),
    "2": (CORNERS["goals"], CORNERS["resources"]),
    "3": (CORNERS["resources"], CORNERS["problem"]),
    "4": DOING,
}
"""The relation of all to all, the fifth, is not drawn."""

SIGNS: Final = {
    "balance": {"sign": "=", "colour": "#0a5a58", "width": "5", "dashes": "none"},
    "off": {"sign": "≠", "colour": "#98390f", "width": "2.5", "dashes": "12 6"},
    "": {"sign": "?", "colour": "#54606c", "width": "2.5", "dashes": "3 7"},
}
"""How a relation is drawn, by what was answered; the last of all other answers."""


def draw_balance(rows: Sequence[Row]) -> list[dict[str, Any]] | None:
    """The relations of the balance that have an answer, each a line between two corners with a sign
    in its middle; None where the rows are not those."""
    if not all(row["code"].startswith(f"{BALANCE}.") for row in rows):
        return None
    drawn = []
    for row in rows:
        number = row["code"].rpartition(".")[2]
        if number in BETWEEN and row["said"]:
            (x1, y1), (x2, y2) = BETWEEN[number]
            line = {"x1": x1, "y1": y1, "x2": x2, "y2": y2}
            middle = {"x": (x1 + x2) // 2, "y": (y1 + y2) // 2}
            state = row["said"][0]["value"]
            look = SIGNS.get(state, SIGNS[""])
            drawn.append({"row": row, "state": state, **line, **middle, **look})
    return drawn
