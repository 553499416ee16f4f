"""Rate limits by address, account, diagnosis and mailbox; in the database, shared by all workers.

A room full of people behind one address must get through, so what is mailed is limited by whom it
is mailed to and by what is mailed; by address only in numbers that no room reaches.
"""

from collections.abc import Iterable
from typing import Final

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.site.actions import Limit, Span, count_use, take_each, take_uses
from samverkan.mail import name_mailbox
from samverkan.models import User
from samverkan.operation.shared_cache import hash_name
from samverkan.site.visitors import find_client_address

LINKS_TO_MAILBOX: Final = {Span.HOUR: 5, Span.DAY: 10}
"""Mails with a link to answer to one mailbox, whoever asks for them."""

LINKS_OF_DIAGNOSIS: Final = 30
"""Mails with its link that one diagnosis, or one who answers, may ask for in an hour."""

INVITATIONS_TO_MAILBOX: Final = 10
"""Invitations, reminders and mails to new members to one mailbox in a day, from all accounts."""

QUESTIONS_TO_ONE: Final = 2
QUESTIONS_OF_ONE: Final = 10
"""Questions in a day from one account to one collaboration, and to all of them together."""

QUESTIONS_TO_MAILBOX: Final = 30
"""Questions to one mailbox in a day, from all accounts; apart from the mails of its own groups."""

PARTIES_OF_ADDRESS: Final = 30
"""Mails to parties that may be sent from one address in a day without an account."""

NEW_ACCOUNTS_OF_ADDRESS: Final = 4
"""What new accounts at one address may mail together: as much as so many of the newest."""


def is_over_limit(request: HttpRequest, action: str) -> bool:
    """Count one more use of `action` (a key of `RATE_LIMITS`) and tell whether it is too many."""
    key = hash_name(f"{action}:{find_client_address(request)}")
    return count_use(key=key, now=timezone.now()) > settings.RATE_LIMITS[action]


def refuse_link(request: HttpRequest, sheet: int, address: str) -> str | None:
    """Count a mail with a link to the answers on a sheet, or say why it is not sent."""
    mailbox = name_mailbox(address)
    to_mailbox = [_limit(f"link:{mailbox}", span, LINKS_TO_MAILBOX[span]) for span in Span]
    more = [
        _limit(f"link-of:{sheet}", Span.HOUR, LINKS_OF_DIAGNOSIS),
        _limit(f"mail:{find_client_address(request)}", Span.HOUR, settings.RATE_LIMITS["mail"]),
    ]
    passed = take_uses(limits=[*to_mailbox, *more], now=timezone.now())
    if passed is None:
        return None
    if passed not in to_mailbox:
        return _("Det har gått väldigt många mejl härifrån den senaste timmen. Inget nytt har skickats, och svaren är sparade. Kopiera länken så länge, eller försök igen om en timme.")  # fmt: skip  # noqa: E501
    if passed.span is Span.HOUR:
        return _("Adressen har redan fått flera mejl med länken den senaste timmen. Inget nytt har skickats, och svaren är sparade. Titta i skräpposten. Kopiera länken så länge, eller försök igen om en timme.")  # fmt: skip  # noqa: E501
    return _("Adressen har redan fått många mejl med länken i dag. Inget nytt har skickats, och svaren är sparade. Titta i skräpposten. Kopiera länken så länge, eller försök igen i morgon.")  # fmt: skip  # noqa: E501


def refuse_party(request: HttpRequest, sheet: int, address: str, *, is_owned: bool) -> str | None:
    """Count a mail with its link to a party, or say why it is not sent."""
    if not is_owned:
        limit = _limit(f"party:{find_client_address(request)}", Span.DAY, PARTIES_OF_ADDRESS)
        if take_uses(limits=[limit], now=timezone.now()):
            return _("Härifrån går inga fler mejl i dag. Kopiera länkarna så länge, eller försök igen i morgon.")  # fmt: skip  # noqa: E501
    return refuse_link(request, sheet, address)


def refuse_mails(request: HttpRequest, user: User, amount: int) -> str | None:
    """Count this many mails to a group, or say why none of them is sent.

    A new account may mail few in a day, and twice as many for each day it has been there. New
    accounts at one address share what a few of them may.
    """
    limits = [_limit(f"invite:{user.pk}", Span.HOUR, settings.RATE_LIMITS["invite"])]
    age = (timezone.now() - user.created_at).days
    first_day = settings.RATE_INVITE_NEW
    of_day = first_day * 2 ** max(0, min(age, 20))
    if of_day < settings.RATE_LIMITS["invite"]:
        address = find_client_address(request)
        together = first_day * NEW_ACCOUNTS_OF_ADDRESS
        limits += [
            _limit(f"invite-new:{user.pk}", Span.DAY, of_day),
            _limit(f"invite-from:{address}", Span.DAY, max(of_day, together)),
        ]
    passed = take_uses(limits=limits, amount=amount, now=timezone.now())
    if passed is None:
        return None
    if passed.span is Span.HOUR:
        return _("Det har gått väldigt många mejl från ert konto den senaste timmen. Inget har skickats. Försök igen om en timme.")  # fmt: skip  # noqa: E501
    return _("Nya konton får inte skicka så många mejl på en dag. Inget har skickats. Försök igen i morgon, eller dela grupplänken så länge.")  # fmt: skip  # noqa: E501


def refuse_question(user: User, asked: int) -> str | None:
    """Count a question from an account to a collaboration, or say why it is not sent."""
    to_one = _limit(f"question:{user.pk}:{asked}", Span.DAY, QUESTIONS_TO_ONE)
    to_all = _limit(f"questions:{user.pk}", Span.DAY, QUESTIONS_OF_ONE)
    passed = take_uses(limits=[to_one, to_all], now=timezone.now())
    if passed is None:
        return None
    if passed is to_one:
        return _("Du har redan frågat dem så många gånger som går på en dag. Frågan är inte skickad, men det du skrev finns kvar här. Försök igen i morgon.")  # fmt: skip  # noqa: E501
    return _("Du har redan ställt så många frågor som går på en dag. Frågan är inte skickad, men det du skrev finns kvar här. Försök igen i morgon.")  # fmt: skip  # noqa: E501


def find_full_mailboxes(addresses: Iterable[str]) -> tuple[str, ...]:
    """Count a mail to each address; the addresses that have had too many today get none."""
    return _find_full(addresses, "invite-to", INVITATIONS_TO_MAILBOX)


def find_full_of_questions(addresses: Iterable[str]) -> tuple[str, ...]:
    """Count a question to each address, as `find_full_mailboxes` does."""
    return _find_full(addresses, "question-to", QUESTIONS_TO_MAILBOX)


def _find_full(addresses: Iterable[str], name: str, most: int) -> tuple[str, ...]:
    keys = {each: hash_name(f"{name}:{name_mailbox(each)}") for each in addresses}
    full = take_each(keys=set(keys.values()), most=most, now=timezone.now())
    return tuple(address for address, key in keys.items() if key in full)


def _limit(name: str, span: Span, most: int) -> Limit:
    return Limit(key=hash_name(f"{span}:{name}"), span=span, most=most)
