"""What somebody enters in a field that others may be changing: written, left alone, or in conflict.

A page carries for each field the mark of what it saw (domain/fields.py). A value is written over
the one that the page saw, or over one that the same page has sent before without being told what
became of it. Where another value is stored meanwhile, that one stays and both are shown. A field
left as the page had it is not touched, and a value that is stored already needs no writing, so that
a request can be sent twice.

Example: a page saw `3` at revision 1, somebody else saves `4` (revision 2). The page's `5` is a
conflict; its `4` would be fine as it is; its unchanged `3` is left alone, and `4` stands.
"""

from dataclasses import dataclass
from enum import StrEnum

from assessments.domain.fields import read_revision, was_seen
from samverkan.texts import clean_text


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

    `seen` is the mark that the page had for the field (domain/fields.py); `sent` is what the same
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
