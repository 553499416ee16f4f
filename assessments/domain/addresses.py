"""A pasted list of e-mail addresses, as people have them: in columns, in mails, with names.

Addresses stand apart by line breaks, semicolons, commas, tabs or spaces. `Namn <adress>` gives the
address only, also where the name has a comma (`Ek, Anna <anna@kommun.example>`). Upper and lower
case are the same. What is no address is given back as it was written, so that it can be mended.

Example: `read_addresses("Ek, Anna <Anna@kommun.example>; bo@; anna@kommun.example", is_address)`
gives `Pasted(addresses=("anna@kommun.example",), bad=("bo@",), repeated=1)`.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

MAX_PASTED: Final = 500
"""Addresses that may be pasted at a time, and invited to one round."""

_INVISIBLE = re.compile("[\u200b\u200c\u200d\u2060\ufeff\u00ad]")
# Not within quotes or angle brackets: neither ends a line. A quote without its fellow is a letter.
_BREAKS = re.compile(r"""("[^"\n]*"|<[^<>\n]*>)|[;\n\r]""")
_COMMAS = re.compile(r"""("[^"\n]*"|<[^<>\n]*>)|,""")
_BRACKETS = re.compile(r"<([^<>]*)>")


@dataclass(frozen=True, slots=True)
class Pasted:
    """What a pasted list held.

    Attributes:
        addresses: each once, in lower case, in the order they were written.
        bad: what is no address, as it was written.
        repeated: how many times an address stood there again.
    """

    addresses: tuple[str, ...]
    bad: tuple[str, ...]
    repeated: int


def read_addresses(text: str, is_address: Callable[[str], bool]) -> Pasted:
    """Read a pasted list; `is_address` says of a text in lower case whether it is an address."""
    addresses: dict[str, None] = {}
    bad: dict[str, None] = {}
    repeated = 0
    for written in _list_entries(_INVISIBLE.sub("", text)):
        address = _find_address(written)
        if not is_address(address):
            bad[written] = None
        elif address in addresses:
            repeated += 1
        else:
            addresses[address] = None
    return Pasted(tuple(addresses), tuple(bad), repeated)


def _list_entries(text: str) -> Iterator[str]:
    for line in _split(_BREAKS, text):
        waiting = ""  # the part of a name that stands before a comma
        for piece in _split(_COMMAS, line):
            if _BRACKETS.search(piece):
                yield f"{waiting}, {piece}" if waiting else piece
                waiting = ""
                continue
            if waiting:
                yield waiting
            waiting = "" if "@" in piece else piece
            if "@" in piece:
                yield from _split_words(piece)
        if waiting:
            yield waiting


def _split(pattern: re.Pattern[str], text: str) -> Iterator[str]:
    """The pieces between what the pattern finds outside its first group, none of them empty."""
    start = 0
    for match in pattern.finditer(text):
        if match[1] is None:
            yield from _strip(text[start : match.start()])
            start = match.end()
    yield from _strip(text[start:])


def _strip(piece: str) -> list[str]:
    folded = " ".join(piece.split())
    return [folded] if folded else []


def _split_words(piece: str) -> list[str]:
    """Addresses with only spaces between them; otherwise the piece as it is."""
    words = piece.split()
    return words if all("@" in word for word in words) else [piece]


def _find_address(written: str) -> str:
    """The address of an entry, without what mail programs put around it."""
    bracketed = _BRACKETS.findall(written)
    address: str = bracketed[-1] if bracketed else written
    return address.strip(" '\".").lower().removeprefix("mailto:")
