"""`manage.py forget_second_factor EMAIL`: for whoever has lost it and the recovery codes too."""

from typing import Any

from django.core.management.base import CommandError, CommandParser

from samverkan.accounts.actions import NoSuchAccount, forget_second_factor
from samverkan.operation.commands import OwnCommand
from samverkan.texts import normalise_address


class Command(OwnCommand):
    help = "Lets the account EMAIL in with a code by mail only. Make sure who is asking."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", metavar="EMAIL")

    def handle(self, *args: Any, **options: Any) -> None:
        email = normalise_address(options["email"]) or options["email"]
        try:
            had = forget_second_factor(email=email)
        except NoSuchAccount as error:
            raise CommandError("no account of that address has a second factor") from error
        self.stderr.write("Forgotten. The account's sessions have ended.")
        if had.is_staff:
            again = f"{email} --superuser" if had.is_superuser else email
            self.stderr.write(
                "The account is no longer staff, until an invitation has been accepted with a new"
                f" second factor: python manage.py invite_staff {again}"
            )
        if had.groups:
            self.stderr.write(f"Its groups are kept until then: {', '.join(had.groups)}.")
