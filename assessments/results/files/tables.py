"""Tables as CSV files that Swedish spreadsheet programs open as they are, and that run nothing.

A spreadsheet program runs a cell that begins with `=` or `@`, and with `+` or `-` where a formula
can follow; some also after blanks or invisible characters, and full-width signs as the ordinary
ones (OWASP, "CSV Injection"). A program that takes commas, semicolons or line breaks in a text for
ends of cells would run what stands after one. An apostrophe stands before whatever could be run.
It is seen in some programs, so it is not put before what cannot: a telephone number or the line of
a list. Before these stands a space, without which Excel shows “- punkt” as `#NAME?`.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable
from typing import Final

from samverkan.texts import clean_text, is_seen

_ENDS: Final = re.compile(r"([,;\t\r\n\v\f\x1c-\x1e\x85\u2028\u2029])")
"""What some program may take for the end of a cell."""

_RUNS: Final = re.compile(r"\w\s*\(|[|=\[{]|\w!\w|^.\s*[A-Za-z]{1,3}\$?\d")
"""A call, a link to another program or sheet, or a cell, in what follows a plus or minus sign."""


def write_table(rows: Iterable[Iterable[object]]) -> bytes:
    """Write a CSV file; None is an empty cell."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    for row in rows:
        writer.writerow(defuse(clean_text(cell)) if isinstance(cell, str) else cell for cell in row)
    return out.getvalue().encode("utf-8-sig")


def defuse(text: str) -> str:
    """The text as a cell that no spreadsheet program runs.

    Examples: `=1+1` gives `'=1+1`; `+46 70 123` and `- punkt` are given a space.
    """
    cell = "".join(_defuse_piece(piece) for piece in _ENDS.split(text.lstrip()))
    return " " + cell if _find_sign(cell)[0] in ("+", "-") else cell


def _defuse_piece(piece: str) -> str:
    sign, rest = _find_sign(piece)
    can_run = sign in ("=", "@") or (sign in ("+", "-") and _RUNS.search(rest))
    return "'" + piece if can_run else piece


def _find_sign(piece: str) -> tuple[str, str]:
    """The first character that is seen, as an ordinary one, and the text from there on."""
    for place, character in enumerate(piece):
        if is_seen(character):
            return unicodedata.normalize("NFKC", character), piece[place:]
    return "", ""
