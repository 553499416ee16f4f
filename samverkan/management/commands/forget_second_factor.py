"""`manage.py forget_second_factor EMAIL`: for whoever has lost it and the recovery codes too."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from samverkan.actions import NoSuchAccount, forget_second_factor
from samverkan.texts import normalise_address


class Command(BaseCommand):
    help = "Lets the account EMAIL in with a code by mail only. Make sure who is asking."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", metavar="EMAIL")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            forget_second_factor(email=normalise_address(options["email"]) or options["email"])
        except NoSuchAccount as error:
            raise CommandError("no account of that address has a second factor") from error
        self.stderr.write("Forgotten. One of the staff has to be invited anew.")
