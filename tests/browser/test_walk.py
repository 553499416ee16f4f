"""The whole walk, start page to result: with a mouse, with keys, without JavaScript."""

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import PHONE, MakeContext, Watch
from tests.browser.device import FILL_IN
from tests.browser.steps import (
    MAKING,
    choose,
    chosen,
    expect_saved,
    go,
    open_comment,
    press_next,
    press_tab,
)
from tests.browser.visitor import read_example_answers

pytestmark = pytest.mark.browser

NAME = "Kompetens i älvdalen"
SCOPE = "vuxenutbildning i fyra kommuner, men inte yrkeshögskolan"
RESULT = re.compile(r"^Ni är ")


def list_questions(page: Page) -> list[str]:
    return page.locator("fieldset.question").evaluate_all(
        "all => all.map(one => one.dataset.field)"
    )


def list_values(page: Page, field: str) -> list[str]:
    radios = page.locator(f'input[type="radio"][name="{field}"]')
    return radios.evaluate_all("all => all.map(one => one.value)")


def read_stored(page: Page) -> dict[str, str]:
    """What the server has, asked beside the page."""
    link = re.sub(r"(/d/[^/]+/).*", r"\1svar/", page.url)
    fields = page.context.request.get(link).json()["fields"]
    return {field: kept["value"] for field, kept in fields.items() if kept["value"]}


def name_it(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="Gör en diagnos").click()
    page.get_by_label("Vad heter er samverkan?").fill(NAME)
    page.get_by_label("Det här räknas in:").fill(SCOPE)
    page.get_by_role("button", name="Gå vidare").click()
    expect(page.locator("h1")).to_have_text("Var står ni?")


def finish(page: Page) -> None:
    """From the check page to the result."""
    expect(page.locator("h1")).to_have_text("Allt är besvarat")
    page.get_by_role("button", name="Visa resultat").click()
    expect(page.locator("h1")).to_have_text(RESULT)
    expect(page.locator(".eyebrow")).to_contain_text(NAME)


# With a mouse -----------------------------------------------------------------------------------


def click_answers(page: Page, wanted: dict[str, str]) -> dict[str, str]:
    given = {}
    for field in list_questions(page):
        value = wanted.get(field) or list_values(page, field)[1]
        choose(page, field, value)
        given[field] = value
    return given


def test_the_whole_walk_with_a_mouse_saves_every_answer_as_it_is_given(
    make_context: MakeContext,
) -> None:
    """On a phone; the walks by keyboard and without scripts are on a larger screen."""
    page = make_context(viewport=PHONE).new_page()
    name_it(page)
    expect(page.locator("#saved")).to_have_text("Svaren sparas efter hand")
    wanted = read_example_answers()
    given: dict[str, str] = {}
    visited = []
    while not page.url.endswith("/klart/"):
        visited.append(page.locator("h1").inner_text())
        given |= click_answers(page, wanted)
        expect_saved(page)
        assert read_stored(page) == given
        counted = len(given) - ("self_placement" in given)
        progress = page.locator("#progress")
        expect(progress).to_have_text(re.compile(rf"^{counted} av \d+ besvarade$"))
        press_next(page)
        if page.url.endswith("/preliminart/"):
            expect(page.locator("h1")).to_have_text(RESULT)
            go(page, page.get_by_role("link", name="Nästa:"))
    assert visited == [
        "Var står ni?", "Initiativ", "Uppstart", "Etablering", "Mognad/Genomförande", "Hela vägen"
    ]  # fmt: skip
    answered, total = re.findall(r"\d+", page.locator("#progress").inner_text())
    assert answered == total
    choose(page, "outlook", "continue")
    expect_saved(page)
    finish(page)
    # The answers have been changed by nothing but the clicks.
    assert read_stored(page) == given | {"outlook": "continue"}


# With the keyboard alone ------------------------------------------------------------------------


def tab_to(page: Page, text: str) -> None:
    for _ in range(60):
        if press_tab(page)["text"].startswith(text):
            return
    raise AssertionError(f"no tab stop says {text!r}")


def answer_with_keys(page: Page, field: str, turn: int) -> str:
    """Answer the question that has the focus, in one of the ways; the value chosen."""
    values = list_values(page, field)
    if turn % 3 == 0:
        page.keyboard.press("Space")
        return values[0]
    if turn % 3 == 1:
        page.keyboard.press("ArrowDown")
        return values[1]
    page.keyboard.press("3")
    return values[2]


def press_enter(page: Page) -> None:
    """Enter on what leads to another page."""
    with page.expect_navigation():
        page.keyboard.press("Enter")


def walk_page_with_keys(page: Page, given: dict[str, str]) -> None:
    """Answer everything on the page, stop by stop, and press Enter on Nästa."""
    for _ in range(150):
        focus = press_tab(page)
        if focus["type"] == "radio":
            assert focus["name"] not in given, "Tab stays in a question that has been answered"
            given[focus["name"]] = answer_with_keys(page, focus["name"], len(given))
            assert chosen(page, focus["name"]) == given[focus["name"]]
        elif focus["value"] == "next":
            expect_saved(page)
            press_enter(page)
            return
    raise AssertionError("Nästa cannot be reached with Tab")


def test_the_whole_walk_by_keyboard_alone(page: Page) -> None:
    page.goto("/")
    assert press_tab(page)["text"] == "Till innehållet"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    tab_to(page, "Gör en diagnos")
    press_enter(page)
    expect(page.locator("h1")).to_have_text("Vad gäller diagnosen?")
    while press_tab(page)["name"] != "name":
        pass
    page.keyboard.type(NAME)
    press_tab(page)
    page.keyboard.type(SCOPE)
    tab_to(page, "Gå vidare")
    press_enter(page)
    expect(page.locator("h1")).to_have_text("Var står ni?")
    given: dict[str, str] = {}
    pages = 0
    while not page.url.endswith("/klart/"):
        walk_page_with_keys(page, given)
        pages += 1
        if page.url.endswith("/preliminart/"):
            tab_to(page, "Nästa:")
            press_enter(page)
    assert pages >= 3
    assert read_stored(page) == given
    while press_tab(page)["type"] != "radio":
        pass
    page.keyboard.press("3")
    expect_saved(page)
    tab_to(page, "Visa resultat")
    press_enter(page)
    expect(page.locator("h1")).to_have_text(RESULT)
    assert read_stored(page) == given | {"outlook": "continue"}
    tab_to(page, "Ladda ner rapporten (PDF)")
    with page.expect_download(timeout=MAKING) as report:
        page.keyboard.press("Enter")
    assert report.value.suggested_filename.endswith(".pdf")


def focus_first_question(page: Page) -> tuple[str, list[str]]:
    field = list_questions(page)[0]
    page.locator(f'input[name="{field}"]').first.focus()
    return field, list_values(page, field)


def test_each_digit_chooses_its_answer_and_0_takes_it_back(page: Page, diagnosis: Any) -> None:
    page.goto(diagnosis.page_url("uppstart"))
    field, values = focus_first_question(page)
    assert values == ["1", "2", "3", "4", "5", "dont_know", "not_applicable", ""]
    for number, value in enumerate(values[:-1], start=1):
        page.keyboard.press(str(number))
        assert chosen(page, field) == value
    expect_saved(page)
    assert diagnosis.read_answers() == {field: "not_applicable"}
    page.keyboard.press("8")
    page.keyboard.press("9")
    assert chosen(page, field) == "not_applicable"
    page.keyboard.press("0")
    assert chosen(page, field) == ""
    expect_saved(page)
    assert diagnosis.read_answers() == {}
    page.wait_for_timeout(100)  # what has the focus must still have it when the answer is gone
    page.keyboard.press("2")
    expect_saved(page)
    assert diagnosis.read_answers() == {field: "2"}


def test_0_on_a_question_without_an_answer_does_nothing(page: Page, diagnosis: Any) -> None:
    page.goto(diagnosis.page_url("uppstart"))
    focus_first_question(page)
    page.keyboard.press("0")
    page.wait_for_timeout(600)
    expect(page.locator("#saved")).to_have_text("Svaren sparas efter hand")


def test_digits_in_a_comment_are_only_text(page: Page, diagnosis: Any) -> None:
    page.goto(diagnosis.page_url("uppstart"))
    field = list_questions(page)[0]
    box = open_comment(page, field.partition(".")[0])
    box.press_sequentially("Vi är 10 i 3 kommuner")
    expect_saved(page)
    assert list(diagnosis.read_answers().values()) == ["Vi är 10 i 3 kommuner"]


# Without JavaScript -----------------------------------------------------------------------------


def bar_button(page: Page, slug: str) -> Locator:
    return page.locator(f'.bar button[value="{slug}"]')


def fill_in_answers(page: Page, wanted: dict[str, str]) -> dict[str, str]:
    """As `click_answers`, but without the mouse, which the first page has been answered with."""
    seconds = "all => all.map(one => [one.dataset.field, one.querySelectorAll('input')[1].value])"
    second = dict(page.locator("fieldset.question").evaluate_all(seconds))
    given = {field: wanted.get(field) or value for field, value in second.items()}
    page.evaluate(FILL_IN, given)
    return given


def test_the_whole_walk_without_javascript(make_context: MakeContext, watch: Watch) -> None:
    page = make_context(java_script_enabled=False).new_page()
    name_it(page)
    wanted = read_example_answers()
    pressing = "Svaren sparas när du trycker på Spara eller Nästa"
    expect(page.locator("#saved")).to_have_text(pressing)
    given = click_answers(page, wanted)
    assert read_stored(page) == {}
    page.get_by_role("button", name="Spara", exact=True).last.click()
    expect(page.locator("h1")).to_have_text("Var står ni?")
    expect(page.locator("#saved")).to_have_text(re.compile(r"^Sparat \d\d\.\d\d$"))
    assert read_stored(page) == given

    # An answer is taken back, and a button of the bar saves before it leaves.
    field = list_questions(page)[0]
    choose(page, field, "")
    bar_button(page, "uppstart").click()
    expect(page.locator("h1")).to_have_text("Uppstart")
    taken_back = given.pop(field)
    assert read_stored(page) == given
    bar_button(page, "lage").click()
    choose(page, field, taken_back)
    press_next(page)
    expect(page.locator("h1")).to_have_text(RESULT)
    go(page, page.get_by_role("link", name="Nästa:"))
    given[field] = taken_back

    comment = "Vi är oense.\nDet får vi leva med."
    aspect = list_questions(page)[0].partition(".")[0]
    open_comment(page, aspect).fill(comment)
    given[f"comment.{aspect}"] = comment
    while not page.url.endswith("/klart/"):
        given |= fill_in_answers(page, wanted)
        press_next(page)
        assert read_stored(page) == given
    choose(page, "outlook", "undecided")
    finish(page)
    assert read_stored(page) == given | {"outlook": "undecided"}
    expect(page.locator(".comments")).to_contain_text("Det får vi leva med.")

    pdf = page.get_by_role("link", name="Ladda ner rapporten (PDF)").get_attribute("href")
    assert pdf
    report = page.context.request.get(pdf)
    assert report.headers["content-type"] == "application/pdf"
    assert report.body().startswith(b"%PDF-")
    watch.expect("favicon.ico")  # a page of plain text names no icon of its own
    page.get_by_role("link", name="Kopiera som text").click()
    expect(page.locator("body")).to_contain_text(NAME)


def test_without_javascript_fortsatt_senare_saves_the_page(
    make_context: MakeContext, diagnosis: Any
) -> None:
    page = make_context(java_script_enabled=False).new_page()
    page.goto(diagnosis.page_url("uppstart"))
    field = list_questions(page)[0]
    choose(page, field, "4")
    page.get_by_role("button", name="Fortsätt senare").click()
    expect(page.locator("h1")).to_have_text("Samverkan kring vuxenutbildning")
    assert diagnosis.read_answers() == {field: "4"}
