"""What would be shown of a round if it closed now, and what can be shown of it at all.

The levels are those of `disclosure`; the one who leads the round sees how many have handed in,
never what.

Worked example: an anonymous round with the smallest group 5, handed in by two: nothing would be
shown, three are missing. By four: the joint result, one is missing. An open round shows all as soon
as somebody has handed in.

How much there can be at most, if everybody who is asked hands in, is said before the round opens:
afterwards it cannot be made an open one. Of the parties, those who are not shown for themselves
must be as many as the smallest group too (breakdown.py): so of ten people from three parties, and
the smallest group 5, one party can be shown at most; from two parties both can, if five come from
each.
"""

from dataclasses import dataclass

from assessments.results.rules.disclosure import ALL, find_level, find_smallest
from assessments.rounds.rules.terms import RoundTerms


@dataclass(frozen=True, slots=True)
class Outlook:
    """What would be shown now: `missing` more must hand in before all is shown.

    `reachable`: as many are asked as must hand in.
    """

    level: str
    missing: int
    reachable: bool


@dataclass(frozen=True, slots=True)
class Prospect:
    """What can be shown at most: if everybody who is `asked` hands in.

    Of an `anonymous` round, figures about fewer than `smallest` are not shown. `short` more would
    have to be asked for all to be shown; `spare` of those who are asked may stay away and all is
    shown still. Of so many `parties`, `parties_shown` can be shown for themselves, however the
    people are divided.
    """

    asked: int
    anonymous: bool
    smallest: int
    level: str
    short: int
    spare: int
    parties: int
    parties_shown: int

    @property
    def needs_nearly_all(self) -> bool:
        return self.level == ALL and self.spare <= 1

    @property
    def hides_parties(self) -> bool:
        return self.level == ALL and self.parties_shown < self.parties


def foresee(handed_in: int, asked: int, terms: RoundTerms) -> Outlook:
    smallest = find_smallest(terms)
    level = find_level(handed_in, terms)
    missing = 0 if level == ALL else smallest - handed_in
    return Outlook(level=level, missing=missing, reachable=asked >= smallest)


def look_ahead(asked: int, terms: RoundTerms) -> Prospect:
    smallest = find_smallest(terms)
    parties = len(terms.organisations)
    groups = asked // smallest
    all_parties = not terms.anonymous or groups >= parties
    return Prospect(
        asked=asked,
        anonymous=terms.anonymous,
        smallest=smallest,
        level=find_level(asked, terms),
        short=max(0, smallest - asked),
        # Of an open round all is shown as soon as somebody has handed in.
        spare=max(0, asked - smallest) if terms.anonymous else asked,
        parties=parties,
        parties_shown=parties if all_parties else max(0, groups - 1),
    )


# By which link ------------------------------------------------------------------------------------
# Whoever has the group's link can hand in more than one set of answers, and whoever has handed in
# all but one can work out that one. So it is told how many came by the link. It must not tell who
# has answered: where at least the smallest group has been invited, in all, the number is told;
# where fewer have been, only what anybody can count is: of more answers than there have been
# invitations, the rest came by the link. Withdrawn invitations count as they did before.
#
# Example: anonymous, the smallest group 5, one invited, five have handed in: at least 4 came by the
# link. With six invited of whom two have used theirs: exactly 3 did.


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
    smallest = find_smallest(terms)
    exact = invited >= smallest or not invited
    return Ways(handed_in, max(0, handed_in - (used if exact else invited)), exact)
