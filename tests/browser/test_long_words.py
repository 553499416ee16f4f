"""A group's pages with long words on a phone, and the server's own order in a box of addresses."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE, MakeContext, Watch
from tests.browser.server import Server, run_manage
from tests.browser.steps import go
from tests.browser.test_unsaved import sign_in

pytestmark = pytest.mark.browser

WORD = "Samverkansorganisationsutvecklingskonferensens"
ADDRESS = f"{'a' * 40}@{'b' * 12}.example"
MAKE_A_ROUND = f"""
from django.urls import reverse
from assessments.groups.actions.collaborations import add_member
from assessments.core.rules.permissions import Role
from assessments.models import Collaboration
from samverkan.accounts.actions import prepare_account
from tests.group import make_group
group = make_group()
group.leader.email = "lang@kommun.example"
group.leader.save()
group.collaboration.name = "{WORD}"
group.collaboration.save()
add_member(collaboration=group.collaboration, email="{ADDRESS}", role=Role.READER)
group.open(title="{WORD}", organisations=["{WORD}", "Kommunen"])
for name in ("round", "invitations", "asked"):
    print(group.url(name))
for name in ("collaboration", "members", "profile", "parts", "plan"):
    print(group.collaboration_url(name))
print(reverse("join", args=[group.group_token]))
first = group.round
group.open(title="{WORD}")
for _ in range(6):
    group.answer()
group.close()
print(group.url("meeting"))
print(group.url("steering_link"))
"""


def test_long_words_do_not_make_a_phone_scroll_sideways_nor_is_an_old_order_put_back(
    make_context: MakeContext, server: Server, watch: Watch
) -> None:
    watch.expect("^cookie: sessionid$", "422")
    made = run_manage(server.database, "shell", "--no-imports", "-c", MAKE_A_ROUND)
    addresses = [line for line in made.split() if line.startswith("/")]
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
