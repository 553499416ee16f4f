"""Which way answers came: what is told, and that it tells of no single invitation."""

import pytest

from assessments.rounds.rules.waiting import Ways, count_ways
from tests.unit.test_waiting import make_terms

ANONYMOUS = make_terms(anonymous=True)


@pytest.mark.parametrize(
    ("handed_in", "invited", "used", "by_link", "exact"),
    [
        (5, 1, 1, 4, False),
        (5, 1, 0, 4, False),
        (5, 0, 0, 5, True),
        (5, 6, 2, 3, True),
        (5, 5, 5, 0, True),
        (2, 4, 1, 0, False),
        (0, 0, 0, 0, True),
    ],
)
def test_of_few_invited_only_the_least_that_came_by_the_link_is_told(
    handed_in, invited, used, by_link, exact
):
    assert count_ways(handed_in, invited, used, ANONYMOUS) == Ways(handed_in, by_link, exact)


def test_what_is_told_of_few_invited_does_not_depend_on_who_has_answered():
    for invited in range(1, 5):
        told = {count_ways(9, invited, used, ANONYMOUS) for used in range(invited + 1)}
        assert len(told) == 1


def test_in_an_open_round_the_number_is_always_told():
    assert count_ways(5, 1, 1, make_terms(anonymous=False)) == Ways(5, 4, exact=True)
