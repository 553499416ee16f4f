"""The main story in Debian's Firefox, which is another engine than most tests have.

The group's whole story in it is in `test_group_story.py`.
"""

import re
from io import BytesIO
from urllib.parse import urlsplit

import pytest
from pypdf import PdfReader

from tests.browser.device import NEXT
from tests.browser.firefox import TAB, Firefox, Tab
from tests.browser.test_walk import NAME, RESULT, SCOPE
from tests.browser.visitor import Diagnosis, Visitor, read_example_answers

pytestmark = pytest.mark.browser


@pytest.fixture
def tab(firefox: Firefox) -> Tab:
    return firefox.sit_down()


def read_path(tab: Tab) -> str:
    return urlsplit(tab.address).path


def name_it(tab: Tab, address: str) -> Diagnosis:
    """From the start page to a diagnosis that is named."""
    tab.go_to("/")
    tab.press("Gör en diagnos")
    tab.click(tab.find('input[name="name"]'))
    tab.type(f"{NAME}{TAB}{SCOPE}")
    tab.press("Gå vidare")
    tab.expect_heading("Var står ni?")
    diagnosis = Diagnosis(Visitor(address), read_path(tab).removesuffix("steg/lage/"))
    diagnosis.visitor.get(diagnosis.path)
    return diagnosis


def answer_page(tab: Tab, wanted: dict[str, str]) -> dict[str, str]:
    """Answer all questions of a page; field → value."""
    second = tab.evaluate(
        "() => Object.fromEntries([...document.querySelectorAll('fieldset.question')]"
        ".map(one => [one.dataset.field, one.querySelectorAll('input')[1].value]))"
    )
    given = {field: wanted.get(field, value) for field, value in second.items()}
    for field, value in given.items():
        tab.answer(field, value)
    return given


def test_the_main_story_in_firefox(tab: Tab, address: str) -> None:
    diagnosis = name_it(tab, address)
    wanted = read_example_answers()

    # The answers are saved as they are given. The page loaded anew shows what is saved, also what
    # somebody else has changed since.
    given = answer_page(tab, wanted)
    tab.expect_saved()
    assert diagnosis.read_answers() == given
    tab.reload()
    assert tab.read_answers() == given
    given["self_placement"] = "avslut"
    diagnosis.change("self_placement", "avslut")
    tab.reload()
    assert tab.read_answers() == given
    tab.leave_by(tab.find(NEXT))
    assert RESULT.search(tab.read("h1"))
    tab.leave_by(tab.find("main a.btn-primary"))

    # Nästa is pressed at once: it waits for what is being saved, and leaves.
    visited = []
    while not read_path(tab).endswith("/klart/"):
        visited.append(tab.read("h1"))
        given |= answer_page(tab, wanted)
        tab.leave_by(tab.find(NEXT))
        assert diagnosis.read_answers() == given
    assert visited == ["Initiativ", "Uppstart", "Etablering", "Mognad/Genomförande", "Hela vägen"]

    assert tab.read("h1") == "Allt är besvarat"
    tab.answer("outlook", "continue")
    tab.press("Visa resultat")
    assert RESULT.search(tab.read("h1"))
    assert diagnosis.read_answers() == given | {"outlook": "continue"}
    report = tab.download_by(tab.find("a", "Ladda ner rapporten (PDF)"))
    assert re.match(rb"%PDF-1\.\d", report)


def test_no_heading_stands_alone_at_the_foot_of_a_printed_page(tab: Tab, address: str) -> None:
    tab.go_to("/exempel/")
    headings = tab.evaluate(
        "() => [...document.querySelectorAll('main :is(h2, h3, h4, dt, caption), summary .from')]"
        ".map(one => one.textContent)"
    )
    known = {heading.strip() for heading in headings}
    pages = [page.extract_text() for page in PdfReader(BytesIO(tab.print())).pages]
    ends = [page.strip().splitlines()[-1].strip() for page in pages[:-1]]
    assert len(ends) > 10
    assert [end for end in ends if end in known] == []
