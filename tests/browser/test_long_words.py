"""A group's pages with long words on a phone, and the server's own order in a box of addresses."""

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE, MakeContext, Watch
from tests.browser.server import Server
from tests.browser.steps import go
from tests.browser.test_unsaved import sign_in

pytestmark = pytest.mark.browser


def test_long_words_do_not_make_a_phone_scroll_sideways_nor_is_an_old_order_put_back(
    make_context: MakeContext, server: Server, watch: Watch, made: dict[str, Any]
) -> None:
    watch.expect("^cookie: sessionid$", "422")
    addresses = made["long"]
    page = make_context(viewport=PHONE).new_page()
    sign_in(page, server, "lang@kommun.example")
    wide = {}
    for address in addresses:
        assert page.goto(address).status == 200  # type: ignore[union-attr]
        assert page.url.endswith(address)
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > PHONE["width"]:
            wide[address] = width
    assert not wide

    page.goto(next(address for address in addresses if "inbjud" in address))
    box = page.get_by_label("E-postadresser")
    box.fill("eva@kommun.example\nfel\nfia@kommun.example")
    go(page, page.locator("form:has(textarea) .btn-primary").first)
    expect(box).to_have_value("fel\n\neva@kommun.example\nfia@kommun.example")
    expect(page.locator(".kept-notice")).to_have_count(0)
    box.fill("fel igen")
    page.goto(next(address for address in addresses if "inbjud" in address))
    expect(box).to_have_value("fel igen")
