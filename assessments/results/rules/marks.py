"""What may be shown of marks: each of a group has ticked some of many, and one to talk about.

As in a round nothing is from fewer than the smallest group `k`. Stricter than there, as a mark can
accuse: no number is of fewer than `k` people, and none of fewer can be worked out, also by somebody
who knows `INSIDERS` of the ballots (the leader who takes part, and somebody who has told).

* `cards`: how many ticked a mark, where at least `k` did; of every other they are fewer.
* `others`: layer → how many ticked at least one of its marks that are not under `cards`. With m
  such marks, each ticked by at most `k` - 1, a number so high that all of them must have been
  ticked by somebody else would tell of each. So it is cut at the greatest for which any one may be
  nobody's: (m - 1)(k - 1 - i) + i, where i insiders ticked them all. Cut, it is "at least".
* `talk`: how many want to talk about a mark, where at least `k` do; of a layer of which no mark is
  shown `talk_of`, the sum, cut in the same way. Insiders may have ticked marks of it and want to
  talk about another, so they are not added. Were a mark shown, those who ticked the others could be
  so few that somebody must want to talk about that one.

It depends on numbers of people alone, so not on the order of the ballots, nor on who ticked what
together. It is told once: of two results the difference would be what those between had ticked.
A ballot may be empty, and at most a few of many can be ticked: not to have ticked says nothing.

What remains: where everybody ticked the same, its number is everybody's, as in any distribution;
and who hands in several ballots is several insiders, so the group is to compare the number of
ballots with how many they are.

Example: six, `k` = 5. Five ticked "Vi vet för lite om varandra" of ten in its layer: 5. The other
nine of the layer were ticked by one to four each, six people in all: `others` 6 (cut at 18).
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

INSIDERS: Final = 2
"""Ballots that an attacker may know, besides all that is shown."""

TALK: Final = "talk"
"""The field of a ballot that holds which mark to talk about; every other field is a mark."""

Ballot = Mapping[str, str]


def disclose_marks(
    ballots: Sequence[Ballot], layers: Mapping[str, Sequence[str]], smallest: int
) -> dict[str, Any] | None:
    """As much of the marks of a group as may be shown; None from fewer than `smallest`.

    `at_least` are the layers whose number under `others` is cut, `talk_at_least` under `talk_of`.
    """
    if len(ballots) < smallest:
        return None
    shown: dict[str, Any] = {"cards": {}, "others": {}, "at_least": []}
    shown |= {"talk": {}, "talk_of": {}, "talk_at_least": []}
    for layer, marks in layers.items():
        ticked = _keep(((mark, _count(ballots, [mark])) for mark in marks), smallest)
        shown["cards"] |= ticked
        hidden = [mark for mark in marks if mark not in ticked]
        most = _find_most(len(hidden), smallest) + INSIDERS
        _cut(shown, "others", "at_least", layer, _count(ballots, hidden), most, smallest)
        wanted = {mark: sum(each.get(TALK) == mark for each in ballots) for mark in marks}
        talk = _keep(wanted.items(), smallest)
        shown["talk"] |= talk
        if not ticked:
            most = _find_most(len(marks), smallest)
            total = sum(wanted.values())
            _cut(shown, "talk_of", "talk_at_least", layer, total, most, smallest)
    return shown


def _count(ballots: Iterable[Ballot], marks: Sequence[str]) -> int:
    """How many ticked at least one of these."""
    return sum(any(mark in ballot for mark in marks) for ballot in ballots)


def _keep(counts: Iterable[tuple[str, int]], smallest: int) -> dict[str, int]:
    return {mark: count for mark, count in counts if count >= smallest}


def _find_most(marks: int, smallest: int) -> int:
    """How many people others than the insiders can be, while any one of the marks is nobody's."""
    return max(0, marks - 1) * (smallest - 1 - INSIDERS)


def _cut(
    shown: dict[str, Any], name: str, cut: str, layer: str, count: int, most: int, smallest: int
) -> None:
    if min(count, most) >= smallest:
        shown[name][layer] = min(count, most)
        if count >= most:
            shown[cut].append(layer)
