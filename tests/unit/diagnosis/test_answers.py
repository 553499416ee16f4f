"""What an answers document may hold, and how everything else is refused."""

import copy
import json

import pytest

from assessments.methods.stages.answers import (
    Answers,
    AnswersError,
    Respondent,
    dump_answers,
    parse_answers,
)
from tests.unit.diagnosis.builders import build_model

EDITION = build_model()

FULL = {
    "format": "samverkan-answers/1",
    "edition": "test.1",
    "weighting": "organisation",
    "collaboration": {"name": "Hedemora Näringsliv", "scope": "Det här räknas in"},
    "date": "2026-11-21",
    "answered": "separately",
    "people": 11,
    "respondents": [
        {
            "perspective": "drivande",
            "second_perspective": "facklig",
            "organisation": "Hedemora kommun",
            "markers": {"initiativ.m1": 3, "initiativ.m2": "dont_know"},
            "statements": {"varfor.1": 4, "varfor.2": "not_applicable"},
            "comments": {"varfor": "Rad ett\nrad två"},
            "self_placement": "etablering",
            "outlook": "continue",
            "votes": ["tid", "varfor"],
        },
        {"markers": {"initiativ.m1": 0}},
    ],
}
LEAST = {"format": "samverkan-answers/1", "respondents": [{}]}


def changed(place, value):
    document = copy.deepcopy(FULL)
    inner = document
    for key in place[:-1]:
        inner = inner[key]
    inner[place[-1]] = value
    return document


def refusal_of(document):
    with pytest.raises(AnswersError) as refused:
        parse_answers(document, EDITION)
    line = str(refused.value)
    assert line == f"{refused.value.place}: {refused.value.message}"
    assert line.isprintable()
    return line


def refusal_of_first(key, value):
    return refusal_of(changed(["respondents", 0, key], value))


# What is allowed


def test_everything_that_may_be_said_is_read():
    answers = parse_answers(FULL, EDITION)
    assert (answers.edition, answers.weighting, answers.date) == (
        "test.1",
        "organisation",
        "2026-11-21",
    )
    assert (answers.collaboration_name, answers.scope) == (
        "Hedemora Näringsliv",
        "Det här räknas in",
    )
    assert (answers.answered, answers.people) == ("separately", 11)
    assert answers.respondents[0] == Respondent(
        markers={"initiativ.m1": 3, "initiativ.m2": "dont_know"},
        statements={"varfor.1": 4, "varfor.2": "not_applicable"},
        comments={"varfor": "Rad ett\nrad två"},
        perspective="drivande",
        second_perspective="facklig",
        organisation="Hedemora kommun",
        self_placement="etablering",
        outlook="continue",
        votes=("tid", "varfor"),
    )


def test_only_format_and_one_respondent_are_required():
    assert parse_answers(LEAST, EDITION) == Answers(respondents=(Respondent(),))


def test_a_document_survives_the_round_trip():
    assert json.dumps(dump_answers(parse_answers(FULL, EDITION))) == json.dumps(FULL)
    assert dump_answers(parse_answers(LEAST, EDITION)) == LEAST | {"weighting": "respondent"}


def test_crlf_is_read_as_lf_before_anything_is_counted():
    text = "\r\n" * 5000
    document = changed(["respondents", 0, "comments"], {"varfor": "a\r\nb", "tid": text + "x"})
    assert refusal_of(document) == (
        "respondents[0].comments.tid: is 5001 characters long; at most 5000 are allowed"
    )
    document["respondents"][0]["comments"]["tid"] = "x" + text[2:]
    comments = parse_answers(document, EDITION).respondents[0].comments
    assert comments == {"varfor": "a\nb", "tid": "x" + "\n" * 4999}


def test_an_organisation_or_comment_of_only_white_space_is_left_out():
    document = copy.deepcopy(LEAST)
    document["respondents"] = [{"organisation": "  ", "comments": {"varfor": " \n"}}]
    assert parse_answers(document, EDITION).respondents == (Respondent(),)


def test_white_space_around_an_organisation_is_dropped():
    document = copy.deepcopy(LEAST)
    document["respondents"] = [{"organisation": " Hedemora kommun "}]
    assert parse_answers(document, EDITION).respondents[0].organisation == "Hedemora kommun"


# Markers and statements


def test_the_error_of_the_specification_reads_as_there():
    document = changed(["respondents", 1, "markers"], {"initiativ.m2": 7})
    assert refusal_of(document) == (
        "respondents[1].markers.initiativ.m2: 7 is not one of 0, 1, 2, 3, dont_know"
    )


ABSURD = [
    (-1, "-1"),
    (True, "true"),
    (False, "false"),
    (3.0, "3.0"),
    (float("nan"), "NaN"),
    (float("inf"), "Infinity"),
    (None, "null"),
    ("3", '"3"'),
    ("DONT_KNOW", '"DONT_KNOW"'),
    ("dont_know ", '"dont_know "'),
    ("", '""'),
    ([3], "a list"),
    ({"value": 3}, "an object"),
    (10**5000, "a value of type int"),
    ("\ud800", '"\\ud800"'),
]


@pytest.mark.parametrize(
    ("value", "shown"), [*ABSURD, (4, "4"), ("not_applicable", '"not_applicable"')], ids=range(17)
)
def test_a_marker_takes_only_what_it_offers(value, shown):
    assert refusal_of_first("markers", {"initiativ.m1": value}) == (
        f"respondents[0].markers.initiativ.m1: {shown} is not one of 0, 1, 2, 3, dont_know"
    )


@pytest.mark.parametrize(("value", "shown"), [*ABSURD, (0, "0"), (6, "6")], ids=range(17))
def test_a_statement_takes_only_what_it_offers(value, shown):
    assert refusal_of_first("statements", {"varfor.1": value}) == (
        f"respondents[0].statements.varfor.1: {shown} is not one of"
        " 1, 2, 3, 4, 5, dont_know, not_applicable"
    )


@pytest.mark.parametrize(
    ("key", "code", "kind"),
    [
        ("markers", "initiativ.m9", "a marker"),
        ("markers", "varfor.1", "a marker"),
        ("statements", "initiativ.m1", "a statement"),
        ("statements", "varfor", "a statement"),
        ("comments", "varfor.1", "an aspect"),
    ],
)
def test_an_unknown_code_is_an_error(key, code, kind):
    assert refusal_of_first(key, {code: 3}) == (
        f"respondents[0].{key}.{code}: is not {kind} of edition test.1"
    )


def test_an_absurd_code_is_shown_shortened_on_one_line():
    line = refusal_of_first("markers", {"x\n" * 5000: 3})
    assert line.startswith("respondents[0].markers.x\\nx\\n")
    assert len(line) < 150


@pytest.mark.parametrize("key", ["markers", "statements", "comments"])
@pytest.mark.parametrize("value", [None, [], "x", 1])
def test_what_is_kept_by_code_is_an_object(key, value):
    assert refusal_of_first(key, value).startswith(f"respondents[0].{key}: ")


@pytest.mark.parametrize(
    ("votes", "place", "message"),
    [
        ("tid", "", '"tid" is not a list'),
        (None, "", "null is not a list"),
        (["tid", "varfor", "nytta", "bas"], "", "has 4 aspects; at most 3 are allowed"),
        (["tid", "tid.1"], "[1]", '"tid.1" is not an aspect of edition test.1'),
        ([True], "[0]", "true is not an aspect of edition test.1"),
        ([["tid"]], "[0]", "a list is not an aspect of edition test.1"),
        (["tid", "varfor", "tid"], "[2]", '"tid" is already voted for'),
    ],
)
def test_votes_are_up_to_three_different_aspects(votes, place, message):
    assert refusal_of_first("votes", votes) == f"respondents[0].votes{place}: {message}"


# Texts


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x" * 5001, "is 5001 characters long; at most 5000 are allowed"),
        ("a\0b", "has a NUL character"),
        ("a\udfffb", "has half of a surrogate pair, which is not a character"),
        ("\ud800", "has half of a surrogate pair, which is not a character"),
        (5, "5 is not a text"),
        (None, "null is not a text"),
        (["a"], "a list is not a text"),
    ],
)
def test_a_comment_is_a_text_that_can_be_stored(text, message):
    line = refusal_of_first("comments", {"varfor": text})
    assert line == f"respondents[0].comments.varfor: {message}"


@pytest.mark.parametrize(
    ("place", "most"),
    [
        (["collaboration", "name"], 200),
        (["collaboration", "scope"], 500),
        (["respondents", 0, "organisation"], 200),
    ],
)
def test_names_and_scope_have_a_length(place, most):
    parse_answers(changed(place, "å" * most), EDITION)
    assert f"at most {most} are allowed" in refusal_of(changed(place, "å" * (most + 1)))
    assert "has a NUL character" in refusal_of(changed(place, "\0"))
    assert "is not a text" in refusal_of(changed(place, 1))


# Everything else


@pytest.mark.parametrize("document", [None, [], "x", 1, True, [LEAST]])
def test_a_document_is_an_object(document):
    assert refusal_of(document).startswith("document: ")


@pytest.mark.parametrize(
    ("place", "value", "error"),
    [
        (["format"], "samverkan-answers/2", "format: "),
        (["format"], None, "format: null is not samverkan-answers/1"),
        (["edition"], "2025.1", 'edition: "2025.1" is not the edition in use, test.1'),
        (["edition"], None, "edition: null is not the edition in use, test.1"),
        (["weighting"], "person", "weighting: "),
        (["weighting"], ["respondent"], "weighting: a list is not one of"),
        (["answered"], "", 'answered: "" is not one of alone, together, separately'),
        (["collaboration"], "X", 'collaboration: "X" is not an object'),
        (["collaboration", "owner"], "X", "collaboration.owner: is not a known key"),
        (["respondent"], [], "respondent: is not a known key"),
        (["respondents"], {}, "respondents: an object is not a list"),
        (["respondents"], [], "respondents: is empty; at least one respondent is needed"),
        (["respondents"], None, "respondents: null is not a list"),
        (["respondents", 1], None, "respondents[1]: null is not an object"),
        (["respondents", 1, "name"], "Anna", "respondents[1].name: is not a known key"),
        (["respondents", 1, "perspective"], "facklig", "respondents[1].perspective: "),
        (["respondents", 1, "second_perspective"], "drivande", "respondents[1].second_perspec"),
        (["respondents", 1, "self_placement"], "Mognad", "respondents[1].self_placement: "),
        (["respondents", 1, "self_placement"], ["mognad"], "respondents[1].self_placement: "),
        (["respondents", 1, "outlook"], {}, "respondents[1].outlook: an object is not one of"),
    ],
)
def test_anything_out_of_place_is_named(place, value, error):
    assert refusal_of(changed(place, value)).startswith(error)


@pytest.mark.parametrize("key", ["format", "respondents"])
def test_what_is_required_is_missed_by_name(key):
    document = {k: v for k, v in FULL.items() if k != key}
    assert refusal_of(document).startswith(f"{key}: is missing")


@pytest.mark.parametrize(
    "value",
    [
        "2026-02-29",
        "2026-13-01",
        "20261121",
        "2026-W47-6",
        "2026-11-21T10:00",
        "0000-01-01",
        "21/11 2026",
        "2026-11-21\n",
        "２０２６-11-21",
        "",
        20261121,
        None,
        ["2026-11-21"],
    ],
)
def test_a_date_is_an_iso_date_of_the_calendar(value):
    assert refusal_of(changed(["date"], value)).endswith("is not a date written as 2026-11-21")


@pytest.mark.parametrize("value", [0, -1, True, 1.0, "1", None, [], float("nan")])
def test_people_is_a_whole_number_from_one(value):
    assert refusal_of(changed(["people"], value)).endswith("is not a whole number from 1")


def test_a_key_that_is_not_text_is_refused():
    assert refusal_of(LEAST | {1: 2}) == "1: is not a known key"
