"""What belongs to no collaboration: feedback, and the counts behind the rate limits."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.instruments.instrument import MAX_TEXT


class FeedbackTopic(models.TextChoices):
    """What feedback is about. The values stand in addresses: `/synpunkter/?om=tillganglighet`."""

    OTHER = "ovrigt", _("Frågorna, råden eller verktyget")
    ACCESSIBILITY = "tillganglighet", _("Tillgänglighetsbrist")
    PERSONAL_DATA = "personuppgifter", _("Personuppgifter")


class Feedback(models.Model):
    """What a visitor wrote to us; no link to a diagnosis, an address only if they want an answer.

    `run_due` deletes it as long after it was sent as a diagnosis after its last change.
    """

    topic = models.CharField(
        _("Vad gäller det?"),
        max_length=20,
        choices=FeedbackTopic,
        default=FeedbackTopic.OTHER,
    )
    text = models.TextField(_("Vad vill ni säga?"), max_length=MAX_TEXT)
    email = models.EmailField(_("E-postadress"), blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("synpunkt")
        verbose_name_plural = _("synpunkter")
        constraints = [
            models.CheckConstraint(
                condition=Q(topic__in=FeedbackTopic.values), name="feedback_topic_known"
            ),
        ]

    def __str__(self) -> str:
        return self.text[:80]


class RateCount(models.Model):
    """How often something was done from one address in one hour; the address is only a hash."""

    key = models.CharField(max_length=64)
    hour = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("räknare")
        verbose_name_plural = _("räknare")
        constraints = [
            models.UniqueConstraint(fields=["key", "hour"], name="rate_count_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.hour:%H} {self.count}"
