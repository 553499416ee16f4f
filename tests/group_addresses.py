"""Every address of a group's collaboration, and what it asks of whoever opens it: one table.

`test_group_access.py` tries each with every kind of visitor and compares it with the URLconf.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from assessments.core.rules.permissions import May

NOT_ALLOWED = 405

ACTION = 1
"""The id of the planned action that the addresses of one name; it has an aspect, and is for the
steering group to decide."""

DAY = "2026-01-01"

NOBODY = UUID(int=0)
"""The id of no sheet."""


class Where(StrEnum):
    """What the address begins with, and so what opens it."""

    ACCOUNT = "account"  # any account: nothing is named
    COLLABORATION = "collaboration"  # /samverkan/<id>/: members
    ROUND = "round"  # /omgang/<id>/: members
    GROUP = "group"  # /g/<signed>/: whoever has the group link
    CODE = "code"  # /k/<code>/: whoever has the group link's short form
    INVITED = "invited"  # /i/<signed>/: whoever has been mailed an invitation
    RESPONDENT = "respondent"  # /d/<token>/ of a group's round: that respondent
    STEERING = "steering"  # /s/<signed>/: whoever has the steering group's link
    VOTE = "vote"  # /r/<signed>/: whoever has the link of a vote at the meeting


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
    GroupAddress("new_collaboration", Where.ACCOUNT, 200, 422),
    GroupAddress("collaboration", Where.COLLABORATION, 200, NOT_ALLOWED),
    GroupAddress("new_round", Where.COLLABORATION, 200, 422, reads=May.LEAD),
    GroupAddress("profile", Where.COLLABORATION, 200, 422, reads=May.LEAD),
    GroupAddress("parts", Where.COLLABORATION, 200, 422, reads=May.LEAD),
    GroupAddress("collaboration_tools", Where.COLLABORATION, 200, 404),  # the tool is not named
    GroupAddress("sheet_link", Where.COLLABORATION, 404, 404, (NOBODY,), reads=May.LEAD),
    GroupAddress("iceberg", Where.COLLABORATION, 200, 302),
    # None has been shown.
    GroupAddress("iceberg_pdf", Where.COLLABORATION, 404, NOT_ALLOWED, is_html=False),
    GroupAddress("iceberg_question", Where.COLLABORATION, 200, NOT_ALLOWED, (1,)),
    GroupAddress(
        "iceberg_qr", Where.COLLABORATION, 404, NOT_ALLOWED, reads=May.LEAD, is_html=False
    ),
    GroupAddress("members", Where.COLLABORATION, 200, 422, writes=May.OWN),
    # A member leaves; a leader is sent to hand over first.
    GroupAddress("leave", Where.COLLABORATION, 200, 302, writes=May.READ),
    GroupAddress("round", Where.ROUND, 200, NOT_ALLOWED),
    GroupAddress("keeping", Where.COLLABORATION, 200, 422, writes=May.OWN),
    GroupAddress("sharing", Where.COLLABORATION, 200, 302, writes=May.OWN),
    GroupAddress(
        "delete_collaboration", Where.COLLABORATION, 200, 302, reads=May.OWN, writes=May.OWN
    ),
    GroupAddress(
        "export_collaboration",
        Where.COLLABORATION,
        200,
        NOT_ALLOWED,
        reads=May.OWN,
        is_html=False,
    ),
    GroupAddress(
        "archive", Where.ROUND, 200, NOT_ALLOWED, reads=May.LEAD, state="closed", is_html=False
    ),
    GroupAddress("steering_link", Where.ROUND, 200, 422, state="closed"),
    GroupAddress("mail_steering_link", Where.ROUND, NOT_ALLOWED, 422, state="closed"),
    GroupAddress("answer_steering", Where.ROUND, NOT_ALLOWED, 422, state="closed"),
    # Nothing has been decided.
    GroupAddress("correct_decision", Where.ROUND, 404, 404, (1,), reads=May.LEAD, state="closed"),
    GroupAddress("revoke_steering_link", Where.ROUND, NOT_ALLOWED, 302, state="closed"),
    GroupAddress("steering_report", Where.STEERING, 200, NOT_ALLOWED, state="closed"),
    GroupAddress("steering_full", Where.STEERING, 200, NOT_ALLOWED, state="closed"),
    GroupAddress(
        "steering_file",
        Where.STEERING,
        200,
        NOT_ALLOWED,
        (1, "sammanfattning.txt"),
        state="closed",
        is_html=False,
    ),
    GroupAddress("steering_comment", Where.STEERING, 302, 422, state="closed"),
    GroupAddress("steering_decision", Where.STEERING, 302, 422, state="closed"),
    GroupAddress("steering_item", Where.STEERING, 302, 422, (ACTION,), state="closed"),
    # Nothing was decided that day.
    GroupAddress("steering_extract", Where.STEERING, 404, NOT_ALLOWED, (DAY,), state="closed"),
    GroupAddress("round_extract", Where.ROUND, 404, NOT_ALLOWED, (DAY,), state="closed"),
    GroupAddress("plan", Where.COLLABORATION, 200, NOT_ALLOWED),
    GroupAddress("add_to_plan", Where.COLLABORATION, 200, 422, reads=May.LEAD),
    GroupAddress("change_planned", Where.COLLABORATION, 200, 422, (ACTION,), reads=May.LEAD),
    GroupAddress("planned_status", Where.COLLABORATION, NOT_ALLOWED, 400, (ACTION,)),
    GroupAddress("remove_planned", Where.COLLABORATION, 200, 302, (ACTION,), reads=May.LEAD),
    GroupAddress("reassess", Where.COLLABORATION, 200, 302, (ACTION,), reads=May.LEAD),
    GroupAddress("plan_file", Where.COLLABORATION, 200, NOT_ALLOWED, ("plan.csv",), is_html=False),
    GroupAddress("meeting", Where.ROUND, 200, 302, state="closed"),
    GroupAddress(
        "meeting_subject", Where.ROUND, 200, 302, args=("det-har-bestamde-ni",), state="closed"
    ),
    GroupAddress("meeting_answers", Where.ROUND, 200, 400, state="closed", is_html=False),
    GroupAddress(
        "meeting_minutes", Where.ROUND, 200, NOT_ALLOWED, ("txt",), state="closed", is_html=False
    ),
    GroupAddress("meeting_topics", Where.ROUND, 200, 422, reads=May.LEAD, state="closed"),
    GroupAddress("open_vote", Where.ROUND, NOT_ALLOWED, 404, args=("okant",), state="closed"),
    GroupAddress("close_vote", Where.ROUND, NOT_ALLOWED, 302, args=("okant",), state="closed"),
    GroupAddress(
        "vote_qr", Where.ROUND, 404, NOT_ALLOWED, args=("okant",), reads=May.LEAD, state="closed"
    ),
    GroupAddress("ballot", Where.VOTE, 200, 422, state="closed"),
    # No action has this number.
    GroupAddress(
        "meeting_action", Where.ROUND, 404, 404, args=(1,), reads=May.LEAD, state="closed"
    ),
    GroupAddress("invitations", Where.ROUND, 200, 422, reads=May.LEAD),
    GroupAddress("group_qr", Where.ROUND, 200, NOT_ALLOWED, reads=May.LEAD, is_html=False),
    GroupAddress("renew_group_link", Where.ROUND, NOT_ALLOWED, 302, reads=May.LEAD),
    GroupAddress("turn_off_group_link", Where.ROUND, NOT_ALLOWED, 302, reads=May.LEAD),
    GroupAddress("resend_invitations", Where.ROUND, NOT_ALLOWED, 302, reads=May.LEAD),
    GroupAddress("remind", Where.ROUND, NOT_ALLOWED, 302, reads=May.LEAD),
    GroupAddress("set_reminder", Where.ROUND, NOT_ALLOWED, 302, reads=May.LEAD),
    # It names no invitation.
    GroupAddress("withdraw_invitation", Where.ROUND, 302, 302, reads=May.LEAD),
    GroupAddress("group_link", Where.ROUND, 200, NOT_ALLOWED, reads=May.LEAD),
    GroupAddress("group_screen", Where.ROUND, 200, NOT_ALLOWED, reads=May.LEAD),
    GroupAddress("edit_round", Where.ROUND, 200, 422, reads=May.LEAD, state="draft"),
    GroupAddress("delete_round", Where.ROUND, 200, 302, reads=May.LEAD, state="draft"),
    # The draft has to be the one that was read: an empty POST names none.
    GroupAddress("open_round", Where.ROUND, NOT_ALLOWED, 409, state="draft"),
    GroupAddress("extend_round", Where.ROUND, 200, 422, reads=May.LEAD),
    GroupAddress("asked", Where.ROUND, 200, 422, reads=May.LEAD),
    GroupAddress("close_round", Where.ROUND, 200, 302, reads=May.LEAD),
    # Of an anonymous round: no way back, and nobody can be told from the others.
    GroupAddress("reopen_round", Where.ROUND, 302, 409, reads=May.LEAD, state="closed"),
    GroupAddress("remove_respondent", Where.ROUND, NOT_ALLOWED, 409),
    GroupAddress("show_result", Where.ROUND, NOT_ALLOWED, 302, state="closed"),
    GroupAddress("join", Where.GROUP, 200, 422),
    GroupAddress("code", Where.CODE, 302, NOT_ALLOWED),
    GroupAddress("invited", Where.INVITED, 200, 422),
    GroupAddress("background", Where.RESPONDENT, 200, 422),
    GroupAddress("hand_in", Where.RESPONDENT, 302, 302),
    # To whoever has not handed in it leads back to the check page.
    GroupAddress("handed_in", Where.RESPONDENT, 302, NOT_ALLOWED),
    GroupAddress("result_notice", Where.RESPONDENT, NOT_ALLOWED, 302),
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
