"""From fixture entries to one content document."""

import copy
from datetime import date

import pytest
from model_content.domain.fixtures import build_document

from model_content.domain.content import parse_edition


def entry(model: str, **fields: object) -> dict:
    return {"model": f"model_content.{model}", "fields": {"edition": ["1"], **fields}}


def aspect_entry(model: str, aspect: str, order: int, text: str, **fields: object) -> dict:
    own = {"aspect": ["1", aspect], "order": order, "text": text, **fields}
    return {"model": f"model_content.{model}", "fields": own}


def question(code: str, order: int, *, stage: str | None = None, aspect: str | None = None) -> dict:
    return entry(
        "question", code=code, order=order, text=f"Text {code}",
        kind="marker" if stage else "statement",
        stage=["1", stage] if stage else None, aspect=["1", aspect] if aspect else None,
    )  # fmt: skip


TEXTS = {"summary": "S", "description": "D"}
ENTRIES = [
    {"model": "model_content.edition",
     "fields": {"code": "1", "status": "draft", "published_at": None}},
    entry("source", order=1, key="k", title="T", publisher="P", year=None),
    entry("stage", order=2, code="b", title="B", lasting=True, closing=False, **TEXTS),
    entry("stage", order=1, code="a", title="A", lasting=False, closing=True, **TEXTS),
    question("a.m2", 2, stage="a"),
    question("a.m1", 1, stage="a"),
    entry("aspect", order=2, stage=["1", "a"], code="y", title="Y", cross_cutting=False,
          description="D"),
    entry("aspect", order=1, stage=["1", "a"], code="x", title="X", cross_cutting=True,
          description="D"),
    question("x.2", 2, aspect="x"),
    question("x.1", 1, aspect="x"),
    aspect_entry("successfactor", "x", 1, "F", source=["1", "k"], locator="5.1"),
    aspect_entry("pitfall", "x", 1, "P", source=["1", "k"], locator="5.2"),
    aspect_entry("suggestion", "x", 1, "S"),
    aspect_entry("dialoguequestion", "x", 2, "Q2"),
    aspect_entry("dialoguequestion", "x", 1, "Q1"),
    aspect_entry("quote", "x", 1, "C", attribution="HNB", source=["1", "k"], locator="5.3"),
    entry("case", order=1, code="c", name="N", start="2002", end=None, initiators_and_purpose="I",
          types=["2a"], levels=["1"], geography=["1"], priority="2", results="R",
          source=["1", "k"], locator="Bilaga 1"),
]  # fmt: skip


def test_entries_in_any_order_become_the_document_in_content_order():
    document = build_document(reversed(ENTRIES))
    assert document == build_document(ENTRIES)
    edition = parse_edition(document)
    assert [stage.code for stage in edition.stages] == ["a", "b"]
    assert [marker.code for marker in edition.markers] == ["a.m1", "a.m2"]
    assert [aspect.code for aspect in edition.aspects] == ["x", "y"]
    assert [statement.code for statement in edition.statements] == ["x.1", "x.2"]
    assert [asked.text for asked in edition.aspects[0].dialogue_questions] == ["Q1", "Q2"]


def test_each_part_has_exactly_its_keys():
    document = build_document(ENTRIES)
    aspect = document["stages"][0]["aspects"][0]
    assert aspect["success_factors"] == [{"text": "F", "source": "k", "locator": "5.1"}]
    assert aspect["pitfalls"] == [{"text": "P", "source": "k", "locator": "5.2"}]
    assert aspect["suggestions"] == [{"text": "S"}]
    assert aspect["quotes"] == [
        {"text": "C", "attribution": "HNB", "source": "k", "locator": "5.3"}
    ]
    assert document["cases"][0]["source"] == "k"
    assert document["sources"] == [{"key": "k", "title": "T", "publisher": "P", "year": None}]


def test_a_day_is_written_in_the_same_way_whatever_read_the_file():
    for day in (date(2026, 11, 21), "2026-11-21"):
        entries = copy.deepcopy(ENTRIES)
        entries[0]["fields"]["published_at"] = day
        assert build_document(entries)["edition"]["published_at"] == "2026-11-21"


def test_entries_without_an_edition_or_with_two_are_refused():
    with pytest.raises(ValueError, match="0 editions"):
        build_document(ENTRIES[1:])
    with pytest.raises(ValueError, match="2 editions"):
        build_document([*ENTRIES, ENTRIES[0]])


def test_parts_of_another_aspect_are_not_mixed_in():
    document = build_document([*ENTRIES, aspect_entry("suggestion", "y", 1, "Y:s")])
    x, y = document["stages"][0]["aspects"]
    assert x["suggestions"] == [{"text": "S"}]
    assert y["suggestions"] == [{"text": "Y:s"}]
    assert document["stages"][1]["aspects"] == []
