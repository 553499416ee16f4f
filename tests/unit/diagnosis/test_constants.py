"""The numbers that method.md prints in bold, so that none is changed by accident.

A change here is a change of method: it needs a new version of the method (rules.py).
"""

from fractions import Fraction

import pytest

from assessments.methods.stages import agreement, answers, aspects, basis, placement, priorities
from assessments.methods.stages.rules import METHOD_1, METHOD_2, VERSIONS, Rules
from model_content.domain.content import METHODS
from tests.unit.diagnosis.builders import build_edition


def test_the_versions_of_the_method_are_those_that_an_edition_can_name():
    assert tuple(VERSIONS) == METHODS


def test_an_edition_says_of_its_markers_what_its_method_does():
    for version, rules in VERSIONS.items():
        assert build_edition(method=version).has_left_out == rules.has_left_out


def test_method_1_is_what_it_was():
    assert (
        Rules(
            version="1",
            has_left_out=False,
            placeable_markers=Fraction(0),
            clear_from=Fraction(0),
            in_place_from=Fraction(0),
            voted_from=None,
            is_own_first=False,
            prepares_closing_above=None,
            asks_all_alike=False,
            tells_basis=False,
            later_named=0,
        )
        == METHOD_1
    )


def test_the_bold_numbers_of_method_2():
    assert METHOD_2.placeable_markers == Fraction(1, 2)
    assert METHOD_2.clear_from == METHOD_2.in_place_from == Fraction(3, 4)
    assert METHOD_2.voted_from == Fraction(1, 3)
    assert METHOD_2.prepares_closing_above == Fraction(1, 2)


@pytest.mark.parametrize(
    ("constant", "value"),
    [
        (basis.LEFT_OUT_ABOVE, Fraction(1, 2)),
        (basis.MARKER_KNOWN_SHARE, Fraction(1, 3)),
        (answers.MAX_VOTES, 3),
        (placement.OWN_DISTANCE_UNKNOWN, Fraction("0.25")),
        (placement.UNCLEAR_ABOVE, 1),
        (placement.BETWEEN_BELOW, Fraction("0.10")),
        (placement.LIKELY_BELOW, Fraction("0.25")),
        (placement.DIVIDED_LEAST, 3),
        (placement.HALF_WAY, Fraction(1, 2)),
        (aspects.FIND_OUT_ABOVE, Fraction(1, 2)),
        (aspects.RATERS_WHO_OUTWEIGH, 2),
        (aspects.ADDRESS_BELOW, 3),
        (aspects.STRENGTHEN_BELOW, 4),
        (aspects.NOTICEABLE_CHANGE, Fraction("0.5")),
        (agreement.SHARED_VIEW_FROM, 0.7),
        (agreement.SOME_SPREAD_FROM, 0.5),
        (agreement.CONTESTED_SHARE, Fraction(1, 3)),
        (agreement.CONTESTED_LEAST, 2),
        (priorities.URGENT_BELOW, 2),
        (priorities.CARRY_OVER_FROM, Fraction(1, 4)),
        (priorities.START_HERE, 5),
    ],
)
def test_the_bold_numbers_of_the_method(constant, value):
    assert constant == value
