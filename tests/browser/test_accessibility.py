"""What happens on a page, for everybody: said while answering, in focus when something is wrong."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, MakeContext, Watch
from tests.browser.looks import LOOK, tab_through
from tests.browser.pages import EXPECTED, PAGES, open_page
from tests.browser.steps import (
    MAKING,
    OFFLINE,
    SAVED,
    choose,
    expect_saved,
    open_comment,
    problem_of,
    wait_until,
)
from tests.browser.visitor import Diagnosis
from tests.browser.world import World

pytestmark = pytest.mark.browser

ZOOMED = {"width": 320, "height": 256}
"""A window of 1280 × 1024 at 400 %."""
STATUS = "#saved, #copied"


def test_in_a_window_zoomed_to_400_percent_nothing_covers_the_focus(
    make_context: MakeContext, watch: Watch, diagnosis: Diagnosis
) -> None:
    watch.expect("ERR_INTERNET_DISCONNECTED")
    page = make_context(viewport=ZOOMED).new_page()
    page.goto(diagnosis.page_url("initiativ"))
    page.evaluate(LOOK)
    page.context.set_offline(True)
    choose(page, "varfor.3", "2")
    expect(page.locator("#saved")).to_have_text(OFFLINE)  # the longest that it says
    for size in (ZOOMED, PHONE):
        page.set_viewport_size(size)
        assert tab_through(page, "Shift+Tab") == []
    page.context.set_offline(False)
    expect_saved(page)


# What went wrong --------------------------------------------------------------------------------


def test_without_javascript_too_the_summary_of_errors_has_the_focus(
    make_context: MakeContext, watch: Watch, world: World
) -> None:
    watch.expect(EXPECTED)
    page = make_context(java_script_enabled=False).new_page()
    for name in [*(name for name in PAGES if "error" in name), "conflict"]:
        open_page(page, world, name)
        expect(page.locator("#fel"), name).to_be_focused()
        link = page.locator("#fel a").first
        target = link.get_attribute("href")
        assert target, name
        link.press("Enter")
        expect(page.locator(f"[id='{target[1:]}']"), name).to_be_focused()


# What is said while answering -------------------------------------------------------------------

LISTEN = """(statuses) => {
  window.heard = [];
  const hear = (text) => {
    if (text.trim() && heard.at(-1) !== text.trim()) heard.push(text.trim());
  };
  for (const region of document.querySelectorAll(statuses)) {
    if (region.getAttribute("role") !== "status") throw new Error("not a live region");
    new MutationObserver(() => hear(region.textContent))
      .observe(region, {childList: true, characterData: true, subtree: true});
  }
  new MutationObserver((changes) => {
    for (const {addedNodes} of changes)
      for (const one of addedNodes) if (one.role === "alert") hear(one.textContent);
  }).observe(document.body, {childList: true, subtree: true});
}"""


def listen(page: Page) -> None:
    """Hear from now on what the live regions say; they must be there before they say anything."""
    page.evaluate(LISTEN, STATUS)


def expect_heard(page: Page, *patterns: str) -> None:
    """What has been said since last is this, in this order; and forget it."""

    def is_heard() -> bool:
        heard = page.evaluate("heard")
        return len(heard) == len(patterns) and all(
            re.search(pattern, said) for pattern, said in zip(patterns, heard, strict=True)
        )

    try:
        wait_until(page, is_heard)
    except AssertionError:
        raise AssertionError(f"wanted {patterns}, heard {page.evaluate('heard')}") from None
    page.evaluate("heard.length = 0")


def test_what_happens_to_an_answer_is_said(page: Page, diagnosis: Diagnosis, watch: Watch) -> None:
    watch.expect("ERR_INTERNET_DISCONNECTED", "status of (409|503)")
    page.goto(diagnosis.page_url("initiativ"))
    listen(page)
    choose(page, "varfor.3", "2")
    expect_heard(page, "^Sparar …$", SAVED.pattern)

    page.context.set_offline(True)
    choose(page, "varfor.3", "3")
    expect_heard(page, "^Sparar …$", OFFLINE.pattern)
    page.context.set_offline(False)
    expect_saved(page)
    expect_heard(page, "^Sparar …$", SAVED.pattern)

    page.route("**/svar/", lambda route: route.fulfill(status=503), times=1)
    choose(page, "varfor.3", "4")
    expect_heard(page, "^Sparar …$", OFFLINE.pattern, SAVED.pattern)

    diagnosis.change("varfor.4", "5")
    choose(page, "varfor.4", "1")
    expect_heard(page, "^Sparar …$", SAVED.pattern, "^Ni valde ”Stämmer inte alls”, men")
    expect(page.locator("#q-varfor\\.4")).to_have_accessible_description(re.compile("^Ni valde"))
    choose(page, "varfor.4", "1")
    expect_saved(page)
    expect(page.locator("#q-varfor\\.4")).to_have_accessible_description("")


def test_a_comment_that_is_refused_is_said_and_its_box_says_why(
    page: Page, diagnosis: Diagnosis, watch: Watch
) -> None:
    watch.expect("status of (409|422)")
    page.goto(diagnosis.page_url("initiativ"))
    box = open_comment(page, "varfor")
    expect(box).to_have_accessible_name("Skriv en kommentar om Varför?")
    expect(box).to_have_accessible_description(re.compile("^Högst 5 000 tecken"))
    listen(page)
    box.evaluate("box => box.removeAttribute('maxlength')")
    box.fill("å" * 5001)
    expect_heard(page, "^Sparar …$", "^Ett svar är inte sparat", "5.001 tecken")
    expect(box).to_have_accessible_description(re.compile("^Högst .* 5.001 tecken"))
    expect(box).to_have_attribute("aria-invalid", "true")
    box.fill("Kort.")
    expect_saved(page)
    expect(problem_of(page, "comment.varfor")).to_have_count(0)
    expect(box).to_have_attribute("aria-invalid", "false")
    expect(box).not_to_have_accessible_description(re.compile("tecken. Texten"))


def test_that_a_link_has_been_copied_and_a_report_made_is_said(
    make_context: MakeContext, world: World, address: str
) -> None:
    context = make_context()
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=address)
    page = context.new_page()
    page.goto(world.placed.url)
    listen(page)
    page.locator('[data-copy="answer-link"]').click()
    expect_heard(page, "^Kopierat")
    page.goto(world.placed.url + "resultat/")
    listen(page)
    with page.expect_download(timeout=MAKING):
        page.get_by_role("link", name="Ladda ner rapporten (PDF)").click(timeout=MAKING)
    expect_heard(page, "^Gör rapporten")
    page.get_by_role("link", name="Kopiera som text").click()
    expect_heard(page, "^Kopierat")
