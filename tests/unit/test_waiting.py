"""How many are missing before a round's result can be shown."""

from datetime import date

import pytest

from assessments.domain.rounds import RoundTerms
from assessments.domain.waiting import Outlook, foresee


def make_terms(*, anonymous: bool, smallest_group: int = 5) -> RoundTerms:
    return RoundTerms(
        anonymous=anonymous,
        smallest_group=smallest_group,
        perspectives=True,
        second_perspectives=False,
        organisations=(),
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
