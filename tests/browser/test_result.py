"""What can be taken away from a result: text, links and the report."""

import re
import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, MakeContext, Watch
from tests.browser.steps import MAKING
from tests.browser.visitor import Diagnosis, read_example_answers, start_diagnosis

pytestmark = pytest.mark.browser

NAME = "Samverkan kring vuxenutbildning"


@pytest.fixture
def diagnosis(address: str) -> Iterator[Diagnosis]:
    """A diagnosis unlike all before it, so that its report has to be made; deleted afterwards."""
    made = start_diagnosis(address, NAME, f"vuxenutbildningen, {secrets.token_hex(4)}")
    yield made
    made.visitor.get(f"{made.path}radera/")
    made.visitor.post(f"{made.path}radera/", {})


@pytest.fixture
def result(make_context: MakeContext, diagnosis: Diagnosis, address: str) -> Page:
    """A result, in a browser that may use the clipboard."""
    diagnosis.fill_everything(read_example_answers())
    context = make_context()
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=address)
    page = context.new_page()
    page.goto(diagnosis.visitor.address + diagnosis.conclude())
    return page


def read_clipboard(page: Page) -> str:
    return page.evaluate("navigator.clipboard.readText()")


def test_kopiera_som_text_copies_the_first_page_and_says_so(result: Page) -> None:
    result.get_by_role("link", name="Kopiera som text").click()
    expect(result.locator("#copied")).to_have_text("Kopierat.")
    copied = read_clipboard(result)
    assert NAME in copied
    heading = " ".join(result.locator("h1").inner_text().split())
    assert heading in " ".join(copied.split())
    for title in result.locator(".steps h3").all_inner_texts()[:3]:
        assert title in copied
    assert "<" not in copied


def test_an_error_page_is_not_copied_as_the_result(result: Page, watch: Watch) -> None:
    watch.expect("404")
    result.route("**/sammanfattning.txt", lambda route: route.fulfill(status=404, body="<h1>"))
    result.get_by_role("link", name="Kopiera som text").click()
    expect(result.locator("#copied")).to_have_text("Det gick inte att kopiera.")


def test_the_text_is_put_on_the_clipboard_within_the_click(result: Page) -> None:
    """Safari refuses it once the text has been waited for: it is handed over as a promise."""
    result.evaluate(
        "() => { const write = navigator.clipboard.write.bind(navigator.clipboard);"
        "  navigator.clipboard.write = (items) =>"
        "    { window.inClick = Boolean(window.event); return write(items); };"
        "  navigator.clipboard.writeText = () => Promise.reject(new Error('too late')); }"
    )
    result.get_by_role("link", name="Kopiera som text").click()
    expect(result.locator("#copied")).to_have_text("Kopierat.")
    assert result.evaluate("window.inClick")
    assert NAME in read_clipboard(result)


def test_the_copy_buttons_copy_the_links(
    make_context: MakeContext, diagnosis: Diagnosis, address: str
) -> None:
    context = make_context()
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=address)
    page = context.new_page()
    page.goto(diagnosis.url)
    for link in ("answer-link", "read-link"):
        page.locator(f'[data-copy="{link}"]').click()
        expect(page.locator("#copied")).to_have_text("Kopierat.")
        assert read_clipboard(page) == page.locator(f"#{link}").input_value()
    assert page.locator("#answer-link").input_value() == diagnosis.url


def test_copying_that_is_not_allowed_says_so(page: Page, diagnosis: Diagnosis) -> None:
    page.add_init_script("navigator.clipboard.writeText = () => Promise.reject(new Error('no'))")
    page.goto(diagnosis.url)
    page.locator('[data-copy="answer-link"]').click()
    expect(page.locator("#copied")).to_contain_text("Det gick inte att kopiera.")


def test_without_javascript_there_are_no_copy_buttons_that_do_nothing(
    make_context: MakeContext, diagnosis: Diagnosis
) -> None:
    page = make_context(java_script_enabled=False).new_page()
    page.goto(diagnosis.url)
    expect(page.locator("[data-copy]").first).to_be_hidden()
    expect(page.locator("#answer-link")).to_have_value(diagnosis.url)


def test_the_report_is_a_plain_link_that_says_that_it_is_being_made(
    result: Page, tmp_path: Path
) -> None:
    asked: list[str] = []
    result.on("request", lambda request: asked.append(request.resource_type))
    button = result.get_by_role("link", name="Ladda ner rapporten (PDF)")
    with result.expect_download(timeout=MAKING) as started:
        button.click(timeout=MAKING)
    expect(result.locator("#copied")).to_contain_text("Gör rapporten … Nedladdningen börjar")
    saved = tmp_path / "rapport.pdf"
    started.value.save_as(saved)
    assert saved.read_bytes().startswith(b"%PDF-")
    assert re.fullmatch(r"[\w-]*vuxenutbildning[\w-]*\.pdf", started.value.suggested_filename)
    assert not started.value.url.startswith("blob:")
    assert [kind for kind in asked if kind != "font"] == ["document"]  # nothing by a script


def test_changing_an_answer_and_showing_the_result_again_makes_a_new_one(
    result: Page, diagnosis: Diagnosis
) -> None:
    assert result.url.endswith("/resultat/1/")
    result.get_by_role("link", name="Ändra svar").click()
    diagnosis.change("uppstart.m3", "3")
    result.goto(diagnosis.page_url("klart"))
    result.get_by_role("button", name="Visa resultat").click()
    expect(result).to_have_url(re.compile("/resultat/2/$"))
    result.goto(diagnosis.url + "resultat/1/")
    result.get_by_role("link", name="Visa det senaste").click()
    expect(result).to_have_url(re.compile("/resultat/2/$"))


def test_the_read_link_shows_the_result_and_no_way_to_change_it(
    make_context: MakeContext, diagnosis: Diagnosis, result: Page
) -> None:
    page = make_context(viewport=PHONE).new_page()
    page.goto(diagnosis.find_read_link())
    assert page.locator("h1").inner_text() == result.locator("h1").inner_text()
    links = page.locator("a").evaluate_all("all => all.map(one => one.getAttribute('href'))")
    assert not [link for link in links if link.startswith("/d/")]
    assert page.locator("main form").count() == 0


def test_deleting_a_diagnosis_asks_first_and_says_that_it_is_gone(
    page: Page, diagnosis: Diagnosis, watch: Watch
) -> None:
    watch.expect("status of 404")
    page.goto(diagnosis.url)
    page.get_by_role("link", name="Radera den nu").click()
    page.get_by_role("button", name="Radera för alltid").click()
    expect(page.get_by_role("status")).to_contain_text("Diagnosen är raderad")
    page.goto(diagnosis.url)
    expect(page.locator("h1")).to_have_text("Sidan finns inte")
