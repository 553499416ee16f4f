"""Mails to those who lead a collaboration before it is deleted."""

import logging
from datetime import date

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from assessments.actions.keeping import mark_warned
from assessments.models import Collaboration
from assessments.selectors.keeping import list_to_warn
from samverkan.mail import MAIL_FAILURES

logger = logging.getLogger(__name__)


def warn_before_deletion(*, today: date) -> int:
    """Tell leaders of what will be deleted within 30 days; return how many were told.

    A mail that does not go is tried again the next time: nothing is deleted before it has gone.
    """
    return sum(_warn(collaboration, day, today) for collaboration, day in list_to_warn(today))


def _warn(collaboration: Collaboration, day: date, today: date) -> bool:
    assert collaboration.owner is not None
    address = settings.SITE_URL + reverse("keeping", args=[collaboration.public_id])
    text = render_to_string(
        "keeping/warning.txt", {"collaboration": collaboration, "day": day, "address": address}
    )
    try:
        send_mail(_("Er samverkan raderas snart"), text, None, [collaboration.owner.email])
    except MAIL_FAILURES as error:
        logger.error("a warning could not be mailed: %s", type(error).__name__)
        return False
    mark_warned(collaboration=collaboration, today=today)
    return True
