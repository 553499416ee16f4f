"""What holds for the sheets of a tool, whatever is asked on them."""

from collections.abc import Iterable
from typing import Final

from assessments.methods.stages.answers import MAX_NAME

MOST_PARTIES: Final = 30
"""Parties that may fill in a tool each for itself."""


def read_parties(text: str, there: Iterable[str]) -> list[str]:
    """The names that are new in a text with one on each line, cut to what a name may be.

    >>> read_parties("Luleå kommun\\nboden\\n\\nBoden", ["Luleå kommun"])
    ['boden']
    """
    known = {name.casefold() for name in there}
    new: list[str] = []
    for line in text.splitlines():
        name = " ".join(line.split())[:MAX_NAME].strip()
        if name and name.casefold() not in known:
            known.add(name.casefold())
            new.append(name)
    return new
