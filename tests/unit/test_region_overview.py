"""The regional overview: what may be said of many collaborations, and what nobody can work out."""

import itertools
from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.core.rules.documents import dump, parse
from assessments.region.rules.apart import (
    FEWEST,
    KNOWN,
    LEAST,
    Group,
    Told,
    count_apart,
    divide,
    may_follow,
    tell,
)
from assessments.region.rules.overview import (
    Amount,
    CountedResult,
    Facts,
    Overview,
    make_overview,
    read_facts,
)

STAGES = ("initiativ", "uppstart", "etablering", "mognad")


def lead(number, start=0):
    """So many collaborations, each led by somebody else."""
    return [frozenset({leader}) for leader in range(start, start + number)]


# How many it takes --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("led", "apart"),
    [
        ([], 0),
        ([{1}, {1}, {1}], 1),
        ([{1}, {1, 2}, {2, 3}, {4}], 3),
        ([{1, 2}, {1}, {2}], 2),
        ([set(), {1}], 1),
    ],
    ids=["none", "one leads all", "a chain", "the fewest first", "led by nobody"],
)
def test_leaders_are_counted_and_not_collaborations(led, apart):
    assert count_apart(led) == apart


def test_what_is_said_of_some_of_forty():
    def say(number):
        return tell(lead(number), lead(40 - number, start=number))

    assert [say(number) for number in (0, 3, 11, 12, 14, 28)] == [
        None, None, None, Told(12), Told(14), Told(28),
    ]  # fmt: skip
    assert [say(number) for number in (29, 33, 40)] == [Told(None)] * 3
    assert tell([{1}] * 30, lead(20)) is None, "one who leads thirty is one"


def test_along_the_stages_neighbours_are_told_together():
    def put(*numbers):
        starts = itertools.accumulate(numbers, initial=0)
        row = [(str(i), lead(n, s)) for i, (n, s) in enumerate(zip(numbers, starts, strict=False))]
        return [(group.codes, group.collaborations) for group in divide(row)]

    assert put(5, 9, 20, 6) == [(("0", "1"), 14), (("2", "3"), 26)]
    assert put(12, 12, 0, 12) == [(("0",), 12), (("1",), 12), (("2", "3"), 12)]
    assert put(13, 11, 20, 4) == [(("0", "1"), 24), (("2", "3"), 24)]
    assert put(3, 3) == []


# The attacker -------------------------------------------------------------------------------------

ATTACKERS = range(1000, 1000 + KNOWN)
"""The accounts of one who wants to know of others."""

NOTHING, VEM = frozenset(), frozenset({"vem"})

QUALITIES = {
    ("stage",): [(stage,) for stage in STAGES],
    ("people",): [(1,), (5,), (15,), (50,)],
    ("kinds",): [(NOTHING,), (frozenset({"types.2a"}),)],
    ("assessed", "weak", "strong"): [
        (VEM, VEM, NOTHING),
        (VEM, NOTHING, VEM),
        (VEM, NOTHING, NOTHING),
        (NOTHING,) * 3,
    ],
    ("compared", "better", "worse"): [
        (VEM, VEM, NOTHING),
        (VEM, NOTHING, VEM),
        (VEM, NOTHING, NOTHING),
        (NOTHING,) * 3,
    ],
    ("wanted",): [(NOTHING,), (VEM,), (frozenset({"vad"}),)],
    ("moved",): [(None,), ("same",), ("on",), ("back",)],
    ("decisions",): [({},), ({"rejected": 1},), ({"rejected": 3},)],
    ("actions",): [({},), ({"late": 1},)],
    ("tools",): [(NOTHING,), (frozenset({"isberget"}),)],
}
"""What is known of a collaboration, and what it may be: fields, and values of them."""

ASKED = {"assessed", "compared"}


def show(led, names, values):
    """The overview of collaborations with these leaders, who differ in nothing else."""
    plain = {"stage": STAGES[0], "people": 1}
    counted = [
        Facts(**plain | {"number": n, "led": each} | dict(zip(names, value, strict=True)))
        for n, (each, value) in enumerate(zip(led, values, strict=True))
    ]
    return show_facts(counted)


def show_facts(counted):
    return make_overview(
        counted, year=2026, made_on=date(2027, 1, 9), edition="2026.2", revision=1, stages=STAGES
    )


@st.composite
def worlds(draw):
    """Collaborations of which the attacker leads the first ones, each with a value of one quality.

    Most of them are alike, on either side: there is most to be worked out.
    """
    names = draw(st.sampled_from(sorted(QUALITIES)))
    known, others = draw(st.integers(KNOWN - 2, KNOWN + 2)), draw(st.integers(1, 20))
    led = [{ATTACKERS[n % KNOWN]} for n in range(known)] + [{n} for n in range(others)]
    led[0].add(draw(st.integers(0, 50)))  # with somebody who may lead another
    value = st.sampled_from(QUALITIES[names])
    values = [draw(value)] * known + [draw(value)] * others
    for n in draw(st.sets(st.integers(0, known + others - 1), max_size=3)):
        values[n] = draw(value)
    return led, known, names, values


def list_other_worlds(known, names, values, other):
    """What may be the case as well, for all that the attacker knows of those they lead, and of who
    was asked: one can often see that, since later aspects are not asked of those in early stages.
    """
    for world in _list_worlds(known, names, values, other):
        if names[0] not in ASKED or [v[0] for v in world] == [v[0] for v in values]:
            yield world


def _list_worlds(known, names, values, other):
    for value in QUALITIES[names]:
        if value != values[other]:
            yield [value if n == other else each for n, each in enumerate(values)]
    for n in range(known, len(values)):
        if values[n] != values[other]:
            world = list(values)
            world[n], world[other] = values[other], values[n]
            yield world
        elif names in (("actions",), ("decisions",)) and n != other:  # all of it may be another's
            world = list(values)
            world[n] = ({code: 2 * count for code, count in values[n][0].items()},)
            world[other] = ({},)
            yield world


@settings(max_examples=100)
@given(worlds())
def test_whoever_leads_some_with_ten_accounts_learns_nothing_of_another(world):
    """Of each other one something else may be the case just as well."""
    led, known, names, values = world
    shown = show(led, names, values)
    asked = [n for n in range(known, len(values)) if names[0] not in ASKED or values[n][0]]
    for other in {*asked[:1], *asked[-1:]}:
        worlds = list_other_worlds(known, names, values, other)
        assert any(show(led, names, each) == shown for each in worlds)


@settings(max_examples=50)
@given(st.randoms(use_true_random=False), st.integers(12, 40), st.integers(20, 90))
def test_of_what_is_said_two_are_left_whatever_ten_accounts_lead(random, number, leaders):
    """However leaders share collaborations, as many of those with it as of those without."""
    led = [set(random.choices(range(leaders), k=random.randint(1, 2))) for _ in range(number)]
    share = random.random()
    sides = {True: [], False: []}
    for each in led:
        sides[random.random() < share].append(each)
    told = tell(sides[True], sides[False])
    for side in [] if told is None else [True] if told.collaborations is None else [True, False]:
        left = list(sides[side])
        for _account in range(KNOWN):  # each leads as many as possible of those that are left
            counts = Counter(leader for each in left for leader in each)
            left = [each for each in left if not counts or max(counts, key=counts.get) not in each]
        assert count_apart(left) >= LEAST - KNOWN


# Two years ----------------------------------------------------------------------------------------


def test_what_does_not_change_is_told_again_where_enough_have_come_and_gone():
    then = [(n, [n]) for n in range(30)]
    assert may_follow(then, then)
    assert not may_follow([*then, (30, [30])], then), "the one who came would be the difference"
    assert not may_follow(then[1:], then), "and the one who went"
    assert may_follow([*then, *((n, [n]) for n in range(30, 42))], then)
    assert not may_follow([*then, *((n, [99]) for n in range(30, 42))], then), "one leads all"


# What one adds ------------------------------------------------------------------------------------


def make_result(**changes):
    given = {
        "of_whole": True, "is_short": None, "date": "2026-05-04", "edition": "2026.2",
        "revision": 1, "people": 9, "stage": "uppstart", "joint": None, "aspects": [],
        "votes": None, "own_votes": None,
    }  # fmt: skip
    return CountedResult(**given | changes)


def rate(code, score, band="strengthen"):
    return {"code": code, "score": score, "band": band}


def test_what_a_collaboration_adds_is_read_from_its_results():
    before = make_result(
        stage="initiativ",
        aspects=[rate("vem", 2.0), rate("vad", 4.0), rate("varfor", 3.0), rate("nytta", None)],
    )
    now = make_result(
        joint="etablering",
        aspects=[rate("vem", 2.5, "address"), rate("vad", 3.5), rate("varfor", 3.4, "strength"),
                 rate("nytta", 5.0), rate("metoder", None, "not_rated")],
        votes={"vem": 1, "vad": 4, "varfor": 2, "metoder": 2},
    )  # fmt: skip
    facts = read_facts(7, [1], now, before, STAGES)
    assert (facts.stage, facts.moved, facts.people) == ("etablering", "on", 9)
    assert (facts.weak, facts.strong) == ({"vem"}, {"varfor"})
    assert (facts.better, facts.worse) == ({"vem"}, {"vad"})
    assert facts.compared == {"vem", "vad", "varfor"}
    assert facts.assessed == {"vem", "vad", "varfor", "nytta"}
    assert facts.wanted == {"vad", "metoder", "varfor"}
    assert read_facts(7, [1], now, before, STAGES, reworded=["vem"]).better == frozenset()
    alone = read_facts(7, [1], make_result(own_votes=["vem"], people=None), None, STAGES)
    assert (alone.wanted, alone.moved, alone.people) == ({"vem"}, None, 1)


def test_the_whole_goes_before_a_part_and_a_whole_round_before_a_short_one():
    part, short = make_result(of_whole=False), make_result(is_short=True, date="2026-12-01")
    early, late = make_result(date="2026-02-01"), make_result()
    ranked = sorted([late, short, part, early], key=lambda each: each.rank)
    assert ranked == [part, short, early, late]


def test_what_both_would_tell_of_those_between_is_not_told():
    led = lead(40)

    def make(weak, strong):
        facts = [Facts(n, led[n], STAGES[0], 1, assessed=VEM) for n in range(40)]
        facts[:weak] = [replace(f, weak=VEM) for f in facts[:weak]]
        facts[weak : weak + strong] = [replace(f, strong=VEM) for f in facts[weak : weak + strong]]
        made = show_facts(facts)
        return made.weak, made.strong

    assert make(14, 13) == ((Amount("vem", 14),), (Amount("vem", 13),))
    assert make(14, 20) == ((Amount("vem", 14),), ()), "six are between"
    assert make(5, 20) == ((), (Amount("vem", 20),))
    assert make(33, 7) == ((Amount("vem", None),), ())


@pytest.mark.parametrize(
    ("asked", "weak", "told"),
    [
        (72, 30, Amount("vem", 30)),
        (41, 29, Amount("vem", 29, assessed=41)),
        (41, 30, Amount("vem", None, assessed=41)),
        (23, 12, None),
        (61, 30, Amount("vem", 30)),
        (40, 11, None),
    ],
    ids=["all", "some", "nearly all of them", "of too few", "nearly all were asked", "few"],
)
def test_what_not_all_were_asked_of_is_told_of_those_who_were(asked, weak, told):
    facts = [Facts(n, {n}, STAGES[0], 1, assessed=VEM if n < asked else NOTHING) for n in range(72)]
    facts[:weak] = [replace(f, weak=VEM) for f in facts[:weak]]
    assert show_facts(facts).weak == ((told,) if told else ())


def test_the_largest_share_comes_first():
    both = frozenset({"vem", "vad"})
    facts = [Facts(n, {n}, STAGES[0], 1, assessed=both if n < 40 else VEM) for n in range(72)]
    facts[:20] = [replace(f, weak=both) for f in facts[:20]]
    facts[40:50] = [replace(f, weak=VEM) for f in facts[40:50]]
    assert [each.code for each in show_facts(facts).weak] == ["vad", "vem"], "20 of 40, 30 of 72"


def test_a_stored_document_is_read_as_it_was_made():
    made = show_facts([Facts(n, {n}, STAGES[n % 3], 1 + n) for n in range(60)])
    assert made.stages == (
        Group(("initiativ",), 20), Group(("uppstart",), 20), Group(("etablering", "mognad"), 20),
    )  # fmt: skip
    assert parse(Overview, dump(made)) == made
    assert show_facts([Facts(n, {n}, STAGES[0], 1) for n in range(FEWEST - 1)]) is None
