"""How far the respondents agree about a question: consensus, and what is contested.

Agreement is Tastle & Wierman's consensus over one statement's valid answers:

    Cns = 1 + sum of f_i * log2(1 - |i - mean| / 4)

where f_i is the share of answers with the value i; values that nobody gave are left out. It is 1
when all answer the same and 0 when half answer 1 and half 5. It is the one result that is not a
fraction, since logarithms are not; the values are counted first, so the order of respondents
cannot change the last decimal. With fewer than two answers there is nothing to agree about.

Contested is a rule that anyone can check by counting: at least a third of the valid answers at one
end and at least a third at the other, at least two of each.

Worked example: three answer 4 and one answers 2. The mean is 3.5, both values are at most 1.5 from
it, and 1 + ¾ log2(1 - 0.5/4) + ¼ log2(1 - 1.5/4) = 0.686: "viss spridning". It is not contested,
since only one answered low.

>>> round(compute_consensus((4, 4, 4, 2)), 3)
0.686
>>> is_statement_contested((4, 4, 4, 2)), is_statement_contested((4, 4, 2, 2))
(False, True)
"""

from collections import Counter
from collections.abc import Collection, Sequence
from fractions import Fraction
from math import log2
from typing import Final

SHARED_VIEW_FROM: Final = 0.7
"""Agreement from which the respondents are said to share a view ("samsyn")."""

SOME_SPREAD_FROM: Final = 0.5
"""Agreement from which there is said to be some spread ("viss spridning")."""

SHARED_VIEW: Final = "shared_view"
SOME_SPREAD: Final = "some_spread"
DIFFERENT_VIEWS: Final = "different_views"

CONTESTED_SHARE: Final = Fraction(1, 3)
"""Share of the valid answers that each end needs for a question to be contested."""

CONTESTED_LEAST: Final = 2
"""Answers that each end needs for a question to be contested."""

LEAST_FOR_AGREEMENT: Final = 2
"""Valid answers to a statement from which there is an agreement to compute."""

STATEMENT_WIDTH: Final = 4
"""Steps between the lowest and the highest answer to a statement."""

STATEMENT_LOW: Final = (1, 2)
STATEMENT_HIGH: Final = (4, 5)
MARKER_LOW: Final = (0, 1)
MARKER_HIGH: Final = (3,)


def compute_consensus(values: Sequence[int]) -> float | None:
    """Compute Tastle & Wierman's consensus of answers 1 to 5.

    Returns:
        A number from 0 (halves at either end) to 1 (all the same), None for fewer than two values.
    """
    if len(values) < LEAST_FOR_AGREEMENT:
        return None
    mean = Fraction(sum(values), len(values))
    terms = [
        count / len(values) * log2(1 - abs(value - mean) / STATEMENT_WIDTH)
        for value, count in sorted(Counter(values).items())
    ]
    return max(0.0, 1 + sum(terms))


def classify_agreement(agreement: float) -> str:
    """Name an agreement, which is only ever said in words."""
    if agreement >= SHARED_VIEW_FROM:
        return SHARED_VIEW
    return SOME_SPREAD if agreement >= SOME_SPREAD_FROM else DIFFERENT_VIEWS


def is_statement_contested(values: Sequence[int]) -> bool:
    """Tell whether the valid answers to a statement stand against each other."""
    return _is_contested(values, STATEMENT_LOW, STATEMENT_HIGH)


def is_marker_contested(values: Sequence[int]) -> bool:
    """Tell whether the valid answers to a marker stand against each other."""
    return _is_contested(values, MARKER_LOW, MARKER_HIGH)


def _is_contested(values: Sequence[int], low: Collection[int], high: Collection[int]) -> bool:
    return all(_is_well_represented(values, end) for end in (low, high))


def _is_well_represented(values: Sequence[int], end: Collection[int]) -> bool:
    count = sum(value in end for value in values)
    return count >= CONTESTED_LEAST and Fraction(count, len(values)) >= CONTESTED_SHARE
