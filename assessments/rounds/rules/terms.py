"""What respondents were told when their round opened: the terms, which never change afterwards.

They are stored in the snapshot under `round`, since they decide what may be shown
(results/rules/disclosure.py) and what the report says of the round.

Example: `RoundTerms(anonymous=True, smallest_group=5, perspectives=True, second_perspectives=False,
organisations=("Hedemora kommun",), title="Våren", part="", opened_on=date(2026, 3, 1),
closed_on=date(2026, 3, 20))`.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
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
    days = {name: day.isoformat() if (day := getattr(terms, name)) else None for name in _DAYS}
    return {**asdict(terms), "organisations": list(terms.organisations), **days}


def parse_terms(document: Mapping[str, Any]) -> RoundTerms:
    """Read what `dump_terms` gave."""
    given = {field.name: document[field.name] for field in fields(RoundTerms)}
    days = {name: date.fromisoformat(given[name]) if given[name] else None for name in _DAYS}
    return RoundTerms(**{**given, "organisations": tuple(given["organisations"]), **days})


_DAYS = ("opened_on", "closed_on")
