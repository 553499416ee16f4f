"""How many screens of a phone it takes to answer, and how much of one a question is."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import MakeContext
from tests.browser.steps import go

pytestmark = pytest.mark.browser

IN_A_HAND = {"width": 375, "height": 812}
QUESTION_MOST = 210
SMALLEST_TARGET = 24
TARGETS = "main label.opt, main .star label, main summary, main .btn, .foot a, .foot .btn"

ANSWER_ALL = """() => {
  for (const one of document.querySelectorAll("fieldset.question"))
    one.querySelectorAll("input[type=radio]")[1].checked = true;
}"""


def measure(page: Page) -> float:
    """The screens that the page is."""
    return page.evaluate("document.documentElement.scrollHeight") / IN_A_HAND["height"]


def list_heights(page: Page, what: str) -> list[int]:
    return page.locator(what).evaluate_all("all => all.map(one => one.offsetHeight)")


def walk(page: Page) -> Iterator[float]:
    """The screens of each page of questions and of the last one, all answered on the way."""
    while True:
        page.evaluate(ANSWER_ALL)
        yield measure(page)
        questions = list_heights(page, "fieldset.question:not(:has(.of6))")
        assert max(questions, default=0) <= QUESTION_MOST, page.url
        assert min(filter(None, list_heights(page, TARGETS))) >= SMALLEST_TARGET, page.url
        if page.url.endswith("/klart/"):
            return
        go(page, page.locator(".actions .btn-primary").first)


def test_a_whole_round_is_at_most_24_screens_from_the_invitation_to_the_thanks(
    make_context: MakeContext, links: list[str]
) -> None:
    page = make_context(viewport=IN_A_HAND).new_page()
    page.goto(links[1])
    screens = [measure(page)]
    page.locator('input[name="perspective"][value="drivande"]').check()
    go(page, page.get_by_role("button", name="Börja svara"))  # straight to the questions
    rows = page.locator(".scale:not(.of6)").evaluate_all(
        "all => all.map(one => new Set([...one.children].map(o => o.offsetTop)).size)"
    )
    assert set(rows) == {1}
    hidden = page.locator(".scale .more").evaluate_all("all => all.map(one => one.offsetWidth)")
    assert set(hidden) == {1}  # read aloud, not seen
    screens += walk(page)
    go(page, page.get_by_role("button", name="Lämna in"))
    screens.append(measure(page))
    assert len(screens) == 11
    assert screens[1] <= 8, "the markers"
    assert sum(screens) <= 24, screens


def test_alone_it_is_at_most_28_screens_to_the_result(make_context: MakeContext) -> None:
    page = make_context(viewport=IN_A_HAND).new_page()
    page.goto("/ny/")
    screens = [measure(page)]
    page.get_by_label("Vad heter er samverkan?").fill("Kompetens i älvdalen")
    page.get_by_label("Det här räknas in:").fill("vuxenutbildning i fyra kommuner")
    go(page, page.get_by_role("button", name="Gå vidare"))
    screens += walk(page)
    assert sum(screens) <= 28, screens
