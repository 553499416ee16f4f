"""The cards on a phone: their order, and what has been picked."""

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Final

from assessments.results.rules.marks import MOST_MARKS, TALK

NO_LAYER: Final = "none"
"""Who does not want to choose what to begin with."""

APART: Final = timedelta(days=90)
"""From one iceberg that has been shown to the next of the same collaboration.

Sooner most would answer as before, and from the two it could be worked out what somebody who came
between has ticked.
"""


class Wrong(StrEnum):
    """What is wrong with what has been picked."""

    TOO_MANY = "too_many"
    NO_TALK = "no_talk"
    NO_CARD = "no_card"


def shuffle(codes: Iterable[str], seed: str) -> list[str]:
    """The codes in an order that is the same every time for a seed, and as good as chance."""
    return sorted(codes, key=lambda code: sha256(f"{seed} {code}".encode()).digest())


def find_wrong(
    picked: Collection[str], talk: str, layers: Collection[str], *, is_sure: bool
) -> Wrong | None:
    """What has to be said first; of no card at all only until somebody `is_sure`."""
    if len(picked) > MOST_MARKS:
        return Wrong.TOO_MANY
    if talk not in layers and talk != NO_LAYER:
        return Wrong.NO_TALK
    return None if picked or is_sure else Wrong.NO_CARD


def make_ballot(picked: Iterable[str], talk: str) -> dict[str, str]:
    """A ballot as it is stored: in the order of the codes, not in that of the phone."""
    cards = dict.fromkeys(sorted(set(picked)), "true")
    return cards | ({TALK: talk} if talk != NO_LAYER else {})


def find_next_day(shown_on: date) -> date:
    """The first day of another iceberg after one that was opened on this day."""
    return shown_on + APART
