"""`manage.py replay_deletions [FILE]`: after a restore, does what had been taken back anew."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser

from assessments.keeping.actions.deletions import replay_deletions
from samverkan.operation.commands import BadInput, JsonCommand
from samverkan.operation.deletions import DamagedLog, read_deletions


class Command(JsonCommand):
    help = (
        "Deletes and takes back once more what the log of deletions says, and signs everybody out."
        " Run it after restoring a backup."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", nargs="?", default=settings.DELETION_LOG)

    def run(self, **options: Any) -> None:
        file = Path(options["file"])
        try:
            deletions = list(read_deletions(file)) if file.exists() else []
        except (DamagedLog, OSError) as error:
            raise BadInput(str(error)) from error
        deleted = replay_deletions(deletions=deletions)
        self.stderr.write(
            f"{file}: {len(deletions)} in the log, {deleted} done again; everybody is signed out"
        )
