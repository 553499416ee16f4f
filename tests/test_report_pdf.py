"""The PDF report: everything in it, nothing cut, tagged, and the same bytes every time."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import cache, cached_property
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import pdfua
import pytest
from django.conf import settings
from django.utils.formats import date_format
from django.utils.text import Truncator
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject
from weasyprint.urls import URLFetcher

from assessments.meeting.rules.meeting import (
    FOLLOWUP,
    MEETING,
    ActionItem,
    ActionStatus,
    DecisionItem,
    FollowUp,
    Meeting,
    dump_followup,
    dump_meeting,
    parse_meeting,
)
from assessments.methods.stages import parse_answers
from assessments.results.files.pdf import render_html, render_pdf
from assessments.results.report.report import Report, build_report
from assessments.results.rules.snapshot import add_earlier, build_snapshot
from assessments.rounds.rules.terms import RoundTerms
from assessments.templatetags.print_tags import cite_sources
from model_content.domain.codec import parse_edition
from model_content.domain.content import Edition
from model_content.domain.hashing import compute_sha256
from model_content.selectors.editions import fetch_shipped_document
from tests.markup import parse_html
from tests.unit.test_report import change

EXAMPLE = Path(settings.BASE_DIR) / "assessments" / "example_answers.json"
OUR_FONTS = {"AtkinsonHyperlegibleNext", "SamverkanFallback"}
MOST_PAGES = 18
"""Four to decide from, and the appendix."""
LONGEST = 5000

LONG_WORD = "samverkansorganisationsutvecklingsprojekten"
NAMES = "Kovačić Łukasz Šimek đŋŧ organisation"
MARKUP = '<img src="http://example.invalid/x.png"> {{ report }} &amp; file:///etc/passwd'


@cache
def read_content() -> Edition:
    return parse_edition(fetch_shipped_document())


def read_example() -> dict[str, Any]:
    document: dict[str, Any] = json.loads(EXAMPLE.read_text(encoding="utf-8"))
    return document


def make_snapshot(document: Mapping[str, Any]) -> dict[str, Any]:
    """The snapshot of some answers, compared with those under `earlier` if there are any.

    Of a round there are also its `round` (terms) and the respondents' `votes`, and perhaps a
    `meeting` and a `followup`.
    """
    answers = dict(document)
    earlier, terms, votes = (answers.pop(key, None) for key in ("earlier", "round", "votes"))
    parts = {key: answers.pop(key) for key in (MEETING, FOLLOWUP) if key in answers}
    edition = read_content()
    digest = compute_sha256(fetch_shipped_document())
    parsed = parse_answers(answers, edition)
    if votes:
        voters = zip(parsed.respondents, votes, strict=True)
        parsed = replace(parsed, respondents=tuple(replace(r, votes=v) for r, v in voters))
    snapshot = build_snapshot(edition, parsed, revision=1, sha256=digest, terms=terms) | parts
    return add_earlier(snapshot, make_snapshot(earlier), edition, edition) if earlier else snapshot


def make_report(document: Mapping[str, Any]) -> Report:
    return build_report(make_snapshot(document), read_content())


class Pdf:
    """A report as a file, opened."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.asked: list[str] = []
        """The addresses that were to be fetched."""
        fetch = URLFetcher.fetch

        def note(fetcher: URLFetcher, url: str, headers: Any = None) -> Any:
            self.asked.append(url)
            return fetch(fetcher, url, headers)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(URLFetcher, "fetch", note)
            self.content = render_pdf(report)
        self.reader = PdfReader(BytesIO(self.content))
        self.root = self.reader.trailer["/Root"]
        self.count = len(self.reader.pages)

    @cached_property
    def pages(self) -> list[str]:
        """The text of each page: it takes as long to read as the file to make."""
        return [page.extract_text() for page in self.reader.pages]

    @cached_property
    def page_one(self) -> str:
        """The text of the first page, without white space."""
        return squeeze(self.reader.pages[0].extract_text())

    @property
    def text(self) -> str:
        """All text but what stands in the margins of pages, without white space."""
        pages = (squeeze(page).removesuffix(tail) for page, tail in self.with_margins())
        return "".join(pages).replace("•", "")  # painted after what the page says

    def with_margins(self) -> Iterator[tuple[str, str]]:
        """Every page with its running header and footer, which are painted last."""
        name = Truncator(self.report.name).chars(68)
        day = date_format(self.report.day, "j F Y") if self.report.day else ""
        for number, page in enumerate(self.pages, start=1):
            head = name + day if number > 1 else ""
            yield page, squeeze(f"{head} Samverkanskollen Sida {number} av {len(self.pages)}")

    @property
    def elements(self) -> Iterator[DictionaryObject]:
        return walk(self.root["/StructTreeRoot"])

    def list_text(self, under: Any = None, kind: str = "") -> Iterator[tuple[str, int]]:
        """The kind of block and the page of each piece of content, as they are read."""
        element = under or self.root["/StructTreeRoot"]
        kind = kind if element.get("/S") in (None, "/Span", "/Link") else str(element["/S"])
        for kid in element.get("/K", ArrayObject()):
            item = kid.get_object()
            if isinstance(item, DictionaryObject) and "/S" in item:
                yield from self.list_text(item, kind)
            elif isinstance(item, int) or "/MCID" in item:
                page = (element if isinstance(item, int) else item).raw_get("/Pg")
                yield kind, self.number_of_page[page.idnum]

    @cached_property
    def number_of_page(self) -> dict[int, int]:
        return {p.indirect_reference.idnum: n for n, p in enumerate(self.reader.pages, 1)}

    def find(self, kind: str) -> list[DictionaryObject]:
        return [element for element in self.elements if element["/S"] == kind]


def walk(element: Any) -> Iterator[DictionaryObject]:
    kids = element.get("/K", ArrayObject())
    for kid in kids if isinstance(kids, list) else [kids]:
        found = kid.get_object() if isinstance(kid, IndirectObject) else kid
        if isinstance(found, DictionaryObject) and "/S" in found:
            yield found
            yield from walk(found)


def squeeze(text: str) -> str:
    return "".join(text.split())


def long_comment(number: int) -> str:
    words = f"{LONG_WORD} {NAMES} {MARKUP} ordet {number}\n\n"
    unbroken = f"{LONG_WORD * 5}"[:200]
    return f"Början {number}. {unbroken} {words * 60}"[: LONGEST - 8] + f" slut {number}."


def made_once(make: Callable[[], Pdf]) -> Any:
    """A fixture that each process makes once, in whatever order the tests come."""
    kept = cache(make)

    @pytest.fixture(name=make.__name__)
    def fixture() -> Pdf:
        return kept()

    return fixture


@made_once
def example() -> Pdf:
    return Pdf(make_report(read_example()))


@made_once
def wordy() -> Pdf:
    """The longest of everything, by eight who answered separately and disagree."""
    document = read_example()
    one = document["respondents"][0]
    others = [
        one
        | {"comments": {}}
        | {"statements": one["statements"] | {"varfor.3": value, "forankring.3": value}}
        for value in (1, 1, 1, 5, 5, 5, 3)
    ]
    comments = {
        code: long_comment(number)
        for number, code in enumerate(("forankring", "mal-och-vardegrund", "nytta"))
    }
    first = one | {"comments": {**comments, "vad": f"Kort. {NAMES}"}}
    document["respondents"] = [first, *others]
    document["answered"], document["people"] = "separately", 11
    name = f"{NAMES} {MARKUP} {LONG_WORD * 4}"[:200]
    document["collaboration"] = {"name": name, "scope": LONG_WORD * 11}
    return Pdf(make_report(document))


@made_once
def empty() -> Pdf:
    return Pdf(make_report({"format": "samverkan-answers/1", "respondents": [{}]}))


def disagree() -> dict[str, Any]:
    """As much as there can be without comments: eight who disagree about all, and do not know."""
    edition = read_content()
    reached = {"mognad": 3, "utvardering": 2, "avslut": 0}
    markers = {m.code: reached.get(m.code.partition(".")[0], 3) for m in edition.markers}
    document = read_example()
    document["respondents"] = [
        {"markers": markers, "self_placement": "mognad", "outlook": "continue"}
        | {"statements": {statement.code: value for statement in edition.statements}}
        for value in (1, 1, 1, 5, 5, 5, 2, "dont_know")
    ]
    return document | {"answered": "separately", "people": 11}


def answer_before() -> dict[str, Any]:
    """One person's answers half a year earlier: nothing was as it is when all disagree."""
    document = read_example() | {"date": "2026-03-02", "answered": "alone", "people": 1}
    [one] = document["respondents"]
    high = {a.code for a in read_content().aspects[::2]}
    rated = {s: 5 if s.partition(".")[0] in high else 1 for s in _list_statements()}
    document["respondents"] = [one | {"statements": rated}]
    return document


def _list_statements() -> list[str]:
    return [statement.code for statement in read_content().statements]


@made_once
def changed() -> Pdf:
    """The longest report without comments, which also says that everything has changed."""
    return Pdf(make_report(disagree() | {"earlier": answer_before()}))


PERSPECTIVES = ("initiativtagare", "drivande", "medverkande", "intressent")
PARTIES = tuple(f"Organisationen i den {n} kommunen" for n in ("ena", "andra", "tredje", "fjärde",
                                                               "femte", "sjätte"))  # fmt: skip


def answer_in_round(count: int, **terms: Any) -> dict[str, Any]:
    """So many of eleven answer a round, from four perspectives and six parties, all differently."""
    document = read_example()
    [one] = document["respondents"]
    codes = _list_statements()
    values = [1, 2, 3, 4, 5, "dont_know"]
    document["respondents"] = [
        one
        | {"comments": {}, "perspective": PERSPECTIVES[i % 4], "organisation": PARTIES[i % 6]}
        | {"statements": {code: values[(i * (n % 3) + n // 4) % 6] for n, code in enumerate(codes)}}
        for i in range(count)
    ]
    document["votes"] = [("nytta", "varfor")] * count
    asked = RoundTerms(
        anonymous=False,
        smallest_group=5,
        perspectives=True,
        second_perspectives=False,
        organisations=(*PARTIES, "Parten som teg"),
        title="Våren",
        part="Norra delen",
        opened_on=date(2026, 11, 1),
        closed_on=date(2026, 11, 16),
    )
    return document | {
        "answered": "separately", "people": 11, "round": replace(asked, **terms)
    }  # fmt: skip


def meet(**changes: Any) -> dict[str, Any]:
    """The meeting of a group that says it is elsewhere, has a dissenter and eight things to do."""
    actions = [
        ActionItem(
            what=f"Åtgärd nummer {n}: skriv ner vad varje part ska göra, och när det ska ske",
            who="" if n == 3 else f"Person {n}",
            due_on=None if n == 4 else date(2026, 9 + n % 4, 1),
            aspect=read_content().aspects[n].code,
            status=list(ActionStatus)[n % 4],
        )
        for n in range(8)
    ]
    meeting = Meeting(
        day=date(2026, 12, 1),
        stage="initiativ",
        reason="Två parter är nya. " * 12,
        notes=(("nytta", "Ingen har mätt nyttan."),),
        dissent="Norr anser att vi är i Etablering.",
        actions=tuple(actions),
    )
    return dump_meeting(replace(meeting, **changes))


def follow_up() -> dict[str, Any]:
    decided = DecisionItem(date(2026, 4, 2), "Styrgruppen avsätter tid för samordning.")
    actions = parse_meeting(meet()).actions
    return dump_followup(FollowUp("Hösten", date(2026, 3, 2), actions, (decided,)))


@made_once
def round_again() -> Pdf:
    """As much as page one can hold: the longest name, divided, has met, and decided last time."""
    document = answer_in_round(8) | {MEETING: meet(), FOLLOWUP: follow_up()}
    document["collaboration"] = {"name": f"{NAMES} {LONG_WORD * 4}"[:200], "scope": LONG_WORD * 11}
    return Pdf(change(make_report(document), divided=True))


@made_once
def nothing() -> Pdf:
    return Pdf(make_report(answer_in_round(2, anonymous=True) | {MEETING: meet()}))


EVERY_KIND = ("empty", "wordy", "changed", "round_again", "nothing")
"""Every part that a report may have is in one of them."""


@pytest.fixture(params=EVERY_KIND)
def each(request: pytest.FixtureRequest) -> Pdf:
    pdf: Pdf = request.getfixturevalue(request.param)
    return pdf


def test_a_checker_of_pdf_ua_finds_nothing(each: Pdf, tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    path.write_bytes(each.content)
    report = pdfua.validate(str(path))
    assert report.findings == ()
    assert len([outcome for outcome in report.outcomes if outcome.findings == ()]) > 10


def test_no_heading_stands_at_the_foot_of_a_page(each: Pdf) -> None:
    pieces = list(each.list_text())
    assert pieces
    for (kind, page), (_next, after) in pairwise(pieces):
        if kind in ("/H1", "/H2", "/H3", "/H4"):
            assert page == after


def test_no_table_is_longer_than_a_page(each: Pdf) -> None:
    """A table may go over a page's end, never over two, and its heading row goes with it."""
    for table in each.find("/Table"):
        pages = sorted({page for _kind, page in each.list_text(table)})
        assert len(pages) <= 2
        assert pages[-1] - pages[0] == len(pages) - 1


def test_page_one_holds_the_position_and_the_three_things_to_decide(example: Pdf) -> None:
    page = example.page_one
    assert "NiärsannoliktiEtablering" in page
    assert "Tresakeratttaställningtill" in page
    assert squeeze(example.report.scope) in page
    assert "Gruppensvaradetillsammans,7personer" in page
    for view in example.report.decisions:
        assert squeeze(view.title) in page
        assert squeeze(view.suggestions[0]) in page


def test_page_one_stays_one_page_with_the_longest_name_and_delimitation(wordy: Pdf) -> None:
    page = wordy.page_one
    assert squeeze(wordy.report.name) in page
    assert squeeze(wordy.report.scope) in page
    assert squeeze(wordy.report.decisions[2].suggestions[0]) in page
    assert "Merirapporten" in page  # the last thing on it


def test_page_one_stays_one_page_whatever_is_to_be_decided(wordy: Pdf) -> None:
    longest = sorted(wordy.report.aspects, key=lambda v: -len(v.suggestions[0]))[:3]
    report = change(
        wordy.report, start_here=longest, decisions=longest, later=(), divided=True, comments=()
    )
    assert "Merirapporten" in Pdf(report).page_one


def test_a_report_without_long_comments_has_at_most_eighteen_pages(
    example: Pdf, changed: Pdf, round_again: Pdf
) -> None:
    assert not changed.report.comments
    assert len(round_again.report.groups) == 1
    for pdf in (example, changed, round_again):
        assert pdf.count <= MOST_PAGES


def test_the_aspects_stand_in_a_column_for_each_stage_side_by_side(example: Pdf) -> None:
    _first, page, *_rest = example.reader.pages
    heights: dict[str, float] = {}

    def note(text: str, cm: list[float], tm: list[float], *_font: Any) -> None:
        heights.setdefault(text.strip(), round(cm[5] + cm[3] * tm[5], 1))

    page.extract_text(visitor_text=note)
    firsts = ("Initiativ", "Uppstart", "Etablering", "Mognad/", "Utvärdering/", "Avslut/")
    assert len({heights[first] for first in firsts}) == 1


def test_page_one_of_a_group_says_what_it_has_come_to_and_stays_one_page(round_again: Pdf) -> None:
    page = round_again.page_one
    assert "Gruppenbedömerattsamverkanär" in page
    assert "Svarensäger:" in page
    assert "Detnibeslutadesist:blevdetav?" in page
    assert "8av11svaradevarförsig" in page
    assert page.count("Åtgärdnummer") == 5
    assert "Alltsomniharbeslutat" in page
    assert "Merirapporten" in page


def read_html(document: Mapping[str, Any]) -> str:
    """The text of the page that a file is made of, which says the same and takes no time."""
    return squeeze(parse_html(render_html(make_report(document))).one("body").text)


def test_a_group_reads_who_answered_what_its_parts_say_and_what_it_is_to_do() -> None:
    text = read_html(answer_in_round(8) | {MEETING: meet()})
    for words in ("Ingensvaradefrån:Partensomteg", "Avvikandemening", "NorranserattviäriEtablering",
                  "Såserolikadelaravgruppendet", "Nytta(8)"):  # fmt: skip
        assert words in text
    assert text.count("Åtgärdnummer") == 5 + 8
    assert text.count("Organisationenidenenakommunen") >= 2


def test_what_few_answered_is_on_no_page(nothing: Pdf) -> None:
    joint = read_html(answer_in_round(4, anonymous=True))
    assert "Bara4harsvarat." in joint
    for words in ("Därförattnisvarade", "Såsvaradeni", "av4", "Prataomdethär", "samsyn"):
        assert words not in joint
    assert "Svaratillsammansistället" in nothing.page_one
    assert "Gruppenbedömerattsamverkanär" in nothing.page_one
    for words in ("Allaaspekter", "Såsvaradeni", "Börjahär,", "Åtgärdaden"):
        assert words not in nothing.text


def test_everything_the_users_wrote_is_in_the_report(wordy: Pdf) -> None:
    texts = [comment for _, comments in wordy.report.comments for comment in comments]
    assert len(texts) == 4
    assert max(map(len, texts)) == LONGEST
    for text in (wordy.report.name, wordy.report.scope, *texts):
        assert squeeze(text) in wordy.text


def test_letters_of_other_languages_come_out_as_typed(wordy: Pdf) -> None:
    assert NAMES in " ".join("\n".join(wordy.pages).split())


def test_markup_that_a_user_typed_stays_text(wordy: Pdf) -> None:
    assert squeeze(MARKUP) in wordy.text


def test_no_address_is_fetched(wordy: Pdf) -> None:
    assert MARKUP in wordy.report.name
    assert [url for url in wordy.asked if not url.startswith("data:")] == []
    assert wordy.asked  # what is fetched is noted


def test_only_our_fonts_are_embedded(wordy: Pdf) -> None:
    fonts = {name for page in wordy.reader.pages for name in _font_names(page)}
    assert fonts == OUR_FONTS


def _font_names(page: Any) -> Iterator[str]:
    for font in page["/Resources"]["/Font"].values():
        inner = font["/DescendantFonts"][0].get_object()
        assert "/FontFile2" in inner["/FontDescriptor"]
        name = font["/BaseFont"].partition("+")[2].replace("-", "")
        yield name.removesuffix("Italic").removesuffix("Bold")


def test_the_file_says_its_title_language_and_that_it_is_tagged(example: Pdf) -> None:
    meta = example.reader.metadata
    assert meta is not None
    assert meta.title == "Ni är sannolikt i Etablering – Kompetens i älvdalen"
    assert meta.author == "Samverkanskollen"
    assert meta["/CreationDate"] == "D:20261116"
    assert example.root["/Lang"] == "sv"
    assert example.root["/MarkInfo"]["/Marked"] in (True, "true")
    assert b'pdfuaid:part="1"' in example.root["/Metadata"].get_data()


def test_bookmarks_lead_to_every_part_and_to_each_aspect_to_start_with(example: Pdf) -> None:
    outline = example.reader.outline
    titles = [item["/Title"] for item in outline if not isinstance(item, list)]
    assert titles[0] == "Ni är sannolikt i Etablering"
    assert {"Börja här", "Alla aspekter", "Så svarade ni", "Så räknade vi"} <= set(titles)
    inner = [item["/Title"] for part in outline if isinstance(part, list) for item in part]
    for view in example.report.start_here:
        assert any(view.title in title for title in inner)


def test_every_page_has_its_number_and_the_running_header(example: Pdf, wordy: Pdf) -> None:
    for pdf in (example, wordy):
        for page, margins in pdf.with_margins():
            assert squeeze(page).endswith(margins)


def test_headings_begin_with_the_position_and_skip_no_level(example: Pdf) -> None:
    kinds = [str(element["/S"]) for element in example.elements]
    levels = [int(kind[2:]) for kind in kinds if kind[1:2] == "H" and kind[2:].isdecimal()]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_every_picture_has_an_alternative_text(example: Pdf) -> None:
    pictures = example.find("/Figure")
    assert len(pictures) == 1
    assert "Uppstart: inte färdigt" in str(pictures[0]["/Alt"])


def test_header_cells_say_what_they_head_and_can_be_found(wordy: Pdf) -> None:
    headers = wordy.find("/TH")
    assert {str(cell["/A"]["/Scope"]) for cell in headers} == {"/Column", "/Row"}
    leaf = wordy.root["/StructTreeRoot"]["/IDTree"]["/Kids"][0]
    names = leaf["/Names"][::2]
    assert names == sorted(names)
    assert set(names) == {cell["/ID"] for cell in headers}
    asked = {name for cell in wordy.find("/TD") for name in cell["/A"].get("/Headers", ())}
    assert asked <= set(names)


def test_no_page_begins_or_ends_with_a_single_row_of_a_table(wordy: Pdf) -> None:
    for table in wordy.find("/Table"):
        rows = [element for element in walk(table) if element["/S"] == "/TR"]
        assert len(rows) > 2  # the header row and at least two more


def test_what_stands_in_the_margins_is_not_read(example: Pdf) -> None:
    numbers = example.root["/StructTreeRoot"]["/ParentTree"]["/Nums"]
    read = {element.indirect_reference for element in example.elements}
    for owners in numbers[1 : 2 * example.count : 2]:
        given = [o for o in owners if isinstance(o, IndirectObject)]
        assert set(given) <= read
        assert len(given) < len(owners)
    assert b"/Artifact <</Type /Pagination>> BDC" in _join(example.reader.pages[1])


def _join(page: Any) -> bytes:
    return b" ".join(page["/Contents"].get_data().split())


def test_links_say_where_they_lead_and_are_printed(example: Pdf) -> None:
    links = [a.get_object() for a in example.reader.pages[0]["/Annots"]]
    assert "Börja här" in [link["/Contents"] for link in links]
    assert {link["/F"] for link in links} == {4}


def test_a_group_that_disagrees_reads_so_with_how_many(wordy: Pdf) -> None:
    text = wordy.text
    assert "8av11svaradevarförsig" in text
    assert "Prataomdethär" in text
    [statement] = [s for s in read_content().statements if s.code == "varfor.3"]
    assert squeeze(statement.text) + "3–1–4––" in text


def test_an_empty_diagnosis_gives_a_short_report_that_says_how_to_go_on(empty: Pdf) -> None:
    assert empty.count <= 4
    assert "Underlageträckerinteän" in empty.page_one
    assert "Nästasteg" in empty.page_one
    assert squeeze(read_content().markers[0].text) in empty.text
    assert all(len(page.split()) > 20 for page in empty.pages)


def test_what_has_changed_since_the_last_result_comes_after_what_to_begin_with(
    changed: Pdf,
) -> None:
    since = changed.report.comparison
    assert since is not None
    assert len(since.better) + len(since.worse) == len(read_content().aspects)
    page = next(page for page in changed.pages if page.startswith("Sedan förra resultatet"))
    said = squeeze(page)
    assert "Jämförtmedresultatetden2mars2026.Då:sannoliktEtablering.Nu:" in said
    for item in (*since.started, *since.better, *since.worse):
        assert squeeze(item.title) in said
    assert "Sedan förra resultatet" in " ".join(changed.pages[0].split())
    titles = [item["/Title"] for item in changed.reader.outline if not isinstance(item, list)]
    assert titles[titles.index("Sedan förra resultatet") - 1] == "Börja här"


def test_a_first_result_says_nothing_of_an_earlier_one(example: Pdf) -> None:
    assert "Sedanförraresultatet" not in example.text


def test_a_group_that_ends_to_begin_anew_is_told_what_to_take_along() -> None:
    document = read_example()
    levels = {"initiativ": 3, "uppstart": 3, "etablering": 2, "avslut": 3}
    one = document["respondents"][0]
    one["markers"] = {m: levels.get(m.partition(".")[0], 0) for m in one["markers"]}
    one["outlook"] = "redefine"
    text = read_html(document)
    for words in ("Niärpåvägmotennyinriktning", "Tameder", "Omnibörjarom"):
        assert words in text


def test_what_comes_after_the_first_things_goes_on_counting(example: Pdf) -> None:
    page = next(page for page in example.pages if page.startswith("Därefter"))
    first = len(example.report.start_here) + 1
    numbers = re.findall(r"(?m)^\s*(\d+)\.", page)
    assert numbers == [str(first + n) for n in range(len(example.report.later))]


def test_the_sections_of_a_source_are_in_order(example: Pdf) -> None:
    cited = {item.source.key: item.sections for item in cite_sources(example.report)}
    assert list(cited) == [source.key for source in read_content().sources]
    assert cited["smarta"] == tuple(sorted(cited["smarta"]))
    assert "5.3.3" in cited["smarta"]


def test_another_process_with_other_fonts_gives_the_same_bytes(
    example: Pdf, tmp_path: Path
) -> None:
    snapshot = tmp_path / "snapshot.json"
    snapshot.write_text(json.dumps(make_snapshot(read_example())), encoding="utf-8")
    fonts = tmp_path / "fonts.conf"
    fonts.write_text("<fontconfig><dir>/usr/share/fonts</dir></fontconfig>", encoding="utf-8")
    code = (
        "import django, json, pathlib, sys; django.setup()\n"
        "from tests.test_report_pdf import *\n"
        "snapshot = json.loads(pathlib.Path(sys.argv[1]).read_text())\n"
        "sys.stdout.buffer.write(render_pdf(build_report(snapshot, read_content())))"
    )
    env = os.environ | {
        "DJANGO_SETTINGS_MODULE": "samverkan.settings",
        "FONTCONFIG_FILE": str(fonts),
        "HOME": str(tmp_path),
        "PYTHONHASHSEED": "7",
        "TZ": "America/New_York",
    }
    env.pop("XDG_CACHE_HOME", None)
    made = subprocess.run(
        [sys.executable, "-c", code, str(snapshot)],
        cwd=settings.BASE_DIR,
        env=env,
        capture_output=True,
        check=True,
    )
    assert made.stdout == example.content
