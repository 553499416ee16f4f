"""The numbers of the method by which a stored result is read: those it was made with.

A result holds scores and shares. What is said of them (“samsyn”, “ungefär som förut”, which
aspects come under “Börja här”) is decided by numbers of the method, which a later method may
change. So a result is read by the numbers that held when it was stored. They are written into it,
under `limits`, where they differ from those of method 1; results without the key are read by those.

Example: with a method that speaks of agreement from 0.8, a new result has
`"limits": {"shared_view_from": "4/5"}`, and an old one of 0.75 still says “samsyn”.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from fractions import Fraction
from typing import Any, Final

from assessments.methods.stages import agreement, aspects, placement, priorities
from assessments.methods.stages.rules import Rules

LIMITS: Final = "limits"
"""The optional key of a snapshot."""

DECISIONS: Final = 3
"""How many of the priorities stand on page one as things to decide."""

UNKNOWN_SHARE: Final = Fraction(1, 3)
"""Share of a group's answers from which “vet ej” is something to find out together."""

VOTED_TOPICS: Final = 3
"""How many aspects become topics for their votes alone."""

VOTES_TO_TALK: Final = 2
"""Votes from which an aspect is something that more than one wants to talk about."""

DIFFERS_FROM: Final = 1
"""Difference between two groups' scores from which an aspect is said to be seen differently."""

MOST_DIFFERING: Final = 3
"""How many aspects are named where the groups differ most."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The numbers; the defaults are those of method 1 and never change.

    The first six are the diagnosis's own, under the same names, and the last one that of the
    version (methods/stages/rules.py); the others are named above.
    """

    half_way: Fraction = Fraction(1, 2)
    find_out_above: Fraction = Fraction(1, 2)
    shared_view_from: Fraction = Fraction(7, 10)
    some_spread_from: Fraction = Fraction(1, 2)
    noticeable_change: Fraction = Fraction(1, 2)
    start_here: Fraction = Fraction(5)
    decisions: Fraction = Fraction(3)
    unknown_share: Fraction = Fraction(1, 3)
    voted_topics: Fraction = Fraction(3)
    votes_to_talk: Fraction = Fraction(2)
    differs_from: Fraction = Fraction(1)
    most_differing: Fraction = Fraction(3)
    later_named: Fraction = Fraction(0)

    def name_agreement(self, value: float | None) -> str | None:
        if value is None:
            return None
        stored = Fraction(str(value))
        if stored >= self.shared_view_from:
            return agreement.SHARED_VIEW
        high_enough = stored >= self.some_spread_from
        return agreement.SOME_SPREAD if high_enough else agreement.DIFFERENT_VIEWS


METHOD_1: Final = Limits()


def dump_limits(rules: Rules) -> dict[str, dict[str, str]]:
    """What a result that is made now has to say of its numbers: nothing for those of method 1."""
    # Each is the constant of its name, in a module of the method or here, or that of the version.
    numbers: dict[str, Any] = {"LATER_NAMED": rules.later_named}
    for module in (placement, aspects, agreement, priorities):
        numbers |= vars(module)
    numbers |= globals()
    now = {name: Fraction(str(numbers[name.upper()])) for name in asdict(METHOD_1)}
    other = {n: str(now[n]) for n, number in asdict(METHOD_1).items() if now[n] != number}
    return {LIMITS: other} if other else {}


def read_limits(snapshot: Mapping[str, Any]) -> Limits:
    stored = snapshot.get(LIMITS)
    return Limits(**{n: Fraction(text) for n, text in stored.items()}) if stored else METHOD_1
