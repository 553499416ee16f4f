"""Every page, for everybody: by ear, by keyboard, narrow, zoomed, in the visitor's own colours.

Each page is opened once, and all that is asked of it is asked there, in both sizes and both colour
schemes. Of a page that is made as another of them it is asked what its own words could break:
its headings and what refers to what, its room and its targets, but not once more what axe knows of.
Together with `test_accessibility.py` (what happens on a page), `test_walk.py` (the whole
story by keyboard alone) and `test_reading.py` (read aloud), this is what holds WCAG 2.2 AA.
"""

from types import SimpleNamespace

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE, MakeContext, Watch
from tests.browser.looks import (
    AXE,
    DRAWN,
    LOOK,
    SMALL_TARGETS,
    TOO_WIDE,
    measure_room,
    run_axe,
    tab_through,
    unfold,
)
from tests.browser.pages import EVERY_PAGE, PAGES, Open, expect_what_belongs, open_page
from tests.browser.visitor import Diagnosis, start_diagnosis
from tests.browser.world import World
from tests.markup import Element, parse_html

pytestmark = pytest.mark.browser

NARROW = {"width": 320, "height": 640}
SOME = {"type": "rule", "values": DRAWN}


LIKE_ANOTHER = {
    "new without a number": "new with errors",
    "feedback with errors": "new with errors",
    "overview with errors": "new with errors",
    "change details with errors": "new with errors",
    "sign in with errors": "new with errors",
    "code with errors": "new with errors",
    "all the way": "stage",
    "read": "result",
    "example": "result",
    "unplaced result": "result",
    "own overview": "overview",
    "new overview": "overview",
    "new check": "check",
    "new preliminary": "preliminary",
    "privacy": "method",
    "accessibility": "method",
    "result meeting": "facilitator",
    "feedback": "new",
    "new collaboration": "new",
    "model's aspect": "model's stage",
    "sources": "cases",
    "guide": "method",
    "change address": "sign in",
    "add a passkey": "add an app",
    "delete account": "delete",
    "sign out": "delete",
}
"""Pages of one template, each with the one of which everything is asked."""


@pytest.mark.parametrize("names", EVERY_PAGE, ids=lambda names: names[0])
def test_every_page_can_be_heard_reached_and_seen_by_everybody(
    make_context: MakeContext, watch: Watch, world: World, names: list[str]
) -> None:
    # Without motion, so that no colour is on its way from one scheme to the other.
    context = make_context(reduced_motion="reduce")
    found = {}
    for name in names:
        expect_what_belongs(watch, name)
        page = context.new_page()
        open_page(page, world, name)
        if wrong := {what: said for what, said in look_at(page, name).items() if said}:
            found[name] = wrong
        page.close()
    assert found == {}


def look_at(page: Page, name: str) -> dict[str, list[str]]:
    page.evaluate(LOOK)
    found = page.evaluate("look.page()") | {"targets folded": page.evaluate(SMALL_TARGETS)}
    unfold(page)
    if name in LIKE_ANOTHER:
        return found | look_at_it_in_each_size(page)
    page.evaluate(AXE)
    found |= look_at_it_in_the_dark(page) | reach_everything(page)
    found |= {"axe 360": run_axe(page)}
    return found | look_at_it_in_each_size(page) | look_at_it_changed(page)


def look_at_it_in_the_dark(page: Page) -> dict[str, list[str]]:
    """In the large size: the rules that sizes and colours concern."""
    page.emulate_media(color_scheme="dark")
    found = {"axe 1280 dark": run_axe(page, SOME)}
    page.emulate_media(color_scheme="light")
    return found


def reach_everything(page: Page) -> dict[str, list[str]]:
    """The way through by keyboard, in both sizes; the small one stays."""
    found = {"tab": tab_through(page, "Tab")}
    page.set_viewport_size(PHONE)
    return found | {"tab backwards": tab_through(page, "Shift+Tab")}


def look_at_it_in_each_size(page: Page) -> dict[str, list[str]]:
    """Room in each; the text of twice the size."""
    found: dict[str, list[str]] = {}
    for size in (NARROW, DESKTOP):
        page.set_viewport_size(size)
        found |= {f"too wide {size['width']}": page.evaluate(TOO_WIDE)}
        found |= {f"targets {size['width']}": page.evaluate(SMALL_TARGETS)}
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    found |= {"200 %": measure_room(page)}
    page.evaluate("document.documentElement.style.fontSize = ''")
    return found


def look_at_it_changed(page: Page) -> dict[str, list[str]]:
    """In the system's colours, with more space between the lines."""
    page.set_viewport_size(PHONE)
    page.emulate_media(forced_colors="active", color_scheme="dark")
    found = page.evaluate("look.forced()")
    page.emulate_media(forced_colors="none")
    page.evaluate("look.space()")
    for size in (NARROW, DESKTOP):
        page.set_viewport_size(size)
        found |= {f"spaced {size['width']}": measure_room(page)}
    return found


def test_a_word_without_end_makes_no_page_wider(make_context: MakeContext, world: World) -> None:
    page = make_context(viewport={"width": 320, "height": 640}).new_page()
    ours = [name for name, way in PAGES.items() if "conflict" not in name and "errors" not in name]
    wide = {}
    for name in ours[ours.index("overview") :]:
        PAGES[name](page, world.endless)
        unfold(page)
        if found := page.evaluate(TOO_WIDE):
            wide[name] = found
    assert wide == {}


# The same everywhere ----------------------------------------------------------------------------


def test_pages_with_different_headings_have_different_titles_and_the_same_frame(
    world: World,
) -> None:
    headings: dict[str, str] = {}
    frames = set()
    for name, way in PAGES.items():
        if any(word in name for word in ("error", "without", "conflict")):
            continue
        page = read_without_a_browser(way, world.placed)
        title, heading = page.one("head").one("title").text, page.one("h1").text
        assert headings.setdefault(title, heading) == heading, title
        parts = [part for part in page.one("body").parts if isinstance(part, Element)]
        menus = [part for part in parts if part.tag in ("header", "footer")]
        links = [link for menu in menus for link in menu.all("a")]
        frames.add(tuple((link.text, link.attrs["href"]) for link in links))
    assert len(headings) > 20
    # While one answers there is no menu; the way to help is where it is.
    without, whole = sorted(frames, key=len)
    assert without == whole[:1] + whole[-len(without) + 1 :], (
        "not the same everywhere (3.2.3, 3.2.6)"
    )


def read_without_a_browser(way: Open, diagnosis: Diagnosis) -> Element:
    """A page that is only opened."""
    opened: list[str] = []
    way(SimpleNamespace(goto=opened.append), diagnosis)  # type: ignore[arg-type]
    [address] = opened
    return parse_html(diagnosis.visitor.get(address.removeprefix(diagnosis.visitor.address)).text)


# Strays -----------------------------------------------------------------------------------------


# Console, hosts, policy and cookies are watched in every test, by `Watch` in conftest.py.


def test_the_policy_stops_a_script_that_somebody_has_smuggled_in(page: Page, watch: Watch) -> None:
    watch.expect("Content Security Policy")
    page.goto("/")
    page.evaluate("""() => {
      const script = document.createElement("script");
      script.textContent = "window.smuggled = true";
      document.body.append(script);
    }""")
    assert page.evaluate("window.smuggled") is None
    assert any("Content Security Policy" in said for said in watch.complaints)


def test_a_request_to_another_host_and_a_stray_cookie_would_be_noticed(
    make_context: MakeContext, watch: Watch
) -> None:
    context = make_context()
    page = context.new_page()
    page.goto("/")
    page.evaluate("fetch('http://localhost:9/').catch(() => {})")
    page.evaluate("document.cookie = 'stray=1'")
    page.wait_for_timeout(100)
    watch.read_cookies(context)
    assert "cookie: stray" in watch.complaints
    assert any("localhost:9" in said for said in watch.complaints)
    context.clear_cookies()
    watch.complaints.clear()


def test_what_users_write_is_shown_as_text(
    make_context: MakeContext, address: str, page: Page
) -> None:
    attack = "<img src=x onerror=alert(1)><b>fet</b>"
    diagnosis = start_diagnosis(address, attack, attack)
    diagnosis.fill("initiativ", {"comment.varfor": attack, "varfor.3": "1"})
    diagnosis.conclude()
    for path in ("", "steg/initiativ/", "steg/klart/", "resultat/", "uppgifter/", "radera/"):
        page.goto(diagnosis.url + path)
        assert page.locator("main img, main b").count() == 0
    page.goto(diagnosis.url + "resultat/")
    expect(page.locator(".comments")).to_contain_text(attack)
