"""The fields of the walk: what can be entered, and the marks that tell what a page saw."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.diagnosis.answers import dump_answers, parse_answers
from assessments.domain.fields import (
    FieldKind,
    Given,
    ValueRefused,
    build_answers,
    build_respondent,
    check_value,
    find_kind,
    list_choices,
    make_seen,
    name_comment,
    read_revision,
    was_seen,
)
from tests.unit.diagnosis.builders import build_model

MODEL = build_model()
ANY_TEXT = st.text(st.characters(exclude_categories=[]))  # surrogates and NUL included
FIELDS = [
    *MODEL.marker_codes, *MODEL.statement_codes, *map(name_comment, MODEL.aspect_by_code),
    "self_placement", "outlook", "vote.1", "vote.2", "vote.3",
]  # fmt: skip


@pytest.mark.parametrize(
    ("field", "kind"),
    [
        ("initiativ.m1", FieldKind.MARKER),
        ("varfor.2", FieldKind.STATEMENT),
        ("comment.varfor", FieldKind.COMMENT),
        ("self_placement", FieldKind.SELF_PLACEMENT),
        ("outlook", FieldKind.OUTLOOK),
        ("vote.1", FieldKind.VOTE),
        ("vote.3", FieldKind.VOTE),
        ("vote.0", None),
        ("vote.4", None),
        ("vote", None),
        ("comment.initiativ", None),
        ("comment.", None),
        ("comment", None),
        ("varfor", None),
        ("initiativ", None),
        ("", None),
        ("marker", None),
    ],
)
def test_a_field_is_known_by_its_name(field, kind):
    assert find_kind(field, MODEL) == kind


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("initiativ.m1", ("0", "1", "2", "3", "dont_know")),
        ("varfor.1", ("1", "2", "3", "4", "5", "dont_know", "not_applicable")),
        ("self_placement", tuple(MODEL.stage_by_code)),
        ("outlook", ("end", "redefine", "continue", "undecided")),
        ("comment.varfor", ()),
        ("vote.2", tuple(MODEL.aspect_by_code)),
    ],
)
def test_a_field_takes_exactly_its_choices_and_nothing(field, values):
    kind = find_kind(field, MODEL)
    assert kind is not None
    assert list_choices(kind, MODEL) == values
    for value in ("", *values):
        assert check_value(field, value, MODEL) == value


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("initiativ.m1", "4"), ("initiativ.m1", "-1"), ("initiativ.m1", "not_applicable"),
        ("initiativ.m1", " 3"), ("initiativ.m1", "3\n"), ("initiativ.m1", "٣"),
        ("varfor.1", "0"), ("varfor.1", "6"), ("varfor.1", "1.0"), ("varfor.1", "true"),
        ("self_placement", "varfor"), ("outlook", "End"),
        ("vote.1", "initiativ"), ("vote.1", "varfor.1"),
    ],
)  # fmt: skip
def test_every_other_value_is_refused(field, value):
    with pytest.raises(ValueRefused) as refused:
        check_value(field, value, MODEL)
    assert (refused.value.code, refused.value.field) == (ValueRefused.UNKNOWN_VALUE, field)


def test_an_unknown_field_is_refused_and_its_name_is_cut():
    with pytest.raises(ValueRefused) as refused:
        check_value("x" * 10_000, "3", MODEL)
    assert refused.value.code == ValueRefused.UNKNOWN_FIELD
    assert len(refused.value.field) == 100


def test_a_comment_is_counted_in_characters_when_line_breaks_are_plain():
    assert len(check_value("comment.varfor", "\r\n" * 5000, MODEL)) == 0
    assert check_value("comment.varfor", "a\r\n" * 2500, MODEL) == "a\n" * 2500
    assert check_value("comment.varfor", "😀" * 5000, MODEL) == "😀" * 5000
    with pytest.raises(ValueRefused) as refused:
        check_value("comment.varfor", "a\r\n" * 2500 + "b", MODEL)
    assert (refused.value.code, refused.value.length) == (ValueRefused.TOO_LONG, 5001)


@pytest.mark.parametrize("text", ["a\0", "\ud800", "\udfffb", "a\ud83d", "\0" * 6000])
def test_what_no_database_can_store_is_refused(text):
    with pytest.raises(ValueRefused) as refused:
        check_value("comment.varfor", text, MODEL)
    assert refused.value.code == ValueRefused.BAD_CHARACTER


def test_every_kind_of_line_break_becomes_one_line_break():
    assert check_value("comment.varfor", "a\r\nb\rc\r\r\nd\ne", MODEL) == "a\nb\nc\n\nd\ne"


def test_a_comment_keeps_its_own_white_space():
    assert check_value("comment.varfor", "  a\n\n b  ", MODEL) == "  a\n\n b  "


@given(field=st.sampled_from(FIELDS) | ANY_TEXT, value=ANY_TEXT)
def test_any_field_with_any_text_is_checked_or_refused(field, value):
    try:
        checked = check_value(field, value, MODEL)
    except ValueRefused:
        return
    assert "\r" not in checked
    assert "\0" not in checked
    assert len(checked) <= 5000
    checked.encode("utf-8")
    assert check_value(field, checked, MODEL) == checked


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


def test_votes_are_counted_once_in_the_order_given():
    values = {"vote.3": "tid", "vote.1": "nytta", "vote.2": "nytta"}
    assert build_respondent(values, MODEL).votes == ("nytta", "tid")
    assert build_respondent({"vote.1": ""}, MODEL).votes == ()


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
        kind = find_kind(field, MODEL)
        assert kind is not None
        choices = list_choices(kind, MODEL) or ("Hej\nhej",)
        values[field] = ("", *choices)[number % (len(choices) + 1)]
    answers = build_answers(
        MODEL, [values], name="N", scope="S", day=date(2026, 11, 21), answered="alone", people=1
    )
    assert parse_answers(dump_answers(answers), MODEL) == answers
