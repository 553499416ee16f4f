"""The fixture files of an edition as YAML: the only writer and the only reader of what others sent.

Read with a safe loader, without anchors and aliases: with those, a short file can stand for a
million values.
"""

import re
from collections.abc import Mapping
from typing import Any, Final

import yaml

from model_content.domain.entries import Entry
from model_content.domain.uploads import (
    MOST_DEPTH,
    MOST_VALUES,
    Refusal,
    UploadRefused,
    decode,
)

WIDTH: Final = 100
FOLDED_FROM: Final = 60
"""Characters from which a text stands on lines of its own."""

# The C versions are the same, ten times as fast; both are safe ones.
Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
Dumper: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)

PLAIN = re.compile(r"\S[^\n]*\S")
LINES = re.compile(r"\S(.*\S)?(\n+\S(.*\S)?)*")


class FixtureDumper(Dumper):  # type: ignore[misc]
    """Writes as the shipped files are written: long texts folded, references on one line."""

    def ignore_aliases(self, data: object) -> bool:
        return True


def _write_text(dumper: Any, text: str) -> Any:
    style = None
    if not text.replace("\n", "").isprintable():
        style = '"'  # what a block of text would not keep as it is
    elif "\n" in text and LINES.fullmatch(text):
        style = "|"
    elif len(text) >= FOLDED_FROM and PLAIN.fullmatch(text) and "  " not in text:
        style = ">"
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style)


def _write_list(dumper: Any, values: list[Any]) -> Any:
    return dumper.represent_sequence("tag:yaml.org,2002:seq", values, flow_style=True)


FixtureDumper.add_representer(str, _write_text)
FixtureDumper.add_representer(list, _write_list)


def write_yaml(entries: list[Entry]) -> str:
    """The entries, with an empty line between them."""
    return "\n".join(_write_entry(entry) for entry in entries)


def _write_entry(entry: Entry) -> str:
    written: str = yaml.dump(
        entry, Dumper=FixtureDumper, allow_unicode=True, sort_keys=False, width=WIDTH - 2
    )
    lines = written.removesuffix("\n").split("\n")
    return "".join(
        f"{'- ' if not number else '  ' if line else ''}{line}\n"
        for number, line in enumerate(lines)
    )


def read_yaml(files: Mapping[str, bytes]) -> dict[str, list[Any]]:
    """The list that each file holds.

    Raises:
        UploadRefused: one is not UTF-8, not YAML, no list, too deep, or has anchors; or they say
            too much together.
    """
    left = MOST_VALUES
    lists = {}
    for name, data in files.items():
        text = decode(data, name)
        left -= _check(text, name, left)
        lists[name] = _read(text, name)
    return lists


def _read(text: str, name: str) -> list[Any]:
    try:
        # The loader is a safe one.
        value = yaml.load(text, Loader=Loader)  # nosec B506
    except yaml.YAMLError as error:
        raise _refuse(error, name) from error
    except (ValueError, TypeError, OverflowError, RecursionError) as error:  # as a 99th of May
        raise UploadRefused(Refusal.YAML, name) from error
    if value is None:
        return []
    if not isinstance(value, list):
        raise UploadRefused(Refusal.LIST, name)
    return value


def _check(text: str, name: str, left: int) -> int:
    """Look through a file before anything is made of it; gives how much it says."""
    depth = number = 0
    try:
        for number, event in enumerate(yaml.parse(text, Loader=Loader), 1):
            if getattr(event, "anchor", None):
                raise UploadRefused(Refusal.ALIAS, name)
            if number > left:
                raise UploadRefused(Refusal.TOO_MANY_VALUES)
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
            if depth > MOST_DEPTH:
                raise UploadRefused(Refusal.TOO_DEEP, name)
    except yaml.YAMLError as error:
        raise _refuse(error, name) from error
    return number


def _refuse(error: yaml.YAMLError, name: str) -> UploadRefused:
    mark = getattr(error, "problem_mark", None)
    return UploadRefused(Refusal.YAML, f"{name}:{mark.line + 1}" if mark else name)
