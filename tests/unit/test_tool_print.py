"""The printed result of a tool, and its empty form: how long, and that words stay whole."""

import re

import pdfua
import pytest
from django.template.loader import render_to_string
from pypdf import PdfReader

from assessments.core.labels import read_tool_words
from assessments.methods.sheets.fields import build_tool
from assessments.methods.sheets.outcome import Filled, evaluate
from assessments.methods.sheets.pictures import MOST_DIFFERENCES, keep_for_print
from assessments.methods.sheets.rules import RULES
from assessments.methods.sheets.shown import put_in_words, read_tool
from assessments.results.files.pdf import STYLE, TOOL_STYLES, render_html
from samverkan.pdf.render import make_pdf
from tests.markup import parse_html
from tests.tool_texts import read_tools

TEXTS = (
    "Verksamhetscheferna har ett gemensamt journalsystem och vet vem som ska fråga vem när något "
    "har gått fel hos någon av de andra",
    "Kommunchefsgruppen i maj, samordnaren tar fram siffrorna och de ekonomiansvariga har "
    "kontrollerat dem hos var och en",
    "Antal ärenden per kvartal hos var och en, lika räknat",
)
"""Two of them as long as what is written by those who take care."""

MUNICIPALITIES = ("Boden", "Kalix", "Luleå", "Piteå")
SHORT = 30
"""Characters of each text in a ring, where all ten choices have the words of the report beside."""


def fill_in(key, parties):
    """Sheets on which everything is filled in but the last rows of long tables: of the parties, who
    all answer differently, and of all together."""
    tool = read_tools()[key]
    questions = build_tool(tool, read_tool_words()).questions
    of_each = tuple(i.code for s in tool.steps if s.by_party for i in s.items) if parties else ()
    for number, party in enumerate(("", *parties)):
        values = {}
        for n, (field, question) in enumerate(questions.items()):
            is_own = any(f"{field}.".startswith(f"{code}.") for code in of_each)
            if is_own == bool(party) and not re.search(r"\.[6-8]\.[a-z]+$|^.*2b\.1\.5\.", field):
                options = question.scale.options if question.scale else ()
                text = TEXTS[n % len(TEXTS)][: SHORT if key == "ringens-vagval" else None]
                values[field] = options[(n + number) % len(options)].code if options else text
        yield Filled(party, values)


def print_filled_in(key, file, parties=()):
    """The pages of a result of which everything has been filled in."""
    tool, words, filled = read_tools()[key], read_tool_words(), tuple(fill_in(key, parties))
    shown = put_in_words(tool, words, filled, evaluate(tool, RULES[key], filled))
    document = {
        "shown": shown, "instrument": key, "date": "2026-11-30", "method": "1",
        "edition": {"code": "2026.1"}, "collaboration": {"name": "Norrhem", "scope": "It-stöd"},
    }  # fmt: skip
    file.write_bytes(make_pdf(render_html(read_tool(document)), STYLE, *TOOL_STYLES))
    return [page.extract_text() for page in PdfReader(file).pages]


@pytest.mark.parametrize(
    ("key", "parties"),
    [
        ("drivkrafter-och-nycklar", MUNICIPALITIES),
        ("nio-fragor", ()),
        ("ringens-vagval", ()),
        ("styrgruppens-roll", ()),
        ("veven", ("Arbetsgivaren", "De fackliga")),
    ],
)
def test_what_comes_of_a_tool_is_two_pages_that_can_be_read_aloud(tmp_path, key, parties):
    assert len(print_filled_in(key, file := tmp_path / "result.pdf", parties)) <= 2
    assert pdfua.validate(str(file)).findings == ()


def test_the_page_for_the_board_is_two_pages_with_whole_words_and_its_advice_last(tmp_path):
    pages = print_filled_in("framgang-och-matt", file := tmp_path / "result.pdf")
    assert len(pages) == 2
    assert pdfua.validate(str(file)).findings == ()
    said = " ".join(pages).split()
    for word in {word for text in TEXTS for word in text.split()}:
        assert word in said
    assert pages[0].index("Vår framgång") < pages[0].index("Våra mått")
    assert pages[1].index("När vi tittar tillbaka") < pages[1].index("Det här säger svaren")
    assert "Förslag" not in pages[0]


def test_what_many_parties_differ_in_is_printed_from_the_greatest_and_the_rest_is_counted():
    rows = [{"code": str(n), "said": []} for n in range(MOST_DIFFERENCES + 2)]
    [kept] = keep_for_print([{"kind": "differences", "title": "", "rows": rows}])
    assert (kept["rows"], kept["more"]) == (rows[:MOST_DIFFERENCES], 2)
    said = render_to_string("tools/drawn/answers.html", {"block": {**kept, "rows": []}})
    assert "2 frågor till ser ni olika på." in parse_html(said).text


def test_a_rings_board_reads_first_what_its_choices_come_to_and_whose_words_are_for_and_against():
    key, tool = "ringens-vagval", read_tools()["ringens-vagval"]
    filled = (Filled("", {f"{key}.1.1": "members", f"{key}.1.1.note": "De är nära"}),)
    shown = put_in_words(tool, read_tool_words(), filled, evaluate(tool, RULES[key], filled))
    kept = keep_for_print(shown["blocks"])
    assert [block["kind"] for block in kept][:3] == ["sentences", "proposals", "paper"]
    said = parse_html(
        render_to_string("tools/blocks/paper.html", {"heading": kept[2]["headings"][0]})
    ).text
    quoted = "Rapporten från 2006 om ”hos varandra”: För: Den anställda får fler ställen att pröva"
    assert said.index("De är nära") < said.index(quoted) < said.index("Emot: År 2006 fanns")


def write_form(key):
    """The empty form as the page that its file is made of."""
    tool = read_tools()[key]
    groups = build_tool(tool, read_tool_words()).groups
    return render_to_string("tools/form.html", {"tool": tool, "groups": groups})


@pytest.mark.parametrize(
    ("key", "asked"),
    [
        ("styrgruppens-roll", ("I dag", "Vi vill", "Vi driver också vad arbetet ska förändra")),
        ("drivkrafter-och-nycklar", ("Stämmer helt", "1: Hemma", "5: Mellan oss", "Vi vill")),
        ("nio-fragor", ("Var beredda att ändra igen", "När tar ni upp det igen?", "○", "☐")),
        ("framgang-och-matt", ("Viktigaste skäl", "○ Ger mer än den får", "Titta tillbaka")),
        ("ringens-vagval", ("För: De ser behovet", "Emot: De utvalda", "Så gick det för andra:")),
    ],
)
def test_the_empty_form_asks_what_the_screen_asks_with_what_it_means(key, asked):
    said = parse_html(write_form(key)).text
    for text in ("Namn:", "Organisation:", "Datum:", *asked):
        assert text in said
    for item in read_tools()[key].items.values():
        for option in item.options:
            assert option.text in said
        for text in (item.text, item.help, item.note, *(option.help for option in item.options)):
            assert text in said


def test_the_empty_form_of_the_longest_tool_is_four_pages_that_can_be_read_aloud(tmp_path):
    file = tmp_path / "form.pdf"
    file.write_bytes(make_pdf(write_form("drivkrafter-och-nycklar"), STYLE, *TOOL_STYLES))
    assert len(PdfReader(file).pages) == 4
    assert pdfua.validate(str(file)).findings == ()
