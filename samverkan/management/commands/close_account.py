"""`manage.py close_account EMAIL`: nobody signs in to the account any more, or may again."""

from typing import Any

from django.core.management.base import CommandError, CommandParser

from samverkan.accounts.actions import NoSuchAccount, close_account
from samverkan.operation.commands import OwnCommand
from samverkan.texts import normalise_address


class Command(OwnCommand):
    help = "Closes the account EMAIL and ends its sessions; what is on it stays."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", metavar="EMAIL")
        parser.add_argument("--open", action="store_true", help="open it again")

    def handle(self, *args: Any, **options: Any) -> None:
        is_closed = not options["open"]
        email = normalise_address(options["email"]) or options["email"]
        try:
            close_account(email=email, is_closed=is_closed)
        except NoSuchAccount as error:
            raise CommandError("there is no account of that address") from error
        self.stderr.write("Closed." if is_closed else "Open again.")
