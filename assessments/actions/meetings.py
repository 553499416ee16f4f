"""Writes what a group decides at its meeting: the joint assessment, and the report with it."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.utils import timezone

from assessments.actions.answers import list_changed, settle_entry
from assessments.actions.collaborations import touch_collaboration
from assessments.actions.locks import lock_collaboration
from assessments.actions.results import store_document
from assessments.domain.entries import Entry, Saved
from assessments.domain.lifecycle import ChangeRefused, State
from assessments.domain.meeting import (
    MEETING,
    build_meeting,
    check_joint_value,
    dump_meeting,
)
from assessments.models import Assessment, JointEntry, Snapshot
from assessments.selectors.diagnoses import Stored
from assessments.selectors.meetings import (
    fetch_joint_entries,
    is_report_behind,
    list_decided_items,
)
from model_content.domain.content import Edition
from model_content.selectors.editions import fetch_edition
from samverkan.models import User


@transaction.atomic
def save_joint_entries(
    *,
    assessment: Assessment,
    edition: Edition,
    entries: Iterable[Entry],
    user: User | None = None,
) -> tuple[list[Saved], dict[str, Stored]]:
    """Save what was written in some fields of the joint assessment, all in one transaction.

    Conflicts are judged as those of answers are (actions/answers.py).

    Returns:
        What came of each entry, and the whole joint assessment as it is now.

    Raises:
        ValueRefused: a field is unknown or cannot hold its value; nothing has been saved.
        ChangeRefused: the round is not closed; nothing has been saved.
    """
    checked = [(entry, check_joint_value(entry.field, entry.value, edition)) for entry in entries]
    lock_collaboration(assessment.collaboration_id)
    _lock_closed(assessment)
    stored = fetch_joint_entries(assessment)
    before = dict(stored)
    moment = timezone.now()
    results = [settle_entry(stored, entry, value, moment) for entry, value in checked]
    for field in list_changed(before, stored):
        written = stored[field]._asdict() | {"saved_by": user}
        JointEntry.objects.update_or_create(assessment=assessment, field=field, defaults=written)
    if before != stored:
        touch_collaboration(collaboration=assessment.collaboration)
    return results, stored


@transaction.atomic
def store_meeting_report(*, assessment: Assessment, today: date) -> Snapshot:
    """Store the newest result once more, with what the group has decided now.

    Everything else in it stays as it is. If the newest result says all that already, that is it.

    Raises:
        ChangeRefused: the round is not closed.
    """
    _lock_closed(assessment)
    last = assessment.snapshots.order_by("-number")[0]
    if not is_report_behind(assessment, last):
        return last
    named = last.document["edition"]
    meeting = build_meeting(
        fetch_edition(named["code"], named["revision"]).content,
        {field: entry.value for field, entry in fetch_joint_entries(assessment).items()},
        list_decided_items(assessment),
        today,
    )
    document = {key: value for key, value in last.document.items() if key != MEETING}
    if not meeting.is_empty:
        document[MEETING] = dump_meeting(meeting)
    return store_document(assessment, document, last)


def _lock_closed(assessment: Assessment) -> None:
    """Lock the round against whoever else writes to its meeting, or reopens it.

    Not its key: who adds an action has locked the collaboration and refers to the round.
    """
    state = Assessment.objects.select_for_update(no_key=True).values_list("state", flat=True)
    if state.get(pk=assessment.pk) != State.CLOSED:
        raise ChangeRefused(ChangeRefused.STATE)
