"""What a collaboration can agree to, what staff say of it, and the public list.

A collaboration counts in what is said over many, and stands in the public list, only while its
leader's yes to that stands, staff have approved it and somebody leads it who could take it back.
A year after the leader last said so, it is asked whether it still wants to be in the list; without
an answer it is taken off two months later.

Example: of three in the list, two with type 2a of which one is good at `nytta`, the filter
`typ=2` and `aspekt=nytta` finds one: 2 is the heading over 2a–2d.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

CONSENTS: Final = ("counted", "named")
"""Each a field of the form, and with `_on` the day on which it was given."""

HELD: Final = ("approved", "listed", *CONSENTS)
"""With `_on` the days that must stand for something to be shown."""

APPROVE: Final = "assessments.approve_sharing"
"""Approve collaborations that ask to be counted or named, or say no to them."""

MAX_GOOD_AT: Final = 600
"""Characters in what a collaboration says that it is good at."""

MOST_ASPECTS: Final = 3

ASKED_MONTHS: Final = 12
LAPSES_MONTHS: Final = 14
"""Months from the last yes until it is asked anew, and until it lapses."""


JUDGED: Final = ("approved_on", "declined_on", "listed_on", "unlisted_on")
"""What a verdict leaves."""


class Verdict(StrEnum):
    """What staff say; to take off the list leaves the approval to be counted, and to count is to
    approve that and not the words.
    """

    APPROVE = "approve"
    COUNT = "count"
    DECLINE = "decline"
    UNLIST = "unlist"


@dataclass(frozen=True, slots=True)
class Listed:
    """All that is shown of a collaboration in the public list; `number` is in its address."""

    number: int
    name: str
    good_at: str
    aspects: Sequence[str]
    types: Sequence[str]
    levels: Sequence[str]
    geography: Sequence[str]

    def is_of(self, kind: str) -> bool:
        return not kind or any(code.startswith(kind) for code in self.types)

    def knows(self, aspect: str) -> bool:
        return not aspect or aspect in self.aspects


def find(listed: Iterable[Listed], kind: str, aspect: str) -> list[Listed]:
    """Those of a type and good at an aspect; empty stands for any."""
    return [each for each in listed if each.is_of(kind) and each.knows(aspect)]


def count_kinds(listed: Iterable[Listed], kinds: Iterable[str], aspect: str) -> Mapping[str, int]:
    """How many each type would find, of those good at the aspect; none that finds nobody."""
    found = find(listed, "", aspect)
    counts = {kind: sum(each.is_of(kind) for each in found) for kind in kinds}
    return {kind: count for kind, count in counts.items() if count}


def count_aspects(listed: Iterable[Listed], aspects: Iterable[str], kind: str) -> Mapping[str, int]:
    found = find(listed, kind, "")
    counts = {aspect: sum(each.knows(aspect) for each in found) for aspect in aspects}
    return {aspect: count for aspect, count in counts.items() if count}
