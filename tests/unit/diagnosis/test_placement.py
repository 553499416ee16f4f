"""Where a collaboration is placed, from its markers."""

from fractions import Fraction

import pytest

from assessments.methods.stages import Respondent, compute_preliminary_stage
from assessments.methods.stages.placement import compute_placement
from tests.unit.diagnosis.builders import build_edition, build_model, build_stage, marks

MODEL = build_model()
DK = "dont_know"


def plain(count, markers=2):
    """Build an edition of stages without flags, with the codes s1, s2 and so on."""
    return build_edition(*(build_stage(f"s{i + 1}", markers=markers) for i in range(count)))


def place(edition, *levels):
    return compute_placement(edition, [marks(edition, *levels)]).placement


# Means, progress and what is known


def test_progress_is_the_mean_of_the_marker_means_out_of_three():
    edition = plain(1)
    outcome = compute_placement(edition, [marks(edition, [3, 2]), marks(edition, [0, None])])
    assert outcome.placement.marker_means == {"s1.m1": Fraction(3, 2), "s1.m2": Fraction(2)}
    assert outcome.placement.progress == {"s1": Fraction(7, 12)}


def test_dont_know_and_missing_lower_nothing():
    edition = plain(1)
    outcome = compute_placement(edition, [marks(edition, [3, 3]), marks(edition, [DK, None])])
    assert outcome.placement.progress["s1"] == 1


@pytest.mark.parametrize(
    ("valid", "dont_know", "known"),
    [(1, 0, True), (1, 2, True), (1, 3, False), (2, 4, True), (2, 5, False), (0, 1, False)],
)
def test_a_marker_is_known_from_a_third_of_valid_answers(valid, dont_know, known):
    edition = plain(1, markers=1)
    group = [marks(edition, 3)] * valid + [marks(edition, DK)] * dont_know
    mean = compute_placement(edition, group).placement.marker_means["s1.m1"]
    assert (mean is not None) is known


def test_missing_answers_do_not_make_a_marker_unknown():
    edition = plain(1, markers=1)
    group = [marks(edition, 3), *[Respondent()] * 9]
    assert compute_placement(edition, group).placement.progress["s1"] == 1


def test_whether_a_marker_is_known_is_counted_by_respondents_in_every_weighting():
    edition = plain(1, markers=1)
    lone = Respondent(markers={"s1.m1": 3}, organisation="A")
    many = [Respondent(markers={"s1.m1": DK}, organisation="B")] * 3
    outcome = compute_placement(edition, [lone, *many], "organisation")
    assert outcome.placement.marker_means["s1.m1"] is None


@pytest.mark.parametrize(
    ("answers", "progress"),
    [
        ([3, 3, None, None], Fraction(1)),
        ([3, None, None, None], None),
        ([3, DK, DK, 0], Fraction(1, 2)),
        ([DK] * 4, None),
    ],
)
def test_a_stage_is_known_from_half_of_its_markers(answers, progress):
    edition = plain(1, markers=4)
    assert place(edition, answers).progress["s1"] == progress


def test_of_three_markers_two_are_needed():
    edition = plain(1, markers=3)
    assert place(edition, [3, None, None]).progress["s1"] is None
    assert place(edition, [3, 3, None]).progress["s1"] == 1


def test_a_stage_without_markers_is_unknown():
    edition = build_edition(build_stage("s1", markers=0), build_stage("s2"))
    assert place(edition, [], 3).progress == {"s1": None, "s2": Fraction(1)}


def test_with_organisation_weighting_the_party_that_sent_six_does_not_decide():
    edition = plain(2)
    six = [Respondent(marks(edition, 3, 3).markers, organisation="A")] * 6
    one = Respondent(marks(edition, 1, 0).markers, organisation="B")
    outcome = compute_placement(edition, [*six, one], "organisation")
    assert outcome.placement.progress == {"s1": Fraction(2, 3), "s2": Fraction(1, 2)}


# Distances


def test_the_worked_example():
    found = place(plain(3), 3, [3, 0], 0)
    assert found.distances == {"s1": Fraction(1, 2), "s2": 0, "s3": Fraction(1, 2)}
    assert (found.stage, found.runner_up, found.margin) == ("s2", "s1", Fraction(1, 2))
    assert found.certainty == "clear"


def test_an_unknown_stage_is_left_out_of_the_sums_and_costs_a_quarter_itself():
    found = place(plain(3), 3, None, 0)
    assert found.distances == {"s1": Fraction(1, 4), "s2": Fraction(1, 4), "s3": Fraction(1, 4)}
    assert found.stage == "s1"


@pytest.mark.parametrize(
    ("answers", "own"),
    [
        ([0, 0], Fraction(1, 4)),
        ([1, 1], Fraction(1, 36)),
        ([3, 0], Fraction(0)),
        ([2, 2], Fraction(0)),
        ([3, 3], Fraction(0)),
        (None, Fraction(1, 4)),
    ],
)
def test_a_lasting_stage_adds_nothing_from_half_way_on(answers, own):
    edition = build_edition(build_stage("s1", lasting=True), build_stage("s2", markers=1))
    assert place(edition, answers, 0).distances["s1"] == own


def test_another_stage_that_is_in_place_is_left_behind():
    assert place(plain(2), 3, 0).distances["s1"] == Fraction(1, 4)


def test_a_group_that_ends_in_uppstart_is_placed_in_the_closing_stage():
    found = place(MODEL, 3, [3, 0], 0, 0, 0, 3)
    assert (found.stage, found.distances["avslut"], found.certainty) == ("avslut", 0, "clear")


def test_a_branch_forgives_the_stage_it_leaves_and_those_never_reached():
    # From etablering: (1 - 2/3)² for the end itself, (1/3)² before, (1/3)² after.
    found = place(MODEL, [3, 1], 3, 1, [2, 0], 0, 2)
    assert found.distances["avslut"] == Fraction(1, 9) + Fraction(1, 9) + Fraction(1, 9)


def test_the_closing_stage_is_also_the_last_rung():
    # Half-way through the end with everything before it in place: the ladder, not a branch.
    found = place(MODEL, 3, 3, 3, 3, 3, [3, 0])
    assert (found.stage, found.distances["avslut"]) == ("avslut", 0)


def test_an_unknown_closing_stage_is_no_branch():
    found = place(MODEL, 3, 0, 0, 0, 0, None)
    assert found.distances["avslut"] == 4 + Fraction(1, 4)


def test_a_branch_never_starts_in_a_closing_stage():
    edition = build_edition(
        build_stage("s1"), build_stage("s2", closing=True), build_stage("s3", closing=True)
    )
    # The ladder: 0 + (1/3)² + (1 - 1/2)². A branch from s2 would have cost nothing.
    assert place(edition, 3, 2, 3).distances["s3"] == Fraction(13, 36)


def test_an_edition_of_only_a_closing_stage_has_no_branch():
    edition = build_edition(build_stage("s1", closing=True))
    assert place(edition, 3).distances == {"s1": Fraction(1, 4)}


def test_ties_go_to_the_earlier_stage():
    found = place(plain(2), 3, 0)
    assert (found.stage, found.runner_up, found.margin) == ("s1", "s2", 0)


# Certainty


@pytest.mark.parametrize(
    ("known", "certainty"), [(0, "insufficient"), (1, "insufficient"), (2, "clear")]
)
def test_half_of_the_stages_must_be_known(known, certainty):
    levels = [3, 3][:known]
    found = place(plain(4), *levels)
    assert found.certainty == ("between" if certainty == "clear" else certainty)


def test_of_five_stages_three_must_be_known():
    assert place(plain(5), 3, 3).certainty == "insufficient"
    assert place(plain(5), 3, 3, 0).certainty != "insufficient"


def test_without_enough_to_go_on_no_stage_is_named_but_progress_is():
    found = place(plain(3), 3)
    assert (found.stage, found.runner_up, found.margin) == (None, None, None)
    assert found.progress == {"s1": 1, "s2": None, "s3": None}
    assert len(found.distances) == 3


def test_answers_that_fit_no_stage_are_unclear():
    found = place(plain(2), 0, 3)
    assert min(found.distances.values()) == Fraction(5, 4)
    assert (found.certainty, found.stage, found.margin) == ("unclear", None, None)


def test_a_distance_of_exactly_one_is_not_unclear():
    edition = build_edition(build_stage("s1"), build_stage("s2", lasting=True))
    found = place(edition, 0, 3)
    assert (found.distances["s2"], found.stage, found.certainty) == (1, "s2", "clear")


@pytest.mark.parametrize(
    ("second", "margin", "certainty"),
    [
        ([0] * 20, Fraction(0), "between"),
        ([2] + [0] * 19, Fraction(1, 30), "between"),
        ([3, 3] + [0] * 18, Fraction(1, 10), "likely"),
        ([3, 3, 1] + [0] * 17, Fraction(7, 60), "likely"),
        ([3, 3, 3, 3, 2] + [0] * 15, Fraction(7, 30), "likely"),
        ([3] * 5 + [0] * 15, Fraction(1, 4), "clear"),
        ([3] * 10 + [0] * 10, Fraction(1, 2), "clear"),
    ],
)
def test_the_margin_decides_how_sure_the_placement_is(second, margin, certainty):
    # With two stages the margin is |p1 + p2 - 1|.
    found = place(plain(2, markers=20), 3, second)
    assert (found.margin, found.certainty) == (margin, certainty)


def test_an_edition_with_one_stage_has_no_runner_up():
    found = place(plain(1), 2)
    assert (found.stage, found.runner_up, found.margin) == ("s1", None, None)
    assert found.certainty == "clear"


def test_an_edition_without_stages_or_a_round_without_respondents_is_insufficient():
    assert compute_placement(build_edition(), []).placement.certainty == "insufficient"
    assert compute_placement(MODEL, []).placement.certainty == "insufficient"


def test_the_preliminary_stage_is_that_of_one_respondent():
    respondent = marks(MODEL, 3, 3, [3, 1], 0, 0, 0)
    alone = compute_placement(MODEL, [respondent]).placement
    assert compute_preliminary_stage(MODEL, respondent.markers) == alone
    assert alone.stage == "etablering"


# Own placements and the divided group


INITIATIV = marks(MODEL, [3, 0], 0, 0, 0, 0, 0)
UPPSTART = marks(MODEL, 3, [3, 0], 0, 0, 0, 0)
ETABLERING = marks(MODEL, 3, 3, [3, 0], 0, 0, 0)
MOGNAD = marks(MODEL, 3, 3, 3, [3, 0], 0, 0)
UTVARDERING = marks(MODEL, 3, 3, 3, 3, [3, 0], 0)
UNPLACED = Respondent()


def test_own_placements_hold_only_stages_that_occur_in_stage_order():
    outcome = compute_placement(MODEL, [MOGNAD, UPPSTART, MOGNAD, UNPLACED])
    assert list(outcome.own_placements.items()) == [("uppstart", 1), ("mognad", 2)]


def test_a_group_is_divided_when_nobody_stands_in_the_joint_stage():
    outcome = compute_placement(MODEL, [UPPSTART, UPPSTART, MOGNAD, MOGNAD])
    assert outcome.placement.stage == "etablering"
    assert outcome.divided


def test_a_group_is_divided_when_fewer_than_half_are_near_the_joint_stage():
    group = [INITIATIV] * 2 + [ETABLERING] * 2 + [UTVARDERING] * 2
    outcome = compute_placement(MODEL, group)
    assert outcome.own_placements == {"initiativ": 2, "etablering": 2, "utvardering": 2}
    assert outcome.placement.stage == "etablering"
    assert outcome.divided


def test_exactly_half_near_the_joint_stage_is_not_divided():
    group = [INITIATIV] * 2 + [ETABLERING] * 4 + [UTVARDERING] * 2
    outcome = compute_placement(MODEL, group)
    assert outcome.placement.stage == "etablering"
    assert not outcome.divided


def test_neighbours_count_as_near():
    outcome = compute_placement(MODEL, [UPPSTART, ETABLERING, MOGNAD])
    assert (outcome.placement.stage, outcome.divided) == ("etablering", False)


def test_the_neighbour_before_counts_as_near_too():
    outcome = compute_placement(MODEL, [UPPSTART, UPPSTART, ETABLERING, UTVARDERING])
    assert (outcome.placement.stage, outcome.divided) == ("etablering", False)


def test_three_who_name_a_stage_are_enough_to_be_divided():
    edition = plain(5)
    early, late = marks(edition, [3, 0], 0, 0, 0, 0), marks(edition, 3, 3, 3, 3, [3, 0])
    outcome = compute_placement(edition, [early, late, late])
    assert outcome.own_placements == {"s1": 1, "s5": 2}
    assert (outcome.placement.stage, outcome.divided) == ("s4", True)


def test_two_who_disagree_are_not_called_divided():
    outcome = compute_placement(MODEL, [UPPSTART, MOGNAD, UNPLACED])
    assert outcome.placement.stage not in outcome.own_placements
    assert not outcome.divided


def test_a_clear_margin_in_a_divided_group_is_only_likely():
    edition = plain(3)
    group = [marks(edition, [3, 0], 0, 0)] * 2 + [marks(edition, 3, 3, [3, 0])] * 2
    outcome = compute_placement(edition, group)
    assert (outcome.placement.stage, outcome.divided) == ("s2", True)
    assert outcome.placement.margin >= Fraction(1, 4)
    assert outcome.placement.certainty == "likely"


def test_without_a_joint_stage_nobody_is_divided_from_it():
    edition = plain(2)
    group = [marks(edition, 0, 3)] * 3
    outcome = compute_placement(edition, group)
    assert (outcome.placement.certainty, outcome.divided) == ("unclear", False)
    assert (outcome.skipped, outcome.ahead, outcome.own_placements) == ((), (), {})


# Skipped, ahead and contested


def outcome_of(*levels):
    return compute_placement(MODEL, [marks(MODEL, *levels)])


def test_unfinished_stages_before_the_placement_are_skipped():
    found = outcome_of(3, 0, 3, 3, 0, 0)
    assert found.placement.stage == "mognad"
    assert found.skipped == ("uppstart",)


def test_half_way_is_not_skipped_and_unknown_is_not_either():
    found = outcome_of([3, 0], None, 3, 3, 0, 0)
    assert (found.placement.stage, found.skipped) == ("mognad", ())


def test_half_way_after_the_placement_is_ahead():
    found = outcome_of(3, [3, 0], 0, [3, 0], 1, 0)
    assert found.placement.stage == "uppstart"
    assert found.ahead == ("mognad",)


def test_the_very_next_stage_may_be_ahead():
    found = outcome_of(3, [3, 0], [3, 0], 0, 0, 0)
    assert (found.placement.stage, found.ahead) == ("uppstart", ("etablering",))


def test_a_group_that_ends_early_has_not_skipped_what_it_never_reached():
    found = outcome_of(3, [1, 1], 0, 0, 0, 3)
    assert (found.placement.stage, found.skipped) == ("avslut", ())


def test_a_group_that_ends_has_skipped_what_it_went_past():
    found = outcome_of(3, 1, 3, 0, 0, 3)
    assert (found.placement.stage, found.skipped) == ("avslut", ("uppstart",))


def test_a_group_that_ran_and_ends_unevaluated_has_skipped_utvardering():
    found = outcome_of(3, 3, 3, 3, 0, 3)
    assert (found.placement.stage, found.skipped) == ("avslut", ("utvardering",))


def test_work_in_the_closing_stage_itself_is_no_sign_of_having_gone_past():
    found = outcome_of([3, 0], 0, 0, 0, 0, 3)
    assert (found.placement.stage, found.skipped) == ("avslut", ())


def test_contested_markers_are_in_content_order_and_count_respondents():
    low = Respondent(markers={"initiativ.m1": 0, "avslut.m1": 1}, organisation="A")
    high = Respondent(markers={"initiativ.m1": 3, "avslut.m1": 3}, organisation="A")
    outcome = compute_placement(MODEL, [high, low, high, low], "organisation")
    assert outcome.contested_markers == ("initiativ.m1", "avslut.m1")
