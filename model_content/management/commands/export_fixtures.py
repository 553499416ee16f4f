"""`manage.py export_fixtures`: an edition as fixture files, such as those that are shipped."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from model_content.files import write_files
from model_content.management.editions import load_edition
from model_content.selectors.editions import fetch_file
from samverkan.operation.commands import OwnCommand


class Command(OwnCommand):
    help = "Writes the named edition (by default the one in use) as YAML files."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--edition", metavar="CODE")
        parser.add_argument("--to", metavar="FOLDER", type=Path, required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        edition, folder = load_edition(options["edition"]), options["to"]
        if folder.exists() and any(folder.iterdir()):
            raise CommandError(f"{folder} is not empty. Nothing was written.")
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in write_files(fetch_file(edition)).items():
            (folder / name).write_text(text, encoding="utf-8")
        self.stderr.write(f"{edition.code} has been written to {folder}.")
