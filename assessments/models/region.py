"""What is said of a year over many collaborations, as it was when it was made."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class RegionalYear(models.Model):
    """The overview of a year: `samverkan-region/1` (region/rules/overview.py). Never changed.

    Staff read it until it is published; then everybody does.
    """

    year = models.PositiveSmallIntegerField(unique=True)
    document = models.JSONField()
    sha256 = models.CharField(max_length=64)
    # The collaborations of which it told the kinds: number → the accounts that led it.
    kinds_of = models.JSONField(default=dict)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True, blank=True
    )
    published_on = models.DateField(null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True, blank=True
    )

    class Meta:
        verbose_name = _("regional översikt")
        verbose_name_plural = _("regionala översikter")
        ordering = ("-year",)
        permissions = [("publish_region", "Kan göra och publicera regionala översikter")]

    def __str__(self) -> str:
        return str(self.year)
