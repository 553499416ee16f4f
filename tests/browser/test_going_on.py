"""A link that joins a round, opened again on the same phone after the tab was closed."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, MakeContext
from tests.browser.steps import choose, expect_saved, go

pytestmark = pytest.mark.browser


def begin(page: Page, link: str) -> None:
    page.goto(link)
    page.locator('input[name="perspective"][value="drivande"]').check()
    go(page, page.get_by_role("button", name="Börja svara"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Var står ni?")


@pytest.mark.parametrize("script", [True, False])
def test_the_mailed_link_leads_back_to_the_answers_and_the_groups_to_a_choice(
    make_context: MakeContext, links: list[str], *, script: bool
) -> None:
    mailed, shared = links
    phone = make_context(viewport=PHONE, java_script_enabled=script)
    for link in links:
        tab = phone.new_page()
        begin(tab, link)  # the group's link knows nothing of what was begun by the mailed one
        choose(tab, "initiativ.m6", "2")
        if script:
            expect_saved(tab)
        else:
            go(tab, tab.locator('#walk .actions button[value="next"]'))
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
