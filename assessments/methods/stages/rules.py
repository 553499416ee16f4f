"""Where the versions of the method differ: their numbers and switches, side by side.

Everything else of the method is the same in all of them, and stands in the module that uses it. An
edition names its method, and answers to it are computed by that one for ever: nothing that stands
here is changed, a change is a new version.

What method 2 does otherwise, and why:

* A marker can be answered "Passar inte oss", and is left out where that goes for most: a network
  without a budget has not failed to decide on one (placement.py).
* A place is called certain, and a stage "på plats", only where most of it is known, and the result
  says how much it rests on (placement.py).
* What is to be strengthened is not broken: what the group wants and what is weakest goes before
  what comes first in the model (priorities.py).
* Of two aspects that are alike in all else, a stage's own comes before one that cuts across.
* Nobody who goes on is told to prepare an end.
* Several who answer each for themselves are asked the same pages, and are shown no place before
  the result: otherwise those who see the collaboration as least mature are asked least (walk.py).

Example: `find_rules(edition).clear_from` is ¾ for an edition of method 2.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from model_content.domain.content import Edition


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """One version of the method.

    Attributes:
        version: its name, stored with every result.
        has_left_out: whether a marker can be answered "passar inte oss".
        placeable_markers: share of the markers that are not left out, of which fewer known are too
            few to name a stage.
        clear_from: the same share, below which a place is likely at most.
        in_place_from: the same share of a stage's markers, below which it is not said to be in
            place.
        voted_from: share of those who voted, from which an aspect to strengthen comes first; None
            if these aspects have the order of all others.
        is_own_first: whether a stage's own aspects come before cross-cutting ones, all else equal.
        prepares_closing_above: share of the outlooks that must be exceeded by those who end or
            redefine, for a closing stage to be prepared; None if it always is.
        asks_all_alike: whether several who answer each for themselves are asked the same pages.
        tells_basis: whether a result says how much it rests on, and what contradicts itself in it.
        later_named: how many of the aspects after "Börja här" are named, the others folded, and
            what to find out is gathered; 0 if all are named in their order.
    """

    version: str
    has_left_out: bool
    placeable_markers: Fraction
    clear_from: Fraction
    in_place_from: Fraction
    voted_from: Fraction | None
    is_own_first: bool
    prepares_closing_above: Fraction | None
    asks_all_alike: bool
    tells_basis: bool
    later_named: int


METHOD_1: Final = Rules(
    version="1",
    has_left_out=False,
    placeable_markers=Fraction(0),
    clear_from=Fraction(0),
    in_place_from=Fraction(0),
    voted_from=None,
    is_own_first=False,
    prepares_closing_above=None,
    asks_all_alike=False,
    tells_basis=False,
    later_named=0,
)
"""What edition 2026.1 is answered with."""

METHOD_2: Final = Rules(
    version="2",
    has_left_out=True,
    placeable_markers=Fraction(1, 2),
    clear_from=Fraction(3, 4),
    in_place_from=Fraction(3, 4),
    voted_from=Fraction(1, 3),
    is_own_first=True,
    prepares_closing_above=Fraction(1, 2),
    asks_all_alike=True,
    tells_basis=True,
    later_named=5,
)
"""What edition 2026.2 is answered with."""

VERSIONS: Final[Mapping[str, Rules]] = {each.version: each for each in (METHOD_1, METHOD_2)}
"""Every version, by the name that editions have for it."""


def find_rules(edition: Edition) -> Rules:
    """The version of the method that answers to an edition are computed with."""
    return VERSIONS[edition.method]
