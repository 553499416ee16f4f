"""Collaborations: what they are about, their parts and the people with an account who see them."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments.core.rules.permissions import Role
from assessments.instruments.instrument import MAX_TEXT
from assessments.keeping.rules import KEPT_MONTHS, LEAST_MONTHS, MOST_MONTHS
from assessments.methods.stages.answers import MAX_NAME, MAX_SCOPE

MAX_YEAR = 60
"""Characters in when a collaboration began or ended: “våren 2019”."""

OPTIONAL_PROFILE = (
    "parties", "start", "end", "initiators_and_purpose", "types", "levels", "geography", "priority",
    "results",
)  # fmt: skip
"""The fields of a profile besides the name and what is counted in."""


class Collaboration(models.Model):
    """Organisations that do something together, and what of it is counted in.

    The profile is the form of eight fields on which the cases of the model are described; all of
    it is optional, and the codes are those of `model_content/labels.py`.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
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

    start = models.CharField(_("Start"), max_length=MAX_YEAR, blank=True)
    end = models.CharField(_("Slut"), max_length=MAX_YEAR, blank=True)
    initiators_and_purpose = models.TextField(
        _("Initiativtagare och syfte"), max_length=MAX_TEXT, blank=True
    )
    types = models.JSONField(_("Typ av samverkan"), default=list, blank=True)
    levels = models.JSONField(_("Nivå"), default=list, blank=True)
    geography = models.JSONField(_("Geografisk utbredning"), default=list, blank=True)
    priority = models.CharField(_("Prioritet"), max_length=10, blank=True)
    results = models.TextField(_("Resultat"), max_length=MAX_TEXT, blank=True)
    # The organisations in it, which each round asks for unless its leader says otherwise.
    parties = models.JSONField(_("Parter"), default=list, blank=True)

    # The day of the last change of anything but a round, which has a day of its own.
    changed_on = models.DateField(default=timezone.localdate, db_index=True)
    # Months from the last change until everything is deleted, the day its members were warned, and
    # the first day on which nobody could be.
    kept_months = models.PositiveSmallIntegerField(_("Sparas i"), default=KEPT_MONTHS)
    warned_on = models.DateField(null=True, blank=True)
    unwarned_on = models.DateField(null=True, blank=True)

    # The day that those who lead were last told that it is time for the next round.
    next_round_told_on = models.DateField(null=True, blank=True)

    # What the visitor is to it, where it has been loaded for one; not stored. So has a round.
    role: Role

    class Meta:
        verbose_name = _("samverkan")
        verbose_name_plural = _("samverkan")
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="collaboration_has_name"),
            models.CheckConstraint(condition=~Q(scope=""), name="collaboration_has_scope"),
            models.CheckConstraint(
                condition=Q(kept_months__gte=LEAST_MONTHS, kept_months__lte=MOST_MONTHS),
                name="collaboration_kept_months_bounded",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Part(models.Model):
    """A named part of a collaboration, which may stand in another stage than the rest."""

    collaboration = models.ForeignKey(Collaboration, models.CASCADE, related_name="parts")
    name = models.CharField(_("Delens namn"), max_length=MAX_NAME)
    scope = models.CharField(_("Det här räknas in i delen"), max_length=MAX_SCOPE, blank=True)

    class Meta:
        verbose_name = _("del")
        verbose_name_plural = _("delar")
        ordering = ("pk",)
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="part_has_name"),
            models.UniqueConstraint(fields=["collaboration", "name"], name="part_name_unique"),
        ]

    def __str__(self) -> str:
        return self.name


class Member(models.Model):
    """Somebody with an account who sees a collaboration besides its owner, who leads it."""

    collaboration = models.ForeignKey(Collaboration, models.CASCADE, related_name="members")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    role = models.CharField(
        _("Roll"),
        max_length=10,
        choices=[(Role.CO_LEADER.value, _("Leder med")), (Role.READER.value, _("Läser"))],
    )

    class Meta:
        verbose_name = _("medlem")
        verbose_name_plural = _("medlemmar")
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(fields=["collaboration", "user"], name="member_unique"),
            models.CheckConstraint(
                condition=Q(role__in=(Role.CO_LEADER.value, Role.READER.value)),
                name="member_role_known",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
