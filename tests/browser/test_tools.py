"""The tools beside the diagnosis, for everybody: each kind of page seen, one tool gone through by
keyboard alone, with scripts and without."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE, MakeContext, Watch
from tests.browser.looks import (
    AXE,
    DRAWN,
    LOOK,
    SMALL_TARGETS,
    TOO_WIDE,
    run_axe,
    unfold,
)
from tests.browser.pages import be_signed_in
from tests.browser.steps import press_tab
from tests.browser.test_walk import press_enter, tab_to
from tests.browser.visitor import Diagnosis, Visitor
from tests.browser.world import World

pytestmark = pytest.mark.browser

T2, TURNS = "drivkrafter-och-nycklar", "veven"
OPEN_PAGES = ("verktyg/veven/", "lasa/samordnaren/", "sa-gor-ni/lokala-parter/")
VOTERS = 8


@dataclass
class Sheets:
    """The tools of a collaboration: sheets that have come differently far, and an iceberg."""

    turns: Diagnosis
    parties: str
    party: Diagnosis
    choices: Diagnosis
    iceberg: str


def begin(visitor: Visitor, collaboration: str, key: str) -> Diagnosis:
    visitor.get(f"{collaboration}verktyg/")
    begun = visitor.post(f"{collaboration}verktyg/", {"tool": key})
    return Diagnosis(visitor, re.sub(r"(steg/1|parter)/$", "", begun.path))


def answer_everything(sheet: Diagnosis, slug: str, *, note: str = "Vi tar det i maj") -> None:
    """Choose the first alternative of every question of a page, and write in every box of text."""
    text = sheet.visitor.get(f"{sheet.path}steg/{slug}/").text
    given = dict.fromkeys(re.findall(r'<textarea[^>]* name="([^"]+)"', text), note)
    for field, value in re.findall(r'type="radio" name="([^"]+)" value="([^"]+)"', text):
        given.setdefault(field, value)
    sheet.fill(slug, given)


def close_an_iceberg(visitor: Visitor, address: str, iceberg: str) -> None:
    visitor.get(iceberg)
    opened = visitor.post(iceberg, {"open": "1", "people": str(VOTERS)})
    code = re.search(r'href="[^"]*(/r/[^"]+)"', opened.text)
    assert code
    for _ in range(VOTERS):
        phone = Visitor(address)
        page = phone.get(urlsplit(code[1]).path)
        card = re.search(r'name="card" value="(isberget\.1b\.\d)"', page.text)
        assert card
        phone.post(page.path, {"card": card[1], "talk": "1b"})
    visitor.get(iceberg)
    visitor.post(iceberg, {"close": "1"})


@pytest.fixture(scope="module")
def sheets(world: World, address: str) -> Sheets:
    visitor = world.owned.visitor
    found = re.search(r'href="(/samverkan/[0-9a-f-]{36}/)"', visitor.get(world.owned.path).text)
    assert found
    own = found[1]
    turns = begin(visitor, own, TURNS)
    answer_everything(turns, "1")
    turns.conclude()
    split = begin(visitor, own, T2)
    invited = visitor.post(f"{split.path}parter/", {"parties": "Luleå\nBoden"})
    links = re.findall(r'value="[^"]*(/d/[^"]+/)steg/', invited.text)
    party, other = (Diagnosis(Visitor(address), link) for link in links[:2])
    for each, slug in ((party, "2"), (party, "4"), (other, "2")):
        answer_everything(each, slug)
    split.conclude()
    choices = begin(visitor, own, "ringens-vagval")
    close_an_iceberg(visitor, address, f"{own}isberget/")
    return Sheets(turns, invited.path, party, choices, f"{own}isberget/")


def list_pages(sheets: Sheets) -> dict[str, str]:
    """A path for each kind of page, by what it is."""
    turns, party = sheets.turns.path, sheets.party.path
    return {
        **{path: f"/{path}" for path in OPEN_PAGES},
        "overview": turns,
        "six questions": f"{turns}steg/1/",
        "a turn": f"{turns}resultat/1/",
        "parties": sheets.parties,
        "sliders": f"{party}steg/4/",
        "where parties differ": f"{sheets.parties.removesuffix('parter/')}resultat/1/",
        "choices": f"{sheets.choices.path}steg/1/",
        "the iceberg, shown": sheets.iceberg,
        "a question on the screen": f"{sheets.iceberg}1/",
    }


def look_at(page: Page) -> dict[str, list[str]]:
    """On a small light screen and a large dark one, and in the system's colours."""
    page.evaluate(AXE)
    page.evaluate(LOOK)
    unfold(page)
    found = page.evaluate("look.page()")
    found |= {"axe 360": run_axe(page), "too wide": page.evaluate(TOO_WIDE)}
    found |= {"targets": page.evaluate(SMALL_TARGETS)}
    page.set_viewport_size(DESKTOP)
    page.emulate_media(color_scheme="dark")
    found |= {"axe 1280 dark": run_axe(page, {"type": "rule", "values": DRAWN})}
    page.emulate_media(forced_colors="active")
    return found | page.evaluate("look.forced()")


def test_each_kind_of_page_of_the_tools_can_be_heard_and_seen_by_everybody(
    make_context: MakeContext, watch: Watch, world: World, sheets: Sheets
) -> None:
    watch.expect("^cookie: sessionid$")
    page = make_context(reduced_motion="reduce", viewport=PHONE).new_page()
    be_signed_in(page, world.owned)
    found = {}
    for name, path in list_pages(sheets).items():
        page.set_viewport_size(PHONE)
        page.emulate_media(color_scheme="light", forced_colors="none")
        assert page.goto(path).status == 200, name  # type: ignore[union-attr]
        if wrong := {what: said for what, said in look_at(page).items() if said}:
            found[name] = wrong
    assert found == {}


# From the page of a tool to its result ------------------------------------------------------------


def fill_in_with_keys(page: Page) -> None:
    """Answer or write in everything on a page, stop by stop, and press Enter on Nästa."""
    for _ in range(80):
        focus = press_tab(page)
        if focus["type"] in ("radio", "checkbox"):
            page.keyboard.press("Space")
        elif focus["tag"] == "TEXTAREA":
            page.keyboard.type("I maj")
        elif focus["value"] == "next":
            return press_enter(page)
    raise AssertionError("Nästa cannot be reached with Tab")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_whole_tool_by_keyboard_alone(make_context: MakeContext, scripts: bool) -> None:
    page = make_context(java_script_enabled=scripts).new_page()
    page.goto(f"/verktyg/{TURNS}/")
    tab_to(page, "Börja fylla i")
    press_enter(page)
    for text in ("name", "scope"):
        while press_tab(page)["name"] != text:
            pass
        page.keyboard.type("Norrhem")
    tab_to(page, "Gå vidare")
    press_enter(page)
    tab_to(page, "Fyll i tillsammans")
    press_enter(page)
    pages = 0
    while not page.url.endswith("/klart/"):
        fill_in_with_keys(page)
        pages += 1
    assert pages == 3
    tab_to(page, "Klart: visa resultatet")
    press_enter(page)
    expect(page.get_by_role("heading", name="Underlag till beslut")).to_be_visible()
