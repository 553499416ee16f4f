"""What a collaboration has agreed to beyond itself, and what staff say of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from assessments.models.collaborations import Collaboration


class Sharing(models.Model):
    """A collaboration's own two consents, each with the day it was given, and staff's approval.

    It counts and is listed only while a consent stands and the staff have approved it. Staff have
    said nothing as long as neither of their days is set.
    """

    collaboration = models.OneToOneField(
        Collaboration, models.CASCADE, related_name="sharing", primary_key=True
    )
    # It may be counted in the regional overview, never named there.
    counted_on = models.DateField(null=True, blank=True)
    # It wants to be found by others, by its name.
    named_on = models.DateField(null=True, blank=True)

    approved_on = models.DateField(null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True, blank=True
    )
    declined_on = models.DateField(null=True, blank=True)

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
