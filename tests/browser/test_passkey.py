"""A passkey from the first click to the last, with Chromium's own virtual authenticator."""

import re
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import MakeContext, Watch
from tests.browser.device import Chromium
from tests.browser.people import give_the_code
from tests.browser.server import Server

pytestmark = pytest.mark.browser

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def sign_out(page: Page) -> None:
    page.goto("/konto/logga-ut/")
    page.locator("main").get_by_role("button", name="Logga ut").click()


def test_a_passkey_is_made_signs_in_by_itself_and_is_the_second_step(
    make_context: MakeContext, server: Server, watch: Watch
) -> None:
    # Passkeys belong to a name, never to a number.
    named = server.address.replace("127.0.0.1", "localhost")
    watch.expect("^cookie: sessionid$", f"^another host: {named}/")
    context = make_context(base_url=named)
    page = context.new_page()
    devices = context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    device = devices.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    email = f"{uuid4().hex}@kommun.example"

    give_the_code(Chromium(page), server, email)
    page.get_by_role("link", name="Inloggning och säkerhet").click()
    page.get_by_role("link", name="Lägg till en passnyckel").click()
    page.get_by_role("button", name="Skapa passnyckeln").click()
    expect(page.get_by_label("Reservkoder")).to_have_value(re.compile(r"^(\d{8}\n){10}$"))
    page.get_by_role("link", name="Jag har sparat dem").click()
    expect(page.get_by_role("listitem").filter(has_text="Passnyckel tillagd")).to_be_visible()

    sign_out(page)
    page.goto("/konto/logga-in/?next=/mina/radera-kontot/")
    page.get_by_role("button", name="Logga in med passnyckel").click()
    page.wait_for_url("**/mina/radera-kontot/")
    expect(page.get_by_text(email)).to_be_visible()

    sign_out(page)
    give_the_code(Chromium(page), server, email)
    user = {"authenticatorId": device["authenticatorId"], "isUserVerified": False}
    devices.send("WebAuthn.setUserVerified", user)
    page.get_by_role("button", name="Använd passnyckeln").click()
    expect(page.get_by_role("alert").or_(page.locator("[role=status]:not(:empty)"))).to_be_visible()
    page.goto("/mina/")
    expect(page.get_by_role("heading", name="Logga in")).to_be_visible()
    devices.send("WebAuthn.setUserVerified", user | {"isUserVerified": True})
    page.goto("/konto/andra-steget/")
    page.get_by_role("button", name="Använd passnyckeln").click()
    page.wait_for_url("**/mina/")
