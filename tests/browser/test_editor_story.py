"""Staff change the model: from a draft and a quarrel over a text to a new edition and back again.

Every page that they meet is looked at large and light, and small and dark. A diagnosis made
before keeps its questions all the while.
"""

import re
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE, MakeContext, Watch
from tests.browser.device import Chromium
from tests.browser.looks import AXE, DRAWN, TOO_WIDE, run_axe, unfold
from tests.browser.people import give_the_code
from tests.browser.server import Server, run_manage
from tests.browser.steps import go
from tests.browser.visitor import Diagnosis, start_diagnosis
from tests.test_second_factor import compute_code

pytestmark = pytest.mark.browser

SECRET = "JBSWY3DPEHPK3PXP"
APPOINT = f"""
from allauth.mfa.totp.internal.auth import TOTP
from tests.staff import make_staff
for name in ("eva", "pia"):
    TOTP.activate(make_staff(name), "{SECRET}")
"""
CONTENT = "/personal/innehall/"
OLD = "Jag kan förklara varför min organisation är med"
THEIRS = "Jag kan säga vad min organisation får ut"
OURS = "Jag kan förklara varför min organisation deltar"


@dataclass
class Story:
    """Those who look after the content, and what somebody would stumble on where they have been."""

    make_context: MakeContext
    server: Server
    found: dict[str, list[str]] = field(default_factory=dict)

    def sign_in(self, name: str) -> Page:
        """With a code by mail and one from the app; ends on the first page of the content."""
        page = self.make_context(reduced_motion="reduce").new_page()
        give_the_code(Chromium(page), self.server, f"{name}@norrbotten.example")
        page.wait_for_url("**/konto/andra-steget/")
        page.locator("input[name=code]").fill(compute_code(SECRET))
        page.locator("main form:has(input[name=code]) button[type=submit]").click()
        page.wait_for_url("**/mina/")
        page.goto(CONTENT)
        return page

    def look(self, page: Page, name: str, *, is_like_another: bool = False) -> None:
        """Barriers that axe knows of, and sideways scrolling; as they were the page is left.

        A page like another has the colours that have been looked at in the dark there.
        """
        unfold(page)
        page.evaluate(AXE)
        self.found[name] = run_axe(page) + page.evaluate(TOO_WIDE)
        page.set_viewport_size(PHONE)
        page.emulate_media(color_scheme="dark")
        self.found[f"{name} 360 dark"] = page.evaluate(TOO_WIDE)
        if not is_like_another:
            self.found[f"{name} 360 dark"] += run_axe(page, {"type": "rule", "values": DRAWN})
        page.set_viewport_size(DESKTOP)
        page.emulate_media(color_scheme="light")


def tool(page: Page, name: str) -> None:
    """Press one of the tools of an edition."""
    tools = page.locator("ul.tools")
    link = tools.get_by_role("link", name=name, exact=True)
    go(page, link.or_(tools.get_by_role("button", name=name, exact=True)))


def test_staff_change_the_model_and_nothing_breaks(
    make_context: MakeContext, server: Server, address: str, watch: Watch
) -> None:
    watch.expect("^cookie: sessionid$")
    run_manage(server.database, "shell", "-c", APPOINT)
    story = Story(make_context, server)
    before = start_diagnosis(address)

    eva = story.sign_in("eva")
    draft = make_a_draft(story, eva)
    reword_and_meet_a_conflict(story, eva)
    add_a_quote_and_move_a_marker(story, eva)
    translate(story, eva, draft)
    check_and_compare(story, eva, draft)
    walk_through_it(story, eva, draft)
    tool(eva, "Klart?")
    assert eva.get_by_role("button", name="Publicera 2026-A").count() == 0

    pia = story.sign_in("pia")
    pia.goto(draft)
    tool(pia, "Klart?")
    go(pia, pia.get_by_role("button", name="Publicera 2026-A"))
    expect(pia.locator(".messagelist .success")).to_be_visible()
    after = start_diagnosis(address)
    assert reads(before, OLD)
    assert not reads(before, OURS)
    assert reads(after, OURS)
    assert not reads(after, OLD)

    pia.goto(f"{CONTENT}utgavor/2/")
    tool(pia, "Ta i bruk")
    story.look(pia, "taking into use", is_like_another=True)
    go(pia, pia.get_by_role("button", name="Ta 2026.2 i bruk"))
    expect(pia.locator(".messagelist .success")).to_be_visible()
    assert reads(after, OURS), "those who have begun go on"
    assert reads(start_diagnosis(address), OLD)
    assert {name: what for name, what in story.found.items() if what} == {}


def reads(diagnosis: Diagnosis, text: str) -> bool:
    """Whether whoever answers is asked this."""
    return text in diagnosis.visitor.get(f"{diagnosis.path}steg/initiativ/").text


def make_a_draft(story: Story, eva: Page) -> str:
    """The address of its outline."""
    story.look(eva, "the first page")
    go(eva, eva.get_by_role("link", name="Gör ett nytt utkast av 2026.2"))
    story.look(eva, "copying")
    go(eva, eva.get_by_role("button", name="Gör utkastet"))
    expect(eva.locator(".lead")).to_contain_text("Utkast. Bygger på 2026.2")
    story.look(eva, "the contents")
    return eva.url


def reword_and_meet_a_conflict(story: Story, eva: Page) -> None:
    go(eva, eva.get_by_role("link", name="Varför?"))
    story.look(eva, "a stage")
    go(eva, eva.get_by_role("link", name=re.compile(f"Ändra ?: {OLD[:30]}")))
    story.look(eva, "a form")
    other = eva.context.new_page()
    other.goto(eva.url)
    for tab, text in ((other, THEIRS), (eva, OURS)):
        tab.get_by_label("Text", exact=True).fill(text)
        go(tab, tab.get_by_role("button", name="Spara"))
    other.close()
    both = eva.locator("section.conflict")
    expect(both.locator("mark")).not_to_have_count(0)
    expect(both).to_contain_text("deltar")
    story.look(eva, "a conflict")
    go(eva, eva.get_by_role("button", name="Spara er text, så som den står i fältet"))
    expect(eva.locator("details[open] li", has_text=OURS)).to_be_visible()
    expect(eva.locator(".messagelist .success")).to_be_in_viewport()
    tool(eva, "Historik")
    expect(eva.locator("ins").first).to_be_visible()
    expect(eva.locator("main, #main").first).to_contain_text("eva@norrbotten.example")
    story.look(eva, "the history")
    eva.go_back()


def add_a_quote_and_move_a_marker(story: Story, eva: Page) -> None:
    aspect = eva.locator("details#aspect-varfor")
    go(eva, aspect.get_by_role("link", name="Lägg till citat"))
    eva.get_by_label("Text", exact=True).fill("Vi började med att fråga varandra.")
    eva.get_by_label("Avsnitt").fill("Intervju")
    go(eva, eva.get_by_role("button", name="Spara"))
    expect(eva.get_by_text("Välj en källa.")).to_be_visible()
    story.look(eva, "a form with faults")
    eva.get_by_label("Källa").select_option(index=1)
    eva.get_by_label("Vem som säger det").fill("Piteå 2026")
    go(eva, eva.get_by_role("button", name="Spara"))
    expect(aspect.locator(".said", has_text="Vi började med att fråga")).to_be_visible()
    markers = eva.locator("#stage-initiativ > ul.rows > li .said")
    first, second = markers.nth(0).inner_text(), markers.nth(1).inner_text()
    go(eva, eva.get_by_role("button", name=f"Flytta upp: {second[:30]}"))
    expect(markers).to_have_text([second, first, re.compile(".+"), re.compile(".+")])


def check_and_compare(story: Story, eva: Page, draft: str) -> None:
    eva.goto(draft)
    tool(eva, "Klart?")
    expect(eva.get_by_text("För många citat: 5. Behåll högst 4.")).to_be_visible()
    story.look(eva, "what is left to do")
    go(eva, eva.locator(".findings").get_by_role("link", name="Varför?", exact=True).first)
    go(eva, eva.locator("#aspect-varfor li[id^=quote-]").first.get_by_role("link", name="Ta bort"))
    story.look(eva, "deleting a text")
    go(eva, eva.get_by_role("button", name="Ta bort"))
    tool(eva, "Klart?")
    expect(eva.get_by_role("heading", name="Inga fel hindrar publicering")).to_be_visible()
    expect(eva.locator("ins", has_text="deltar")).to_be_visible()
    expect(eva.locator(".compare-entry", has_text="Tillagt · Citat")).to_contain_text("Piteå 2026")
    story.look(eva, "the comparison", is_like_another=True)


def translate(story: Story, eva: Page, draft: str) -> None:
    eva.goto(f"{draft}oversatt/en/?visa=andrat")
    expect(eva.get_by_text("Svenskan har ändrats sedan den översattes")).to_be_visible()
    story.look(eva, "translating")
    eva.locator("textarea").fill("All parties can say today why they take part")
    go(eva, eva.get_by_role("button", name="Spara översättningarna"))
    expect(eva.locator(".messagelist .success")).to_have_text("1 text sparad.")


def walk_through_it(story: Story, eva: Page, draft: str) -> None:
    eva.goto(draft)
    tool(eva, "Förhandsgranska")
    expect(eva.get_by_text("Förhandsgranskning av 2026-A. Svaren slängs.")).to_be_visible()
    eva.goto(eva.url.replace("/lage/", "/initiativ/"))
    expect(eva.get_by_text(OURS)).to_be_visible()
    story.look(eva, "the preview")
    go(eva, eva.get_by_role("link", name="Se sidorna om modellen"))
    go(eva, eva.get_by_role("link", name="Alla frågor"))
    expect(eva.get_by_text("Du förhandsgranskar ett utkast.")).to_be_visible()
    expect(eva.get_by_text(OURS)).to_be_visible()
    story.look(eva, "a page of the draft")
    go(eva, eva.locator("main").get_by_role("button", name="Avsluta"))
    expect(eva.locator(".messagelist")).to_contain_text("svaren är slängda")
