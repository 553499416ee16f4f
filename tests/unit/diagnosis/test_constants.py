"""The numbers that method.md prints in bold, so that none is changed by accident.

A change here is a change of method: it needs a new `METHOD_VERSION`.
"""

from fractions import Fraction

import pytest

from assessments.methods.stages import METHOD_VERSION, agreement, aspects, placement, priorities


def test_the_version_of_the_method():
    assert METHOD_VERSION == "1"


@pytest.mark.parametrize(
    ("constant", "value"),
    [
        (placement.MARKER_KNOWN_SHARE, Fraction(1, 3)),
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
