"""What can be filled in, and the marks that tell what a page saw."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.instruments.entries import make_seen, read_revision, was_seen
from assessments.instruments.instrument import ValueRefused
from assessments.methods.stages.answers import dump_answers, parse_answers
from assessments.methods.stages.instrument import (
    Given,
    build_answers,
    build_instrument,
    build_joint,
    build_reassessment,
    build_respondent,
)
from tests.unit.diagnosis.builders import build_model

MODEL = build_model()
ASKED = build_instrument(MODEL)
ANY_TEXT = st.text(st.characters(exclude_categories=[]))  # surrogates and NUL included
FIELDS = list(ASKED.questions)


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("initiativ.m1", ("0", "1", "2", "3", "dont_know")),
        ("varfor.2", ("1", "2", "3", "4", "5", "dont_know", "not_applicable")),
        ("self_placement", tuple(MODEL.stage_by_code)),
        ("outlook", ("end", "redefine", "continue", "undecided")),
        ("vote.varfor", ("yes",)),
    ],
)
def test_a_question_takes_exactly_the_alternatives_of_its_own_scale_and_nothing(field, values):
    scale = ASKED.questions[field].scale
    assert scale is not None
    assert tuple(option.code for option in (*scale.options, *scale.apart)) == values
    for value in ("", *values):
        assert ASKED.check_value(field, value) == value


@pytest.mark.parametrize(
    "field", ["vote.1", "vote.initiativ", "vote", "comment.initiativ", "comment.", "comment",
              "varfor", "initiativ", "", "marker", "joint.stage", "note.varfor"],
)  # fmt: skip
def test_what_is_not_asked_cannot_be_answered(field):
    with pytest.raises(ValueRefused) as refused:
        ASKED.check_value(field, "")
    assert refused.value.code == ValueRefused.UNKNOWN_FIELD


def test_each_kind_of_sheet_has_fields_of_its_own():
    joint = build_joint(MODEL).questions
    assert set(joint) == {
        "joint.stage", "joint.reason", "joint.present", "joint.agenda", "joint.obstacles",
        "dissent",
        *(f"note.{code}" for code in MODEL.aspect_by_code),
    }  # fmt: skip
    assert not set(joint) & set(ASKED.questions)
    again = build_reassessment(MODEL.aspect_by_code["varfor"])
    assert list(again.questions) == ["varfor.1", "varfor.2"]
    assert again.questions["varfor.1"] == ASKED.questions["varfor.1"]


def test_no_two_questions_have_the_same_code():
    groups = (*ASKED.groups, *ASKED.last)
    asked = [field for group in groups for field in group.fields]
    assert len(asked) == len(set(asked)) == len(FIELDS)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("initiativ.m1", "4"), ("initiativ.m1", "-1"), ("initiativ.m1", "not_applicable"),
        ("initiativ.m1", " 3"), ("initiativ.m1", "3\n"), ("initiativ.m1", "٣"),
        ("varfor.1", "0"), ("varfor.1", "6"), ("varfor.1", "1.0"), ("varfor.1", "true"),
        ("self_placement", "varfor"), ("outlook", "End"),
        ("vote.varfor", "varfor"), ("vote.varfor", "no"),
    ],
)  # fmt: skip
def test_every_other_value_is_refused(field, value):
    with pytest.raises(ValueRefused) as refused:
        ASKED.check_value(field, value)
    assert (refused.value.code, refused.value.field) == (ValueRefused.UNKNOWN_VALUE, field)


def test_an_unknown_field_is_refused_and_its_name_is_cut():
    with pytest.raises(ValueRefused) as refused:
        ASKED.check_value("x" * 10_000, "3")
    assert refused.value.code == ValueRefused.UNKNOWN_FIELD
    assert len(refused.value.field) == 100


def test_a_comment_is_counted_in_characters_when_line_breaks_are_plain():
    assert len(ASKED.check_value("comment.varfor", "\r\n" * 5000)) == 0
    assert ASKED.check_value("comment.varfor", "a\r\n" * 2500) == "a\n" * 2500
    assert ASKED.check_value("comment.varfor", "😀" * 5000) == "😀" * 5000
    with pytest.raises(ValueRefused) as refused:
        ASKED.check_value("comment.varfor", "a\r\n" * 2500 + "b")
    assert (refused.value.code, refused.value.length) == (ValueRefused.TOO_LONG, 5001)


@pytest.mark.parametrize("text", ["a\0", "\ud800", "\udfffb", "a\ud83d", "\0" * 6000])
def test_what_no_database_can_store_is_refused(text):
    with pytest.raises(ValueRefused) as refused:
        ASKED.check_value("comment.varfor", text)
    assert refused.value.code == ValueRefused.BAD_CHARACTER


def test_every_kind_of_line_break_becomes_one_line_break():
    assert ASKED.check_value("comment.varfor", "a\r\nb\rc\r\r\nd\ne") == "a\nb\nc\n\nd\ne"


def test_a_comment_keeps_its_own_white_space():
    assert ASKED.check_value("comment.varfor", "  a\n\n b  ") == "  a\n\n b  "


@given(field=st.sampled_from(FIELDS) | ANY_TEXT, value=ANY_TEXT)
def test_any_field_with_any_text_is_checked_or_refused(field, value):
    try:
        checked = ASKED.check_value(field, value)
    except ValueRefused:
        return
    assert "\r" not in checked
    assert "\0" not in checked
    assert len(checked) <= 5000
    checked.encode("utf-8")
    assert ASKED.check_value(field, checked) == checked


# Marks --------------------------------------------------------------------------------------------


@given(ANY_TEXT, st.integers(0, 999_999_999))
def test_a_mark_tells_the_revision_and_recognises_the_value(value, revision):
    seen = make_seen(value, revision)
    assert read_revision(seen) == revision
    assert was_seen(value, seen)
    assert seen.isascii()
    assert len(seen) <= 20


@given(ANY_TEXT, ANY_TEXT, st.integers(0, 99))
def test_a_mark_does_not_recognise_another_value(value, other, revision):
    assert was_seen(other, make_seen(value, revision)) == (value == other)


@given(ANY_TEXT, ANY_TEXT)
def test_any_text_can_be_read_as_a_mark(value, seen):
    assert read_revision(seen) >= 0
    assert was_seen(value, seen) in (True, False)


@pytest.mark.parametrize("seen", ["", ".", "x.12345678", "-1.0", "1e3.0", "²", "١.0", " 1.0",
                                  "9999999999.0", "+1"])  # fmt: skip
def test_a_damaged_mark_is_never_current(seen):
    assert read_revision(seen) == 0


# Answers ------------------------------------------------------------------------------------------


def test_field_values_become_the_answers_of_a_respondent():
    respondent = build_respondent(
        {
            "initiativ.m1": "3", "initiativ.m2": "dont_know", "varfor.1": "5", "varfor.2": "",
            "comment.varfor": "Vi är oense", "comment.tillit": "", "self_placement": "mognad",
            "outlook": "end", "okänd": "3",
        },
        MODEL,
    )  # fmt: skip
    assert respondent.markers == {"initiativ.m1": 3, "initiativ.m2": "dont_know"}
    assert respondent.statements == {"varfor.1": 5}
    assert respondent.comments == {"varfor": "Vi är oense"}
    assert (respondent.self_placement, respondent.outlook) == ("mognad", "end")


def test_of_votes_the_first_three_in_content_order_count():
    given = {"vote.nytta": "yes", "vote.varfor": "", "vote.tid": "yes"}
    assert set(build_respondent(given, MODEL).votes) == {"nytta", "tid"}
    every = [f"vote.{code}" for code in MODEL.aspect_by_code]
    wanted = build_respondent(dict.fromkeys(every, "yes"), MODEL).votes
    assert wanted == tuple(MODEL.aspect_by_code)[:3]


def test_who_several_respondents_answer_as_comes_along_with_what_they_answered():
    given = Given({"varfor.1": "4"}, "drivande", "chef", " Norr ")
    answers = build_answers(
        MODEL, [given, {"varfor.1": "2"}, Given({}, "", None, " ")], name="N", scope="S",
        day=date(2026, 11, 21), answered="separately", people=None, weighting="organisation",
    )  # fmt: skip
    first, second, third = answers.respondents
    assert (first.perspective, first.second_perspective) == ("drivande", "chef")
    assert (first.organisation, first.statements) == ("Norr", {"varfor.1": 4})
    assert (second.perspective, second.organisation) == (None, None)
    assert (third.perspective, third.organisation) == (None, None)
    assert (answers.weighting, answers.people) == ("organisation", None)


def test_nothing_entered_is_an_empty_respondent():
    respondent = build_respondent({"self_placement": "", "varfor.1": ""}, MODEL)
    assert respondent == build_respondent({}, MODEL)
    assert respondent.self_placement is None


@given(st.dictionaries(st.sampled_from(FIELDS), st.integers(0, 9), max_size=30))
def test_whatever_can_be_entered_can_be_downloaded_and_read_back(picked):
    values = {}
    for field, number in picked.items():
        scale = ASKED.questions[field].scale
        every = (*scale.options, *scale.apart) if scale else ()
        choices = tuple(option.code for option in every) or ("Hej\nhej",)
        values[field] = ("", *choices)[number % (len(choices) + 1)]
    answers = build_answers(
        MODEL, [values], name="N", scope="S", day=date(2026, 11, 21), answered="alone", people=1
    )
    assert parse_answers(dump_answers(answers), MODEL) == answers
