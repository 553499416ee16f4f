"""Consensus and what is contested, by values worked out by hand."""

import pytest

from assessments.methods.stages.agreement import (
    classify_agreement,
    compute_consensus,
    is_marker_contested,
    is_statement_contested,
)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ((3, 3), 1.0),
        ((1, 1, 1, 1), 1.0),
        ((1, 5), 0.0),  # mean 3, both two steps off: 1 + log2(1/2)
        ((1, 1, 5, 5), 0.0),
        ((3, 4), 0.807355),  # both half a step off: 1 + log2(7/8)
        ((2, 4), 0.584963),  # both one step off: 1 + log2(3/4)
        ((4, 4, 4, 2), 0.685998),  # 1 + 3/4 log2(7/8) + 1/4 log2(5/8)
        ((1, 3, 5), 0.333333),  # 1 + 2/3 log2(1/2)
    ],
)
def test_consensus_is_that_of_tastle_and_wierman(values, expected):
    assert compute_consensus(values) == pytest.approx(expected, abs=1e-6)


def test_one_answer_or_none_has_no_consensus():
    assert compute_consensus((4,)) is None
    assert compute_consensus(()) is None


def test_consensus_does_not_depend_on_the_order_of_answers():
    assert compute_consensus((1, 2, 2, 5, 4, 3)) == compute_consensus((5, 4, 3, 2, 2, 1))


@pytest.mark.parametrize(
    ("agreement", "said_as"),
    [
        (1.0, "shared_view"),
        (0.7, "shared_view"),
        (0.6999, "some_spread"),
        (0.5, "some_spread"),
        (0.4999, "different_views"),
        (0.0, "different_views"),
    ],
)
def test_agreement_is_said_in_words(agreement, said_as):
    assert classify_agreement(agreement) == said_as


@pytest.mark.parametrize(
    ("values", "contested"),
    [
        ((1, 2, 4, 5), True),
        ((1, 1, 3, 3, 5, 5), True),  # exactly a third at each end
        ((1, 1, 3, 3, 3, 5, 5), False),  # two of seven is less than a third
        ((1, 5), False),  # one at each end is not enough
        ((1, 5, 5), False),
        ((3, 3, 3, 3), False),
        ((1, 1, 3, 3), False),
        ((), False),
    ],
)
def test_a_statement_is_contested_when_a_third_and_two_stand_at_each_end(values, contested):
    assert is_statement_contested(values) is contested


@pytest.mark.parametrize(
    ("values", "contested"),
    [
        ((0, 1, 3, 3), True),
        ((0, 0, 2, 2, 3, 3), True),
        ((0, 0, 2, 2, 2, 3, 3), False),
        ((0, 0, 2, 2), False),  # 2 is not at the far end
        ((0, 3), False),
    ],
)
def test_a_marker_is_contested_between_hardly_begun_and_in_place(values, contested):
    assert is_marker_contested(values) is contested
