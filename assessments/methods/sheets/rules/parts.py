"""What the rules of several tools are put together from."""

import re
from collections.abc import Callable
from textwrap import shorten
from typing import Final

from assessments.methods.sheets.outcome import Found, Rule, Sheets, found

LONGEST_NAME: Final = 60
"""Characters of what names a row in a sentence."""

NOT_YES: Final = ("partly", "no", "dont_know")
"""The answers of a checklist that leave something to do; `vet ej` is a finding too."""


def pick(step: str, *values: str, only: tuple[int, ...] = ()) -> Rule:
    """Items of a step that somebody gave one of these values, of those with these numbers."""
    return lambda sheets: found(
        code
        for number, code in enumerate(sheets.items(step), 1)
        if code in sheets.those(step, *values) and (not only or number in only)
    )


def join(*rules: Rule) -> Rule:
    """What any of the rules found, each item once."""
    return lambda s: found(dict.fromkeys(c for rule in rules if (f := rule(s)) for c in f.because))


def has_begun(sheets: Sheets, *steps: str) -> bool:
    """Whether something stands on one of the steps."""
    return any(sheets.is_answered(code) for step in steps for code in sheets.items(step))


def quote(text: str) -> str:
    """What somebody wrote, as it stands in a sentence: of a line at most, without its full stop;
    one that ends a short form such as "m.m." stays."""
    return shorten(re.sub(r"(?<!\.\w)[.\s]+$", "", text), LONGEST_NAME, placeholder=" …")


def name_rows(code: str, column: str, word: str, holds: Callable[[dict[str, str]], bool]) -> Rule:
    """The rows of a table for which something holds, named in the sentence by one column."""

    def rule(sheets: Sheets) -> Found | None:
        rows = [row for row in sheets.rows(code) if column in row and holds(row)]
        names = tuple(quote(row[column]) for row in rows)
        return found([code], **{word: names}) if names else None

    return rule
