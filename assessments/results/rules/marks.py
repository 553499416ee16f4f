"""What may be shown of marks: each of a group has ticked some of many, and what to talk about.

As in a round nothing is from fewer than the smallest group `k`. Stricter than there, as a mark can
accuse: no number is of fewer than `k` people, none of fewer can be worked out, and none says that
all the others ticked a mark, also to somebody who knows `count_insiders` of the ballots: two
(the leader who takes part, and somebody who has told), and in a larger group every ballot but
those of more than `k` people who are more than half. So a leader who casts ballots of her own up to
the number that is said to be in the room learns of no person as long as so many others took part.

* `cards`: that at least so many ticked a mark, from `count_for_cards(k)` ballots. Numbers are
  steps: `k`, 2`k`, ..., at most half, so all are "at least". An exact one would tell whoever ticked
  it with ballots of her own how many others did, and one near the whole that all did.
* `others`: the layers of which at least `k` ticked a mark that is not under `cards`, from
  `count_needed(k)` ballots. Each of those was ticked by at most `k` - 1. So it is told only where
  somebody who fills all but one of them with ballots of her own leaves room in them for the others.
* `first`: the layers that most want to begin with, without a number: where so many chose one that
  no two insiders can work out the choice of each of the others.

`at_least` are the marks and layers whose number is a step; older results have exact ones too.

It depends on numbers of people alone, so not on the order of the ballots, nor on who ticked what
together. It is told once: of two results the difference would be what those between had ticked.
A ballot may be empty, and at most a few of many can be ticked: not to have ticked says nothing.

What remains: whoever casts more than that works out the few who are left, as in any distribution.
So the group is asked how many they are, and no more ballots are taken.

Example: eight, `k` = 5. Seven ticked "Vi vet för lite om varandra" of ten in its layer: at least 5.
The other nine of the layer were ticked by one to four each, six people in all: at least 5.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

INSIDERS: Final = 2
"""Ballots that an attacker may know in any group, besides all that is shown."""

MOST_MARKS: Final = 5
"""On a ballot."""

TALK: Final = "talk"
"""The field of a ballot that holds which layer to begin with; every other field is a mark."""

Ballot = Mapping[str, str]


def count_needed(smallest: int) -> int:
    """Ballots from which anything is shown: of fewer every number is everybody's."""
    return smallest + 1


def count_for_cards(smallest: int) -> int:
    """Ballots from which a single mark may be shown."""
    return smallest + INSIDERS + 1


def count_insiders(ballots: int, smallest: int) -> int:
    """Ballots that an attacker may know: more than `smallest` and more than half are others'."""
    return max(INSIDERS, ballots - _find_top(ballots, smallest) - 1)


def count_for_first(ballots: int, smallest: int) -> int:
    """Ballots, of these, that choose a layer from which the one to begin with may be named."""
    return max(smallest, 2 * INSIDERS + 2, count_insiders(ballots, smallest) + 2)


def disclose_marks(
    ballots: Sequence[Ballot], layers: Mapping[str, Sequence[str]], smallest: int
) -> dict[str, Any] | None:
    """As much of the marks of a group as may be shown; None from too few."""
    if len(ballots) < count_needed(smallest):
        return None
    cards: dict[str, int] = {}
    others: dict[str, int] = {}
    has_cards = len(ballots) >= count_for_cards(smallest)
    top = _find_top(len(ballots), smallest)
    insiders = count_insiders(len(ballots), smallest)
    for layer, marks in layers.items():
        if has_cards:
            steps = {mark: min(_count(ballots, [mark]), top) // smallest for mark in marks}
            cards |= {mark: step * smallest for mark, step in steps.items() if step}
        hidden = [mark for mark in marks if mark not in cards]
        room = _leave_room(len(hidden), smallest, insiders) if has_cards else len(hidden) > 1
        if room and _count(ballots, hidden) >= smallest:
            others[layer] = smallest
    first = _find_first(ballots, layers, smallest)
    return {"cards": cards, "others": others, "at_least": [*cards, *others], "first": first}


def _count(ballots: Iterable[Ballot], marks: Sequence[str]) -> int:
    """How many ticked at least one of these."""
    return sum(any(mark in ballot for mark in marks) for ballot in ballots)


def _find_top(ballots: int, smallest: int) -> int:
    """The highest number that may be told; more others than it are left to an attacker."""
    return max(smallest, (ballots + 1) // 2)


def _leave_room(marks: int, smallest: int, insiders: int) -> bool:
    """Whether all others of `smallest` may have ticked other marks than any one of these.

    Each was ticked by fewer than `smallest`; insiders may have ticked as many as they can.
    """
    rest = marks - 1
    return all(
        rest * (smallest - 1) - own * min(rest, MOST_MARKS) >= smallest - own
        for own in range(min(insiders, smallest - 1) + 1)
    )


def _find_first(ballots: Sequence[Ballot], layers: Iterable[str], smallest: int) -> list[str]:
    """The layers that most want to begin with; nothing where too few chose one."""
    wanted = Counter(layer for ballot in ballots if (layer := ballot.get(TALK)) in set(layers))
    if wanted.total() < count_for_first(len(ballots), smallest):
        return []
    return [layer for layer in layers if wanted[layer] == max(wanted.values())]
