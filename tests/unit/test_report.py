"""What is shown of a result: the states on the path, the reasons, the decisions."""

from copy import copy
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.methods.stages.answers import OUTLOOKS, Answers, Respondent
from assessments.results.report.parts import QuestionView, StageState
from assessments.results.report.report import Report, build_report
from assessments.results.rules.snapshot import build_snapshot
from model_content.domain.content import Edition
from tests.unit.diagnosis.builders import build_edition, build_model, build_stage, marks, states


def number_stages(edition: Edition) -> Edition:
    stages = [replace(stage, order=i + 1) for i, stage in enumerate(edition.stages)]
    return replace(edition, stages=tuple(stages))


MODEL = number_stages(build_model())
STAGES = list(MODEL.stage_by_code)
FIVE = range(1, 6)


def report_on(*respondents: Respondent, edition=MODEL, **head) -> Report:
    answers = Answers(edition=edition.code, respondents=respondents, **head)
    return build_report(build_snapshot(edition, answers, revision=1, sha256="c" * 64), edition)


def change(shown, **parts):
    """A copy of what is shown where these parts are others."""
    other = copy(shown)
    vars(other).update(parts)
    return other


def path(report: Report) -> list[str]:
    return [view.state.value for view in report.stages]


def answer(markers: tuple, statements: Respondent | None = None, **more) -> Respondent:
    both = replace(marks(MODEL, *markers), statements=(statements or states()).statements)
    return replace(both, **more)


# The path, for every certainty --------------------------------------------------------------------


def test_clear_the_path_has_one_position_with_what_is_done_before_it():
    report = report_on(marks(MODEL, 3, 3, 2, 0, 0, 0))
    assert report.is_clear
    assert path(report) == ["done", "done", "here", "todo", "todo", "todo"]
    assert [stage.code for stage in report.places] == ["etablering"]


def test_what_was_left_unfinished_before_the_position_is_marked():
    report = report_on(marks(MODEL, 3, 0, 3, 3, 0, 0))
    assert path(report) == ["done", "part", "done", "here", "todo", "todo"]
    assert [view.stage.code for view in report.skipped] == ["uppstart"]


def test_what_runs_in_parallel_after_the_position_is_marked():
    report = report_on(marks(MODEL, 3, 2, 0, 0, 2, 0))
    assert report.position.code == "uppstart"
    assert path(report) == ["done", "here", "todo", "todo", "ahead", "todo"]
    assert [view.stage.code for view in report.ahead] == ["utvardering"]


def test_likely_is_said_and_drawn_as_one_position():
    report = report_on(marks(MODEL, 3, [2, 3], 0, 0, 0, 0))
    assert (report.certainty, report.is_likely) == ("likely", True)
    assert path(report).count("here") == 1
    assert report.runner_up is not None


def test_between_two_stages_both_are_the_position_in_stage_order():
    report = report_on(marks(MODEL, 3, 0, 0, 0, 0, 0))
    assert report.is_between
    assert path(report) == ["here", "here", "todo", "todo", "todo", "todo"]
    assert [stage.code for stage in report.places] == ["initiativ", "uppstart"]


def test_between_with_the_later_stage_nearest_is_still_said_in_stage_order():
    edition = number_stages(build_model(markers=4))
    report = report_on(marks(edition, 3, 3, [0, 0, 0, 1], 0, 0, 0), edition=edition)
    assert report.is_between
    assert (report.position.code, report.runner_up.code) == ("etablering", "uppstart")
    assert [stage.code for stage in report.places] == ["uppstart", "etablering"]


def test_unclear_answers_give_no_position_and_only_what_is_known_is_marked():
    report = report_on(marks(MODEL, 0, 3, 0, 3, None, 0))
    assert (report.is_unclear, report.is_placed, report.places) == (True, False, ())
    assert path(report) == [*["measured"] * 4, "unknown", "measured"]
    assert report.skipped == report.ahead == ()


def test_too_few_answers_give_no_position_and_say_what_is_missing():
    report = report_on(marks(MODEL, 3, 3, None, None, None, None))
    assert (report.is_insufficient, report.is_placed) == (True, False)
    assert [v.stage.code for v in report.unknown_stages] == STAGES[2:]
    assert path(report) == ["measured", "measured", *["unknown"] * 4]


def test_a_stage_before_the_position_of_which_nothing_is_known_is_unknown():
    report = report_on(marks(MODEL, 3, "dont_know", 3, 2, 0, 0))
    assert path(report)[1] == "unknown"


def test_a_group_that_ends_early_has_not_done_what_it_never_reached():
    report = report_on(marks(MODEL, 3, 0, 0, 0, 0, 3))
    assert report.is_closing
    assert path(report) == ["done", "todo", "todo", "todo", "todo", "here"]
    assert report.skipped == ()


def test_a_group_that_ran_and_ends_unevaluated_has_left_that_undone():
    report = report_on(marks(MODEL, 3, 3, 3, 3, 0, 3))
    assert report.is_closing
    assert path(report) == ["done", "done", "done", "done", "part", "here"]


@pytest.mark.parametrize(
    ("outlook", "direction"),
    [("end", "end"), ("redefine", "redefine"), ("continue", None), ("undecided", None)],
)
def test_a_group_that_ends_is_told_where_it_is_heading(outlook, direction):
    ending = replace(marks(MODEL, 3, 3, 3, 3, 3, 3), outlook=outlook)
    running = replace(marks(MODEL, 3, 3, 2, 0, 0, 0), outlook=outlook)
    assert report_on(ending).direction == direction
    assert report_on(running).direction is None


def test_progress_is_said_in_whole_percent_and_unknown_as_nothing():
    report = report_on(marks(MODEL, 3, [1, 1], [2, "dont_know"], 0, None, 0))
    assert [view.progress for view in report.stages] == [100, 33, 67, 0, None, 0]


LEVELS = st.none() | st.integers(0, 3) | st.just("dont_know")


@given(st.lists(st.tuples(*[LEVELS] * 6), min_size=1, max_size=4))
def test_whatever_is_answered_the_path_agrees_with_the_words(given_levels):
    report = report_on(*(marks(MODEL, *levels) for levels in given_levels))
    here = [view.stage for view in report.stages if view.state is StageState.HERE]
    assert tuple(here) == report.places
    assert len(here) == (2 if report.is_between else 1 if report.is_placed else 0)
    assert report.is_placed != (report.is_insufficient or report.is_unclear)
    position = report.position
    for view in report.stages:
        if position and view.state in (StageState.DONE, StageState.PART):
            assert view.stage.order <= position.order
        if view.state is StageState.PART:
            assert view.progress is not None
            assert view.progress <= 50
        if view.progress is None:
            assert view.state in (StageState.UNKNOWN, StageState.HERE, StageState.TODO)


# Aspects and reasons ------------------------------------------------------------------------------


def view(report: Report, code: str):
    return next(view for view in report.aspects if view.code == code)


def test_an_aspect_shows_its_statements_with_how_they_were_answered():
    report = report_on(states(varfor=[2, 5]), states(varfor=["dont_know", "not_applicable"]))
    first, second = view(report, "varfor").statements
    assert first.counts == ((1, 0), (2, 1), (3, 0), (4, 0), (5, 0))
    assert (first.dont_know, first.not_applicable, first.valid, first.answered) == (1, 0, 1, 2)
    assert (second.dont_know, second.not_applicable, second.valid) == (0, 1, 1)


def test_the_reasons_are_the_statements_with_the_lowest_first():
    report = report_on(states(varfor=[4, 2], tillit=[1, 5]))
    assert [s.code for s in view(report, "varfor").reasons] == ["varfor.2", "varfor.1"]
    assert [s.code for s in view(report, "tillit").reasons] == ["tillit.1", "tillit.2"]


def test_statements_that_nobody_rated_are_no_reasons():
    report = report_on(states(varfor=[2, "not_applicable"], tillit=[1, None]))
    assert [s.code for s in view(report, "varfor").reasons] == ["varfor.1"]
    assert [s.code for s in view(report, "tillit").reasons] == ["tillit.1"]


def test_what_is_to_be_found_out_rests_on_the_statements_most_did_not_know():
    report = report_on(
        states(varfor=["dont_know", "dont_know"]),
        states(varfor=[4, "dont_know"]),
        states(varfor=["dont_know", "dont_know"]),
    )
    found = view(report, "varfor")
    assert found.band == "find_out"
    assert [s.code for s in found.reasons] == ["varfor.2", "varfor.1"]
    assert found.most_dont_know == 3
    assert not found.is_mostly_unknown


def test_what_is_not_rated_has_no_reasons():
    assert view(report_on(states()), "varfor").reasons == ()
    assert view(report_on(states()), "varfor").band == "not_rated"


def test_rated_low_although_most_do_not_know_is_said():
    unknown = [states(varfor="dont_know") for _ in range(3)]
    found = view(report_on(states(varfor=1), states(varfor=2), *unknown), "varfor")
    assert found.band == "address"
    assert found.is_mostly_unknown


@pytest.mark.parametrize(
    ("given_answer", "words"),
    [(1, "1"), (5, "5"), ("dont_know", "dont_know"), ("not_applicable", "not_applicable"),
     (None, None)],
)  # fmt: skip
def test_the_only_answer_is_told_where_there_is_one(given_answer, words):
    report = report_on(states(varfor=[given_answer, 3]))
    assert view(report, "varfor").statements[0].only_answer == words


def test_with_several_answers_there_is_no_only_answer():
    report = report_on(states(varfor=2), states(varfor=2))
    assert view(report, "varfor").statements[0].only_answer is None


def test_the_bars_add_both_statements_up():
    report = report_on(states(varfor=[2, 5]), states(varfor=[2, "dont_know"]))
    assert view(report, "varfor").bars == ((1, 0), (2, 2), (3, 0), (4, 0), (5, 1))


def test_low_answers_are_those_that_fit_badly_or_not_at_all():
    question = QuestionView("x", "…", "statement", tuple((v, v) for v in FIVE), 7, 7)
    assert question.low == 1 + 2
    assert question.mean == pytest.approx(55 / 15)
    assert QuestionView("x", "…", "statement", (), 0, 0).mean is None


def test_an_aspect_of_a_stage_before_the_position_is_said_to_be_from_there():
    report = report_on(answer((3, 3, 2, 0, 0, 0), states(varfor=1, tillit=1, nytta=1)))
    assert view(report, "varfor").is_earlier
    assert not view(report, "tillit").is_earlier
    assert not view(report, "nytta").is_earlier


def test_without_a_position_nothing_is_earlier():
    assert not any(view.is_earlier for view in report_on(states(varfor=1)).aspects)


# What to do ---------------------------------------------------------------------------------------


ALL_LOW = dict.fromkeys(MODEL.aspect_by_code, 1)


def test_start_here_are_the_first_five_priorities_and_decisions_the_first_three():
    report = report_on(answer((3, 3, 3, 3, 2, 0), states(**ALL_LOW)))
    codes = [view.code for view in report.priorities]
    assert len(codes) > 5
    assert [view.code for view in report.start_here] == codes[:5]
    assert [view.code for view in report.decisions] == codes[:3]
    assert [view.code for view in report.later] == codes[5:]


def test_the_order_is_that_of_the_diagnosis():
    respondent = answer((3, 3, 2, 0, 0, 0), states(varfor=2, forankring=1, tillit=3, regler=2))
    answers = Answers(edition=MODEL.code, respondents=(respondent,))
    snapshot = build_snapshot(MODEL, answers, revision=1, sha256="c" * 64)
    report = build_report(snapshot, MODEL)
    for name in ("priorities", "carry_over", "prepare", "strengths"):
        assert [v.code for v in getattr(report, name)] == snapshot["diagnosis"][name]
    assert report.priorities[0].code == "forankring"


def test_the_next_stage_is_prepared_under_its_own_name():
    report = report_on(marks(MODEL, 3, 3, 2, 0, 0, 0))
    assert report.prepared_stage.code == "mognad"
    assert [view.code for view in report.prepare] == ["larande"]


def test_whoever_ends_prepares_the_first_stage_and_carries_over():
    report = report_on(answer((3, 3, 3, 3, 3, 3), states(varfor=1, nytta=1, beslut=1)))
    assert report.is_closing
    assert report.prepared_stage.code == "initiativ"
    assert "varfor" in [view.code for view in report.carry_over]


def test_without_a_position_nothing_is_prepared():
    assert report_on(states(varfor=1)).prepared_stage is None


def test_all_aspects_are_listed_stage_by_stage_in_content_order():
    listed = [(s.code, [v.code for v in views]) for s, views in report_on(states()).by_stage]
    assert listed == [(s.code, [a.code for a in s.aspects]) for s in MODEL.stages]


def test_what_somebody_did_not_know_is_listed_in_content_order():
    report = report_on(
        answer(
            ([3, "dont_know"], 0, 0, 0, 0, 0), states(tillit=["dont_know", 3], varfor="dont_know")
        )
    )
    assert [q.code for q in report.unknown_questions] == [
        "initiativ.m2", "varfor.1", "varfor.2", "tillit.1",
    ]  # fmt: skip


# Several respondents ------------------------------------------------------------------------------


def test_a_divided_group_is_said_to_be_and_each_own_place_is_counted():
    here, there = (3, 2, 0, 0, 0, 0), (3, 3, 3, 3, 2, 0)
    report = report_on(*[marks(MODEL, *here)] * 2, *[marks(MODEL, *there)] * 2)
    assert report.divided
    assert [(s.code, n) for s, n in report.own_placements] == [("uppstart", 2), ("utvardering", 2)]


def test_one_set_of_answers_is_single_however_many_took_part():
    assert report_on(states(), answered="together", people=7).is_single
    assert not report_on(states(), states()).is_single


def test_own_pictures_and_directions_are_counted():
    report = report_on(
        Respondent(self_placement="mognad", outlook="end"),
        Respondent(self_placement="initiativ", outlook="end"),
        Respondent(self_placement="mognad"),
    )
    assert [(s.code, n) for s, n in report.self_placements] == [("initiativ", 1), ("mognad", 2)]
    assert report.outlook == {"end": 2}


def test_where_a_group_is_heading_is_said_in_the_order_of_the_method():
    """A database may give the keys of a stored document in another order."""
    answers = Answers(
        edition=MODEL.code,
        respondents=tuple(Respondent(outlook=outlook) for outlook in OUTLOOKS),
    )
    document = build_snapshot(MODEL, answers, revision=1, sha256="c" * 64)
    outlook = document["diagnosis"]["outlook"]
    document["diagnosis"]["outlook"] = {code: outlook[code] for code in sorted(outlook, key=len)}
    assert list(build_report(document, MODEL).outlook) == list(OUTLOOKS)


# What the users wrote -----------------------------------------------------------------------------


def test_everything_that_was_written_is_in_the_report():
    report = report_on(
        Respondent(comments={"varfor": "Rad ett\nRad två", "nytta": "N"}),
        collaboration_name="Kovačić Łukasz", scope="đŋŧ", date="2026-02-28", answered="alone",
        people=1,
    )  # fmt: skip
    assert (report.name, report.scope, report.day) == ("Kovačić Łukasz", "đŋŧ", date(2026, 2, 28))
    assert [(v.code, t) for v, t in report.comments] == [
        ("varfor", ("Rad ett\nRad två",)), ("nytta", ("N",)),
    ]  # fmt: skip
    assert view(report, "varfor").comments == ("Rad ett\nRad två",)


def test_nothing_answered_is_an_empty_report_that_can_still_be_read():
    report = report_on(Respondent())
    assert report.is_empty
    assert report.is_insufficient
    assert report.day is None
    assert (report.start_here, report.strengths, report.comments) == ((), (), ())
    assert len(report.aspects) == len(MODEL.aspects)


@pytest.mark.parametrize(
    "something", [marks(MODEL, 0), states(varfor=1), states(varfor="dont_know")]
)
def test_anything_answered_is_not_empty(something):
    assert not report_on(something).is_empty


def test_only_comments_and_an_own_picture_are_still_empty():
    assert report_on(Respondent(comments={"varfor": "Hej"}, self_placement="mognad")).is_empty


def test_an_edition_of_one_stage_can_be_reported():
    one = build_edition(build_stage("a", "x"))
    report = report_on(marks(one, 2), edition=one)
    assert (report.is_clear, report.position.code, report.runner_up) == (True, "a", None)
