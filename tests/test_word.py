"""The Word file for decision papers: what is in it for every outcome, and how it is built."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph
from lxml import etree
from pptx import Presentation

from assessments.groups.rules.similar import find_similar
from assessments.results.files.pdf import render_html
from assessments.results.files.slides import render_slides
from assessments.results.files.word import TEMPLATE, read_template, render_word
from assessments.results.report.report import Report, build_report
from tests.markup import parse_html
from tests.reports import (
    LONG_WORD,
    MARKUP,
    NAMES,
    OUTCOMES,
    make_report,
    make_snapshot,
    read_content,
    read_example,
)
from tests.test_report_pdf import MEETING, answer_in_round, meet
from tests.unit.test_report import change

EMOJI = "👩‍👩‍👧‍👦"
ARABIC = "مرحبا بالعالم"


class Word:
    """A Word file, opened."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.content = render_word(report)
        self.document: Any = Document(BytesIO(self.content))

    @property
    def blocks(self) -> list[Paragraph | Table]:
        return list(self.document.iter_inner_content())

    @property
    def paragraphs(self) -> list[Paragraph]:
        return self.document.paragraphs

    def styled(self, *styles: str) -> list[str]:
        return [p.text for p in self.paragraphs if p.style.name in styles]

    @property
    def headings(self) -> list[tuple[int, str]]:
        named = [(p.style.name, p.text) for p in self.paragraphs]
        return [(int(style[-1]), text) for style, text in named if style.startswith("Heading")]

    @property
    def text(self) -> str:
        return "\n".join(self._say())

    def _say(self) -> Iterator[str]:
        for block in self.blocks:
            if isinstance(block, Table):
                yield from ("\t".join(cell.text for cell in row.cells) for row in block.rows)
            else:
                yield block.text

    def under(self, heading: str) -> str:
        """The text from this heading to the next of any level."""
        lines = iter(self.blocks)
        next(b for b in lines if isinstance(b, Paragraph) and b.text == heading)
        found = []
        for block in lines:
            if isinstance(block, Paragraph):
                if block.style.name.startswith("Heading"):
                    break
                found.append(block.text)
        return "\n".join(found)

    def part(self, name: str) -> Any:
        with ZipFile(BytesIO(self.content)) as file:
            return etree.fromstring(file.read(name))


@cache
def make(outcome: str) -> Word:
    return Word(make_report(OUTCOMES[outcome]()))


@pytest.fixture
def example() -> Word:
    return make("example")


every_outcome = pytest.mark.parametrize("outcome", OUTCOMES)


# What is said -------------------------------------------------------------------------------------


def say(template: str, report: Report) -> str:
    """A partial template of the page and the PDF as plain text."""
    return parse_html(render_to_string(template, {"report": report})).text


@every_outcome
def test_it_begins_with_the_name_the_day_and_the_finding_in_the_words_of_the_report(outcome):
    word = make(outcome)
    first, second, third = word.paragraphs[:3]
    assert (first.style.name, first.text) == ("Title", word.report.name)
    assert second.style.name == "Subtitle"
    said = [say(f"report/{part}.html", word.report) for part in ("round", "basis")]
    assert second.text == " ".join(["16 november 2026 ·", *filter(None, said)])
    assert (third.style.name, third.text) == ("Heading 1", say("report/heading.html", word.report))
    assert say("report/meaning.html", word.report) in word.under("Sammanfattning")
    assert f"Det här räknas in: {word.report.scope}" in [p.text for p in word.paragraphs]


@every_outcome
def test_headings_skip_no_level_and_only_the_finding_has_the_first(outcome):
    levels = [level for level, _text in make(outcome).headings]
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


@pytest.mark.parametrize("outcome", [o for o in OUTCOMES if o != "nothing"])
def test_the_path_is_a_table_with_every_stage_and_its_state_in_words(outcome):
    word = make(outcome)
    head, *rows = [[cell.text for cell in row.cells] for row in word.document.tables[0].rows]
    assert head == ["Stadium", "Läge", "På plats"]
    assert [row[0].partition(". ")[2] for row in rows] == [
        view.stage.title for view in word.report.stages
    ]
    assert all(cell for row in rows for cell in row)
    by_answers = ("här är ni", "svaren: här")
    places = [row[0].partition(". ")[2] for row in rows if row[1] in by_answers]
    assert places == [stage.title for stage in word.report.places]


@every_outcome
def test_what_is_to_be_decided_stands_first_as_in_the_report(outcome):
    word = make(outcome)
    report = word.report
    otherwise = "Svara tillsammans i stället" if report.is_withheld else "Nästa steg"
    title = say("report/decisions_title.html", report) if report.decisions else otherwise
    if report.meeting and report.meeting.actions:
        title = "Förslag till beslut"
        assert all(action.what in word.under(title) for action in report.meeting.actions)
        assert word.headings[1:3] == [(2, "Ärende"), (2, title)]
        return
    assert word.headings[1:3] == [(2, "Ärende"), (2, title)]
    said = word.under(title)
    for view in report.decisions:
        assert view.title in said
        assert f"Förslag: {view.suggestions[0]}" in said


@every_outcome
def test_each_thing_to_begin_with_has_why_what_to_try_pitfalls_and_questions(outcome):
    word = make(outcome)
    for view in word.report.start_here:
        said = word.under(view.title)
        texts = [s.text for s in view.reasons] + list(view.suggestions)
        texts += [asked.text for asked in view.aspect.dialogue_questions]
        assert [text for text in texts if text not in said] == []
        warned = " ".join(pitfall.text for pitfall in view.aspect.pitfalls[:3])
        assert f"Se upp för: {warned}\n" in f"{said}\n", "sentences stand as such"


@every_outcome
def test_the_rest_is_there_when_there_is_any(outcome):
    word = make(outcome)
    report = word.report
    titles = [title for _level, title in word.headings]
    assert ("Därefter" in titles) == bool(report.later)
    assert ("Ta med er" in titles) == bool(report.carry_over)
    assert ("Vem gör vad?" in titles) == bool(report.start_here or report.meeting)
    assert ("Det här fungerar" in titles) == bool(report.strengths)
    for view in (*report.later, *report.carry_over, *report.prepare, *report.strengths):
        assert view.title in word.text
    if report.prepare:
        assert say("report/prepare_title.html", report) in titles


def test_every_outcome_is_among_those_that_are_tried():
    reports = {name: make(name).report for name in OUTCOMES}
    assert {r.certainty for r in reports.values()} == {
        "clear", "likely", "between", "unclear", "insufficient",
    }  # fmt: skip
    assert {r.direction for r in reports.values()} >= {"end", "redefine", None}
    assert reports["empty"].is_empty
    assert reports["ended"].carry_over
    assert reports["group"].talk_about
    assert not reports["nothing to address"].start_here


def test_a_group_that_answered_separately_reads_how_many(example):
    text = make("group").text
    assert "8 av 11 svarade var för sig" in text
    assert "Prata om det här" in text
    assert "8 av 8 svarar att det stämmer dåligt eller inte alls." in text


def test_it_is_laid_out_as_a_paper_for_a_decision_unless_one_person_answered():
    parts = ["Ärende", "Förslag till beslut", "Sammanfattning", "Bakgrund", "Ekonomi"]
    titles = [title for _level, title in make("round").headings]
    assert titles[1:7] == [*parts, "Beslutet skickas till"]
    alone = Word(make_report(read_example() | {"answered": "alone", "people": 1}))
    titles = [title for _level, title in alone.headings]
    assert "Det här kan ni ta upp" in titles
    assert not {"Förslag till beslut", "Ekonomi", "Beslutet skickas till"} & set(titles)
    assert "Det här är en persons svar." in alone.under("Sammanfattning")


@pytest.mark.parametrize(("respondents", "is_told"), [(8, True), (4, False)])
def test_page_one_and_the_text_also_say_where_they_differ_and_what_most_want(respondents, is_told):
    report = make_report(answer_in_round(respondents, anonymous=not is_told))
    pages = render_html(report).partition('class="contents"')[0]
    text = render_to_string("report/summary.txt", {"report": report})
    word = "\n".join(paragraph.text for paragraph in Word(report).document.paragraphs)
    for said in (pages, text, word):
        assert ("Mest olika svarar ni om:" in said) is is_told
        assert ("Det här vill flest arbeta med: Varför? (8), Nytta (8)." in said) is is_told


def test_no_file_of_a_short_round_says_how_well_anything_works_or_what_it_would_cost():
    document = answer_in_round(9, is_short=True)
    document["respondents"] = [each | {"statements": {}} for each in document["respondents"]]
    report = make_report(document)
    slides = Presentation(BytesIO(render_slides(report))).slides
    notes = "".join(slide.notes_slide.notes_text_frame.text for slide in slides)
    said = " ".join((render_html(report) + Word(report).text + notes).split())
    assert "Det här vill flest arbeta med: Varför? (9), Nytta (9)." in said
    whole = ("De ser ungefär lika", "Medelvärdet för varje", "vad medelvärdet än", "Ekonomi")
    for words in (*whole, "1 betyder stämmer inte alls", "vad som brister", "inget svar"):
        assert words not in said


def test_the_plan_of_a_group_that_has_met_is_filled_in():
    word = make("round")
    table = word.document.tables[1]
    rows = [[cell.text for cell in row.cells] for row in table.rows][1:]
    decided = word.report.meeting.actions
    assert [(row[0], row[1], row[3]) for row in rows] == [
        (a.what, a.who, a.aspect) for a in decided
    ]
    assert [bool(row[2]) for row in rows] == [a.due_on is not None for a in decided]
    assert (1, "Gruppen bedömer att samverkan är i Initiativ") in word.headings
    assert "Svaren säger:" in word.under("Sammanfattning")
    assert [
        row.cells[1].text for row in word.document.tables[0].rows if ": här" in row.cells[1].text
    ] == ["gruppen: här", "svaren: här"]
    assert word.report.meeting.dissent in word.text


def test_what_the_group_takes_up_of_its_iceberg_and_the_cases_like_it_are_there_too():
    met = meet() | {"obstacles": "tiden hemma"}
    report = make_report(OUTCOMES["round"]() | {MEETING: met})
    report.similar = find_similar(read_content().cases, {"types": ["2d"]})
    word = Word(report)
    said = "Vi har gått igenom våra hinder och tar upp: tiden hemma"
    assert said in word.under("Sammanfattning").splitlines()
    cases = word.under("Exempel på samverkan som liknar er")
    for each in report.similar:
        assert each.case.name in cases
    assert (make("round").text + make("example").text).count("samverkan som liknar er") == 0
    assert "våra hinder" not in make("round").text


def test_what_has_changed_stands_after_who_does_what_in_the_words_of_the_page():
    word = make("compared")
    titles = [title for _level, title in word.headings]
    assert titles[titles.index("Sedan förra resultatet") - 1] == "Vem gör vad?"
    assert "Jämfört med resultatet den 2 mars 2026." in word.under("Sedan förra resultatet")
    assert word.report.comparison is not None
    for heading, items in (
        ("Det här är bättre", word.report.comparison.better),
        ("Det här är sämre", word.report.comparison.worse),
    ):
        said = word.under(heading)
        assert items
        assert said == ", ".join(item.title for item in items) + "."
    assert "Sedan förra resultatet" not in make("example").text


def test_the_list_of_who_does_what_is_filled_in_with_the_suggestions(example):
    head, *rows = [[cell.text for cell in row.cells] for row in example.document.tables[1].rows]
    assert head == ["Vad", "Vem", "När", "Aspekt"]
    assert rows == [[v.suggestions[0], "", "", v.title] for v in example.report.start_here]


def test_it_says_how_it_was_made(example):
    said = example.under("Om underlaget")
    assert "resultatet den 16 november 2026" in said
    assert "utgåva 2026.2" in said
    assert "Metod: version 2." in said


@every_outcome
def test_comments_and_the_full_table_stay_in_the_report(outcome):
    word = make(outcome)
    for _view, comments in word.report.comments:
        assert [comment for comment in comments if comment[:60] in word.text] == []
    assert len(word.document.tables) <= 2


@every_outcome
def test_it_is_short(outcome):
    """Four pages at most, of some 470 words in the size that `styles.xml` sets."""
    word = make(outcome)
    assert len(word.text.split()) < 4 * 470
    assert word.part("word/styles.xml").find(f".//{qn('w:sz')}").get(qn("w:val")) == "21"


# How it is built ----------------------------------------------------------------------------------


@every_outcome
def test_nothing_is_spaced_with_empty_paragraphs(outcome):
    assert [p for p in make(outcome).paragraphs if not p.text.strip()] == []
    assert [p.text for p in make(outcome).paragraphs if not all(run.text for run in p.runs)] == []


@every_outcome
def test_white_space_is_folded_and_nothing_is_left_of_the_markup(outcome):
    text = make(outcome).text
    assert "  " not in text
    assert not [line for line in text.split("\n") if line != line.strip(" ")]
    assert not [sign for sign in ("{%", "{{", "&amp;", "<em>", "\v") if sign in text]
    assert not [stop for stop in (" . ", " , ", " .\n", "?. ", "?.\n") if stop in f"{text}\n"]


@every_outcome
def test_tables_have_repeated_header_rows_and_an_alternative_text(outcome):
    for table in make(outcome).document.tables:
        properties = table._tbl.tblPr
        assert properties.find(qn("w:tblCaption")).get(qn("w:val"))
        assert properties.find(qn("w:tblLook")).get(qn("w:firstRow")) == "1"
        repeated = [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in table.rows]
        assert repeated == [True] + [False] * (len(repeated) - 1)
        assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)


def test_a_table_is_as_wide_as_the_text(example):
    section = example.document.sections[0]
    wide = section.page_width - section.left_margin - section.right_margin
    assert (section.page_width.mm, section.page_height.mm) == (
        pytest.approx(210, abs=0.1), pytest.approx(297, abs=0.1),
    )  # fmt: skip
    for table in example.document.tables:
        widths = [column.width for column in table.columns]
        assert sum(widths) == pytest.approx(wide, rel=0.002)


def test_headings_and_what_leads_up_to_a_list_or_a_table_stay_with_it(example):
    for before, after in pairwise(example.blocks):
        if isinstance(before, Table):
            continue
        is_heading = before.style.name.startswith("Heading")
        leads = isinstance(after, Table) or (
            after.style.name.startswith("List") and not before.style.name.startswith("List")
        )
        if is_heading:
            assert before.style.paragraph_format.keep_with_next
        elif leads:
            assert before.paragraph_format.keep_with_next, before.text


@every_outcome
def test_what_to_begin_with_is_numbered_and_what_comes_after_goes_on(outcome):
    """Word counts: one list of its own for the decisions, another for the headings and the rest."""
    word = make(outcome)
    counted = [p for p in word.paragraphs if p._p.pPr is not None and p._p.pPr.numPr is not None]
    views = (*word.report.start_here, *word.report.later)
    assert [p.text.startswith(v.title) for p, v in zip(counted, views, strict=True)] == (
        [True] * len(views)
    )
    assert {p._p.pPr.numPr.numId.val for p in counted} <= {3}
    items = [p for p in word.paragraphs if p.style.name == "List Number"]
    others = [p for p in items if p._p.pPr.numPr is None]
    report = word.report
    decided = report.meeting.asked if report.meeting else ()
    stands_first = len(decided) or (3 if report.is_withheld else len(report.decisions))
    assert len(others) == stands_first
    numbering = word.part("word/numbering.xml")
    lists = [number.find(qn("w:abstractNumId")) for number in numbering.findall(qn("w:num"))]
    assert len({each.get(qn("w:val")) for each in lists}) == len(lists)


def test_only_words_own_styles_are_used_and_all_are_there(example):
    used = {p.style.name for p in example.paragraphs}
    assert used <= {
        "Title", "Subtitle", "Heading 1", "Heading 2", "Heading 3", "Normal", "List Bullet",
        "List Number", "List Continue",
    }  # fmt: skip
    table = example.document.tables[0].style
    assert (table.name, table.base_style.name) == ("Samverkanskollen", "Table Grid")
    used = {r.style.name for p in example.paragraphs for r in p.runs}
    assert used == {"Default Paragraph Font", "Strong", "Emphasis"}


def test_the_file_says_its_language_title_and_day(example):
    properties = example.document.core_properties
    assert properties.title == "Ni är sannolikt i Etablering – Kompetens i älvdalen"
    assert properties.language == "sv-SE"
    assert properties.author == properties.last_modified_by == "Samverkanskollen"
    assert properties.created == properties.modified == datetime(2026, 11, 16, tzinfo=UTC)
    language = example.part("word/styles.xml").find(f".//{qn('w:docDefaults')}//{qn('w:lang')}")
    assert language.get(qn("w:val")) == "sv-SE"


def test_the_foot_of_every_page_has_the_name_and_the_page_number(example):
    foot = example.part("word/footer1.xml")
    said = "".join(foot.itertext())
    assert said.startswith("Kompetens i älvdalen")
    assert "Sida 1 av 1" in said
    fields = [field.get(qn("w:instr")) for field in foot.iter(qn("w:fldSimple"))]
    assert fields == ["PAGE", "NUMPAGES"]


def test_the_file_is_small_and_has_nothing_from_elsewhere(example):
    with ZipFile(BytesIO(example.content)) as file:
        names = set(file.namelist())
        links = b"".join(file.read(name) for name in names if name.endswith(".rels"))
    assert len(example.content) < 20_000
    assert b"External" not in links
    assert not [n for n in names if not n.endswith((".xml", ".rels"))]


# What users type ----------------------------------------------------------------------------------


def test_what_users_type_comes_out_as_typed_whatever_it_is():
    name = f"{NAMES} {ARABIC} {EMOJI}"
    jinja = "{{ 7*7 }} {% x %} {%p endif %} {# y #} {_{ z }_} {_% %_}"
    scope = f"{LONG_WORD * 4} {MARKUP} 'citat' \"citat\" ]]> <w:p/> {jinja}"
    document = read_example() | {"collaboration": {"name": name, "scope": scope}}
    word = Word(make_report(document))
    assert word.paragraphs[0].text == name
    assert f"Det här räknas in: {scope}" in word.text


def test_what_looks_like_a_template_is_typed_text_in_every_place_of_the_file():
    hostile = "{{ 7*7 }}{% raw %}{_{ <w:br/> &amp;"
    meeting = meet(dissent=f"{hostile}\n{hostile}\n\n{hostile}")
    document = OUTCOMES["round"]() | {MEETING: meeting}
    document["collaboration"] = {"name": hostile, "scope": hostile}
    word = Word(make_report(document))
    assert word.paragraphs[0].text == hostile
    assert word.under("Avvikande mening") == f"{hostile}\n{hostile}\n{hostile}"
    assert word.document.core_properties.title.endswith(hostile)
    assert "".join(word.part("word/footer1.xml").itertext()).startswith(hostile)


def test_what_xml_refuses_is_left_out():
    document = read_example()
    document["collaboration"] = {"name": "A\x07B\x0bC\ufffe\uffffD", "scope": "e\x1bf\x85g\nh"}
    word = Word(make_report(document))
    assert word.paragraphs[0].text == "ABCD"
    assert "Det här räknas in: efg h" in word.text


def test_without_a_name_or_a_day_there_still_is_a_file():
    word = Word(change(make("empty").report, name="", scope="", day=None))
    assert word.document.core_properties.title == "Underlaget räcker inte än"
    assert word.paragraphs[0].text == "Samverkan utan namn"
    assert word.document.core_properties.created.year == 1980


def test_the_longest_name_fits_the_title_and_the_foot():
    word = Word(change(make("example").report, name="Å" * 200))
    assert len(word.document.core_properties.title) <= 255
    assert "Å" * 59 + "…" in "".join(word.part("word/footer1.xml").itertext())


# The template -------------------------------------------------------------------------------------


def test_the_words_of_the_template_are_listed_where_they_are_translated():
    """Run script/messages after a change in Word."""
    listed = TEMPLATE.with_suffix(".txt").read_text(encoding="utf-8")
    assert listed == read_template()
    assert all(f'_("{word}")' in listed for word in ("Vad", "Sida", "Om underlaget"))


def test_a_template_that_swedish_word_has_saved_is_read_as_before(tmp_path, monkeypatch):
    """Its identifiers are in Swedish, quotation marks curly, and every run has a language."""
    document = Document(TEMPLATE)
    document.styles["Strong"]._element.set(qn("w:styleId"), "Stark")
    foot = document.sections[0].footer.paragraphs[0]._p
    for run in (*document.element.body.iter(qn("w:r")), *foot.iter(qn("w:r"))):
        for style in run.iter(qn("w:rStyle")):
            style.set(qn("w:val"), "Stark")
        run.get_or_add_rPr().append(OxmlElement("w:lang"))
    heading = next(p for p in document.paragraphs if "Nästa steg" in p.text)
    begin, end = heading.text.split("sta")
    heading.runs[0].text = begin.replace('"', "”")
    heading.add_run(f"sta{end}".replace('"', "”"))
    saved = tmp_path / "word.docx"
    document.save(saved)
    monkeypatch.setattr("assessments.results.files.word.TEMPLATE", saved)
    with translation.override("en"):
        word = Word(make_report(OUTCOMES["nothing to address"]()))
    assert (2, "Next step") in word.headings
    assert {r.style.style_id for p in word.paragraphs for r in p.runs} >= {"Stark"}
    for part in ("document", "footer1", "styles"):
        said = [each.get(qn("w:val")) for each in word.part(f"word/{part}.xml").iter(qn("w:lang"))]
        assert set(said) == {"en-GB"}, part
    assert '_("Nästa steg")' in read_template()


# The same bytes -----------------------------------------------------------------------------------


def test_the_same_snapshot_gives_the_same_bytes_in_another_process(tmp_path: Path):
    snapshots = {name: make_snapshot(OUTCOMES[name]()) for name in ("example", "group")}
    for name, snapshot in snapshots.items():
        (tmp_path / name).write_text(json.dumps(snapshot), encoding="utf-8")
    code = (
        "import django, json, pathlib, sys; django.setup()\n"
        "from tests.test_word import *\n"
        "for file in map(pathlib.Path, sys.argv[1:]):\n"
        "    report = build_report(json.loads(file.read_text()), read_content())\n"
        "    file.with_suffix('.docx').write_bytes(render_word(report))"
    )
    subprocess.run(
        [sys.executable, "-c", code, *(str(tmp_path / name) for name in snapshots)],
        cwd=settings.BASE_DIR,
        env=os.environ
        | {
            "DJANGO_SETTINGS_MODULE": "samverkan.settings",
            "PYTHONHASHSEED": "7",
            "TZ": "America/New_York",
        },
        check=True,
    )
    for name, snapshot in snapshots.items():
        made = (tmp_path / f"{name}.docx").read_bytes()
        assert made == render_word(build_report(snapshot, read_content()))
        with ZipFile(BytesIO(made)) as opened:
            assert {entry.date_time for entry in opened.infolist()} == {(2026, 11, 16, 0, 0, 0)}


# Where it is --------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_result_page_offers_it_by_both_links_and_for_the_example(bo, cia, shown):
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    for client, page in (
        (bo, shown.url("result")), (cia, shown.read_url()), (cia, "/exempel/")
    ):  # fmt: skip
        links = parse_html(client.get(page).content.decode()).all("a")
        href = next(a.attrs["href"] for a in links if a.text == "Ladda ner för Word (DOCX)")
        response = client.get(href)
        assert (response.status_code, response.headers["Content-Type"]) == (200, kind)
        name = "beslutsunderlag-" if page == "/exempel/" else "-en-persons-svar-"
        assert name in response.headers["Content-Disposition"]
        assert response.headers["Content-Disposition"].startswith("attachment")
        assert Document(BytesIO(response.content)).paragraphs[0].style.name == "Title"


@pytest.mark.django_db
def test_it_asks_the_database_no_more_than_any_other_file(bo, shown, django_assert_num_queries):
    bo.get(shown.url("result_file", 1, "diagnos.json"))
    with django_assert_num_queries(3):  # one more than a file without the edition: which revision
        bo.get(shown.url("result_file", 1, "sammanfattning.txt"))
    with django_assert_num_queries(3):
        bo.get(shown.url("result_file", 1, "beslutsunderlag.docx"))
