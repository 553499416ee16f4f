"""`manage.py import_content`: a file with an edition (JSON, or a ZIP of YAML files) as a draft."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone

from model_content.actions.editions import ContentFaulty, import_edition
from model_content.files import UploadRefused
from samverkan.models import User
from samverkan.operation.commands import BadInput, OwnCommand
from samverkan.texts import normalise_address


class Command(OwnCommand):
    help = "Makes a draft of an edition in a file."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--by", metavar="ADDRESS", required=True, help="who stands for it")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(email=normalise_address(options["by"])).first()
        if user is None:
            raise BadInput(f"--by: there is no account of {options['by']}")
        try:
            data = options["file"].read_bytes()
            draft = import_edition(data=data, user=user, year=timezone.localdate().year)
        except OSError as error:
            raise BadInput(f"{options['file']}: {error.strerror}") from error
        except UploadRefused as refused:
            raise BadInput(f"{options['file']}: {refused}") from refused
        except ContentFaulty as faulty:
            raise BadInput("\n".join(map(str, faulty.errors))) from faulty
        self.stderr.write(f"It is now the draft {draft.code}.")
