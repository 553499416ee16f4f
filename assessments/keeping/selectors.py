"""Reads how long collaborations are kept, and everything that is stored of one."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, Final

from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce, Greatest

from assessments.keeping.rules import compute_cutoff, compute_deletion_date
from assessments.models import (
    Answer,
    Answered,
    Assessment,
    Collaboration,
    Decision,
    Invitation,
    Member,
    Part,
    PlannedAction,
    RemovedAction,
    Respondent,
    RoundEvent,
    Sharing,
    Sheet,
    SheetKind,
    SteeringComment,
    Vote,
)
from assessments.plan.selectors import list_leaders_addresses
from assessments.results.rules.snapshot import upgrade_snapshot
from assessments.results.selectors import readable_results
from assessments.rounds.selectors.invitations import judge
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
_SHARING_FIELDS: Final = [
    field.attname
    for field in Sharing._meta.concrete_fields
    if field.name != "approved_by"  # one of the staff
]
_JOINT_FIELDS: Final = (
    "id", "assessment_id", "field", "value", "revision", "saved_at", "saved_by_id",
)  # fmt: skip


def with_last_change() -> QuerySet[Any]:
    """Collaborations with the day of the `last_change` in them or in any of their rounds."""
    newest = Coalesce(Max("assessments__changed_on"), F("changed_on"))
    return Collaboration.objects.annotate(last_change=Greatest(newest, F("changed_on")))


def find_deletion_date(collaboration: Collaboration) -> date:
    """The first day on which it may be deleted if nothing changes before. One query."""
    changed_on = with_last_change().values_list("last_change", flat=True).get(pk=collaboration.pk)
    return compute_deletion_date(changed_on, collaboration.kept_months)


def list_to_warn(today: date) -> Iterator[tuple[Collaboration, date]]:
    """Collaborations whose members are to be told that they will be deleted, and the first day.

    Each has the day of its `last_change`. One query, and one for each number of months that
    collaborations are kept.
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
    """That nobody is to be warned, or was in time and nothing has changed since, or in vain."""
    in_time = Q(warned_on__lte=today - timedelta(days=WARNED_DAYS))
    long_tried = Q(unwarned_on__lte=today - timedelta(days=UNREACHABLE_DAYS))
    in_vain = _UNWARNED & long_tried & Q(unwarned_on__gte=F("last_change"))
    return ~_HAS_MEMBERS | (in_time & Q(warned_on__gte=F("last_change"))) | in_vain


def fetch_everything(collaboration: Collaboration) -> dict[str, Any]:
    """Everything that is stored of a collaboration, but for what a group's members have answered.

    Of a group's answers it holds what the results that may be read hold: no row is one person's,
    and nothing says whose invitation has been used. A fixed number of queries.
    """
    own, of_it = {"collaboration": collaboration}, {"assessment__collaboration": collaboration}
    answers = Answer.objects.filter(sheet__assessment__collaboration=collaboration)
    of_one = answers.filter(sheet__kind=SheetKind.RESPONDENT).exclude(
        sheet__assessment__answered=Answered.SEPARATELY
    )
    by_members = _list_members_answers(collaboration)
    return {
        "format": EXPORT_FORMAT,
        "collaboration": _rows(Collaboration.objects.filter(pk=collaboration.pk))[0],
        "leader": collaboration.owner.email if collaboration.owner else None,
        "members": _rows(Member.objects.filter(**own), "role", email=F("user__email")),
        "sharing": _rows(Sharing.objects.filter(**own), *_SHARING_FIELDS),
        "parts": _rows(Part.objects.filter(**own)),
        "rounds": _rows(Assessment.objects.filter(**own), *_ROUND_FIELDS),
        "events": _rows(RoundEvent.objects.filter(**of_it)),
        "invitations": [
            {
                "assessment_id": each.assessment_id,
                "email": each.email,
                # As much of what became of its mail as is the same for all.
                "mail_state": judge(each, anonymous=True).value,
                "mailed_on": each.mailed_on,
            }
            for each in sorted(
                Invitation.objects.filter(**of_it),
                key=lambda each: (each.assessment_id, sort_key(each.email)),
            )
        ],
        "answers": _rows(
            of_one,
            "field",
            "value",
            round=F("sheet__assessment_id"),
            party=F("sheet__organisation"),
        ),
        "parties": _rows(
            Respondent.objects.filter(**of_it, assessment__tool__isnull=False).exclude(
                organisation=""
            ),
            "organisation",
            "email",
            "mailed_on",
            round=F("assessment_id"),
        ),
        "results": [
            {**row, "document": upgrade_snapshot(row["document"])}
            for row in _rows(readable_results().filter(**of_it).order_by("assessment_id", "number"))
        ],
        "joint_assessment": [
            {name: row[name] for name in _JOINT_FIELDS} for row in by_members if not row["action"]
        ],
        "plan": [
            row | _tell_reassessment([each for each in by_members if each["action"] == row["id"]])
            for row in _rows(PlannedAction.objects.filter(**own))
        ],
        "removed_from_plan": _rows(RemovedAction.objects.filter(**own)),
        "steering_comments": _rows(SteeringComment.objects.filter(**of_it)),
        "votes": _rows(Vote.objects.filter(**of_it, result__isnull=False)),
        "decisions": _rows(Decision.objects.filter(**of_it)),
    }


def _list_members_answers(collaboration: Collaboration) -> list[dict[str, Any]]:
    """What has been written in joint assessments, and of aspects assessed again. One query."""
    of_members = Sheet.objects.exclude(kind=SheetKind.RESPONDENT).order_by().values("pk")
    joint = of_members.filter(assessment__collaboration=collaboration)
    answers = Answer.objects.filter(
        # Not one condition with "or", for which PostgreSQL reads through all sheets there are.
        sheet__in=joint.union(of_members.filter(action__collaboration=collaboration))
    )
    return _rows(
        answers.order_by("sheet__assessment", "saved_at", "field"),
        *(name for name in _JOINT_FIELDS if name != "assessment_id"),
        assessment_id=F("sheet__assessment_id"),
        action=F("sheet__action_id"),
        day=F("sheet__submitted_on"),
    )


def _tell_reassessment(answers: list[dict[str, Any]]) -> dict[str, Any]:
    given = {row["field"]: row["value"] for row in answers if row["value"]}
    return {
        "reassessed": {f: int(v) if v.isdigit() else v for f, v in given.items()} or None,
        "reassessed_on": answers[0]["day"] if given else None,
    }


def _rows(rows: QuerySet[Any], *fields: str, **named: F) -> list[dict[str, Any]]:
    ordered = rows if rows.query.order_by else rows.order_by("pk")
    return list(ordered.values(*fields, **named))
