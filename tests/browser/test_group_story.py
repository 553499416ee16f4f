"""A group's whole story: its leader invites, five answer, they meet, a steering group decides.

On every page that somebody meets, axe finds nothing and nothing is wider than the screen.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, MakeContext, Watch
from tests.browser.looks import AXE, TOO_WIDE, run_axe, unfold
from tests.browser.server import Server
from tests.browser.steps import go
from tests.browser.test_passkey import give_the_code
from tests.browser.visitor import read_example_answers

pytestmark = pytest.mark.browser

LEADER = "berattelsen@kommun.example"
PARTIES = ("Älvdalens kommun", "Regionen", "Älvdalens kommun", "Regionen", "Älvdalens kommun")


@dataclass
class Story:
    """Pages of the people in the story, each on a device of its own; what they see is checked."""

    make_context: MakeContext
    found: dict[str, list[str]] = field(default_factory=dict)

    def sit_down(self) -> Page:
        return self.make_context(reduced_motion="reduce").new_page()

    def take_a_phone(self) -> Page:
        return self.make_context(viewport=PHONE, reduced_motion="reduce").new_page()

    def look(self, page: Page, name: str) -> None:
        """What somebody would stumble on here: barriers that axe knows of, sideways scrolling."""
        unfold(page)
        page.evaluate(AXE)
        self.found[name] = run_axe(page) + page.evaluate(TOO_WIDE)


FILL_IN = """(values) => {
  const form = document.getElementById("walk");
  for (const [name, value] of Object.entries(values))
    if (form.elements[name]) form.elements[name].value = value;
}"""


def answer_everything(page: Page, values: Mapping[str, str]) -> None:
    """Go through the walk as it leads, page by page, with its own button for going on."""
    for _ in range(12):
        if "/klart/" in page.url:
            return
        page.evaluate(FILL_IN, values) if page.locator("#walk").count() else None
        go(page, page.locator(".actions .btn-primary").first)
    raise AssertionError(f"the walk never ended: {page.url}")


def test_a_group_from_the_first_invitation_to_the_steering_groups_decision(
    make_context: MakeContext, server: Server, watch: Watch
) -> None:
    watch.expect("^cookie: (sessionid|rostat)$")
    story = Story(make_context)
    anna = story.sit_down()

    hub = start_collaboration(story, anna, server)
    link = open_a_round(story, anna)
    round_page = anna.url
    answers = read_example_answers() | {"self_placement": "etablering", "outlook": "continue"}
    for number in range(5):
        changed = {"forankring.3": "5", "forankring.4": "5"} if number < 2 else {}
        join_and_hand_in(story, link, number, answers | changed)

    anna.goto(round_page)
    expect(anna.locator(".lead")).to_contain_text("5 av 6 har lämnat in")
    close_the_round(story, anna)
    pick_cards(story, anna, round_page)
    hold_the_meeting(story, anna, round_page)
    steering_link = share_with_the_steering_group(story, anna, round_page)
    decide(story, steering_link)

    anna.goto(round_page + "styrgrupp/")
    expect(anna.locator("main")).to_contain_text("Vi avsätter arbetstid från i höst.")
    for path in ("", "plan/", "plan/ny/", "medlemmar/", "lagring/", "uppgifter/", "delar/"):
        anna.goto(hub + path)
        story.look(anna, f"the collaboration's {path or 'page'}")
    anna.goto(hub + "plan/")
    expect(anna.locator("main")).to_contain_text("Boka ett möte med ledningen")
    assert {name: what for name, what in story.found.items() if what} == {}


def start_collaboration(story: Story, anna: Page, server: Server) -> str:
    give_the_code(anna, server, LEADER)
    anna.wait_for_url("**/mina/")
    anna.goto("/samverkan/ny/")
    anna.get_by_label("Vad heter er samverkan?").fill("Kompetens i älvdalen")
    anna.get_by_label("Det här räknas in:").fill("vuxenutbildningen i fyra kommuner")
    go(anna, anna.locator("main .actions .btn-primary"))
    invite = anna.url
    go(anna, anna.get_by_role("link", name="Kompetens i älvdalen"))
    story.look(anna, "a new collaboration")
    hub = anna.url
    anna.goto(invite)
    return hub


def open_a_round(story: Story, anna: Page) -> str:
    """Prepare and open a round, by two pages; the group's link to it."""
    passed: list[str] = []
    anna.on("framenavigated", lambda frame: passed.append(frame.url))
    anna.get_by_label("Hur många frågar ni?").fill("6")
    anna.get_by_text("Fler val").click()
    anna.get_by_label("Vilka parter ingår?").fill("Älvdalens kommun\nRegionen\nFacket")
    for place in ("#foreseen", "#foreseen-parties"):
        expect(anna.locator(place)).to_contain_text("3 parter visas ingen part för sig")
    story.look(anna, "a new round")
    go(anna, anna.get_by_role("button", name="Spara och läs igenom"))
    story.look(anna, "a draft")
    round_page = anna.url
    go(anna, anna.get_by_role("button", name="Öppna omgången"))
    expect(anna.get_by_role("heading", level=1)).to_contain_text("Bjud in gruppen")
    assert len(passed) == 2, passed  # one, and the one where the round is open
    story.look(anna, "the invitations")
    link = anna.get_by_label("Grupplänk").input_value()
    anna.goto(round_page)
    story.look(anna, "an open round")
    return link


def join_and_hand_in(story: Story, link: str, number: int, values: Mapping[str, str]) -> None:
    member = story.take_a_phone()
    is_first = number == 0
    member.goto(link)
    if is_first:
        story.look(member, "joining")
    member.get_by_role("radio", name=PARTIES[number]).check()
    go(member, member.get_by_role("button", name="Börja svara"))
    if is_first:
        story.look(member, "the first questions")
    answer_everything(member, values)
    member.get_by_text("Välj bland allt").click()
    member.locator('input[name="vote.forankring"]').check()
    if is_first:
        story.look(member, "before handing in")
    go(member, member.get_by_role("button", name="Lämna in"))
    expect(member.get_by_role("heading", level=1)).to_contain_text("Tack")
    if is_first:
        story.look(member, "having handed in")


def close_the_round(story: Story, anna: Page) -> None:
    go(anna, anna.get_by_role("link", name="Stäng omgången"))
    story.look(anna, "closing")
    go(anna, anna.get_by_role("button", name="Stäng omgången"))
    expect(anna.locator(".notice").first).to_contain_text("stängd")
    story.look(anna, "a closed round")


def pick_cards(story: Story, anna: Page, round_page: str) -> None:
    anna.goto(round_page + "mote/isberget/")
    story.look(anna, "the iceberg")
    go(anna, anna.get_by_role("button", name="Öppna för telefonerna"))
    story.look(anna, "the iceberg, open")
    phone = story.take_a_phone()
    phone.goto(anna.locator(".typed a").get_attribute("href") or "")
    phone.get_by_label("Gammal misstro finns kvar").check()
    story.look(phone, "the cards")
    go(phone, phone.get_by_role("button", name="Gå vidare"))
    phone.get_by_label("Gammal misstro finns kvar").check()
    story.look(phone, "which card to talk about")
    go(phone, phone.get_by_role("button", name="Skicka"))
    expect(phone.get_by_role("heading", level=1)).to_contain_text("ditt svar är med")
    expect(anna.locator("#voted")).to_contain_text("1 har svarat")
    anna.goto(round_page + "mote/isberget/")
    anna.get_by_text("Avbryt", exact=True).click()
    go(anna, anna.get_by_role("button", name="Radera svaren"))


def hold_the_meeting(story: Story, anna: Page, round_page: str) -> None:
    anna.goto(round_page + "mote/")
    expect(anna.get_by_role("heading", level=1)).to_contain_text("Etablering")
    story.look(anna, "the meeting's first page")
    anna.get_by_role("radio", name="Uppstart").check()
    anna.get_by_label("Varför?").fill("I praktiken väntar vi på besluten hemma.")
    go(anna, anna.locator("#walk .btn-primary"))
    story.look(anna, "a subject of the meeting")
    for _ in range(30):
        if anna.get_by_role("button", name="Lägg in i rapporten").count():
            break
        note = anna.locator('textarea[name^="note."]')
        if note.count() and not note.input_value():
            note.fill("Vi behöver prata med våra chefer.")
        go(anna, anna.locator("#walk .btn-primary"))
    unfold(anna)
    anna.get_by_label("Vi beslutar att").fill("Boka ett möte med ledningen")
    anna.get_by_label("Vem ansvarar?").fill("Anna")
    story.look(anna, "the meeting's last page")
    anna.get_by_role("button", name="Lägg in i rapporten").click()
    anna.wait_for_url("**/resultat/**")
    expect(anna.locator("main")).to_contain_text("Boka ett möte med ledningen")
    expect(anna.locator("main")).to_contain_text("I praktiken väntar vi på besluten hemma.")
    story.look(anna, "the result")


def share_with_the_steering_group(story: Story, anna: Page, round_page: str) -> str:
    anna.goto(round_page + "styrgrupp/")
    go(anna, anna.get_by_role("button", name="Gör en länk"))
    story.look(anna, "the steering group's link")
    return anna.get_by_label(re.compile("^Länken gäller till och med")).input_value()


def decide(story: Story, link: str) -> None:
    cia = story.take_a_phone()
    cia.goto(link)
    expect(cia.get_by_role("heading", level=1)).to_be_visible()
    story.look(cia, "the steering group's page")
    cia.get_by_label("Vad beslutades?").fill("Vi avsätter arbetstid från i höst.")
    go(cia, cia.get_by_role("button", name="Spara beslutet"))
    expect(cia.locator("main")).to_contain_text("Vi avsätter arbetstid från i höst.")
    go(cia, cia.get_by_role("link", name="Läs hela rapporten"))
    expect(cia.locator("main")).to_contain_text("Boka ett möte med ledningen")
    story.look(cia, "the steering group's report")
    with cia.expect_download() as download:
        cia.go_back()
        cia.get_by_role("link", name="Ladda ner rapporten (PDF)").click()
    assert download.value.suggested_filename.endswith(".pdf")
