"""How a text that somebody wrote is set on paper: all of it, on no more lines than it is long.

A line takes the printer as long as forty letters or so, and an empty one takes room that nobody has
written anything on. A text is therefore set as it was typed while its lines are of an ordinary
length. One of many short lines is set as running text, with a sign where each line ended.

Example: `"Ja.\\nVi har en plan."` keeps its two lines. `"a\\n"` 2,500 times over becomes one
paragraph, “a ¶ a ¶ a …”, which takes 100 lines instead of 2,500.
"""

import re
from typing import Final
from unicodedata import combining

FEW_LINES: Final = 4
LETTERS_A_LINE: Final = 30
"""A text may have `FEW_LINES` lines, and one more for each so many characters."""

LINE_END, PARAGRAPH_END = " ¶ ", " ¶¶ "
"""Where a line ended, and where an empty line followed it."""

MOST_MARKS: Final = 6
"""Accents that can be read over one letter; no language has more."""

CIRCLE: Final = "\u25cc"
"""What more accents are set on, as in tables of characters."""

MANY: Final = 150_000
"""Characters of comments together from which they are set in small type."""

_EMPTY_LINES = re.compile(r"\s*\n[^\S\n]*\n\s*")


def set_paragraphs(text: str) -> tuple[str, ...]:
    """The paragraphs of a text; within one, a line break is where a line ends."""
    paragraphs = _EMPTY_LINES.split(spread_marks(text.strip()))
    lines = len(paragraphs) + sum(paragraph.count("\n") for paragraph in paragraphs)
    if lines <= FEW_LINES + len(text) // LETTERS_A_LINE:
        return tuple(paragraphs)
    return (PARAGRAPH_END.join(paragraphs).replace("\n", LINE_END),)


def spread_marks(text: str) -> str:
    """Set heaps of accents on circles of their own, a few on each."""
    if text.isascii():
        return text
    out: list[str] = []
    marks = 0
    for character in text:
        marks = marks + 1 if combining(character) else 0
        if marks > MOST_MARKS:
            out.append(CIRCLE)
            marks = 1
        out.append(character)
    return "".join(out)


def is_much(texts: list[str]) -> bool:
    """Whether so much is written that it is set in small type."""
    return sum(map(len, texts)) > MANY
