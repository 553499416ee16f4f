"""What was answered, and the strict reading of the document that says so.

An answers document, `samverkan-answers/1`, comes from a script outside the project, so nothing in
it is trusted. It is read whole or refused whole: every key must be known, every code must be in
the edition, every value must be one of those that the question offers. Refused means one
`AnswersError`, whose text is one line that names the place:

    respondents[1].markers.initiativ.m2: 7 is not one of 0, 1, 2, 3, dont_know

What is left out is unanswered; null is not another way to say so. `true` and `3.0` are not
numbers here: a document in which they occur was made by something that does not mean 1 or 3.

Text is cleaned (`samverkan.texts`): lines end with LF, accents are joined with their letters, and
what cannot be printed is left out; names and scope are one line. Two things carry no meaning and
are read as left out: an organisation and a comment of which nothing is seen.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from assessments.instruments.instrument import MAX_TEXT

# Whoever reads answers also loads them and catches the error: one module to import from.
from assessments.instruments.json_input import AnswersError as AnswersError
from assessments.instruments.json_input import (
    check_answer,
    check_keys,
    check_text,
    read_choice,
    read_object,
    read_text,
    show_value,
)
from assessments.instruments.json_input import load_json as load_json
from assessments.methods.stages.rules import find_rules
from model_content.domain.content import Edition
from samverkan.texts import clean_line, is_seen

ANSWERS_FORMAT: Final = "samverkan-answers/1"

DONT_KNOW: Final = "dont_know"
"""The answer "vet ej", to a marker or a statement."""

NOT_APPLICABLE: Final = "not_applicable"
"""The answer "inte aktuellt" to a statement; from method 2 "passar inte oss" to a marker."""

MARKER_VALUES: Final = (0, 1, 2, 3)
"""Valid answers to a marker: not begun, begun, largely in place, in place."""

MARKER_MAX: Final = 3
"""The marker value "på plats": progress is counted in shares of it."""

STATEMENT_VALUES: Final = (1, 2, 3, 4, 5)
"""Valid answers to a statement, from "stämmer inte alls" to "stämmer helt"."""

STATEMENT_ANSWERS: Final = (*STATEMENT_VALUES, DONT_KNOW, NOT_APPLICABLE)

PERSPECTIVES: Final = ("initiativtagare", "drivande", "medverkande", "intressent")
"""The model's own four perspectives."""

SECOND_PERSPECTIVES: Final = ("arbetsgivare", "facklig", "chef", "medarbetare")
"""The optional second perspective."""

OUTLOOKS: Final = ("end", "redefine", "continue", "undecided")
"""Where the collaboration is heading, as the respondent sees it."""

BY_RESPONDENT: Final = "respondent"
BY_ORGANISATION: Final = "organisation"
WEIGHTINGS: Final = (BY_RESPONDENT, BY_ORGANISATION)

ALONE: Final = "alone"
TOGETHER: Final = "together"
SEPARATELY: Final = "separately"
ANSWERED: Final = (ALONE, TOGETHER, SEPARATELY)

MAX_NAME: Final = 200
"""Characters in the name of a collaboration or an organisation."""

MAX_SCOPE: Final = 500
"""Characters in what is counted into the collaboration."""

MAX_VOTES: Final = 3
"""Aspects that a respondent may say they most want to work on."""

Answer = int | str


def list_marker_answers(edition: Edition) -> tuple[Answer, ...]:
    """What a marker of the edition can be answered with."""
    apart = (DONT_KNOW, NOT_APPLICABLE) if find_rules(edition).has_left_out else (DONT_KNOW,)
    return (*MARKER_VALUES, *apart)


@dataclass(frozen=True, slots=True)
class Respondent:
    """What one respondent answered; a code that is not there was not answered.

    `votes` are the aspects that the respondent most wants to work on: at most `MAX_VOTES`.
    """

    markers: Mapping[str, Answer] = field(default_factory=dict)
    statements: Mapping[str, Answer] = field(default_factory=dict)
    comments: Mapping[str, str] = field(default_factory=dict)
    perspective: str | None = None
    second_perspective: str | None = None
    organisation: str | None = None
    self_placement: str | None = None
    outlook: str | None = None
    votes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answers:
    """All answers of one round, with what a report needs besides them.

    `edition` is the edition's code if the document named it, `date` an ISO date, `answered` one of
    `ANSWERED`, `people` how many took part or were asked.
    """

    edition: str | None = None
    weighting: str = BY_RESPONDENT
    respondents: tuple[Respondent, ...] = ()
    collaboration_name: str = ""
    scope: str = ""
    date: str | None = None
    answered: str | None = None
    people: int | None = None


def parse_answers(document: object, edition: Edition) -> Answers:
    """Read a `samverkan-answers/1` document (`load_json`) against the edition that it answers.

    Raises AnswersError if anything at all is not as interfaces.md says; it names the first such
    place.
    """
    root = read_object("document", document)
    check_keys(root, "", _ROOT_KEYS, _A_KNOWN_KEY)
    _check_format(root)
    collaboration = _parse_collaboration(root)
    return Answers(
        edition=_parse_edition_code(root, edition),
        weighting=read_choice(root, "", "weighting", WEIGHTINGS) or BY_RESPONDENT,
        respondents=_parse_respondents(root, edition),
        collaboration_name=clean_line(read_text(collaboration, "collaboration.", "name", MAX_NAME)),
        scope=clean_line(read_text(collaboration, "collaboration.", "scope", MAX_SCOPE)),
        date=_parse_date(root),
        answered=read_choice(root, "", "answered", ANSWERED),
        people=_parse_people(root),
    )


def dump_answers(answers: Answers) -> dict[str, Any]:
    """Give the answers as a `samverkan-answers/1` document, what is unanswered left out."""
    collaboration = {"name": answers.collaboration_name, "scope": answers.scope}
    head = {
        "format": ANSWERS_FORMAT,
        "edition": answers.edition,
        "weighting": answers.weighting,
        "collaboration": _leave_out_empty(collaboration),
        "date": answers.date,
        "answered": answers.answered,
        "people": answers.people,
    }
    respondents = [_dump_respondent(respondent) for respondent in answers.respondents]
    return _leave_out_empty(head) | {"respondents": respondents}


_ROOT_KEYS: Final = (
    "format",
    "edition",
    "weighting",
    "collaboration",
    "date",
    "answered",
    "people",
    "respondents",
)
_COLLABORATION_KEYS: Final = ("name", "scope")
_RESPONDENT_KEYS: Final = (
    "perspective",
    "second_perspective",
    "organisation",
    "markers",
    "statements",
    "comments",
    "self_placement",
    "outlook",
    "votes",
)
_A_KNOWN_KEY: Final = "a known key"
_ISO_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _check_format(root: Mapping[str, object]) -> None:
    if "format" not in root:
        raise AnswersError("format", f"is missing; it should be {ANSWERS_FORMAT}")
    if root["format"] != ANSWERS_FORMAT:
        raise AnswersError("format", f"{show_value(root['format'])} is not {ANSWERS_FORMAT}")


def _parse_edition_code(root: Mapping[str, object], edition: Edition) -> str | None:
    if "edition" not in root:
        return None
    if root["edition"] != edition.code:
        shown = show_value(root["edition"])
        raise AnswersError("edition", f"{shown} is not the edition in use, {edition.code}")
    return edition.code


def _parse_collaboration(root: Mapping[str, object]) -> Mapping[str, object]:
    collaboration = read_object("collaboration", root.get("collaboration", {}))
    check_keys(collaboration, "collaboration.", _COLLABORATION_KEYS, _A_KNOWN_KEY)
    return collaboration


def _parse_date(root: Mapping[str, object]) -> str | None:
    if "date" not in root:
        return None
    value = root["date"]
    if isinstance(value, str) and _ISO_DATE.fullmatch(value) and _is_in_calendar(value):
        return value
    raise AnswersError("date", f"{show_value(value)} is not a date written as 2026-11-21")


def _is_in_calendar(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _parse_people(root: Mapping[str, object]) -> int | None:
    if "people" not in root:
        return None
    value = root["people"]
    # type(), not isinstance(): Python counts true as 1.
    if type(value) is int and value >= 1:
        return value
    raise AnswersError("people", f"{show_value(value)} is not a whole number from 1")


def _parse_respondents(root: Mapping[str, object], edition: Edition) -> tuple[Respondent, ...]:
    if "respondents" not in root:
        raise AnswersError("respondents", "is missing")
    values = root["respondents"]
    if not isinstance(values, list):
        raise AnswersError("respondents", f"{show_value(values)} is not a list")
    if not values:
        raise AnswersError("respondents", "is empty; at least one respondent is needed")
    return tuple(
        _parse_respondent(value, f"respondents[{i}]", edition) for i, value in enumerate(values)
    )


def _parse_respondent(value: object, place: str, edition: Edition) -> Respondent:
    document = read_object(place, value)
    prefix = f"{place}."
    check_keys(document, prefix, _RESPONDENT_KEYS, _A_KNOWN_KEY)
    stages = tuple(edition.stage_by_code)
    return Respondent(
        markers=_parse_markers(document, prefix, edition),
        statements=_parse_statements(document, prefix, edition),
        comments=_parse_comments(document, prefix, edition),
        perspective=read_choice(document, prefix, "perspective", PERSPECTIVES),
        second_perspective=read_choice(document, prefix, "second_perspective", SECOND_PERSPECTIVES),
        organisation=clean_line(read_text(document, prefix, "organisation", MAX_NAME)) or None,
        self_placement=read_choice(document, prefix, "self_placement", stages),
        outlook=read_choice(document, prefix, "outlook", OUTLOOKS),
        votes=_parse_votes(document, f"{prefix}votes", edition),
    )


def _parse_markers(
    document: Mapping[str, object], prefix: str, edition: Edition
) -> dict[str, Answer]:
    place = f"{prefix}markers"
    given = read_object(place, document.get("markers", {}))
    check_keys(given, f"{place}.", edition.marker_codes, f"a marker of edition {edition.code}")
    answers = list_marker_answers(edition)
    return {code: check_answer(f"{place}.{code}", given[code], answers) for code in given}


def _parse_statements(
    document: Mapping[str, object], prefix: str, edition: Edition
) -> dict[str, Answer]:
    place = f"{prefix}statements"
    given = read_object(place, document.get("statements", {}))
    kind = f"a statement of edition {edition.code}"
    check_keys(given, f"{place}.", edition.statement_codes, kind)
    return {code: check_answer(f"{place}.{code}", given[code], STATEMENT_ANSWERS) for code in given}


def _parse_comments(
    document: Mapping[str, object], prefix: str, edition: Edition
) -> dict[str, str]:
    place = f"{prefix}comments"
    given = read_object(place, document.get("comments", {}))
    check_keys(given, f"{place}.", edition.aspect_by_code, f"an aspect of edition {edition.code}")
    texts = {code: check_text(f"{place}.{code}", given[code], MAX_TEXT) for code in given}
    return {code: text for code, text in texts.items() if is_seen(text)}


def _parse_votes(document: Mapping[str, object], place: str, edition: Edition) -> tuple[str, ...]:
    votes = document.get("votes", [])
    if not isinstance(votes, list):
        raise AnswersError(place, f"{show_value(votes)} is not a list")
    if len(votes) > MAX_VOTES:
        raise AnswersError(place, f"has {len(votes)} aspects; at most {MAX_VOTES} are allowed")
    for i, vote in enumerate(votes):
        if not isinstance(vote, str) or vote not in edition.aspect_by_code:
            refused = f"{show_value(vote)} is not an aspect of edition {edition.code}"
            raise AnswersError(f"{place}[{i}]", refused)
        if vote in votes[:i]:
            raise AnswersError(f"{place}[{i}]", f"{show_value(vote)} is already voted for")
    return tuple(votes)


def _dump_respondent(respondent: Respondent) -> dict[str, Any]:
    return _leave_out_empty(
        {
            "perspective": respondent.perspective,
            "second_perspective": respondent.second_perspective,
            "organisation": respondent.organisation,
            "markers": dict(respondent.markers),
            "statements": dict(respondent.statements),
            "comments": dict(respondent.comments),
            "self_placement": respondent.self_placement,
            "outlook": respondent.outlook,
            "votes": list(respondent.votes),
        }
    )


def _leave_out_empty(document: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in document.items() if value not in (None, "", {}, [])}
