"""What method 2 does otherwise than method 1 (rules.py), each rule beside what method 1 says."""

from dataclasses import replace
from fractions import Fraction

import pytest

from assessments.methods.stages.answers import AnswersError, Respondent, parse_answers
from assessments.methods.stages.basis import Basis
from assessments.methods.stages.diagnose import compute_diagnosis, dump_diagnosis
from assessments.methods.stages.placement import compute_placement
from assessments.methods.stages.priorities import Wishes, compute_priorities
from tests.unit.diagnosis.builders import (
    build_edition,
    build_model,
    build_stage,
    gather,
    marks,
    placed,
    rate,
)

NA, DK = "not_applicable", "dont_know"
MODEL_1, MODEL_2 = build_model(markers=4), build_model(markers=4, method="2")
ONE_STAGE = build_edition(build_stage("s", markers=4), method="2")
HERE = [3, 3, 2, 1]
"""A stage about half-way."""


def place(edition, *levels):
    return compute_placement(edition, [marks(edition, *levels)]).placement


def document(answer):
    return {
        "format": "samverkan-answers/1",
        "respondents": [{"markers": {"initiativ.m1": answer}}],
    }


# Markers that do not apply ------------------------------------------------------------------------


def test_a_marker_of_method_2_can_be_answered_that_it_does_not_apply():
    read = parse_answers(document(NA), MODEL_2)
    assert read.respondents[0].markers == {"initiativ.m1": NA}


def test_with_method_1_that_is_an_error_which_names_the_place():
    with pytest.raises(AnswersError) as refused:
        parse_answers(document(NA), MODEL_1)
    assert str(refused.value) == (
        'respondents[0].markers.initiativ.m1: "not_applicable" is not one of 0, 1, 2, 3, dont_know'
    )


@pytest.mark.parametrize(
    ("answers", "is_left_out"),
    [
        ([NA], True),
        ([NA, 3], False),  # half is not more than half
        ([NA, NA, 3], True),
        ([NA, DK], False),
        ([NA, NA, DK], True),
        ([NA, NA, DK, 0], False),
        ([NA, None, None], True),  # those who have not answered it do not count
        ([DK], False),
    ],
)
def test_a_marker_is_left_out_if_more_than_half_of_its_answers_say_so(answers, is_left_out):
    edition = build_edition(build_stage("s", markers=1), method="2")
    group = [marks(edition, [answer]) for answer in answers]
    basis = compute_placement(edition, group).placement.basis
    assert basis.not_applicable == is_left_out


def test_left_out_is_counted_by_respondents_whatever_the_weighting():
    edition = build_edition(build_stage("s", markers=1), method="2")
    many = [replace(marks(edition, [NA]), organisation="A")] * 2
    few = [replace(marks(edition, [3]), organisation="B")]
    placement = compute_placement(edition, [*many, *few], "organisation").placement
    assert placement.basis.not_applicable == 1


@pytest.mark.parametrize(
    ("answers", "progress"),
    [
        ([3, 3, NA, NA], 1),
        ([3, NA, NA, NA], 1),
        ([3, 0, NA, DK], Fraction(1, 2)),
        ([3, NA, DK, DK], None),  # one of three that are not left out
        ([3, NA, None, None], None),
        ([3, NA, NA, None], 1),  # one of two: half
        ([NA, NA, NA, NA], None),
    ],
)
def test_progress_rests_on_the_markers_that_are_not_left_out(answers, progress):
    assert place(ONE_STAGE, answers).progress["s"] == progress


def test_a_network_without_a_budget_has_not_failed_to_decide_on_one():
    done, left_out = [3, 3, 3, 3], [3, 3, 3, NA]
    assert place(MODEL_2, done, left_out, HERE, 0, 0, 0).progress["uppstart"] == 1
    same = place(MODEL_2, done, done, HERE, 0, 0, 0)
    assert place(MODEL_2, done, left_out, HERE, 0, 0, 0).distances == same.distances


@pytest.mark.parametrize(
    ("groups", "expected"),
    [
        ([[3, 2, 1, 0]], Basis(4, 0, 0, 0)),
        ([[3, DK, NA, None]], Basis(1, 1, 1, 1, is_thin=True)),
        ([[3, 3, 3, NA]], Basis(3, 0, 1, 0)),
        ([[3, 3, 3, DK]], Basis(3, 1, 0, 0)),  # three quarters is enough
        ([[3, 3, NA, DK]], Basis(2, 1, 1, 0, is_thin=True)),
        ([[], []], Basis(0, 0, 0, 4, is_thin=True)),
        # A third of those who rated it or did not know is enough for it to be known.
        ([[3, 3, 3, 3], [DK, DK, NA, 3], [DK, NA, NA, 3], [DK, 1, NA, 3]],
         Basis(2, 1, 1, 0, is_thin=True)),
    ],
)  # fmt: skip
def test_each_marker_is_counted_once_in_what_a_result_rests_on(groups, expected):
    group = [marks(ONE_STAGE, given) if given else Respondent() for given in groups]
    basis = compute_placement(ONE_STAGE, group).placement.basis
    assert basis == expected
    assert basis.markers == 4


# How sure -----------------------------------------------------------------------------------------


def spread(count, per_stage):
    """So many markers, at most so many of each stage."""
    chosen = [s * 4 + i for i in range(per_stage) for s in range(6)]
    return set(chosen[:count])


@pytest.mark.parametrize("filler", [None, DK])
@pytest.mark.parametrize(
    ("known", "certainty"),
    [(24, "clear"), (18, "clear"), (17, "likely"), (12, "likely"), (11, "insufficient")],
)
def test_a_place_is_certain_only_where_three_quarters_are_known(known, certainty, filler):
    # The same answers wherever they are given, so that the margin never decides.
    levels = [
        [level if s * 4 + i in spread(known, 4) else filler for i in range(4)]
        for s, level in enumerate([3, 3, 2, 0, 0, 0])
    ]
    placement = place(MODEL_2, *levels)
    assert placement.certainty == certainty
    assert place(MODEL_1, *levels).certainty == "clear"


def test_fewer_than_half_of_the_markers_name_no_stage_however_many_stages_are_known():
    levels = [[3, 3, None, None]] * 3 + [[0, 0, None, None]] * 2 + [None]
    assert place(MODEL_1, *levels).certainty != "insufficient"
    assert place(MODEL_2, *levels).certainty == "insufficient"
    assert place(MODEL_2, *levels).stage is None


def test_what_is_left_out_is_not_missed():
    levels = [[3, 3, NA, NA]] * 2 + [[2, 1, NA, NA]] + [[0, 0, NA, NA]] * 3
    placement = place(MODEL_2, *levels)
    assert (placement.stage, placement.certainty) == ("etablering", "clear")
    assert not placement.basis.is_thin


def test_half_a_sheet_of_vet_ej_never_says_flatly_where_one_is():
    levels = [[3, DK, 3, DK]] * 3 + [[2, DK, 1, DK]] + [[0, DK, 0, DK]] * 2
    assert place(MODEL_1, *levels).certainty == "clear"
    assert place(MODEL_2, *levels).certainty == "likely"


@pytest.mark.parametrize(
    ("answers", "is_in_place"),
    [
        ([3, 3, 3, 3], True),
        ([3, 3, 3, DK], True),
        ([3, 3, DK, None], False),
        ([3, 3, 3, NA], True),
        ([3, 3, NA, DK], False),
        ([3, NA, NA, NA], True),
        ([1, 1, 1, 1], False),  # known, and not half-way
    ],
)
def test_a_stage_is_in_place_only_if_three_quarters_of_it_are_known(answers, is_in_place):
    assert ("initiativ" in place(MODEL_2, answers, 3, HERE, 0, 0, 0).in_place) == is_in_place


# The order ----------------------------------------------------------------------------------------


def order(edition, scores, wishes=None, stage="utvardering", **more):
    where = placed(edition, stage)
    return compute_priorities(edition, where, rate(edition, scores, **more), wishes).priorities


def test_what_is_weakest_is_strengthened_first_and_not_what_the_model_begins_with():
    scores = {"varfor": 3.9, "nytta": 3.1, "tillit": 3.5}
    assert [c for c in order(MODEL_2, scores) if c in scores] == ["nytta", "tillit", "varfor"]
    assert [c for c in order(MODEL_1, scores) if c in scores] == ["varfor", "tillit", "nytta"]


@pytest.mark.parametrize(
    ("votes", "voters", "expected"),
    [
        ({}, 0, ["varfor", "tillit", "nytta"]),
        ({"nytta": 2}, 6, ["nytta", "varfor", "tillit"]),  # a third
        ({"nytta": 2}, 7, ["varfor", "tillit", "nytta"]),  # fewer
        ({"nytta": 2, "tillit": 3}, 6, ["tillit", "nytta", "varfor"]),  # most votes first
        ({"nytta": 2, "tillit": 2}, 6, ["tillit", "nytta", "varfor"]),  # then the lowest score
    ],
)
def test_votes_of_a_third_come_first_among_what_is_to_be_strengthened(votes, voters, expected):
    scores = {"varfor": 3.2, "tillit": 3.5, "nytta": 3.9}
    wishes = Wishes(votes=votes, voters=voters)
    assert [c for c in order(MODEL_2, scores, wishes) if c in scores] == expected
    in_model_order = ["varfor", "tillit", "nytta"]
    assert [c for c in order(MODEL_1, scores, wishes) if c in scores] == in_model_order


def test_votes_move_nothing_before_what_is_to_be_addressed_or_found_out():
    scores = {"varfor": 3.2, "nytta": 2.5}
    wishes = Wishes(votes={"varfor": 6}, voters=6)
    unknown = {"forankring": Fraction(1)}
    found = order(MODEL_2, scores, wishes, dont_know=unknown)
    assert [c for c in found if c in ("varfor", "nytta", "forankring")] == [
        "nytta", "forankring", "varfor",
    ]  # fmt: skip


def test_a_vote_for_a_strength_is_no_priority():
    assert "nytta" not in order(MODEL_2, {"nytta": 5}, Wishes(votes={"nytta": 3}, voters=3))


@pytest.mark.parametrize(
    ("scores", "expected"),
    [
        ({"tid": 2.5, "varfor": 2.5}, ["varfor", "tid"]),
        ({"tid": 2.4, "varfor": 2.5}, ["tid", "varfor"]),
        ({"tid": 3.5, "varfor": 3.5}, ["varfor", "tid"]),
        ({}, ["varfor", "tid"]),  # neither has been rated
        # The stage still comes first: one of the first before one of the second.
        ({"tid": 2.5, "forankring": 2.5}, ["tid", "forankring"]),
    ],
)
def test_of_two_that_are_alike_the_stages_own_comes_before_one_that_cuts_across(scores, expected):
    stage = "uppstart" if "forankring" in scores else "initiativ"
    found = order(MODEL_2, scores, stage=stage)
    assert [c for c in found if c in expected] == expected
    if scores.get("tid") == scores.get("varfor") and "forankring" not in scores:
        assert order(MODEL_1, scores, stage=stage)[:2] == ("tid", "varfor")


# What is prepared, and what contradicts itself ----------------------------------------------------


def prepare(edition, stage, **outlook):
    where = placed(edition, stage)
    return compute_priorities(edition, where, rate(edition, {}), Wishes(outlook)).prepare


@pytest.mark.parametrize(
    ("outlook", "is_prepared"),
    [
        ({}, False),
        ({"continue": 3}, False),
        ({"end": 1}, True),
        ({"redefine": 1}, True),
        ({"end": 1, "redefine": 1, "continue": 1}, True),
        ({"end": 2, "continue": 1, "undecided": 1}, False),  # half
        ({"undecided": 2, "end": 3}, True),
    ],
)
def test_an_end_is_prepared_only_if_more_than_half_end_or_redefine(outlook, is_prepared):
    closing = ("beslut", "erfarenheter")
    assert prepare(MODEL_2, "utvardering", **outlook) == (closing if is_prepared else ())
    assert prepare(MODEL_1, "utvardering", **outlook) == closing


def test_any_other_stage_is_prepared_whatever_the_outlook():
    assert prepare(MODEL_2, "etablering") == prepare(MODEL_1, "etablering") == ("larande",)
    assert prepare(MODEL_2, "avslut", **{"continue": 1}) == ("varfor",)


START = [[1, 1, 1, 1], 0, 0, 0, 0, 0]
END = [3, 3, 3, 3, 3, 3]


@pytest.mark.parametrize(
    ("levels", "outlooks", "said"),
    [
        (START, ["end"], "ends_at_start"),
        (START, ["end", "end", "continue"], "ends_at_start"),
        (START, ["end", "continue"], None),
        (START, ["redefine"], None),
        (START, ["continue"], None),
        (END, ["continue"], "goes_on_at_end"),
        (END, ["continue", "end"], None),
        (END, ["end"], None),
        ([3, 3, HERE, 0, 0, 0], ["end"], None),
    ],
)
def test_what_contradicts_itself_is_said_in_both_directions(levels, outlooks, said):
    group = [replace(marks(MODEL_2, *levels), outlook=outlook) for outlook in outlooks]
    diagnosis = compute_diagnosis(MODEL_2, gather(*group))
    assert diagnosis.stage == ("avslut" if levels is END else diagnosis.stage)
    assert dump_diagnosis(diagnosis)["contradiction"] == said


# The document -------------------------------------------------------------------------------------


def test_a_diagnosis_of_method_2_only_adds_keys():
    levels = [[3, DK, NA, None], 3, HERE, 0, 0, 0]
    one = gather(marks(MODEL_2, *levels))
    document = dump_diagnosis(compute_diagnosis(MODEL_2, one))
    before = dump_diagnosis(compute_diagnosis(MODEL_1, gather(marks(MODEL_1, *END))))
    assert list(document) == [*before, "basis", "in_place", "contradiction"]
    assert (document["method"], before["method"]) == ("2", "1")
    assert document["basis"] == {
        "markers": 24, "known": 21, "dont_know": 1, "not_applicable": 1, "unanswered": 1,
        "thin": False,
    }  # fmt: skip
    assert document["in_place"] == ["uppstart", "etablering"]
