"""Every address of a group's collaboration, and what it asks of whoever opens it: one table.

`test_group_access.py` tries each with every kind of visitor and compares it with the URLconf.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from assessments.domain.permissions import May

NOT_ALLOWED = 405


class Where(StrEnum):
    """What the address begins with, and so what opens it."""

    ACCOUNT = "account"  # any account: nothing is named
    COLLABORATION = "collaboration"  # /samverkan/<id>/: members
    ROUND = "round"  # /omgang/<id>/: members
    GROUP = "group"  # /g/<signed>/: whoever has the group link
    INVITED = "invited"  # /i/<signed>/: whoever has been mailed an invitation
    RESPONDENT = "respondent"  # /d/<token>/ of a group's round: that respondent
    STEERING = "steering"  # /s/<signed>/: whoever has the steering group's link


@dataclass(frozen=True)
class GroupAddress:
    """An address with the status of GET and of an empty POST for whoever may.

    `state` is that of the round that it is tried on; `reads` and `writes` say what a member must
    be allowed for GET and for POST.
    """

    name: str
    where: Where
    get: int
    post: int
    args: tuple[Any, ...] = ()
    reads: May = May.READ
    writes: May = May.LEAD
    state: str = "open"
    is_html: bool = True

    def __str__(self) -> str:
        return self.name


GROUP_ADDRESSES: tuple[GroupAddress, ...] = (
    GroupAddress("collaboration", Where.COLLABORATION, 200, NOT_ALLOWED),
    GroupAddress("new_round", Where.COLLABORATION, 200, 422, reads=May.LEAD),
    GroupAddress("round", Where.ROUND, 200, NOT_ALLOWED),
    GroupAddress("edit_round", Where.ROUND, 200, 422, reads=May.LEAD, state="draft"),
    GroupAddress("delete_round", Where.ROUND, 200, 302, reads=May.LEAD, state="draft"),
    # The draft has to be the one that was read: an empty POST names none.
    GroupAddress("open_round", Where.ROUND, NOT_ALLOWED, 409, state="draft"),
    GroupAddress("extend_round", Where.ROUND, 200, 422, reads=May.LEAD),
    GroupAddress("close_round", Where.ROUND, 200, 302, reads=May.LEAD),
    # Of an anonymous round: no way back, and nobody can be told from the others.
    GroupAddress("reopen_round", Where.ROUND, 302, 409, reads=May.LEAD, state="closed"),
    GroupAddress("remove_respondent", Where.ROUND, NOT_ALLOWED, 409),
)
