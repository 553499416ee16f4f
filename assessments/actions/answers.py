"""Writes answers, so that what has been confirmed is never lost."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from assessments.domain.entries import Entry, Saved, SaveStatus, Verdict, judge_entry
from assessments.domain.fields import check_value
from assessments.models import (
    Answer,
    Answered,
    Assessment,
    AssessmentState,
    Respondent,
)
from assessments.selectors.diagnoses import Stored, fetch_answers
from model_content.selectors.editions import PublishedEdition


class RoundClosed(Exception):
    """The round no longer takes answers."""


class Locked(NamedTuple):
    """What is known of the round and the respondent once the respondent is locked."""

    changed_on: date
    answered: str
    anonymous: bool
    submitted_on: date | None

    @property
    def is_group(self) -> bool:
        return self.answered == Answered.SEPARATELY

    @property
    def keeps_only_days(self) -> bool:
        """Handed in to an anonymous round: no time of day may tell who it was."""
        return self.is_group and self.anonymous and self.submitted_on is not None


@transaction.atomic
def save_entries(
    *, respondent: Respondent, published: PublishedEdition, entries: Iterable[Entry]
) -> tuple[list[Saved], dict[str, Stored]]:
    """Save what was entered in some fields, all in one transaction.

    A field whose stored value is another than the page saw is left as it is and reported as a
    conflict; a value that is stored already is reported as saved, so that a request can be sent
    twice. A field left as the page had it is not touched.

    Returns:
        What came of each entry, and all answers as they are now.

    Raises:
        ValueRefused: a field is unknown or cannot hold its value; nothing has been saved.
        RoundClosed: the round no longer takes answers; nothing has been saved.
    """
    checked = [(e, check_value(e.field, e.value, published.content)) for e in entries]
    locked = lock_for_answering(respondent)
    answers = fetch_answers(respondent.pk)
    moment = round_to_day(timezone.now()) if locked.keeps_only_days else timezone.now()
    before = dict(answers)
    results = [settle_entry(answers, entry, value, moment) for entry, value in checked]
    changed = list_changed(before, answers)
    for field in changed:
        _write_answer(respondent, field, answers[field], is_new=field not in before)
    if changed and not locked.is_group:
        _move_day_of_change(respondent, locked)
    return results, answers


def _move_day_of_change(respondent: Respondent, locked: Locked) -> None:
    """A group's round moves its day itself: here it would wait for whoever closes it, who waits."""
    today = timezone.localdate()
    if locked.changed_on != today:
        Assessment.objects.filter(pk=respondent.assessment_id).update(changed_on=today)


def lock_for_answering(respondent: Respondent) -> Locked:
    """Lock the respondent, then read the round: in this order no answer slips past a closing.

    Raises:
        RoundClosed: the round no longer takes answers.
    """
    rows = Respondent.objects.select_for_update().values_list("submitted_on", flat=True)
    submitted_on = rows.get(pk=respondent.pk)
    rounds = Assessment.objects.values_list("state", "changed_on", "answered", "anonymous")
    state, changed_on, answered, anonymous = rounds.get(pk=respondent.assessment_id)
    if state != AssessmentState.OPEN:
        raise RoundClosed
    return Locked(changed_on, answered, anonymous, submitted_on)


def round_to_day(moment: datetime) -> datetime:
    """The first moment of the day, in Sweden, that the moment is in."""
    return timezone.localtime(moment).replace(hour=0, minute=0, second=0, microsecond=0)


def settle_entry(answers: dict[str, Stored], entry: Entry, value: str, moment: datetime) -> Saved:
    """Put what was entered into `answers`, unless it is in conflict with what is stored there.

    Args:
        answers: everything stored, by field, locked against others; it is changed here.
        entry: what a page sent.
        value: its value as it is to be stored.
        moment: when it is saved.
    """
    answer = answers.get(entry.field)
    stored = answer.value if answer else ""
    revision = answer.revision if answer else 0
    verdict = judge_entry(entry, value, stored, revision)
    if verdict is Verdict.CONFLICT:
        return Saved(entry.field, SaveStatus.CONFLICT, stored, revision)
    if verdict is Verdict.LEAVE:
        return Saved(entry.field, SaveStatus.SAVED, stored, revision)
    answers[entry.field] = Stored(value, revision + 1, moment)
    return Saved(entry.field, SaveStatus.SAVED, value, revision + 1)


def list_changed(before: Mapping[str, Stored], answers: Mapping[str, Stored]) -> list[str]:
    """The fields that have been settled to something else than before, and are to be written."""
    return [field for field, answer in answers.items() if before.get(field) != answer]


def _write_answer(respondent: Respondent, field: str, answer: Stored, *, is_new: bool) -> None:
    if is_new:
        Answer.objects.create(respondent=respondent, field=field, **answer._asdict())
    else:
        kept = Answer.objects.filter(respondent=respondent, field=field)
        kept.update(**answer._asdict())
