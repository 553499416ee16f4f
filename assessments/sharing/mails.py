"""Mails to those who lead a collaboration about what it lets others know of it."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from assessments.core.mails import find_address, send_claimed, send_text, shorten_name, write_text
from assessments.groups.selectors import fetch_language
from assessments.keeping.rules import add_months
from assessments.models import Collaboration, Sharing
from assessments.plan.selectors import list_leaders_addresses
from assessments.sharing.actions import claim_asking, lapse_unanswered, release_asking
from assessments.sharing.rules import LAPSES_MONTHS, Verdict
from assessments.sharing.selectors import list_to_ask
from samverkan.operation.each import do_each


def tell_of_judgement(
    collaboration: Collaboration, verdict: Verdict, reason: str, *, site: str
) -> bool:
    """Mail that staff have approved it, or the reason why not; tell whether the mail went."""
    with override(fetch_language(collaboration)):
        subject = {
            Verdict.APPROVE: _("Er samverkan är godkänd"),
            Verdict.COUNT: _("Er samverkan är godkänd, men inte texten i Lär av varandra"),
            Verdict.DECLINE: _("Er samverkan är inte godkänd"),
            Verdict.UNLIST: _("Er samverkan står inte längre i Lär av varandra"),
        }[verdict]
        text = _write("judged", collaboration, site, verdict=verdict.value, reason=reason,
                      sharing=collaboration.sharing)  # fmt: skip
    to = list_leaders_addresses(collaboration)
    return bool(to) and send_text(subject, text, to, what="a mail about what is shared")


def pass_on(collaboration: Collaboration, addresses: Sequence[str], *, site: str, who: str,
            question: str, reply_to: str) -> bool:  # fmt: skip
    """Mail a question to those who lead it, which they answer by mail; tell whether it went."""
    with override(fetch_language(collaboration)):
        subject = _("En fråga till er som samverkar: %(name)s")
        subject %= {"name": shorten_name(collaboration.name)}
        about = {"who": who, "question": question, "asker": reply_to}
        text = _write("question", collaboration, site, **about)
    return send_text(subject, text, addresses, what="a question", reply_to=reply_to)


# Whether it still holds ---------------------------------------------------------------------------


def ask_whether_it_holds(*, today: date) -> int:
    """Take off the list what nobody has answered for, and ask those who said yes a year ago.

    Returns how many were asked; raises SomeFailed when all the others have been.
    """
    lapse_unanswered(today=today)
    return do_each(lambda each: _ask(each, today), list_to_ask(today), what="asking the listed")


def _ask(sharing: Sharing, today: date) -> bool:
    collaboration, affirmed = sharing.collaboration, sharing.affirmed_on
    assert affirmed is not None
    with override(fetch_language(collaboration)):
        subject = _("Vill ni fortfarande hittas av andra?")
        day = add_months(affirmed, LAPSES_MONTHS)
        text = _write("still", collaboration, affirmed=affirmed, day=day)
    if not claim_asking(sharing=sharing, today=today):
        return False
    to, release = list_leaders_addresses(collaboration), partial(release_asking, sharing=sharing)
    return send_claimed(subject, text, to, release, what="a mail about what is shared")


def _write(name: str, collaboration: Collaboration, site: str = "", **about: Any) -> str:
    """`site`: its address, as `get_site_address` tells it, where somebody asked for a page."""
    path = reverse("sharing", args=[collaboration.public_id])
    where = f"{site}{path}" if site else find_address("sharing", collaboration.public_id)
    address = where or _("på samverkans sida, under ”Bestäm om ni får räknas med och hittas”")
    return write_text(f"sharing/{name}.txt", collaboration=collaboration, address=address, **about)
