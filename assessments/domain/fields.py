"""The fields of the walk: what can be entered, under which name, and how it becomes answers.

A field is named by the code of the question it answers, `comment.<aspect>`, `self_placement`,
`outlook`, or `vote.1` to `vote.3` for the aspects one most wants to work on. Its value is text, as
it is stored and as forms send it; an empty value means that nothing is answered. `initiativ.m1` =
`3` and `comment.varfor` = `Vi är oense` become

    Respondent(markers={"initiativ.m1": 3}, comments={"varfor": "Vi är oense"})
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Final

from assessments.diagnosis.answers import (
    BY_RESPONDENT,
    MARKER_ANSWERS,
    MAX_COMMENT,
    MAX_VOTES,
    OUTLOOKS,
    STATEMENT_ANSWERS,
    Answer,
    Answers,
    Respondent,
)
from model_content.domain.content import Edition
from samverkan.texts import clean_line, clean_text, is_seen, is_storable

SELF_PLACEMENT: Final = "self_placement"
OUTLOOK: Final = "outlook"
COMMENT_PREFIX: Final = "comment."

VOTES: Final = tuple(f"vote.{number}" for number in range(1, MAX_VOTES + 1))
"""The fields of the aspects that one most wants to work on."""

MAX_FIELD: Final = 100
"""Characters in the name of a field."""

SEEN_DIGEST: Final = 8
"""Hexadecimal digits of a value's hash in a seen mark: enough to tell one edit from another."""

Values = Mapping[str, str]
"""Field → value; a field that is missing or empty is unanswered."""


class FieldKind(StrEnum):
    MARKER = "marker"
    STATEMENT = "statement"
    COMMENT = "comment"
    SELF_PLACEMENT = "self_placement"
    OUTLOOK = "outlook"
    VOTE = "vote"


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


def name_comment(aspect: str) -> str:
    """The field of the comment on an aspect."""
    return COMMENT_PREFIX + aspect


def find_kind(field: str, edition: Edition) -> FieldKind | None:
    """Tell what a field is, or None if the edition has no such field."""
    if field in edition.marker_codes:
        return FieldKind.MARKER
    if field in edition.statement_codes:
        return FieldKind.STATEMENT
    if field in (SELF_PLACEMENT, OUTLOOK):
        return FieldKind(field)
    if field in VOTES:
        return FieldKind.VOTE
    if field.startswith(COMMENT_PREFIX):
        known = field.removeprefix(COMMENT_PREFIX) in edition.aspect_by_code
        return FieldKind.COMMENT if known else None
    return None


def list_choices(kind: FieldKind, edition: Edition) -> tuple[str, ...]:
    """The values that a field of this kind offers, in order; none for free text."""
    choices: dict[FieldKind, tuple[Answer, ...]] = {
        FieldKind.MARKER: MARKER_ANSWERS,
        FieldKind.STATEMENT: STATEMENT_ANSWERS,
        FieldKind.SELF_PLACEMENT: tuple(edition.stage_by_code),
        FieldKind.OUTLOOK: OUTLOOKS,
        FieldKind.VOTE: tuple(edition.aspect_by_code),
    }
    return tuple(str(value) for value in choices.get(kind, ()))


def check_value(field: str, value: str, edition: Edition) -> str:
    """Return the value as it is to be stored: a comment cleaned, a blank one as empty.

    Raises:
        ValueRefused: the edition has no such field, or the field cannot hold the value.
    """
    kind = find_kind(field, edition)
    if kind is None:
        raise ValueRefused(ValueRefused.UNKNOWN_FIELD, field[:MAX_FIELD])
    if kind is FieldKind.COMMENT:
        return check_text(field, value)
    if value and value not in list_choices(kind, edition):
        raise ValueRefused(ValueRefused.UNKNOWN_VALUE, field)
    return value


def check_text(field: str, value: str) -> str:
    """Return the text as it is to be stored: cleaned, and empty if nothing of it is seen.

    Raises:
        ValueRefused: it is too long, or has a character that no database can store.
    """
    if not is_storable(value):
        raise ValueRefused(ValueRefused.BAD_CHARACTER, field)
    text = clean_text(value)
    if len(text) > MAX_COMMENT:
        raise ValueRefused(ValueRefused.TOO_LONG, field, len(text))
    return text if is_seen(text) else ""


def make_seen(value: str, revision: int) -> str:
    """The mark that a page carries for each field: which revision it saw, and of what value."""
    digest = hashlib.sha256(value.encode("utf-8", "surrogatepass")).hexdigest()
    return f"{revision}.{digest[:SEEN_DIGEST]}"


def was_seen(value: str, seen: str) -> bool:
    """Tell whether `seen` was made from this value: the field was left as the page had it."""
    return make_seen(value, 0).partition(".")[2] == seen.partition(".")[2]


def read_revision(seen: str) -> int:
    """The revision in a seen mark; 0 if the mark is missing or damaged, which is never current."""
    number = seen.partition(".")[0]
    return int(number) if number.isascii() and number.isdigit() and len(number) < 10 else 0


def build_respondent(values: Values, edition: Edition) -> Respondent:
    """Turn field values into the answers of one respondent; unanswered fields are left out."""
    given = {field: value for field, value in values.items() if value}
    return Respondent(
        markers=_pick(given, edition.marker_codes),
        statements=_pick(given, edition.statement_codes),
        comments={
            code: given[name_comment(code)]
            for code in edition.aspect_by_code
            if name_comment(code) in given
        },
        self_placement=given.get(SELF_PLACEMENT),
        outlook=given.get(OUTLOOK),
        votes=tuple(dict.fromkeys(given[field] for field in VOTES if field in given)),
    )


def _pick(values: Values, codes: frozenset[str]) -> dict[str, Answer]:
    picked = {code: value for code, value in values.items() if code in codes}
    return {code: int(v) if v.isdigit() else v for code, v in sorted(picked.items())}


@dataclass(frozen=True, slots=True)
class Given:
    """What one of several respondents gave: the field values, and who they answer as."""

    values: Values
    perspective: str | None = None
    second_perspective: str | None = None
    organisation: str | None = None


def build_answers(
    edition: Edition,
    respondents: Iterable[Values | Given],
    *,
    name: str,
    scope: str,
    day: date,
    answered: str,
    people: int | None,
    weighting: str = BY_RESPONDENT,
) -> Answers:
    """Gather what a round's respondents entered into its answers.

    Args:
        edition: the content that was answered.
        respondents: the field values of each, with who they answer as where that is asked.
        name: of the collaboration.
        scope: what is counted into it.
        day: of the result.
        answered: one of `answers.ANSWERED`.
        people: how many took part or were asked, None if that is not known.
        weighting: one of `answers.WEIGHTINGS`.
    """
    return Answers(
        edition=edition.code,
        weighting=weighting,
        respondents=tuple(_build_one(given, edition) for given in respondents),
        collaboration_name=name,
        scope=scope,
        date=day.isoformat(),
        answered=answered,
        people=people,
    )


def _build_one(given: Values | Given, edition: Edition) -> Respondent:
    if not isinstance(given, Given):
        return build_respondent(given, edition)
    return replace(
        build_respondent(given.values, edition),
        perspective=given.perspective or None,
        second_perspective=given.second_perspective or None,
        organisation=clean_line(given.organisation or "") or None,
    )
