"""Mails of one text, sent at once; what becomes of one that does not go is for the caller."""

import logging
from collections.abc import Callable, Sequence
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.text import Truncator

from samverkan.mail import MAIL_FAILURES
from samverkan.texts import break_web_addresses, clean_line, clean_text

logger = logging.getLogger(__name__)

MAX_SUBJECT_NAME = 40
"""Characters of the collaboration's name in a subject."""


def send_text(
    subject: str, text: str, addresses: Sequence[str], *, what: str, reply_to: str = ""
) -> bool:
    """Send one mail to them all, and tell whether it went; `what` is said in English in the log."""
    answered_by = [reply_to] if reply_to else None
    try:
        return bool(EmailMessage(subject, text, None, addresses, reply_to=answered_by).send())
    except MAIL_FAILURES as error:
        # The class only: an SMTP error's text holds the address.
        logger.error("%s could not be mailed: %s", what, type(error).__name__)
        return False


def send_claimed(
    subject: str, text: str, addresses: Sequence[str], release: Callable[[], object], *,
    what: str, reply_to: str = "",
) -> bool:  # fmt: skip
    """The same of what has been claimed, so that two runs at once never send it twice; it is given
    back if it does not go."""
    sent = False
    try:
        sent = bool(addresses) and send_text(subject, text, addresses, what=what, reply_to=reply_to)
    finally:
        if not sent:
            release()
    return sent


def shorten_name(name: str) -> str:
    """The beginning of a collaboration's name for a subject: on one line, and no link."""
    return Truncator(break_web_addresses(clean_line(name))).chars(MAX_SUBJECT_NAME)


def write_text(template: str, **context: Any) -> str:
    """A text as it is mailed, with one line break at its end."""
    return clean_text(render_to_string(template, context)).strip() + "\n"


def find_address(name: str, *args: Any) -> str:
    """A page's address in full, where nobody has asked for a page; empty without
    SAMVERKAN_SITE_URL.
    """
    return f"{settings.SITE_URL}{reverse(name, args=args)}" if settings.SITE_URL else ""
