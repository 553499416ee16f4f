"""Which way the answers of a group's round have come: by personal invitations, or the group's link.

Whoever has the group's link can hand in more than one set of answers, and whoever has handed in all
but one can work out that one. So it is told, to those who lead and to those who answer, how many
have come by the link. It must not tell who has answered. Where at least the smallest group has been
invited, in all, the number is told, as it is told of everybody together how many have handed in.
Where fewer have been, only what anybody can count is told: of more answers than there have been
invitations, the rest came by the link.

Withdrawn invitations count as they did before: so withdrawing one changes no number, and does not
show whether it had been used.

Worked example: anonymous, the smallest group 5, one invited, five have handed in: at least 4 came
by the link. With six invited of whom two have used theirs: exactly 3 did.
"""

from dataclasses import dataclass

from assessments.results.rules.disclosure import OPEN_SMALLEST
from assessments.rounds.rules.terms import RoundTerms


@dataclass(frozen=True, slots=True)
class Ways:
    """How many of those who have handed in came by the group's link: so many, or more if not
    `exact`.
    """

    handed_in: int
    by_link: int
    exact: bool


def count_ways(handed_in: int, invited: int, used: int, terms: RoundTerms) -> Ways:
    """Tell which way the answers came.

    So many have been invited, those who were withdrawn among them, and `used` of these have handed
    in.
    """
    smallest = terms.smallest_group if terms.anonymous else OPEN_SMALLEST
    exact = invited >= smallest or not invited
    return Ways(handed_in, max(0, handed_in - (used if exact else invited)), exact)
