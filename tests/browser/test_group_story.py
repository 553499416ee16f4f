"""A group's whole story, on a phone and on a large screen in Chromium, and once in Firefox.

Nine answer, one of whom stops and resumes, one changes device and one forwards the link; they meet
and vote anew, a steering group decides, and half a year later they answer again. On every page that
somebody meets axe finds nothing and nothing is wider than the screen.

Those three, the first who votes on the phone, the leader and the steering group do everything in a
browser. The others answer and vote through the same pages without one, which would add nothing.
"""

from datetime import date, timedelta

import pytest
from playwright.sync_api import ViewportSize

from tests.browser.conftest import MakeContext, Watch
from tests.browser.device import Chromium, Device
from tests.browser.firefox import Firefox
from tests.browser.people import (
    Story,
    answer_by_hand,
    answer_by_link,
    answer_the_rest,
    begin,
    give_the_code,
    hand_in,
    vote_by_link,
)
from tests.browser.server import Server, run_manage
from tests.browser.visitor import read_example_answers

pytestmark = pytest.mark.browser

PHONE: ViewportSize = {"width": 375, "height": 812}
LARGE: ViewportSize = {"width": 1280, "height": 800}
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


@pytest.mark.parametrize("size", [PHONE, LARGE], ids=lambda size: f"{size['width']}")
def test_a_group_from_the_first_invitation_to_the_next_round(
    make_context: MakeContext, server: Server, watch: Watch, size: ViewportSize
) -> None:
    watch.expect("^cookie: sessionid$", "status of 409")

    def sit_down() -> Device:
        return Chromium(make_context(viewport=size, reduced_motion="reduce").new_page())

    live_through(Story(server, sit_down, f"{size['width']}", size is PHONE))


def test_a_group_from_the_first_invitation_to_the_next_round_in_firefox(
    firefox: Firefox, server: Server
) -> None:
    live_through(Story(server, firefox.sit_down, "firefox"))


def live_through(story: Story) -> None:
    leader, *invited = [
        f"{who}.{story.name}@kommun.example" for who in ("anna", "ture", "dana", "frida")
    ]
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

    anna.go_to(round_page)
    anna.expect("9 av 9 har lämnat in", ".lead")
    close_the_round(story, anna)
    if isinstance(anna, Chromium):
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


def start_collaboration(story: Story, anna: Device, leader: str) -> str:
    give_the_code(anna, story.server, leader)
    assert anna.address.endswith("/mina/")
    anna.go_to("/samverkan/ny/")
    anna.fill("Vad heter er samverkan?", "Kompetens i älvdalen")
    anna.fill("Det här räknas in:", "vuxenutbildningen i fyra kommuner")
    story.look(anna, "a new collaboration")
    anna.leave_by(anna.find("main .actions .btn-primary"))
    return anna.address.removesuffix("omgangar/ny/")


def open_a_round(story: Story, anna: Device, invited: list[str]) -> tuple[str, str]:
    """Prepare and open a round, by two pages; its page, and the group's link to it."""
    before = anna.count_pages()
    anna.fill("Vilka bjuder ni in?", "\n".join(invited))
    anna.fill("Vem bjuder in?", "Anna Ek, Luleå kommun")
    anna.fill("Hur många frågar ni?", "9")
    anna.click(anna.find("summary", "Fler val"))
    anna.fill("Vilka parter ingår?", "\n".join(PARTIES))
    anna.expect("3 parter visas ingen part för sig", "#foreseen")
    story.look(anna, "a new round")
    anna.press("Spara och läs igenom")
    story.look(anna, "a draft")
    round_page = anna.address
    anna.press("Öppna och skicka")
    assert anna.count_pages() == before + 2  # the other page, and the one where the round is open
    story.look(anna, "the invitations")
    anna.press("Länk")
    story.look(anna, "the group's link")
    link = anna.read_value("Grupplänk")
    anna.go_to(round_page)
    story.look(anna, "an open round")
    return round_page, link


def close_the_round(story: Story, anna: Device) -> None:
    anna.press("Stäng omgången")
    story.look(anna, "closing")
    anna.press("Stäng omgången")
    anna.expect("stängd", ".notice")
    story.look(anna, "a closed round")


def pick_cards(story: Story, anna: Device, round_page: str) -> None:
    anna.go_to(round_page + "mote/isberget/")
    story.look(anna, "the iceberg")
    anna.fill("Hur många är ni i rummet?", "9")
    anna.press("Öppna för telefonerna")
    story.look(anna, "the iceberg, open")
    phone = story.sit_down()
    phone.go_to(anna.read_link(".typed a"))
    phone.choose("Gammal misstro finns kvar")
    phone.expect("Valda kort: 1 av högst 5.")
    phone.choose("Det som ligger under ytan")
    story.look(phone, "the cards")
    phone.press("Skicka")
    phone.expect("ditt svar är med", "h1")
    anna.expect("1 av 9 har svarat", "#voted")
    anna.go_to(round_page + "mote/isberget/")
    anna.click(anna.find("summary", "Avbryt"))
    anna.press("Radera svaren")


# Those who answer ---------------------------------------------------------------------------------


def stop_and_resume(story: Story, link: str) -> None:
    """Ture leaves in the middle, opens the mailed link again, and has all he had answered."""
    ture = story.sit_down()
    ture.go_to(link)
    story.look(ture, "joining")
    begin(ture, link, PARTIES[0])
    story.look(ture, "the first questions")
    asked = [name for name in ture.list_questions() if name in ANSWERS]
    answer_by_hand(ture, ANSWERS, asked[:10])
    progress = ture.read("#progress")
    ture.open_again()

    ture.go_to(link)
    ture.expect_heading("Dina svar är inte inlämnade än")
    ture.expect(progress.removesuffix(" besvarade"))
    story.look(ture, "coming back")
    ture.press("Fortsätt svara")
    assert ture.read_answers() == {name: ANSWERS[name] for name in asked[:10]}
    answer_by_hand(ture, ANSWERS, asked[10:14])
    answer_the_rest(ture, ANSWERS)
    ture.answer("outlook", "continue")
    ture.click(ture.find("summary", "Välj bland allt"))
    ture.click(ture.find('input[name="vote.forankring"]'))
    story.look(ture, "before handing in")
    hand_in(ture)
    story.look(ture, "having handed in")


def change_device(story: Story, link: str, address: str) -> None:
    """Dana mails the link of her own to herself and goes on, and hands in, elsewhere."""
    dana = story.sit_down()
    begin(dana, link, PARTIES[1])
    dana.answer_quickly(ANSWERS)
    dana.answer("varfor.3", ANSWERS["varfor.3"])
    dana.write(dana.open_comment("varfor"), COMMENT)
    dana.expect_saved()
    progress = dana.read("#progress")
    dana.press("Fortsätt senare")
    story.look(dana, "one's own page")
    dana.fill("Skicka min länk till mig", address)
    dana.press("Skicka")
    own = story.wait_for_mail(dana, address, "/d/[^/]+/")

    elsewhere = story.sit_down()
    elsewhere.go_to(link)  # the mailed link leads to no answers there
    elsewhere.expect("Börja svara")
    elsewhere.go_to(own)
    elsewhere.expect(progress.removesuffix(" besvarade"))
    elsewhere.press("Fortsätt svara")
    assert elsewhere.read_answers()["varfor.3"] == ANSWERS["varfor.3"]
    assert elsewhere.value_of(elsewhere.open_comment("varfor")) == COMMENT
    answer_the_rest(elsewhere, ANSWERS)
    hand_in(elsewhere)
    dana.go_to(link)
    dana.expect_heading("Dina svar är inlämnade")


def forward_the_link(story: Story, link: str, group_link: str) -> None:
    """Frida forwards hers to Gun: both begin by it, only Frida's counts, and Gun is told so."""
    frida, gun = story.sit_down(), story.sit_down()
    begin(frida, link, PARTIES[0])
    frida.answer("initiativ.m6", "3")
    frida.expect_saved()
    begin(gun, link, PARTIES[1])
    assert gun.read_answers() == {}
    gun.answer("initiativ.m6", "1")
    gun.expect_saved()
    frida.answer_quickly(ANSWERS)
    frida.leave_by(frida.find('.bar button[value="klart"]'))  # one need not answer everything
    hand_in(frida)
    gun.go_to(link)
    gun.expect_heading("Inbjudan är använd")
    story.look(gun, "an invitation that is used")
    answer_by_link(story, group_link, PARTIES[1], DIFFERENT)


# The meeting --------------------------------------------------------------------------------------


def hold_the_meeting(story: Story, anna: Device, round_page: str) -> None:
    anna.go_to(round_page + "mote/")
    anna.expect("Etablering", "h1")
    story.look(anna, "the meeting's first page")
    anna.choose("Uppstart")
    anna.fill("Varför?", REASON)
    anna.leave_by(anna.find("#walk .btn-primary"))
    story.look(anna, "a subject of the meeting")
    vote_anew(story, anna)
    anna.write(anna.find('textarea[name^="note."]'), NOTE)
    anna.leave_by(anna.find("#walk .btn-primary"))
    story.look(anna, "the next subject", is_like_another=True)
    anna.press("Det här bestämde vi")
    anna.expect(NOTE)
    anna.unfold()
    anna.fill("Vi beslutar att", DECISION)
    anna.fill("Vem ansvarar?", "Anna")
    anna.fill("Klart senast", f"{date.today() + timedelta(60)}")
    anna.choose("Styrgruppen ska besluta det här")
    story.look(anna, "the meeting's last page")
    anna.press("Lägg in i rapporten")
    assert "/resultat/" in anna.address
    for said in (DECISION, REASON, COMMENT, "Ni röstade igen"):
        anna.expect(said)
    story.look(anna, "the result")


def vote_anew(story: Story, anna: Device) -> None:
    """On the topic that is shown: five on their phones, before and after beside each other."""
    anna.unfold()
    anna.fill("Hur många är ni i rummet?", "6")
    anna.press("Öppna röstningen")
    story.look(anna, "an open vote")
    code = "".join(anna.read(".typed a").split())
    phone = story.sit_down()
    phone.go_to(f"http://{code}/")
    story.look(phone, "a ballot")
    answers = dict.fromkeys(phone.list_questions(), "4")
    for name, value in answers.items():
        phone.answer(name, value)
    phone.press("Skicka")
    phone.expect_heading("Tack, ditt svar är med")
    for _ in range(4):
        vote_by_link(story.server.address, anna.read_link(".typed a"), answers)
    if story.is_narrow:  # it counts by itself too, every few seconds
        anna.press("Räkna igen")
    anna.expect("5 av 6 har svarat.", "#voted")
    anna.press("Stäng och visa")
    anna.expect("Efter")
    story.look(anna, "a closed vote")


# The steering group -------------------------------------------------------------------------------


def share_with_the_steering_group(story: Story, anna: Device, round_page: str) -> str:
    anna.go_to(round_page + "styrgrupp/")
    anna.press("Gör en länk")
    story.look(anna, "the steering group's link")
    return anna.read_value("Länk till styrgruppen")


def decide(story: Story, link: str) -> None:
    """Cia reads, asks, and decides what the group has asked for, with a change."""
    cia = story.sit_down()
    cia.go_to(link)
    cia.expect_heading("Gruppen bedömer att samverkan är i Uppstart")
    story.look(cia, "the steering group's page")
    cia.expect(DECISION, ".asked li")
    cia.choose("Med ändring")
    cia.fill("Styrgruppen beslutar att", CHANGED)
    cia.press("Spara beslutet")
    cia.expect(CHANGED, ".asked")
    cia.unfold()
    cia.fill("Kommentar eller fråga", "Vad kostar det?")
    cia.press("Spara kommentaren")
    cia.press("Läs hela rapporten")
    cia.expect(DECISION)
    story.look(cia, "the steering group's report", is_like_another=True)


def read_what_was_decided(story: Story, anna: Device, hub: str, round_page: str) -> None:
    anna.go_to(round_page + "styrgrupp/")
    for said in (CHANGED, "Vad kostar det?"):
        anna.expect(said)
    story.look(anna, "what the steering group has written")
    for path in ("", "plan/", "plan/ny/", "lagring/"):
        anna.go_to(hub + path)
        story.look(anna, f"the collaboration's {path or 'page'}")
    anna.go_to(hub + "plan/")
    anna.expect(CHANGED)


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


def answer_again(story: Story, anna: Device, hub: str, invited: list[str], old_link: str) -> None:
    """The next round invites the same, of whom five answer; the links of the first are over."""
    anna.go_to(hub)
    anna.expect("1 är försenad")
    story.look(anna, "the collaboration when the next round is due")
    anna.press("Förbered en ny omgång")
    anna.press("Fyll i samma som förra gången (3 adresser)")
    assert invited[0] in anna.read_value("Vilka bjuder ni in?")
    anna.fill("Hur många frågar ni?", "9")
    story.look(anna, "the next round")
    anna.press("Spara och läs igenom")
    round_page = anna.address
    anna.press("Öppna och skicka")
    anna.press("Länk")
    link = anna.read_value("Grupplänk")
    ways = [story.wait_for_mail(anna, who, "/i/[^/]+/") for who in invited]
    assert old_link not in ways
    ture = story.sit_down()
    ture.go_to(old_link)
    ture.expect_heading("Omgången är stängd")
    story.look(ture, "an old invitation")
    for number, way in enumerate([*ways, link, link]):
        answer_by_link(story, way, PARTIES[number % 2], BETTER)
    anna.go_to(round_page)
    close_the_round(story, anna)
    anna.press("Visa resultatet")


def see_what_has_changed(story: Story, anna: Device) -> None:
    anna.expect("er egen bedömning då var Uppstart; 1 aspekt är bättre.")
    anna.expect(f"Med ändring: {CHANGED}")
    story.look(anna, "the next result", is_like_another=True)
