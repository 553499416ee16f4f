"""Reads who is invited to a group's round, as much of it as the leader may know."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.conf import settings

from assessments.core.rules.lifecycle import State
from assessments.groups.rules.doubts import Doubt, find_doubts
from assessments.models import Assessment, Collaboration, Invitation, MailState
from assessments.rounds.rules.invitations import (
    Shown,
    compute_reminder_day,
    judge_invitation,
    may_remind,
)
from samverkan.texts import sort_key


@dataclass(frozen=True, slots=True)
class InvitationRow:
    public_id: UUID
    email: str
    shown: Shown
    mailed_on: date | None


@dataclass(frozen=True, slots=True)
class InvitationList:
    """Everybody who is invited, by address; `can_remind`: somebody may be reminded today.

    `failed`: some mail could not be sent; in an anonymous round a first one, since a reminder is
    sent only to those who have not answered.
    """

    rows: list[InvitationRow]
    failed: bool
    can_remind: bool
    last_mailed_on: date | None

    @property
    def waiting(self) -> int:
        """How many mails are shown to be in line; of an anonymous round no reminders."""
        return sum(row.shown is Shown.WAITING for row in self.rows)

    def find(self, email: str) -> UUID | None:
        return next((row.public_id for row in self.rows if row.email == email), None)

    @property
    def failed_rows(self) -> list[InvitationRow]:
        return [r for r in self.rows if r.shown in (Shown.FAILED, Shown.REMINDER_FAILED)]


def fetch_invitations(assessment: Assessment, today: date) -> InvitationList:
    invited = Invitation.objects.filter(assessment=assessment)
    stored = sorted(invited, key=lambda each: sort_key(each.email))
    rows = [
        InvitationRow(each.public_id, each.email, judge(each, assessment.anonymous), each.mailed_on)
        for each in stored
    ]
    failed = [each for each in stored if each.mail_state == MailState.FAILED]
    return InvitationList(
        rows=rows,
        failed=any(not (assessment.anonymous and each.mailed_on) for each in failed),
        can_remind=any(may_remind(row.shown, row.mailed_on, today) for row in rows),
        last_mailed_on=max((row.mailed_on for row in rows if row.mailed_on), default=None),
    )


@dataclass(frozen=True, slots=True)
class Drafted:
    """Whom a draft invites, by address; what is to be looked at again of these and of the rest of
    what was pasted, and that rest (`left_out`) without what is doubted."""

    addresses: list[str]
    doubts: list[Doubt]
    left_out: list[str]

    @property
    def undoubted(self) -> list[str]:
        doubted = {doubt.address for doubt in self.doubts}
        return [address for address in self.addresses if address not in doubted]


def fetch_drafted(assessment: Assessment) -> Drafted:
    """One query."""
    invited = Invitation.objects.filter(assessment=assessment).values_list("email", flat=True)
    addresses = sorted(invited, key=sort_key)
    doubts = find_doubts(addresses, assessment.left_out)
    doubted = {doubt.address for doubt in doubts}
    return Drafted(addresses, doubts, [each for each in assessment.left_out if each not in doubted])


def list_invited_before(collaboration: Collaboration) -> list[str]:
    """Whom the newest round that has opened and invited by mail invited, by address, whether they
    answered or not. One query."""
    invited = Invitation.objects.filter(assessment__collaboration=collaboration)
    opened = invited.exclude(assessment__state=State.DRAFT).order_by("-assessment")
    newest = opened.values("assessment")[:1]
    return sorted(invited.filter(assessment=newest).values_list("email", flat=True), key=sort_key)


def fetch_invitation_of_round(assessment: Assessment, public_id: UUID) -> Invitation | None:
    return Invitation.objects.filter(assessment=assessment, public_id=public_id).first()


def fetch_own_invitation(assessment: Assessment, email: str) -> UUID | None:
    """Which invitation to the round went to this address, if one did. One query."""
    own = Invitation.objects.filter(assessment=assessment, email=email)
    return own.values_list("public_id", flat=True).first()


def find_reminder_day(assessment: Assessment, today: date) -> date | None:
    """When those who have not answered are reminded by themselves, unless it is turned off; None
    where they cannot be, or have been. No query."""
    if not (assessment.closes_on and settings.SITE_URL):
        return None
    day = compute_reminder_day(assessment.opened_on or today, assessment.closes_on)
    return day if day and day >= today and assessment.reminded_on != day else None


def fetch_reply_address(assessment: Assessment) -> str:
    """The leader's address, to which those who are invited may answer. One query."""
    led = Collaboration.objects.filter(pk=assessment.collaboration_id)
    return led.values_list("owner__email", flat=True).get() or ""


def list_uninvited(assessment: Assessment, addresses: Sequence[str]) -> list[str]:
    """Those of the addresses that are not invited yet. One query."""
    invited = Invitation.objects.filter(assessment=assessment)
    known = set(invited.values_list("email", flat=True))
    return [address for address in addresses if address not in known]


def count_invitations(assessment: Assessment) -> int:
    return Invitation.objects.filter(assessment=assessment).count()


def judge(stored: Invitation, anonymous: bool) -> Shown:
    return judge_invitation(
        mail_state=stored.mail_state,
        mailed_on=stored.mailed_on,
        submitted=stored.submitted,
        anonymous=anonymous,
    )
