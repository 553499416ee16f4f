"""What a collaboration has agreed to beyond itself, and what staff say of it."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q

from assessments.keeping.rules import add_months
from assessments.models.collaborations import Collaboration
from assessments.sharing.rules import LAPSES_MONTHS, MAX_GOOD_AT


class Sharing(models.Model):
    """A collaboration's own two consents, each with the day it was given, and staff's approval.

    It counts, and is listed, only while its consent stands and staff have approved it, for the list
    also the words. Staff have said nothing as long as neither of their days is set.
    """

    collaboration = models.OneToOneField(
        Collaboration, models.CASCADE, related_name="sharing", primary_key=True
    )
    # It may be counted in the regional overview, never named there.
    counted_on = models.DateField(null=True, blank=True)
    # It wants to be found by others, by its name.
    named_on = models.DateField(null=True, blank=True)

    # What stands in the public list, in the leader's own words, and aspects that their own result
    # showed as strong (codes of the content).
    good_at = models.TextField(max_length=MAX_GOOD_AT, blank=True)
    aspects = models.JSONField(default=list, blank=True)

    approved_on = models.DateField(null=True, blank=True)
    # Who of staff answered last, whether yes or no.
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True, blank=True
    )
    declined_on = models.DateField(null=True, blank=True)
    # Staff have read the words in the list, or have taken them off it; none after a change of them.
    listed_on = models.DateField(null=True, blank=True)
    unlisted_on = models.DateField(null=True, blank=True)

    # When the leader last said that it wants to be named, and was last asked whether it still does.
    affirmed_on = models.DateField(null=True, blank=True)
    asked_on = models.DateField(null=True, blank=True)

    class Meta:
        permissions = [("approve_sharing", "Kan godkänna samverkan")]
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_on=None) | Q(declined_on=None), name="sharing_judged_once"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def counted(self) -> bool:
        return self.counted_on is not None

    @property
    def named(self) -> bool:
        return self.named_on is not None

    @property
    def is_listed(self) -> bool:
        return bool(self.named_on and self.approved_on and self.listed_on)

    @property
    def waits_for_staff(self) -> bool:
        is_read = self.listed_on or self.unlisted_on or not self.named_on
        return not self.declined_on and not (self.approved_on and is_read)

    @property
    def lapses_on(self) -> date | None:
        """The day on which it is taken off the list, if the leader has been asked and is silent."""
        asked, affirmed = self.asked_on, self.affirmed_on
        if not (self.named_on and asked and affirmed and affirmed < asked):
            return None
        return add_months(affirmed, LAPSES_MONTHS)
