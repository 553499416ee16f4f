"""The iceberg: cards ticked on phones without a name, drawn once, and nothing of few people."""

import pdfua
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from assessments.core.links import LinkKind, sign_link
from assessments.keeping.selectors import fetch_everything
from assessments.meeting.actions import delete_open_votes
from assessments.models import Assessment, Ballot, Vote
from tests.group import ANNA, CIA, close_divided, make_group, sign_in
from tests.markup import read_form, read_page

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

TRUST, STRIFE, LAW = "isberget.1c.5", "isberget.1c.2", "isberget.1.1"


@pytest.fixture
def group():
    return make_group()


@pytest.fixture
def anna():
    return sign_in(ANNA)


def url(group):
    return group.collaboration_url("iceberg")


def begin(group, anna, people=8):
    assert anna.post(url(group), {"open": "1", "people": people}).status_code == 302
    return reverse("ballot", args=[sign_link(LinkKind.VOTE, Vote.objects.get().public_id, 1)])


def tick(link, number, *cards, talk="none"):
    sent = {"card": cards, "talk": talk, "form_token": f"{number:022}."}
    return Client().post(link, sent)


def read(browser, address):
    return " ".join(browser.get(address).content.decode().split())


@pytest.mark.usefixtures("real_files")
def test_cards_are_picked_on_phones_and_the_group_sees_its_iceberg(group, anna, tmp_path):
    tools = read_page(sign_in(CIA).get(group.collaboration_url("collaboration_tools")))
    assert tools.one("a", href=url(group)).text == "Öppna Isberget"
    link = begin(group, anna)
    assert anna.get(group.collaboration_url("iceberg_qr"))["Content-Type"] == "image/svg+xml"
    phone = Client()
    cards = [
        each.attrs["value"] for each in read_page(phone.get(link)).all("input", type="checkbox")
    ]
    assert len(cards) == 19
    fieldset = read_page(phone.get(link)).one("fieldset", id="cards")
    assert "Det som" not in fieldset.text, "no layer is told"
    again = [
        each.attrs["value"] for each in read_page(phone.get(link)).all("input", type="checkbox")
    ]
    assert again == cards
    sent = {"card": [TRUST, STRIFE], "talk": "1c", "form_token": f"{'x' * 22}."}
    thanks = phone.post(link, sent).url
    assert "ditt svar är med" in read(phone, thanks)
    assert "ditt svar är med" in read(Client(), thanks), "on a phone that keeps no cookies"
    assert "ditt svar är med" in phone.post(link, sent).content.decode()
    assert "<form method" not in read(phone, link).partition("<main")[2].partition("</main")[0]
    for number in range(7):
        tick(link, number, TRUST, *([LAW] if number > 2 else []), talk="1c")
    shown = read(anna, url(group))
    assert "8 av 8 har svarat" in shown
    assert "misstro" not in shown, "nothing is shown while it is open"
    anna.post(url(group), {"close": "1"})
    page = read(sign_in(CIA), url(group))
    assert "8 svarade" in page
    assert "<title>Det som syns: färre än 5" in page
    assert "Det här har minst 5 av 8 valt: gammal misstro." in page, "not that it is all"
    assert "Här vill flest börja" in page
    assert "Kortet om gammal misstro hör till aspekten" in page
    assert "Lagar och regler" not in page, "four of eight"
    assert "revir" not in page, "one of eight"
    assert "Till planen" not in page
    assert "&amp;what=boka%20en%20timme" in read(anna, url(group))
    assert not Ballot.objects.exists()
    for name in ("collaboration", "collaboration_tools"):
        listed = read_page(sign_in(CIA).get(group.collaboration_url(name))).one(
            "ul", class_="parts"
        )
        assert listed.one("a", href=url(group)).text == "Isberget"
    assert Client().post(link).status_code == 410
    file = tmp_path / "iceberg.pdf"
    file.write_bytes(sign_in(CIA).get(group.collaboration_url("iceberg_pdf")).content)
    assert pdfua.validate(str(file)).findings == ()
    pdf = PdfReader(file)
    text = " ".join(" ".join(page.extract_text() for page in pdf.pages).split())
    assert "Gammal misstro finns kvar minst 5" in text
    assert "Lagar och regler" not in text
    [vote] = fetch_everything(group.collaboration)["votes"]
    assert vote["result"]["counts"]["cards"] == {TRUST: 5}


@pytest.mark.one_database
def test_a_phone_has_its_own_language_and_a_code_that_is_not_valid_says_what_to_do(group, anna):
    link = begin(group, anna)
    phone = Client()
    phone.post(reverse("set_language"), {"language": "en"})
    assert "What is really stopping us?" in read(phone, link)
    assert "Vad hindrar oss egentligen?" in read(Client(), link)
    asked = read_page(tick(link, 1))
    assert "Du har inte valt något kort." in asked.text
    sure = read_form(asked.one("form", method="post", autocomplete="off"))
    assert Client().post(link, sure).status_code == 302, "asked once"
    assert Ballot.objects.get().answers == {}
    assert "90 dagar innan" in read(anna, url(group)), "before it is shown"
    anna.post(url(group), {"cancel": "1"})
    assert "90 dagar innan" in read(anna, url(group)), "before it is opened"
    for address in (link, "/k/abcd-efgh-2/"):
        gone = Client().get(address)
        assert gone.status_code == 404
        assert "Titta på skärmen" in gone.content.decode()


def test_closing_for_few_shows_nothing_and_keeps_every_answer(group, anna):
    link = begin(group, anna)
    for number in range(5):
        tick(link, number, TRUST)
    closed = anna.post(url(group), {"close": "1"}, follow=True).content.decode()
    assert "Minst 6 behöver svara" in closed
    assert "papper i rummet" in closed
    assert "misstro" not in closed
    assert Ballot.objects.count() == 5
    anna.post(url(group), {"cancel": "1"})
    assert not Vote.objects.exists()
    begin(group, anna)
    assert Assessment.objects.count() == 1


def test_more_answers_than_the_leader_says_are_in_the_room_are_refused(group, anna):
    for people, said in (("", "Skriv med siffror"), ("5", "minst 6"), ("999", "högst 200")):
        opened = anna.post(url(group), {"open": "1", "people": people}, follow=True)
        page = read_page(opened)
        assert said in page.one("p", class_="error").text
        assert page.one("input", id="people").attrs["value"] == people, "it stays to be corrected"
    assert not Vote.objects.exists()
    link = begin(group, anna, 6)
    assert "Ni är 6 i rummet: stämmer det?" in read(Client(), link)
    assert [tick(link, number, TRUST).status_code for number in range(7)] == [302] * 6 + [409]
    refused = tick(link, 8, TRUST).content.decode()
    assert "Ditt svar är inte sparat" in refused
    assert tick(link, 3, TRUST).status_code == 302, "what came in is thanked for once more"
    assert Ballot.objects.count() == 6


def test_another_is_opened_only_after_three_months_so_that_no_difference_tells(group, anna, clock):
    link = begin(group, anna)
    for number in range(6):
        tick(link, number, TRUST)
    anna.post(url(group), {"close": "1"})
    for what in ("cancel", "open", "close"):
        anna.post(url(group), {what: "1"})
    assert Vote.objects.get().result
    page = read(anna, url(group))
    assert "Ni kan göra om det från" in page
    assert "Öppna för telefonerna" not in page
    day = timezone.localdate() + timezone.timedelta(days=90)
    clock(f"{day} 09:00")
    sign_in(ANNA).post(url(group), {"open": "1", "people": "6"})
    assert Vote.objects.count() == 2


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("cards", "talk", "status"),
    [
        ([f"isberget.1b.{n}" for n in range(1, 7)], "none", 422),
        ([TRUST], "", 422),
        ([TRUST], STRIFE, 422),
        ([], "", 422),
        ([TRUST], "none", 302),
        ([], "none", 422),
        (["okant", "isberget.2.1"], "none", 422),
    ],
)
def test_a_ballot_holds_at_most_five_cards_and_which_layer_to_begin_with(
    group, anna, cards, talk, status
):
    link = begin(group, anna)
    assert tick(link, 1, *cards, talk=talk).status_code == status
    kept = [each.answers for each in Ballot.objects.all()]
    assert kept == ([dict.fromkeys(set(cards) & {TRUST}, "true")] if status == 302 else [])


def test_what_was_forgotten_is_deleted_the_next_day_and_leaves_the_collaboration_as_it_was(
    group, anna, clock
):
    tick(begin(group, anna), 1, TRUST)
    clock("2099-01-01 09:00")
    delete_open_votes(today=timezone.localdate())
    assert not Ballot.objects.exists()


@pytest.mark.one_database
def test_questions_stand_one_at_a_time_and_the_mirror_is_not_stored(group, anna):
    for number in range(1, 8):
        page = read_page(anna.get(group.collaboration_url("iceberg_question", number)))
        assert page.one("h1").text.endswith("?")
        assert not page.one("main").all("form")
    assert "Vad gör min egen organisation" in page.one("h1").text
    assert anna.get(group.collaboration_url("iceberg_question", 8)).status_code == 404


@pytest.mark.one_database
def test_nobody_begins_it_alone_and_it_has_no_sheet(client, group, anna):
    begin(group, anna)
    sheet = Assessment.objects.get().public_id
    assert anna.get(group.collaboration_url("sheet_link", sheet)).status_code == 404
    assert anna.get(reverse("overview", args=[sheet])).status_code == 404
    assert "Det ni har börjat på" not in read(anna, group.collaboration_url("collaboration_tools"))
    assert client.get("/verktyg/isberget/ny/").url == "/verktyg/isberget/"
    assert "Öppna från er samverkan" in read(client, "/verktyg/isberget/")


# At a meeting -------------------------------------------------------------------------------------


@pytest.mark.one_database
def test_it_is_a_page_of_the_meeting_and_reaches_the_report_only_as_a_sentence_let_in(anna):
    group = close_divided()
    page = group.url("meeting_subject", "isberget")
    assert "Isberget" in read(anna, group.url("meeting"))
    assert "Isberget" in read(anna, group.url("meeting_topics"))
    form = read_page(anna.get(page)).one("form", action=url(group))
    assert anna.post(url(group), read_form(form) | {"open": "1", "people": "8"}).url == page
    link = reverse("ballot", args=[sign_link(LinkKind.VOTE, Vote.objects.get().public_id, 1)])
    for number in range(8):
        tick(link, number, TRUST, talk="1c")
    form = read_page(anna.get(page)).one("form", action=url(group))
    assert anna.post(url(group), read_form(form) | {"close": "1"}).url == page
    assert "minst 5 av 8 valt: gammal misstro" in read(anna, page)
    assert "minst 5 av 8 valt: gammal misstro" in read(sign_in(CIA), page)
    first = f"{group.collaboration_url('iceberg_question', 1)}?round={group.round.public_id}"
    asked = read_page(anna.get(read_page(anna.get(page)).one("a", href=first).attrs["href"]))
    assert asked.one("a", href=page).text == "Tillbaka till isberget"
    assert (
        asked.one("a", data_turn="next")
        .attrs["href"]
        .endswith(f"/2/?round={group.round.public_id}")
    )
    anna.post(group.url("meeting"), {"go": "report"})
    result = group.url("round_result")
    assert "misstro" not in read(anna, result).partition("<main")[2]
    walk = read_form(read_page(anna.get(page)).one("form", id="walk"))
    anna.post(page, walk | {"joint.obstacles": "hur vi berättar för varandra", "go": "report"})
    said = read(anna, result)
    assert "Vi har gått igenom våra hinder och tar upp:" in said
    assert "hur vi berättar för varandra" in said
    assert "gammal misstro" not in said
