"""Reading what somebody has uploaded, without trusting any of it: JSON, or a ZIP of files.

Everything is bounded before it is made: the bytes sent, the bytes that a ZIP unfolds to, its files,
and how deep the JSON goes. YAML is read elsewhere (the standard library has no reader).
"""

import json
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from enum import StrEnum
from typing import IO, Any, Final

MOST_BYTES: Final = 8_000_000
"""Bytes of an upload, and of all files in a ZIP together once they are unfolded."""

MOST_FILES: Final = 100
"""Files in a ZIP."""

MOST_VALUES: Final = 200_000
"""Texts, numbers, lists and objects in all: an edition has 5,000, or 20,000 as YAML.

Each may be a fault with words of its own: a file that is nothing else keeps a worker for seconds.
"""

MOST_DEPTH: Final = 20
"""Levels of lists and objects within each other; an edition has nine."""

ZIP_START: Final = b"PK\x03\x04"

PACKED: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""How the files in a ZIP may be packed; others take the memory that they ask for."""


class Refusal(StrEnum):
    """Why an upload is not even read."""

    NOTHING = "nothing"
    TOO_LARGE = "too_large"
    TOO_MANY_FILES = "too_many_files"
    TOO_MANY_VALUES = "too_many_values"
    ENCODING = "encoding"
    JSON = "json"
    TWICE = "twice"
    TOO_DEEP = "too_deep"
    ZIP = "zip"
    NO_FILES = "no_files"
    YAML = "yaml"
    ALIAS = "alias"
    LIST = "list"


class UploadRefused(Exception):
    """What was uploaded cannot be read.

    Attributes:
        refusal: why.
        where: the file in the ZIP, or the line, where that is known.
    """

    def __init__(self, refusal: Refusal, where: str = "") -> None:
        super().__init__(f"{refusal} {where}".rstrip())
        self.refusal = refusal
        self.where = where


def decode(data: bytes, where: str = "") -> str:
    """The text of a file; a byte order mark is allowed, since some programs write one.

    Raises:
        UploadRefused: it is not UTF-8.
    """
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UploadRefused(Refusal.ENCODING, where) from error


def load_json(data: bytes) -> Any:
    """Read JSON, as strictly as it is defined: no NaN, no key twice in one object.

    Raises:
        UploadRefused: it is not JSON, too deep, or says too much.
    """
    try:
        value = json.loads(decode(data), object_pairs_hook=_check_pairs, parse_constant=_refuse)
    except RecursionError as error:
        raise UploadRefused(Refusal.TOO_DEEP) from error
    except json.JSONDecodeError as error:
        raise UploadRefused(Refusal.JSON, str(error.lineno)) from error
    except ValueError as error:  # NaN, or a number of thousands of digits
        raise UploadRefused(Refusal.JSON) from error
    if sum(_count(value, MOST_DEPTH)) > MOST_VALUES:
        raise UploadRefused(Refusal.TOO_MANY_VALUES)
    return value


def _check_pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    whole = dict(pairs)
    if len(whole) != len(pairs):
        count = Counter(name for name, _value in pairs)
        twice = next(name for name, times in count.items() if times > 1)
        raise UploadRefused(Refusal.TWICE, twice)
    return whole


def _refuse(name: str) -> None:
    raise ValueError(name)


def _count(value: Any, left: int) -> Iterator[int]:
    """How many values there are in each list or object, which may be so many levels deep."""
    if isinstance(value, dict | list):
        if not left:
            raise UploadRefused(Refusal.TOO_DEEP)
        yield len(value)
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _count(inner, left - 1)


def unfold(file: IO[bytes]) -> dict[str, bytes]:
    """The YAML files of a ZIP by name, in the order of their names.

    Raises:
        UploadRefused: it is no ZIP, or holds too much, too many files or no YAML.
    """
    try:
        with zipfile.ZipFile(file) as folder:
            files = _unfold(folder)
    except (
        zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, RuntimeError,
        ValueError,
    ) as error:  # fmt: skip  # whatever a damaged, locked or foreign archive makes it say
        raise UploadRefused(Refusal.ZIP) from error
    if not files:
        raise UploadRefused(Refusal.NO_FILES)
    return files


def _unfold(folder: zipfile.ZipFile) -> dict[str, bytes]:
    inside = folder.infolist()
    if len(inside) > MOST_FILES:
        raise UploadRefused(Refusal.TOO_MANY_FILES)
    files: dict[str, bytes] = {}
    left = MOST_BYTES
    for info in sorted(inside, key=lambda info: info.filename):
        name = info.filename.rpartition("/")[2]
        if not name.endswith((".yaml", ".yml")) or name.startswith("."):
            continue  # folders, and what programs leave behind
        if info.compress_type not in PACKED:
            raise zipfile.BadZipFile
        with folder.open(info) as file:
            content = file.read(left + 1)  # what it says of its own size may be a lie
        left -= len(content)
        if left < 0:
            raise UploadRefused(Refusal.TOO_LARGE)
        if name in files:
            raise UploadRefused(Refusal.TWICE, name)
        files[name] = content
    return files
