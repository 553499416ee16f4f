"""Where the whole and the parts of a collaboration stand, drawn on one path."""

from dataclasses import replace

import pytest

from assessments.core.rules.lifecycle import State
from assessments.groups.rules.next_step import NextStep, choose_next_step
from assessments.results.pictures import draw_map_row
from assessments.results.rules.stage_map import ResultInShort, Standpoint, make_standpoint
from assessments.templatetags.collaboration_tags import place_in_words
from tests.unit.diagnosis.builders import build_model

STAGES = build_model().stages
FIRST, SECOND = STAGES[1], STAGES[2]


def result(certainty, disclosure=None, stage=FIRST.code):
    return ResultInShort("2026-03-01", 5, certainty, stage, SECOND.code, disclosure)


@pytest.mark.parametrize(
    ("given", "places"),
    [
        (None, ()),
        (result("clear"), (FIRST,)),
        (result("likely"), (FIRST,)),
        (result("between"), (FIRST, SECOND)),
        (result("clear", "joint"), (FIRST,)),
        (result("clear", "nothing"), ()),
        (result("clear", stage="only-in-an-earlier-edition"), ()),
    ],
)
def test_a_standpoint_has_the_stages_that_its_result_may_say(given, places):
    assert make_standpoint("Praktik", given, STAGES).places == places


@pytest.mark.parametrize(
    ("certainty", "joint", "here", "said"),
    [
        ("clear", None, (FIRST,), FIRST.title),
        ("clear", FIRST.code, (FIRST,), FIRST.title),
        ("likely", FIRST.code, (FIRST,), "enligt gruppen (svaren: sannolikt"),
        ("clear", SECOND.code, (SECOND,), f"enligt gruppen (svaren: {FIRST.title.lower()}"),
        ("insufficient", SECOND.code, (SECOND,), "enligt gruppen (svaren: underlaget räcker inte"),
        ("clear", "only-in-an-earlier-edition", (FIRST,), FIRST.title),
    ],
)
def test_what_the_group_says_comes_before_what_the_answers_say(certainty, joint, here, said):
    given = replace(result(certainty), joint=joint)
    standpoint = make_standpoint("", given, STAGES)
    assert standpoint.here == here
    assert said.lower() in place_in_words(standpoint).lower()
    later = make_standpoint("", result("clear", stage=STAGES[3].code), STAGES, given)
    assert later.before == here


def test_a_row_is_marked_at_its_stages_and_at_those_of_last_time():
    standpoint = make_standpoint("Praktik", result("between"), STAGES, result("clear"))
    dots = draw_map_row(STAGES, standpoint)
    assert [dot.number for dot in dots if dot.is_here] == [2, 3]
    assert [dot.number for dot in dots if dot.was_here] == [2]
    assert not any(dot.is_here for dot in draw_map_row(STAGES, Standpoint("")))


@pytest.mark.parametrize(
    ("states", "leads", "step"),
    [
        ([], True, (NextStep.INVITE, None)),
        ([], False, (None, None)),
        ([State.DRAFT], False, (None, None)),
        ([State.CLOSED, State.DRAFT], True, (NextStep.PREPARE, 1)),
        ([State.CLOSED, State.DRAFT], False, (NextStep.READ, 0)),
        ([State.DRAFT, State.OPEN], True, (NextStep.FOLLOW, 1)),
    ],
)
def test_one_thing_comes_first(states, leads, step):
    assert choose_next_step(states, leads=leads) == step
