"""The fields of a group's joint assessment as the templates show them (see questions.py)."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from assessments.domain.entries import Entry, Saved
from assessments.domain.fields import make_seen
from assessments.domain.meeting import DISSENT, JOINT_REASON, JOINT_STAGE
from assessments.labels import NO_ANSWER, Label
from assessments.questions import (
    Choice,
    Choices,
    FieldView,
    Problem,
    Problems,
    say_choice_conflict,
    say_text_conflict,
)
from assessments.selectors.meetings import MeetingSheet
from model_content.domain.content import Edition

NO_CHOICES = Choices((), (), "")


def build_joint_fields(
    sheet: MeetingSheet, fields: Iterable[str], problems: Problems
) -> dict[str, FieldView]:
    """Fields of a page with what has been written, by what the templates call them."""
    views = [_build_joint_field(sheet, field, problems) for field in fields]
    return {view.kind: view for view in views}


def _build_joint_field(sheet: MeetingSheet, field: str, problems: Problems) -> FieldView:
    entry = sheet.entries.get(field)
    stored = entry.value if entry else ""
    problem = problems.get(field)
    return FieldView(
        field=field,
        kind={JOINT_STAGE: "stage", JOINT_REASON: "reason", DISSENT: "dissent"}.get(field, "note"),
        legend=_name_field(field),
        choices=_list_stages(sheet) if field == JOINT_STAGE else NO_CHOICES,
        value=problem.mine if problem and problem.mine is not None else stored,
        seen=make_seen(stored, entry.revision if entry else 0),
        problem=problem,
    )


def _name_field(field: str) -> Label:
    titles = {
        JOINT_STAGE: _("Vilket stadium säger ni att ni är i?"),
        JOINT_REASON: _("Varför?"),
        DISSENT: _("Vill någon ha antecknat att den inte håller med?"),
    }
    return titles.get(field, _("Vad kom ni fram till?"))


def _list_stages(sheet: MeetingSheet) -> Choices:
    stages = tuple(Choice(stage.code, stage.title) for stage in sheet.edition.stages)
    return Choices(stages, (), _("Som uträknat") if sheet.report.is_placed else str(NO_ANSWER))


def say_joint_conflict(edition: Edition, entry: Entry, saved: Saved, by: str) -> Problem:
    """Say that what somebody else (`by`, if it is known) has saved stands, and keep this text."""
    if entry.field != JOINT_STAGE:
        return say_text_conflict(entry, saved, by)
    titles = {code: stage.title for code, stage in edition.stage_by_code.items()}
    return say_choice_conflict(
        titles.get(entry.value, NO_ANSWER), titles.get(saved.value, NO_ANSWER), by
    )
