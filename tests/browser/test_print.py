"""The result as it comes out of a printer: everything unfolded, nothing to press, no address."""

from collections.abc import Iterator
from io import BytesIO

import pytest
from pypdf import PdfReader

from tests.browser.conftest import MakeContext
from tests.browser.visitor import Diagnosis, read_example_answers, start_diagnosis

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def diagnosis(address: str) -> Iterator[Diagnosis]:
    made = start_diagnosis(address)
    made.fill_everything(read_example_answers())
    made.conclude()
    yield made
    made.visitor.get(f"{made.path}radera/")
    made.visitor.post(f"{made.path}radera/", {})


def test_a_comment_longer_than_a_page_begins_under_its_heading(
    make_context: MakeContext, address: str
) -> None:
    made = start_diagnosis(address)
    made.fill_everything(
        read_example_answers() | {"comment.varfor": "Det började " + "bra men " * 600}
    )
    made.conclude()
    page = make_context().new_page()
    page.goto(made.find_read_link())
    printed = page.pdf(format="A4", print_background=False)
    pages = [p.extract_text() for p in PdfReader(BytesIO(printed)).pages]
    assert [text.count("Era kommentarer") for text in pages if "Det började" in text] == [1]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_printed_result_has_everything_and_no_secret(
    make_context: MakeContext, diagnosis: Diagnosis, scheme: str
) -> None:
    page = make_context(color_scheme=scheme).new_page()
    page.goto(diagnosis.find_read_link())
    folded = page.locator("details").evaluate_all("all => all.map(one => one.textContent)")
    printed = page.pdf(format="A4", display_header_footer=True, print_background=False)
    pages = [p.extract_text() for p in PdfReader(BytesIO(printed)).pages]
    text = "".join("".join(p.split()) for p in pages)
    assert len(folded) >= 7
    for words in ("Pröva den här månaden", "Visa", "Frågor om Uppstart"):
        assert any(words in part for part in folded)
    for words in ("Pröva den här månaden", "Frågor om Uppstart", "Källor", "Om rapporten"):
        assert "".join(words.split()) in text
    assert text.count("Prataom") == 5
    for words in ("Visa stadierna", "Visa alla svar", "Ladda ner", "Alla frågor", "/l/", "http"):
        assert "".join(words.split()) not in text
    assert len(pages) <= 16
    numbers = [f"{number} ({len(pages)})" for number in range(1, len(pages) + 1)]
    assert [p.partition("\n")[0] for p in pages] == numbers


def test_on_paper_ink_is_dark_whatever_the_screen(
    make_context: MakeContext, diagnosis: Diagnosis
) -> None:
    page = make_context(color_scheme="dark").new_page()
    page.goto(diagnosis.find_read_link())
    page.emulate_media(media="print")
    colour = "e => getComputedStyle(e).color"
    assert page.locator("h1").evaluate(colour) == "rgb(23, 33, 43)"
    assert page.locator("svg.path").is_visible()
    assert page.locator(".path-list").is_hidden()
