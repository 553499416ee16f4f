"""What search engines and those who share a link are told: of public pages, and only of those."""

import re
from datetime import date, timedelta
from xml.etree import ElementTree

import pytest

from model_content.selectors.editions import READING_PAGES, SHIPPED_TOOLS
from samverkan.site.release import RELEASED
from tests.addresses import PAGES, PUBLIC, SECRET
from tests.markup import Element, read_page

pytestmark = pytest.mark.django_db

SITEMAP = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


def read_sitemap(client, **more) -> list[tuple[str, str | None]]:
    """Every address in the sitemap with the day of its last change."""
    response = client.get("/sitemap.xml", **more)
    assert response.headers["Content-Type"] == "application/xml"
    root = ElementTree.fromstring(response.content)
    return [
        (url.findtext("s:loc", "", SITEMAP), url.findtext("s:lastmod", None, SITEMAP))
        for url in root.findall("s:url", SITEMAP)
    ]


def list_public_paths(client) -> list[str]:
    return [address.removeprefix("http://testserver") for address, _ in read_sitemap(client)]


def read_head(response) -> Element:
    return read_page(response).one("head")


def find_meta(head: Element, name: str) -> list[str]:
    return [meta.attrs["content"] for meta in head.all("meta", name=name)]


# The list -----------------------------------------------------------------------------------------


def test_the_sitemap_lists_exactly_the_pages_that_have_a_description(client, published):
    """So a new public page cannot be forgotten, and nothing else gets in."""
    described = set()
    for address in PUBLIC:
        if address in PAGES and find_meta(read_head(client.get(address.url())), "description"):
            described.add(address.name)
    edition = published.content
    parts = {"stage": edition.stages, "aspect": edition.aspects, "case": edition.cases}
    codes = {name: [part.code for part in of_kind] for name, of_kind in parts.items()}
    codes |= {"tool": list(SHIPPED_TOOLS), "reading": list(READING_PAGES)}
    by_name = {address.name: address for address in PUBLIC}
    paths = [by_name[name].url() for name in described - set(codes)]
    for name, of_kind in codes.items():
        assert name in described
        [given] = by_name[name].args
        paths += [by_name[name].url().replace(given, code) for code in of_kind]
    assert sorted(list_public_paths(client)) == sorted(paths)


def test_the_sitemap_holds_no_secret_and_no_page_twice(client, shown):
    addresses = [address for address, _ in read_sitemap(client)]
    assert len(addresses) == len(set(addresses)) > 50
    assert not [a for a in addresses if re.search(r"/(d|l|ny|synpunkter)/", a) or "?" in a]


def test_pages_of_the_content_say_when_it_was_published(client, published):
    changed = dict(read_sitemap(client))
    assert changed["http://testserver/aspekter/varfor/"] == published.content.published_at
    assert date.fromisoformat(changed["http://testserver/modellen/"])
    assert changed["http://testserver/exempel/"] is None


def test_robots_are_told_where_the_sitemap_is_and_to_keep_away_from_secret_links(client):
    lines = client.get("/robots.txt").content.decode().splitlines()
    assert "Sitemap: http://testserver/sitemap.xml" in lines
    assert {"Disallow: /d/", "Disallow: /l/"} <= set(lines)


# What each page says of itself --------------------------------------------------------------------


def test_every_public_page_has_a_title_a_description_and_an_address_of_its_own(client):
    pages = {path: client.get(path) for path in list_public_paths(client)}
    assert [path for path, page in pages.items() if "X-Robots-Tag" in page.headers] == []
    heads = {path: read_head(page) for path, page in pages.items()}
    titles, descriptions = set(), set()
    for path, head in heads.items():
        title = head.one("title").text
        [description] = find_meta(head, "description")
        assert 50 <= len(description) <= 160, (path, description)
        assert "Samverkanskollen" in title
        assert head.one("link", rel="canonical").attrs["href"] == f"http://testserver{path}"
        assert head.one("meta", property="og:title").attrs["content"] == title
        assert head.one("meta", property="og:description").attrs["content"] == description
        assert find_meta(head, "robots") == []
        titles.add(title)
        descriptions.add(description)
    assert len(titles) == len(descriptions) == len(heads)


def test_titles_begin_with_what_the_page_is_about(client):
    for path, title in {
        "/aspekter/forankring/": "Förankring – Samverkanskollen",
        "/modellen/mognad/": "Mognad/Genomförande – Samverkanskollen",
        "/kallor/": "Källor – Samverkanskollen",
    }.items():
        assert read_head(client.get(path)).one("title").text == title


def test_pages_that_are_not_public_ask_to_be_left_alone(client, shown):
    private = [client.get(address.url_for(shown)) for address in SECRET if address in PAGES]
    others = [client.get("/ny/"), client.get("/synpunkter/"), client.post("/ny/", {})]
    missing = [client.get(p) for p in ("/finns-inte/", "/aspekter/finns-inte/", "/modellen/X/")]
    for response in (*private, *others, *missing):
        head = read_head(response)
        assert find_meta(head, "robots") == ["noindex"]
        assert not head.all("link", rel="canonical")
        assert not [meta for meta in head.all("meta") if "property" in meta.attrs]


# The address --------------------------------------------------------------------------------------


def test_the_canonical_address_has_no_query(client):
    head = read_head(client.get("/modellen/?utm_source=brev"))
    assert head.one("link", rel="canonical").attrs["href"] == "http://testserver/modellen/"


def test_over_https_every_address_says_so(client):
    head = read_head(client.get("/modellen/", secure=True))
    assert head.one("link", rel="canonical").attrs["href"] == "https://testserver/modellen/"
    assert {a.partition("://")[0] for a, _ in read_sitemap(client, secure=True)} == {"https"}
    assert b"https://testserver/sitemap.xml" in client.get("/robots.txt", secure=True).content


def test_a_site_that_is_told_its_address_uses_it_everywhere(client, settings):
    settings.SITE_URL = "https://samverkan.example"
    head = read_head(client.get("/modellen/"))
    assert head.one("link", rel="canonical").attrs["href"] == "https://samverkan.example/modellen/"
    assert all(a.startswith("https://samverkan.example/") for a, _ in read_sitemap(client))
    assert b"Sitemap: https://samverkan.example/sitemap.xml" in client.get("/robots.txt").content


@pytest.mark.parametrize(
    ("contact", "said"),
    [
        ("", "https://testserver/synpunkter/"),
        ("fel@region.example", "mailto:fel@region.example"),
        ("https://region.example/fel/", "https://region.example/fel/"),
    ],
)
def test_whoever_finds_a_hole_is_told_whom_to_write_to(client, settings, contact, said):
    settings.SECURITY_CONTACT = contact
    response = client.get("/.well-known/security.txt", secure=True)
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    expires = RELEASED + timedelta(days=360)
    assert response.content.decode().splitlines() == [
        f"Contact: {said}",
        f"Expires: {expires}T00:00:00Z",
        "Preferred-Languages: sv, en",
        "Canonical: https://testserver/.well-known/security.txt",
    ]


def test_a_contact_for_holes_can_be_said_to_hold_longer(client, settings):
    settings.SECURITY_CONTACT, settings.SECURITY_EXPIRES = "fel@region.example", date(2029, 2, 28)
    said = client.get("/.well-known/security.txt").content.decode()
    assert "Expires: 2029-02-28T00:00:00Z" in said
    assert "Canonical" not in said, "the address of a site without HTTPS"


# The menu -----------------------------------------------------------------------------------------


def test_the_menu_marks_the_page_one_is_on_and_no_other(client):
    for path, words in {
        "/modellen/": "Modellen", "/verktyg/": "Verktyg", "/exempel/": "Exempel",
    }.items():  # fmt: skip
        page = read_page(client.get(path))
        [nav] = [n for n in page.all("nav") if n.attrs["aria-label"] == "Huvudmeny"]
        assert [a.text for a in nav.all("a", aria_current="page")] == [words]
    page = read_page(client.get("/aspekter/varfor/"))
    assert not [a for nav in page.all("nav") for a in nav.all("a", aria_current="page")]


def test_the_start_page_leads_to_the_model_and_its_stages(client, published):
    links = [a.attrs["href"] for a in read_page(client.get("/")).one("main").all("a")]
    assert "/modellen/" in links
    assert {f"/modellen/{stage.code}/" for stage in published.content.stages} <= set(links)
