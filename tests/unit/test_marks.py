"""What may be shown of marks, held against an attacker who leads the group and knows some ballots.

The attacker sees everything that is shown and knows as many ballots as `count_insiders` says: the
leader has cast them herself, up to the number that she has said is in the room. Every group that
would show the same, with those ballots in it, may be the one. Nothing has been worked out of a mark
that is not shown as long as nobody else may have ticked it, and of none as long as somebody else
may not have. In a layer of a few marks all groups are gone through; large ones are tried by chance.
"""

from collections import Counter, defaultdict
from itertools import chain, combinations, combinations_with_replacement
from random import Random

import pytest

from assessments.results.rules import marks
from assessments.results.rules.marks import TALK, count_for_cards, count_insiders, disclose_marks

LAYERS = {"top": [f"t{n}" for n in range(3)], "mid": [f"m{n}" for n in range(10)],
          "low": [f"l{n}" for n in range(6)]}  # fmt: skip
ALL = [*chain(*LAYERS.values())]


def list_ballots(fields: str, most: int) -> list[dict[str, str]]:
    """Every ballot on these marks."""
    numbers = range(most + 1)
    return [dict.fromkeys(some, "true") for n in numbers for some in combinations(fields, n)]


def find_worked_out(fields: str, count: int, smallest: int, most: int = 3) -> set[str]:
    """What somebody who has cast or knows ballots works out of what others ticked, of any group.

    Of a mark that is not shown, that anybody ticked it; of any mark, that everybody did; of a mark
    that is shown, how many did, unless nobody or as each had to choose between few.
    """
    ballots = list_ballots(fields, most)
    known = count_insiders(count, smallest)
    possible = defaultdict(lambda: {mark: set() for mark in fields})
    told = {}
    for group in combinations_with_replacement(range(len(ballots)), count):
        counts = disclose_marks([ballots[b] for b in group], {"a": fields}, smallest)
        shown = repr(counts)
        told[shown] = counts["cards"] if counts else {}
        numbers = {mark: sum(mark in ballots[b] for b in group) for mark in fields}
        for insiders in set(combinations(group, known)):
            for mark, others in possible[shown, insiders].items():
                others.add(numbers[mark] - sum(mark in ballots[b] for b in insiders))
    return {
        shown
        for (shown, _insiders), seen in possible.items()
        for mark, others in seen.items()
        if (0 not in others and (mark not in told[shown] or (len(others) == 1 and most > 1)))
        or others == {count - known}
    }


@pytest.mark.parametrize(
    ("fields", "count", "smallest"),
    [
        *(("xyz", n, 4) for n in (4, 5, 6, 7, 8)),
        *(("xy", n, 4) for n in (9, 10, 11, 12)),
    ],
)
def test_nobody_who_knows_some_ballots_learns_who_ticked_what(fields, count, smallest):
    assert find_worked_out(fields, count, smallest) == set()


@pytest.mark.parametrize(("fields", "count"), [("wxyz", 9), ("xyz", 10), ("xyz", 12)])
def test_nor_of_what_a_layer_holds_where_a_ballot_has_room_for_few(monkeypatch, fields, count):
    monkeypatch.setattr(marks, "MOST_MARKS", 1)
    told = disclose_marks([{f: "true"} for f in (fields * 3)[:10]], {"a": fields}, 4)
    assert told["others"], "or there were nothing to work out"
    assert find_worked_out(fields, count, 4, 1) == set()


@pytest.mark.parametrize(
    ("broken", "harm", "fields", "count"),
    [
        ("_leave_room", lambda *_: True, "xyz", 8),
        ("_find_top", lambda count, _smallest: count, "xy", 8),
    ],
)
def test_the_test_sees_it_where_too_much_is_told(monkeypatch, broken, harm, fields, count):
    monkeypatch.setattr(marks, broken, harm)
    assert find_worked_out(fields, count, 4)


@pytest.mark.parametrize(
    ("count", "known"), [(8, 2), (9, 3), (10, 4), (11, 4), (12, 5), (20, 9), (6, 2), (7, 2)]
)
def test_an_attacker_may_know_all_but_more_than_half_and_more_than_the_smallest_group(count, known):
    assert count_insiders(count, 5) == known


@pytest.mark.parametrize("count", [5, 6, 7, 8, 9, 11, 12])
def test_nobody_who_knows_some_ballots_learns_what_all_the_others_want_to_begin_with(count):
    """Of all groups; who chose no layer counts too."""
    known = count_insiders(count, 5)
    possible, told = defaultdict(set), set()
    for group in combinations_with_replacement([*LAYERS, ""], count):
        shown = disclose_marks([{TALK: wish} for wish in group], LAYERS, 5)
        first = tuple(shown["first"]) if shown else ()
        told.add(first)
        for insiders in set(combinations(group, known)):
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


def test_every_number_is_a_step_of_the_smallest_group_that_so_many_reach():
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
            if count < count_for_cards(smallest) or ticked < smallest:
                assert number is None
            else:
                assert number % smallest == 0
                assert number <= ticked
                assert number > ticked - smallest or number > count / 2 - smallest
        assert shown["at_least"] == [*shown["cards"], *shown["others"]]
        for layer, number in shown["others"].items():
            hidden = set(LAYERS[layer]) - shown["cards"].keys()
            assert number == smallest <= sum(bool(hidden & each.keys()) for each in group)


def test_what_is_shown_depends_on_nothing_but_what_it_shows():
    """Who ticked what together, and how many few are, is not seen in it."""
    few = [{"l0": "true"}] * 4 + [{}] * 2
    one = [{"l1": "true", "l2": "true"}] + [{}] * 5
    assert disclose_marks(few, LAYERS, 5) == disclose_marks(one, LAYERS, 5)
