"""Browsers of some years ago: what they lack is taken away from this one."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.browser.conftest import MakeContext
from tests.browser.steps import (
    choose,
    chosen,
    expect_saved,
    go,
    list_waiting,
    open_comment,
    press_next,
)
from tests.browser.test_walk import RESULT, bar_button, name_it
from tests.browser.visitor import Diagnosis, read_example_answers

pytestmark = pytest.mark.browser

SAFARI_14 = """
delete AbortSignal.timeout;
delete window.structuredClone;
delete Array.prototype.at;
delete Array.prototype.findLast;
delete Object.hasOwn;
delete HTMLFormElement.prototype.requestSubmit;
delete SubmitEvent.prototype.submitter;
delete Request.prototype.keepalive;
for (const owner of [Document.prototype, Element.prototype, DocumentFragment.prototype])
  for (const name of ["querySelector", "querySelectorAll", "matches", "closest"]) {
    const real = owner[name];
    if (real) owner[name] = function (selector) {
      if (selector.includes(":has(")) throw new SyntaxError(selector);
      return real.call(this, selector);
    };
  }
"""
"""What came to browsers after Safari 14 (2020), and that our scripts might lean on."""

NOTHING_TO_SAVE_WITH = "delete window.fetch; delete window.AbortController;"
SENDING_FAILS = "window.fetch = () => { throw new TypeError('no such option'); };"

FIRST = "initiativ.m6"
FIELD, OTHER = "uppstart.m5", "uppstart.m2"


def forget_has(context: BrowserContext) -> None:
    """A rule whose selector is not understood is left out whole, as where :has() is unknown."""

    def serve(route: Route) -> None:
        reply = route.fetch()
        route.fulfill(response=reply, body=reply.text().replace(":has(", ":unheard-of("))

    context.route("**/*.css", serve)


@pytest.fixture
def old(make_context: MakeContext) -> Iterator[Page]:
    context = make_context()
    context.add_init_script(SAFARI_14)
    forget_has(context)
    yield context.new_page()
    # A style sheet may still be on its way, and the context must not be closed under it.
    context.unroute_all(behavior="wait")


def test_the_walk_in_a_browser_of_2020_saves_each_answer_and_nasta_leaves(old: Page) -> None:
    name_it(old)
    for field, value in read_example_answers().items():
        if old.locator(f'input[name="{field}"]').count():
            choose(old, field, value)
    expect_saved(old)
    choose(old, FIELD, "1")
    press_next(old)  # at once: the page waits for the answer, and then leaves by the same button
    expect(old.locator("h1")).to_have_text(RESULT)
    go(old, old.get_by_role("link", name="Nästa:"))
    open_comment(old, "varfor").fill("Skrivet i en gammal webbläsare")
    go(old, bar_button(old, "lage"))
    assert chosen(old, FIELD) == "1"
    assert list_waiting(old) == []
    go(old, bar_button(old, "initiativ"))
    expect(open_comment(old, "varfor")).to_have_value("Skrivet i en gammal webbläsare")
    go(old, bar_button(old, "klart"))
    choose(old, "outlook", "continue")
    old.get_by_role("button", name="Visa resultat").click()
    expect(old.locator("h1")).to_have_text(RESULT)


def test_where_has_is_unknown_answers_focus_and_taking_back_are_still_seen(
    old: Page, diagnosis: Diagnosis
) -> None:
    old.goto(diagnosis.page_url("lage"))
    radio = old.locator(f'input[name="{FIRST}"]')
    while not radio.first.evaluate("one => one === document.activeElement"):
        old.keyboard.press("Tab")
    shown = "one => { const s = getComputedStyle(one); return [s.outlineStyle, s.opacity]; }"
    assert radio.first.evaluate(shown) == ["solid", "1"]
    old.keyboard.press("2")
    expect_saved(old)
    assert radio.nth(1).is_checked()
    expect(radio.last).to_be_visible()
    assert radio.last.evaluate(shown)[1] == "1"
    choose(old, FIRST, "")
    expect_saved(old)
    assert diagnosis.read_answers() == {}


@pytest.mark.parametrize("lack", [NOTHING_TO_SAVE_WITH, SENDING_FAILS], ids=["none", "fails"])
def test_where_answers_cannot_be_sent_the_page_is_saved_with_its_own_buttons(
    make_context: MakeContext, diagnosis: Diagnosis, lack: str
) -> None:
    context = make_context()
    context.add_init_script(lack)
    page = context.new_page()
    page.goto(diagnosis.page_url("lage"))
    choose(page, FIELD, "2")
    page.wait_for_timeout(500)
    said = (
        "Svaren sparas inte av sig själva"
        if lack == SENDING_FAILS
        else "Svaren sparas när du trycker"
    )
    expect(page.locator("#saved")).to_contain_text(said)
    choose(page, OTHER, "3")
    press_next(page)
    expect(page).to_have_url(re.compile("/preliminart/$"))
    assert diagnosis.read_answers() == {FIELD: "2", OTHER: "3"}


def test_nasta_pressed_at_once_leaves_where_answers_cannot_be_sent(
    make_context: MakeContext, diagnosis: Diagnosis
) -> None:
    context = make_context()
    context.add_init_script(SENDING_FAILS)
    page = context.new_page()
    page.goto(diagnosis.page_url("lage"))
    choose(page, FIELD, "2")
    press_next(page)
    expect(page).to_have_url(re.compile("/preliminart/$"))
    assert diagnosis.read_answers() == {FIELD: "2"}
