"""What is filled in: sheets of respondents and groups, their answers, and the stored results."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.instruments.instrument import MAX_TEXT
from assessments.methods.stages.answers import (
    MAX_NAME,
    PERSPECTIVES,
    SECOND_PERSPECTIVES,
)
from assessments.models.ids import make_random_id
from assessments.models.rounds import Assessment, Invitation


class SheetKind(models.TextChoices):
    """Whose a sheet is, which decides when it may be written (filling/actions/answers.py)."""

    RESPONDENT = "respondent"
    JOINT = "joint"
    REASSESSMENT = "reassessment"


class Sheet(models.Model):
    """What somebody fills in: a respondent, a group at its meeting, a group of an aspect once more.

    A respondent's belongs to whoever holds its token, of which only the hash is stored; the other
    kinds are filled in by members who are signed in. `action` is what a group has done about the
    aspect that it assesses again. `submitted_on` is the day that a respondent handed in, or that an
    aspect was assessed again; `name` is asked for in open rounds only.
    """

    id = models.BigIntegerField(primary_key=True, default=make_random_id, editable=False)
    kind = models.CharField(max_length=12, choices=SheetKind, default=SheetKind.RESPONDENT)
    assessment = models.ForeignKey(
        Assessment, models.CASCADE, related_name="sheets", null=True, blank=True
    )
    action = models.OneToOneField(
        "assessments.PlannedAction",
        models.CASCADE,
        related_name="reassessment",
        null=True,
        blank=True,
    )
    token_sha256 = models.CharField(max_length=64, unique=True, null=True)  # noqa: DJ001 (unique)
    name = models.CharField(_("Vad heter du?"), max_length=MAX_NAME, blank=True)
    perspective = models.CharField(
        max_length=20, blank=True, choices=[(code, code) for code in PERSPECTIVES]
    )
    second_perspective = models.CharField(
        max_length=20, blank=True, choices=[(code, code) for code in SECOND_PERSPECTIVES]
    )
    organisation = models.CharField(max_length=MAX_NAME, blank=True)
    # Where a party of a tool is reminded, until it has begun, and when it was last.
    email = models.EmailField(_("E-postadress"), blank=True)
    mailed_on = models.DateField(null=True, blank=True)
    submitted_on = models.DateField(null=True, blank=True)
    # The invitation that the answers were handed in with, so that it can be used again if they are
    # removed. Never in an anonymous round, where nobody has a name.
    invitation = models.OneToOneField(
        Invitation, models.SET_NULL, related_name="+", null=True, blank=True
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(invitation=None) | ~Q(name=""), name="sheet_invited_only_with_name"
            ),
            models.CheckConstraint(
                condition=Q(kind=SheetKind.RESPONDENT, assessment__isnull=False, action=None)
                & Q(token_sha256__isnull=False)
                | Q(kind=SheetKind.JOINT, assessment__isnull=False, action=None)
                & Q(token_sha256=None, submitted_on=None)
                | Q(kind=SheetKind.REASSESSMENT, assessment=None, action__isnull=False)
                & Q(token_sha256=None),
                name="sheet_is_of_its_kind",
            ),
            models.UniqueConstraint(
                fields=["assessment"],
                condition=Q(kind=SheetKind.JOINT),
                name="sheet_one_joint_in_a_round",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class RespondentManager(models.Manager["Respondent"]):
    """The sheets that are counted: those of respondents, and no others."""

    def get_queryset(self) -> models.QuerySet[Respondent]:
        return super().get_queryset().filter(kind=SheetKind.RESPONDENT)


class Respondent(Sheet):
    """The sheet of one who answers. Of a group's, only those with a day of handing in count."""

    # It always has a round (a constraint of the table).
    assessment: models.ForeignKey[Assessment, Assessment]
    # Whether it was opened with the steering group's link; not stored.
    is_for_steering = False
    objects: ClassVar[RespondentManager] = RespondentManager()

    class Meta:
        proxy = True
        verbose_name = _("svarande")
        verbose_name_plural = _("svarande")


class Answer(models.Model):
    """What has been filled in in one field of a sheet.

    `field` is the code of a question, or names a comment, the self-placement and so on. An empty
    `value` is an answer taken back: the row stays, so that its revision goes on counting and a page
    that saw an older one can be told so.
    """

    id = models.BigIntegerField(primary_key=True, default=make_random_id, editable=False)
    sheet = models.ForeignKey(Sheet, models.CASCADE, related_name="answers")
    field = models.CharField(max_length=100)
    value = models.TextField(blank=True, max_length=MAX_TEXT)
    revision = models.PositiveIntegerField(default=1)
    # Of what has been handed in to an anonymous round only the day is kept, as its midnight.
    saved_at = models.DateTimeField()
    # Who saved it last, on the sheets of members. Never on a respondent's.
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True, blank=True
    )

    class Meta:
        verbose_name = _("svar")
        verbose_name_plural = _("svar")
        constraints = [
            models.UniqueConstraint(fields=["sheet", "field"], name="answer_field_unique"),
        ]

    def __str__(self) -> str:
        return self.field


class Snapshot(models.Model):
    """A result as it was when it was asked for: `samverkan-snapshot/1`. Never changed."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="snapshots")
    number = models.PositiveIntegerField()
    document = models.JSONField()
    sha256 = models.CharField(max_length=64)
    # What lists say of it: how many aspects are better and worse than in the one it is compared
    # with (results/rules/comparison.py: `count_changes`).
    changes = models.JSONField(null=True, editable=False)
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
