"""Mails that wait to go: that a result is there, a steering group's link, that it is answered."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments.models.ids import make_random_id
from assessments.models.meetings import PlannedAction
from assessments.models.rounds import Assessment


class ResultNotice(models.Model):
    """An address that somebody who has handed in left, to be told when the result is given.

    Nothing leads from it to answers or back: not a key, a day or an order. It is deleted when the
    mail goes.
    """

    id = models.BigIntegerField(primary_key=True, default=make_random_id, editable=False)
    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="+")
    email = models.EmailField(_("E-postadress"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assessment", "email"], name="notice_unique"),
            models.CheckConstraint(
                condition=Q(email=Lower("email")) & ~Q(email=""), name="notice_email_lower"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class AnswerNotice(models.Model):
    """An address that somebody in the steering group left, to be mailed what the leader answers.

    Nothing leads from it to what they wrote or to their name: only to what it was about, an action
    or the whole. It is deleted when the mail goes; `answered_on` is the day of the answer.
    """

    id = models.BigIntegerField(primary_key=True, default=make_random_id, editable=False)
    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="+")
    action = models.ForeignKey(
        PlannedAction, models.SET_NULL, related_name="+", null=True, blank=True
    )
    email = models.EmailField(_("E-postadress"))
    answered_on = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return str(self.pk)


class LinkMail(models.Model):
    """A mail with a steering group's link, on its way: deleted when it goes.

    One that has `failed` is kept a while, to be told of. `text` has a sign where the link stands
    (steering/posting.py), which is made when the mail goes and not stored.
    """

    id = models.BigIntegerField(primary_key=True, default=make_random_id, editable=False)
    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="link_mails")
    email = models.EmailField(_("E-postadress"))
    subject = models.CharField(max_length=200)
    text = models.TextField()
    reply_to = models.EmailField()
    failed = models.BooleanField(default=False)
    asked_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return str(self.pk)
