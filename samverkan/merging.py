"""A form that is saved when somebody else has saved meanwhile: field by field, nothing is lost.

A form carries a mark of each value that it was shown with. A field that was left as it was shown
keeps what is stored now, and a field that nobody else has changed takes what was written. Where
both have written, and not the same, nothing at all is saved and both texts are shown.

Example: Anna and Bo open a form with the name `N` and no purpose. Anna writes a purpose and saves;
Bo changes the name to `M` and saves: both changes stand. Had Bo written another purpose, he would
have been shown Anna's beside his own.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

Values = Mapping[str, Any]

DIGEST: Final = 12  # hexadecimal digits of a value's hash in a mark


class Stale(Exception):
    """Somebody else has changed the same; nothing has been saved. `current` is what is stored."""

    def __init__(self, current: Any, merged: "Merged") -> None:
        super().__init__(merged.conflicts)
        self.current = current
        self.merged = merged


@dataclass(frozen=True, slots=True)
class Merged:
    """What is to be stored of a form: every field, those in conflict as they are stored now.

    `mine` names the fields that were changed in the form, `conflicts` those of them that somebody
    else has changed to something else.
    """

    values: dict[str, Any]
    mine: tuple[str, ...]
    conflicts: tuple[str, ...]


def make_marks(values: Values) -> str:
    """The marks of all values as one text, for a hidden field: `name:digest name:digest …`."""
    return " ".join(f"{name}:{_digest(value)}" for name, value in sorted(values.items()))


def renew_marks(seen: str, shown: Values) -> str:
    """The same marks, of these fields those of what is shown now."""
    marks = _read_marks(seen) | _read_marks(make_marks(shown))
    return " ".join(f"{name}:{mark}" for name, mark in marks.items())


def _read_marks(seen: str) -> dict[str, str]:
    return dict(mark.split(":", 1) for mark in seen.split() if ":" in mark)


def has_changed(name: str, value: Any, seen: str) -> bool:
    """Whether a value that a form was shown with is another now; not if it was never shown."""
    return _read_marks(seen).get(name, _digest(value)) != _digest(value)


def merge(given: Values, stored: Values, seen: str) -> Merged:
    """Judge each field of a form by what is stored now and what it was shown with (`make_marks`).

    A field without a mark was never shown: it is taken as changed over what was not seen.
    """
    marks = _read_marks(seen)
    values: dict[str, Any] = {}
    mine, conflicts = [], []
    for name, value in given.items():
        own, now = _digest(value), _digest(stored[name])
        values[name] = stored[name]
        if own in (now, marks.get(name)):
            continue
        mine.append(name)
        if now == marks.get(name):
            values[name] = value
        else:
            conflicts.append(name)
    return Merged(values, tuple(mine), tuple(conflicts))


def settle_form(given: Values, stored: Values, seen: str | None, current: Any) -> dict[str, Any]:
    """What is to be stored of a form; `seen` is None where it was not shown to anybody before.

    Raises `Stale` if somebody else has changed the same field of `current`, which has `stored`.
    """
    if seen is None:
        return dict(given)
    merged = merge(given, stored, seen)
    if merged.conflicts:
        raise Stale(current, merged)
    return merged.values


def read_values(row: Any, names: Iterable[str]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def _digest(value: Any) -> str:
    if isinstance(value, str):
        value = value.replace("\r\n", "\n").strip()
    text = json.dumps(value, sort_keys=True, default=lambda row: str(getattr(row, "pk", row)))
    return hashlib.sha256(text.encode()).hexdigest()[:DIGEST]
