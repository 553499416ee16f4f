"""What would be shown of a round if it closed now, and how many are missing before all would.

The levels are those of `disclosure`; the one who leads the round sees how many have handed in,
never what.

Worked example: an anonymous round with the smallest group 5, handed in by two: nothing would be
shown, three are missing. By four: the joint result, one is missing. An open round shows all as soon
as somebody has handed in.
"""

from dataclasses import dataclass

from assessments.domain.disclosure import ALL, OPEN_SMALLEST, find_level
from assessments.domain.rounds import RoundTerms


@dataclass(frozen=True, slots=True)
class Outlook:
    """What would be shown now.

    Attributes:
        level: `all`, `joint` or `nothing`.
        missing: how many more must hand in before all is shown, 0 if all would be.
        reachable: whether as many are asked as must hand in.
    """

    level: str
    missing: int
    reachable: bool


def foresee(handed_in: int, asked: int, terms: RoundTerms) -> Outlook:
    """Tell what would be shown of a round that so many have handed in to, of so many asked."""
    smallest = terms.smallest_group if terms.anonymous else OPEN_SMALLEST
    level = find_level(handed_in, terms)
    missing = 0 if level == ALL else smallest - handed_in
    return Outlook(level=level, missing=missing, reachable=asked >= smallest)
