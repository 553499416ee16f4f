"""How many collaborations that takes of which something is said, so that none of them shows.

Who wants to know of another collaboration leads some, and has up to `KNOWN` accounts. Of what is
said of many, one takes away what one knows of those one leads: what is left must be of several,
some with it and some without. So something is said only where `LEAST` collaborations are *apart*:
no two of them have a leader in common. However many somebody leads with ten accounts, at least two
are left. In all twice that is needed (`FEWEST`): those with it and those without.

Where too few have it, nothing is said, as little as where few have it and where nobody has. Where
too few are without, it is said of nearly all of them, and not of how many. Both words hold for one
more than ten accounts can lead, so whatever else is known, another one may be among them or not.

Collaborations that are divided along the stages are told in groups of neighbours, as many groups as
may be. So they never overlap, and what is left when some are taken away may be told itself.

What remains: whoever leads more than ten, or may read what others lead, knows more; and what nearly
all do, each of them probably does.

Worked example (each with a leader of its own): of 40 collaborations Förankring fails in 14, Vem? in
3 and Vad? in 33. Said: 14 of 40, nothing, nearly all. Along four stages there are 5, 9, 20 and 6:
said are 14 in the first two and 26 in the others.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import Final

KNOWN: Final = 10
"""Accounts that one person may have and lead collaborations with."""

LEAST: Final = KNOWN + 2
"""Collaborations apart of which something is said."""

FEWEST: Final = 2 * LEAST
"""Collaborations apart of which there is anything to say."""

Led = Collection[int]
"""The accounts that lead, or have led, a collaboration."""


@dataclass(frozen=True, slots=True)
class Group:
    """Neighbours in a row that are told together, and how many collaborations are in them."""

    codes: tuple[str, ...]
    collaborations: int


@dataclass(frozen=True, slots=True)
class Told:
    """How many have something; `collaborations` is None where nearly all have."""

    collaborations: int | None


def choose_apart(led: Sequence[Led]) -> frozenset[int]:
    """Choose collaborations of which no two have a leader in common, by their indices.

    There may be more such: the fewest accounts come first, and each that can be is taken.
    """
    taken, chosen = set[int](), set[int]()
    for n in sorted(range(len(led)), key=lambda n: (len(led[n]), sorted(led[n]))):
        if led[n] and taken.isdisjoint(led[n]):
            taken.update(led[n])
            chosen.add(n)
    return frozenset(chosen)


def count_apart(led: Sequence[Led]) -> int:
    return len(choose_apart(led))


def is_enough(led: Sequence[Led]) -> bool:
    return count_apart(led) >= FEWEST


def tell(having: Sequence[Led], without: Sequence[Led]) -> Told | None:
    """What may be said of how many have something; None is nothing."""
    if count_apart(having) < LEAST:
        return None
    return Told(len(having) if count_apart(without) >= LEAST else None)


def divide(row: Sequence[tuple[str, Sequence[Led]]]) -> tuple[Group, ...]:
    """Put neighbours in a row together, so that there are as many groups as may be told.

    Of several ways the one whose largest group is the smallest.
    """
    ways = [
        (*cuts, len(row))
        for number in range(len(row))
        for cuts in combinations(range(1, len(row)), number)
    ]
    told = [groups for way in ways if (groups := _cut(row, way))]
    best = max(
        told, key=lambda groups: (len(groups), -max(g.collaborations for g in groups)), default=()
    )
    return tuple(best)


def _cut(row: Sequence[tuple[str, Sequence[Led]]], ends: Sequence[int]) -> list[Group]:
    """The groups that end there; none if one of them may not be told."""
    groups = []
    for first, end in pairwise((0, *ends)):
        led = [leaders for _code, each in row[first:end] for leaders in each]
        if count_apart(led) < LEAST:
            return []
        groups.append(Group(tuple(code for code, _each in row[first:end]), len(led)))
    return groups


def may_follow(now: Sequence[tuple[int, Led]], before: Sequence[tuple[int, Led]]) -> bool:
    """Whether the same may be told of two sets of collaborations (number, leaders), one after the
    other: of what does not change, the difference is what came and what went.
    """
    numbers = [{number for number, _led in each} for each in (now, before)]
    came = [led for number, led in now if number not in numbers[1]]
    went = [led for number, led in before if number not in numbers[0]]
    return all(not each or count_apart(each) >= LEAST for each in (came, went))
