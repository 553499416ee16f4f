"""The visitor chooses the language; a result and what is written to a group keep theirs."""

import io
from datetime import datetime, timedelta

import pytest
from django.conf import settings
from django.core import mail
from django.core.cache import caches
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import get_language, override
from docx import Document
from pypdf import PdfReader

from assessments.core.labels import read_words
from assessments.models import Assessment
from assessments.plan.reminders import remind_of_actions
from assessments.rounds.actions.mailing import make_message
from assessments.rounds.actions.rounds import close_overdue_rounds
from assessments.steering.actions import make_steering_link
from samverkan.pdf.render import make_pdf
from tests.group import ANNA, Group, days_from_now, make_group, sign_in
from tests.markup import STAND_IN, read_page, read_printed
from tests.world import NAME

pytestmark = pytest.mark.django_db

CHOOSE = "/sprak/"


@pytest.fixture
def english() -> Client:
    """A visitor who has chosen English."""
    client = Client()
    client.post(CHOOSE, {"language": "en", "next": "/"})
    return client


def language_of(response) -> tuple[str, str]:
    """What the page and what the answer to the request say."""
    return read_page(response).one("html").attrs["lang"], response.headers["Content-Language"]


def test_the_browsers_own_languages_change_nothing(client):
    asked = client.get("/modellen/", headers={"Accept-Language": "en, *;q=0.5"})
    assert language_of(asked) == ("sv", "sv")
    assert asked.content == client.get("/modellen/").content
    assert "Accept-Language" not in asked.headers["Vary"]


def test_what_is_chosen_stays_and_one_comes_back_to_the_page(client):
    [form] = read_page(client.get("/modellen/?a=1&b=2")).all("form", action=CHOOSE)
    [button] = form.all("button")
    assert (button.attrs["lang"], button.text) == ("en", "English")
    given = {field.attrs["name"]: field.attrs["value"] for field in form.all("input")}
    chosen = client.post(CHOOSE, {**given, "language": "en"})
    assert chosen.url == "/modellen/?a=1&b=2"
    cookie = chosen.cookies[settings.LANGUAGE_COOKIE_NAME]
    assert (cookie["samesite"], cookie["httponly"], cookie["max-age"]) == ("Lax", True, 31536000)
    for path in ("/modellen/", "/exempel/", "/finns-inte/", "/konto/logga-in/"):
        assert language_of(client.get(path)) == ("en", "en"), path


def test_only_a_form_changes_the_language_and_only_to_one_there_is(client):
    assert client.get(CHOOSE, {"language": "en"}).status_code == 405
    assert not client.post(CHOOSE, {"language": "fi"}).cookies
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "../../etc"
    assert language_of(client.get("/")) == ("sv", "sv")


@pytest.mark.parametrize(
    "path",
    ["https://evil.example/", "//evil.example/", "/\\evil.example", "///evil.example", "",
     "javascript:alert(1)", "/" + "ö" * 4000],
)  # fmt: skip
def test_one_is_never_sent_to_another_site(client, path):
    assert client.post(CHOOSE, {"language": "en", "next": path}).url == "/"


def test_what_follows_a_line_break_in_the_way_back_is_no_header(client):
    chosen = client.post(CHOOSE, {"language": "en", "next": "/a\r\nSet-Cookie: a=b"})
    assert chosen.url == "/a%0D%0ASet-Cookie:%20a=b"
    assert set(chosen.cookies) == {settings.LANGUAGE_COOKIE_NAME}


def test_one_request_leaves_no_language_to_the_next(client, english):
    assert language_of(english.get("/")) == ("en", "en")
    assert get_language() == "sv"
    assert language_of(client.get("/")) == ("sv", "sv")


def test_caches_on_the_way_keep_the_languages_apart_and_files_are_everybodys(client, english):
    page = english.get("/modellen/")
    assert "Cookie" in page.headers["Vary"]
    assert page.headers["ETag"] != client.get("/modellen/").headers["ETag"]
    order = settings.MIDDLEWARE.index
    assert order("samverkan.middleware.StaticFiles") < order(
        "samverkan.site.language.ChosenLanguage"
    )


def test_the_error_page_of_last_resort_is_in_the_language(english, monkeypatch):
    english.raise_request_exception = False
    monkeypatch.setattr("assessments.filling.views.manage.fetch_edition", lambda: 1 / 0)
    assert language_of(english.get("/")) == ("en", "en")


def test_what_is_kept_in_memory_is_kept_for_each_language(client, english):
    """Pictures, answers and tables are rendered once by a process, here first in Swedish."""
    for path in ("/exempel/", "/modellen/fragor/", "/metoden/"):
        swedish = client.get(path, follow=True).content
        assert english.get(path, follow=True).content != swedish
        assert client.get(path, follow=True).content == swedish
    page = read_page(english.get("/exempel/"))
    assert "Åtgärda" not in {band.text for band in page.all("span", class_="band")}


# Results ------------------------------------------------------------------------------------------


def read_file(client: Client, url: str) -> bytes:
    return b"".join(client.get(url))


def languages_of_files(client: Client, diagnosis, number: int) -> set[str]:
    """The languages of a result's page to print and Word file, as they say themselves."""
    pdf, word = (
        read_file(client, diagnosis.read_url("read_file", number, name))
        for name in ("rapport.pdf", "beslutsunderlag.docx")
    )
    said = read_printed(pdf).one("html").attrs["lang"]
    return {said, Document(io.BytesIO(word)).core_properties.language[:2]}


def test_a_result_stays_in_the_language_it_was_asked_for_in(client, english, shown):
    first = shown.assessment.snapshots.get()
    assert "language" not in first.document
    english.post(shown.url("conclude"))
    english.post(shown.url("conclude"))
    second = shown.assessment.snapshots.get(number=2)
    assert second.document["language"] == "en"
    assert shown.assessment.snapshots.count() == 2, "another language is another result, once"
    for reader in (client, english):
        for number, language in ((1, "sv"), (2, "en")):
            page = reader.get(shown.read_url("read_number", number))
            assert language_of(page) == (language, language)
            assert languages_of_files(reader, shown, number) == {language}
            text = read_file(reader, shown.read_url("read_file", number, "sammanfattning.txt"))
            assert ("Det här räknas in" in text.decode()) == (language == "sv")
    assert client.get(shown.read_url("read_number", 2)).content.count(b"csrfmiddleware") == 0


def test_a_deleted_diagnosis_leaves_no_pdf_in_any_language(english, shown):
    english.post(shown.url("conclude"))
    caches["reports"].clear()
    for number in (1, 2):
        assert english.get(shown.read_url("read_file", number, "rapport.pdf")).status_code == 200
    folder = settings.CACHES["reports"]["LOCATION"]
    assert len(list(folder.glob("*.djcache"))) == 2
    english.post(shown.url("delete"))
    assert list(folder.glob("*.djcache")) == []


def test_the_example_is_in_the_visitors_language_with_its_files(client, english):
    names = [read_page(each.get("/exempel/")).all("title")[0].text for each in (client, english)]
    assert names[0] != names[1]
    path = "/exempel/rapport.pdf"
    pages = [read_printed(read_file(each, path)) for each in (client, english)]
    assert [page.one("html").attrs["lang"] for page in pages] == ["sv", "en"]
    page = read_file(english, path).removeprefix(STAND_IN).decode()
    pdf = PdfReader(io.BytesIO(make_pdf(page, "report.css")))
    assert pdf.trailer["/Root"]["/Lang"] == "en"
    assert "Skills in the river valley" in pdf.pages[0].extract_text()
    assert f"Page 2 of {len(pdf.pages)}" in " ".join(pdf.pages[1].extract_text().split())
    assert not any("Sida" in page.extract_text() for page in pdf.pages)


# A group's round ----------------------------------------------------------------------------------


@pytest.fixture
def round_in_english() -> Group:
    """A round that Anna has drafted in English."""
    group = make_group()
    with override("en"):
        group.open()
    assert group.round.language == "en"
    return group


def test_a_round_is_closed_in_its_own_language_whoever_closes_it(round_in_english, client):
    for _each in range(5):
        round_in_english.answer()
    Assessment.objects.update(closes_on=days_from_now(-1))
    close_overdue_rounds(today=timezone.localdate())
    found = round_in_english.reload()
    assert found.snapshots.get().document["language"] == "en"
    anna = sign_in(ANNA)
    assert language_of(anna.get(round_in_english.url("round_result"))) == ("en", "en")
    make_steering_link(assessment=found, expires_on=days_from_now(9))
    round_in_english.reload()
    steering = reverse("steering_report", args=[round_in_english.steering_token])
    assert language_of(client.get(steering)) == ("en", "en")
    assert language_of(anna.get(round_in_english.url("meeting"), follow=True)) == ("sv", "sv")


def test_nothing_seems_to_be_worded_anew_because_somebody_else_closes_the_round(round_in_english):
    first = round_in_english.close()
    with override("en"):
        round_in_english.open()
    assert get_language() == "sv"
    earlier = round_in_english.close().document["earlier"]
    assert earlier["edition"] == {
        "code": "2026.2",
        "revision": first.document["edition"]["revision"],
    }
    assert not earlier.keys() & {"reworded", "markers_reworded"}


def test_mail_to_a_group_is_in_the_rounds_language(round_in_english):
    [invitation] = round_in_english.invite("bo@kommun.example")
    message = make_message(invitation, "https://samverkan.example")
    assert message.subject.startswith(f"Invitation: answer about {NAME} by ")
    assert "Hej" not in message.body
    page = read_page(sign_in(ANNA).get(round_in_english.url("group_link")))
    assert page.one("textarea", id="group-text").attrs["lang"] == "en"
    assert "Hej" not in page.one("textarea", id="group-text").text


def test_reminders_are_in_the_language_of_the_newest_round(round_in_english):
    round_in_english.plan(due_on=timezone.localdate() + timedelta(days=1))
    remind_of_actions(today=timezone.localdate())
    [message] = mail.outbox
    assert "Det här" not in message.subject + message.body


# Numbers and dates --------------------------------------------------------------------------------


def test_dates_and_times_are_written_as_in_the_language():
    moment = datetime(2026, 11, 21, 14, 30)
    written = {}
    for language in ("sv", "en"):
        with override(language):
            written[language] = (date_format(moment, "DATETIME_FORMAT"), number_format(3.5))
    assert written["sv"] == ("21 november 2026 14.30", "3,5")
    assert written["en"] == ("21 November 2026 14:30", "3.5")


@pytest.mark.parametrize("language", ["sv", "en"])
def test_what_is_seen_of_an_answer_on_a_phone_is_a_part_of_the_answer(language):
    with override(language):
        words = read_words()
    shorts = {name: word for name, word in words.items() if name.endswith(".short")}
    assert len(shorts) > 5
    for name, short in shorts.items():
        assert short in words[name.removesuffix(".short")], name
