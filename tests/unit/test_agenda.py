"""What a group goes through at its meeting, and what its joint assessment may hold."""

from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import pytest
from django.http import QueryDict

from assessments.instruments.instrument import ValueRefused
from assessments.meeting.forms import list_rows, sort_rows
from assessments.meeting.rules.agenda import (
    MINUTES,
    PLACEMENT,
    SUMMARY,
    WORST,
    Subject,
    build_agenda,
    count_minutes,
    read_choice,
    suggest,
    write_choice,
)
from assessments.meeting.rules.meeting import (
    ActionItem,
    ActionStatus,
    Since,
    VoteItem,
    build_meeting,
    dump_meeting,
    find_change,
    needs_reason,
    parse_meeting,
)
from assessments.methods.stages.answers import Answers, Respondent
from assessments.methods.stages.instrument import (
    DISSENT,
    JOINT_REASON,
    JOINT_STAGE,
    build_joint,
    name_note,
)
from assessments.results.report.group import TopicReason
from assessments.results.report.report import build_report
from assessments.results.rules.snapshot import build_snapshot
from tests.unit.diagnosis.builders import marks, states
from tests.unit.test_report import MODEL, change


def answer(first_marker: int, **aspects: int) -> Respondent:
    markers = marks(MODEL, [first_marker, 3], 3, 2, 0, 0, 0).markers
    return Respondent(markers=markers, statements=states(**aspects).statements)


def report_on(*respondents: Respondent):
    answers = Answers(edition=MODEL.code, respondents=respondents, answered="separately")
    return build_report(build_snapshot(MODEL, answers, revision=1, sha256="c" * 64), MODEL)


DIVIDED = report_on(
    *[answer(0, forankring=1, tid=2, nytta=1)] * 3, *[answer(3, forankring=5, tid=2, nytta=5)] * 3
)


def test_the_suggestion_is_first_the_worst_then_what_is_seen_differently():
    agenda = build_agenda(DIVIDED)
    slugs = [page.slug for page in agenda.topics]
    worst = [view.code for view in DIVIDED.start_here]
    assert slugs == [*worst[:WORST], "forankring", "initiativ-m1"]
    left = [code for code in worst[WORST:] if code != "forankring"]
    assert [page.slug for page in agenda.others] == [*left, "nytta"]
    assert (agenda.pages[0].slug, agenda.last.slug) == (PLACEMENT, SUMMARY)


def test_what_most_want_has_a_place_beside_what_is_seen_differently_and_comes_after_it():
    def subject(code, agreement, votes=0, number=None, reason=TopicReason.ASPECT):
        view = SimpleNamespace(code=code, agreement=agreement)
        return Subject(MODEL.stages[0], None, view, reason, votes, number)

    differing, spread = "different_views", "some_spread"
    subjects = [
        *(subject(f"worst{n}", spread, number=n, reason=None) for n in (1, 2, 3)),
        subject("mal", differing, votes=3, number=4),
        subject("kommunikation", differing, votes=4, number=5),
        subject("vad", spread), subject("tillit", differing), subject("alla", None, 9, 6, None),
    ]  # fmt: skip
    suggested = suggest(subjects)
    slugs = ["worst1", "worst2", "worst3", "kommunikation"]
    assert [each.aspect.code for each in suggested] == [*slugs, "alla"]
    fewer = suggest([each for each in subjects if each.aspect.code not in [*slugs[2:], "mal"]])
    assert [each.aspect.code for each in fewer] == [*slugs[:2], "tillit", "alla", "vad"]
    assert [each.is_contested for each in fewer] == [False, False, True, False, False]
    few = suggest([each if each.votes < 9 else subject("få", None, 1) for each in subjects])
    assert [each.aspect.code for each in few] == [*slugs, "mal"], "not of what few want"


def test_what_the_leader_has_chosen_is_gone_through_in_that_order_and_time():
    agenda = build_agenda(DIVIDED, "nytta 15\nokand 5\ninitiativ-m1 x\nnytta\n")
    assert [(page.slug, page.minutes) for page in agenda.topics] == [
        ("nytta", 15), ("initiativ-m1", MINUTES),
    ]  # fmt: skip
    assert agenda.minutes == 15 + 3 * MINUTES
    assert "tid" in [page.slug for page in agenda.others]


@pytest.mark.parametrize("text", ["", "okand 10", " \n\n", "vem"])
def test_a_choice_of_nothing_there_is_leaves_the_suggestion(text):
    assert build_agenda(DIVIDED, text) == build_agenda(DIVIDED)


def test_a_choice_is_read_as_it_was_written():
    chosen = [("vem", 15), ("initiativ-m1", 1), ("tid", 180)]
    assert read_choice(write_choice(chosen)) == chosen
    assert [count_minutes(text) for text in ("0", "999", "", "²", "-5")] == [1, 180, *[MINUTES] * 3]


def test_a_subject_says_why_it_is_there():
    agenda = build_agenda(DIVIDED)
    marker, both, start = (agenda.find(s).subject for s in ("initiativ-m1", "forankring", "tid"))
    assert (marker.reason, marker.number) == (TopicReason.MARKER, None)
    place = [view.code for view in DIVIDED.start_here].index("forankring") + 1
    assert (both.reason, both.number) == (TopicReason.ASPECT, place)
    assert both.is_contested
    assert start.reason is None
    assert not start.is_contested


def test_the_pages_are_turned_one_by_one():
    agenda = build_agenda(DIVIDED)
    first, last = agenda.pages[0], agenda.last
    assert agenda.before(first) is None
    assert agenda.after(first) is agenda.pages[1]
    assert agenda.after(last) is None
    assert agenda.count_to(last) == len(agenda.pages)
    assert agenda.find("okand") is None
    assert agenda.find_page_of("tid").slug == "tid"
    other = agenda.others[0]
    assert (agenda.count_to(other), agenda.before(other), agenda.after(other)) == (0, first, last)
    assert agenda.find_page_of("erfarenheter") is last


def test_where_nothing_may_be_shown_there_is_nothing_to_talk_about():
    withheld = change(DIVIDED, is_withheld=True)
    assert [page.slug for page in build_agenda(withheld).pages] == [PLACEMENT, SUMMARY]


# What may be written ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        (JOINT_STAGE, "okant", ValueRefused.UNKNOWN_VALUE),
        (JOINT_REASON, "a" * 5001, ValueRefused.TOO_LONG),
        (DISSENT, "a\0", ValueRefused.BAD_CHARACTER),
        ("note.varfor", "\ud800", ValueRefused.BAD_CHARACTER),
        ("note.okand", "a", ValueRefused.UNKNOWN_FIELD),
        ("initiativ.m1", "3", ValueRefused.UNKNOWN_FIELD),
    ],
)
def test_what_a_field_cannot_hold_is_refused(field, value, code):
    with pytest.raises(ValueRefused) as refused:
        build_joint(MODEL).check_value(field, value)
    assert refused.value.code == code


def test_line_breaks_are_written_in_one_way_and_blank_is_empty():
    joint = build_joint(MODEL)
    assert joint.check_value(DISSENT, "a\r\nb\rc") == "a\nb\nc"
    assert joint.check_value("note.tid", " \r\n ") == ""
    assert joint.check_value(JOINT_STAGE, "uppstart") == "uppstart"


def test_the_group_is_asked_why_only_where_it_differs_from_what_was_computed():
    assert needs_reason("mognad", "", ["uppstart", "etablering"])
    assert not needs_reason("uppstart", "", ["uppstart", "etablering"])
    assert not needs_reason("mognad", "Vi har kommit längre", ["uppstart"])
    assert not needs_reason("mognad", "", [])
    assert not needs_reason("", "", ["uppstart"])


def test_a_report_is_behind_as_soon_as_something_else_is_written_or_decided():
    values = {JOINT_STAGE: "mognad", name_note("tid"): "Sagt", DISSENT: ""}
    action = ActionItem("Ring", "Anna", date(2027, 1, 8), "tid", ActionStatus.PLANNED)
    meeting = parse_meeting(
        dump_meeting(build_meeting(MODEL, values, [action], date(2026, 11, 21)))
    )
    assert find_change(meeting, values, [action]) is None
    assert find_change(meeting, values | {DISSENT: "Nej"}, [action])
    assert find_change(meeting, values, [replace(action, status=ActionStatus.DONE)])
    assert find_change(meeting, values, [action], [VoteItem("tid", 5, {"tid.1": {"2": 5}})])
    assert find_change(None, {DISSENT: ""}, []) is None
    assert find_change(None, {}, [action])


def test_what_only_the_steering_group_has_changed_is_said_to_be_its():
    own = ActionItem("Ring", "Anna", None, "tid", ActionStatus.PLANNED)
    asked = replace(own, what="Köp", for_steering=True)
    meeting = build_meeting(MODEL, {}, [own, asked], date(2026, 11, 21))
    changed = replace(asked, what="Hyr", cost="1 kr", outcome="changed")
    rejected = replace(asked, outcome="rejected", status=ActionStatus.DROPPED)
    for settled in (changed, rejected):
        assert find_change(meeting, {}, [settled, own]) is Since.STEERING
        assert find_change(meeting, {}, [settled]) is Since.GROUP
        assert find_change(meeting, {}, [settled, replace(own, who="Bo")]) is Since.GROUP
        assert find_change(meeting, {DISSENT: "Nej"}, [settled, own]) is Since.GROUP
    assert find_change(meeting, {}, [replace(asked, cost="2 kr"), own]) is Since.GROUP


@pytest.mark.parametrize(
    ("typed", "order"),
    [
        (("1", "2", "1"), (2, 0, 1)),
        (("3", "2", "3"), (1, 2, 0)),
        (("2", "1", "3"), (1, 0, 2)),
        (("1", "2", "3"), (0, 1, 2)),
        (("1", "2", ""), (0, 1, 2)),
    ],
)
def test_a_topic_that_is_given_anothers_place_takes_it(typed, order):
    agenda = build_agenda(DIVIDED)
    pages = agenda.topics[:3]
    post = QueryDict(mutable=True)
    for page, place in zip(pages, typed, strict=True):
        post.appendlist("topic", page.slug)
        post[f"place.{page.slug}"] = place
    assert [row.page for row in sort_rows(list_rows(agenda, post))] == [pages[n] for n in order]


def test_the_tools_used_lately_come_last_and_are_no_topics():
    agenda = build_agenda(DIVIDED, tools={"a": "Isberget"})
    assert [page.title for page in agenda.pages[-2:]] == ["Isberget", ""]
    assert agenda.topics == build_agenda(DIVIDED).topics
    assert agenda.find("verktyg-a") is agenda.pages[-2]
