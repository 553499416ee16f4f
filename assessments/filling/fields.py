"""The fields of a page as the templates show them, and a posted page saved.

Questions are plain HTML by a component template, not form objects: a page has up to 26 groups of
radio buttons, and this is seven times as fast.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from assessments.core.labels import NO_ANSWER, Label
from assessments.filling.actions.answers import save_entries
from assessments.filling.selectors.sheets import Stored, fetch_writer
from assessments.instruments.entries import Entry, Saved, SaveStatus, make_seen
from assessments.instruments.instrument import (
    MAX_TEXT,
    Group,
    Instrument,
    Question,
    Scale,
    TooMany,
    ValueRefused,
)
from assessments.models import Sheet
from samverkan.models import User

SEEN_PREFIX = "seen."
"""Before the name of a field: the hidden input with the mark of what the page saw of it."""

Answers = dict[str, Stored]


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a field was not saved; `mine` is what was entered, if it should be shown again.

    `asked` is what it is called where several fields answer one question together.
    """

    message: str
    mine: str | None = None
    theirs: str | None = None
    asked: str = ""


Problems = dict[str, Problem]


@dataclass(frozen=True, slots=True)
class FieldView:
    """A field with its present value, ready for `components/question.html` or a text area."""

    field: str
    legend: Label
    scale: Scale | None
    value: str
    seen: str
    problem: Problem | None


@dataclass(frozen=True, slots=True)
class GroupView:
    """A group of questions as it stands on a page.

    `is_beside_older`: something is written beside what has been chosen anew since.
    """

    group: Group
    questions: tuple[FieldView, ...]
    mark: FieldView | None
    comment: FieldView | None
    beside: tuple[FieldView, ...] = ()
    is_beside_older: bool = False

    @property
    def refused(self) -> list[tuple[str, FieldView]]:
        """What could not be saved, each by a name that no other problem of the page has."""
        name = self.group.name_field
        return [
            (f.problem.asked or name(f.field, str(f.legend)), f) for f in self.fields if f.problem
        ]

    @property
    def fields(self) -> tuple[FieldView, ...]:
        """All of them, the comment last."""
        last = filter(None, (self.mark, self.comment))
        return (*self.questions, *self.beside, *last)


def build_groups(
    groups: Iterable[Group], answers: Answers, problems: Problems, *, marks: bool = False
) -> tuple[GroupView, ...]:
    """The groups of a page with what has been answered; `marks`: they can be marked."""

    def build(question: Question | None) -> FieldView | None:
        return build_field(question, answers, problems) if question else None

    return tuple(
        GroupView(
            group,
            tuple(build_field(question, answers, problems) for question in group.questions),
            build(group.mark if marks else None),
            build(group.comment),
            tuple(build_field(question, answers, problems) for question in group.beside),
            _is_beside_older(group, answers),
        )
        for group in groups
    )


def _is_beside_older(group: Group, answers: Answers) -> bool:
    given = [answers[q.code] for q in group.questions if q.code in answers]
    written = [answers[q.code] for q in group.beside if q.code in answers]
    anew = [each.saved_at for each in given if each.revision > 1]
    return any(each.value and each.saved_at < max(anew) for each in written if anew)


def build_field(question: Question, answers: Answers, problems: Problems) -> FieldView:
    """One field with its present value, or with what was entered if that could not be saved."""
    answer = answers.get(question.code)
    stored = answer.value if answer else ""
    problem = problems.get(question.code)
    return FieldView(
        field=question.code,
        legend=question.text,
        scale=question.scale,
        value=problem.mine if problem and problem.mine is not None else stored,
        seen=make_seen(stored, answer.revision if answer else 0),
        problem=problem if problem and problem.message else None,
    )


def read_entries(post: QueryDict, fields: Iterable[str]) -> list[Entry]:
    """What was entered on a page; a field without its mark was not on it."""
    return [
        Entry(field, str(post.get(field, "")), str(post[SEEN_PREFIX + field]))
        for field in fields
        if SEEN_PREFIX + field in post
    ]


def save_page(
    sheet: Sheet,
    instrument: Instrument,
    entries: Iterable[Entry],
    *,
    user: User | None = None,
) -> tuple[Answers, Problems]:
    """Save what can be saved of a posted page; all answers are returned as they are now, with why
    what could not be saved was not. `user`: who saves, where that is kept."""
    good, problems = sift(instrument, entries)
    while True:
        try:
            results, stored = save_entries(
                sheet=sheet, instrument=instrument, entries=good, user=user
            )
            break
        except TooMany as refused:  # it is shown as it was chosen, and the rest is saved
            message, limit = say_too_many(refused), refused.limit
            for entry in [entry for entry in good if entry.field in limit.fields]:
                said = message if entry.value else ""
                problems[entry.field] = Problem(said, mine=entry.value, asked=limit.asked)
                message = "" if entry.value else message
                good.remove(entry)
    for entry, saved in zip(good, results, strict=True):
        if saved.status == SaveStatus.CONFLICT:
            by = fetch_writer(sheet, entry.field) if user else ""
            other = "" if user and by == user.email else by  # in a tab of one's own
            problems[entry.field] = say_conflict(instrument, entry, saved, other)
    return stored, problems


def sift(
    instrument: Instrument, entries: Iterable[Entry]
) -> tuple[list[Entry], dict[str, Problem]]:
    """What can be stored of what was entered, and why the rest cannot."""
    good, problems = [], {}
    for entry in entries:
        try:
            instrument.check_value(entry.field, entry.value)
            good.append(entry)
        except ValueRefused as refused:
            problems[entry.field] = say_refused(refused, entry.value)
    return good, problems


def say_conflict(instrument: Instrument, entry: Entry, saved: Saved, by: str = "") -> Problem:
    """Say that what somebody else (`by`, if it is known) has saved stands, and keep this text."""
    scale = instrument.questions[entry.field].scale
    if scale is None:
        return say_text_conflict(entry, saved, by)
    given = (entry.value, saved.value)
    mine, theirs = (scale.name(value) if value else NO_ANSWER for value in given)
    return say_choice_conflict(mine, theirs, by)


def say_text_conflict(entry: Entry, saved: Saved, by: str) -> Problem:
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


def say_choice_conflict(mine: Label, theirs: Label, by: str) -> Problem:
    """Say which choice was made here, and that the other one, of whoever saved it, stands."""
    message = (
        _(
            "Ni valde ”%(mine)s”, men under tiden sparade %(who)s ”%(theirs)s”, som gäller nu. "
            "Välj igen om det är fel."
        )
        % {"mine": mine, "theirs": theirs, "who": by}
        if by
        else _(
            "Ni valde ”%(mine)s”, men under tiden sparades ”%(theirs)s” i en annan flik eller på "
            "en annan enhet. ”%(theirs)s” gäller nu. Välj igen om det är fel."
        )
        % {"mine": mine, "theirs": theirs}
    )
    return Problem(message)


def say_refused(refused: ValueRefused, value: str) -> Problem:
    """Say why a value cannot be saved; a text stays in its box, and what was chosen as it was."""
    if isinstance(refused, TooMany):
        return Problem(say_too_many(refused))
    if refused.code == ValueRefused.TOO_LONG:
        message = _(
            "Texten är %(length)s tecken. Högst %(most)s får plats. Den står kvar i rutan "
            "men är inte sparad. Korta den och spara igen."
        ) % {
            "length": number_format(refused.length, force_grouping=True),
            "most": number_format(MAX_TEXT, force_grouping=True),
        }
        return Problem(message, mine=value)
    if refused.code == ValueRefused.BAD_CHARACTER:
        message = _(
            "Texten innehåller ett tecken som inte kan sparas. Det har tagits bort i rutan. "
            "Spara igen."
        )
        return Problem(message, mine=remove_bad_characters(value))
    return Problem(_("Det svaret finns inte på den här frågan. Inget är ändrat. Välj igen."))


def say_too_many(refused: TooMany) -> str:
    if refused.is_crowded:
        return _(
            "”%(name)s” går inte ihop med något annat svar. Allt står kvar som ni valde, men är "
            "inte sparat. Ta bort det som inte stämmer."
        ) % {"name": refused.limit.name}
    return _(
        "Ni har valt %(count)s. Högst %(most)s får plats. Allt står kvar som ni valde, men är inte "
        "sparat. Ta bort det som väger minst."
    ) % {"count": refused.length, "most": refused.limit.most}


def remove_bad_characters(text: str) -> str:
    """The text without NUL and lone surrogates, which no database can store."""
    return text.replace("\0", "").encode("utf-8", "ignore").decode("utf-8")
