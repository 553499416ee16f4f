"""What respondents were told when their round opened: the terms, which never change afterwards.

They are stored in the snapshot under `round`, since they decide what may be shown
(results/rules/disclosure.py) and what the report says of the round.

Example: `RoundTerms(anonymous=True, smallest_group=5, perspectives=True, second_perspectives=False,
organisations=("Hedemora kommun",), title="Våren", part="", opened_on=date(2026, 3, 1),
closed_on=date(2026, 3, 20))`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from assessments.core.rules.documents import dump, parse

PERSPECTIVE: Final = "perspective"
ORGANISATION: Final = "organisation"
SECOND_PERSPECTIVE: Final = "second_perspective"
NO_BREAKDOWN: Final = "none"
BREAKDOWNS: Final = (ORGANISATION, PERSPECTIVE, SECOND_PERSPECTIVE, NO_BREAKDOWN)
"""What a round can be broken down by."""


@dataclass(frozen=True, slots=True)
class RoundTerms:
    """The terms of a round that several answer separately.

    An `anonymous` one hides small groups; in others everyone has been told that they show. Of an
    anonymous one figures about fewer than `smallest_group`, 5 to 10, are never shown.
    `organisations` are the parties asked for, () if they are not; `part` is the name of the part
    that it is about, empty for the whole collaboration; title and days may be missing. A short one
    has asked only where they stand and what each most wants to work on.
    """

    anonymous: bool
    smallest_group: int
    perspectives: bool
    second_perspectives: bool
    organisations: tuple[str, ...]
    title: str
    part: str
    opened_on: date | None
    closed_on: date | None
    is_short: bool = False

    @property
    def breakdown(self) -> str | None:
        """The one thing that the result is broken down by; None if nothing is asked.

        A round asks for one of the three. One that was prepared when several could be asked for is
        broken down by party if it asks for that, else by perspective.
        """
        if self.organisations:
            return ORGANISATION
        if self.perspectives:
            return PERSPECTIVE
        return SECOND_PERSPECTIVE if self.second_perspectives else None


def dump_terms(terms: RoundTerms) -> dict[str, Any]:
    """As they are stored; that a round is short is said of short ones only."""
    document = dump(terms)
    if not terms.is_short:
        del document["is_short"]
    return document


def parse_terms(document: Mapping[str, Any]) -> RoundTerms:
    return parse(RoundTerms, document)
