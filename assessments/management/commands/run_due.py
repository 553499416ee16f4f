"""`manage.py run_due`: what time has made due. Run it hourly; running it twice does no harm."""

import logging
from collections.abc import Callable
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone

from assessments.core.throttle import find_full_mailboxes
from assessments.filling.actions.diagnoses import delete_expired
from assessments.filling.actions.previews import delete_old_previews
from assessments.groups.actions.accounts import delete_unproved_accounts, delete_unused_accounts
from assessments.keeping.warnings import warn_before_deletion
from assessments.meeting.actions import delete_open_votes
from assessments.plan.actions import forget_removed_actions
from assessments.plan.reminders import remind_of_actions, tell_of_next_rounds
from assessments.region.daily import work_out_statistics
from assessments.rounds.actions.invitations import mail_stuck_invitations, remind_before_last_day
from assessments.rounds.actions.notices import tell_of_results
from assessments.rounds.actions.rounds import close_overdue_rounds
from assessments.sharing.mails import ask_whether_it_holds
from assessments.site.actions import delete_old_counts, delete_old_feedback
from assessments.steering.posting import send_stuck_link_mails, tell_askers, tell_leaders
from assessments.tools.actions import forget_addresses
from samverkan.accounts.actions import delete_leftovers
from samverkan.operation.commands import OwnCommand
from samverkan.operation.traces import wipe_traces
from samverkan.pdf.cache import forget_old_pdfs

logger = logging.getLogger(__name__)


class Command(OwnCommand):
    """One step that fails stops no other; in the end the command fails, and says which."""

    help = "Closes, mails and deletes what time has made due. Run it hourly."

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._failed: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        today, now = timezone.localdate(), timezone.now()
        self._try(close_overdue_rounds, today=today)
        self._try(warn_before_deletion, today=today)
        deleted = self._try(delete_expired, today=today)
        self._try(mail_stuck_invitations, now=now)
        self._try(tell_of_results, today=today)
        self._try(remind_before_last_day, today=today, find_full=find_full_mailboxes)
        self._try(delete_old_previews, now=now)
        self._try(forget_removed_actions, today=today)
        self._try(forget_addresses)
        self._try(delete_old_feedback, today=today)
        self._try(delete_unused_accounts, today=today)
        self._try(delete_unproved_accounts, now=now)
        self._try(delete_old_counts, now=now)
        self._try(delete_leftovers, now=now)
        self._try(forget_old_pdfs, now=now)
        self._try(remind_of_actions, today=today)
        self._try(tell_of_next_rounds, today=today)
        self._try(ask_whether_it_holds, today=today)
        self._try(tell_leaders)
        self._try(tell_askers, today=today)
        self._try(send_stuck_link_mails, now=now)
        self._try(delete_open_votes, today=today)
        self._try(work_out_statistics, today=today)
        self._try(wipe_traces)
        if self._failed:
            raise CommandError("failed: " + ", ".join(self._failed))
        self.stdout.write(f"{deleted} deleted")

    def _try(self, step: Callable[..., Any], **given: Any) -> Any:
        try:
            return step(**given)
        except Exception as error:
            # The class only: an error's text may hold what somebody has written.
            logger.error("%s failed: %s", step.__name__, type(error).__name__)
            self._failed.append(step.__name__)
