"""Reading a JSON object key by key, with the place in every error.

A key that is missing, of the wrong kind, or left over when everything has been read is an error:
what nobody reads would be lost without a word in the next export.

Example: `Reader({"order": "1"}, "stages[0]").number("order")` gives the error
`stages[0].order: is not a whole number`.
"""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

T = TypeVar("T")


class ContentError(ValueError):
    """A content document does not have the shape of `samverkan-content/1`.

    Attributes:
        place: where in the document, such as `stages[0].aspects[2].title`.
        message: what is wrong there.
    """

    def __init__(self, place: str, message: str) -> None:
        super().__init__(f"{place}: {message}")
        self.place = place
        self.message = message


class Reader:
    """Reads one JSON object key by key, and knows where in the document it stands.

    Every method raises `ContentError` when the key is missing or its value of another kind.
    """

    def __init__(self, value: object, name: str, prefix: str | None = None) -> None:
        if not isinstance(value, Mapping):
            raise ContentError(name, "is not an object")
        self._value = value
        self._prefix = f"{name}." if prefix is None else prefix
        self._left = set(value)

    def _take(self, key: str, kinds: tuple[type, ...], kind_name: str) -> Any:
        place = f"{self._prefix}{key}"
        if key not in self._value:
            raise ContentError(place, "is missing")
        self._left.discard(key)
        value = self._value[key]
        # type(), not isinstance(): true is not a number here, though Python says it is one.
        if type(value) not in kinds:
            raise ContentError(place, f"is not {kind_name}")
        return value

    def text(self, key: str) -> str:
        """Read a text."""
        value: str = self._take(key, (str,), "a text")
        return value

    def text_if_given(self, key: str) -> str | None:
        """Read a text that may be left out."""
        return self.text(key) if key in self._value else None

    def text_or_none(self, key: str) -> str | None:
        """Read a text or null."""
        value: str | None = self._take(key, (str, type(None)), "a text or null")
        return value

    def flag(self, key: str) -> bool:
        """Read true or false."""
        value: bool = self._take(key, (bool,), "true or false")
        return value

    def number(self, key: str) -> int:
        """Read a whole number; `true` is not one."""
        value: int = self._take(key, (int,), "a whole number")
        return value

    def number_or_none(self, key: str) -> int | None:
        """Read a whole number or null."""
        value: int | None = self._take(key, (int, type(None)), "a whole number or null")
        return value

    def inner(self, key: str) -> "Reader":
        """Read an object, as a reader of its own."""
        return Reader(self._take(key, (dict,), "an object"), f"{self._prefix}{key}")

    def inner_by_key_if_given(self, key: str) -> dict[str, "Reader"]:
        """Read an object of objects that may be left out, each as a reader of its own."""
        if key not in self._value:
            return {}
        inner = self.inner(key)
        return {name: inner.inner(name) for name in map(str, inner._value)}

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
        values = self._take(key, (list, tuple), "a list")
        return tuple(
            _parse_whole(value, f"{self._prefix}{key}[{i}]", parse)
            for i, value in enumerate(values)
        )

    def texts(self, key: str) -> tuple[str, ...]:
        """Read a list of texts."""
        values = self._take(key, (list, tuple), "a list")
        for i, value in enumerate(values):
            if type(value) is not str:
                raise ContentError(f"{self._prefix}{key}[{i}]", "is not a text")
        return tuple(values)

    def check_nothing_left(self) -> None:
        """Raise `ContentError` if the object has a key that was not read."""
        if self._left:
            raise ContentError(f"{self._prefix}{min(map(str, self._left))}", "is not a known key")


def _parse_whole(value: object, place: str, parse: Callable[[Reader], T]) -> T:
    reader = Reader(value, place)
    parsed = parse(reader)
    reader.check_nothing_left()
    return parsed
