"""Mails to those who lead a collaboration before it is deleted; where nobody does, to its readers.

What is mailed is claimed first, so that two runs at once never send the same; what could not be
mailed is given back, and tried again by the next run.
"""

from datetime import date
from functools import partial
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from assessments.core.mails import find_address, send_claimed, write_text
from assessments.groups.selectors import fetch_language
from assessments.keeping.actions.keeping import claim_warning, release_warning
from assessments.keeping.selectors import list_addresses_to_warn, list_to_warn
from samverkan.operation.each import do_each


def warn_before_deletion(*, today: date) -> int:
    """Tell members of what will be deleted within 30 days; return how many collaborations.

    A mail that does not go is tried again the next time: nothing is deleted before it has gone, or
    has been tried for 90 days. Raises SomeFailed when all the others have been warned.
    """
    found = list(list_to_warn(today))
    return do_each(lambda each: _warn(*each, today), found, what="warning of a deletion")


def _warn(collaboration: Any, day: date, today: date) -> bool:
    addresses = list_addresses_to_warn(collaboration)
    with override(fetch_language(collaboration)):
        subject = _("Er samverkan raderas snart")
        about = {"day": day, "address": find_address("keeping", collaboration.public_id)}
        text = write_text("keeping/warning.txt", collaboration=collaboration, **about)
    if not claim_warning(collaboration=collaboration, today=today):
        return False
    before = {"last_change": collaboration.last_change, "today": today}
    release = partial(release_warning, collaboration=collaboration, **before)
    return send_claimed(subject, text, addresses, release, what="a warning")
