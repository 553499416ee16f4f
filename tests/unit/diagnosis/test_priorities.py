"""What comes first, what is carried over, prepared and strong."""

from fractions import Fraction

import pytest

from assessments.methods.stages.priorities import compute_priorities, compute_reach
from tests.unit.diagnosis.builders import (
    HALF,
    build_edition,
    build_model,
    build_stage,
    placed,
    rate,
)

MODEL = build_model()
GOOD = dict.fromkeys((aspect.code for aspect in MODEL.aspects), 5.0)


def prioritise(stage, scores, *, dont_know=None, progress=None, edition=MODEL, **placement):
    where = placed(edition, stage, progress=progress, **placement)
    return compute_priorities(edition, where, rate(edition, scores, dont_know))


# Reach


@pytest.mark.parametrize(
    ("stage", "runner_up", "certainty", "reach"),
    [
        ("uppstart", "etablering", "clear", "uppstart"),
        ("uppstart", "etablering", "likely", "uppstart"),
        ("uppstart", "etablering", "between", "etablering"),
        ("uppstart", "initiativ", "between", "uppstart"),  # the runner-up is behind
        ("uppstart", "mognad", "between", "uppstart"),  # and not the very next
        ("utvardering", "avslut", "between", "utvardering"),  # a group may not be ending
        ("avslut", "utvardering", "between", "avslut"),
        (None, None, "unclear", None),
        (None, None, "insufficient", None),
    ],
)
def test_the_reach(stage, runner_up, certainty, reach):
    where = placed(MODEL, stage, runner_up=runner_up, certainty=certainty)
    assert compute_reach(MODEL, where) == reach


def test_between_two_the_unrated_aspects_of_the_reach_are_candidates_and_only_those():
    found = prioritise("initiativ", {}, runner_up="uppstart", certainty="between")
    assert found.priorities == ("forankring",)
    assert found.prepare == ("tillit", "regler")


# Order


def test_bands_come_in_order_whatever_the_stage():
    edition = build_edition(build_stage("s1", "stark atgarda"), build_stage("s2", "ej ta akut"))
    found = prioritise(
        "s2",
        {"stark": 3.5, "atgarda": 2.5, "akut": 1.5},
        dont_know={"ta": Fraction(1)},
        edition=edition,
    )
    assert found.priorities == ("akut", "atgarda", "ta", "ej", "stark")


def test_a_score_of_exactly_two_is_not_urgent():
    found = prioritise("uppstart", GOOD | {"varfor": 2, "forankring": 1.99})
    assert found.priorities == ("forankring", "varfor")


def test_within_a_band_the_earlier_stage_comes_first_even_with_a_higher_score():
    found = prioritise("uppstart", GOOD | {"varfor": 2.9, "forankring": 2.1})
    assert found.priorities == ("varfor", "forankring")


def test_within_a_stage_the_lowest_score_comes_first_and_then_content_order():
    assert prioritise("initiativ", GOOD | {"tid": 2.5, "varfor": 2.2}).priorities == (
        "varfor",
        "tid",
    )
    assert prioritise("initiativ", GOOD | {"tid": 2.5, "varfor": 2.5}).priorities == (
        "tid",
        "varfor",
    )


def test_what_most_do_not_know_is_found_out_first():
    scores = GOOD | {"tid": None, "varfor": None}
    found = prioritise(
        "initiativ", scores, dont_know={"tid": Fraction(2, 3), "varfor": Fraction(3, 4)}
    )
    assert found.priorities == ("varfor", "tid")


def test_unrated_aspects_count_only_in_the_reach():
    scores = {code: score for code, score in GOOD.items() if code not in ("varfor", "regler")}
    assert prioritise("etablering", scores).priorities == ("regler",)


def test_aspects_after_the_reach_wait():
    assert prioritise("uppstart", GOOD | {"tillit": 1.0}).priorities == ()


def test_a_cross_cutting_aspect_of_a_later_stage_comes_last_if_it_is_to_be_addressed():
    found = prioritise("uppstart", GOOD | {"bas": 1.0, "varfor": 3.9})
    assert found.priorities == ("varfor", "bas")
    assert prioritise("uppstart", GOOD | {"bas": 3.0}).priorities == ()
    assert (
        prioritise("uppstart", GOOD | {"bas": None}, dont_know={"bas": Fraction(1)}).priorities
        == ()
    )


def test_a_cross_cutting_aspect_within_the_reach_is_like_any_other():
    assert prioritise("mognad", GOOD | {"bas": 1.0, "varfor": 3.9}).priorities == ("bas", "varfor")


@pytest.mark.parametrize("certainty", ["insufficient", "unclear"])
def test_without_a_placement_all_aspects_to_work_on_are_listed(certainty):
    scores = {"nytta": 1.0, "bas": 2.5, "regler": 3.5, "varfor": 4.5, "tid": 2.9}
    found = prioritise(None, scores, dont_know={"larande": Fraction(1)}, certainty=certainty)
    assert found.priorities == ("nytta", "tid", "bas", "larande", "regler")
    assert (found.reach, found.prepare, found.carry_over) == (None, (), ())
    assert found.strengths == ("varfor",)


# Ending


def test_in_a_closing_stage_its_own_aspects_come_first_in_content_order():
    edition = build_edition(build_stage("s1", "a"), build_stage("slut", "b c d", closing=True))
    found = prioritise("slut", {"a": 1.0, "b": 3.5, "c": 5.0}, edition=edition)
    assert found.priorities == ("b", "d")


def test_a_group_that_ran_also_evaluates_before_it_ends():
    scores = GOOD | {"beslut": 3.5, "uppfoljning": 3.5, "larande": 1.0}
    del scores["nytta"]
    ran = {"mognad": HALF, "utvardering": Fraction(0)}
    found = prioritise("avslut", scores, progress=ran)
    assert found.priorities == ("beslut", "nytta", "uppfoljning")
    assert found.carry_over == ("larande",)


def test_a_group_that_never_ran_does_not():
    scores = GOOD | {"beslut": 3.5, "uppfoljning": 3.5}
    barely = {"mognad": HALF - Fraction(1, 100), "utvardering": Fraction(1, 4)}
    found = prioritise("avslut", scores, progress=barely)
    assert found.priorities == ("beslut",)
    assert found.carry_over == ("uppfoljning",)


def test_an_unknown_lasting_stage_did_not_run():
    scores = GOOD | {"uppfoljning": 1.0}
    found = prioritise("avslut", scores, progress={"mognad": None, "utvardering": None})
    assert (found.priorities, found.carry_over) == ((), ())


def test_what_is_left_is_carried_over_from_stages_that_were_begun():
    scores = GOOD | {"varfor": 3.5, "forankring": 2.5, "tillit": 1.0, "regler": None}
    begun = {
        "initiativ": Fraction(1),
        "uppstart": Fraction(1, 4),
        "etablering": Fraction(1, 4) - Fraction(1, 100),
    }
    found = prioritise("avslut", scores, progress=begun)
    assert found.carry_over == ("forankring", "varfor")


def test_unrated_aspects_are_not_carried_over():
    found = prioritise("avslut", {}, progress={"initiativ": Fraction(1)})
    assert found.priorities == ("beslut", "erfarenheter")
    assert found.carry_over == ()


def test_nothing_is_carried_over_unless_the_group_is_ending():
    assert (
        prioritise("mognad", {"varfor": 1.0}, progress={"initiativ": Fraction(1)}).carry_over == ()
    )


# Prepare and strengths


def test_the_next_stage_is_prepared_without_its_cross_cutting_aspects():
    assert prioritise("etablering", GOOD).prepare == ("larande",)
    assert prioritise("utvardering", GOOD).prepare == ("beslut", "erfarenheter")


def test_a_group_that_ends_may_prepare_to_start_over():
    assert prioritise("avslut", GOOD).prepare == ("varfor",)


def test_after_the_last_stage_there_is_nothing_to_prepare():
    edition = build_edition(build_stage("s1", "a"), build_stage("s2", "b"))
    assert prioritise("s2", {}, edition=edition).prepare == ()


def test_strengths_come_with_the_highest_score_first_and_then_in_content_order():
    found = prioritise("initiativ", {"tid": 4.0, "nytta": 5.0, "regler": 4.5, "beslut": 5.0})
    assert found.strengths == ("nytta", "beslut", "regler", "tid")
