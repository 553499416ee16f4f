"""The picture of the model: stages that overlap, some longer, all with a way to the end."""

from dataclasses import replace
from itertools import pairwise

import pytest

from model_content.domain.content import parse_edition
from model_content.pictures import draw_model, draw_model_upright
from model_content.selectors.editions import fetch_shipped_document

STAGES = parse_edition(fetch_shipped_document()).stages
LETTER = 8.6
"""Width of a bold letter of 15 units, on average and rounded up."""

both = pytest.mark.parametrize(
    ("draw", "start", "length"),
    [(draw_model, "x", "width"), (draw_model_upright, "y", "height")],
    ids=["lying", "upright"],
)


@both
def test_each_stage_begins_before_the_one_before_it_ends(draw, start, length):
    for one, other in pairwise(draw(STAGES).shapes):
        overlap = getattr(one, start) + getattr(one, length) - getattr(other, start)
        assert 0 < overlap < getattr(one, length) / 2


@both
def test_stages_that_may_last_are_longer_and_say_so(draw, start, length):
    shapes = draw(STAGES).shapes
    lasting = {getattr(s, length) for s, stage in zip(shapes, STAGES, strict=True) if stage.lasting}
    others = {getattr(s, length) for s in shapes} - lasting
    assert min(lasting) > max(others)
    noted = [stage.code for s, stage in zip(shapes, STAGES, strict=True) if s.note_y]
    assert noted == ["mognad", "utvardering"]


@both
def test_everything_is_inside_the_picture(draw, start, length):
    picture = draw(STAGES)
    for shape in picture.shapes:
        assert shape.x >= 0
        assert shape.right <= picture.width
        assert shape.bottom <= picture.height
        lowest = shape.note_y or shape.lines[-1][0]
        assert shape.y < shape.number_y < lowest < shape.bottom


def test_every_name_has_room_in_what_is_its_stages_own():
    for shape in draw_model(STAGES).shapes:
        for _, line in shape.lines:
            assert shape.x < shape.text_x - len(line) * LETTER / 2
            assert shape.text_x + len(line) * LETTER / 2 < shape.right


@both
def test_from_every_stage_a_way_leads_to_the_end(draw, start, length):
    picture = draw(STAGES)
    ways = picture.ways.count("M")
    assert ways == len(STAGES) - 1 + len(["along to the end", "back to the start"])
    assert picture.arrows.count("z") == 2


@both
def test_sizes_are_whole_numbers_whatever_the_stages(draw, start, length):
    for stages in (STAGES, STAGES[1:4], [replace(s, lasting=True) for s in STAGES]):
        picture = draw(stages)
        assert "." not in picture.ways + picture.arrows
        for shape in picture.shapes:
            numbers = (shape.x, shape.y, shape.width, shape.height, shape.text_x, shape.number_y)
            assert all(isinstance(number, int) for number in numbers)
