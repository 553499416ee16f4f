"""What is typed stays in the tab until it is saved: network gone, page left, signed out."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import MakeContext, Watch
from tests.browser.device import Chromium
from tests.browser.people import give_the_code
from tests.browser.server import Server
from tests.browser.steps import go

pytestmark = pytest.mark.browser

TEXT = "Vi är oense om det här.\nDet får stå kvar."
OFFLINE = "Ingen kontakt. Inget är skickat."
BACK = "Det du skrev sist är tillbaka."


def sign_in(page: Page, server: Server, email: str) -> None:
    give_the_code(Chromium(page), server, email)
    page.wait_for_url("**/mina/")


def type_texts(page: Page) -> int:
    """Write in every field for a long text, also in those that are folded; how many there are."""
    page.evaluate(
        "document.querySelectorAll('main details').forEach((one) => { one.open = true; })"
    )
    areas = page.locator("main textarea:not([readonly])")
    for number in range(areas.count()):
        areas.nth(number).fill(TEXT)
    return areas.count()


def texts_of(page: Page) -> list[str]:
    read = "(areas) => areas.map((area) => area.value)"
    texts: list[str] = page.locator("main textarea:not([readonly])").evaluate_all(read)
    return texts


def test_what_is_typed_outlives_a_lost_network_and_a_lost_page_until_it_is_thrown_away(
    make_context: MakeContext, server: Server, watch: Watch
) -> None:
    """Every form is tried in `test_every_form.py`."""
    watch.expect("ERR_FAILED")
    page = make_context().new_page()
    for address in (f"{server.address}/synpunkter/", f"{server.address}/ny/"):
        page.goto(address)
        typed = type_texts(page)
        assert typed, address
        # By turns: the device has no network, and it has one that leads nowhere.
        if address.endswith("/ny/"):
            page.context.set_offline(True)
        else:
            page.route("**/*", lambda route: route.abort())
        page.locator("main form:has(textarea) .btn-primary").last.click()
        expect(page.get_by_text(OFFLINE).first).to_be_visible()
        page.unroute_all()
        assert texts_of(page) == [TEXT] * typed, address
        page.context.set_offline(False)
        page.goto(f"{server.address}/metoden/")
        page.goto(address)
        expect(page.get_by_text(BACK).first).to_be_visible()
        assert texts_of(page) == [TEXT] * typed, address
        page.get_by_role("button", name="Ta bort det").first.click()
        page.wait_for_function("!document.querySelector('.kept-notice')")
        assert TEXT not in texts_of(page), address
    # A form of choices has no text to keep, and stays on the page all the same.
    page.goto(f"{server.address}/verktyg/isberget/")
    page.context.set_offline(True)
    page.locator("form[action*=sprak] button, form[action*=language] button").first.click()
    expect(page.get_by_text(OFFLINE).first).to_be_visible()
    page.context.set_offline(False)


def test_what_has_been_saved_is_not_put_back_and_signing_out_forgets_the_rest(
    make_context: MakeContext, server: Server, watch: Watch
) -> None:
    watch.expect("^cookie: sessionid$", "403")
    page = make_context().new_page()
    sign_in(page, server, "sparat@kommun.example")
    page.goto(f"{server.address}/synpunkter/")
    type_texts(page)
    go(page, page.locator("main .btn-primary"))
    assert texts_of(page) == [""]
    type_texts(page)
    page.goto(f"{server.address}/konto/logga-ut/")
    assert page.evaluate("Object.keys(sessionStorage).length") == 1
    go(page, page.locator("main .btn-primary"))
    page.goto(f"{server.address}/synpunkter/")
    assert texts_of(page) == [""]

    sign_in(page, server, "sparat@kommun.example")
    page.goto(f"{server.address}/samverkan/ny/")
    page.get_by_label("Vad heter er samverkan?").fill("Oense")
    type_texts(page)
    page.context.clear_cookies(name="sessionid")
    go(page, page.locator("main .btn-primary"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Du är inte inloggad")
    give_the_code(Chromium(page), server, "sparat@kommun.example")
    expect(page.get_by_role("heading", level=1)).to_have_text("Spara det du skrev")
    go(page, page.get_by_role("button", name="Spara"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Bjud in gruppen")
    page.goto(f"{server.address}/samverkan/ny/")
    assert texts_of(page) == [""]


def test_saving_one_form_of_a_page_keeps_what_is_written_in_the_other(
    make_context: MakeContext, server: Server, watch: Watch
) -> None:
    watch.expect("^cookie: sessionid$")
    page = make_context().new_page()
    sign_in(page, server, "delar@kommun.example")
    page.goto(f"{server.address}/samverkan/ny/")
    page.get_by_label("Vad heter er samverkan?").fill("Delarna")
    page.get_by_label("Det här räknas in:").fill("allt")
    go(page, page.locator("main .btn-primary").first)
    page.goto(page.url.replace("omgangar/ny/", "delar/"))
    first, new = page.locator("details form"), page.locator("section form")
    new.locator("input[type=text]").first.fill("Norr")
    new.locator("textarea").first.fill("allt i norr")
    go(page, new.locator(".btn-primary"))
    assert new.locator("textarea").first.input_value() == ""
    new.locator("textarea").first.fill(TEXT)
    page.locator("details summary").first.click()
    first.locator("textarea").first.fill("allt i norr och öst")
    go(page, first.locator(".btn-secondary"))
    expect(new.get_by_text(BACK)).to_be_visible()
    assert new.locator("textarea").first.input_value() == TEXT
    assert first.locator("textarea").first.input_value() == "allt i norr och öst"
    expect(first.get_by_text(BACK)).to_have_count(0)
