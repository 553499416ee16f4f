"""Rounds (assessments), and who is invited to them; what is filled in is in sheets.py.

A diagnosis made by one person is a round with one respondent: what holds for a group holds for it.
"""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from assessments.core.rules.lifecycle import (
    GREATEST_SMALLEST_GROUP,
    SMALLEST_GROUP,
    Change,
    Correction,
    State,
)
from assessments.core.rules.permissions import Role
from assessments.methods.stages.answers import (
    BY_RESPONDENT,
    MAX_NAME,
    MAX_SCOPE,
    SEPARATELY,
    WEIGHTINGS,
)
from assessments.methods.stages.instrument import STAGES
from assessments.models.collaborations import Collaboration, Part
from assessments.rounds.rules.terms import BREAKDOWNS, ORGANISATION, PERSPECTIVE
from model_content.models import Edition, ToolRevision

MAX_PEOPLE = 500
"""People who may be said to answer together, or to be asked."""

MAX_TITLE = 100
"""Characters in the title of a round, and in who invites to it."""

MAX_GREETING = 600
"""Characters in a leader's own words in the mail."""


class Answered(models.TextChoices):
    """How a round is answered; the values are those of `samverkan-answers/1`."""

    ALONE = "alone", _("En person svarar")
    TOGETHER = "together", _("Gruppen svarar tillsammans")
    SEPARATELY = SEPARATELY, _("Var och en svarar för sig")


class Assessment(models.Model):
    """A round: one collaboration, or one part of it, answers one edition of the model.

    The edition is pinned when the round is made; a textual correction of it (a new revision) is
    followed until a result is stored. What a group's respondents are told (`told_…`, who sees what,
    the smallest group, the weighting) is fixed when the round opens.
    """

    collaboration = models.ForeignKey(Collaboration, models.CASCADE, related_name="assessments")
    # RESTRICT: a part goes with its collaboration, but not from under its rounds.
    part = models.ForeignKey(
        Part, models.RESTRICT, related_name="assessments", null=True, blank=True
    )
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="+")
    # What is asked and how it is computed: the key of a method (methods/registry.py).
    instrument = models.CharField(max_length=60, default=STAGES)
    # The revision of the tool that is filled in; None: the stage model is answered.
    tool = models.ForeignKey(ToolRevision, models.PROTECT, related_name="+", null=True, blank=True)
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # Where it is in its life (core/rules/lifecycle.py); one set of answers is always open.
    state = models.CharField(
        max_length=10,
        choices=[
            (State.DRAFT.value, _("Förbereds")),
            (State.OPEN.value, _("Öppen")),
            (State.CLOSED.value, _("Stängd")),
        ],
        default=State.OPEN.value,
    )
    answered = models.CharField(_("Vem svarar?"), max_length=10, choices=Answered)
    people = models.PositiveSmallIntegerField(_("Hur många deltar?"))
    # Of what is written to and for all: a group's result and mails. Who answers chooses their own.
    language = models.CharField(_("Språk"), max_length=10, default="sv")
    # Raised to revoke every read link that has been given out.
    read_generation = models.PositiveIntegerField(default=1)
    # Whether the links that a group answered by lead to the link to read, when it has closed.
    shows_result = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    # The day of the last change; `run_due` deletes what has not changed for 13 months.
    changed_on = models.DateField(db_index=True)

    # Until when money and mandate are decided; a result within a year of it says who must decide.
    funded_until = models.DateField(
        _("Pengar och uppdrag är beslutade till och med"), null=True, blank=True
    )

    # Of a group's round only.
    title = models.CharField(_("Omgångens namn"), max_length=MAX_TITLE, blank=True)
    # `people` follows how many are invited, from this number up; None in older rounds, 1 where
    # nobody has said a number.
    asked_at_least = models.PositiveSmallIntegerField(null=True, blank=True)
    closes_on = models.DateField(_("Sista dag att svara"), null=True, blank=True)
    anonymous = models.BooleanField(_("Anonym"), default=True)
    smallest_group = models.PositiveSmallIntegerField(_("Minsta grupp"), default=SMALLEST_GROUP)
    weighting = models.CharField(
        _("Vägning"),
        max_length=12,
        default=BY_RESPONDENT,
        choices=[(code, code) for code in WEIGHTINGS],
    )
    # The one thing that is asked of who answers, which the result is broken down by.
    breakdown = models.CharField(
        max_length=20, choices=[(code, code) for code in BREAKDOWNS], default=PERSPECTIVE
    )
    # The parties that are there to choose from, if the breakdown is by party.
    organisations = models.JSONField(_("Parter"), default=list, blank=True)
    # The stages that everybody is asked about, where all are asked the same; an empty list is all.
    asked_stages = models.JSONField(_("Stadier"), default=list, blank=True)
    # Only where they stand, and what each most wants to work on.
    is_short = models.BooleanField(default=False)
    # Whether the answers may be used for statistics on the questions; None until it is asked.
    allows_statistics = models.BooleanField(null=True, blank=True)
    told_name = models.CharField(max_length=MAX_NAME, blank=True)
    told_scope = models.CharField(max_length=MAX_SCOPE, blank=True)
    opened_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    # Whether there is a group link: without one only those who are invited can answer. It can be
    # turned off while the round is open, and not on.
    has_group_link = models.BooleanField(default=True)
    # Invitations that have been withdrawn, and of these such as had been used. The latter is shown
    # to nobody: what it rises by when one is withdrawn tells whether that one had answered.
    withdrawn = models.PositiveIntegerField(default=0)
    withdrawn_used = models.PositiveIntegerField(default=0)
    # What the mail to those who are invited says first: a name and an organisation, and words of
    # the leader's own.
    sender = models.CharField(_("Vem bjuder in?"), max_length=MAX_TITLE, blank=True)
    greeting = models.TextField(_("Egna ord i mejlet"), max_length=MAX_GREETING, blank=True)
    # Whether those who have not answered are reminded by themselves, and the day it was done last.
    reminds = models.BooleanField(default=True)
    reminded_on = models.DateField(null=True, blank=True)
    # What has been pasted as addresses in a draft and is no invitation, as it was written.
    left_out = models.JSONField(default=list, blank=True)
    # Raised to revoke the group link, and the link of the steering group (0: none has been made):
    # to the report, of a tool to its sheet.
    group_generation = models.PositiveIntegerField(default=1)
    steering_generation = models.PositiveIntegerField(default=0)
    steering_expires_on = models.DateField(null=True, blank=True)

    role: Role

    class Meta:
        verbose_name = _("omgång")
        verbose_name_plural = _("omgångar")
        constraints = [
            models.CheckConstraint(
                condition=Q(answered__in=Answered.values), name="assessment_answered_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in State]),
                name="assessment_state_known",
            ),
            models.CheckConstraint(
                condition=Q(people__gte=1, people__lte=MAX_PEOPLE), name="assessment_people_bounded"
            ),
            models.CheckConstraint(
                condition=Q(
                    smallest_group__gte=SMALLEST_GROUP,
                    smallest_group__lte=GREATEST_SMALLEST_GROUP,
                ),
                name="assessment_smallest_group_bounded",
            ),
            models.CheckConstraint(
                condition=Q(weighting__in=WEIGHTINGS), name="assessment_weighting_known"
            ),
            models.CheckConstraint(
                condition=Q(answered=Answered.SEPARATELY) | Q(state=State.OPEN),
                name="assessment_of_one_is_open",
            ),
            models.CheckConstraint(
                condition=~Q(answered=Answered.SEPARATELY)
                | Q(state=State.DRAFT)
                | Q(
                    opened_on__isnull=False,
                    closes_on__isnull=False,
                    allows_statistics__isnull=False,
                )
                & ~Q(told_scope=""),
                name="assessment_opened_with_all_that_is_told",
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)

    @property
    def is_group(self) -> bool:
        """Several respondents answer, each for themselves."""
        return self.answered == Answered.SEPARATELY

    @property
    def asked_parties(self) -> list[str]:
        """The parties that whoever answers chooses from; none where that is not asked."""
        return self.organisations if self.breakdown == ORGANISATION else []

    @property
    def name(self) -> str:
        """What the collaboration was called when the round opened."""
        return self.told_name or self.collaboration.name

    @property
    def is_told_counted(self) -> bool:
        """Whether those who answer are told that the result counts in the regional overview."""
        sharing = getattr(self.collaboration, "sharing", None)
        since = sharing and sharing.counted_on
        return bool(since and (self.opened_on is None or since <= self.opened_on))

    @property
    def scope(self) -> str:
        """What was counted in when the round opened."""
        of_part = self.part.scope if self.part else ""
        return self.told_scope or of_part or self.collaboration.scope


class RoundEvent(models.Model):
    """What was done with a round: opened, extended, closed, reopened. Never changed."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="events")
    change = models.CharField(
        max_length=10, choices=[(c.value, c.value) for c in (*Change, *Correction)]
    )
    day = models.DateField()
    # None: closed because its last day had passed, or by an account that has been deleted.
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True, blank=True
    )
    closes_on = models.DateField(null=True, blank=True)
    reason = models.CharField(_("Varför?"), max_length=MAX_SCOPE, blank=True)

    class Meta:
        verbose_name = _("händelse")
        verbose_name_plural = _("händelser")
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.change} {self.day}"


class MailState(models.TextChoices):
    """What became of a mail."""

    WAITING = "waiting", _("Skickas")
    SENDING = "sending", _("Skickas")
    SENT = "sent", _("Lämnad till e-postservern")
    FAILED = "failed", _("Gick inte att skicka")


class Invitation(models.Model):
    """An address that a round's invitation is mailed to.

    In an anonymous round nothing in the database leads from it to answers or back: it only says
    whether it has been used to hand in some.
    """

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="invitations")
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(_("E-postadress"))
    mail_state = models.CharField(max_length=10, choices=MailState, default=MailState.WAITING)
    # Since when a mail has been in line or on its way; None otherwise, and in a draft.
    mail_since = models.DateTimeField(null=True, blank=True)
    # The day of the last mail, invitation or reminder; None until the first has gone. In an
    # anonymous round everybody's moves when some are reminded: it must not tell who has answered.
    mailed_on = models.DateField(null=True, blank=True)
    submitted = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("inbjudan")
        verbose_name_plural = _("inbjudningar")
        ordering = ("email",)
        constraints = [
            models.UniqueConstraint(fields=["assessment", "email"], name="invitation_unique"),
            models.CheckConstraint(
                condition=Q(email=Lower("email")) & ~Q(email=""), name="invitation_email_lower"
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)
