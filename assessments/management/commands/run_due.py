"""`manage.py run_due`: what time has made due. Run it hourly; running it twice does no harm."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from assessments.actions.accounts import delete_unproved_accounts, delete_unused_accounts
from assessments.actions.diagnoses import delete_expired
from assessments.actions.invitations import mail_stuck_invitations
from assessments.actions.rounds import close_overdue_rounds
from assessments.actions.site import delete_old_counts, delete_old_feedback
from assessments.deletion_warnings import warn_before_deletion
from assessments.reminders import remind_of_actions
from samverkan.actions import delete_leftovers
from samverkan.pdf_cache import forget_old_pdfs


class Command(BaseCommand):
    help = "Closes, mails and deletes what time has made due. Run it hourly."

    def handle(self, *args: Any, **options: Any) -> None:
        close_overdue_rounds(today=timezone.localdate())
        warn_before_deletion(today=timezone.localdate())
        deleted = delete_expired(today=timezone.localdate())
        mail_stuck_invitations(now=timezone.now())
        delete_old_feedback(today=timezone.localdate())
        delete_unused_accounts(today=timezone.localdate())
        delete_unproved_accounts(now=timezone.now())
        delete_old_counts(now=timezone.now())
        delete_leftovers(now=timezone.now())
        forget_old_pdfs(now=timezone.now())
        remind_of_actions(today=timezone.localdate())
        self.stdout.write(f"{deleted} deleted")
