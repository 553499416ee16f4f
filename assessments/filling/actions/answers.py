"""Writes answers, so that what has been confirmed is never lost."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from functools import partial
from typing import Final, NamedTuple

from django.db import transaction
from django.utils import timezone

from assessments.core.actions import lock_collaboration
from assessments.core.rules.lifecycle import ChangeRefused, State
from assessments.filling.selectors.sheets import Stored, fetch_answers
from assessments.groups.actions.collaborations import touch_collaboration
from assessments.instruments.entries import Entry, Saved, SaveStatus, Verdict, judge_entry
from assessments.instruments.instrument import Instrument
from assessments.models import (
    Answer,
    Answered,
    Assessment,
    Collaboration,
    PlannedAction,
    Sheet,
    SheetKind,
)
from samverkan.models import User


class RoundClosed(Exception):
    """The round no longer takes answers."""


WRITABLE: Final[dict[str, tuple[State, Callable[[], Exception]]]] = {
    SheetKind.RESPONDENT: (State.OPEN, RoundClosed),
    SheetKind.JOINT: (State.CLOSED, partial(ChangeRefused, ChangeRefused.STATE)),
}
"""The state of the round in which a kind of sheet may be written, and what is raised in another
one. Of other kinds the round is not asked."""


class Locked(NamedTuple):
    """The sheet as it is stored, and what is known of its round, once the sheet is locked.

    One that belongs to no round has the defaults.
    """

    sheet: Sheet
    submitted_on: date | None
    state: str = ""
    changed_on: date | None = None
    answered: str = ""
    anonymous: bool = False

    @property
    def is_group(self) -> bool:
        return self.answered == Answered.SEPARATELY

    @property
    def keeps_only_days(self) -> bool:
        """Handed in to an anonymous round: no time of day may tell who it was."""
        is_respondent = self.sheet.kind == SheetKind.RESPONDENT
        is_anonymous = self.is_group and self.anonymous
        return is_respondent and is_anonymous and self.submitted_on is not None


@transaction.atomic
def save_entries(
    *, sheet: Sheet, instrument: Instrument, entries: Iterable[Entry], user: User | None = None
) -> tuple[list[Saved], dict[str, Stored]]:
    """Save what was entered in some fields of a sheet of any kind, all in one transaction.

    A field whose stored value is another than the page saw is left as it is and reported as a
    conflict; a value that is stored already is reported as saved, so that a request can be sent
    twice. A field left as the page had it is not touched. A sheet of members is made when something
    is first saved in it.

    Returned is what came of each entry, and all answers as they are now. `user`, who saves, is kept
    on the sheets of members only.

    Raises:
        ValueRefused: a field is unknown or cannot hold its value, or too much is chosen
            (`TooMany`); nothing has been saved.
        RoundClosed, ChangeRefused: the sheet cannot be written now (`WRITABLE`); nor has anything.
    """
    checked = [(entry, instrument.check_value(entry.field, entry.value)) for entry in entries]
    locked = lock_sheet(sheet)
    answers = fetch_answers(locked.sheet.pk)
    moment = round_to_day(timezone.now()) if locked.keeps_only_days else timezone.now()
    before = dict(answers)
    results = [settle_entry(answers, entry, value, moment) for entry, value in checked]
    changed = [field for field, answer in answers.items() if before.get(field) != answer]
    instrument.check_together({f: a.value for f, a in answers.items()}, changed)
    by = None if sheet.kind == SheetKind.RESPONDENT else user
    for field in changed:
        written = {**answers[field]._asdict(), "saved_by": by}
        if field in before:
            Answer.objects.filter(sheet=locked.sheet, field=field).update(**written)
        else:
            Answer.objects.create(sheet=locked.sheet, field=field, **written)
    if locked.sheet.kind == SheetKind.REASSESSMENT:
        day = timezone.localdate() if any(answer.value for answer in answers.values()) else None
        Sheet.objects.filter(pk=locked.sheet.pk).update(submitted_on=day)
    if changed:
        _move_day_of_change(locked)
    return results, answers


def _move_day_of_change(locked: Locked) -> None:
    """A group's round moves its day itself: here it would wait for whoever closes it, who waits."""
    if locked.sheet.kind != SheetKind.RESPONDENT:
        touch_collaboration(collaboration=_find_collaboration(locked.sheet))
    elif not locked.is_group and locked.changed_on != timezone.localdate():
        rounds = Assessment.objects.filter(sheets=locked.sheet)
        rounds.update(changed_on=timezone.localdate())


def lock_sheet(sheet: Sheet) -> Locked:
    """Lock the sheet, then read the round: in this order no answer slips past a closing.

    Raises:
        RoundClosed, ChangeRefused: the sheet cannot be written in the state that the round is in.
    """
    if sheet.kind != SheetKind.RESPONDENT:
        sheet = _find_or_make(sheet)
    rows = type(sheet).objects.select_for_update().values_list("submitted_on", flat=True)
    submitted_on = rows.get(pk=sheet.pk)
    if sheet.kind not in WRITABLE:
        return Locked(sheet, submitted_on)
    writable, refuse = WRITABLE[sheet.kind]
    assert sheet.assessment_id is not None
    rounds = Assessment.objects.filter(pk=sheet.assessment_id)
    told = rounds.values_list("state", "changed_on", "answered", "anonymous").get()
    locked = Locked(sheet, submitted_on, *told)
    if locked.state != writable:
        raise refuse()
    return locked


def _find_or_make(sheet: Sheet) -> Sheet:
    """The members' sheet that is stored; if there is none it is made, their collaboration locked.

    Raises:
        PlannedAction.DoesNotExist: the action has been removed.
    """
    lock_collaboration(_find_collaboration(sheet).pk)
    if sheet.action is not None:
        PlannedAction.objects.get(pk=sheet.action.pk)
    made, _is_new = Sheet.objects.get_or_create(
        kind=sheet.kind, assessment=sheet.assessment, action=sheet.action
    )
    return made


def _find_collaboration(sheet: Sheet) -> Collaboration:
    belongs_to = sheet.assessment or sheet.action
    assert belongs_to is not None
    return belongs_to.collaboration


def round_to_day(moment: datetime) -> datetime:
    """The first moment of the day, in Sweden, that the moment is in."""
    return timezone.localtime(moment).replace(hour=0, minute=0, second=0, microsecond=0)


def settle_entry(answers: dict[str, Stored], entry: Entry, value: str, moment: datetime) -> Saved:
    """Put what was entered into `answers`, unless it is in conflict with what is stored there; all
    of them are locked against others. `value` is the entry's as it is to be stored."""
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
