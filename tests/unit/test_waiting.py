"""How many are missing before a round's result can be shown."""

from collections.abc import Iterator
from datetime import date

import pytest

from assessments.results.rules.breakdown import choose_shown
from assessments.rounds.rules.terms import RoundTerms
from assessments.rounds.rules.waiting import Outlook, foresee, look_ahead


def make_terms(
    *, anonymous: bool, smallest_group: int = 5, organisations: tuple[str, ...] = ()
) -> RoundTerms:
    return RoundTerms(
        anonymous=anonymous,
        smallest_group=smallest_group,
        perspectives=True,
        second_perspectives=False,
        organisations=organisations,
        title="Våren",
        part="",
        opened_on=date(2026, 3, 1),
        closed_on=None,
    )


@pytest.mark.parametrize(
    ("handed_in", "level", "missing"),
    [(0, "nothing", 5), (2, "nothing", 3), (3, "joint", 2), (4, "joint", 1), (5, "all", 0)],
)
def test_an_anonymous_round_waits_for_its_smallest_group(handed_in, level, missing):
    found = foresee(handed_in, 11, make_terms(anonymous=True))
    assert found == Outlook(level=level, missing=missing, reachable=True)


@pytest.mark.parametrize(("handed_in", "level", "missing"), [(0, "nothing", 1), (1, "all", 0)])
def test_an_open_round_waits_for_one(handed_in, level, missing):
    found = foresee(handed_in, 2, make_terms(anonymous=False))
    assert found == Outlook(level=level, missing=missing, reachable=True)


def test_fewer_asked_than_the_smallest_group_can_never_be_enough():
    assert not foresee(0, 6, make_terms(anonymous=True, smallest_group=7)).reachable
    assert foresee(0, 7, make_terms(anonymous=True, smallest_group=7)).reachable


# Before it opens ----------------------------------------------------------------------------------


@pytest.mark.parametrize("smallest", [5, 7])
@pytest.mark.parametrize("anonymous", [True, False])
def test_what_can_be_shown_at_most_is_what_is_shown_when_everybody_has_handed_in(
    smallest, anonymous
):
    terms = make_terms(anonymous=anonymous, smallest_group=smallest)
    for asked in range(1, 12):
        found, then = look_ahead(asked, terms), foresee(asked, asked, terms)
        assert (found.level, found.short) == (then.level, then.missing)
        enough = foresee(asked + found.short - found.spare, asked, terms)
        assert enough.level == "all" or not anonymous


def divide(people: int, parties: int) -> Iterator[list[int]]:
    """All ways to divide the people so that somebody comes from each party."""
    if parties == 1:
        yield [people]
        return
    for first in range(1, people - parties + 2):
        yield from ([first, *rest] for rest in divide(people - first, parties - 1))


@pytest.mark.parametrize("parties", [2, 3, 4])
def test_as_many_parties_as_is_said_can_be_shown_and_no_more(parties):
    names = tuple("ABCD"[:parties])
    terms = make_terms(anonymous=True, organisations=names)
    for asked in range(parties, 21):
        most = 0
        for sizes in divide(asked, parties):
            if sizes != sorted(sizes):
                continue
            given = [name for name, size in zip(names, sizes, strict=True) for _ in range(size)]
            shown = choose_shown(given, [range(asked)], 5)
            most = max(most, len(shown))
        assert look_ahead(asked, terms).parties_shown == most, asked


def test_of_an_open_round_everything_can_be_shown():
    found = look_ahead(3, make_terms(anonymous=False, organisations=("A", "B", "C", "D")))
    assert (found.level, found.short) == ("all", 0)
    assert not found.hides_parties
    assert not found.needs_nearly_all
