"""The tools in the browser's place: begun by anybody, filled in, shown by both links, kept."""

import copy
import io
import json
import re

import pytest
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from docx import Document
from pypdf import PdfReader

from assessments.core import throttle
from assessments.filling.actions.diagnoses import delete_collaborations
from assessments.filling.selectors.sheets import fetch_pinned_edition, fetch_respondent
from assessments.instruments.entries import make_seen
from assessments.keeping.selectors import fetch_everything
from assessments.methods.registry import METHODS, ToolMethod
from assessments.methods.sheets.outcome import found
from assessments.methods.sheets.rules import RULES
from assessments.models import Answer, Respondent, Snapshot
from assessments.results.actions import store_snapshot
from assessments.steering.actions import make_steering_link
from assessments.tools.actions import start_sheet
from assessments.tools.selectors import MOST_DEEPENED
from model_content.actions.seeding import seed_tools
from model_content.selectors.editions import fetch_edition
from model_content.selectors.tools import fetch_tool, forget_tools
from tests.group import ANNA, CIA, days_from_now, make_group, sign_in
from tests.markup import parse_html, read_form, read_page, read_printed
from tests.unit.test_tool_outcome import fill_in

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

KEY = "nio-fragor"


def start(client, key=KEY):
    url = f"/verktyg/{key}/ny/"
    form = read_form(read_page(client.get(url)).one("form", class_="form"))
    response = client.post(url, form | {"name": "Norrhem", "scope": "Gemensamt it-stöd"})
    assert response.status_code == 302
    return response.url.removesuffix("steg/1/").removesuffix("parter/")


def fill(client, base, page, key=KEY, **answers):
    url = f"{base}steg/{page}/"
    form = read_form(read_page(client.get(url)).one("form", id="walk"))
    named = {f"{key}.{name.replace('_', '.')}": value for name, value in answers.items()}
    assert {f"seen.{name}" for name in named} <= form.keys()
    return client.post(url, form | named | {"go": "next"})


@pytest.mark.one_database
def test_a_tool_is_begun_filled_in_and_shown_by_both_links(client):
    assert "Nio frågor före start" in read_page(client.get("/verktyg/")).text
    about = read_page(client.get(f"/verktyg/{KEY}/"))
    assert "45 minuter" in about.text
    base = start(client)
    assert fill(client, base, 1, **{"1_1": "yes", "1_1_note": "Dyrt it-stöd", "1_2": "partly"})
    assert (
        fill(client, base, 2, **{"2_1": "Svårt", "2b_1": "off", "2c_3": "true"}).status_code == 302
    )
    fill(client, base, 3, **{"3_1": "team", "3_1_note": "Svårt problem", "3b_1": "true"})
    fill(client, base, 4, **{"4_1": "i vår", "4b_1": "phase1"})
    page = read_page(client.post(f"{base}visa/", {}, follow=True))
    assert page.one("h1").text == "Underlag för uppdrag"
    for said in ("Dyrt it-stöd", "Ni är inte överens om målet", "Inte i balans", "Arbetets fas"):
        assert said in page.text
    assert len(page.one("section", class_="proposals").all("li")) == 3
    assert page.one("a", href=f"{base}steg/1/").text == "Ändra svar"
    links = read_page(client.get(base))
    read = links.one("input", id="read-link").attrs["value"]
    client.post(f"{base}mejla/", {"email": "per@example.se"})
    [sent] = mail.outbox
    assert sent.subject == "Er länk till Nio frågor före start i Samverkanskollen"
    assert "diagnos" not in sent.body
    assert read in sent.body
    reading = client.get(read)
    assert "Dyrt it-stöd" in reading.content.decode()
    assert "Ändra svar" not in reading.content.decode()
    printed = read_printed(client.get(f"{read}1/rapport.pdf").content)
    assert "Dyrt it-stöd" in printed.text
    text = client.get(f"{read}1/sammanfattning.txt").content.decode()
    assert "Dyrt it-stöd" in text
    assert " 2026. Det här räknas in: " in text
    word = Document(io.BytesIO(client.get(f"{read}1/beslutsunderlag.docx").content))
    said = {p.text: p.style.name for p in word.paragraphs}
    assert said["Dyrt it-stöd (Ja, och vi är överens)"] == "Normal"
    assert said["Problem och målgrupp"] == "Heading 1"
    assert list(said.values())[-3:] == ["List Number"] * 3
    result = json.loads(client.get(f"{read}1/resultat.json").content)
    assert result["format"] == "samverkan-sheet-result/1"
    assert [r["code"] for r in result["remarks"]][:2] == ["utan-svar", "inte-overens"]
    answers = json.loads(client.get(f"{read}1/svar.json").content)
    [sheet] = answers["sheets"]
    assert sheet["answers"]["nio-fragor.1.1"] == {"value": "yes", "note": "Dyrt it-stöd"}


# A tool that is not shipped -----------------------------------------------------------------------

TOY = {
    "format": "samverkan-instrument/1",
    "key": "leksak",
    "edition": {"code": "2026.1", "status": "published", "published_at": "2026-11-30"},
    "title": "Leksaken", "question": "Finns det en plan?", "audience": "alla", "minutes": 5,
    "about": "Ett verktyg med en fråga.", "result_title": "Planen", "stages": [], "aspects": [],
    "steps": [{
        "code": "leksak.1", "title": "Planen", "kind": "checklist",
        "items": [{
            "code": "leksak.1.1", "text": "Vi har en plan", "source": "skane", "locator": "8.3",
        }],
    }],
    "remarks": [{"code": "plan", "text": "Det här saknas: {items}."}],
}  # fmt: skip


def lacks_a_plan(sheets):
    return found(sheets.those("1", "no"))


@pytest.fixture
def toy(monkeypatch):
    monkeypatch.setitem(RULES, "leksak", {"plan": lacks_a_plan})
    monkeypatch.setitem(METHODS, "leksak", ToolMethod("leksak"))
    seed_tools([TOY])
    yield "leksak"
    forget_tools()


@pytest.mark.one_database
def test_an_eighth_tool_takes_a_document_and_a_rule(client, toy):
    base = start(client, toy)
    fill(client, base, 1, toy, **{"1_1": "no"})
    page = read_page(client.post(f"{base}visa/", {}, follow=True))
    assert "Det här saknas: Vi har en plan." in page.text
    assert "Leksaken" in read_page(client.get("/verktyg/")).text


def test_a_sheet_and_its_results_stay_as_they_are_when_the_tool_is_published_anew(client, toy):
    """What was begun is filled in as it was; what is begun afterwards is asked anew."""
    base = start(client, toy)
    fill(client, base, 1, toy, **{"1_1": "no"})
    client.post(f"{base}visa/", {})
    before = Snapshot.objects.get().document
    changed = copy.deepcopy(TOY)
    changed["steps"][0]["items"][0]["text"] = "Vi har en skriven plan"
    seed_tools([changed])
    assert "Vi har en plan" in client.get(f"{base}steg/1/").content.decode()
    assert "Det här saknas: Vi har en plan." in client.get(f"{base}resultat/1/").content.decode()
    assert Snapshot.objects.get().document == before
    assert "Vi har en skriven plan" in client.get(f"{start(client, toy)}steg/1/").content.decode()


@pytest.mark.one_database
@pytest.mark.usefixtures("real_files")
def test_a_long_answer_begins_on_the_first_page_of_the_paper(client):
    base = start(client)
    fill(client, base, 1, **{"1_1_note": "Vi är oense. " * 380})
    client.post(f"{base}visa/")
    pdf = PdfReader(io.BytesIO(client.get(f"{base}resultat/1/rapport.pdf").content))
    assert "Vi är oense." in pdf.pages[0].extract_text()


@pytest.mark.one_database
def test_no_result_of_a_tool_changes_a_diagnosis(owner, shown):
    before = shown.assessment.snapshots.get().document
    for seed, key in enumerate(sorted(RULES)):
        tool = fetch_tool(key)
        token = start_sheet(
            tool=tool, edition=fetch_edition(), collaboration=shown.assessment.collaboration
        )
        sheet = fetch_respondent(token)
        values = fill_in(tool.content, seed).values
        now = {"sheet": sheet, "revision": 1, "saved_at": timezone.now()}
        Answer.objects.bulk_create(Answer(field=f, value=v, **now) for f, v in values.items())
        store_snapshot(respondent=sheet, published=fetch_pinned_edition(sheet))
    after = shown.show().document
    assert len(after["tools"]) == MOST_DEEPENED
    changed = {name for name in after if after[name] != before.get(name)}
    assert changed <= {"tools", "similar", "earlier"}
    assert shown.assessment.snapshots.get(number=1).document == before


# Each party for itself ----------------------------------------------------------------------------

T2 = "drivkrafter-och-nycklar"


@pytest.mark.one_database
def test_what_was_written_in_a_tab_from_before_the_parties_is_saved_and_they_go_on_with_it(client):
    base = start(client, T2)
    old = read_form(read_page(client.get(f"{base}steg/2/")).one("form", id="walk"))
    client.post(f"{base}parter/", {"parties": "Luleå\nBoden"})
    posted = client.post(f"{base}steg/2/", old | {f"{T2}.2b.1": "Vi är få"}, follow=True)
    assert posted.redirect_chain == [(f"{base}parter/", 302)]
    said = "Det ni skrev är sparat. Den sidan fyller parterna nu i på egna blad."
    assert said in read_page(posted).text
    assert Answer.objects.get().value == "Vi är få"
    gone = read_page(client.get(f"{base}steg/99/"))
    assert "Inget som har fyllts i är borta." in gone.text
    assert client.get(f"{base}steg/99/").status_code == 404
    gone = read_page(client.get("/verktyg/finns-inte/"))
    assert gone.one("main").one("a", class_="btn-primary").attrs["href"] == "/verktyg/"


def test_each_party_fills_in_its_own_sheet_and_the_result_says_where_they_differ(client):
    base = start(client, T2)
    fill(client, base, 5, T2, **{"5_1": "3"})  # together, before anybody has a link
    asked = read_page(client.get(f"{base}parter/"))
    assert "eller tillsammans?" in asked.one("h1").text
    assert "Ni har redan svarat tillsammans" in asked.text
    page = read_page(
        client.post(f"{base}parter/", {"parties": "Luleå\nBoden\nluleå\nKalix"}, follow=True)
    )
    links = {
        label.text: page.one("input", id=label.attrs["for"]).attrs["value"]
        for label in page.all("label")
        if label.attrs["for"].startswith("party-")
    }
    assert set(links) == {"Luleå", "Boden", "Kalix"}
    for party, value in (("Luleå", "1"), ("Boden", "5")):
        own = links[party].removesuffix("steg/1/")
        fill(client, own, 4, T2, **{"4_1_now": value})
        assert client.get(f"{own}steg/6/").url in links[party]  # that is filled in together
        assert client.post(f"{own}steg/6/", {}).status_code == 404
        assert client.get(f"{own}radera/").status_code == 404
        assert client.post(f"{own}visa/", {}).status_code == 404
        assert client.get(f"{own}parter/").status_code == 404
        done = read_page(client.get(f"{own}steg/klart/")).one("main").text
        assert "Den som bjöd in er visar resultatet" in done
        brought = read_page(client.get(f"{own}ingangsvarde/"))
        assert brought.one("h1").text == f"Det vi har svarat: {party}"
        row = next(r for r in brought.all("tr") if r.text.startswith("i dag"))
        assert [cell.text for cell in row.all("td")].index("×") + 1 == int(value)
        assert set(links) & set(brought.one("main").text.split()) <= {party}
    paper = client.get(f"{own}ingangsvarde.pdf")
    assert "Det vi har svarat" in read_printed(paper.content).text
    assert client.get(f"{base}ingangsvarde/").status_code == 404
    assert client.get(f"{base}steg/1/").url == f"{base}parter/"
    assert "Har svarat på 1 av " in read_page(client.get(f"{base}parter/")).text
    overview = read_page(client.get(base)).one("main")
    see = overview.one("form", action=f"{base}visa/")
    assert "2 av 3 har börjat, ingen är klar." in see.text
    assert re.search(r"Boden: 1 av \d\d frågor Kalix: har inte börjat", see.text)
    assert overview.one("button", class_="btn-primary").text == "Se vad ni har svarat"
    assert "Varje part svarar på" not in client.get(f"{base}steg/6/").content.decode()
    assert "Varje part svarar på" in client.get(links["Boden"]).content.decode()
    client.post(f"{base}visa/", read_form(see))
    document = Snapshot.objects.get().document
    [difference] = document["result"]["differences"]
    assert difference == {"item": f"{T2}.4.1", "because": {"Boden": 5, "Luleå": 1}}
    shown = client.get(f"{base}resultat/1/").content.decode()
    assert "Det här ser ni olika på än så länge" in shown
    said = parse_html(shown).one("main").text
    assert re.search(
        r"ingen är klar. Så långt har ni kommit: Boden, 1 av \d\d frågor; Luleå, ", said
    )
    assert "Det här saknas: Kalix." in said
    assert parse_html(shown).one("h1").text == "Det här har var och en svarat"
    assert "Saknar svar." not in said
    asked = read_page(client.post(f"{base}parter/", {"remove": "Boden"}))
    assert "Boden har fyllt i 1 ruta" in asked.text
    assert client.get(links["Boden"]).status_code == 200
    assert asked.one("button", name="sure").attrs["value"] == "Boden"
    client.post(f"{base}parter/", {"sure": "Boden"})
    assert client.get(links["Boden"]).status_code == 404
    assert Answer.objects.count() == 2


def test_local_parties_take_a_second_turn_with_the_last_one_beside_it(client):
    base = start(client, "veven")
    invite = read_form(read_page(client.get(f"{base}parter/")).one("form", class_="form"))
    assert invite["parties"].split() == ["Arbetsgivaren", "De", "fackliga"]
    nothing = read_page(client.post(f"{base}visa/", {}, follow=True))
    assert "Det finns inget resultat än, för inget är ifyllt." in nothing.text
    fill(client, base, 1, "veven", **{"1_1": "missing", "1_1_note": "Oklart"})
    client.post(f"{base}visa/", {})
    fill(client, base, 1, "veven", **{"1_2": "missing"})
    page = read_page(client.post(f"{base}visa/", {}, follow=True))
    assert "Ändrat sedan förra resultatet: hur det fungerar." in page.text
    for told in (page, read_page(client.get(base))):
        assert f"Nästa varv kan börja {date_format(days_from_now(30), 'j F Y')}." in told.text
    Snapshot.objects.get(number=2).delete()
    first = Snapshot.objects.get()
    old = first.document | {"date": "2025-11-12", "turn": {"number": 1, "began": "2025-11-12"}}
    Snapshot.objects.filter(pk=first.pk).update(document=old)
    assert "Nu kan ni ta nästa varv" in read_page(client.get(base)).text
    first_page = read_page(client.get(f"{base}steg/2/"))
    assert "Svaren från varv 1, 12 november 2025, ligger kvar" in first_page.text
    [beside] = read_page(client.get(f"{base}steg/1/")).all("p", class_="known")
    assert beside.text == "Förra varvet: Saknas. Oklart"
    fill(client, base, 1, "veven", **{"1_1": "done"})
    fill(client, base, 3, "veven", **{"3_1": "Ska vi flytta?"})
    page = read_page(client.post(f"{base}visa/", {}, follow=True))
    for said in (
        "Varv 2",
        "klara frågor: 1 av 6",
        "Bättre än förra varvet (12 november 2025)",
        "Ska vi flytta?",
    ):
        assert said in page.text
    assert "Ändrat sedan förra resultatet" not in page.text  # the turn has its own sentence
    assert Snapshot.objects.get(number=1).document == old
    copied = client.get(f"{base}resultat/2/sammanfattning.txt").content.decode()
    assert "Klart: Oklart\nFörra varvet, 12 november 2025: Saknas\n" in copied
    printed = read_printed(client.get(f"{base}resultat/2/rapport.pdf").content).text
    assert printed.index("Resultat 2 kl. ") < printed.index("Underlag till beslut")
    client.post(f"{base}parter/", invite)
    began = old["turn"]["began"]  # and what was saved before another could begin is of that turn
    Snapshot.objects.filter(number=2).update(document=old, created_at=f"{began}T12:00:00Z")
    again = read_page(client.get(base)).text
    assert "Parternas svar är från förra varvet. Skicka länkarna igen" in again
    assert again.count("har inte sett över sina svar än") == 2
    link = read_page(client.get(f"{base}parter/")).one("input", id="party-1").attrs["value"]
    url, line = f"{base}parter/", {"parties": "arbetsgivaren anna@a.example"}
    assert "Alla har redan en länk" in read_page(client.post(url, invite, follow=True)).text
    own = link.partition("steg/")[0]
    fill(client, own, 2, "veven", **{"2_1": "yes"})
    own_answers = Answer.objects.filter(sheet__organisation="Arbetsgivaren")
    own_answers.update(saved_at="2025-11-20T12:00:00Z")  # after the result, in the turn it is of
    Respondent.objects.update(submitted_on="2025-11-20")
    assert read_page(client.get(base)).text.count("har inte sett över sina svar än") == 2
    page = read_page(client.get(url))
    assert "Ingen adress till: Arbetsgivaren, De fackliga." in page.text
    written = read_form(page.one("form", class_="form"))["parties"]
    assert written.splitlines() == ["Arbetsgivaren", "De fackliga"]
    added = read_page(client.post(url, line, follow=True))  # it has answered, the turn before
    assert "Adresserna är sparade." in added.text
    assert "Länken kan mejlas till anna@a.example" in added.text
    call_command("run_due")
    told = read_page(client.post(url, {"remind": "1"}, follow=True)).text
    assert "Mejlat till: Arbetsgivaren. Ingen adress till: De fackliga." in told
    assert link in mail.outbox[-1].body
    assert "Era svar från 20 november 2025 ligger kvar" in mail.outbox[-1].body
    last = read_page(client.get(f"{own}steg/klart/")).one("form", id="walk")
    client.post(f"{own}steg/klart/", read_form(last) | {"go": "done"})  # nothing is changed
    assert not Respondent.objects.exclude(email="").exists()
    again = read_page(client.get(base)).text
    assert "1 av 2 har sett över sina svar." in again
    assert "Skicka länkarna igen" not in again
    client.post(f"{base}visa/", {})
    said = Snapshot.objects.latest("number").document["shown"]["missing"]
    assert (said["done"], said["left"]) == (1, [{"party": "Arbetsgivaren", "left": 9}])


@pytest.mark.one_database
def test_a_partys_link_opens_the_first_page_that_it_is_asked(client):
    base = start(client, "veven")
    page = read_page(
        client.post(f"{base}parter/", {"parties": "Facket fack@x.example\nSaco"}, follow=True)
    )
    link = page.one("input", id="party-1").attrs["value"]
    assert "Länkarna är gjorda. De är inte skickade än." in page.text
    [button] = page.all("button", name="remind")
    assert button.text == "Mejla länkarna"
    client.post(f"{base}parter/", {"remind": "1"})
    assert link in mail.outbox[0].body
    own = read_page(client.get(link))
    assert "Tio grunder" in own.one("h1").text
    overview = f"{link.partition('/steg/')[0]}/"
    assert "Klart, tack" not in read_page(client.get(overview)).text
    grounds = {f"veven.2.{number}": "yes" for number in range(1, 11)}
    client.post(link, read_form(own.one("form", id="walk")) | grounds)
    assert "Klart, tack. Ert svar är med." in read_page(client.get(overview)).text
    old = f"{link.partition('/steg/')[0]}/steg/1/"
    assert client.get(old).url in link  # as it was once mailed


@pytest.mark.one_database
def test_a_party_that_has_not_begun_is_reminded_at_its_address_once_a_day(client, clock):
    base = start(client, T2)
    url = f"{base}parter/"
    for wrong in ("Luleå eva@", "eva@lulea.example", "Ring 070-123 45 67 eva@lulea.example"):
        assert client.post(url, {"parties": f"{wrong}\nBoden"}).status_code == 422
    for alone in ("Luleå", "Luleå\nLULEÅ\n", "\n".join(map(str, range(31)))):
        assert client.post(url, {"parties": alone}).status_code == 422
    lines = "Luleå, eva@lulea.example\nBoden <bo@boden.example>\nKalix"
    page = read_page(client.post(url, {"parties": lines}, follow=True))
    assert "Länken kan mejlas till bo@boden.example" in page.text
    boden = page.all("input", id="party-1")[0].attrs["value"]
    fill(client, boden.removesuffix("steg/1/"), 4, T2, **{"4_1_now": "1"})
    assert client.post(url, {"remind": "1"}).status_code == 302
    [sent] = mail.outbox
    assert sent.to == ["eva@lulea.example"]
    assert "Fyll i Drivkrafter och nycklar för Luleå" in sent.body
    assert "någon utan konto skrev din adress" in sent.body
    assert "de andra parterna ser dem" in sent.body  # what is open is said before it is opened
    link = next(line for line in sent.body.splitlines() if "/d/" in line)
    assert client.get(link).status_code == 200
    client.post(url, {"remind": "1"})
    assert len(mail.outbox) == 1
    clock(f"{days_from_now(1)} 09:00")
    assert "Påminn" in read_page(client.get(url)).text
    client.post(url, {"remind": "1"})
    assert len(mail.outbox) == 2
    call_command("run_due")
    assert [*Respondent.objects.exclude(email="").values_list("organisation", flat=True)] == [
        "Luleå"
    ]
    client.post(url, {"parties": "kalix kim@kalix.example"})
    assert Respondent.objects.get(organisation="Kalix").email == "kim@kalix.example"


@pytest.mark.one_database
def test_without_an_account_few_parties_are_mailed_in_a_day(client, monkeypatch):
    monkeypatch.setattr(throttle, "PARTIES_OF_ADDRESS", 1)
    url = f"{start(client, T2)}parter/"
    client.post(url, {"parties": "Luleå eva@lulea.example\nBoden bo@boden.example"})
    page = read_page(client.post(url, {"remind": "1"}, follow=True))
    assert "1 skickade, 1 inte. Härifrån går inga fler mejl i dag." in page.text
    assert len(mail.outbox) == 1


@pytest.mark.one_database
def test_a_name_that_is_too_long_is_said_to_be_so_and_not_cut(client):
    page = client.post(f"{start(client, T2)}parter/", {"parties": f"{'Luleå ' * 50}\nBoden"})
    assert page.status_code == 422
    assert "Ett namn får ha högst 200 tecken: Luleå Luleå" in page.content.decode()
    assert not Respondent.objects.exclude(organisation="").exists()


# At most so many ----------------------------------------------------------------------------------


def tick(client, base, page, key, *fields, value="true", untick=()):
    """Post a page as it is with these ticked too, and give it as it is shown."""
    url = f"{base}steg/{page}/"
    form = read_form(read_page(client.get(url)).one("form", id="walk"))
    form = {name: said for name, said in form.items() if name not in untick}
    response = client.post(url, form | dict.fromkeys(fields, value) | {"go": "next"}, follow=True)
    return response.status_code, read_page(response)


@pytest.mark.one_database
def test_more_than_may_be_ticked_is_not_saved_and_stays_ticked_until_some_are_taken_back(client):
    base, drivers = start(client, T2), [f"{T2}.2.{n}" for n in range(1, 6)]
    status, page = tick(client, base, 2, T2, *drivers, f"{T2}.2b.1", value="true")
    assert (status, Answer.objects.count()) == (409, 1)  # what is no driver is saved
    assert "Ni har valt 5. Högst 3 får plats." in page.text
    assert len(page.all("p", class_="problem")) == 1
    checked = [box for box in page.all("input", type="checkbox") if "checked" in box.attrs]
    assert [box.attrs["name"] for box in checked] == drivers
    status, page = tick(client, base, 2, T2, *drivers[:3])
    assert (status, Answer.objects.count()) == (200, 4)
    url, field = f"{base}svar/", drivers[3]
    sent = {"field": field, "value": "true", "seen": make_seen("", 0), "sent": []}
    refused = client.post(url, sent, content_type="application/json")
    assert (refused.status_code, Answer.objects.count()) == (422, 4)
    assert "Ni har valt 4" in refused.json()["message"]
    status, _page = tick(client, base, 2, T2, field, untick=drivers[:1])
    assert (status, Answer.objects.exclude(value="").count()) == (200, 4)


@pytest.mark.one_database
def test_an_answer_that_stands_alone_has_no_other_beside_it(client):
    key = "styrgruppens-roll"
    base, task = start(client, key), f"{key}.6.1"
    status, page = tick(client, base, 6, key, f"{task}.nobody", f"{task}.steering")
    assert (status, Answer.objects.count()) == (409, 0)
    assert "”Ingen” går inte ihop med något annat svar." in page.text
    task_asked = fetch_tool(key).content.items[task].text
    assert f"”{task_asked}”: " in page.one("div", id="fel").text
    assert "data-alone" in page.one("input", name=f"{task}.nobody").attrs
    assert tick(client, base, 6, key, f"{task}.nobody", f"{key}.6.2.steering")[0] == 200
    lacking = [f"{key}.3b.{n}" for n in range(1, 5)]
    status, page = tick(client, base, "3b", key, *lacking, value="lack")
    assert (status, "Högst 3 får plats" in page.text) == (409, True)
    [step] = [each for each in fetch_tool(key).content.steps if each.code == f"{key}.3b"]
    assert f"”{step.title}”: Ni har valt 4." in page.one("div", id="fel").text


# In a collaboration -------------------------------------------------------------------------------


@pytest.fixture
def group():
    return make_group()


@pytest.mark.one_database
def test_what_both_sides_have_answered_offers_veven_and_stands_beside_its_questions(group):
    group.open(breakdown="second_perspective", anonymous=False)
    sides = ("arbetsgivare", "facklig")
    group.answer_as(*[{"name": "Eva", "second_perspective": side} for side in sides * 3])
    group.close()
    anna = sign_in(ANNA)
    page = read_page(anna.get(group.url("round_result")))
    assert "Både arbetsgivare och fackliga har svarat. Gå vidare med Veven" in page.text
    form = {"form_token": f"{'d' * 22}.", "tool": "veven"}
    begun = anna.post(group.collaboration_url("collaboration_tools"), form).url
    beside = read_page(anna.get(f"{begun.removesuffix('parter/')}steg/2/")).all("p", class_="known")
    assert "Interaktivitet, medelvärde av 5: Arbetsgivare 3,5, Facklig 3,5." in beside[0].text


def show_measures_in_a_ring(leader, url):
    """What the ring's choices show beside their measures once a success has been measured."""
    form = {"form_token": f"{'b' * 22}."}
    measures = leader.post(url, form | {"tool": "framgang-och-matt"}).url.removesuffix("steg/1/")
    fill(leader, measures, 5, "framgang-och-matt", **{"5_1_1_what": "Nya jobb"})
    leader.post(f"{measures}visa/", {})
    form = {"form_token": f"{'c' * 22}."}
    ring = leader.post(url, form | {"tool": "ringens-vagval"}).url.removesuffix("steg/1/")
    return read_page(leader.get(f"{ring}steg/7/")).one("div", class_="known").text


def test_members_begin_a_tool_and_it_lives_and_dies_with_their_collaboration(group):
    url = group.collaboration_url("collaboration_tools")
    anna, cia = sign_in(ANNA), sign_in(CIA)
    form = {"form_token": f"{'a' * 22}."}
    assert cia.post(url, form | {"tool": KEY}).status_code == 403
    first = anna.post(url, form | {"tool": KEY}).url
    assert anna.post(url, form | {"tool": KEY}).url == first  # sent twice
    base = first.removesuffix("steg/1/")
    fill(anna, base, 1, **{"1_1": "no"})
    anna.post(f"{base}visa/", {})
    hub = read_page(anna.get(group.collaboration_url("collaboration")))
    assert "Nio frågor före start" in hub.text
    assert "Omgångar" not in hub.text  # it is no round
    cias = read_page(cia.get(url))
    assert not cias.one("main").all("form", method="post")
    [read] = [a.attrs["href"] for a in cias.all("a") if a.attrs["href"].startswith("/l/")]
    assert "Inte klart än" in cia.get(read).content.decode()
    assert "Till planen" not in cia.get(read).content.decode()
    plan = read_page(anna.get(f"{base}resultat/1/")).one("section", class_="proposals").one("a")
    planned = read_form(read_page(anna.get(plan.attrs["href"])).one("form", class_="form"))
    assert planned["what"].startswith("Skriv ett svar som alla parter står bakom")
    assert planned["aspect"] == "vad"
    anna.post(plan.attrs["href"], planned | {"for_steering": "on"})
    item = read_page(anna.get(group.collaboration_url("plan"))).one("a", href=read)
    assert item.text == "Från Nio frågor före start"
    [action] = group.collaboration.planned_actions.all()
    assert action.from_tool == group.collaboration.assessments.get()
    group.open()
    group.answer_as(*[{}] * 5)
    group.close()
    make_steering_link(assessment=group.round, expires_on=days_from_now(9))
    make_steering_link(assessment=action.from_tool, expires_on=days_from_now(9))
    group.reload()
    asked = read_page(Client().get(reverse("steering_report", args=[group.steering_token])))
    assert asked.one("a", href=read).text == "Från Nio frågor före start"
    assert "/1/bilder.pptx" in "".join(a.attrs["href"] for a in asked.all("a", class_="quiet"))
    filled = asked.one("section", aria_labelledby="to-fill-in").one("a").attrs["href"]
    assert "Det ni fyller i är öppet" in read_page(Client().get(filled)).text
    shown = read_page(anna.get(group.url("meeting_subject", f"verktyg-{KEY}")))
    assert "Inte klart än" in shown.one("div", class_="result-of-tool").text
    assert shown.one("section", class_="proposals").one("a").attrs["href"] == plan.attrs["href"]
    decided = read_form(shown.one("form", id="walk")) | {"new-what": "Utse en samordnare"}
    anna.post(group.url("meeting_subject", f"verktyg-{KEY}"), decided | {"go": "verktyg-" + KEY})
    assert group.round.planned_actions.get().from_tool == action.from_tool
    minutes = anna.get(group.url("meeting_minutes", "txt")).content.decode()
    assert "\nNio frågor före start\nVi beslutar att:\n- utse en samordnare." in minutes
    table = anna.get(group.collaboration_url("plan_file", "plan.csv")).content.decode("utf-8-sig")
    assert [line.split(";")[-1].strip() for line in table.splitlines()][:2] == [
        "Från verktyget",
        "Nio frågor före start",
    ]
    result = read_page(anna.get(group.url("round_result")))
    assert "Inte klart än" in result.one("section", aria_labelledby="tools").text
    known = read_page(anna.get(f"{base}steg/1/")).all("p", class_="known")
    assert "Till stor del på plats" in known[0].text  # it has been answered in the diagnosis
    assert not read_page(Client().get(f"{base}steg/1/")).all("p", class_="known")
    everything = fetch_everything(group.collaboration)
    assert [row["field"] for row in everything["answers"]] == [f"{KEY}.1.1"]
    assert everything["results"][0]["document"]["instrument"] == KEY
    assert "Nya jobb" in show_measures_in_a_ring(anna, url)  # it has been written in another tool
    delete_collaborations([group.collaboration.pk])
    assert not Answer.objects.exists()
    assert not Snapshot.objects.exists()


# The steering group ------------------------------------------------------------------------------

T1 = "styrgruppens-roll"


def begin(group, key=T1):
    """The address of a sheet that Anna has begun, and of the page of the steering group's link."""
    url = group.collaboration_url("collaboration_tools")
    made = sign_in(ANNA).post(url, {"tool": key, "form_token": f"{key:_<22}."}).url
    sheet = group.collaboration.assessments.get(instrument=key)
    base = made.removesuffix("steg/1/").removesuffix("parter/")
    return base, group.collaboration_url("sheet_link", sheet.public_id)


@pytest.mark.one_database
def test_the_steering_group_fills_in_the_sheet_by_a_link_of_its_own(client, group):
    """It decides over nothing else, and is told who sees it before it writes."""
    anna, (base, page) = sign_in(ANNA), begin(group)
    assert sign_in(CIA).get(page).status_code == 403
    assert "Gör en länk" in anna.get(page).content.decode()
    made = anna.post(page, {"expires_on": days_from_now(9).isoformat()}, follow=True)
    link = read_page(made).one("input", id="steering-link").attrs["value"]
    assert (
        "gäller till och med"
        in anna.get(group.collaboration_url("collaboration_tools")).content.decode()
    )
    anna.post(page, {"go": "mail", "addresses": "eva@kommun.example"})
    [sent] = mail.outbox
    assert sent.subject == "Till styrgruppen: fyll i Styrgruppens roll"
    assert link in sent.body
    assert "öppet" in sent.body
    its = link[link.index("/d/") :]
    for address in (its, f"{its}steg/1/"):
        shown = read_page(client.get(address))
        assert "Det ni fyller i är öppet" in shown.text
        assert base not in {a.attrs.get("href") for a in shown.all("a")}
    assert fill(client, its, 1, T1, **{"1_1_now": "solve"}).status_code == 302
    assert "Lösa problem" in client.post(f"{its}visa/", {}, follow=True).content.decode()
    for name in ("radera/", "parter/", "uppgifter/", "ny-lank/"):
        assert client.get(its + name).status_code == 404
    assert client.post(f"{its}mejla/", {"email": "per@example.se"}).status_code == 404
    joint = read_form(read_page(client.get(f"{base}steg/1/")).one("form", id="walk"))
    assert joint[f"{T1}.1.1.now"] == "solve"
    for name, level in (("Eva", "meet"), ("Kurt", "lead"), ("Siv", "lead")):
        asked = read_page(client.get(f"{its}egen/"))
        assert "den som leder samverkan kan öppna bladet" in asked.text
        form = {"name": name, "form_token": f"{name:_<22}."}
        own = client.post(f"{its}egen/", form).url.removesuffix("steg/1/")
        assert client.post(f"{its}egen/", form).url == f"{own}steg/1/"  # sent twice
        fill(client, own, 1, T1, **{"1_1_wanted": level})
        again = client.post(f"{its}egen/", {"name": name.upper()})
        assert "har redan ett blad" in again.content.decode()
        result = client.post(f"{its}visa/", {}, follow=True).content.decode()
        assert ("visas när minst 3 har gjort det" in result) == (name != "Siv")
        assert ("1 av 3" in result) == (name == "Siv")
        assert ("räknas om först när minst 6 har svarat" in result) == (name == "Siv")
        assert name not in parse_html(result).text
    assert (
        client.get(f"{its}steg/1/").url == f"{its}steg/2/"
    )  # the first that is filled in together
    assert "3 av 3 har börjat, ingen är klar." in read_page(client.get(its)).text
    assert "Eva" in anna.get(f"{base}parter/").content.decode()
    anna.post(page, {"go": "revoke"})
    for address in (its, f"{its}steg/1/", f"{its}resultat/1/"):
        assert client.get(address).status_code == 410
    assert anna.post(page, {"go": "mail", "addresses": "eva@kommun.example"}).status_code == 302
    assert len(mail.outbox) == 1
