"""What can be filled in: questions, each with its own scale, in groups.

A question has a code, by which its answer is stored, and a scale, or none where a text is written.
An answer is stored as text; an empty one means that nothing is answered. All texts are in one
language: an instrument is built once for each.

Example: `Question("a.1", "Finns det en plan?", YES_NO)` takes `yes`, `no` and nothing.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Final

from samverkan.texts import clean_text, is_seen, is_storable

MAX_FIELD: Final = 100
"""Characters in the code of a question."""

MAX_TEXT: Final = 5000
"""Characters in a text, counted when it has been cleaned."""

Values = Mapping[str, str]
"""Field → value; a field that is missing or empty is unanswered."""


@dataclass(frozen=True, slots=True)
class Option:
    """One alternative.

    Attributes:
        heading: what it stands under in a long list, empty otherwise.
        about: what explains it there, in its first sentence.
        short: the part of the text that is seen where steps stand in a row on a phone; empty: all.
    """

    code: str
    text: str
    heading: str = ""
    short: str = ""
    about: str = ""

    @property
    def pieces(self) -> tuple[str, str, str]:
        """The text before the short one, the short one, and what comes after it.

        >>> Option("2", "Till stor del på plats", short="Till stor del").pieces
        ('', 'Till stor del', ' på plats')
        """
        before, found, after = self.text.partition(self.short or self.text)
        return (before, found, after) if found else ("", self.text, "")


@dataclass(frozen=True, slots=True)
class Scale:
    """The alternatives of a question, in order.

    Attributes:
        apart: those that stand beside the scale, and quieter: “vet ej”.
        no_answer: what not answering is called.
    """

    code: str
    options: tuple[Option, ...]
    apart: tuple[Option, ...] = ()
    no_answer: str = ""

    def name(self, code: str) -> str:
        """What a stored value is called."""
        named = {option.code: option.text for option in (*self.options, *self.apart)}
        return named.get(code, code) if code else self.no_answer

    def holds(self, code: str) -> bool:
        """Whether it is one of the alternatives."""
        return any(option.code == code for option in (*self.options, *self.apart))


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked; without a scale it is answered with a text."""

    code: str
    text: str
    scale: Scale | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Questions that stand together.

    Attributes:
        comment: where a text can be written about them.
        beside: asked beside them, and neither counted nor missed.
        why: a line under the title.
        is_optional: not counted among what is to be answered, nor missed.
        mark: a star that the group can be given, only where several answer each for themselves.
    """

    code: str
    title: str
    questions: tuple[Question, ...]
    comment: Question | None = None
    why: str = ""
    is_optional: bool = False
    beside: tuple[Question, ...] = ()
    mark: Question | None = None

    def name_field(self, _field: str, legend: str) -> str:
        """What a field is called where it stands by itself, and not under the group's title."""
        return legend

    @property
    def all_questions(self) -> tuple[Question, ...]:
        """The questions, what is asked beside them, the mark and the comment last."""
        return (*self.questions, *self.beside, *filter(None, (self.mark, self.comment)))

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields of the group, as `all_questions`."""
        return tuple(question.code for question in self.all_questions)


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` of these fields may have the value; one that is `alone` has no other beside
    it, and `name` is what it is called. `asked` is the question that they answer together."""

    fields: tuple[str, ...]
    value: str
    most: int
    alone: str = ""
    name: str = ""
    asked: str = ""


@dataclass(frozen=True, eq=False)
class Instrument:
    """All that can be filled in on a kind of sheet; `last` is asked when all else has been.

    At most `most_marks` of its groups may be marked by somebody who hands in. `limits` say what no
    sheet may hold together.
    """

    key: str
    groups: tuple[Group, ...]
    last: tuple[Group, ...] = ()
    title: str = ""
    most_marks: int = 0
    limits: tuple[Limit, ...] = ()

    @cached_property
    def questions(self) -> Mapping[str, Question]:
        """Every question by its code, comments too."""
        groups = (*self.groups, *self.last)
        return {question.code: question for group in groups for question in group.all_questions}

    @cached_property
    def marks(self) -> tuple[Question, ...]:
        """The marks of its groups, in their order."""
        return tuple(group.mark for group in self.groups if group.mark)

    def check_value(self, field: str, value: str) -> str:
        """Return the value as it is to be stored: a text cleaned, a blank one as empty.

        Raises:
            ValueRefused: there is no such field, or the field cannot hold the value.
        """
        question = self.questions.get(field)
        if question is None:
            raise ValueRefused(ValueRefused.UNKNOWN_FIELD, field[:MAX_FIELD])
        if question.scale is None:
            return check_text(field, value)
        if value and not question.scale.holds(value):
            raise ValueRefused(ValueRefused.UNKNOWN_VALUE, field)
        return value

    def check_together(self, values: Values, changed: Collection[str]) -> None:
        """See that what has been changed leaves no more chosen than may be.

        Raises:
            TooMany: it has not; what was too much before, and has only become less, may stay.
        """
        for limit in self.limits:
            chosen = [field for field in limit.fields if values.get(field) == limit.value]
            is_crowded = limit.alone in chosen and len(chosen) > 1
            if not (is_crowded or len(chosen) > limit.most) or set(changed).isdisjoint(chosen):
                continue
            raise TooMany(limit, len(chosen), is_crowded=is_crowded)


@dataclass(frozen=True, slots=True)
class Given:
    """What one of several respondents gave: the field values, and who they answer as; of a party
    the day it said that it was done."""

    values: Values
    perspective: str | None = None
    second_perspective: str | None = None
    organisation: str | None = None
    submitted_on: date | None = None


class ValueRefused(ValueError):
    """A value that the field cannot hold; `code` says why."""

    UNKNOWN_FIELD = "unknown_field"
    UNKNOWN_VALUE = "unknown_value"
    TOO_LONG = "too_long"
    BAD_CHARACTER = "bad_character"

    def __init__(self, code: str, field: str, length: int = 0) -> None:
        super().__init__(f"{code}: {field}")
        self.code = code
        self.field = field
        self.length = length


class TooMany(ValueRefused):
    """More has been chosen than may be, or something beside what stands alone."""

    def __init__(self, limit: Limit, count: int, *, is_crowded: bool) -> None:
        super().__init__("too_many", limit.fields[0], count)
        self.limit = limit
        self.is_crowded = is_crowded


def check_text(field: str, value: str) -> str:
    """Return the text as it is to be stored: cleaned, and empty if nothing of it is seen.

    Raises:
        ValueRefused: it is too long, or has a character that no database can store.
    """
    if not is_storable(value):
        raise ValueRefused(ValueRefused.BAD_CHARACTER, field)
    text = clean_text(value)
    if len(text) > MAX_TEXT:
        raise ValueRefused(ValueRefused.TOO_LONG, field, len(text))
    return text if is_seen(text) else ""
