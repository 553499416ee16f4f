"""The edition as data, and its round trip through JSON."""

import copy
import json

import pytest

from model_content.domain.codec import ContentError, dump_edition, parse_edition

DOCUMENT = {
    "format": "samverkan-content/1",
    "edition": {"code": "2026.1", "status": "published", "published_at": "2026-11-21"},
    "stages": [
        {
            "code": "initiativ",
            "title": "Initiativ",
            "order": 1,
            "lasting": False,
            "closing": False,
            "summary": "Kort",
            "description": "Längre",
            "markers": [{"code": "initiativ.m1", "text": "Vi har en idé"}],
            "aspects": [
                {
                    "code": "varfor",
                    "title": "Varför?",
                    "cross_cutting": False,
                    "description": "Om syftet",
                    "statements": [
                        {"code": "varfor.1", "text": "Ett"},
                        {"code": "varfor.2", "text": "Två"},
                    ],
                    "success_factors": [
                        {"text": "Tydligt", "source": "smarta", "locator": "5.2.1"}
                    ],
                    "pitfalls": [{"text": "Oklart", "source": "smarta", "locator": "5.2.1"}],
                    "suggestions": [{"text": "Skriv ned syftet"}],
                    "dialogue_questions": [{"text": "Vad vill vi?"}],
                    "quotes": [
                        {
                            "text": "Vi ville […]",
                            "attribution": "Hedemora 2005",
                            "source": "smarta",
                            "locator": "5.2.1",
                        }
                    ],
                }
            ],
        },
        {
            "code": "uppstart",
            "title": "Uppstart",
            "order": 2,
            "lasting": True,
            "closing": True,
            "summary": "",
            "description": "",
            "markers": [],
            "aspects": [],
        },
    ],
    "cases": [
        {
            "code": "hedemora",
            "name": "Hedemora",
            "start": "2002",
            "end": None,
            "initiators_and_purpose": "",
            "types": ["2a", "2b"],
            "levels": ["1"],
            "geography": ["1"],
            "priority": "2",
            "results": "",
            "source": "smarta",
            "locator": "Bilaga 1",
        }
    ],
    "sources": [{"key": "smarta", "title": "T", "publisher": "P", "year": None}],
}


def changed(place, value):
    """Give the document with the value at a path of keys replaced."""
    document = copy.deepcopy(DOCUMENT)
    inner = document
    for key in place[:-1]:
        inner = inner[key]
    inner[place[-1]] = value
    return document


def test_a_document_survives_the_round_trip_to_the_last_key_and_its_order():
    dumped = dump_edition(parse_edition(DOCUMENT))
    assert json.dumps(dumped) == json.dumps(DOCUMENT)


def test_an_edition_survives_the_round_trip():
    edition = parse_edition(DOCUMENT)
    assert parse_edition(dump_edition(edition)) == edition


def test_an_edition_names_its_method_and_one_that_names_none_has_the_first():
    assert parse_edition(DOCUMENT).method == "1"
    said = changed(["edition", "method"], "2")
    assert parse_edition(said).method == "2"
    assert json.dumps(dump_edition(parse_edition(said))) == json.dumps(said)
    first = changed(["edition", "method"], "1")
    assert dump_edition(parse_edition(first)) == DOCUMENT, "said or not, the same hash"


def test_lookups_are_in_content_order():
    edition = parse_edition(DOCUMENT)
    assert [a.code for a in edition.aspects] == ["varfor"]
    assert edition.aspect_by_code["varfor"].stage == "initiativ"
    assert list(edition.stage_by_code) == ["initiativ", "uppstart"]
    assert edition.marker_codes == {"initiativ.m1"}
    assert edition.statement_codes == {"varfor.1", "varfor.2"}
    assert edition.source_by_key["smarta"].year is None
    assert edition.markers[0].text == "Vi har en idé"


@pytest.mark.parametrize(
    ("place", "value", "error"),
    [
        (["format"], "samverkan-content/2", "format: is not samverkan-content/1"),
        (["extra"], 1, "extra: is not a known key"),
        (["edition"], [], "edition: is not an object"),
        (["edition", "extra"], 1, "edition.extra: is not a known key"),
        (["edition", "method"], "3", 'edition.method: "3" is not one of the choices'),
        (["edition", "method"], 2, "edition.method: is not a text"),
        (["stages"], {}, "stages: is not a list"),
        (["stages", 0], "x", "stages[0]: is not an object"),
        (["stages", 0, "order"], True, "stages[0].order: is not a whole number"),
        (["stages", 0, "lasting"], 1, "stages[0].lasting: is not true or false"),
        (["stages", 1, "order"], 1, "stages: are not in ascending order"),
        (["stages", 1, "code"], "initiativ", 'stages[1].code: "initiativ" is used twice'),
        (
            ["stages", 0, "aspects", 0, "title"],
            None,
            "stages[0].aspects[0].title: is not a text",
        ),
        (
            ["stages", 0, "aspects", 0, "statements", 1, "code"],
            "varfor.1",
            'stages[0].aspects[0].statements[1].code: "varfor.1" is used twice',
        ),
        (["cases", 0, "types", 1], 2, "cases[0].types[1]: is not a text"),
        (["sources", 0, "year"], "2005", "sources[0].year: is not a whole number or null"),
    ],
)
def test_a_document_of_the_wrong_shape_is_refused_by_place(place, value, error):
    with pytest.raises(ContentError) as refused:
        parse_edition(changed(place, value))
    assert str(refused.value) == error


def test_a_missing_key_is_named():
    document = copy.deepcopy(DOCUMENT)
    del document["stages"][0]["markers"][0]["text"]
    with pytest.raises(ContentError, match=r"^stages\[0\]\.markers\[0\]\.text: is missing$"):
        parse_edition(document)
