"""What somebody enters in a field that others may be changing: written, left alone, or in conflict.

A page carries for each field the mark of what it saw (`make_seen`). A value is written over
the one that the page saw, or over one that the same page has sent before without being told what
became of it. Where another value is stored meanwhile, that one stays and both are shown. A field
left as the page had it is not touched, and a value that is stored already needs no writing, so that
a request can be sent twice.

Example: a page saw `3` at revision 1, somebody else saves `4` (revision 2). The page's `5` is a
conflict; its `4` would be fine as it is; its unchanged `3` is left alone, and `4` stands.
"""

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from samverkan.texts import clean_text

SEEN_DIGEST: Final = 8
"""Hexadecimal digits of a value's hash in a seen mark: enough to tell one edit from another."""


class SaveStatus(StrEnum):
    """What came of an entry, as pages and scripts are told."""

    SAVED = "saved"
    CONFLICT = "conflict"


class Verdict(StrEnum):
    """What is to be done with an entry."""

    WRITE = "write"
    LEAVE = "leave"
    CONFLICT = "conflict"


@dataclass(frozen=True, slots=True)
class Entry:
    """What somebody has put in a field.

    `seen` is the mark that the page had for the field; `sent` is what the same
    page has sent before without having been told whether it was saved. A field of a posted page may
    just have been left as it was; one that `is_chosen` has been given this value by somebody.
    """

    field: str
    value: str
    seen: str
    sent: tuple[str, ...] = ()
    is_chosen: bool = False


@dataclass(frozen=True, slots=True)
class Saved:
    """What came of an entry: `value` and `revision` are those now stored."""

    field: str
    status: SaveStatus
    value: str
    revision: int


def judge_entry(entry: Entry, value: str, stored: str, revision: int) -> Verdict:
    """Decide what is to be done with an entry.

    Args:
        entry: what the page sent.
        value: its value as it would be stored.
        stored: the value stored now, empty if none is.
        revision: the stored value's revision, 0 if none is.
    """
    left_alone = not (entry.is_chosen or entry.sent) and was_seen(value, entry.seen)
    if value == stored or left_alone:
        return Verdict.LEAVE
    is_current = revision == read_revision(entry.seen) or was_seen(stored, entry.seen)
    is_own = stored in map(clean_text, entry.sent)
    return Verdict.WRITE if is_current or is_own else Verdict.CONFLICT


def make_seen(value: str, revision: int) -> str:
    """The mark that a page carries for each field: which revision it saw, and of what value."""
    digest = hashlib.sha256(value.encode("utf-8", "surrogatepass")).hexdigest()
    return f"{revision}.{digest[:SEEN_DIGEST]}"


def was_seen(value: str, seen: str) -> bool:
    """Tell whether `seen` was made from this value: the field was left as the page had it."""
    return make_seen(value, 0).partition(".")[2] == seen.partition(".")[2]


def read_revision(seen: str) -> int:
    """The revision in a seen mark; 0 if the mark is missing or damaged, which is never current."""
    number = seen.partition(".")[0]
    return int(number) if number.isascii() and number.isdigit() and len(number) < 10 else 0
