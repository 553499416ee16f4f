"""`manage.py backup FILE`: the whole database in one file, taken while the program runs."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from samverkan.backup import write_backup
from samverkan.commands import JsonCommand


class Command(JsonCommand):
    help = "Copies the database into FILE, which must not exist. README.md says how to restore it."
    needs_migrated = False  # it is taken before an upgrade, too

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE")

    def run(self, **options: Any) -> None:
        file = options["file"]
        size = write_backup(Path(file))
        self.stderr.write(f"{file}: {size} bytes")
