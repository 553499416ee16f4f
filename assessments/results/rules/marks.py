"""What may be shown of marks: each of a group has ticked some of many, and what to talk about.

As in a round nothing is from fewer than the smallest group `k`. Stricter than there, as a mark can
accuse: no number is of fewer than `k` people, none of fewer can be worked out, and none says that
all the others ticked a mark, also to somebody who knows `INSIDERS` of the ballots (the leader who
takes part, and somebody who has told).

* `cards`: how many ticked a mark, where at least `k` did. A number near the whole would tell of
  each, so it is cut at the greatest for which any one but the insiders may not have ticked it. So
  none is shown before that is `k`: from `count_for_cards(k)` ballots.
* `others`: layer → how many ticked at least one of its marks that are not under `cards`, from
  `count_needed(k)` ballots. With m such marks, each ticked by at most `k` - 1, a number so high
  that all of them must have been ticked by somebody else would tell of each. So it is cut at the
  greatest for which any one may be nobody's, (m - 1)(k - 1 - i) + i, where i insiders ticked them
  all, and near the whole, but not below `k`.
* `first`: the layers that most want to begin with, without a number: where so many chose one that
  no two insiders can work out the choice of each of the others.

`at_least` are the marks and layers whose number is cut.

It depends on numbers of people alone, so not on the order of the ballots, nor on who ticked what
together. It is told once: of two results the difference would be what those between had ticked.
A ballot may be empty, and at most a few of many can be ticked: not to have ticked says nothing.

What remains: who knows all ballots but one works out that one, as in any distribution; and who
hands in several ballots is several insiders, so the group is to compare the number of ballots with
how many they are.

Example: eight, `k` = 5. Seven ticked "Vi vet för lite om varandra" of ten in its layer: at least 5.
The other nine of the layer were ticked by one to four each, six people in all: at least 5.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

INSIDERS: Final = 2
"""Ballots that an attacker may know, besides all that is shown."""

TALK: Final = "talk"
"""The field of a ballot that holds which layer to begin with; every other field is a mark."""

Ballot = Mapping[str, str]


def count_needed(smallest: int) -> int:
    """Ballots from which anything is shown: of fewer every number is everybody's."""
    return smallest + 1


def count_for_cards(smallest: int) -> int:
    """Ballots from which a single mark may be shown."""
    return smallest + INSIDERS + 1


def count_for_first(smallest: int) -> int:
    """Ballots that choose a layer from which the one to begin with may be named."""
    return max(smallest, 2 * INSIDERS + 2)


def disclose_marks(
    ballots: Sequence[Ballot], layers: Mapping[str, Sequence[str]], smallest: int
) -> dict[str, Any] | None:
    """As much of the marks of a group as may be shown; None from too few."""
    if len(ballots) < count_needed(smallest):
        return None
    near = len(ballots) - INSIDERS - 1
    cards: dict[str, int] = {}
    others: dict[str, int] = {}
    at_least: list[str] = []
    for layer, marks in layers.items():
        if near >= smallest:
            counts = {mark: _count(ballots, [mark]) for mark in marks}
            cards |= _cut(counts, near, smallest, at_least)
        hidden = [mark for mark in marks if mark not in cards]
        most = min(_find_most(len(hidden), smallest) + INSIDERS, max(near, smallest))
        others |= _cut({layer: _count(ballots, hidden)}, most, smallest, at_least)
    first = _find_first(ballots, layers, smallest)
    return {"cards": cards, "others": others, "at_least": at_least, "first": first}


def _count(ballots: Iterable[Ballot], marks: Sequence[str]) -> int:
    """How many ticked at least one of these."""
    return sum(any(mark in ballot for mark in marks) for ballot in ballots)


def _find_most(marks: int, smallest: int) -> int:
    """How many people others than the insiders can be, while any one of the marks is nobody's."""
    return max(0, marks - 1) * (smallest - 1 - INSIDERS)


def _cut(
    counts: Mapping[str, int], most: int, smallest: int, at_least: list[str]
) -> dict[str, int]:
    shown = {code: min(n, most) for code, n in counts.items() if min(n, most) >= smallest}
    at_least += [code for code in shown if counts[code] >= most]
    return shown


def _find_first(ballots: Iterable[Ballot], layers: Iterable[str], smallest: int) -> list[str]:
    """The layers that most want to begin with; nothing where too few chose one."""
    wanted = Counter(layer for ballot in ballots if (layer := ballot.get(TALK)) in set(layers))
    if wanted.total() < count_for_first(smallest):
        return []
    return [layer for layer in layers if wanted[layer] == max(wanted.values())]
