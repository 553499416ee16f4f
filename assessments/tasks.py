"""Work that takes time, done by Django's tasks: at once, or by a worker (`SAMVERKAN_TASKS`).

A task is given ids and the address of the site, never a secret or anybody's address, since what it
is given may be stored and logged.
"""

from django_tasks import task

from assessments.actions.mailing import send_invitations


@task
def mail_invitations(invitations: list[int], site: str) -> None:
    """Mail the invitations with these keys; `site` is scheme and host, for the links."""
    send_invitations(keys=invitations, site=site)
