"""The pages for reading: the model, its stages and aspects, the cases and the sources."""

import copy
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import Client

from assessments.results.selectors import fetch_report
from model_content.actions.seeding import seed_content
from model_content.domain.content import Aspect, Edition
from model_content.selectors.editions import fetch_edition, fetch_shipped_document, forget_revisions
from tests.content import store_published
from tests.markup import Element, read_page
from tests.test_security import HOSTILE, assert_harmless

pytestmark = pytest.mark.django_db

TEXTS = {
    "title", "summary", "description", "text", "name", "initiators_and_purpose", "results",
    "attribution", "locator", "publisher", "start", "end",
}  # fmt: skip
"""The keys of a content document that hold words, not codes."""


@pytest.fixture
def edition(published) -> Edition:
    return published.content


@pytest.fixture
def publish_next(db) -> Iterator[Callable[[Callable[[dict[str, Any]], None]], Edition]]:
    """Publishes a changed copy of the content as the edition of the year after."""

    def publish(change: Callable[[dict[str, Any]], None]) -> Edition:
        document = copy.deepcopy(fetch_shipped_document())
        document["edition"] |= {"code": "2027.1", "published_at": "2027-01-15"}
        change(document)
        store_published(document)
        return fetch_edition().content

    yield publish
    forget_revisions()  # the next test's edition may get the same key


def read(client: Client, path: str) -> Element:
    response = client.get(path)
    assert response.status_code == 200, path
    return read_page(response).one("main")


def list_paths(edition: Edition) -> Iterator[str]:
    yield from ("/modellen/", "/erfarenheter/", "/kallor/")
    yield from (f"/modellen/{stage.code}/" for stage in edition.stages)
    yield from (f"/aspekter/{aspect.code}/" for aspect in edition.aspects)
    yield from (f"/erfarenheter/{case.code}/" for case in edition.cases)


def fold(text: str) -> str:
    return " ".join(text.split())


def texts_of(aspect: Aspect) -> Iterator[str]:
    yield from (
        aspect.title,
        aspect.description,
        *(asked.text for asked in aspect.dialogue_questions),
    )
    for part in (aspect.statements, aspect.success_factors, aspect.pitfalls, aspect.suggestions):
        yield from (item.text for item in part)
    for quote in aspect.quotes:
        yield from (quote.text.strip("”"), quote.attribution)


# What stands where --------------------------------------------------------------------------------


def test_every_stage_has_a_page_with_all_that_is_said_of_it(client, edition):
    for stage in edition.stages:
        page = read(client, f"/modellen/{stage.code}/")
        assert page.one("h1").text == stage.title
        texts = [stage.summary, *stage.description.split("\n\n"), *(m.text for m in stage.markers)]
        assert [text for text in texts if fold(text) not in page.text] == []
        links = [a.attrs["href"] for a in page.all("a")]
        assert [a.code for a in stage.aspects if f"/aspekter/{a.code}/" not in links] == []


def test_every_aspect_has_a_page_with_all_that_is_said_of_it(client, edition):
    for aspect in edition.aspects:
        page = read(client, f"/aspekter/{aspect.code}/")
        assert page.one("h1").text == aspect.title
        assert [text for text in texts_of(aspect) if fold(text) not in page.text] == []
        stage = edition.stage_by_code[aspect.stage]
        crumbs = [a.attrs["href"] for a in page.one("nav", class_="crumbs").all("a")]
        assert crumbs == ["/modellen/", f"/modellen/{stage.code}/"]
        assert ("Gäller hela vägen" in page.text) == aspect.cross_cutting


def test_every_quote_says_who_said_it_and_where_it_stands(client, edition):
    shown = 0
    for aspect in edition.aspects:
        quotes = read(client, f"/aspekter/{aspect.code}/").all("blockquote")
        for block, quote in zip(quotes, aspect.quotes, strict=True):
            source = edition.source_by_key[quote.source]
            footer = block.one("footer").text
            assert footer.startswith(quote.attribution)
            assert source.publisher in footer
            assert quote.locator in footer
            assert block.one("a").attrs["href"] == f"/kallor/#{quote.source}"
            shown += 1
    assert shown >= 60


def test_every_success_factor_and_pitfall_leads_to_its_source(client, edition):
    for aspect in edition.aspects:
        page = read(client, f"/aspekter/{aspect.code}/")
        items = [li for ul in page.all("ul", class_="passages") for li in ul.all("li")]
        passages = [*aspect.success_factors, *aspect.pitfalls]
        for item, passage in zip(items, passages, strict=True):
            assert item.one("a").attrs["href"] == f"/kallor/#{passage.source}"
            assert passage.locator in item.one("a").text
        named = {passage.source for passage in (*passages, *aspect.quotes)}
        titles = {edition.source_by_key[key].title for key in named}
        listed = page.one("section", class_="page-sources").all("cite")
        assert {cite.text for cite in listed} == titles


def test_every_case_has_a_page_with_the_fields_of_its_form(client, edition):
    for case in edition.cases:
        page = read(client, f"/erfarenheter/{case.code}/")
        assert page.one("h1").text == case.name
        texts = [case.initiators_and_purpose, case.results, case.start or "", case.end or ""]
        assert [text for text in texts if fold(text) not in page.text] == []
        assert len(page.one("dl", class_="facts").all("dt")) == 5


def test_the_boxes_of_a_form_are_said_in_words(client):
    facts = read(client, "/erfarenheter/hedemora-naringsliv/").one("dl", class_="facts")
    assert [dd.text for dd in facts.all("dd")] == [
        "från 2002",
        "Kunskapsnätverk, dela på kostnaderna, myndighetssamverkan",
        "Mellan aktörer, mellan aktör och arbetsplats",
        "Lokalt",
        "Medel",
    ]


def test_a_case_whose_years_the_source_leaves_out_says_so(client):
    facts = read(client, "/erfarenheter/arbetsmiljoverket-orebro-fk/").one("dl", class_="facts")
    assert facts.all("dd")[0].text == "inte angivet"


def test_the_overview_of_cases_has_what_one_chooses_by(client, edition):
    rows = read(client, "/erfarenheter/").one("ul", class_="cases").all("li")
    assert [row.one("a").text for row in rows] == [case.name for case in edition.cases]
    skane = rows[1]
    assert [span.text for span in skane.all("span")] == [
        "Kunskapsnätverk, myndighetssamverkan", "Regionalt", "från 1999",
    ]  # fmt: skip


def test_the_page_of_the_model_leads_to_every_stage_and_aspect(client, edition):
    page = read(client, "/modellen/")
    links = [a.attrs["href"] for a in page.all("a")]
    for stage in edition.stages:
        assert f"/modellen/{stage.code}/" in links
        assert stage.summary in page.text
    aspects = [link for link in links if link.startswith("/aspekter/")]
    assert sorted(aspects) == sorted(f"/aspekter/{aspect.code}/" for aspect in edition.aspects)


def test_the_picture_of_the_model_is_also_told_in_words(client, edition):
    for title in read(client, "/modellen/").all("title"):
        assert ", ".join(stage.title for stage in edition.stages) in title.text
        assert "Mognad/Genomförande kan pågå länge" in title.text
        assert "Till Avslut/Omdefinition går en väg från varje stadium" in title.text


def test_the_sources_say_what_they_have_given(client, edition):
    page = read(client, "/kallor/")
    items = page.one("ul", class_="sources").all("li")
    assert [item.attrs["id"] for item in items] == [source.key for source in edition.sources]
    quotes = sum(q.source == "smarta" for a in edition.aspects for q in a.quotes)
    assert f"{quotes} citat, {len(edition.cases)} samverkansgrupper" in items[0].text
    assert "Används i alla aspekter" in items[0].text
    assert "Används i: Vad?, Interaktivitet, Medverkande" in items[1].text
    assert "TpS 2005: Träffpunkt Sörmland" in items[0].text
    assert "ett första försök" in items[0].text
    assert all(item.one("details").all("table") for item in items)
    for item, source in zip(items, edition.sources, strict=True):
        assert item.one("div", class_="about").text.startswith(source.description[:60])


def test_the_sources_are_described_in_the_language_one_reads(client):
    client.post("/sprak/", {"language": "en", "next": "/"})
    page = client.get("/kallor/").content.decode()
    assert "collaboration between employers and trade unions" in page
    assert "facklig samverkan" not in page


def test_the_page_of_all_questions_explains_their_words_once(client):
    """Seen: “parterna”, “de som vi är till för” and others were read in two ways."""
    page = read(client, "/fragor/")
    words = [dt.text for dt in page.one("dl", class_="explained").all("dt")]
    assert words == [
        "Vi som deltar", "Parterna", "Min organisation", "De som vi är till för",
        "Den nuvarande formen",
    ]  # fmt: skip


def test_one_can_walk_through_all_aspects_from_the_first_to_the_last(client, edition):
    path, walked = f"/aspekter/{edition.aspects[0].code}/", []
    while path:
        walked.append(path)
        following = read(client, path).one("nav", class_="pager").all("a", rel="next")
        path = following[0].attrs["href"] if following else ""
    assert walked == [f"/aspekter/{aspect.code}/" for aspect in edition.aspects]


def test_no_link_among_the_pages_leads_astray(client, edition):
    known = {f"/kallor/#{source.key}" for source in edition.sources}
    for path in list_paths(edition):
        for href in {link.attrs["href"] for link in read(client, path).all("a")} - known:
            assert client.get(href).status_code == 200, (path, href)
            known.add(href)


# What is not there --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        "/modellen/finns-inte/", "/modellen/Initiativ/", "/modellen/initiativ/x/",
        "/modellen/initiativ.m6/", "/modellen/varfor/", "/aspekter/finns-inte/",
        "/aspekter/Varfor/", "/aspekter/VARFOR/", "/aspekter/varfor1/", "/aspekter/varfor/x/",
        "/aspekter/initiativ/", "/aspekter/varför/", "/aspekter/varfor%00/",
        "/erfarenheter/finns-inte/", "/erfarenheter/Hedemora-Naringsliv/",
    ],
)  # fmt: skip
def test_a_part_that_the_edition_does_not_have_is_not_found(client, path):
    assert client.get(path).status_code == 404


def test_whoever_shortens_the_address_of_an_aspect_comes_to_the_model(client):
    assert client.get("/aspekter/").headers["Location"] == "/modellen/"


def test_an_aspect_that_the_edition_in_use_has_dropped_is_not_found(client, publish_next):
    assert client.get("/aspekter/varfor/").status_code == 200
    publish_next(drop("varfor"))
    assert client.get("/aspekter/varfor/").status_code == 404
    assert client.get("/aspekter/vem/").status_code == 200


def drop(code: str) -> Callable[[dict[str, Any]], None]:
    def change(document: dict[str, Any]) -> None:
        for stage in document["stages"]:
            stage["aspects"] = [a for a in stage["aspects"] if a["code"] != code]

    return change


# What editors write -------------------------------------------------------------------------------


def poison(part: Any) -> None:
    """Put hostile text in every text of a document."""
    if isinstance(part, list):
        for item in part:
            poison(item)
    elif isinstance(part, dict):
        for key, value in part.items():
            if key in TEXTS:
                part[key] = f"{HOSTILE} {value or ''}"
            else:
                poison(value)


def test_hostile_text_in_the_content_is_shown_as_text_on_every_page(client, publish_next):
    edition = publish_next(poison)
    assert HOSTILE in edition.aspects[0].title
    for path in (*list_paths(edition), "/", "/fragor/"):
        response = client.get(path)
        head = read_page(response).one("head")
        assert not head.all("img")
        assert_harmless(response.content.decode())


def test_a_case_with_empty_boxes_still_has_a_page(client, publish_next):
    def empty(document):
        blank = {"types": [], "levels": [], "geography": [], "priority": None, "start": None}
        document["cases"][0] |= blank | {"end": None}
        document["cases"][1] |= {"types": ["9z"], "start": None, "end": "2001"}

    publish_next(empty)
    facts = read(client, "/erfarenheter/hedemora-naringsliv/").one("dl", class_="facts")
    assert {dd.text for dd in facts.all("dd")} == {"inte angivet"}
    rows = read(client, "/erfarenheter/").one("ul", class_="cases").all("li")
    assert [span.text for span in rows[1].all("span")] == ["9z", "Regionalt", "till 2001"]


# Asking again -------------------------------------------------------------------------------------


def test_a_page_that_has_not_changed_is_not_sent_again(client, eva):
    first = client.get("/aspekter/varfor/")
    again = {"if-none-match": first.headers["ETag"]}
    unchanged = client.get("/aspekter/varfor/", headers=again)
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    eva("varfor.3", "Ett nytt och rättat påstående")
    changed = client.get("/aspekter/varfor/", headers=again)
    assert changed.status_code == 200
    assert "Ett nytt och rättat påstående" in changed.content.decode()


# From a result ------------------------------------------------------------------------------------


def read_more(page: Element) -> list[str]:
    start = page.one("ol", class_="steps")
    links = [a for a in start.all("a") if a.text.startswith("Läs mer om")]
    return [a.attrs["href"] for a in links]


def test_what_to_begin_with_in_a_result_leads_on_to_its_pages(client, shown):
    begin = [view.aspect.code for view in fetch_report(shown.show().document).start_here]
    assert len(begin) == 5
    for path in (shown.url("result"), shown.read_url()):
        assert read_more(read(client, path)) == [f"/aspekter/{code}/" for code in begin]
    assert len(read_more(read(client, "/exempel/"))) == 5


def test_a_result_does_not_lead_to_an_aspect_that_is_no_longer_there(client, shown, publish_next):
    before = read_more(read(client, shown.url("result")))
    publish_next(drop(before[0].strip("/").rpartition("/")[2]))
    assert read_more(read(client, shown.url("result"))) == before[1:]


def test_the_printed_report_leads_nowhere(shown):
    report = fetch_report(shown.show().document)
    assert "/aspekter/" not in render_to_string("report/report.html", {"report": report})


def test_seeding_again_changes_no_page(client):
    before = client.get("/modellen/").headers["ETag"]
    seed_content()
    assert client.get("/modellen/").headers["ETag"] == before
