"""Reading JSON that nobody vouches for, with one clear line for whatever is wrong.

Two steps. `load_json` turns bytes into Python objects and refuses what JSON readers quietly let
through: bytes that are not UTF-8, NaN and Infinity, a key that occurs twice in one object (which
of the two was meant?), nesting deeper than the interpreter can follow, and more than twenty
megabytes. The small readers then take one value each and name its place when it is not as it
should be.

Example: `load_json(b'{"people": 1, "people": 2}')` raises an `AnswersError` that reads
`document: the key "people" occurs twice in one object`.
"""

import json
from collections.abc import Collection, Mapping
from typing import Any, Final

from samverkan.texts import clean_text

MAX_BYTES: Final = 20_000_000
"""Bytes in an answers document; thousands of respondents who comment on everything fit."""

SHOWN_LENGTH: Final = 60
"""Characters of a refused value or key that an error shows."""


class AnswersError(ValueError):
    """An answers document cannot be used; `str()` is one line that begins with the place.

    Attributes:
        place: where in the document, such as `respondents[1].markers.initiativ.m2`.
        message: what is wrong there.
    """

    def __init__(self, place: str, message: str) -> None:
        super().__init__(f"{place}: {message}")
        self.place = place
        self.message = message


def load_json(data: bytes) -> object:
    """Turn bytes into Python objects, as strictly as the module says.

    A byte order mark is allowed, since some editors write one.

    Raises:
        AnswersError: the bytes are too many, not UTF-8 or not strict JSON.
    """
    if len(data) > MAX_BYTES:
        raise AnswersError("document", f"is larger than {MAX_BYTES // 1_000_000} megabytes")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise AnswersError("document", f"is not UTF-8 (byte {error.start})") from None
    return _load_text(text)


def show_value(value: object) -> str:
    """Show a value on one line of about `SHOWN_LENGTH` characters, whatever it is."""
    if isinstance(value, Mapping):
        return "an object"
    if isinstance(value, list | tuple):
        return "a list"
    if isinstance(value, str):
        return show_line(json.dumps(value[: SHOWN_LENGTH + 1], ensure_ascii=False))
    try:
        return show_line(json.dumps(value))
    except (TypeError, ValueError):  # not JSON at all, or a number too long to be written
        return f"a value of type {type(value).__name__}"


def show_line(text: str) -> str:
    """Shorten text and escape what would break the line or cannot be printed."""
    line = "".join(c if c.isprintable() else _escape(c) for c in text[: SHOWN_LENGTH + 1])
    return line if len(line) <= SHOWN_LENGTH else f"{line[: SHOWN_LENGTH - 1]}…"


def read_object(place: str, value: object) -> Mapping[str, Any]:
    """Take a JSON object."""
    if not isinstance(value, dict):
        raise AnswersError(place, f"{show_value(value)} is not an object")
    return value


def check_keys(
    document: Mapping[str, object], prefix: str, known: Collection[str], kind: str
) -> None:
    """Raise `AnswersError` at the first key that is not known; `kind` says what keys are here."""
    for key in document:
        if key not in known:
            raise AnswersError(f"{prefix}{show_line(str(key))}", f"is not {kind}")


def read_choice(
    document: Mapping[str, object], prefix: str, key: str, choices: tuple[str, ...]
) -> str | None:
    """Take one of the choices, or None where the key is left out."""
    if key not in document:
        return None
    value = document[key]
    if isinstance(value, str) and value in choices:
        return value
    raise AnswersError(f"{prefix}{key}", _say_not_one_of(value, choices))


def read_text(document: Mapping[str, object], prefix: str, key: str, most: int) -> str:
    """Take a text of at most `most` characters, empty where the key is left out."""
    return check_text(f"{prefix}{key}", document.get(key, ""), most)


def check_text(place: str, value: object, most: int) -> str:
    """Give the text cleaned, if it is a text and short enough."""
    if not isinstance(value, str):
        raise AnswersError(place, f"{show_value(value)} is not a text")
    if "\0" in value:
        raise AnswersError(place, "has a NUL character")
    if any("\ud800" <= c <= "\udfff" for c in value):
        raise AnswersError(place, "has half of a surrogate pair, which is not a character")
    text = clean_text(value)
    if len(text) > most:
        raise AnswersError(place, f"is {len(text)} characters long; at most {most} are allowed")
    return text


def check_answer(place: str, value: object, answers: tuple[int | str, ...]) -> int | str:
    """Give the answer, if it is one of those that the question offers."""
    # type(), not isinstance(): Python holds that true is 1 and that 3.0 equals 3.
    if type(value) in (int, str):
        for answer in answers:
            if value == answer:
                return answer
    raise AnswersError(place, _say_not_one_of(value, answers))


def _load_text(text: str) -> object:
    try:
        loaded: object = json.loads(
            text, object_pairs_hook=_build_object, parse_constant=_refuse_constant
        )
    except AnswersError:
        raise
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise AnswersError("document", f"is not JSON: {error.msg} ({where})") from None
    except ValueError:
        raise AnswersError("document", "has a number with too many digits") from None
    except RecursionError:
        raise AnswersError("document", "is nested too deeply") from None
    return loaded


def _build_object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    built: dict[str, object] = {}
    for key, value in pairs:
        if key in built:
            message = f"the key {show_value(key)} occurs twice in one object"
            raise AnswersError("document", message)
        built[key] = value
    return built


def _refuse_constant(name: str) -> object:
    raise AnswersError("document", f"{name} is not a number in JSON")


def _say_not_one_of(value: object, choices: Collection[int | str]) -> str:
    return f"{show_value(value)} is not one of {', '.join(map(str, choices))}"


def _escape(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")
