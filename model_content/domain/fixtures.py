"""Turns fixture entries (Django's serialized rows with natural keys) into one content document.

The shipped YAML files and the rows in the database are both given as such entries, so there is one
way from rows to `samverkan-content/1`, and the shipped content can be read without a database.

Example: the entries `{"model": "model_content.stage", "fields": {"edition": ["2026.1"],
"code": "initiativ", …}}` and so on become `{"format": …, "stages": [{"code": "initiativ", …}]}`.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from model_content.domain.content import CONTENT_FORMAT

Fields = Mapping[str, Any]

ASPECT_PARTS = {
    "success_factors": "successfactor",
    "pitfalls": "pitfall",
    "suggestions": "suggestion",
    "dialogue_questions": "dialoguequestion",
    "quotes": "quote",
}
"""Name of each list of an aspect in the document, and of the model that holds its rows."""


def build_document(entries: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Build the document of the one edition that the entries hold.

    Raises:
        ValueError: the entries hold no edition, or more than one.
    """
    rows: dict[str, list[Fields]] = defaultdict(list)
    for entry in entries:
        rows[entry["model"].removeprefix("model_content.")].append(entry["fields"])
    if len(rows["edition"]) != 1:
        raise ValueError(f"the fixtures hold {len(rows['edition'])} editions instead of one")
    edition = rows["edition"][0]
    published = edition["published_at"]
    return {
        "format": CONTENT_FORMAT,
        "edition": {
            "code": edition["code"],
            "status": edition["status"],
            "published_at": published.isoformat() if isinstance(published, date) else published,
        },
        "stages": [_stage(stage, rows) for stage in _ordered(rows["stage"])],
        "cases": [_case(case) for case in _ordered(rows["case"])],
        "sources": [
            _pick(source, "key", "title", "publisher", "year")
            for source in _ordered(rows["source"])
        ],
    }


def _stage(stage: Fields, rows: Mapping[str, list[Fields]]) -> dict[str, Any]:
    head = _pick(stage, "code", "title", "order", "lasting", "closing", "summary", "description")
    head |= _translations(stage)
    markers = _belonging(rows["question"], "stage", stage["code"])
    aspects = _belonging(rows["aspect"], "stage", stage["code"])
    return head | {
        "markers": [_question(marker) for marker in markers],
        "aspects": [_aspect(aspect, rows) for aspect in aspects],
    }


def _aspect(aspect: Fields, rows: Mapping[str, list[Fields]]) -> dict[str, Any]:
    document = _pick(aspect, "code", "title", "cross_cutting", "description")
    document |= _translations(aspect)
    statements = _belonging(rows["question"], "aspect", aspect["code"])
    document["statements"] = [_question(statement) for statement in statements]
    for part, model in ASPECT_PARTS.items():
        document[part] = [_part(row) for row in _belonging(rows[model], "aspect", aspect["code"])]
    return document


def _part(row: Fields) -> dict[str, Any]:
    part: dict[str, Any] = {"text": row["text"], **_translations(row)}
    if row.get("outlook"):
        part["outlook"] = row["outlook"]
    if "attribution" in row:
        part["attribution"] = row["attribution"]
    if "source" in row:
        part |= {"source": row["source"][-1], "locator": row["locator"]}
    return part


def _case(case: Fields) -> dict[str, Any]:
    document = _pick(
        case, "code", "name", "start", "end", "initiators_and_purpose", "types", "levels",
        "geography", "priority", "results",
    )  # fmt: skip
    document |= {"source": case["source"][-1], "locator": case["locator"]}
    return document | _translations(case)


def _question(row: Fields) -> dict[str, Any]:
    return _pick(row, "code", "text") | _translations(row)


def _translations(row: Fields) -> dict[str, Any]:
    """The translations of a row, left out where there are none."""
    return {"translations": row["translations"]} if row.get("translations") else {}


def _belonging(rows: list[Fields], parent: str, code: str) -> list[Fields]:
    return _ordered(row for row in rows if row.get(parent) and row[parent][-1] == code)


def _ordered(rows: Iterable[Fields]) -> list[Fields]:
    return sorted(rows, key=lambda row: row["order"])


def _pick(row: Fields, *names: str) -> dict[str, Any]:
    return {name: row[name] for name in names}
