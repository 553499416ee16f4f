"""The whole diagnosis, and the shape in which it leaves the core."""

import dataclasses
import json
from fractions import Fraction

import pytest

from assessments.methods.stages import (
    Respondent,
    compute_diagnosis,
    compute_direction,
    dump_diagnosis,
)
from tests.unit.diagnosis.builders import build_model, gather, mark, marks, states

MODEL = build_model()
KEYS = [
    "format", "edition", "method", "stage", "runner_up", "margin", "certainty", "divided",
    "distances", "progress", "own_placements", "self_placements", "outlook", "skipped", "ahead",
    "contested_markers", "aspects", "priorities", "carry_over", "prepare", "strengths",
]  # fmt: skip


def diagnose(*respondents, weighting="respondent"):
    return compute_diagnosis(MODEL, gather(*respondents, weighting=weighting))


def test_the_document_has_the_keys_of_the_interface_in_their_order():
    document = dump_diagnosis(diagnose(marks(MODEL, 3, 3, 0, 0, 0, 0)))
    assert list(document) == KEYS
    assert (document["format"], document["edition"]) == ("samverkan-diagnosis/1", "test.1")
    assert document["method"] == "1"
    assert list(document["distances"]) == list(document["progress"]) == list(MODEL.stage_by_code)
    assert [aspect["code"] for aspect in document["aspects"]] == [a.code for a in MODEL.aspects]
    assert list(document["aspects"][0]) == [
        "code", "stage", "score", "band", "dont_know_share", "agreement", "contested",
        "respondents",
    ]  # fmt: skip


def test_a_diagnosis_can_be_written_as_strict_json():
    document = dump_diagnosis(diagnose(marks(MODEL, 3, [3, 0]), states(varfor=(1, "dont_know"))))
    assert json.loads(json.dumps(document, allow_nan=False)) == document


def test_numbers_are_rounded_to_four_decimals_only_in_output():
    found = diagnose(
        marks(MODEL, [1, 0], 0, 0),
        states(varfor=(3, 4)),
        states(varfor=(3, 5)),
        states(varfor=(4, 5)),
    )
    document = dump_diagnosis(found)
    assert found.progress["initiativ"] == Fraction(1, 6)
    assert document["progress"]["initiativ"] == 0.1667
    assert document["progress"]["mognad"] is None
    assert found.aspects[1].score == 4
    assert document["aspects"][1]["agreement"] == 0.8286
    assert document["aspects"][0]["score"] is None


def test_without_a_placement_the_rest_is_still_said():
    respondent = Respondent(
        markers=mark(MODEL, 3),
        statements=states(varfor=1).statements,
        self_placement="mognad",
        outlook="end",
    )
    document = dump_diagnosis(diagnose(respondent))
    assert document["certainty"] == "insufficient"
    assert [document[k] for k in ("stage", "runner_up", "margin")] == [None] * 3
    assert (document["divided"], document["skipped"], document["ahead"]) == (False, [], [])
    assert document["own_placements"] == {}
    assert (document["self_placements"], document["outlook"]) == ({"mognad": 1}, {"end": 1})
    assert document["priorities"] == ["varfor"]
    assert document["prepare"] == []
    assert all(isinstance(d, float) for d in document["distances"].values())


def test_counts_are_in_stage_order_and_in_the_order_of_the_outlooks():
    found = diagnose(
        Respondent(self_placement="avslut", outlook="undecided"),
        Respondent(self_placement="initiativ", outlook="end"),
        Respondent(self_placement="avslut", outlook="undecided"),
    )
    assert list(found.self_placements.items()) == [("initiativ", 1), ("avslut", 2)]
    assert list(found.outlook.items()) == [("end", 1), ("undecided", 2)]


def test_the_worked_example_of_the_module():
    found = diagnose(marks(MODEL, 3, 0, 0, 0, 0, 0))
    assert (found.stage, found.runner_up, found.margin) == ("initiativ", "uppstart", 0)
    assert found.distances["etablering"] == Fraction(5, 4)
    assert (found.certainty, found.reach) == ("between", "uppstart")


def test_a_group_that_runs_on_weak_trust_stands_in_mognad_and_starts_with_trust():
    group = [
        Respondent(
            markers=mark(MODEL, 3, 3, 2, 2, 0, 0),
            statements=states(
                tid=4, varfor=5, forankring=4, tillit=2, regler=3, bas=4, larande=3
            ).statements,
        )
    ]
    found = diagnose(*group)
    assert (found.stage, found.skipped) == ("mognad", ())
    assert found.start_here == ("tillit", "regler", "larande")
    assert found.prepare == ("uppfoljning", "nytta")
    assert found.strengths == ("varfor", "tid", "forankring", "bas")


def test_start_here_is_the_first_five():
    scores = {aspect.code: 1 for aspect in MODEL.aspects}
    respondent = Respondent(
        markers=mark(MODEL, 3, 3, 3, 3, 2, 0), statements=states(**scores).statements
    )
    found = diagnose(respondent)
    assert len(found.priorities) == 9
    assert found.start_here == found.priorities[:5]


def test_weighting_by_organisation_moves_the_placement():
    early, late = mark(MODEL, 3, [3, 0], 0, 0, 0, 0), mark(MODEL, 3, 3, 3, [3, 0], 0, 0)
    six = [Respondent(markers=early, organisation="A")] * 6
    two = [Respondent(markers=late, organisation=name) for name in "BC"]
    assert diagnose(*six, *two).stage == "uppstart"
    assert diagnose(*six, *two, weighting="organisation").stage == "etablering"


def test_codes_of_another_edition_are_ignored():
    known = marks(MODEL, 3, 3, 0, 0, 0, 0)
    strange = dataclasses.replace(known, markers={**known.markers, "other.m1": 3})
    assert diagnose(strange) == diagnose(known)


def test_a_round_without_respondents_still_has_a_diagnosis():
    document = dump_diagnosis(diagnose())
    assert document["certainty"] == "insufficient"
    assert {aspect["band"] for aspect in document["aspects"]} == {"not_rated"}


@pytest.mark.parametrize(
    ("stage", "outlook", "direction"),
    [
        ("avslut", {"redefine": 2, "end": 1}, "redefine"),
        ("avslut", {"end": 2, "continue": 1}, "end"),
        ("avslut", {"end": 1, "redefine": 1}, None),
        ("avslut", {"continue": 3}, None),
        ("avslut", {}, None),
        ("mognad", {"end": 3}, None),
        (None, {"end": 3}, None),
    ],
)
def test_a_group_in_a_closing_stage_is_heading_where_most_say(stage, outlook, direction):
    assert compute_direction(MODEL, stage, outlook) == direction
