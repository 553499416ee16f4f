"""Decides of a draft's addresses, and opens it and mails them in one go."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from assessments.core.actions import lock_round
from assessments.core.rules.lifecycle import Change, State, check_change
from assessments.models import Assessment, Invitation
from assessments.rounds.actions.invitations import invite, mail_waiting_invitations
from assessments.rounds.actions.rounds import ToldOtherwise, compute_seal, open_round
from samverkan.models import User
from samverkan.operation.deletions import Kind, log_deletions


@dataclass(frozen=True, slots=True)
class Settled:
    """What has been decided of a draft's addresses; `left_out` is what cannot be invited still."""

    add: Sequence[str] = ()
    drop: Sequence[str] = ()
    left_out: Sequence[str] = ()

    def without(self, full: Sequence[str]) -> "Settled":
        """The same, but for addresses that have been mailed too often today."""
        added = [address for address in self.add if address not in full]
        return Settled(added, self.drop, [*self.left_out, *full])


@transaction.atomic
def settle_addresses(*, assessment: Assessment, settled: Settled, seal: str) -> None:
    """Add to a draft's addresses and drop from them.

    Raises:
        ChangeRefused: it is not a draft.
        ToldOtherwise: somebody has changed it since the page with this `seal` was shown.
        TooMany: they would be more than can be invited.
    """
    now = lock_round(assessment.pk)
    check_change(Change.OPENED, State(now.state), anonymous=now.anonymous)
    if seal != compute_seal(now):
        raise ToldOtherwise
    dropped = Invitation.objects.filter(assessment=now, email__in=settled.drop)
    log_deletions(Kind.INVITATION, dropped.values_list("public_id", flat=True))
    dropped.delete()
    Assessment.objects.filter(pk=now.pk).update(left_out=list(settled.left_out))
    invite(assessment=now, addresses=settled.add, site="")


@transaction.atomic
def open_and_invite(
    *, assessment: Assessment, settled: Settled, seal: str, user: User, today: date, site: str
) -> None:
    """Open the round that was read, and mail everybody whom it invites; raises what these do."""
    nothing_left = Settled(settled.add, settled.drop)
    settle_addresses(assessment=assessment, settled=nothing_left, seal=seal)
    open_round(assessment=assessment, user=user, today=today)
    mail_waiting_invitations(assessment=assessment, site=site)
