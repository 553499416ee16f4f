"""Writes the report of a meeting: what a group decided, stored with its newest result."""

from datetime import date

from django.db import transaction

from assessments.core.rules.lifecycle import ChangeRefused, State
from assessments.meeting.rules.meeting import MEETING, build_meeting, dump_meeting
from assessments.meeting.selectors import (
    fetch_joint_answers,
    is_report_behind,
    list_decided_items,
)
from assessments.models import Assessment, Snapshot
from assessments.results.actions import store_document
from model_content.selectors.editions import fetch_edition


@transaction.atomic
def store_meeting_report(*, assessment: Assessment, today: date) -> Snapshot:
    """Store the newest result once more, with what the group has decided now.

    Everything else in it stays as it is. If the newest result says all that already, that is it.
    Raises ChangeRefused unless the round is closed.
    """
    _lock_closed(assessment)
    last = assessment.snapshots.order_by("-number")[0]
    if not is_report_behind(assessment, last):
        return last
    named = last.document["edition"]
    meeting = build_meeting(
        fetch_edition(named["code"], named["revision"]).content,
        {field: answer.value for field, answer in fetch_joint_answers(assessment).items()},
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
