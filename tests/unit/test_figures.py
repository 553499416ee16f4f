"""Numbers are rounded as people round them, and once for all that shows them."""

from fractions import Fraction

import pytest
from django.utils.translation import override

from assessments.core.rules.figures import round_half_up, to_percent
from assessments.templatetags.report_tags import one_decimal


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (3.06, "3,1"), (3.58, "3,6"), (3.75, "3,8"), (2.25, "2,3"), (2.35, "2,4"), (4.95, "5,0"),
        (3.0, "3,0"), (1.05, "1,1"), (3.0499, "3,0"), (2.9999, "3,0"), (5, "5,0"), (None, "–"),
        (Fraction(61, 20), "3,1"), (Fraction(7, 3), "2,3"), (-0.04, "0,0"), (-0.25, "-0,3"),
    ],
)  # fmt: skip
def test_a_mean_is_rounded_and_not_cut(number, shown):
    with override("sv"):
        assert one_decimal(number) == shown
    with override("en"):
        assert one_decimal(number) == shown.replace(",", ".")


@pytest.mark.parametrize(
    ("number", "decimals", "rounded"),
    [(2.675, 2, "2.68"), (1.005, 2, "1.01"), (Fraction(1, 8), 2, "0.13"),
     (Fraction(-1, 8), 2, "-0.13"), (0.5, 0, "1"), (1e-7, 2, "0.00")],
)  # fmt: skip
def test_half_a_unit_goes_up_whatever_its_binary_form(number, decimals, rounded):
    assert str(round_half_up(number, decimals)) == rounded


@pytest.mark.parametrize(
    ("share", "shown"), [(0.125, 13), (0.005, 1), (0.285, 29), (1, 100), (0.0, 0)]
)
def test_so_does_half_a_per_cent(share, shown):
    assert to_percent(share) == shown
