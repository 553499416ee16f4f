"""The codes of what is added to an edition: suggested from its name or number, and then fixed.

Answers and comparisons over time refer to codes, so the number of a question that has been in any
edition is never used again.

Example: with `varfor.1` and `varfor.2` used, the next statement of `varfor` is `varfor.3`, also
when `varfor.2` has been removed. An aspect called "Förankring hos nya" gets `forankring-hos-nya`.
"""

import re
import unicodedata
from collections.abc import Collection

LONGEST = 50
"""Characters in a code made from a name; a number may be added."""


def make_code(name: str, used: Collection[str], longest: int = LONGEST) -> str:
    """Make a code from a name: lower-case letters a–z, digits and hyphens, unlike those used.

    Args:
        longest: characters taken from the name; a number may be added.
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    code = re.sub(r"[^a-z0-9]+", "-", plain)[:longest].strip("-") or "namnlos"
    if code not in used:
        return code
    number = 2
    while f"{code}-{number}" in used:
        number += 1
    return f"{code}-{number}"


def next_code(prefix: str, used: Collection[str]) -> str:
    """Give the code with the next number after a prefix, such as `varfor.` or `initiativ.m`."""
    tails = [code.removeprefix(prefix) for code in used if code.startswith(prefix)]
    return f"{prefix}{max((int(t) for t in tails if t.isascii() and t.isdigit()), default=0) + 1}"


def next_edition(year: int, used: Collection[str]) -> str:
    """Give the next code of an edition made here, such as `2026-A`: after Z comes AA."""
    number = 1
    while (code := f"{year}-{_spell(number)}") in used:
        number += 1
    return code


def _spell(number: int) -> str:
    """A number from 1 as letters: A to Z, then AA."""
    rest, letter = divmod(number - 1, 26)
    return (_spell(rest) if rest else "") + chr(ord("A") + letter)
