"""The slides of a result: what stands on them, for whom, and that no shape leaves its slide."""

from io import BytesIO

import pytest
from django.utils.translation import override
from pptx import Presentation
from pptx.enum.shapes import MSO_SHAPE_TYPE

from assessments.meeting.rules.meeting import VoteItem
from assessments.results.files.slides import render_slides
from assessments.results.report.report import Report, build_report
from tests.unit.diagnosis.builders import states
from tests.unit.test_disclosure import say, store
from tests.unit.test_report import MODEL
from tests.unit.test_report_group import act, meet

WIDE, HIGH = 12192000, 6858000
"""A slide of 16 to 9, in PowerPoint's units."""


def report_on(*scores: int, name: str = "Kompetens i älvdalen", **parts) -> Report:
    people = [say(statements=states(varfor=score), votes=("varfor",)) for score in scores]
    document = store(*people, collaboration_name=name, people=len(people)) | parts
    return build_report(document, MODEL)


def read(report: Report, **of_meeting):
    return list(Presentation(BytesIO(render_slides(report, **of_meeting))).slides)


def say_titles(slides) -> list[str]:
    return [slide.shapes.title.text_frame.text for slide in slides]


def read_notes(slide) -> str:
    return slide.notes_slide.notes_text_frame.text


def test_the_verdict_comes_first_then_pictures_topics_the_vote_and_what_to_do():
    vote = VoteItem("varfor", 5, {"varfor.1": {"4": 5}})
    meeting = meet(actions=(act("planned"),), votes=(vote,))
    first, *slides = read(report_on(1, 1, 1, 5, 5, 5, **meeting))
    assert first.shapes.title.text_frame.text.startswith("Ni är i ")
    assert "Kompetens i älvdalen" in first.placeholders[1].text_frame.text
    titles = say_titles(slides)
    assert titles[:3] == ["Var ni står", "Alla aspekter", "Var ni svarar olika"]
    assert titles[-2:] == ["Före och efter mötet: Varfor", "Det här ska ni göra"]
    assert "Varfor" in titles[3:-2]
    counts = "3 stämmer inte alls, 3 stämmer helt"
    assert counts in read_notes(slides[2])
    assert f"Före: {counts}. Efter: 5 stämmer ganska väl." in read_notes(slides[-2])
    for slide in slides:
        assert read_notes(slide)
        for shape in slide.shapes:
            is_picture = shape.has_table or shape.shape_type == MSO_SHAPE_TYPE.GROUP
            assert shape.element.xpath(".//p:cNvPr")[0].get("descr") or not is_picture


@pytest.mark.parametrize("count", [2, 4])
def test_of_few_the_slides_show_no_more_than_the_page(count):
    slides = read(report_on(*[1, 5, 1, 5][:count]))
    shown = "".join(element for s in slides for element in s.element.itertext())
    said = shown + "".join(map(read_notes, slides))
    assert "Var ni svarar olika" not in shown
    assert "stämmer" not in said
    assert (len(slides) == 1) is (count == 2)


def test_nothing_stands_outside_its_slide_in_any_language_and_no_text_breaks_the_file():
    report = report_on(*[1, 5] * 150, name="Sam\x08verkan " * 20)
    with override("en"):
        file = render_slides(report)
        assert file == render_slides(report)
    slides = list(Presentation(BytesIO(file)).slides)
    assert say_titles(slides)[1:3] == ["Where you stand", "All aspects"]
    assert {each for s in slides for each in s.element.xpath(".//a:rPr/@lang")} == {"en-GB"}
    for slide in slides:
        for shape in slide.shapes:
            assert 0 <= shape.left <= shape.left + shape.width <= WIDE + 10
            assert 0 <= shape.top <= shape.top + shape.height <= HIGH
