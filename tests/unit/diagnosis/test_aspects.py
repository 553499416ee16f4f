"""Scores and bands of aspects, at and around every cut."""

from fractions import Fraction

import pytest

from assessments.methods.stages.aspects import classify_band, compute_aspects
from tests.unit.diagnosis.builders import build_edition, build_stage, states

EDITION = build_edition(build_stage("ett", "mal vagar"))
THIRD = Fraction(1, 3)
HALF = Fraction(1, 2)


def result(*respondents, weighting="respondent"):
    return compute_aspects(EDITION, respondents, weighting)[0]


@pytest.mark.parametrize(
    ("score", "share", "respondents", "band"),
    [
        (None, None, 0, "not_rated"),
        (None, Fraction(1), 0, "find_out"),
        (Fraction(5), Fraction(51, 100), 9, "find_out"),
        (Fraction(5), HALF, 1, "strength"),
        (Fraction(2), Fraction(2, 3), 1, "find_out"),  # one who rates it low is not enough
        (Fraction(2), Fraction(2, 3), 2, "address"),  # two are
        (Fraction(3), Fraction(2, 3), 2, "find_out"),  # three is not low
        (Fraction(1), HALF, 1, "address"),
        (3 - Fraction(1, 10**9), Fraction(0), 1, "address"),
        (Fraction(3), Fraction(0), 1, "strengthen"),
        (4 - Fraction(1, 10**9), Fraction(0), 1, "strengthen"),
        (Fraction(4), Fraction(0), 1, "strength"),
        (Fraction(5), Fraction(0), 1, "strength"),
    ],
)
def test_the_band_is_the_first_rule_that_holds(score, share, respondents, band):
    assert classify_band(score, share, respondents) == band


def test_the_score_is_the_mean_of_the_statements_not_of_the_answers():
    # Statement means 5 and 2: three answers to the first do not outweigh one to the second.
    found = result(states(mal=(5, 2)), states(mal=(5, None)), states(mal=(5, None)))
    assert found.score == Fraction(7, 2)


def test_a_statement_that_nobody_rated_is_left_out_of_the_score():
    assert result(states(mal=(4, "not_applicable"))).score == 4


def test_thirds_are_exact_so_that_a_score_of_three_is_not_below_three():
    # The means are 7/3 and 11/3: neither is a decimal number, and together they are exactly 3.
    found = result(states(mal=(1, 5)), states(mal=(2, 4)), states(mal=(4, 2)))
    assert (found.score, found.band) == (Fraction(3), "strengthen")


def test_not_applicable_alone_leaves_an_aspect_not_rated():
    found = result(states(mal="not_applicable"), states())
    assert (found.band, found.score, found.dont_know_share) == ("not_rated", None, None)


def test_dont_know_share_counts_answers_over_statements_and_respondents():
    found = result(states(mal=(4, "dont_know")), states(mal=(5, "not_applicable")), states())
    assert found.dont_know_share == THIRD
    assert found.respondents == 2


def test_those_who_only_dont_know_have_not_rated():
    found = result(states(mal="dont_know"), states(mal="dont_know"))
    assert (found.respondents, found.band, found.dont_know_share) == (0, "find_out", 1)


def test_two_who_rate_low_outweigh_many_who_dont_know():
    many = [states(mal="dont_know")] * 8
    assert result(states(mal=2), states(mal=2), *many).band == "address"
    assert result(states(mal=2), *many).band == "find_out"


def test_with_organisation_weighting_an_organisation_has_one_vote():
    six = [states("A", mal=5)] * 6
    assert result(*six, states("B", mal=2), weighting="organisation").score == Fraction(7, 2)
    assert result(*six, states("B", mal=2)).score == Fraction(32, 7)


def test_one_organisation_may_be_typed_in_several_ways():
    names = ("Hedemora kommun", "hedemora  KOMMUN", " Hedemora kommun ")
    several = [states(name, mal=5) for name in names]
    assert result(*several, states("B", mal=1), weighting="organisation").score == 3


def test_those_who_name_no_organisation_are_one_voter_each():
    found = result(states("A", mal=5), states(mal=1), states("", mal=1), weighting="organisation")
    assert found.score == Fraction(7, 3)


def test_an_organisation_answers_with_the_mean_of_its_valid_answers():
    found = result(
        states("A", mal=5),
        states("A", mal=2),
        states("A", mal="dont_know"),
        states("B", mal=1),
        weighting="organisation",
    )
    assert found.score == Fraction(9, 4)


def test_dont_knows_and_agreement_count_respondents_whatever_the_weighting():
    group = [states("A", mal="dont_know")] * 3 + [states("B", mal=2), states("B", mal=4)]
    by_organisation = result(*group, weighting="organisation")
    assert by_organisation.dont_know_share == Fraction(3, 5)
    assert by_organisation.respondents == 2
    assert by_organisation.agreement == result(*group).agreement


def test_an_organisation_that_disagrees_within_itself_is_contested():
    group = [states("A", mal=v) for v in (1, 2, 4, 5)]
    assert result(*group, weighting="organisation").contested


def test_agreement_is_the_mean_over_statements_with_two_answers():
    group = [states(mal=(1, 3)), states(mal=(5, 3))]
    assert result(*group).agreement == pytest.approx(0.5)
    assert result(states(mal=(3, 1)), states(mal=(3, None))).agreement == 1
    assert result(states(mal=3)).agreement is None


def test_one_contested_statement_makes_the_aspect_contested():
    group = [states(mal=(3, v)) for v in (1, 2, 4, 5)]
    assert result(*group).contested
    assert not result(*[states(mal=(3, 3))] * 4).contested
