"""Fixture files of an edition: written from its document, and checked before they are read.

The layout is that of the shipped edition: `10_edition.yaml` with the edition and its sources, one
file per stage, `30_cases.yaml`; within a file parents stand before what belongs to them, so that
`loaddata` can load them in the order of their names.

Example: an aspect whose stage is in no file gives
`21_stage_a.yaml[4].fields.stage: "a" is not in the file`.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from model_content.domain.fixtures import ASPECT_PARTS
from model_content.domain.reader import ContentError, Errors, Reader, Wrong

Entry = dict[str, Any]
Placed = tuple[str, Mapping[str, Any]]
"""The place of an entry, such as `30_cases.yaml[3]`, and the entry."""

_TEXT = ("aspect", "order", "text")
_SOURCED = (*_TEXT, "source", "locator")

FIELDS: Final[dict[str, tuple[str, ...]]] = {
    "edition": ("code", "status", "published_at"),
    "source": ("edition", "order", "key", "title", "publisher", "year"),
    "stage": (
        "edition", "order", "code", "title", "lasting", "closing", "summary", "description",
    ),
    "aspect": ("edition", "stage", "order", "code", "title", "cross_cutting", "description"),
    "question": ("edition", "kind", "order", "code", "text"),
    "successfactor": _SOURCED,
    "pitfall": _SOURCED,
    "quote": (*_SOURCED, "attribution"),
    "suggestion": _TEXT,
    "dialoguequestion": _TEXT,
    "case": (
        "edition", "order", "code", "name", "start", "end", "initiators_and_purpose", "types",
        "levels", "geography", "priority", "results", "source", "locator",
    ),
}  # fmt: skip
"""The fields that an entry of each model must have."""

OPTIONAL: Final = ("translations", "version", "outlook", "in_use_since", "based_on")

REFERENCES: Final = {"edition": 1, "stage": 2, "aspect": 2, "source": 2}
"""Fields that name another entry, by so many values of which the last is its own code."""

_PREFIX = "model_content."


# Writing ------------------------------------------------------------------------------------------


def build_files(document: Mapping[str, Any]) -> dict[str, list[Entry]]:
    """The entries of a document, by the name of the file that they stand in."""
    code = document["edition"]["code"]
    head = [_entry("edition", document["edition"])]
    files = {"10_edition.yaml": head + _entries("source", document["sources"], edition=[code])}
    for number, stage in enumerate(document["stages"], 21):
        files[f"{number}_stage_{stage['code']}.yaml"] = list(_stage_entries(stage, code))
    cases = [{**case, "source": [code, case["source"]]} for case in document["cases"]]
    # After the stages, however many there are.
    name = f"{max(30, 21 + len(document['stages']))}_cases.yaml"
    return files | {name: _entries("case", cases, edition=[code])}


def _stage_entries(stage: Mapping[str, Any], code: str) -> Iterator[Entry]:
    own = {k: v for k, v in stage.items() if k not in ("markers", "aspects")}
    yield _entry("stage", {"edition": [code], "order": own.pop("order"), **own})
    parent = {"edition": [code], "kind": "marker", "stage": [code, stage["code"]]}
    yield from _entries("question", stage["markers"], **parent)
    for order, aspect in enumerate(stage["aspects"], 1):
        yield from _aspect_entries(aspect, order, stage["code"], code)


def _aspect_entries(
    aspect: Mapping[str, Any], order: int, stage: str, code: str
) -> Iterator[Entry]:
    own = {k: v for k, v in aspect.items() if k not in (*ASPECT_PARTS, "statements")}
    yield _entry("aspect", {"edition": [code], "stage": [code, stage], "order": order, **own})
    named = [code, aspect["code"]]
    parent = {"edition": [code], "kind": "statement", "aspect": named}
    yield from _entries("question", aspect["statements"], **parent)
    for part, model in ASPECT_PARTS.items():
        rows = [
            {**row, "source": [code, row["source"]]} if "source" in row else row
            for row in aspect[part]
        ]
        yield from _entries(model, rows, aspect=named)


def _entries(model: str, rows: list[Any], **parent: Any) -> list[Entry]:
    return [_entry(model, {**parent, "order": i, **row}) for i, row in enumerate(rows, 1)]


def _entry(model: str, fields: Mapping[str, Any]) -> Entry:
    # Translations last, as in the shipped files: the text that one looks for stands first.
    last = {k: v for k, v in fields.items() if k == "translations"}
    return {
        "model": f"{_PREFIX}{model}",
        "fields": {k: v for k, v in fields.items() if k not in last} | last,
    }


# Checking -----------------------------------------------------------------------------------------


def find_entry_errors(entries: list[Placed]) -> Errors:
    """What is wrong with entries before a document can be built of them."""
    errors: Errors = []
    for place, entry in entries:
        _check_entry(Reader(entry, place, errors=errors))
    if errors:
        return errors
    if (editions := sum(_name(entry) == "edition" for _place, entry in entries)) != 1:
        return [ContentError("edition", Wrong.TWICE if editions else Wrong.MISSING)]
    return [*_find_orphans(entries), *_find_twins(entries)]


def _check_entry(reader: Reader) -> None:
    model = reader.text("model").removeprefix(_PREFIX)
    fields = reader.inner("fields")
    reader.check_nothing_left()
    if model not in FIELDS:
        reader.fail("model", Wrong.CHOICE, model)
        return
    more = [name for name in OPTIONAL if fields.has(name)]
    if model == "question":
        more += ["stage" if fields.has("stage") else "aspect"]
    for name in (*FIELDS[model], *more):
        _check_field(fields, name)
    fields.check_nothing_left()


def _check_field(fields: Reader, name: str) -> None:
    if name in REFERENCES:
        if len(fields.texts(name)) != REFERENCES[name]:
            fields.fail(name, Wrong.CODE)
    elif name == "order":
        fields.number(name)
    else:
        fields.anything(name)  # what it must be is checked in the document that they make


def _name(entry: Mapping[str, Any]) -> str:
    name: str = entry["model"].removeprefix(_PREFIX)
    return name


def _find_orphans(entries: list[Placed]) -> Iterator[ContentError]:
    """What belongs to something that no entry is: it would be lost without a word."""
    there = {(_name(e), str(e["fields"].get("code", e["fields"].get("key")))) for _p, e in entries}
    edition = next(e["fields"]["code"] for _p, e in entries if _name(e) == "edition")
    for place, entry in entries:
        for name in REFERENCES.keys() & entry["fields"].keys():
            value = entry["fields"][name]
            if value[0] != edition or (name, value[-1]) not in there:
                yield ContentError(f"{place}.fields.{name}", Wrong.PARENT, value[-1])


def _find_twins(entries: list[Placed]) -> Iterator[ContentError]:
    """Siblings with the same place: which is first would be chance."""
    seen: set[tuple[object, ...]] = set()
    for place, entry in entries:
        fields = entry["fields"]
        if "order" in fields:
            parent = fields.get("aspect") or fields.get("stage") or fields["edition"]
            key = (_name(entry), *parent, fields["order"])
            if key in seen:
                yield ContentError(f"{place}.fields.order", Wrong.TWICE, str(fields["order"]))
            seen.add(key)
