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
    PATH_LEFT,
    PATH_RIGHT,
    PATH_WIDTH,
    draw_bars,
    draw_path,
    draw_plain_path,
)
from assessments.results.report.parts import StageState, StageView
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
        assert BAR_LEAST <= bar.height <= BAR_HEIGHT
        assert bar.y + bar.height == BAR_HEIGHT
    if any(counts):
        assert bars[counts.index(max(counts))].height == BAR_HEIGHT
    for (a, bar_a), (b, bar_b) in pairwise(zip(counts, bars, strict=True)):
        assert (a <= b) <= (bar_a.height <= bar_b.height)


def test_no_answers_at_all_are_drawn_as_the_least_bars():
    assert {bar.height for bar in draw_bars([(v, 0) for v in range(1, 6)])} == {BAR_LEAST}
    assert draw_bars([]) == ()


def test_a_group_that_ends_early_jumps_past_the_stages_it_never_came_to():
    path = draw_path(view("DPTTTH"))
    assert (path.walked_to, path.jumped_to) == (path.nodes[1].x, path.nodes[5].x)
    walked = draw_path(view("DDPDDH"))
    assert (walked.walked_to, walked.jumped_to) == (walked.nodes[5].x, None)
