"""Opens and closes the iceberg of a collaboration; it is a vote (meeting/actions.py) on cards."""

from datetime import date

from django.db import transaction

from assessments.core.actions import lock_collaboration
from assessments.core.rules.lifecycle import SMALLEST_GROUP
from assessments.iceberg.selectors import KEY, fetch_iceberg, find_smallest_group, list_layers
from assessments.meeting.actions import cancel_vote, close_vote
from assessments.models import Assessment, Collaboration, Vote
from assessments.results.rules.marks import count_needed, disclose_marks
from assessments.tools.actions import make_round
from model_content.selectors.editions import PublishedEdition
from model_content.selectors.tools import PublishedTool, fetch_tool_revision


class TooSoon(Exception):
    """Another has been shown lately."""


class TooFew(Exception):
    """Nothing could be shown of so many; the argument is how many are needed."""


@transaction.atomic
def open_iceberg(
    *,
    collaboration: Collaboration,
    tool: PublishedTool,
    edition: PublishedEdition,
    today: date,
    people: int,
) -> Vote:
    """Open an iceberg for as many as are in the room, or find the one that is open.

    Raises:
        TooSoon: one has been shown lately.
        TooFew: nothing could be shown of so many.
        Collaboration.DoesNotExist: it has been deleted.
    """
    lock_collaboration(collaboration.pk)
    newest = fetch_iceberg(collaboration)
    if newest.vote is not None and newest.is_open:
        return newest.vote
    if newest.next_day is not None and today < newest.next_day:
        raise TooSoon
    smallest = find_smallest_group(collaboration, SMALLEST_GROUP)
    if people < count_needed(smallest):
        raise TooFew(count_needed(smallest))
    # One that was opened and never shown leaves nothing behind.
    Assessment.objects.filter(collaboration=collaboration, instrument=KEY, votes=None).delete()
    made = make_round(collaboration, tool, edition, today, smallest_group=smallest)
    return Vote.objects.create(assessment=made, topic=KEY, opened_on=today, people=people)


def close_iceberg(vote: Vote) -> bool:
    """Store what may be shown and delete the ballots; False while too few have taken part."""
    assert vote.assessment.tool_id is not None
    tool = fetch_tool_revision(vote.assessment.tool_id).content
    layers = {key: [item.code for item in step.items] for key, step in list_layers(tool).items()}
    return close_vote(
        assessment=vote.assessment,
        topic=KEY,
        disclose=lambda ballots, smallest: disclose_marks(ballots, layers, smallest),
    )


def cancel_iceberg(vote: Vote) -> bool:
    """Delete an open iceberg with its ballots; False if it is not open."""
    return cancel_vote(assessment=vote.assessment, topic=KEY)
