"""The fields of a page as the templates show them, and a posted page as entries to save.

Questions are plain HTML by a component template, not form objects: a page has up to 26 groups of
radio buttons, and this is seven times as fast.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.http import QueryDict
from django.utils.formats import number_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from assessments.diagnosis.answers import MAX_COMMENT
from assessments.domain.entries import Entry, Saved
from assessments.domain.fields import (
    SELF_PLACEMENT,
    FieldKind,
    ValueRefused,
    find_kind,
    list_choices,
    make_seen,
)
from assessments.domain.walk import MARKERS_PAGE, PagePlan, Section
from assessments.labels import APART, FIELD_TITLES, NO_ANSWER, Label, label_answer
from assessments.selectors.diagnoses import FilledSheet
from model_content.domain.content import Edition, Statement

SEEN_PREFIX = "seen."
"""Before the name of a field: the hidden input with the mark of what the page saw of it."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a field was not saved; `mine` is what was entered, if it should be shown again."""

    message: str
    mine: str | None = None
    theirs: str | None = None


Problems = Mapping[str, Problem]


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Choices:
    """The answers to a kind of question: those of its scale, and the quieter ones beside it."""

    scale: tuple[Choice, ...]
    apart: tuple[Choice, ...]
    no_answer: str


@dataclass(frozen=True, slots=True)
class FieldView:
    """A field with its present value, ready for `components/question.html` or a text area."""

    field: str
    kind: str
    legend: Label
    choices: Choices
    value: str
    seen: str
    problem: Problem | None


@dataclass(frozen=True, slots=True)
class SectionView:
    section: Section
    questions: tuple[FieldView, ...]
    comment: FieldView | None


def list_fields(plan: PagePlan) -> list[str]:
    """The fields of a page, in the order they stand there."""
    fields = [field for section in plan.sections for field in section.fields]
    return [*fields, SELF_PLACEMENT] if plan.slug == MARKERS_PAGE else fields


def build_sections(
    sheet: FilledSheet, plan: PagePlan, problems: Problems
) -> tuple[SectionView, ...]:
    """The sections of a page with what has been answered."""
    return tuple(
        SectionView(
            section=section,
            questions=tuple(
                build_field(sheet, q.code, problems, legend=q.text) for q in section.questions
            ),
            comment=build_field(sheet, section.comment_field, problems, legend=section.title)
            if section.comment_field
            else None,
        )
        for section in plan.sections
    )


def build_field(
    sheet: FilledSheet, field: str, problems: Problems, *, legend: Label | None = None
) -> FieldView:
    """One field with its present value, or with what was entered if that could not be saved."""
    kind = find_kind(field, sheet.edition)
    if kind is None:
        raise ValueRefused(ValueRefused.UNKNOWN_FIELD, field)
    answer = sheet.answers.get(field)
    stored = answer.value if answer else ""
    problem = problems.get(field)
    value = problem.mine if problem and problem.mine is not None else stored
    return FieldView(
        field=field,
        kind=kind.value,
        legend=legend or FIELD_TITLES[field],
        choices=_name_choices(sheet.edition, kind, get_language()),
        value=value,
        seen=make_seen(stored, answer.revision if answer else 0),
        problem=problem,
    )


def build_statement(
    edition: Edition, statement: Statement, value: str, problem: Problem | None
) -> FieldView:
    """A statement outside the walk, where no two change the same answer."""
    return FieldView(
        field=statement.code,
        kind=FieldKind.STATEMENT.value,
        legend=statement.text,
        choices=_name_choices(edition, FieldKind.STATEMENT, get_language()),
        value=value,
        seen="",
        problem=problem,
    )


@lru_cache(maxsize=64)
def _name_choices(edition: Edition, kind: FieldKind, language: str) -> Choices:
    """Put words to the choices: the same for every question of a kind, so done once."""
    named = [
        Choice(value, str(name_value(edition, kind, value)))
        for value in list_choices(kind, edition)
    ]
    return Choices(
        scale=tuple(choice for choice in named if choice.value not in APART),
        apart=tuple(choice for choice in named if choice.value in APART),
        no_answer=str(NO_ANSWER),
    )


def name_value(edition: Edition, kind: FieldKind, value: str) -> Label:
    """The words for a value: an answer's label, a stage's title, or the text itself."""
    if kind is FieldKind.COMMENT:
        return value
    if kind is FieldKind.SELF_PLACEMENT and value:
        return edition.stage_by_code[value].title
    if kind is FieldKind.VOTE and value:
        return edition.aspect_by_code[value].title
    return label_answer(kind, value)


def read_entries(post: QueryDict, fields: Iterable[str]) -> list[Entry]:
    """What was entered on a page; a field without its mark was not on it."""
    return [
        Entry(field, str(post.get(field, "")), str(post[SEEN_PREFIX + field]))
        for field in fields
        if SEEN_PREFIX + field in post
    ]


def say_conflict(edition: Edition, entry: Entry, saved: Saved) -> Problem:
    """Say that somebody else's answer stands, and keep what was written here."""
    kind = find_kind(entry.field, edition)
    if kind is FieldKind.COMMENT:
        return say_text_conflict(entry, saved)
    assert kind is not None
    return say_choice_conflict(
        name_value(edition, kind, entry.value), name_value(edition, kind, saved.value)
    )


def say_text_conflict(entry: Entry, saved: Saved, by: str = "") -> Problem:
    """Show both texts: the one written here stays in its box. `by` is who saved the other."""
    message = (
        _(
            "%(who)s har ändrat texten medan ni skrev. Er text står kvar i rutan. Spara igen om "
            "den ska gälla i stället för den andra:"
        )
        % {"who": by}
        if by
        else _(
            "Texten har ändrats i en annan flik eller på en annan enhet. Er text står kvar "
            "i rutan. Spara igen om den ska gälla i stället för den andra:"
        )
    )
    return Problem(message, mine=entry.value, theirs=saved.value or str(NO_ANSWER))


def say_choice_conflict(mine: Label, theirs: Label, by: str = "") -> Problem:
    """Say which choice was made here, and that the other one, of whoever saved it, stands."""
    message = (
        _(
            "Ni valde ”%(mine)s”, men under tiden sparade %(who)s ”%(theirs)s”. Det senare gäller. "
            "Välj igen om det är fel."
        )
        % {"mine": mine, "theirs": theirs, "who": by}
        if by
        else _(
            "Ni valde ”%(mine)s”, men under tiden sparades ”%(theirs)s” i en annan flik eller på "
            "en annan enhet. Det senare gäller. Välj igen om det är fel."
        )
        % {"mine": mine, "theirs": theirs}
    )
    return Problem(message)


def say_refused(refused: ValueRefused, value: str) -> Problem:
    """Say why a value cannot be saved; a text stays in its box."""
    if refused.code == ValueRefused.TOO_LONG:
        message = _(
            "Texten är %(length)s tecken. Högst %(most)s får plats. Den står kvar i rutan "
            "men är inte sparad. Korta den och spara igen."
        ) % {
            "length": number_format(refused.length, force_grouping=True),
            "most": number_format(MAX_COMMENT, force_grouping=True),
        }
        return Problem(message, mine=value)
    if refused.code == ValueRefused.BAD_CHARACTER:
        message = _(
            "Texten innehåller ett tecken som inte kan sparas. Det har tagits bort i rutan. "
            "Spara igen."
        )
        return Problem(message, mine=remove_bad_characters(value))
    return Problem(_("Det svaret finns inte på den här frågan. Inget är ändrat. Välj igen."))


def remove_bad_characters(text: str) -> str:
    """The text without NUL and lone surrogates, which no database can store."""
    return text.replace("\0", "").encode("utf-8", "ignore").decode("utf-8")
