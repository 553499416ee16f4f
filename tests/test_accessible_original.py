"""The page is the accessible original of the report: what the PDF says, the page says too."""

import re
from collections.abc import Iterator
from functools import cache

import pytest
from django.template.loader import render_to_string

from assessments.results.report.report import Report
from tests.markup import Element, parse_html
from tests.reports import OUTCOMES, make_report

OF_PAPER = (
    # What leads from one page of paper to another, or says what a page of paper is.
    "Mer i rapporten:",
    "Bilaga: era kommentarer",
    "Bilaga",
    "Allt som ni har beslutat",
    "Alla kommentarer i sin helhet, som de skrevs.",
    "Kommentaren står i sin helhet i slutet av rapporten,",
    "under .+",
    # Page one begins with the three things to decide, the screen with all there is to begin with.
    "Tre saker att ta ställning till|Att ta ställning till|Att ta reda på",
    "Svara på det här, så syns vad ni bör besluta om",
    # What the meeting decided, in a line each; the page has a table of who, when and what.
    "Det här har ni beslutat",
    r".+, \d+ \w+ \d{4}",
    # A table to write in.
    "Förslag att besluta om, med plats för vem och när",
    "Vem gör vad[?]",
    "Ändra förslagen så att de passar er. .+",
    "Förslag:",
    "Frågorna är inte besvarade.",
    "”.+”: .+[.]",  # the first reason as a sentence; the page has all of them as a list
    "Det här bör ni ta itu med först, i den här ordningen. Ta en aspekt i taget på ett möte.",
    "När det första är på väg, fortsätt med det här.",
    # Headings of what the page has without one, or under another.
    "Nästa steg",
    "Aspekterna i en bild",
    "Det ni vill arbeta med, och hur det fungerar",
    "Så svarade ni",
    "Er egen bild och er riktning",
    # What the columns of a table mean; the page says it where it says how it was worked out.
    "Medelvärdet är av svaren 1–5. .+",
    # Answers as figures; the page has them in words, question by question.
    "Siffrorna säger hur många som svarade vad. .+",
    "inte börjat|har börjat|till stor del|på plats|Inte aktuellt",
    r"([1-5]|vet ej|inte aktuellt)(, ([1-5]|vet ej|inte aktuellt))*",
)
"""What is of paper only (regular expressions): none of it is about the collaboration."""

WITHOUT_ANSWERS = ("joint", "nothing")
"""Outcomes of a group of which too few answered for their answers to be shown."""

every_outcome = pytest.mark.parametrize("outcome", OUTCOMES)


@cache
def render(outcome: str) -> tuple[Report, Element, Element]:
    """The report of an outcome, on paper and on the page."""
    report = make_report(OUTCOMES[outcome]())
    paper = parse_html(render_to_string("report/report.html", {"report": report}))
    screen = {
        "report": report,
        "result_id": outcome,
        "files": dict.fromkeys(("pdf", "word", "text"), "#"),
    }
    return report, paper, parse_html(render_to_string("assessments/result.html", screen))


def list_texts(element: Element) -> Iterator[str]:
    """Every text in an element, one for each run without markup."""
    for part in element.parts:
        if isinstance(part, Element):
            yield from list_texts(part)
        elif part.strip():
            yield " ".join(part.split())


def squeeze(text: str) -> str:
    return "".join(text.split())


@every_outcome
def test_every_text_of_the_pdf_is_on_the_page(outcome):
    _report, paper, screen = render(outcome)
    shown = squeeze(screen.one("body").text)
    texts = set(list_texts(paper.one("body")))
    assert len(texts) > 50
    missing = {text for text in texts if squeeze(text) not in shown}
    assert {t for t in missing if not any(re.fullmatch(p, t) for p in OF_PAPER)} == set()


@pytest.mark.parametrize("outcome", [o for o in OUTCOMES if o not in WITHOUT_ANSWERS])
def test_every_answer_is_on_the_page_question_by_question(outcome):
    report, _paper, screen = render(outcome)
    section = screen.one("section", aria_labelledby="answers")
    rows = {row.one("th").text: row for row in section.all("tr") if row.all("td")}
    said = {text: row.all("td")[0].text for text, row in rows.items()}
    for _stage, markers in report.markers:
        assert [m.text for m in markers if m.text not in said] == []
    answered = [s for view in report.aspects for s in view.statements if s.answered]
    for statement in answered:
        numbers = [n for _value, n in statement.counts if n] + [
            n for n in (statement.dont_know, statement.not_applicable) if n
        ]
        if not report.is_single:
            found = [int(n) for n in re.findall(r"(?:^|, )(\d+) ", said[statement.text])]
            assert found == numbers
        else:
            assert said[statement.text]


@pytest.mark.parametrize("outcome", [o for o in OUTCOMES if o != "nothing"])
def test_the_path_has_a_table_beside_its_picture(outcome):
    report, _paper, screen = render(outcome)
    table = screen.one("table", class_="path-table")
    assert table.one("caption").text
    rows = [[c.text for c in (*row.all("th"), *row.all("td"))] for row in table.all("tr")[1:]]
    assert [row[0].partition(". ")[2] for row in rows] == [v.stage.title for v in report.stages]
    for row, view in zip(rows, report.stages, strict=True):
        assert row[1]
        progress = "okänt" if view.progress is None else f"{view.progress} %"
        assert row[2].replace("\xa0", " ") == progress


@pytest.mark.parametrize("outcome", WITHOUT_ANSWERS)
def test_where_too_few_answered_the_page_has_no_table_of_answers(outcome):
    _report, _paper, screen = render(outcome)
    assert screen.all("section", aria_labelledby="answers") == []
    assert screen.all("svg", class_="dist") == []


def test_a_groups_distributions_are_also_a_table_of_numbers():
    report, _paper, screen = render("group")
    table = screen.one("table", class_="counts")
    assert table.attrs["class"] == "counts", "as aspects its columns would be three on a phone"
    rows = table.all("tr")[1:]
    shown = {row.one("th").text: [cell.text for cell in row.all("td")] for row in rows}
    for view in report.aspects:
        counts = [count for _value, count in view.bars]
        unknown = sum(statement.dont_know for statement in view.statements)
        assert shown[view.title] == [str(n) if n else "–" for n in (*counts, unknown)]


@every_outcome
def test_every_table_has_a_name_and_headers(outcome):
    for table in render(outcome)[2].all("table"):
        assert table.one("caption").text
        scopes = {header.attrs.get("scope") for header in table.all("th")}
        assert {"col", "row"} <= scopes <= {"col", "row", "rowgroup"}


def test_every_picture_says_in_words_what_it_shows():
    for picture in render("group")[2].all("svg"):
        assert picture.attrs.get("aria-hidden") == "true" or picture.one("title").text
