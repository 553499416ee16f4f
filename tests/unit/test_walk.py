"""The walk: pages, what is open or folded, progress and what is missing."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.instruments.walk import CHECK_PAGE, Asked
from assessments.methods.stages import compute_diagnosis
from assessments.methods.stages.answers import Answers, Respondent
from assessments.methods.stages.instrument import build_instrument
from assessments.methods.stages.walk import (
    ALIKE_AT_LEAST,
    CROSS_CUTTING_PAGE,
    MARKERS_PAGE,
    PageKind,
    compute_walk,
    is_nearly_all_alike,
    plan_pages,
)
from model_content.domain.codec import parse_edition
from model_content.selectors.editions import fetch_shipped_document
from tests.unit.diagnosis.builders import build_edition, build_model, build_stage, mark

MODEL = build_model()
ASKED = build_instrument(MODEL)
STAGES = list(MODEL.stage_by_code)
ALL_PAGES = [MARKERS_PAGE, *STAGES, CROSS_CUTTING_PAGE]


def markers(*levels) -> dict[str, str]:
    return {code: str(value) for code, value in mark(MODEL, *levels).items()}


def settle(values) -> dict[str, str]:
    """The values, and what nobody knows of all other markers: pages are folded from then on."""
    return {m.code: "dont_know" for m in MODEL.markers} | values


def open_slugs(values) -> list[str]:
    return [page.slug for page in compute_walk(ASKED, values).open_pages]


def up_to(stage: str) -> list[str]:
    """The pages that are open when the last open stage is this one."""
    return [MARKERS_PAGE, *STAGES[: STAGES.index(stage) + 1], CROSS_CUTTING_PAGE]


# Pages --------------------------------------------------------------------------------------------


def test_first_come_the_markers_then_the_stages_and_last_what_cuts_across():
    plans = plan_pages(ASKED)
    assert [plan.slug for plan in plans] == ALL_PAGES
    assert [plan.kind for plan in plans] == [
        PageKind.MARKERS, *[PageKind.STAGE] * 6, PageKind.CROSS_CUTTING,
    ]  # fmt: skip


def test_the_first_page_has_each_stage_with_its_markers_and_then_ones_own_view():
    *groups, own = plan_pages(ASKED)[0].groups
    assert [s.code for s in groups] == STAGES
    assert [q.code for s in groups for q in s.questions] == [m.code for m in MODEL.markers]
    assert {s.comment for s in groups} == {None}
    assert groups[0].fields == ("initiativ.m1", "initiativ.m2")
    assert (own.fields, own.is_optional) == (("self_placement",), True)


def test_cross_cutting_aspects_stand_on_their_own_page_and_on_no_other():
    by_slug = {plan.slug: [s.code for s in plan.groups] for plan in plan_pages(ASKED)}
    assert by_slug["initiativ"] == ["varfor"]
    assert by_slug["mognad"] == ["larande"]
    assert by_slug[CROSS_CUTTING_PAGE] == ["tid", "bas"]


def test_an_aspect_is_asked_with_its_statements_and_a_comment_last():
    [section] = plan_pages(ASKED)[1].groups
    assert section.fields == ("varfor.1", "varfor.2", "vote.varfor", "comment.varfor")


def test_a_stage_without_aspects_of_its_own_has_no_page():
    edition = build_edition(
        build_stage("a", "x"), build_stage("b", "y*"), build_stage("c"), build_stage("d", "z")
    )
    assert [p.slug for p in plan_pages(build_instrument(edition))] == [
        MARKERS_PAGE,
        "a",
        "d",
        CROSS_CUTTING_PAGE,
    ]


def test_without_cross_cutting_aspects_there_is_no_such_page():
    edition = build_edition(build_stage("a", "x"), build_stage("b", "y"))
    assert [p.slug for p in plan_pages(build_instrument(edition))] == [MARKERS_PAGE, "a", "b"]


def test_no_stage_of_the_shipped_edition_is_named_as_another_page():
    edition = parse_edition(fetch_shipped_document())
    slugs = [plan.slug for plan in plan_pages(build_instrument(edition))]
    reserved = {CHECK_PAGE, "preliminart"}
    assert len(slugs) == len(set(slugs)) == 8
    assert not reserved & set(slugs)
    asked = [field for plan in plan_pages(build_instrument(edition)) for field in plan.fields]
    assert len(asked) == len(set(asked)) == len(edition.markers) + 52 + 2 * 26 + 1


# Open and folded ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("levels", "last_open"),
    [
        ((None,) * 6, "uppstart"),  # nothing known: the first stage and the next
        ((2, 0, 0, 0, 0, 0), "uppstart"),  # placed in the first
        ((3, 2, 0, 0, 0, 0), "etablering"),
        ((3, 3, 2, 0, 0, 0), "mognad"),
        ((3, 3, 3, 3, 0, 0), "utvardering"),
        ((3, 3, 3, 3, 3, 0), "avslut"),
        ((3, 3, 3, 3, 3, 2), "avslut"),  # nothing comes after the last
    ],
)
def test_open_is_everything_up_to_the_stage_after_the_preliminary_one(levels, last_open):
    assert open_slugs(settle(markers(*levels))) == up_to(last_open)


@settings(max_examples=15, deadline=None)
@given(st.permutations(MODEL.markers), st.lists(st.sampled_from("0123"), min_size=12, max_size=12))
def test_the_progress_never_grows_while_one_answers(order, given_values):
    """Whatever is answered first: neither the pages nor the questions that are left."""
    values, before = {}, compute_walk(ASKED, {})
    for marker, value in zip(order, given_values, strict=True):
        values[marker.code] = value
        walk = compute_walk(ASKED, values)
        assert (walk.total, len(walk.open_pages)) <= (before.total, len(before.open_pages))
        before = walk
    for page in before.open_pages[1:]:
        values |= dict.fromkeys((question.code for question in page.plan.counted), "4")
        assert compute_walk(ASKED, values).total == before.total


def test_until_every_marker_has_an_answer_no_page_is_folded():
    values = markers(3, 2, 0, 0, 0, 0)
    for left_out in values:
        walk = compute_walk(ASKED, {**values, left_out: ""})
        assert [page.slug for page in walk.open_pages] == ALL_PAGES
        assert not walk.is_settled
    assert compute_walk(ASKED, values).is_settled


def test_between_two_stages_the_placed_one_decides():
    # All of the first stage and nothing else: between the first two, in favour of the first.
    values = markers(3, 0, 0, 0, 0, 0)
    walk = compute_walk(ASKED, values)
    assert (walk.placement.certainty, walk.placement.stage) == ("between", "initiativ")
    assert open_slugs(values) == up_to("uppstart")


def test_with_too_few_answers_the_last_stage_that_is_half_done_stands_in():
    values = settle({"etablering.m1": "2", "etablering.m2": "2"})
    assert compute_walk(ASKED, values).placement.stage is None
    assert open_slugs(values) == up_to("mognad")


def test_with_answers_that_point_in_different_directions_too():
    values = markers(0, 3, 0, 3, 0, 0)
    assert compute_walk(ASKED, values).placement.certainty == "unclear"
    assert open_slugs(values) == up_to("utvardering")


def test_with_too_few_answers_and_nothing_half_done_the_first_stage_stands_in():
    assert open_slugs(settle({"mognad.m1": "1", "mognad.m2": "1"})) == up_to("uppstart")


def test_a_later_page_that_holds_an_answer_is_open():
    for field in ("nytta.1", "comment.nytta"):
        values = settle({field: "5"})
        assert open_slugs(values) == [
            MARKERS_PAGE, "initiativ", "uppstart", "utvardering", CROSS_CUTTING_PAGE,
        ]  # fmt: skip


def test_an_answer_taken_back_does_not_hold_its_page_open():
    assert open_slugs(settle({"nytta.1": "", "comment.nytta": ""})) == up_to("uppstart")


# Of several who answer each for themselves --------------------------------------------------------


def open_for(perspective, values) -> list[str]:
    return [page.slug for page in compute_walk(ASKED, values, Asked(perspective)).open_pages]


@pytest.mark.parametrize("perspective", ["medverkande", "intressent"])
def test_whoever_came_later_need_not_answer_about_the_first_two_stages(perspective):
    values = markers(3, 3, 2, 0, 0, 0)
    walk = compute_walk(ASKED, values, Asked(perspective))
    assert open_for(perspective, values) == [
        MARKERS_PAGE, "etablering", "mognad", CROSS_CUTTING_PAGE,
    ]  # fmt: skip
    assert walk.is_start_folded
    assert walk.total == sum(page.total for page in walk.open_pages)
    assert not {p.slug for p, _ in walk.find_missing(values)} & {"initiativ", "uppstart"}
    assert walk.find_next(MARKERS_PAGE) == "etablering"


@pytest.mark.parametrize("field", ["varfor.1", "comment.varfor"])
def test_a_first_stage_that_holds_an_answer_is_open_to_latecomers_too(field):
    values = markers(3, 3, 2, 0, 0, 0) | {field: "4"}
    assert open_for("medverkande", values)[1:3] == ["initiativ", "etablering"]


@pytest.mark.parametrize("perspective", ["", "initiativtagare", "drivande"])
def test_those_who_were_there_from_the_start_answer_about_all_of_it(perspective):
    values = markers(3, 3, 2, 0, 0, 0)
    assert open_for(perspective, values) == up_to("mognad")
    assert not compute_walk(ASKED, values, Asked(perspective)).is_start_folded


# Of several, with method 2 ------------------------------------------------------------------------


ASKED_2 = build_instrument(build_model(method="2"))


@pytest.mark.parametrize("perspective", ["", "initiativtagare", "medverkande", "intressent"])
@pytest.mark.parametrize("levels", [(), (0, 0, 0, 0, 0, 0), (3, 3, 3, 3, 3, 3)])
def test_with_method_2_all_in_a_round_are_asked_the_same_and_shown_no_place(perspective, levels):
    asked = Asked(perspective, is_one_of_several=True)
    walk = compute_walk(ASKED_2, markers(*levels), asked)
    assert [page.slug for page in walk.open_pages] == ALL_PAGES
    assert not walk.folded_pages
    assert not walk.shows_place


@pytest.mark.parametrize("levels", [(), (3, 3, 3, 3, 0, 0)])
def test_with_method_2_a_round_is_about_the_stages_that_were_chosen_and_no_others(levels):
    asked = Asked(is_one_of_several=True, chosen=("uppstart", "initiativ", "utgatt"))
    walk = compute_walk(ASKED_2, markers(*levels) | {"nytta.1": "3"}, asked)
    slugs = [page.slug for page in walk.pages]
    assert slugs == [MARKERS_PAGE, "initiativ", "uppstart", CROSS_CUTTING_PAGE]
    assert walk.find_page("utvardering") is None
    assert walk.find_next(MARKERS_PAGE) == "initiativ"


@pytest.mark.parametrize("instrument", [ASKED, ASKED_2])
def test_in_a_short_round_everybody_is_asked_where_they_stand_and_no_more(instrument):
    asked = Asked("drivande", is_one_of_several=True, is_short=True)
    walk = compute_walk(instrument, markers(3, 3, 2, 0, 0, 0), asked)
    assert [page.slug for page in walk.pages] == [MARKERS_PAGE]
    assert (walk.total, walk.find_next(MARKERS_PAGE)) == (12, CHECK_PAGE)
    assert not walk.shows_place


def test_one_sheet_is_folded_with_method_2_as_with_method_1():
    walk = compute_walk(ASKED_2, markers(3, 3, 2, 0, 0, 0))
    assert [page.slug for page in walk.open_pages] == up_to("mognad")
    assert walk.shows_place


def test_with_method_1_a_round_is_folded_as_it_was():
    asked = Asked("medverkande", is_one_of_several=True, chosen=("initiativ",))
    walk = compute_walk(ASKED, markers(3, 3, 2, 0, 0, 0), asked)
    assert [page.slug for page in walk.open_pages] == open_for(
        "medverkande", markers(3, 3, 2, 0, 0, 0)
    )
    assert walk.shows_place


def test_only_markers_of_method_2_can_be_said_not_to_fit():
    options = [
        [option.code for option in asked.questions["initiativ.m1"].scale.apart]
        for asked in (ASKED, ASKED_2)
    ]
    assert options == [["dont_know"], ["dont_know", "not_applicable"]]


def test_a_marker_of_a_later_stage_does_not_open_its_page():
    assert "avslut" not in open_slugs(settle({"avslut.m1": "1"}))


def test_every_page_is_either_open_or_folded_and_in_order():
    walk = compute_walk(ASKED, settle({"nytta.1": "5"}))
    assert sorted([*walk.open_pages, *walk.folded_pages], key=lambda p: ALL_PAGES.index(p.slug)) \
        == list(walk.pages)  # fmt: skip
    assert [page.slug for page in walk.folded_pages] == ["etablering", "mognad", "avslut"]


@pytest.mark.parametrize(
    ("levels", "opened"),
    [
        ((3, 3, 3, 3, 3, 3), STAGES),
        # Ended in the first stages: the rest was never come to, and nothing of it is asked.
        ((3, 0, 0, 0, 0, 3), ["initiativ", "avslut"]),
        ((0, 0, 0, 0, 0, 3), ["initiativ", "avslut"]),
        ((3, [1, 1], 0, 0, 0, 3), ["initiativ", "uppstart", "avslut"]),
        # Of what nothing is known, nobody can say that it was never come to.
        ((3, 0, None, 0, 0, 3), ["initiativ", "etablering", "avslut"]),
        # Ran and ends unevaluated: evaluating is among the priorities, so it is asked about.
        ((3, 3, 3, 3, 0, 3), STAGES),
    ],
)
def test_who_is_placed_at_the_end_is_asked_about_what_was_come_to(levels, opened):
    values = settle(markers(*levels))
    assert compute_walk(ASKED, values).placement.stage == "avslut"
    assert open_slugs(values) == [MARKERS_PAGE, *opened, CROSS_CUTTING_PAGE]


@given(st.tuples(*[st.none() | st.integers(0, 3)] * 6))
def test_every_priority_that_is_not_rated_can_be_answered_on_an_open_page(levels):
    """What the result says is unanswered must have been asked."""
    respondent = Respondent(markers=mark(MODEL, *levels))
    diagnosis = compute_diagnosis(MODEL, Answers(respondents=(respondent,)))
    walk = compute_walk(ASKED, {code: str(v) for code, v in respondent.markers.items()})
    asked = {s.code for page in walk.open_pages for s in page.plan.groups}
    assert [code for code in diagnosis.priorities if code not in asked] == []


def test_statements_never_move_what_is_open_backwards_or_the_placement():
    values = markers(3, 2, 0, 0, 0, 0)
    before = compute_walk(ASKED, values)
    after = compute_walk(ASKED, values | {s.code: "1" for s in MODEL.statements})
    assert after.placement == before.placement
    assert {p.slug for p in before.open_pages} <= {p.slug for p in after.open_pages}


# Progress -----------------------------------------------------------------------------------------


def test_only_questions_of_open_pages_are_counted():
    walk = compute_walk(ASKED, settle({}))
    # Twelve markers; varfor, forankring, tid and bas with two statements each.
    assert (walk.answered, walk.total) == (12, 12 + 2 * 4)


def test_vet_ej_is_an_answer_and_comments_and_own_placement_are_not_counted():
    walk = compute_walk(
        ASKED,
        {"initiativ.m1": "dont_know", "varfor.1": "not_applicable", "comment.varfor": "Hej",
         "self_placement": "mognad", "outlook": "end"},
    )  # fmt: skip
    assert (walk.answered, walk.total) == (2, 34)


def test_each_page_counts_its_own():
    walk = compute_walk(ASKED, {"varfor.1": "4", "initiativ.m1": "3"})
    counts = {page.slug: (page.answered, page.total) for page in walk.pages}
    assert counts[MARKERS_PAGE] == (1, 12)
    assert counts["initiativ"] == (1, 2)
    assert counts["etablering"] == (0, 4)
    assert counts[CROSS_CUTTING_PAGE] == (0, 4)


def test_a_page_is_complete_when_every_question_has_an_answer():
    page = compute_walk(ASKED, {"varfor.1": "4", "varfor.2": "dont_know"}).find_page("initiativ")
    assert page is not None
    assert page.is_complete


def test_an_unknown_page_is_not_found():
    assert compute_walk(ASKED, {}).find_page("finns-inte") is None


# Next and previous --------------------------------------------------------------------------------


def test_next_goes_through_the_open_pages_and_ends_at_the_check_page():
    walk = compute_walk(ASKED, {})
    visited, slug = [], MARKERS_PAGE
    while slug != CHECK_PAGE:
        visited.append(slug)
        slug = walk.find_next(slug)
    assert visited == [page.slug for page in walk.open_pages]


def test_previous_goes_the_same_way_back():
    walk = compute_walk(ASKED, {})
    visited, slug = [], walk.find_previous(CHECK_PAGE)
    while slug is not None:
        visited.append(slug)
        slug = walk.find_previous(slug)
    assert visited == [page.slug for page in reversed(walk.open_pages)]


def test_from_a_folded_page_one_comes_to_the_nearest_open_ones():
    walk = compute_walk(ASKED, settle({}))
    assert walk.find_next("mognad") == CROSS_CUTTING_PAGE
    assert walk.find_previous("mognad") == "uppstart"


def test_one_goes_on_at_the_first_page_that_lacks_an_answer():
    assert compute_walk(ASKED, {}).find_start() == MARKERS_PAGE
    placed = markers(2, 0, 0, 0, 0, 0)
    assert compute_walk(ASKED, placed).find_start() == "initiativ"
    done = placed | {s.code: "3" for s in MODEL.statements}
    assert compute_walk(ASKED, done).find_start() == CHECK_PAGE


# What is missing ----------------------------------------------------------------------------------


def test_missing_are_the_unanswered_questions_of_open_pages_in_order():
    values = markers(2, 0, 0, 0, 0, 0) | {"varfor.1": "4", "tid.1": "", "forankring.1": "1"}
    missing = compute_walk(ASKED, values).find_missing(values)
    assert [(page.slug, [q.code for q in questions]) for page, questions in missing] == [
        ("initiativ", ["varfor.2"]),
        ("uppstart", ["forankring.2"]),
        (CROSS_CUTTING_PAGE, ["tid.1", "tid.2", "bas.1", "bas.2"]),
    ]


def find_last_open(walk) -> str:
    """The stage after the preliminary one, or after what stands in for it: open up to there."""
    known = [c for c, p in walk.placement.progress.items() if p is not None and p >= 0.5]
    stage = walk.placement.stage or (known[-1] if known else STAGES[0])
    return STAGES[min(STAGES.index(stage) + 1, len(STAGES) - 1)]


@given(
    st.dictionaries(
        st.sampled_from([m.code for m in MODEL.markers]), st.sampled_from("0123"), max_size=12
    ),
    st.dictionaries(
        st.sampled_from([s.code for s in MODEL.statements]),
        st.sampled_from(["", "1", "3", "5", "dont_know"]),
        max_size=10,
    ),
)
def test_the_bar_and_the_check_page_never_disagree(marker_values, statement_values):
    values = marker_values | statement_values
    walk = compute_walk(ASKED, values)
    missing = sum(len(questions) for _, questions in walk.find_missing(values))
    assert walk.answered + missing == walk.total
    assert walk.answered == sum(page.answered for page in walk.open_pages)
    assert (walk.find_start() == CHECK_PAGE) == (missing == 0)
    slugs = [page.slug for page in walk.open_pages]
    assert slugs[:2] == [MARKERS_PAGE, "initiativ"]
    assert slugs[-1] == CROSS_CUTTING_PAGE
    if walk.placement.stage != "avslut":
        reach = STAGES.index(find_last_open(walk))
        assert slugs[: reach + 2] == [MARKERS_PAGE, *STAGES[: reach + 1]]
    # Everything that holds an answer is open: every stored answer counts.
    for page in walk.folded_pages:
        assert page.answered == 0


# All alike ----------------------------------------------------------------------------------------


def alike(same: int, others: int = 0, value: str = "3", other: str = "4") -> bool:
    edition = build_edition(build_stage("a", " ".join(f"x{i}" for i in range(30))))
    codes = [statement.code for statement in edition.statements]
    values = dict.fromkeys(codes[:same], value)
    return is_nearly_all_alike(edition, values | dict.fromkeys(codes[same : same + others], other))


def test_twenty_equal_answers_are_nearly_all_alike_and_nineteen_say_nothing():
    assert ALIKE_AT_LEAST == 20
    assert alike(20)
    assert not alike(19)


def test_nine_of_ten_is_nearly_all():
    assert alike(18, 2)
    assert not alike(17, 3)
    assert not alike(26, 3)  # 89.7 %
    assert alike(27, 3)


def test_vet_ej_and_not_applicable_are_not_alike_answers():
    assert not alike(25, value="dont_know")
    assert not alike(25, value="not_applicable")
    assert alike(20, 10, other="dont_know")


def test_markers_may_be_as_alike_as_they_like():
    edition = replace(MODEL, stages=(build_stage("a", "x", markers=30),))
    assert not is_nearly_all_alike(edition, {m.code: "3" for m in edition.markers})
