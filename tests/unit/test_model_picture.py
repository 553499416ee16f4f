"""The picture of the model: stages that overlap, some longer, all with a way to the end."""

import re
from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from django.conf import settings
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

from model_content.domain.codec import parse_edition
from model_content.domain.content import STAGE_TITLE_CHARACTERS
from model_content.pictures import break_name, draw_model, draw_model_upright
from model_content.selectors.editions import fetch_shipped_document

STAGES = parse_edition(fetch_shipped_document()).stages
FONT = Path(settings.BASE_DIR) / "static/fonts/atkinson-hyperlegible-next-latin-wght-normal.woff2"

LONG_NAMES = [
    "Uppföljningsperiod och omstart",
    "Verksamhetsutvecklingsprocesskartläggare",
    "Gemensam verksamhetsutveckling/Processkartläggning",
    "Gemensam verksamhetsutveckling och kartläggning av processer",
    "Mognadsfördjupning",
    "W" * STAGE_TITLE_CHARACTERS,
    "a b c d e f g h i j k l m n o p q r s t u v x y z",
    "—" * STAGE_TITLE_CHARACTERS,
]


@cache
def read_widths() -> dict[int, float]:
    """Widths of the font's bold letters as shares of its size."""
    font = instantiateVariableFont(TTFont(FONT), {"wght": 700})
    unit = font["head"].unitsPerEm
    return {code: font["hmtx"][name][0] / unit for code, name in font.getBestCmap().items()}


def measure(text: str, size: int) -> float:
    return sum(read_widths().get(ord(letter), 1) for letter in text) * size


def rename(title: str, count: int = len(STAGES)):
    """As many stages, all with this name."""
    return [replace(STAGES[i % len(STAGES)], title=title, order=i + 1) for i in range(count)]


def join(lines) -> str:
    """The name again, without hyphens and spaces."""
    return re.sub("[- ]", "", "".join(line for _, line in lines))


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


@both
@pytest.mark.parametrize("name", [*(stage.title for stage in STAGES), *LONG_NAMES])
@pytest.mark.parametrize("count", [2, 6, 9])
def test_a_long_name_stays_inside_its_stage_and_beside_its_neighbours(
    draw, start, length, name, count
):
    assert len(name) <= STAGE_TITLE_CHARACTERS
    picture = draw(rename(name, count))
    ends = -1.0
    for shape in picture.shapes:
        assert join(shape.lines) == re.sub("[- ]", "", name)
        for y, line in shape.lines:
            half = measure(line, 15) / 2
            for edge in (y - 11, y + 4):  # tops and tails of letters
                assert shape.y < edge < shape.bottom
                off = max(0, shape.radius - (edge - shape.y), shape.radius - (shape.bottom - edge))
                lost = shape.radius - (shape.radius**2 - off**2) ** 0.5
                assert shape.x + lost < shape.text_x - half
                assert shape.text_x + half < shape.right - lost
        widest = max(measure(line, 15) for _, line in shape.lines) / 2
        if start == "x":
            assert ends < shape.text_x - widest
            ends = shape.text_x + widest
        else:
            assert ends < shape.number_y - 11
            ends = (shape.note_y or shape.lines[-1][0]) + 4
    assert picture.shapes[-1].bottom < picture.height


def test_the_names_of_the_edition_stand_as_they_always_have():
    for draw in (draw_model, draw_model_upright):
        lines = [[line for _, line in shape.lines] for shape in draw(STAGES).shapes]
        assert lines == [stage.title.replace("/", "/\n").split("\n") for stage in STAGES]
    assert {shape.height for shape in draw_model(STAGES).shapes} == {108}
    assert {shape.height for shape in draw_model_upright(STAGES).shapes} == {90, 116}


@pytest.mark.parametrize(
    ("name", "room", "lines"),
    [
        ("Mognad/Genomförande", 500, ["Mognad/", "Genomförande"]),
        ("Start-up", 110, ["Start-up"]),
        ("Uppföljning och omstart", 110, ["Uppföljning", "och omstart"]),
        ("Verksamhetsutveckling", 110, ["Verksamhets-", "utveckling"]),
        ("Kommun-landsting", 110, ["Kommun-", "landsting"]),
        ("xxxxxxxxxxxxxxxx", 110, ["xxxxxxxxxxx-", "xxxxx"]),
    ],
)
def test_a_name_is_broken_at_words_and_only_a_long_word_within_itself(name, room, lines):
    assert list(break_name(name, room, 15)) == lines


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
