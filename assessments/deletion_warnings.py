"""Mails to those who lead a collaboration before it is deleted; where nobody does, to its readers.

What is mailed is claimed first, so that two runs at once never send the same; what could not be
mailed is given back, and tried again by the next run.
"""

import logging
from datetime import date
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from assessments.actions.keeping import claim_warning, release_warning
from assessments.models import Collaboration
from assessments.selectors.collaborations import fetch_language
from assessments.selectors.keeping import list_addresses_to_warn, list_to_warn
from samverkan.mail import MAIL_FAILURES
from samverkan.operation.each import do_each
from samverkan.texts import clean_text

logger = logging.getLogger(__name__)


def warn_before_deletion(*, today: date) -> int:
    """Tell members of what will be deleted within 30 days; return how many collaborations.

    A mail that does not go is tried again the next time: nothing is deleted before it has gone, or
    has been tried for 90 days.

    Raises:
        SomeFailed: there is an error in some, and all the others have been warned.
    """
    found = list(list_to_warn(today))
    return do_each(lambda each: _warn(*each, today), found, what="warning of a deletion")


def _warn(collaboration: Any, day: date, today: date) -> bool:
    addresses = list_addresses_to_warn(collaboration)
    with override(fetch_language(collaboration)):
        subject, text = _("Er samverkan raderas snart"), _write(collaboration, day)
    if not claim_warning(collaboration=collaboration, today=today):
        return False
    sent = 0
    try:
        # One mail to them all; the subject says nothing that anybody has typed.
        sent = send_mail(subject, text, None, addresses)
    except MAIL_FAILURES as error:
        # The class only: an SMTP error's text holds the address.
        logger.error("a warning could not be mailed: %s", type(error).__name__)
    finally:
        if not sent:
            release_warning(
                collaboration=collaboration, last_change=collaboration.last_change, today=today
            )
    return bool(sent)


def _write(collaboration: Collaboration, day: date) -> str:
    path = reverse("keeping", args=[collaboration.public_id])
    context = {
        "collaboration": collaboration,
        "day": day,
        "address": f"{settings.SITE_URL}{path}" if settings.SITE_URL else "",
    }
    return clean_text(render_to_string("keeping/warning.txt", context)).strip() + "\n"
