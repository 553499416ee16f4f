"""Reading a JSON object key by key, with the place in every error.

A key that is missing, of the wrong kind, or left over when everything has been read is an error:
what nobody reads would be lost without a word in the next export. Errors are collected, so that
whoever wrote the document hears of all at once; in the place of what is wrong stands something
empty, and the reading goes on.

Example: `Reader({"order": "1"}, "stages[0]").number("order")` gives the error
`stages[0].order: is not a whole number`.
"""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any, TypeVar

T = TypeVar("T")


class Wrong(StrEnum):
    """What can be wrong at a place of a document."""

    OBJECT = "is not an object"
    MISSING = "is missing"
    TEXT = "is not a text"
    TEXT_OR_NULL = "is not a text or null"
    FLAG = "is not true or false"
    NUMBER = "is not a whole number"
    NUMBER_OR_NULL = "is not a whole number or null"
    LIST = "is not a list"
    UNKNOWN_KEY = "is not a known key"
    FORMAT = "is not samverkan-content/1"
    SOURCE_LANGUAGE = "sv is no translation"
    TWICE = "is used twice"
    ORDER = "are not in ascending order"
    EMPTY = "is empty"
    TOO_LONG = "is longer than allowed"
    TOO_LARGE = "is outside what is allowed"
    CHARACTERS = "has characters that cannot be shown"
    CODE = "is no code"
    SOURCE = "is not the key of a source"
    CHOICE = "is not one of the choices"
    LANGUAGE = "is no code of a language"
    PARENT = "is not in the file"


class ContentError(ValueError):
    """A content document does not have the shape of `samverkan-content/1`.

    Attributes:
        place: where in the document, such as `stages[0].aspects[2].title`.
        wrong: what is wrong there.
        value: what stands there, or how much is allowed, where that helps.
    """

    def __init__(self, place: str, wrong: Wrong, value: str = "") -> None:
        shown = f'"{value}" ' if value else ""
        super().__init__(f"{place}: {shown}{wrong}")
        self.place = place
        self.wrong = wrong
        self.value = value


Errors = list[ContentError]

_EMPTY: dict[type, Any] = {str: "", bool: False, int: 0, dict: {}, list: (), tuple: ()}


class Reader:
    """Reads one JSON object key by key, and knows where in the document it stands.

    Every method adds to `errors` when the key is missing or its value of another kind, and gives
    something empty of the right kind.
    """

    def __init__(
        self, value: object, name: str, prefix: str | None = None, errors: Errors | None = None
    ) -> None:
        self.errors: Errors = [] if errors is None else errors
        self._is_object = isinstance(value, Mapping)
        if not self._is_object:
            self.errors.append(ContentError(name, Wrong.OBJECT))
        self._value: Mapping[Any, Any] = value if isinstance(value, Mapping) else {}
        self._prefix = f"{name}." if prefix is None else prefix
        self._left = set(self._value)

    def fail(self, key: str, wrong: Wrong, value: str = "") -> None:
        """Say that something is wrong with one of its keys."""
        self.errors.append(ContentError(self.place(key), wrong, value))

    def _take(self, key: str, kinds: tuple[type, ...], wrong: Wrong) -> Any:
        if key not in self._value:
            if self._is_object:  # of what is no object, that is said and nothing more
                self.fail(key, Wrong.MISSING)
            return _EMPTY[kinds[0]]
        self._left.discard(key)
        value = self._value[key]
        # type(), not isinstance(): true is not a number here, though Python says it is one.
        if type(value) in kinds:
            return value
        self.fail(key, wrong)
        return _EMPTY[kinds[0]]

    def has(self, key: str) -> bool:
        """Whether the key is there."""
        return key in self._value

    def anything(self, key: str) -> object:
        """Read a value of any kind; None if it is missing, which is an error too."""
        if key not in self._value:
            self.fail(key, Wrong.MISSING)
        self._left.discard(key)
        return self._value.get(key)

    def text(self, key: str) -> str:
        """Read a text."""
        value: str = self._take(key, (str,), Wrong.TEXT)
        return value

    def text_if_given(self, key: str) -> str | None:
        """Read a text that may be left out."""
        return self.text(key) if key in self._value else None

    def text_or_none(self, key: str) -> str | None:
        """Read a text or null."""
        value: str | None = self._take(key, (str, type(None)), Wrong.TEXT_OR_NULL)
        return value

    def flag(self, key: str) -> bool:
        """Read true or false."""
        value: bool = self._take(key, (bool,), Wrong.FLAG)
        return value

    def number(self, key: str) -> int:
        """Read a whole number; `true` is not one."""
        value: int = self._take(key, (int,), Wrong.NUMBER)
        return value

    def number_or_none(self, key: str) -> int | None:
        """Read a whole number or null."""
        value: int | None = self._take(key, (int, type(None)), Wrong.NUMBER_OR_NULL)
        return value

    def inner(self, key: str) -> "Reader":
        """Read an object, as a reader of its own."""
        value = self._take(key, (dict,), Wrong.OBJECT)
        return Reader(value, self.place(key), errors=self.errors)

    def inner_by_key_if_given(self, key: str) -> dict[str, "Reader"]:
        """Read an object of objects that may be left out, each as a reader of its own."""
        if key not in self._value:
            return {}
        inner = self.inner(key)
        return {name: inner.inner(name) for name in inner._value if isinstance(name, str)}

    def texts_by_key(self, keys: tuple[str, ...]) -> dict[str, str]:
        """Read the whole object: texts under some of these keys, and nothing else."""
        texts = {key: self.text(key) for key in keys if key in self._value}
        self.check_nothing_left()
        return texts

    def place(self, key: str) -> str:
        """The place of one of its keys."""
        return f"{self._prefix}{key}"

    def items(self, key: str, parse: Callable[["Reader"], T]) -> tuple[T, ...]:
        """Read a list of objects, each parsed whole by `parse`."""
        values = self._take(key, (list, tuple), Wrong.LIST)
        return tuple(
            _parse_whole(value, f"{self.place(key)}[{i}]", parse, self.errors)
            for i, value in enumerate(values)
        )

    def texts(self, key: str) -> tuple[str, ...]:
        """Read a list of texts."""
        values = self._take(key, (list, tuple), Wrong.LIST)
        for i, value in enumerate(values):
            if type(value) is not str:
                self.fail(f"{key}[{i}]", Wrong.TEXT)
        return tuple(value for value in values if type(value) is str)

    def check_nothing_left(self) -> None:
        """Say so of every key that was not read."""
        for key in sorted(map(str, self._left)):
            self.fail(key, Wrong.UNKNOWN_KEY)


def _parse_whole(value: object, place: str, parse: Callable[[Reader], T], errors: Errors) -> T:
    reader = Reader(value, place, errors=errors)
    parsed = parse(reader)
    reader.check_nothing_left()
    return parsed
