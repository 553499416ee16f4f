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
    GroupAddress("round", Where.ROUND, 200, NOT_ALLOWED),
    GroupAddress("round_result", Where.ROUND, 200, NOT_ALLOWED, state="closed"),
    GroupAddress("round_result_number", Where.ROUND, 200, NOT_ALLOWED, args=(1,), state="closed"),
    GroupAddress(
        "round_file",
        Where.ROUND,
        200,
        NOT_ALLOWED,
        args=(1, "sammanfattning.txt"),
        state="closed",
        is_html=False,
    ),
)
