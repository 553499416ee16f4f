"""What is wrong with an edition that somebody wants to read in, each fault with its place.

Beyond the shape (content.py): texts fit their columns and can be shown, codes are codes, sources
are among those listed, boxes and choices are known. What is missing before an edition can be
published is no fault here: what is read in becomes a draft.

Example: a title of 120 characters gives `stages[0].title: "60" is longer than allowed`.
"""

import re
from collections.abc import Iterator
from dataclasses import is_dataclass
from typing import Any, Final

from model_content.domain.checks import STAGE_TITLE_CHARACTERS
from model_content.domain.content import (
    Aspect,
    Case,
    ContentError,
    DialogueQuestion,
    Edition,
    Marker,
    Quote,
    Source,
    Sourced,
    Stage,
    Statement,
    Suggestion,
    read_edition,
)
from model_content.domain.reader import Errors, Wrong
from samverkan.texts import is_clean

LONGEST: Final[dict[type, dict[str, int]]] = {
    Edition: {"code": 20},
    Source: {"key": 30, "title": 300, "publisher": 200},
    Stage: {"code": 60, "title": STAGE_TITLE_CHARACTERS},
    Aspect: {"code": 60, "title": 100},
    Marker: {"code": 80, "text": 300},
    Statement: {"code": 80, "text": 300},
    Sourced: {"locator": 80},
    Quote: {"locator": 80, "attribution": 120},
    Suggestion: {},
    DialogueQuestion: {},
    Case: {"code": 60, "name": 200, "start": 60, "end": 60, "priority": 10, "locator": 80},
}
"""Characters that a column holds, or fewer where the text would have no room."""

MOST_CHARACTERS: Final = 20_000
"""Characters of a text whose column has no bound."""

MOST_NUMBER: Final = 32_767
"""The greatest number that a place or a year may be."""

MOST_PARTS: Final = 500
"""Parts in one list: more than any edition has, and few enough to be numbered."""

SLUG = re.compile(r"[-a-zA-Z0-9_]+")
DOTTED = re.compile(r"[-a-zA-Z0-9_.]+")
LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*")

OUTLOOKS = ("end", "redefine")


def read_import(document: object) -> tuple[Edition, Errors]:
    """Read a `samverkan-content/1` document; with errors, the edition cannot be used."""
    edition, errors = read_edition(document)
    if any(error.wrong not in (Wrong.TWICE, Wrong.ORDER) for error in errors):
        return edition, errors  # what could not be read would seem to be empty
    return edition, [*errors, *_find_errors(edition)]


def _find_errors(edition: Edition) -> Iterator[ContentError]:
    keys = set(edition.source_by_key)
    for place, part in _walk("", edition):
        yield from _check_texts(place, part)
        yield from _check_codes(place, part)
        yield from _check_numbers(place, part)
        yield from _check_translations(place, part)
        source = getattr(part, "source", None)
        if isinstance(source, str) and source not in keys:
            yield ContentError(f"{place}source", Wrong.SOURCE, source)
        if isinstance(part, Quote) and not part.attribution:
            yield ContentError(f"{place}attribution", Wrong.EMPTY)
        if isinstance(part, Suggestion) and part.outlook not in (None, *OUTLOOKS):
            yield ContentError(f"{place}outlook", Wrong.CHOICE, part.outlook or "")


def _walk(place: str, part: Any) -> Iterator[tuple[str, Any]]:
    """Every part of an edition with the beginning of the places of its keys."""
    yield place, part
    for name in part.__dataclass_fields__:
        values = getattr(part, name)
        if isinstance(values, tuple) and values and is_dataclass(values[0]):
            for index, value in enumerate(values):
                yield from _walk(f"{place}{name}[{index}].", value)


def _check_texts(place: str, part: Any) -> Iterator[ContentError]:
    longest = LONGEST[type(part)]
    # The edition's own code stands one level further in.
    head = "edition." if isinstance(part, Edition) else place
    for name in part.__dataclass_fields__:
        value = getattr(part, name)
        if isinstance(value, str):
            yield from _check_text(f"{head}{name}", value, longest.get(name, MOST_CHARACTERS))
        elif isinstance(value, tuple) and len(value) > MOST_PARTS:
            yield ContentError(f"{place}{name}", Wrong.TOO_LONG, str(MOST_PARTS))
        elif isinstance(value, tuple) and value and isinstance(value[0], str):
            for index, text in enumerate(value):
                yield from _check_text(f"{place}{name}[{index}]", text, LONGEST[Case]["priority"])


def _check_text(place: str, text: str, longest: int) -> Iterator[ContentError]:
    if len(text) > longest:
        yield ContentError(place, Wrong.TOO_LONG, str(longest))
    if not is_clean(text):
        yield ContentError(place, Wrong.CHARACTERS)


def _check_codes(place: str, part: Any) -> Iterator[ContentError]:
    is_dotted = isinstance(part, Edition | Marker | Statement)
    head = "edition." if isinstance(part, Edition) else place
    for name in ("code", "key"):
        value = getattr(part, name, None)
        if isinstance(value, str) and not (DOTTED if is_dotted else SLUG).fullmatch(value):
            yield ContentError(f"{head}{name}", Wrong.CODE, value)


def _check_numbers(place: str, part: Any) -> Iterator[ContentError]:
    for name in ("order", "year"):
        value = getattr(part, name, None)
        if value is not None and not 0 <= value <= MOST_NUMBER:
            yield ContentError(f"{place}{name}", Wrong.TOO_LARGE, f"0–{MOST_NUMBER}")


def _check_translations(place: str, part: Any) -> Iterator[ContentError]:
    longest = LONGEST[type(part)]
    for language, texts in getattr(part, "translations", {}).items():
        inner = f"{place}translations.{language}"
        if not LANGUAGE.fullmatch(language):
            yield ContentError(inner, Wrong.LANGUAGE)
        for name, text in texts.items():
            yield from _check_text(f"{inner}.{name}", text, longest.get(name, MOST_CHARACTERS))
