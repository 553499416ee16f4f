"""What is locked, and in which order, so that no two who write wait for each other.

Everybody locks, of what they need, in this order and within each kind by number:

1. the collaboration: what hangs on it (members, parts, rounds, actions) is written under its lock;
2. a group's rounds: whoever closes one, or joins it, holds it before any sheet;
3. sheets: whoever answers holds only their own, and members theirs after their collaboration;
4. the round of one set of answers, after its sheet: saving moves its day of change.

A form that is sent is noted (`take_submission`) after all of these: only the same form sent once
more waits for it.

So a group's round is never touched under the lock of a sheet, and the round of one set of answers
never before it.
"""

from collections.abc import Iterable

from assessments.models import Answered, Assessment, Collaboration, Part, Sheet


def lock_collaboration(collaboration: int) -> Collaboration:
    """The collaboration as it is now; others who write in it, or delete it, wait."""
    return Collaboration.objects.select_for_update(no_key=True).get(pk=collaboration)


def lock_collaborations(collaborations: Iterable[int]) -> None:
    """Hold up all who write in collaborations that are to be deleted: nothing new comes in."""
    numbers = list(collaborations)
    led = Collaboration.objects.select_for_update().order_by("pk")
    list(led.filter(pk__in=numbers).values_list("pk"))
    rounds = Assessment.objects.select_for_update().order_by("pk")
    of_groups = rounds.filter(collaboration__in=numbers, answered=Answered.SEPARATELY)
    list(of_groups.values_list("pk"))
    sheets = Sheet.objects.select_for_update(of=("self",)).order_by("pk")
    list(sheets.filter(assessment__collaboration__in=numbers).values_list("pk"))


def lock_round(number: int) -> Assessment:
    """A group's round as it is now; whoever would change its state, or join it, waits."""
    return Assessment.objects.select_for_update().get(pk=number)


def check_part(part: Part | None) -> None:
    """Raise Part.DoesNotExist if it is gone; it stays while its collaboration is locked."""
    if part is not None:
        Part.objects.get(pk=part.pk)
