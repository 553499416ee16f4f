"""Collaborations, their rounds (assessments), who answers, the answers and the stored results.

A diagnosis made by one person is a round with one respondent: what holds for a group holds for it.
"""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.diagnosis.answers import MAX_COMMENT, MAX_NAME, MAX_SCOPE
from model_content.models import Edition

MAX_PEOPLE = 500
"""People who may be said to answer together."""


class Collaboration(models.Model):
    """Organisations that do something together, and what of it is counted in."""

    name = models.CharField(_("Vad heter er samverkan?"), max_length=MAX_NAME)
    scope = models.CharField(_("Det här räknas in"), max_length=MAX_SCOPE)
    # None until somebody claims it. PROTECT: who deletes an account says what becomes of these.
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="collaborations",
        null=True,
        blank=True,
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("samverkan")
        verbose_name_plural = _("samverkan")
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="collaboration_has_name"),
            models.CheckConstraint(condition=~Q(scope=""), name="collaboration_has_scope"),
        ]

    def __str__(self) -> str:
        return self.name


class Answered(models.TextChoices):
    """How a round is answered; the values are those of `samverkan-answers/1`."""

    ALONE = "alone", _("En person svarar")
    TOGETHER = "together", _("Gruppen svarar tillsammans")


class AssessmentState(models.TextChoices):
    """A round without invitations is always open; a group's will add draft and closed."""

    OPEN = "open", _("Öppen")


class Assessment(models.Model):
    """A round: one collaboration answers one edition of the model.

    The edition is pinned when the round is made; a textual correction of it (a new revision) is
    followed until a result is stored.
    """

    collaboration = models.ForeignKey(Collaboration, models.CASCADE, related_name="assessments")
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="+")
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    state = models.CharField(max_length=10, choices=AssessmentState, default=AssessmentState.OPEN)
    answered = models.CharField(_("Vem svarar?"), max_length=10, choices=Answered)
    people = models.PositiveSmallIntegerField(_("Hur många deltar?"))
    # Raised to revoke every read link that has been given out.
    read_generation = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    # The day of the last change; `run_due` deletes what has not changed for 13 months.
    changed_on = models.DateField(db_index=True)

    class Meta:
        verbose_name = _("omgång")
        verbose_name_plural = _("omgångar")
        constraints = [
            models.CheckConstraint(
                condition=Q(answered__in=Answered.values), name="assessment_answered_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=AssessmentState.values), name="assessment_state_known"
            ),
            models.CheckConstraint(
                condition=Q(people__gte=1, people__lte=MAX_PEOPLE), name="assessment_people_bounded"
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)


class Respondent(models.Model):
    """One set of answers. Whoever holds its token may answer; only the token's hash is stored."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="respondents")
    token_sha256 = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("svarande")
        verbose_name_plural = _("svarande")

    def __str__(self) -> str:
        return str(self.pk)


class Answer(models.Model):
    """What a respondent has entered in one field of the walk (see domain/fields.py).

    `field` is the code of a marker or a statement, or names a comment, the self-placement or the
    outlook. An empty `value` is an answer taken back: the row stays, so that its revision goes on
    counting and a page that saw an older one can be told so.
    """

    respondent = models.ForeignKey(Respondent, models.CASCADE, related_name="answers")
    field = models.CharField(max_length=100)
    value = models.TextField(blank=True, max_length=MAX_COMMENT)
    revision = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField()

    class Meta:
        verbose_name = _("svar")
        verbose_name_plural = _("svar")
        constraints = [
            models.UniqueConstraint(fields=["respondent", "field"], name="answer_field_unique"),
        ]

    def __str__(self) -> str:
        return self.field


class Snapshot(models.Model):
    """A result as it was when it was asked for: `samverkan-snapshot/1`. Never changed."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="snapshots")
    number = models.PositiveIntegerField()
    document = models.JSONField()
    sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("resultat")
        verbose_name_plural = _("resultat")
        ordering = ("number",)
        constraints = [
            models.UniqueConstraint(fields=["assessment", "number"], name="snapshot_number_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.assessment_id}/{self.number}"


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
    text = models.TextField(_("Vad vill ni säga?"), max_length=MAX_COMMENT)
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
