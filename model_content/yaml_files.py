"""The fixture files of an edition as YAML: the only writer and the only reader of what others sent.

Read with a safe loader, without anchors and aliases: with those, a short file can stand for a
million values.
"""

import re
from typing import Any, Final

import yaml

from model_content.domain.entries import Entry
from model_content.uploads import MOST_DEPTH, Refusal, UploadRefused, decode

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


def read_yaml(data: bytes, name: str) -> list[Any]:
    """The list that a file holds.

    Raises:
        UploadRefused: it is not UTF-8, not YAML, no list, too deep, or has anchors.
    """
    text = decode(data, name)
    try:
        _check_events(text, name)
        # The loader is a safe one.
        value = yaml.load(text, Loader=Loader)  # nosec B506
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{name}:{mark.line + 1}" if mark else name
        raise UploadRefused(Refusal.YAML, where) from error
    except (ValueError, TypeError, OverflowError, RecursionError) as error:  # as a 99th of May
        raise UploadRefused(Refusal.YAML, name) from error
    if value is None:
        return []
    if not isinstance(value, list):
        raise UploadRefused(Refusal.LIST, name)
    return value


def _check_events(text: str, name: str) -> None:
    depth = 0
    for event in yaml.parse(text, Loader=Loader):
        if getattr(event, "anchor", None):
            raise UploadRefused(Refusal.ALIAS, name)
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > MOST_DEPTH:
            raise UploadRefused(Refusal.TOO_DEEP, name)
