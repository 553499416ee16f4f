"""The geometry of the stage path and of the small distributions."""

import re
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.results.pictures import (
    BAR_HEIGHT,
    BAR_LEAST,
    DOT_ROWS,
    DOTS,
    NAME_HEIGHT,
    PATH_LEFT,
    PATH_RIGHT,
    PATH_WIDTH,
    SPREAD_WIDTH,
    draw_bars,
    draw_path,
    draw_plain_path,
    draw_slopes,
    draw_spread,
)
from assessments.results.report.group import count_most
from assessments.results.report.parts import QuestionView, StageState, StageView
from assessments.results.report.pictured import Slope, measure_disagreement
from assessments.results.rules.comparison import Verdict
from assessments.templatetags.report_tags import question_bars
from tests.unit.diagnosis.builders import build_edition, build_model, build_stage
from tests.unit.test_model_picture import LONG_NAMES, join, measure

MODEL = build_model()


def view(states: str) -> list[StageView]:
    """Stages with these states: H here, D done, T todo …"""
    names = {s.name[0]: s for s in StageState}
    return [
        StageView(stage, names[letter], None, 0)
        for stage, letter in zip(MODEL.stages, states, strict=True)
    ]


def test_the_nodes_stand_evenly_from_edge_to_edge_in_order():
    path = draw_path(view("DDHTTT"))
    xs = [node.x for node in path.nodes]
    assert (xs[0], xs[-1]) == (PATH_LEFT, PATH_RIGHT)
    assert xs == sorted(xs)
    steps = [b - a for a, b in pairwise(xs)]
    assert max(steps) - min(steps) <= 1
    assert [node.number for node in path.nodes] == [1, 2, 3, 4, 5, 6]
    assert path.middle == PATH_WIDTH // 2


def test_the_walked_part_ends_where_the_collaboration_is():
    path = draw_path(view("DDHTTT"))
    assert path.walked_to == path.nodes[2].x
    assert [node.state for node in path.nodes] == ["done", "done", "here", "todo", "todo", "todo"]


def test_between_two_stages_the_walked_part_ends_at_the_first():
    path = draw_path(view("DHHTTT"))
    assert path.walked_to == path.nodes[1].x


def test_without_a_position_nothing_is_walked():
    assert draw_path(view("UUUUUU")).walked_to is None
    assert draw_plain_path(MODEL.stages).walked_to is None


def test_the_way_back_is_drawn_only_where_the_last_stage_is_an_ending():
    assert draw_plain_path(MODEL.stages).closes
    open_end = build_edition(build_stage("a"), build_stage("b"))
    assert not draw_plain_path(open_end.stages).closes


@pytest.mark.parametrize("count", [1, 2, 9])
def test_any_number_of_stages_can_be_drawn(count):
    stages = build_edition(*(build_stage(f"s{i}") for i in range(count))).stages
    path = draw_plain_path(stages)
    assert len(path.nodes) == count
    assert all(PATH_LEFT <= node.x <= PATH_RIGHT for node in path.nodes)


def test_a_name_with_a_slash_is_written_on_two_lines():
    stage = replace(MODEL.stages[0], title="Mognad/Genomförande")
    [node] = draw_plain_path([stage]).nodes
    assert [line for _, line in node.lines] == ["Mognad/", "Genomförande"]
    assert node.lines[1][0] > node.lines[0][0]
    assert node.note_y > node.lines[1][0]
    assert node.title == "Mognad/Genomförande"


@pytest.mark.parametrize("name", LONG_NAMES)
@pytest.mark.parametrize("count", [1, 2, 6, 9])
def test_a_long_name_on_the_path_stays_inside_and_beside_its_neighbours(name, count):
    stages = [replace(MODEL.stages[0], title=name)] * count
    path = draw_path([StageView(stage, StageState.HERE, None, 0) for stage in stages])
    ends = 0.0
    for node in path.nodes:
        assert join(node.lines) == re.sub("[- ]", "", name)
        half = max(measure(line, 17) for _, line in node.lines) / 2
        assert ends < node.x - half
        ends = node.x + half
        assert node.lines[-1][0] < node.note_y < path.height
    assert ends < PATH_WIDTH


@given(st.lists(st.integers(0, 500), max_size=7))
def test_bars_fit_their_height_and_follow_the_counts(counts):
    bars = draw_bars(list(enumerate(counts, 1)))
    assert len(bars) == len(counts)
    for bar in bars:
        assert BAR_LEAST <= bar.height <= BAR_HEIGHT if bar.number else bar.height == 0
        assert bar.y + bar.height == BAR_HEIGHT
    if any(counts):
        assert bars[counts.index(max(counts))].height == BAR_HEIGHT
    for (a, bar_a), (b, bar_b) in pairwise(zip(counts, bars, strict=True)):
        assert (a <= b) <= (bar_a.height <= bar_b.height)


def test_a_person_is_as_high_in_all_pictures_of_a_page():
    questions = ask(0, 5, 0, 0, 1), ask(0, 2, 0, 0, 0)
    most = count_most([*questions, None])
    pictures = [question_bars(question, most) for question in questions]
    heights = [[float(h) for h in re.findall(r'height="(\d+)" rx', one)] for one in pictures]
    assert heights == [[BAR_HEIGHT, BAR_HEIGHT / 5], [BAR_HEIGHT * 2 / 5]]
    assert "inte alls" in pictures[0]


def test_no_answers_at_all_are_no_bars():
    assert {bar.height for bar in draw_bars([(v, 0) for v in range(1, 6)])} == {0}
    assert draw_bars([]) == ()


def test_a_group_that_ends_early_jumps_past_the_stages_it_never_came_to():
    path = draw_path(view("DPTTTH"))
    assert (path.walked_to, path.jumped_to) == (path.nodes[1].x, path.nodes[5].x)
    walked = draw_path(view("DDPDDH"))
    assert (walked.walked_to, walked.jumped_to) == (walked.nodes[5].x, None)


# The pictures of a group --------------------------------------------------------------------------


@given(st.lists(st.integers(0, 500), min_size=6, max_size=6))
def test_each_ones_place_is_a_dot_under_its_stage_whatever_the_number(counts):
    views = view("DDHTTT")
    own = {v.stage.code: n for v, n in zip(views, counts, strict=True) if n}
    path = draw_path(views, own, before=[views[1].stage.code])
    for crowd in path.crowds:
        node = next(n for n in path.nodes if n.x == crowd.x)
        assert crowd.number == own.get(views[node.number - 1].stage.code, 0)
        assert (crowd.number + path.per_dot - 1) // path.per_dot == len(crowd.dots)
        assert len(crowd.dots) <= DOTS * DOT_ROWS
        assert all(node.note_y < y < path.height for _x, y in crowd.dots)
        assert (crowd.before_y or 0) < path.height


def ask(*counts: int, first: int = 1) -> QuestionView:
    return QuestionView("q", "Q", "statement", tuple(enumerate(counts, first)), 0, 0)


def test_the_middle_answer_stands_across_the_middle():
    low, middle, high = draw_spread(ask(2, 0, 1, 0, 2))
    assert (low.tone, middle.tone, high.tone) == (-2, 0, 2)
    assert middle.middle == SPREAD_WIDTH / 2
    assert low.x + low.width == middle.x
    assert low.width == high.width == SPREAD_WIDTH / 5


def test_four_steps_have_no_middle_but_meet_there():
    left, right = draw_spread(ask(0, 1, 3, 0, first=0))
    assert (left.tone, right.tone) == (-1, 1)
    assert left.x + left.width == right.x == SPREAD_WIDTH / 2


@given(st.lists(st.integers(0, 300), min_size=4, max_size=5))
def test_no_bar_goes_over_the_edge_of_its_picture(counts):
    pieces = draw_spread(ask(*counts))
    assert sum(piece.number for piece in pieces) == sum(counts)
    assert all(p.x >= -0.5 and p.x + p.width <= SPREAD_WIDTH + 0.5 for p in pieces)


@pytest.mark.parametrize(
    ("counts", "disagreement"),
    [((2, 0, 0, 0, 2), 1), ((0, 0, 4, 0, 0), 0), ((0, 0, 0, 0, 0), 0), ((0, 2, 2, 0, 0), 1 / 16)],
)
def test_disagreement_is_greatest_with_half_at_each_end(counts, disagreement):
    assert measure_disagreement(ask(*counts)) == disagreement


@given(st.lists(st.tuples(st.floats(1, 5), st.floats(1, 5)), max_size=26))
def test_the_names_at_the_ends_of_slopes_never_stand_on_each_other(scores):
    slopes = [Slope(str(i), "A", a, b, Verdict.BETTER) for i, (a, b) in enumerate(scores)]
    picture = draw_slopes(slopes)
    for ends in ([line.name1 for line in picture.lines], [line.name2 for line in picture.lines]):
        assert all(b - a >= NAME_HEIGHT for a, b in pairwise(sorted(ends)))
        assert all(0 < y < picture.height for y in ends)
