"""A link that joins a round, opened again on the same phone after the tab was closed.

Without scripts; with them it is part of the group's story, but for the choice on a shared screen.
"""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, MakeContext
from tests.browser.steps import choose, go, press_next

pytestmark = pytest.mark.browser


def begin(page: Page, link: str) -> None:
    page.goto(link)
    page.locator('input[name="perspective"][value="drivande"]').check()
    go(page, page.get_by_role("button", name="Börja svara"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Var står ni?")


def test_the_mailed_link_leads_back_to_the_answers_and_the_groups_to_a_choice(
    make_context: MakeContext, links: list[str]
) -> None:
    mailed, shared = links
    phone = make_context(viewport=PHONE, java_script_enabled=False)
    for link in links:
        tab = phone.new_page()
        begin(tab, link)  # the group's link knows nothing of what was begun by the mailed one
        choose(tab, "initiativ.m6", "2")
        press_next(tab)
        tab.close()
    tab = phone.new_page()
    tab.goto(mailed)
    expect(tab.get_by_role("heading", level=1)).to_have_text("Dina svar är inte inlämnade än")
    expect(tab.locator("main")).to_contain_text("1 av ")
    tab.goto(shared)
    go(tab, tab.get_by_role("link", name="Fortsätt där du var"))
    expect(tab.locator("main")).to_contain_text("1 av ")
    tab.goto(shared)
    go(tab, tab.get_by_role("link", name="Någon annan ska svara"))
    expect(tab.get_by_role("button", name="Börja svara")).to_be_visible()
    kept = {cookie["path"] for cookie in phone.cookies() if cookie["name"] == "svar"}
    assert kept == set(links)
