"""What respondents were told when their round opened: the terms, which never change afterwards.

They are stored in the snapshot under `round`, since they decide what may be shown
(domain/disclosure.py) and what the report says of the round.

Example: `RoundTerms(anonymous=True, smallest_group=5, perspectives=True, second_perspectives=False,
organisations=("Hedemora kommun",), title="Våren", part="", opened_on=date(2026, 3, 1),
closed_on=date(2026, 3, 20))`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class RoundTerms:
    """The terms of a round that several answer separately.

    Attributes:
        anonymous: whether small groups are hidden; otherwise everyone has been told that they show.
        smallest_group: `k`, 5 to 10: figures about fewer respondents are never shown.
        perspectives: whether the model's four perspectives are asked for.
        second_perspectives: whether the optional second one is asked for.
        organisations: the parties asked for, () if organisations are not asked for.
        title: of the round, may be empty.
        part: name of the part it belongs to, empty for the whole collaboration.
        opened_on: the first day that could be answered on.
        closed_on: the day it closed.
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


def dump_terms(terms: RoundTerms) -> dict[str, Any]:
    """Give the terms as the JSON that a snapshot holds under `round`."""
    return {
        "anonymous": terms.anonymous,
        "smallest_group": terms.smallest_group,
        "perspectives": terms.perspectives,
        "second_perspectives": terms.second_perspectives,
        "organisations": list(terms.organisations),
        "title": terms.title,
        "part": terms.part,
        "opened_on": terms.opened_on.isoformat() if terms.opened_on else None,
        "closed_on": terms.closed_on.isoformat() if terms.closed_on else None,
    }


def parse_terms(document: Mapping[str, Any]) -> RoundTerms:
    """Read what `dump_terms` gave."""
    return RoundTerms(
        anonymous=document["anonymous"],
        smallest_group=document["smallest_group"],
        perspectives=document["perspectives"],
        second_perspectives=document["second_perspectives"],
        organisations=tuple(document["organisations"]),
        title=document["title"],
        part=document["part"],
        opened_on=_parse_day(document["opened_on"]),
        closed_on=_parse_day(document["closed_on"]),
    )


def _parse_day(day: str | None) -> date | None:
    return date.fromisoformat(day) if day else None
