"""Writes the report of a meeting, what a group decided, and the new votes at it."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction

from assessments.core.rules.lifecycle import ChangeRefused, State
from assessments.meeting.rules.meeting import MEETING, build_meeting, dump_meeting
from assessments.meeting.selectors import (
    fetch_joint_answers,
    find_change_since,
    list_decided_items,
    list_votes,
)
from assessments.models import Assessment, Ballot, Snapshot, Vote
from assessments.results.actions import store_document
from assessments.results.rules.disclosure import disclose_vote
from model_content.selectors.editions import fetch_edition
from samverkan.submitted.actions import note_made, take_submission


@transaction.atomic
def store_meeting_report(*, assessment: Assessment, today: date) -> Snapshot:
    """Store the newest result once more, with what the group has decided now.

    Everything else in it stays as it is. If the newest result says all that already, that is it.
    Raises ChangeRefused unless the round is closed.
    """
    _lock_closed(assessment)
    last = assessment.snapshots.order_by("-number")[0]
    if not find_change_since(assessment, last):
        return last
    named = last.document["edition"]
    meeting = build_meeting(
        fetch_edition(named["code"], named["revision"]).content,
        {field: answer.value for field, answer in fetch_joint_answers(assessment).items()},
        list_decided_items(assessment),
        today,
        list_votes(assessment),
    )
    document = {key: value for key, value in last.document.items() if key != MEETING}
    if not meeting.is_empty:
        document[MEETING] = dump_meeting(meeting)
    return store_document(assessment, document, last)


# New votes ----------------------------------------------------------------------------------------


class VoteClosed(Exception):
    """It takes no more ballots: it has been closed, or it was of another day."""


class VoteFull(Exception):
    """As many have answered as its leader has said are in the room."""


@transaction.atomic
def open_vote(*, assessment: Assessment, topic: str, today: date, people: int) -> Vote:
    """Open a vote on a topic for as many as are in the room, or find the one there is.

    Raises ChangeRefused as the report does.
    """
    _lock_closed(assessment)
    made = {"opened_on": today, "people": people}
    return Vote.objects.get_or_create(assessment=assessment, topic=topic, defaults=made)[0]


@transaction.atomic
def cast_ballot(*, vote: Vote, answers: Mapping[str, str], submission: str) -> None:
    """Keep what one has answered, once, however often the form is sent.

    Raises VoteClosed, or VoteFull.
    """
    locked = Vote.objects.select_for_update().filter(pk=vote.pk, result__isnull=True).first()
    if locked is None:
        raise VoteClosed
    sent = take_submission(submission)
    if not sent.made:
        if locked.people is not None and locked.ballots.count() >= locked.people:
            raise VoteFull
        Ballot.objects.create(vote=locked, answers=dict(answers))
        note_made(sent, locked.pk)  # the vote, not the ballot: nothing leads to what was answered


Disclose = Callable[[Sequence[Mapping[str, str]], int], dict[str, Any] | None]
"""What may be shown of ballots, with the smallest group; None if nothing may."""


@transaction.atomic
def close_vote(*, assessment: Assessment, topic: str, disclose: Disclose = disclose_vote) -> bool:
    """Store what may be shown and delete the ballots.

    While too few have taken part the vote stays open with its ballots: then the answer is False.
    """
    vote = _lock_vote(assessment, topic)
    if vote is None or vote.result is not None:
        return True
    ballots = list(vote.ballots.order_by("pk").values_list("answers", flat=True))
    counts = disclose(ballots, assessment.smallest_group)
    if counts is None:
        return False
    vote.ballots.all().delete()
    vote.result = {"voters": len(ballots), "counts": counts}
    vote.save()
    return True


@transaction.atomic
def cancel_vote(*, assessment: Assessment, topic: str) -> bool:
    """Delete an open vote with its ballots, so that another may be held; False if none is open."""
    vote = _lock_vote(assessment, topic)
    if vote is None or vote.result is not None:
        return False
    vote.delete()
    return True


def _lock_vote(assessment: Assessment, topic: str) -> Vote | None:
    votes = Vote.objects.select_for_update()
    return votes.filter(assessment=assessment, topic=topic).first()


def delete_open_votes(*, today: date) -> None:
    """Delete votes that somebody opened and forgot to close, with their ballots."""
    Vote.objects.filter(result__isnull=True, opened_on__lt=today).delete()


def _lock_closed(assessment: Assessment) -> None:
    """Lock the round against whoever else writes to its meeting, or reopens it.

    Not its key: who adds an action has locked the collaboration and refers to the round.
    """
    state = Assessment.objects.select_for_update(no_key=True).values_list("state", flat=True)
    if state.get(pk=assessment.pk) != State.CLOSED:
        raise ChangeRefused(ChangeRefused.STATE)
