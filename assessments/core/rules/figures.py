"""Numbers as they are shown: rounded half up, from the exact or the stored number.

Everything that shows a mean rounds it here, so that page, PDF and table say the same of one number.

>>> round_half_up(3.75), round_half_up(2.675, 2), round_half_up(Fraction(1, 8), 2)
(Decimal('3.8'), Decimal('2.68'), Decimal('0.13'))
"""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from math import floor

SHOWN = 1
"""Decimals of a mean of answers wherever one is shown."""


def round_half_up(value: float | Fraction, decimals: int = SHOWN) -> Decimal:
    """Round to so many decimals; half a unit goes away from zero.

    A float counts as the shortest decimal number that is read as it: 2.675 is that, not a little
    less.
    """
    step = Decimal(1).scaleb(-decimals)
    if isinstance(value, Fraction):
        units = floor(abs(value) * 10**decimals + Fraction(1, 2))
        rounded = Decimal(units if value >= 0 else -units).scaleb(-decimals)
    else:
        rounded = Decimal(repr(value)).quantize(step, ROUND_HALF_UP)
    return rounded + 0  # no minus before a zero


def to_percent(share: float | Fraction) -> int:
    """A share of 0–1 in whole per cent."""
    exact = share if isinstance(share, Fraction) else Fraction(repr(share))
    return int(round_half_up(exact * 100, 0))
