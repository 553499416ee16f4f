"""What may be shown of marks, held against an attacker who leads the group and knows some ballots.

The attacker sees everything that is shown, has taken part, and knows the ballots of some others:
every group that would show the same, with those ballots in it, may be the one. Nothing has been
worked out of a mark that is not shown as long as nobody else may have ticked it, and of none as
long as somebody else may not have. In a layer of a few marks all groups are gone through; large
ones are tried by chance.
"""

from collections import Counter, defaultdict
from itertools import chain, combinations, combinations_with_replacement
from random import Random

import pytest

from assessments.results.rules import marks
from assessments.results.rules.marks import INSIDERS, TALK, disclose_marks

LAYERS = {"top": [f"t{n}" for n in range(3)], "mid": [f"m{n}" for n in range(10)],
          "low": [f"l{n}" for n in range(6)]}  # fmt: skip
ALL = [*chain(*LAYERS.values())]


def list_ballots(fields: str) -> list[dict[str, str]]:
    """Every ballot on these marks."""
    numbers = range(len(fields) + 1)
    return [dict.fromkeys(some, "true") for n in numbers for some in combinations(fields, n)]


def find_worked_out(fields: str, count: int, smallest: int) -> set[str]:
    """What somebody who knows some ballots works out of what others ticked, of any group.

    Of a mark that is not shown, that anybody ticked it; of any mark, that everybody did.
    """
    ballots = list_ballots(fields)
    possible = defaultdict(lambda: {mark: set() for mark in fields})
    told = {}
    for group in combinations_with_replacement(range(len(ballots)), count):
        counts = disclose_marks([ballots[b] for b in group], {"a": fields}, smallest)
        shown = repr(counts)
        told[shown] = counts["cards"] if counts else {}
        numbers = {mark: sum(mark in ballots[b] for b in group) for mark in fields}
        for insiders in set(combinations(group, INSIDERS)):
            for mark, others in possible[shown, insiders].items():
                others.add(numbers[mark] - sum(mark in ballots[b] for b in insiders))
    return {
        shown
        for (shown, _insiders), seen in possible.items()
        for mark, others in seen.items()
        if (mark not in told[shown] and 0 not in others) or others == {count - INSIDERS}
    }


@pytest.mark.parametrize(
    ("fields", "count", "smallest"),
    [*(("xyz", n, 4) for n in (4, 5, 6, 7, 8)), *(("xy", n, 4) for n in (9, 10))],
)
def test_nobody_who_knows_some_ballots_learns_who_ticked_what(fields, count, smallest):
    assert find_worked_out(fields, count, smallest) == set()


def cut_nothing(counts, _most, smallest, _at_least):
    return {code: n for code, n in counts.items() if n >= smallest}


@pytest.mark.parametrize(
    ("broken", "harm", "fields", "count"),
    [
        ("_find_most", lambda _marks, _smallest: 99, "xyz", 8),
        ("_cut", cut_nothing, "xy", 8),
    ],
)
def test_the_test_sees_it_where_a_number_is_not_cut(monkeypatch, broken, harm, fields, count):
    monkeypatch.setattr(marks, broken, harm)
    assert find_worked_out(fields, count, 4)


@pytest.mark.parametrize("count", [5, 6, 7, 8, 9])
def test_nobody_who_knows_some_ballots_learns_what_all_the_others_want_to_begin_with(count):
    """Of all groups; who chose no layer counts too."""
    possible, told = defaultdict(set), set()
    for group in combinations_with_replacement([*LAYERS, ""], count):
        shown = disclose_marks([{TALK: wish} for wish in group], LAYERS, 5)
        first = tuple(shown["first"]) if shown else ()
        told.add(first)
        for insiders in set(combinations(group, INSIDERS)):
            rest = Counter(group) - Counter(insiders)
            possible[first, insiders] |= rest.keys()
    assert all(len(others) > 1 for others in possible.values())
    assert len(told) == (1 if count == 5 else 8)


def make_group(random: Random, count: int) -> list[dict[str, str]]:
    """People who tick up to five, some marks much rather than others."""
    liked = random.choices(ALL, k=random.randint(1, 8))
    group = []
    for _ in range(count):
        some = {random.choice(liked if random.random() < 0.7 else ALL) for _ in range(5)}
        some = sorted(some)[: random.randint(0, 5)]
        talk = {TALK: random.choice([*LAYERS])} if random.random() < 0.9 else {}
        group.append(dict.fromkeys(some, "true") | talk)
    return group


def test_no_number_is_of_fewer_than_the_smallest_group_and_all_are_right():
    random = Random(4)
    for _ in range(300):
        smallest, count = random.randint(5, 10), random.randint(0, 20)
        group = make_group(random, count)
        shown = disclose_marks(group, LAYERS, smallest)
        if count <= smallest:
            assert shown is None
            continue
        assert shown == disclose_marks(random.sample(group, count), LAYERS, smallest)
        for mark in ALL:
            ticked = sum(mark in each for each in group)
            number = shown["cards"].get(mark)
            if count < smallest + INSIDERS + 1 or ticked < smallest:
                assert number is None
            else:
                assert number == ticked or (mark in shown["at_least"] and number < ticked)
        numbers = [*shown["cards"].values(), *shown["others"].values()]
        assert all(smallest <= number < count for number in numbers)
        for layer, number in shown["others"].items():
            hidden = set(LAYERS[layer]) - shown["cards"].keys()
            people = sum(bool(hidden & each.keys()) for each in group)
            assert number == people or (layer in shown["at_least"] and number < people)


def test_what_is_shown_depends_on_nothing_but_what_it_shows():
    """Who ticked what together, and how many few are, is not seen in it."""
    few = [{"l0": "true"}] * 4 + [{}] * 2
    one = [{"l1": "true", "l2": "true"}] + [{}] * 5
    assert disclose_marks(few, LAYERS, 5) == disclose_marks(one, LAYERS, 5)
