"""What holds for the sheets of a tool, whatever is asked on them."""

from collections.abc import Collection, Iterable, Sequence
from typing import Final

from assessments.methods.stages.answers import MAX_NAME
from model_content.domain.tools import Tool

MOST_PARTIES: Final = 30
"""Parties that may fill in a tool each for itself."""

MOST_OFFERS: Final = 2
"""Tools that are offered on a page with a result."""


def find_invited(tools: Iterable[Tool], answered: Collection[str]) -> Tool | None:
    """The tool made for those who have answered: people of all its perspectives have."""
    made = (tool for tool in tools if tool.perspectives and set(tool.perspectives) <= set(answered))
    return next(made, None)


def choose_offers(
    aspects: Sequence[str], tools: Sequence[Tool], most: int = MOST_OFFERS
) -> list[tuple[str, Tool]]:
    """Which tool is offered at which aspect: one each, two in all, in the order of the aspects.

    Of several for an aspect it is the one for which the aspect comes first. No tool stands twice.
    """
    offers: list[tuple[str, Tool]] = []
    for code in aspects:
        offered = [tool for _code, tool in offers]
        fitting = [tool for tool in tools if code in tool.aspects and tool not in offered]
        if fitting and len(offers) < most:
            offers.append((code, min(fitting, key=lambda tool: tool.aspects.index(code))))
    return offers


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
