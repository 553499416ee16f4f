"""The main stories in Debian's Firefox, which is another engine than all other tests have."""

import json
import re
import shutil
from collections.abc import Iterator
from io import BytesIO
from urllib.parse import urlsplit

import pytest
from pypdf import PdfReader

from tests.browser.conftest import Watch
from tests.browser.firefox import PROGRAM, TAB, Firefox, open_firefox
from tests.browser.people import FILL_IN
from tests.browser.server import Server, run_manage
from tests.browser.steps import SAVED
from tests.browser.test_passkey import find_code
from tests.browser.test_walk import NAME, RESULT, SCOPE
from tests.browser.visitor import Diagnosis, Visitor, read_example_answers

pytestmark = pytest.mark.browser

NEXT = '#walk .actions button[value="next"]'


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firefox]:
    if shutil.which(PROGRAM) is None:
        pytest.skip(f"the Debian package {PROGRAM} is missing")
    with open_firefox(tmp_path_factory.mktemp("firefox")) as running:
        yield running


@pytest.fixture
def firefox(started: Firefox, watch: Watch) -> Iterator[Firefox]:
    yield started
    watch.complaints += started.list_complaints()


def read_heading(firefox: Firefox) -> str:
    return firefox.evaluate("() => document.querySelector('h1').innerText")


def read_path(firefox: Firefox) -> str:
    return urlsplit(firefox.evaluate("() => location.href")).path


def name_it(firefox: Firefox, address: str) -> Diagnosis:
    """From the start page to a diagnosis that is named."""
    firefox.go_to(address)
    firefox.leave_by(firefox.find("a", "Gör en diagnos"))
    firefox.click(firefox.find('input[name="name"]'))
    firefox.type(f"{NAME}{TAB}{SCOPE}")
    firefox.leave_by(firefox.find("button", "Gå vidare"))
    assert read_heading(firefox) == "Var står ni?"
    diagnosis = Diagnosis(Visitor(address), read_path(firefox).removesuffix("steg/lage/"))
    diagnosis.visitor.get(diagnosis.path)
    return diagnosis


def choose(firefox: Firefox, field: str, value: str) -> None:
    firefox.click(firefox.find(f'label:has(input[name="{field}"][value="{value}"])'))


def answer_page(firefox: Firefox, wanted: dict[str, str]) -> dict[str, str]:
    """Answer all questions of a page; field → value."""
    second = firefox.evaluate(
        "() => Object.fromEntries([...document.querySelectorAll('fieldset.question')]"
        ".map(one => [one.dataset.field, one.querySelectorAll('input')[1].value]))"
    )
    given = {field: wanted.get(field, value) for field, value in second.items()}
    for field, value in given.items():
        choose(firefox, field, value)
    return given


def read_shown(firefox: Firefox) -> dict[str, str]:
    """The answers that the page shows."""
    return firefox.evaluate(
        "() => Object.fromEntries([...document.querySelectorAll('#walk input:checked')]"
        ".map(one => [one.name, one.value]).filter(([name, value]) => value))"
    )


def wait_until_saved(firefox: Firefox) -> None:
    firefox.wait_until(
        "said => new RegExp(said).test(document.querySelector('#saved').textContent.trim())"
        " && !Object.keys(sessionStorage).some(key => key.startsWith('waiting:'))",
        SAVED.pattern,
    )


def test_the_main_story_in_firefox(firefox: Firefox, address: str) -> None:
    diagnosis = name_it(firefox, address)
    wanted = read_example_answers()

    # The answers are saved as they are given. The page loaded anew shows what is saved, also what
    # somebody else has changed since.
    given = answer_page(firefox, wanted)
    wait_until_saved(firefox)
    assert diagnosis.read_answers() == given
    firefox.reload()
    assert read_shown(firefox) == given
    given["self_placement"] = "avslut"
    diagnosis.change("self_placement", "avslut")
    firefox.reload()
    assert read_shown(firefox) == given
    firefox.leave_by(firefox.find(NEXT))
    assert RESULT.search(read_heading(firefox))
    firefox.leave_by(firefox.find("main a.btn-primary"))

    # Nästa is pressed at once: it waits for what is being saved, and leaves.
    visited = []
    while not read_path(firefox).endswith("/klart/"):
        visited.append(read_heading(firefox))
        given |= answer_page(firefox, wanted)
        firefox.leave_by(firefox.find(NEXT))
        assert diagnosis.read_answers() == given
    assert visited == ["Initiativ", "Uppstart", "Etablering", "Mognad/Genomförande", "Hela vägen"]

    assert read_heading(firefox) == "Allt är besvarat"
    choose(firefox, "outlook", "continue")
    firefox.leave_by(firefox.find("button", "Visa resultat"))
    assert RESULT.search(read_heading(firefox))
    assert diagnosis.read_answers() == given | {"outlook": "continue"}
    report = firefox.download_by(firefox.find("a", "Ladda ner rapporten (PDF)"))
    assert re.match(rb"%PDF-1\.\d", report)


def test_no_heading_stands_alone_at_the_foot_of_a_printed_page(
    firefox: Firefox, address: str
) -> None:
    firefox.go_to(f"{address}/exempel/")
    headings = firefox.evaluate(
        "() => [...document.querySelectorAll('main :is(h2, h3, h4, dt, caption), summary .from')]"
        ".map(one => one.textContent)"
    )
    known = {heading.strip() for heading in headings}
    pages = [page.extract_text() for page in PdfReader(BytesIO(firefox.print())).pages]
    ends = [page.strip().splitlines()[-1].strip() for page in pages[:-1]]
    assert len(ends) > 10
    assert [end for end in ends if end in known] == []


# A group ------------------------------------------------------------------------------------------

LEADER = "maja@kommun.example"
OPEN_A_ROUND = f"""
from tests.group import mailed_link, make_group
group = make_group(leader="{LEADER}")
group.open()
[invited] = group.invite("nils@kommun.example")
group.answer_as(*[{{"perspective": "drivande"}}] * 5)
print(mailed_link(invited))
print(group.url("round"))
"""


def sign_in(firefox: Firefox, server: Server, email: str) -> None:
    firefox.go_to(f"{server.address}/konto/logga-in/")
    firefox.click(firefox.find('input[name="email"]'))
    firefox.type(email)
    firefox.leave_by(firefox.find("main button", "Mejla en kod"))
    firefox.click(firefox.find('input[name="code"]'))
    firefox.type(find_code(server))
    firefox.leave_by(firefox.find("main button", "Logga in"))


def fill_in(firefox: Firefox, values: dict[str, str]) -> None:
    firefox.evaluate(f"(values) => ({FILL_IN})(JSON.parse(values))", json.dumps(values))


def test_a_member_resumes_and_hands_in_and_the_leader_closes_in_firefox(
    firefox: Firefox, server: Server
) -> None:
    """Five have answered before; the member fills in all pages but the first by a script."""
    said = run_manage(server.database, "shell", "--no-imports", "-c", OPEN_A_ROUND)
    link, round_page = (server.address + path for path in said.split()[-2:])
    wanted = read_example_answers()

    firefox.go_to(link)
    firefox.click(firefox.find('input[name="perspective"][value="drivande"]'))
    firefox.leave_by(firefox.find("main button", "Börja svara"))
    assert read_heading(firefox) == "Var står ni?"
    given = answer_page(firefox, wanted)
    wait_until_saved(firefox)
    firefox.go_to(server.address)
    firefox.go_to(link)
    assert read_heading(firefox) == "Dina svar är inte inlämnade än"
    firefox.leave_by(firefox.find("a", "Fortsätt svara"))
    assert read_heading(firefox) == "Initiativ"
    firefox.leave_by(firefox.find("#walk .actions button", "Tillbaka"))
    assert read_shown(firefox) == given
    while not read_path(firefox).endswith("/klart/"):
        fill_in(firefox, wanted)
        firefox.leave_by(firefox.find(NEXT))
    firefox.leave_by(firefox.find("button", "Lämna in"))
    assert read_heading(firefox) == "Tack, dina svar räknas"

    sign_in(firefox, server, LEADER)
    firefox.go_to(round_page)
    assert "6 av 11 har lämnat in" in firefox.evaluate("() => document.body.innerText")
    firefox.leave_by(firefox.find("main a", "Stäng omgången"))
    firefox.leave_by(firefox.find("main button", "Stäng omgången"))
    firefox.leave_by(firefox.find("main a", "Visa resultatet"))
    assert RESULT.search(read_heading(firefox))
    assert "6 av 11" in firefox.evaluate("() => document.body.innerText")
