"""Work that takes time, done by Django's tasks: in the background, or by a worker
(`SAMVERKAN_TASKS`).

A task is given ids and the address of the site, never a secret or anybody's address, since what it
is given may be stored and logged.
"""

from django.utils import timezone
from django_tasks import task

from assessments.models import Answer, Invitation, Respondent, ResultNotice
from assessments.rounds.actions.mailing import send_invitations
from assessments.rounds.actions.notices import tell_of_results
from assessments.steering.posting import send_link_mails, tell_askers
from samverkan.operation.traces import wipe_traces


@task
def mail_invitations(invitations: list[int], site: str) -> None:
    """Mail the invitations with these keys; `site` is scheme and host, for the links."""
    send_invitations(keys=invitations, site=site)


@task
def mail_links(mails: list[int], site: str) -> None:
    """Mail a steering group's link; `site` is scheme and host."""
    send_link_mails(keys=mails, site=site)


@task
def wipe_traces_of_round() -> None:
    """Wipe what the database keeps of who answered with which invitation."""
    tables = (Invitation, Respondent, Answer, ResultNotice)
    wipe_traces([model._meta.db_table for model in tables])


@task
def mail_results() -> None:
    """Tell those who have asked that a result is there."""
    tell_of_results(today=timezone.localdate())


@task
def mail_answers() -> None:
    """Tell those in a steering group who have asked that they are answered."""
    tell_askers(today=timezone.localdate())
