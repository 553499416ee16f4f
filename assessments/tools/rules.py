"""What holds for the sheets of a tool, whatever is asked on them."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from model_content.domain.tools import Tool
from samverkan.texts import clean_line, fold_name

LEAST_PARTIES: Final = 2
MOST_PARTIES: Final = 30
"""Parties that fill in a tool each for itself: one alone has nobody to be compared with."""

MOST_OFFERS: Final = 2
"""Tools that are offered on a page with a result."""


@dataclass(frozen=True, slots=True)
class Origin:
    """The tool that something was proposed by: its title, and the secret part of the link to read
    what came of it."""

    title: str
    token: str


def find_invited(tools: Iterable[Tool], answered: Collection[str]) -> Tool | None:
    """The tool made for those who have answered: people of all its perspectives have."""
    made = (tool for tool in tools if tool.perspectives and set(tool.perspectives) <= set(answered))
    return next(made, None)


def choose_offers(
    aspects: Sequence[str],
    tools: Sequence[Tool],
    most: int = MOST_OFFERS,
    *,
    is_stuck: bool = False,
) -> list[tuple[str, Tool]]:
    """Which tool is offered at which aspect: one each, two in all, in the order of the aspects.

    Of several for an aspect it is the one for which the aspect comes first. No tool stands twice.
    A group that `is_stuck` is first offered what it does anonymously, at an aspect that deepens it
    if there is one, otherwise at the first.
    """
    offers: list[tuple[str, Tool]] = []
    for tool in tools:
        if is_stuck and tool.anonymous and aspects:
            offers.append((next((c for c in aspects if c in tool.aspects), aspects[0]), tool))
    for code in aspects:
        if code in [taken for taken, _tool in offers]:
            continue
        offered = [tool for _code, tool in offers]
        fitting = [tool for tool in tools if code in tool.aspects and tool not in offered]
        if fitting and len(offers) < most:
            offers.append((code, min(fitting, key=lambda tool: tool.aspects.index(code))))
    return offers


def read_parties(text: str, there: Iterable[str]) -> dict[str, str]:
    """The names in a text with one on each line, each with the address that is written after it;
    one that is `there` already is spelt as it is there.

    >>> read_parties("Luleå kommun\\nboden, eva@boden.example\\n\\nBoden", ["Luleå Kommun"])
    {'Luleå Kommun': '', 'boden': 'eva@boden.example'}
    >>> read_parties("Anna\\nAnna\\u200b\\nan\\u00adna\\n\\u202eANNA", [])
    {'Anna': ''}
    """
    known = {fold_name(name): name for name in there}
    read: dict[str, str] = {}
    for line in text.splitlines():
        address = " ".join(word.strip("<>()[],;") for word in line.split() if "@" in word)
        words = " ".join(word for word in line.split() if "@" not in word)
        name = clean_line(words.rstrip(" ,;:") if address else words)
        if name or address:
            name = known.setdefault(fold_name(name), name)
            read[name] = read.get(name) or address
    return read
