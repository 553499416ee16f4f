"""What may be shown of marks, held against an attacker who leads the group and knows some ballots.

The attacker sees everything that is shown, has taken part, and knows the ballots of some others:
every group that would show the same, with those ballots in it, may be the one. Nothing has been
worked out of a mark that is not shown as long as nobody else may have ticked it. In a layer of
three or four marks all groups are gone through; large ones are tried by chance.
"""

from collections import defaultdict
from itertools import chain, combinations, combinations_with_replacement
from random import Random

import pytest

from assessments.results.rules import marks
from assessments.results.rules.marks import INSIDERS, TALK, disclose_marks

LAYERS = {"top": [f"t{n}" for n in range(3)], "mid": [f"m{n}" for n in range(10)],
          "low": [f"l{n}" for n in range(6)]}  # fmt: skip
ALL = [*chain(*LAYERS.values())]

TICKED = [dict.fromkeys(some, "true") for n in range(4) for some in combinations("xyz", n)]
"""Every ballot on three marks."""


def list_wanted(fields: str) -> list[dict[str, str]]:
    """Ballots with a mark to talk about; who ticks all wants to talk about another layer.

    Not all that there are: of these what is told where no mark is shown is gone through.
    """
    one = [{mark: "true"} for mark in fields]
    return [{}, *one, *(each | {TALK: min(each)} for each in one), dict.fromkeys(fields, "true")]


def find_worked_out(ballots, count: int, smallest: int, known: int = INSIDERS) -> set[str]:
    """What somebody who knows so many ballots works out of what others ticked, of any group."""
    fields = sorted({mark for ballot in ballots for mark in ballot if mark != TALK})
    numbers = [
        [*(mark in each for mark in fields), *(each.get(TALK) == mark for mark in fields)]
        for each in ballots
    ]
    possible = defaultdict(lambda: [set() for _ in (*fields, *fields)])
    for group in combinations_with_replacement(range(len(ballots)), count):
        shown = disclose_marks([ballots[b] for b in group], {"a": fields}, smallest)
        told = tuple(mark in shown[name] for name in ("cards", "talk") for mark in fields)
        for insiders in set(combinations(group, known)):
            seen = possible[repr(shown), told, insiders]
            for place, others in enumerate(seen):
                rest = sum(numbers[b][place] for b in group)
                others.add(rest - sum(numbers[b][place] for b in insiders))
    return {
        shown
        for (shown, told, _insiders), seen in possible.items()
        for is_told, others in zip(told, seen, strict=True)
        if not is_told and 0 not in others and (ballots is TICKED or "'cards': {}" in shown)
    }


@pytest.mark.parametrize(
    ("ballots", "count", "smallest"),
    [*((TICKED, n, 4) for n in (4, 5, 6, 7)), (list_wanted("wxyz"), 6, 5)],
)
def test_nobody_who_knows_some_ballots_learns_who_ticked_what_is_not_shown(
    ballots, count, smallest
):
    assert find_worked_out(ballots, count, smallest) == set()


@pytest.mark.parametrize(
    ("ballots", "count", "smallest"), [(TICKED, 7, 4), (list_wanted("xyz"), 7, 5)]
)
def test_the_test_sees_it_where_a_number_is_not_cut(monkeypatch, ballots, count, smallest):
    monkeypatch.setattr(marks, "_find_most", lambda _marks, _smallest: 99)
    assert find_worked_out(ballots, count, smallest)


def make_group(random: Random, count: int) -> list[dict[str, str]]:
    """People who tick up to five, some marks much rather than others."""
    liked = random.choices(ALL, k=random.randint(1, 8))
    group = []
    for _ in range(count):
        some = {random.choice(liked if random.random() < 0.7 else ALL) for _ in range(5)}
        some = sorted(some)[: random.randint(0, 5)]
        talk = {TALK: random.choice(some)} if some and random.random() < 0.9 else {}
        group.append(dict.fromkeys(some, "true") | talk)
    return group


def test_no_number_is_of_fewer_than_the_smallest_group_and_all_are_right():
    random = Random(4)
    for _ in range(300):
        smallest, count = random.randint(5, 10), random.randint(0, 20)
        group = make_group(random, count)
        shown = disclose_marks(group, LAYERS, smallest)
        if count < smallest:
            assert shown is None
            continue
        assert shown == disclose_marks(random.sample(group, count), LAYERS, smallest)
        for mark in ALL:
            ticked = sum(mark in each for each in group)
            assert shown["cards"].get(mark) == (ticked if ticked >= smallest else None)
        numbers = [
            n for name in ("cards", "others", "talk", "talk_of") for n in shown[name].values()
        ]
        assert all(smallest <= number <= count for number in numbers)
        for layer, number in shown["others"].items():
            hidden = set(LAYERS[layer]) - shown["cards"].keys()
            people = sum(bool(hidden & each.keys()) for each in group)
            assert number == people or (layer in shown["at_least"] and number < people)


def test_what_is_shown_depends_on_nothing_but_what_it_shows():
    """Who ticked what together, and how many few are, is not seen in it."""
    few = [{"l0": "true"}] * 4 + [{}] * 2
    one = [{"l1": "true", "l2": "true"}] + [{}] * 5
    assert disclose_marks(few, LAYERS, 5) == disclose_marks(one, LAYERS, 5)
