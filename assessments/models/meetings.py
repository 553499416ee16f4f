"""What a group decides from its result: what to do, and what is decided on it."""

from __future__ import annotations

import uuid
from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.instruments.instrument import MAX_TEXT
from assessments.meeting.rules.meeting import AGREED, ActionStatus, Outcome
from assessments.methods.stages.answers import MAX_NAME, MAX_SCOPE
from assessments.models.collaborations import Collaboration
from assessments.models.ids import make_random_id
from assessments.models.rounds import Assessment


class PlannedAction(models.Model):
    """Something to do: what, who, by when, for which aspect. It lives on when its round is over."""

    id = models.BigIntegerField(primary_key=True, default=make_random_id, editable=False)
    collaboration = models.ForeignKey(Collaboration, models.CASCADE, related_name="planned_actions")
    # The round whose meeting decided it, None for what was added to the plan on its own.
    assessment = models.ForeignKey(
        Assessment, models.SET_NULL, related_name="planned_actions", null=True, blank=True
    )
    # The tool that it was proposed by, if it was.
    from_tool = models.ForeignKey(
        Assessment, models.SET_NULL, related_name="+", null=True, blank=True
    )
    aspect = models.CharField(_("Aspekt"), max_length=60, blank=True)
    what = models.CharField(_("Vi beslutar att …"), max_length=MAX_SCOPE)
    who = models.CharField(_("Vem ansvarar?"), max_length=MAX_NAME, blank=True)
    # Only to remind whoever is responsible: gone when the action is over.
    who_email = models.EmailField(_("E-post till den som ansvarar"), blank=True)
    due_on = models.DateField(_("Klart senast"), null=True, blank=True)
    # The group asks the steering group to decide it, and what it costs in the group's own words.
    for_steering = models.BooleanField(_("Styrgruppen ska besluta det här"), default=False)
    cost = models.CharField(_("Kostnad"), max_length=MAX_NAME, blank=True)
    # What the steering group last decided of it; empty until it has.
    outcome = models.CharField(
        max_length=10, blank=True, choices=[(outcome.value, outcome.value) for outcome in Outcome]
    )
    status = models.CharField(
        _("Läge"),
        max_length=10,
        default=ActionStatus.PLANNED.value,
        choices=[(status.value, status.value) for status in ActionStatus],
    )
    done_on = models.DateField(null=True, blank=True)
    reminded_on = models.DateField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=1)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True, blank=True
    )
    created_on = models.DateField()

    # Not stored: what the steering group made of one that is read as it was proposed.
    decided = ""
    decided_cost = ""
    decided_due_on: date | None = None

    class Meta:
        verbose_name = _("åtgärd")
        verbose_name_plural = _("åtgärder")
        constraints = [
            models.CheckConstraint(condition=~Q(what=""), name="planned_action_says_what"),
            models.CheckConstraint(
                condition=Q(status__in=[status.value for status in ActionStatus]),
                name="planned_action_status_known",
            ),
        ]

    def __str__(self) -> str:
        return self.what


class RemovedAction(models.Model):
    """That an action once was in the plan: what calendars need to strike it out, and no text."""

    id = models.BigIntegerField(primary_key=True, editable=False)
    collaboration = models.ForeignKey(Collaboration, models.CASCADE, related_name="removed_actions")
    revision = models.PositiveIntegerField()
    day = models.DateField()
    removed_on = models.DateField()

    class Meta:
        verbose_name = _("borttagen åtgärd")
        verbose_name_plural = _("borttagna åtgärder")
        ordering = ("pk",)

    def __str__(self) -> str:
        return str(self.pk)


class SteeringComment(models.Model):
    """What somebody in the steering group said of a report, or a leader answered.

    It is about one `action` that they are asked to decide, or the whole. Of what has been `told`
    those who lead have been mailed.
    """

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="steering_comments")
    action = models.ForeignKey(
        PlannedAction, models.SET_NULL, related_name="comments", null=True, blank=True
    )
    name = models.CharField(_("Ert namn"), max_length=MAX_NAME, blank=True)
    text = models.TextField(_("Kommentar"), max_length=MAX_TEXT)
    from_leader = models.BooleanField(default=False)
    told = models.BooleanField(default=False)
    created_on = models.DateField()

    class Meta:
        verbose_name = _("kommentar från styrgruppen")
        verbose_name_plural = _("kommentarer från styrgruppen")
        ordering = ("pk",)

    def __str__(self) -> str:
        return str(self.pk)


class Decision(models.Model):
    """That the steering group has dealt with a report, when, and what it decided.

    Of one `action` of the plan, or something of its own, which has no `outcome`. `proposed` is what
    the group asked it to decide, word by word, with its cost and day; `text` what was decided, with
    its cost, its day and who was responsible then, and `reason` why. Of what was referred back or
    rejected the `text` says why. What becomes of the action afterwards changes nothing of it.
    """

    action = models.ForeignKey(
        PlannedAction, models.SET_NULL, related_name="decisions", null=True, blank=True
    )
    outcome = models.CharField(
        max_length=10, blank=True, choices=[(outcome.value, outcome.value) for outcome in Outcome]
    )
    proposed = models.CharField(max_length=MAX_SCOPE, blank=True)
    proposed_cost = models.CharField(max_length=MAX_NAME, blank=True)
    proposed_due_on = models.DateField(null=True, blank=True)
    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="decisions")
    decided_on = models.DateField(_("Dag"))
    text = models.TextField(_("Vad beslutades?"), max_length=MAX_TEXT)
    reason = models.TextField(_("Skäl"), max_length=MAX_SCOPE, blank=True, db_default="")
    decided_cost = models.CharField(max_length=MAX_NAME, blank=True, db_default="")
    decided_due_on = models.DateField(null=True, blank=True)
    decided_who = models.CharField(max_length=MAX_NAME, blank=True, db_default="")
    name = models.CharField(_("Antecknat av"), max_length=MAX_NAME, blank=True)
    told = models.BooleanField(default=False)
    created_on = models.DateField()

    class Meta:
        verbose_name = _("beslut")
        verbose_name_plural = _("beslut")
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.decided_on}"

    @property
    def is_agreed(self) -> bool:
        """Whether what was asked for is to be done, as proposed or changed."""
        return self.outcome in AGREED

    @property
    def why(self) -> str:
        return self.reason if self.is_agreed else self.text


class Vote(models.Model):
    """A new vote at a round's meeting on the questions of one topic.

    While it is open its ballots are counted for nobody. Closing it stores what may be shown
    (results/rules/disclosure.py) in `result` and deletes them. One that too few took part in is
    deleted, so each topic has at most one that is shown: the difference between two would be what
    those who came between had answered.
    """

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="votes")
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    topic = models.CharField(max_length=100)
    opened_on = models.DateField()
    # How many its leader has said are in the room: it takes no more ballots. None: not asked.
    people = models.PositiveSmallIntegerField(null=True, blank=True)
    result = models.JSONField(null=True, blank=True)

    class Meta:
        verbose_name = _("röstning")
        verbose_name_plural = _("röstningar")
        constraints = [
            models.UniqueConstraint(fields=["assessment", "topic"], name="vote_one_on_a_topic"),
        ]

    def __str__(self) -> str:
        return str(self.public_id)


class Ballot(models.Model):
    """What one who took part in a vote answered: question → value. Nothing says who or when."""

    id = models.BigIntegerField(primary_key=True, default=make_random_id, editable=False)
    vote = models.ForeignKey(Vote, models.CASCADE, related_name="ballots")
    answers = models.JSONField()

    class Meta:
        verbose_name = _("röst")
        verbose_name_plural = _("röster")

    def __str__(self) -> str:
        return str(self.pk)
