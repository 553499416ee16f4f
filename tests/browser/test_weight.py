"""What a first visit to a page of questions costs a phone, and what it has before any script."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, MakeContext
from tests.browser.steps import option
from tests.browser.visitor import PAGES, Diagnosis, read_example_answers, start_diagnosis

pytestmark = pytest.mark.browser

MOST_BYTES = 50_000
"""Bytes over the network in all, compressed, headers included."""

MOST_SCRIPT = 15_000
MOST_HTML = 45_000
"""Bytes of HTML before compression."""


@dataclass
class Meter:
    """Counts the bytes that really come over the network, by kind of file."""

    bytes: Counter[str] = field(default_factory=Counter)
    kinds: dict[str, str] = field(default_factory=dict)

    def follow(self, page: Page) -> None:
        session = page.context.new_cdp_session(page)
        session.on("Network.responseReceived", self._note)
        session.on("Network.loadingFinished", self._count)
        session.send("Network.enable")
        session.send("Network.setCacheDisabled", {"cacheDisabled": True})

    def _note(self, event: dict[str, Any]) -> None:
        self.kinds[event["requestId"]] = event["type"]

    def _count(self, event: dict[str, Any]) -> None:
        kind = self.kinds[event["requestId"]]
        self.bytes[kind] += event["encodedDataLength"]


@pytest.fixture
def meter() -> Meter:
    return Meter()


@pytest.fixture(scope="module")
def answered(address: str) -> Diagnosis:
    """A diagnosis in which everything has been answered."""
    made = start_diagnosis(address)
    made.fill_everything(read_example_answers())
    return made


def test_a_first_visit_to_a_page_of_questions_weighs_little(
    make_context: MakeContext, answered: Diagnosis, meter: Meter
) -> None:
    """The one with the most HTML: besides that all pages of questions load the same."""
    sizes = {
        slug: len(answered.visitor.get(f"{answered.path}steg/{slug}/").text.encode())
        for slug in PAGES
    }
    assert max(sizes.values()) <= MOST_HTML, sizes
    page = make_context(viewport=PHONE).new_page()
    meter.follow(page)
    slug = max(sizes, key=sizes.__getitem__)
    response = page.goto(answered.page_url(slug), wait_until="networkidle")
    assert response is not None
    assert meter.bytes["Document"] > 1_000, "nothing was counted"
    assert meter.bytes["Font"] > 1_000, "the typeface was not counted"
    assert meter.bytes.total() <= MOST_BYTES, meter.bytes
    assert 0 < meter.bytes["Script"] <= MOST_SCRIPT, meter.bytes
    assert len(response.body()) <= MOST_HTML


def test_a_page_of_questions_is_useful_before_any_script_has_come(
    make_context: MakeContext, diagnosis: Diagnosis
) -> None:
    page = make_context(viewport=PHONE).new_page()
    page.route("**/*.js", lambda route: None)  # it never comes
    page.goto(diagnosis.page_url("initiativ"), wait_until="commit")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    option(page, "varfor.3", "4").click()
    page.locator('#walk .actions button[value="stay"]').click(no_wait_after=True)
    expect(page.locator("#saved")).to_contain_text("Sparat")
    assert diagnosis.read_answers() == {"varfor.3": "4"}
