"""Reads how long collaborations are kept, and everything that is stored of one."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, Final

from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce, Greatest

from assessments.domain.invitations import judge_invitation
from assessments.domain.retention import compute_cutoff, compute_deletion_date
from assessments.domain.snapshot import upgrade_snapshot
from assessments.models import (
    Answer,
    Answered,
    Assessment,
    Collaboration,
    Decision,
    Invitation,
    JointEntry,
    Member,
    Part,
    PlannedAction,
    RemovedAction,
    RoundEvent,
    SteeringComment,
)
from assessments.selectors.plans import list_leaders_addresses
from assessments.selectors.results import readable_results
from samverkan.mail import can_be_mailed
from samverkan.texts import sort_key

EXPORT_FORMAT: Final = "samverkan-export/1"

WARNED_DAYS: Final = 30
"""Days between the warning and the deletion of a collaboration that has members."""

UNREACHABLE_DAYS: Final = 90
"""Days of trying to warn in vain, after which it is deleted all the same: keeping must end."""


_HAS_MEMBERS: Final = Q(owner__isnull=False) | Q(
    Exists(Member.objects.filter(collaboration=OuterRef("pk")))
)
_UNWARNED: Final = Q(warned_on=None) | Q(warned_on__lt=F("last_change"))
"""Not warned of this deletion: never, or before the last change."""


_ROUND_FIELDS: Final = [
    field.attname
    for field in Assessment._meta.concrete_fields
    if field.name != "withdrawn_used"  # it would tell who has answered: see the model
]


def with_last_change() -> QuerySet[Any]:
    """Collaborations with the day of the `last_change` in them or in any of their rounds."""
    newest = Coalesce(Max("assessments__changed_on"), F("changed_on"))
    return Collaboration.objects.annotate(last_change=Greatest(newest, F("changed_on")))


def find_deletion_date(collaboration: Collaboration) -> date:
    """The first day on which it may be deleted if nothing changes before. One query."""
    changed_on: date = (
        with_last_change().values_list("last_change", flat=True).get(pk=collaboration.pk)
    )
    return compute_deletion_date(changed_on, collaboration.kept_months)


def list_to_warn(today: date) -> Iterator[tuple[Collaboration, date]]:
    """Collaborations whose members are to be told that they will be deleted, and the first day.

    Each has the day of its `last_change`.

    One query, and one for each number of months that collaborations are kept.
    """
    kept = Collaboration.objects.order_by("kept_months").values_list("kept_months", flat=True)
    soon = today + timedelta(days=WARNED_DAYS)
    for months in kept.distinct():
        due = with_last_change().filter(
            _HAS_MEMBERS,
            _UNWARNED,
            kept_months=months,
            last_change__lte=compute_cutoff(soon, months),
        )
        for each in due.select_related("owner").order_by("pk"):
            first_day = compute_deletion_date(each.last_change, months)
            yield each, max(first_day, soon)


def list_addresses_to_warn(collaboration: Collaboration) -> list[str]:
    """The addresses of those who lead; where nobody does, of all members. At most two queries."""
    members = Member.objects.filter(collaboration=collaboration, user__is_active=True)
    addresses = members.order_by("pk").values_list("user__email", flat=True)
    return list_leaders_addresses(collaboration) or list(filter(can_be_mailed, addresses))


def is_warned(today: date) -> Q:
    """That nobody is to be warned, or that it was done in time and nothing has changed since.

    Or that it has been tried in vain for long enough.
    """
    in_time = Q(warned_on__lte=today - timedelta(days=WARNED_DAYS))
    long_tried = Q(unwarned_on__lte=today - timedelta(days=UNREACHABLE_DAYS))
    in_vain = _UNWARNED & long_tried & Q(unwarned_on__gte=F("last_change"))
    return ~_HAS_MEMBERS | (in_time & Q(warned_on__gte=F("last_change"))) | in_vain


def fetch_everything(collaboration: Collaboration) -> dict[str, Any]:
    """Everything that is stored of a collaboration, but for what a group's members have answered.

    Of a group's answers it holds what the results that may be read hold: no row is one person's,
    and nothing says whose invitation has been used. A fixed number of queries.
    """
    of_it = {"assessment__collaboration": collaboration}
    answers = Answer.objects.filter(respondent__assessment__collaboration=collaboration)
    joint = answers.exclude(respondent__assessment__answered=Answered.SEPARATELY)
    return {
        "format": EXPORT_FORMAT,
        "collaboration": _rows(Collaboration.objects.filter(pk=collaboration.pk))[0],
        "leader": collaboration.owner.email if collaboration.owner else None,
        "members": _rows(
            Member.objects.filter(collaboration=collaboration), "role", email=F("user__email")
        ),
        "parts": _rows(Part.objects.filter(collaboration=collaboration)),
        "rounds": _rows(Assessment.objects.filter(collaboration=collaboration), *_ROUND_FIELDS),
        "events": _rows(RoundEvent.objects.filter(**of_it)),
        "invitations": [
            _tell_invitation(each)
            for each in sorted(Invitation.objects.filter(**of_it), key=_sort_by_round)
        ],
        "answers": _rows(joint, "field", "value", round=F("respondent__assessment_id")),
        "results": [
            {**row, "document": upgrade_snapshot(row["document"])}
            for row in _rows(readable_results().filter(**of_it).order_by("assessment_id", "number"))
        ],
        "joint_assessment": _rows(JointEntry.objects.filter(**of_it)),
        "plan": _rows(PlannedAction.objects.filter(collaboration=collaboration)),
        "removed_from_plan": _rows(RemovedAction.objects.filter(collaboration=collaboration)),
        "steering_comments": _rows(SteeringComment.objects.filter(**of_it)),
        "decisions": _rows(Decision.objects.filter(**of_it)),
    }


def _sort_by_round(stored: Invitation) -> tuple[int, tuple[str, str]]:
    return stored.assessment_id, sort_key(stored.email)


def _tell_invitation(stored: Invitation) -> dict[str, Any]:
    """An invitation, with as much of what became of its mail as is the same for all."""
    shown = judge_invitation(
        mail_state=stored.mail_state,
        mailed_on=stored.mailed_on,
        submitted=stored.submitted,
        anonymous=True,
    )
    return {
        "assessment_id": stored.assessment_id,
        "email": stored.email,
        "mail_state": shown.value,
        "mailed_on": stored.mailed_on,
    }


def _rows(rows: QuerySet[Any], *fields: str, **named: F) -> list[dict[str, Any]]:
    """Each row as it is stored, or only these fields of it."""
    ordered = rows if rows.query.order_by else rows.order_by("pk")
    return list(ordered.values(*fields, **named))
