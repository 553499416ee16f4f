"""A pasted list of e-mail addresses, as people have them: in columns, in mails, with names.

Addresses stand apart by line breaks, semicolons, commas, tabs or spaces. What stands beside one is
left out where it is plain that it is a name or a mark: `Namn <adress>`, `Ek, Anna <adress>`,
`Anna Ek (adress)`, other columns of a line, `1.`, `•`, `[mailto:adress]`. However an address is
written, it is given in its one form (`samverkan.texts`). What holds no address, or one that may be
another than was meant (`anna ek@kommun.se`), is given back as it was written, to be mended.

Example: `read_addresses("Ek, Anna <Anna@kommun.example>; bo@; anna@kommun.example", is_address)`
gives `Pasted(addresses=("anna@kommun.example",), bad=("bo@",), repeated=1)`.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from samverkan.texts import clean_text, fold_invisible, normalise_address

MAX_PASTED: Final = 500
"""Addresses that may be pasted at a time, and invited to one round."""

# Not within quotes or angle brackets: neither ends a line. A quote without its fellow is a letter.
_BREAKS = re.compile(r"""("[^"\n]*"|<[^<>\n]*>)|[;\n]""")
_COLUMNS = re.compile(r"""("[^"\n]*"|<[^<>\n]*>|\([^()\n]*\))|[,\t|]""")
# What mail programs write before the address in brackets: a name, which may look like an address.
_QUOTED_NAME = re.compile(r"""("[^"]*"|'[^']*'|”[^”]*”)(?=\s*<)""")
_AROUND = re.compile(r"""[<>()\[\]{}:*•·●▪◦‣“”„»«]|\bmailto:|(?<=\w)\?\S*""", re.IGNORECASE)
_LIST_MARK = re.compile(r"^(?:\d+[.)]\s*|[-–—]+\s*)+(?=\S)")
_IN_COLUMNS = re.compile(r"[\t|]|,(?! )")
_ONLY_MARKS = re.compile(r"[-–—=_*•·●.…\s]*")
_AND: Final = frozenset(("och", "and", "samt", "eller", "or", "&"))


@dataclass(frozen=True, slots=True)
class Pasted:
    """The good addresses, each once, in its one form, in the order they were written; what is no
    address, or may be another than was meant, as it was written; and how many times a good one
    stood there again.
    """

    addresses: tuple[str, ...]
    bad: tuple[str, ...]
    repeated: int


def read_addresses(text: str, is_address: Callable[[str], bool]) -> Pasted:
    """Read a pasted list; `is_address` says of one in its one form whether it can be mailed."""
    addresses: dict[str, None] = {}
    bad: dict[str, None] = {}
    repeated = 0
    for entry in _split(_BREAKS, fold_invisible(clean_text(text)).replace("＠", "@")):
        found, wrong = _read_entry(entry, is_address)
        bad.update(dict.fromkeys(wrong))
        repeated += sum(address in addresses for address in found)
        addresses.update(dict.fromkeys(found))
    return Pasted(tuple(addresses), tuple(bad), repeated)


def _read_entry(entry: str, is_address: Callable[[str], bool]) -> tuple[list[str], list[str]]:
    """The addresses of a line, or of what stands between two semicolons, and what is wrong in it.

    With one address the other columns of a table are left out, and a name before it; in a list
    somebody without an address may have been meant to be invited.
    """
    columns = list(_split(_COLUMNS, entry))
    is_single = sum("@" in column for column in columns) == 1
    is_table = is_single and _IN_COLUMNS.search(entry) is not None
    found: list[str] = []
    wrong: list[str] = []
    for column, following in zip(columns, [*columns[1:], ""], strict=False):
        if "@" in column:
            good = _read_column(column, is_address)
            found += good or []
            wrong += [] if good else [column]
        elif not (is_table or ("@" in following and (is_single or "<" in following))):
            wrong.append(column)
    if wrong and (is_table or "@" not in entry):
        return [], [" ".join(entry.split())]
    return list(dict.fromkeys(found)), wrong


def _read_column(column: str, is_address: Callable[[str], bool]) -> list[str] | None:
    """The addresses of a piece without commas; None if one is wrong or may be another."""
    plain = _LIST_MARK.sub("", _AROUND.sub("\n", _QUOTED_NAME.sub("\n", column)).strip())
    found = []
    for piece in plain.split("\n"):
        words = piece.split()
        for before, word, after in zip(["", *words], words, [*words[1:], ""], strict=False):
            if "@" not in word:
                continue
            address = normalise_address(word.strip("'\"`.!…"))
            if address is None or not is_address(address):
                return None
            if _is_part(before) or after.startswith((".", "@")):
                return None
            found.append(address)
    return found or None


def _is_part(before: str) -> bool:
    """Whether the word before an address may be its beginning: `anna ek@kommun.example`."""
    is_small = before[:1].islower() and "@" not in before
    return is_small and before.lower() not in _AND


def _split(pattern: re.Pattern[str], text: str) -> Iterator[str]:
    """The pieces between what the pattern finds outside its first group, none of them empty."""
    start = 0
    for match in pattern.finditer(text):
        if match[1] is None:
            yield from _strip(text[start : match.start()])
            start = match.end()
    yield from _strip(text[start:])


def _strip(piece: str) -> list[str]:
    """The piece, but for white space around it and other white space than tabs within it."""
    folded = re.sub(r"[^\S\t]+", " ", piece).strip()
    return [] if _ONLY_MARKS.fullmatch(folded) else [folded]
