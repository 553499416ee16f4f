"""Who may do what with a collaboration: roles and what each may, as data.

Whoever is no member may not even know that it exists: loading it finds nothing (404). A member who
may see but not do something is told so (403).

| role | reads | leads | owns |
|---|---|---|---|
| leader | yes | yes | yes |
| co-leader | yes | yes | no |
| reader | yes | no | no |

To read is to see the profile, the rounds' state, the results, the plan and what was decided, never
what anybody answered. To lead is to change all that: rounds, invitations, the meeting, the plan,
the steering group's link. To own is to decide on the members, on how long things are kept and on
deleting the collaboration.

Example: a reader who opens a round's page sees how many have answered; posting to it is refused.
"""

from enum import StrEnum
from typing import Final


class Role(StrEnum):
    """What somebody with an account is to a collaboration; the leader is its owner."""

    LEADER = "leader"
    CO_LEADER = "co_leader"
    READER = "reader"


class May(StrEnum):
    READ = "read"
    LEAD = "lead"
    OWN = "own"


MAY: Final = {
    Role.LEADER: frozenset(May),
    Role.CO_LEADER: frozenset({May.READ, May.LEAD}),
    Role.READER: frozenset({May.READ}),
}


def can(role: Role, may: May) -> bool:
    return may in MAY[role]
