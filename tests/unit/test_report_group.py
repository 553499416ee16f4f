"""What a report says of a group beyond its answers: its parts, its meeting, the last decisions."""

from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import pytest
from django.template.loader import render_to_string

from assessments.meeting.rules.meeting import (
    FOLLOWUP,
    MEETING,
    ActionItem,
    ActionStatus,
    FollowUp,
    Meeting,
    VoteItem,
    dump_followup,
    dump_meeting,
)
from assessments.results.report.report import Report, build_report
from assessments.templatetags.print_tags import LETTERS, compare_groups, find_density
from assessments.templatetags.report_tags import after_that, outcome_in_words, state_in_words
from tests.unit.diagnosis.builders import states
from tests.unit.test_disclosure import PLACED, say, store
from tests.unit.test_disclosure_attack import make_terms
from tests.unit.test_report import MODEL

OPEN = make_terms(anonymous=False, kind="perspective")


def report_on(*respondents, **parts) -> Report:
    return build_report(store(*respondents, terms=OPEN) | parts, MODEL)


def act(status: str, aspect: str = "varfor", due_on: date | None = None) -> ActionItem:
    return ActionItem("Skriv", "Ture", due_on, aspect, ActionStatus(status))


def meet(**changes) -> dict:
    given = {
        "day": date(2026, 12, 1), "stage": "", "reason": "", "notes": (), "dissent": "",
        "actions": (),
    }  # fmt: skip
    return {MEETING: dump_meeting(Meeting(**given | changes))}


def follow(*actions: ActionItem) -> dict:
    return {FOLLOWUP: dump_followup(FollowUp("Hösten", None, actions, ()))}


def test_a_new_vote_is_told_beside_what_was_answered_before_also_where_that_is_not_shown():
    few = [say(statements=states(varfor=2)) for _ in range(3)]
    terms = make_terms(anonymous=True)
    vote = VoteItem("varfor", 5, {"varfor.1": {"4": 5}})
    report = build_report(store(*few, terms=terms) | meet(votes=(vote,)), MODEL)
    assert report.meeting
    [told] = report.meeting.votes
    [(before, after)] = told.pairs
    assert (told.title, told.voters) == ("Varfor", 5)
    assert (before.answered, after and after.counts[3]) == (0, (4, 5))


# Parts of the group -------------------------------------------------------------------------------


def rate(score: int, perspective: str):
    return say(statements=states(varfor=score, nytta=3), perspective=perspective)


def test_what_all_answer_alike_is_not_shown_as_what_they_answer_differently():
    report = report_on(rate(1, "drivande"), rate(5, "drivande"))
    shown = render_to_string("report/differing_list.html", {"report": report})
    assert "Nytta" in {each.about for each in report.differing}
    assert "Varfor" in shown
    assert "Nytta" not in shown


def test_where_the_parts_of_a_group_differ_the_lowest_and_the_highest_are_named():
    report = report_on(rate(1, "drivande"), rate(3, "medverkande"), rate(5, "intressent"))
    [part] = [p for p in report.groups if p.kind == "perspective"]
    [difference] = part.differing
    assert difference.aspect.code == "varfor"
    assert (difference.low, difference.lowest.name) == (1, "drivande")
    assert (difference.high, difference.highest.name) == (5, "intressent")


def test_half_a_step_is_no_difference():
    report = report_on(rate(3, "drivande"), rate(3, "medverkande"))
    assert [part.differing for part in report.groups] == [[]]


def test_few_groups_stand_by_name_on_paper_and_many_by_letter():
    few = compare_groups(report_on(*(rate(3, p) for p in ("drivande", "medverkande"))))
    assert few is not None
    assert [letter for part in few.parts for letter, _group in part.groups] == ["", ""]
    parties = [say(perspective="drivande", organisation=f"Part {n}") for n in range(9)]
    terms = replace(OPEN, organisations=("Part 0",))
    many = compare_groups(build_report(store(*parties, terms=terms), MODEL))
    assert many is not None
    assert [letter for part in many.parts for letter, _group in part.groups] == [*LETTERS[:9]]
    assert {len(scores) for _view, scores in many.rows} == {9}


def test_one_group_is_compared_with_none():
    assert compare_groups(report_on(say(), say())) is None


# The meeting --------------------------------------------------------------------------------------


def test_a_group_that_has_said_nothing_has_not_met():
    assert report_on(say()).meeting is None
    assert report_on(say(), **meet()).meeting is None


@pytest.mark.parametrize(
    ("stage", "is_other"), [("etablering", False), ("uppstart", True), ("", False)]
)
def test_a_group_says_the_stage_that_was_computed_or_another(stage, is_other):
    report = report_on(say(PLACED), say(PLACED), **meet(stage=stage, dissent="Nej"))
    assert [s.code for s in report.places] == ["etablering"]
    assert report.meeting.is_other is is_other


def test_where_the_group_and_some_answers_say_the_same_both_are_named():
    between = say((3, 0, 0, 0, 0, 0))
    report = report_on(between, between, **meet(stage="uppstart"))
    noted = [str(state_in_words(view)) for view in report.path[:2]]
    assert noted == ["svaren: här", "gruppen och svaren: här"]


@pytest.mark.parametrize(
    ("stage", "marks"),
    [
        ("uppstart", {"uppstart": "gruppen: här", "etablering": "svaren: här"}),
        ("etablering", {"etablering": "här är ni"}),
        ("", {"etablering": "här är ni"}),
    ],
)
def test_what_the_group_says_leads_and_the_answers_are_marked_beside_it(stage, marks):
    report = report_on(say(PLACED), say(PLACED), **meet(stage=stage))
    noted = {v.stage.code: str(state_in_words(v)) for v in report.path}
    assert {code: note for code, note in noted.items() if "här" in note} == marks
    heading = render_to_string("report/heading.html", {"report": report})
    assert ("Gruppen bedömer" in heading) is (report.certainty != "clear" or stage == "uppstart")
    report.is_to_others = True
    words = [str(state_in_words(v)) for v in report.path]
    assert [w for w in words if w == "här är ni"] == []
    assert "Ni " not in render_to_string("report/heading.html", {"report": report})


def test_notes_and_actions_are_about_aspects_by_their_titles():
    said = meet(notes=(("nytta", "Alla\x07"),), actions=(act("planned"), act("planned", "")))
    meeting = report_on(say(), **said).meeting
    [(view, text)] = meeting.notes
    assert (view.code, text) == ("nytta", "Alla")
    titles = [MODEL.aspect_by_code["varfor"].title, ""]
    assert [action.aspect for action in meeting.actions] == titles


# What was decided last ----------------------------------------------------------------------------


def test_what_became_of_the_last_decisions_is_counted_with_what_is_done_first():
    decided = [act("planned", due_on=date(2026, 1, 1)), act("done"), act("done"), act("dropped")]
    report = report_on(say(), **follow(*decided), date="2026-11-21")
    assert report.followup.statuses == (("done", 2), ("planned", 1), ("dropped", 1))
    assert report.followup.late == 1


def test_an_aspect_that_no_edition_knows_is_left_unsaid():
    report = report_on(say(), **follow(act("done", "borttagen")))
    assert [action.aspect for action in report.followup.actions] == [""]


def test_page_one_names_the_latest_tool_that_proposes_something_on_what_is_to_be_decided():
    def done(key, *aspects):
        return {"key": key, "date": "2026-11-21", "tool": key, "texts": ["Ja."], "aspects": aspects}

    low = say(statements=states(varfor=1))
    tools = [done("a", "nytta"), done("b", "varfor"), done("c", "varfor")]
    assert report_on(low, low, tools=tools).deepened["key"] == "b"
    old = [{key: each[key] for key in each if key != "aspects"} for each in tools]
    assert report_on(low, low, tools=old).deepened is None  # stored before they had any


def test_page_one_stands_closer_together_the_more_it_has_to_say():
    assert find_density(report_on(say(), say())) == ""
    said = meet(stage="uppstart") | follow(act("done"))
    assert find_density(report_on(say(), say(), **said)) == "dense"


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("En samordnare på prov.\nTill juni.", "en samordnare på prov. Till juni"),
        ("Att utse någon", "utse någon"),
        ("Piteå kommun ställer upp…", "Piteå kommun ställer upp…"),
        ("VO tar det", "VO tar det"),
    ],
)
def test_a_proposal_stands_after_a_printed_that_without_one_of_its_own(written, shown):
    assert after_that(written) == shown


def test_what_was_decided_is_said_as_it_is_written():
    action = SimpleNamespace(
        outcome="changed", decided="Att skriva &lt; själv.", decided_cost="1 & 2 kr",
        decided_due_on=None,
    )  # fmt: skip
    said = "med ändring: att skriva &lt; själv · kostnad: 1 & 2 kr"
    assert outcome_in_words(action) == said
