"""`manage.py invite_staff EMAIL`: a link that makes somebody one of the staff, or an end to it."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.core.management.base import CommandError, CommandParser
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from samverkan.accounts.actions import INVITED_HOURS, NoSuchAccount, invite_staff, remove_staff
from samverkan.mail import read_address
from samverkan.operation.commands import OwnCommand


class Command(OwnCommand):
    help = "Prints, or mails, a link that makes whoever has the address EMAIL one of the staff."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", metavar="EMAIL")
        parser.add_argument("--superuser", action="store_true", help="who may do everything")
        parser.add_argument("--mail", action="store_true", help="mail the link instead")
        parser.add_argument("--remove", action="store_true", help="take it all back")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            email = read_address(options["email"])
        except ValidationError as error:
            raise CommandError("EMAIL is not an address") from error
        if options["remove"]:
            self._remove(email)
        else:
            self._invite(email, as_superuser=options["superuser"], by_mail=options["mail"])

    def _remove(self, email: str) -> None:
        try:
            had = remove_staff(email=email)
        except NoSuchAccount as error:
            raise CommandError("nobody of that address is staff or invited") from error
        self.stderr.write("No longer staff.")
        lost = ["superuser"] * had.is_superuser + [*had.groups]
        if lost:
            self.stderr.write(f"An invitation anew does not give back: {', '.join(lost)}.")

    def _invite(self, email: str, *, as_superuser: bool, by_mail: bool) -> None:
        if not settings.SITE_URL:
            raise CommandError("set SAMVERKAN_SITE_URL, so that the link says where the site is")
        token = invite_staff(email=email, as_superuser=as_superuser, now=timezone.now())
        link = settings.SITE_URL + reverse("staff_invitation", args=[token])
        if not by_mail:
            self.stdout.write(link)
            return
        context = {"link": link, "hours": INVITED_HOURS}
        text = render_to_string("account/email/staff_invitation_message.txt", context)
        send_mail(_("Inbjudan till Samverkanskollen"), text, None, [email])
        self.stderr.write("Mailed.")
