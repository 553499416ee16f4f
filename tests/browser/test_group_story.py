"""A group's whole story, on a phone and on a large screen.

Nine answer, one of whom stops and resumes, one changes device and one forwards the link; they meet
and vote anew, a steering group decides, and half a year later they answer again. On every page that
somebody meets axe finds nothing and nothing is wider than the screen.

Those three, the first who votes on the phone, the leader and the steering group do everything in a
browser. The others answer and vote through the same pages without one, which would add nothing.
"""

import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.browser.conftest import MakeContext, Watch
from tests.browser.looks import unfold
from tests.browser.people import (
    Story,
    answer_by_hand,
    answer_by_link,
    answer_quickly,
    answer_the_rest,
    begin,
    hand_in,
    vote_by_link,
)
from tests.browser.server import Server, run_manage
from tests.browser.steps import choose, chosen, expect_saved, go, open_comment
from tests.browser.test_passkey import give_the_code
from tests.browser.test_walk import bar_button, list_questions
from tests.browser.visitor import read_example_answers

pytestmark = pytest.mark.browser

SIZES: list[ViewportSize] = [{"width": 375, "height": 812}, {"width": 1280, "height": 800}]
PARTIES = ("Älvdalens kommun", "Regionen", "Facket")
DECISION = "Boka ett möte med ledningen"
CHANGED = "Boka två möten med ledningen"
REASON = "I praktiken väntar vi på besluten hemma."
NOTE = "Vi behöver prata med våra chefer."
COMMENT = "Det här har vi aldrig pratat om."
ANSWERS = read_example_answers() | {
    "self_placement": "etablering", "outlook": "continue", "vote.forankring": "yes"
}  # fmt: skip
DIFFERENT = ANSWERS | {"forankring.3": "5", "forankring.4": "5"}
BETTER = ANSWERS | {f"forankring.{number}": "5" for number in range(1, 5)}


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size['width']}")
def test_a_group_from_the_first_invitation_to_the_next_round(
    make_context: MakeContext, server: Server, watch: Watch, size: ViewportSize
) -> None:
    watch.expect("^cookie: sessionid$", "status of 409")
    story = Story(make_context, server, size)
    everybody = [
        f"{who}{size['width']}@kommun.example" for who in ("anna", "ture", "dana", "frida")
    ]
    leader, *invited = everybody
    anna = story.leader

    hub = start_collaboration(story, anna, leader)
    round_page, link = open_a_round(story, anna, invited)
    ture, dana, frida = (story.wait_for_mail(anna, who, "/i/[^/]+/") for who in invited)
    stop_and_resume(story, ture)
    change_device(story, dana, invited[1])
    forward_the_link(story, frida, link)
    for number in range(5):
        values = DIFFERENT if number < 3 else ANSWERS
        answer_by_link(story, link, PARTIES[number % 2], values)

    anna.goto(round_page)
    expect(anna.locator(".lead")).to_contain_text("9 av 9 har lämnat in")
    close_the_round(story, anna)
    pick_cards(story, anna, round_page)
    hold_the_meeting(story, anna, round_page)
    steering_link = share_with_the_steering_group(story, anna, round_page)
    decide(story, steering_link)
    read_what_was_decided(story, anna, hub, round_page)

    let_half_a_year_pass(story, hub, leader)
    answer_again(story, anna, hub, invited, old_link=ture)
    see_what_has_changed(story, anna)
    assert {name: what for name, what in story.found.items() if what} == {}


# The leader gathers the group ---------------------------------------------------------------------


def start_collaboration(story: Story, anna: Page, leader: str) -> str:
    give_the_code(anna, story.server, leader)
    anna.wait_for_url("**/mina/")
    anna.goto("/samverkan/ny/")
    anna.get_by_label("Vad heter er samverkan?").fill("Kompetens i älvdalen")
    anna.get_by_label("Det här räknas in:").fill("vuxenutbildningen i fyra kommuner")
    story.look(anna, "a new collaboration")
    go(anna, anna.locator("main .actions .btn-primary"))
    return anna.url.removesuffix("omgangar/ny/")


def open_a_round(story: Story, anna: Page, invited: list[str]) -> tuple[str, str]:
    """Prepare and open a round, by two pages; its page, and the group's link to it."""
    passed: list[str] = []
    anna.on("framenavigated", lambda frame: passed.append(frame.url))
    anna.get_by_label("Vilka bjuder ni in?").fill("\n".join(invited))
    anna.get_by_label("Vem bjuder in?").fill("Anna Ek, Luleå kommun")
    anna.get_by_label("Hur många frågar ni?").fill("9")
    anna.get_by_text("Fler val").click()
    anna.get_by_label("Vilka parter ingår?").fill("\n".join(PARTIES))
    expect(anna.locator("#foreseen")).to_contain_text("3 parter visas ingen part för sig")
    story.look(anna, "a new round")
    go(anna, anna.get_by_role("button", name="Spara och läs igenom"))
    story.look(anna, "a draft")
    round_page = anna.url
    go(anna, anna.get_by_role("button", name="Öppna och skicka"))
    assert len(passed) == 2, passed  # the other page, and the one where the round is open
    story.look(anna, "the invitations")
    go(anna, anna.get_by_role("link", name="Länk", exact=True))
    story.look(anna, "the group's link")
    link = anna.get_by_label("Grupplänk").input_value()
    anna.goto(round_page)
    story.look(anna, "an open round")
    return round_page, link


def close_the_round(story: Story, anna: Page) -> None:
    go(anna, anna.get_by_role("link", name="Stäng omgången"))
    story.look(anna, "closing")
    go(anna, anna.get_by_role("button", name="Stäng omgången"))
    expect(anna.locator(".notice").first).to_contain_text("stängd")
    story.look(anna, "a closed round")


def pick_cards(story: Story, anna: Page, round_page: str) -> None:
    anna.goto(round_page + "mote/isberget/")
    story.look(anna, "the iceberg")
    anna.get_by_label("Hur många är ni i rummet?").fill("9")
    go(anna, anna.get_by_role("button", name="Öppna för telefonerna"))
    story.look(anna, "the iceberg, open")
    phone = story.sit_down()
    phone.goto(anna.locator(".typed a").get_attribute("href") or "")
    phone.get_by_label("Gammal misstro finns kvar").check()
    expect(phone.get_by_text("Valda kort: 1 av högst 5.")).to_be_visible()
    phone.get_by_label("Det som ligger under ytan").check()
    story.look(phone, "the cards")
    go(phone, phone.get_by_role("button", name="Skicka"))
    expect(phone.get_by_role("heading", level=1)).to_contain_text("ditt svar är med")
    expect(anna.locator("#voted")).to_contain_text("1 av 9 har svarat")
    anna.goto(round_page + "mote/isberget/")
    anna.get_by_text("Avbryt", exact=True).click()
    go(anna, anna.get_by_role("button", name="Radera svaren"))


# Those who answer ---------------------------------------------------------------------------------


def stop_and_resume(story: Story, link: str) -> None:
    """Ture leaves in the middle, opens the mailed link again, and has all he had answered."""
    ture = story.sit_down()
    ture.goto(link)
    story.look(ture, "joining")
    begin(ture, link, PARTIES[0])
    story.look(ture, "the first questions")
    asked = [name for name in list_questions(ture) if name in ANSWERS]
    answer_by_hand(ture, ANSWERS, asked[:10])
    progress = ture.locator("#progress").inner_text()
    phone = ture.context
    ture.close()

    ture = phone.new_page()
    ture.goto(link)
    expect(ture.get_by_role("heading", level=1)).to_have_text("Dina svar är inte inlämnade än")
    expect(ture.locator("main")).to_contain_text(progress.removesuffix(" besvarade"))
    story.look(ture, "coming back")
    go(ture, ture.get_by_role("link", name="Fortsätt svara"))
    assert [chosen(ture, name) for name in asked[:10]] == [ANSWERS[name] for name in asked[:10]]
    answer_by_hand(ture, ANSWERS, asked[10:14])
    answer_the_rest(ture, ANSWERS)
    choose(ture, "outlook", "continue")
    ture.get_by_text("Välj bland allt").click()
    ture.locator('input[name="vote.forankring"]').check()
    story.look(ture, "before handing in")
    hand_in(ture)
    story.look(ture, "having handed in")


def change_device(story: Story, link: str, address: str) -> None:
    """Dana mails the link of her own to herself and goes on, and hands in, elsewhere."""
    dana = story.sit_down()
    begin(dana, link, PARTIES[1])
    answer_quickly(dana, ANSWERS)
    choose(dana, "varfor.3", ANSWERS["varfor.3"])
    open_comment(dana, "varfor").fill(COMMENT)
    expect_saved(dana)
    progress = dana.locator("#progress").inner_text()
    go(dana, dana.get_by_role("button", name="Fortsätt senare"))
    story.look(dana, "one's own page")
    dana.get_by_label("Skicka min länk till mig").fill(address)
    go(dana, dana.get_by_role("button", name="Skicka"))
    own = story.wait_for_mail(dana, address, "/d/[^/]+/")

    elsewhere = story.sit_down()
    elsewhere.goto(link)  # the mailed link leads to no answers there
    expect(elsewhere.get_by_role("button", name="Börja svara")).to_be_visible()
    elsewhere.goto(own)
    expect(elsewhere.locator("main")).to_contain_text(progress.removesuffix(" besvarade"))
    go(elsewhere, elsewhere.get_by_role("link", name="Fortsätt svara"))
    assert chosen(elsewhere, "varfor.3") == ANSWERS["varfor.3"]
    expect(open_comment(elsewhere, "varfor")).to_have_value(COMMENT)
    answer_the_rest(elsewhere, ANSWERS)
    hand_in(elsewhere)
    dana.goto(link)
    expect(dana.get_by_role("heading", level=1)).to_have_text("Dina svar är inlämnade")


def forward_the_link(story: Story, link: str, group_link: str) -> None:
    """Frida forwards hers to Gun: both begin by it, only Frida's counts, and Gun is told so."""
    frida, gun = story.sit_down(), story.sit_down()
    begin(frida, link, PARTIES[0])
    choose(frida, "initiativ.m6", "3")
    expect_saved(frida)
    begin(gun, link, PARTIES[1])
    assert chosen(gun, "initiativ.m6") == ""
    choose(gun, "initiativ.m6", "1")
    expect_saved(gun)
    answer_quickly(frida, ANSWERS)
    go(frida, bar_button(frida, "klart"))  # one need not answer everything
    hand_in(frida)
    gun.goto(link)
    expect(gun.get_by_role("heading", level=1)).to_have_text("Inbjudan är använd")
    story.look(gun, "an invitation that is used")
    answer_by_link(story, group_link, PARTIES[1], DIFFERENT)


# The meeting --------------------------------------------------------------------------------------


def hold_the_meeting(story: Story, anna: Page, round_page: str) -> None:
    anna.goto(round_page + "mote/")
    expect(anna.get_by_role("heading", level=1)).to_contain_text("Etablering")
    story.look(anna, "the meeting's first page")
    anna.get_by_role("radio", name="Uppstart").check()
    anna.get_by_label("Varför?").fill(REASON)
    go(anna, anna.locator("#walk .btn-primary"))
    story.look(anna, "a subject of the meeting")
    vote_anew(story, anna)
    anna.locator('textarea[name^="note."]').fill(NOTE)
    go(anna, anna.locator("#walk .btn-primary"))
    story.look(anna, "the next subject", is_like_another=True)
    go(anna, anna.get_by_role("button", name="Det här bestämde"))
    expect(anna.locator("main")).to_contain_text(NOTE)
    unfold(anna)
    anna.get_by_label("Vi beslutar att").fill(DECISION)
    anna.get_by_label("Vem ansvarar?").fill("Anna")
    anna.get_by_label("Klart senast").fill(f"{date.today() + timedelta(60)}")
    anna.get_by_label("Styrgruppen ska besluta det här").check()
    story.look(anna, "the meeting's last page")
    go(anna, anna.get_by_role("button", name="Lägg in i rapporten"))
    anna.wait_for_url("**/resultat/**")
    for said in (DECISION, REASON, COMMENT, "Ni röstade igen"):
        expect(anna.locator("main")).to_contain_text(said)
    story.look(anna, "the result")


def vote_anew(story: Story, anna: Page) -> None:
    """On the topic that is shown: five on their phones, before and after beside each other."""
    unfold(anna)
    anna.get_by_label("Hur många är ni i rummet?").fill("6")
    go(anna, anna.get_by_role("button", name="Öppna röstningen"))
    story.look(anna, "an open vote")
    typed = anna.locator(".typed a")
    code = "".join(typed.inner_text().split())
    phone = story.sit_down()
    phone.goto(f"http://{code}/")
    story.look(phone, "a ballot")
    answers = dict.fromkeys(list_questions(phone), "4")
    for name, value in answers.items():
        choose(phone, name, value)
    go(phone, phone.get_by_role("button", name="Skicka"))
    expect(phone.get_by_role("heading", level=1)).to_have_text("Tack, ditt svar är med")
    for _ in range(4):
        vote_by_link(story.server.address, typed.get_attribute("href") or "", answers)
    if story.is_narrow:  # it counts by itself too, every few seconds
        go(anna, anna.get_by_role("link", name="Räkna igen"))
    expect(anna.locator("#voted")).to_contain_text("5 av 6 har svarat.")
    go(anna, anna.get_by_role("button", name="Stäng och visa"))
    expect(anna.locator("main")).to_contain_text("Efter")
    story.look(anna, "a closed vote")


# The steering group -------------------------------------------------------------------------------


def share_with_the_steering_group(story: Story, anna: Page, round_page: str) -> str:
    anna.goto(round_page + "styrgrupp/")
    go(anna, anna.get_by_role("button", name="Gör en länk"))
    story.look(anna, "the steering group's link")
    return anna.get_by_label("Länk till styrgruppen", exact=True).input_value()


def decide(story: Story, link: str) -> None:
    """Cia reads, asks, and decides what the group has asked for, with a change."""
    cia = story.sit_down()
    cia.goto(link)
    expect(cia.get_by_role("heading", level=1)).to_have_text(
        "Gruppen bedömer att samverkan är i Uppstart"
    )
    story.look(cia, "the steering group's page")
    item = cia.locator(".asked li").first
    expect(item).to_contain_text(DECISION)
    item.get_by_label("Med ändring: skriv den nya lydelsen").check()
    item.get_by_label("Ny lydelse, eller varför").fill(CHANGED)
    go(cia, item.get_by_role("button", name="Spara beslutet"))
    expect(cia.locator(".asked")).to_contain_text(CHANGED)
    unfold(cia)
    comments = cia.locator('section[aria-labelledby="comments"]')
    comments.get_by_label("Kommentar eller fråga").fill("Vad kostar det?")
    go(cia, comments.get_by_role("button", name="Spara kommentaren"))
    go(cia, cia.get_by_role("link", name="Läs hela rapporten"))
    expect(cia.locator("main")).to_contain_text(DECISION)
    story.look(cia, "the steering group's report", is_like_another=True)


def read_what_was_decided(story: Story, anna: Page, hub: str, round_page: str) -> None:
    anna.goto(round_page + "styrgrupp/")
    for said in (CHANGED, "Vad kostar det?"):
        expect(anna.locator("main")).to_contain_text(said)
    story.look(anna, "what the steering group has written")
    for path in ("", "plan/", "plan/ny/", "lagring/"):
        anna.goto(hub + path)
        story.look(anna, f"the collaboration's {path or 'page'}")
    anna.goto(hub + "plan/")
    expect(anna.locator("main")).to_contain_text(CHANGED)


# Half a year later --------------------------------------------------------------------------------

LET_TIME_PASS = """
from datetime import date, timedelta
from django.apps import apps
from django.core.management import call_command
from django.db.models import DateField, F, ForeignKey
from assessments.models import Collaboration, Snapshot

ago = timedelta(days=183)
def list_ways(model, seen=()):
    if model is Collaboration:
        yield "public_id"
    for field in model._meta.fields if model not in seen else ():
        if isinstance(field, ForeignKey) and field.related_model._meta.app_label == "assessments":
            for way in list_ways(field.related_model, (*seen, model)):
                yield f"{field.name}__{way}"

for model in apps.get_app_config("assessments").get_models():
    way = next(list_ways(model), None)
    days = [field.name for field in model._meta.fields if isinstance(field, DateField)]
    if way and days:
        mine = model.objects.filter(**{way: collaboration}).values("pk")
        earlier = {name: F(name) - ago for name in days}
        model.objects.filter(pk__in=mine).update(**earlier)
for snapshot in Snapshot.objects.filter(assessment__collaboration__public_id=collaboration):
    day = date.fromisoformat(snapshot.document["date"]) - ago
    document = snapshot.document | {"date": day.isoformat()}
    Snapshot.objects.filter(pk=snapshot.pk).update(document=document)
call_command("run_due")
"""
"""Moves all days of a collaboration back by half a year, then does what is due."""


def let_half_a_year_pass(story: Story, hub: str, leader: str) -> None:
    """The leader is mailed what the steering group wrote, what is late, and that it is time."""
    collaboration = f'collaboration = "{hub.rstrip("/").rpartition("/")[2]}"'
    said = run_manage(
        story.server.database, "shell", "--no-imports", "-c", collaboration + LET_TIME_PASS
    )
    assert "Det är dags för nästa omgång i Kompetens i älvdalen." in said
    assert "Styrgruppen har skrivit om Kompetens i älvdalen." in said
    assert said.count(f"To: {leader}") == 3


def answer_again(story: Story, anna: Page, hub: str, invited: list[str], old_link: str) -> None:
    """The next round invites the same, of whom five answer; the links of the first are over."""
    anna.goto(hub)
    expect(anna.locator("main")).to_contain_text("1 är försenad")
    story.look(anna, "the collaboration when the next round is due")
    go(anna, anna.get_by_role("link", name="Förbered en ny omgång"))
    go(anna, anna.get_by_role("button", name="Fyll i samma som förra gången (3 adresser)"))
    expect(anna.get_by_label("Vilka bjuder ni in?")).to_have_value(re.compile(invited[0]))
    anna.get_by_label("Hur många frågar ni?").fill("9")
    story.look(anna, "the next round")
    go(anna, anna.get_by_role("button", name="Spara och läs igenom"))
    round_page = anna.url
    go(anna, anna.get_by_role("button", name="Öppna och skicka"))
    go(anna, anna.get_by_role("link", name="Länk", exact=True))
    link = anna.get_by_label("Grupplänk").input_value()
    ways = [story.wait_for_mail(anna, who, "/i/[^/]+/") for who in invited]
    assert old_link not in ways
    ture = story.sit_down()
    ture.goto(old_link)
    expect(ture.get_by_role("heading", level=1)).to_have_text("Omgången är stängd")
    story.look(ture, "an old invitation")
    for number, way in enumerate([*ways, link, link]):
        answer_by_link(story, way, PARTIES[number % 2], BETTER)
    anna.goto(round_page)
    close_the_round(story, anna)
    go(anna, anna.get_by_role("link", name="Visa resultatet"))


def see_what_has_changed(story: Story, anna: Page) -> None:
    expect(anna.locator("main")).to_contain_text(
        "er egen bedömning då var Uppstart; 1 aspekt är bättre."
    )
    expect(anna.locator("main")).to_contain_text(f"Med ändring: {CHANGED}")
    story.look(anna, "the next result", is_like_another=True)
