"""Feedback from visitors: stored as it was written, mailed on as a courtesy."""

from smtplib import SMTPServerDisconnected

import pytest

from assessments.core import mails
from assessments.models import Feedback
from tests.markup import read_page

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

URL = "/synpunkter/"


def test_feedback_is_stored_and_thanked_for(client):
    response = client.post(URL, {"text": "Bra, men långt.\r\nTack!"}, follow=True)
    assert response.redirect_chain == [(URL, 302)]
    notice = read_page(response).one("p", role="status", class_="notice")
    assert notice.text == "Tack! Vi har tagit emot det du skrev."
    assert Feedback.objects.get().text.split() == ["Bra,", "men", "långt.", "Tack!"]
    assert not read_page(client.get(URL)).all("p", role="status"), "it is said once"


@pytest.mark.one_database
@pytest.mark.parametrize("text", ["", "   ", "\n", "a\0b", "x" * 5001])
def test_what_is_no_feedback_is_explained_and_not_stored(client, text):
    response = client.post(URL, {"text": text})
    assert response.status_code == 422
    page = read_page(response)
    assert page.one("div", id="fel").all("li")
    assert "\0" in text or page.one("textarea", name="text").raw.strip() == text.strip()
    assert not Feedback.objects.exists()


@pytest.mark.one_database
def test_without_an_address_nothing_is_mailed(client, mailoutbox, settings):
    settings.FEEDBACK_TO = []
    client.post(URL, {"text": "Bra"})
    assert mailoutbox == []


@pytest.mark.one_database
def test_with_an_address_the_text_is_mailed_there_and_only_there(client, mailoutbox, settings):
    settings.FEEDBACK_TO = ["eva@norrbotten.example"]
    client.post(URL, {"text": "Bra\nBcc: x@evil.example"})
    [mail] = mailoutbox
    assert (mail.to, mail.cc, mail.bcc) == (["eva@norrbotten.example"], [], [])
    assert mail.subject == "Synpunkt på Samverkanskollen"
    assert mail.body == "Bra\nBcc: x@evil.example"


@pytest.mark.one_database
@pytest.mark.parametrize("error", [OSError("x"), SMTPServerDisconnected("x")])
def test_a_mail_server_that_is_down_loses_no_feedback(client, settings, monkeypatch, error):
    def fail(*args, **kwargs):
        raise error

    settings.FEEDBACK_TO = ["eva@norrbotten.example"]
    monkeypatch.setattr(mails.EmailMessage, "send", fail)
    assert client.post(URL, {"text": "Bra"}).status_code == 302
    assert Feedback.objects.get().text == "Bra"


def test_nothing_is_kept_but_what_the_visitor_has_written(client):
    client.post(
        URL, {"text": "Bra", "name": "Anna Svensson"},
        headers={"user-agent": "Annas webbläsare", "referer": "http://testserver/d/abc/"},
        REMOTE_ADDR="192.0.2.77",
    )  # fmt: skip
    stored = str(list(Feedback.objects.values()))
    for private in ("Anna Svensson", "Annas webbläsare", "192.0.2.77", "/d/abc"):
        assert private not in stored
    assert Feedback.objects.get().email == ""


# The topic, and an answer -------------------------------------------------------------------------


def checked_topic(response) -> str:
    [radio] = [
        i for i in read_page(response).all("input", name="topic") if "checked" in i.attrs
    ]  # fmt: skip
    return radio.attrs["value"]


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("query", "topic"),
    [
        ("", "ovrigt"),
        ("?om=tillganglighet", "tillganglighet"),
        ("?om=personuppgifter", "personuppgifter"),
        ("?om=något annat", "ovrigt"),
        ("?om=", "ovrigt"),
    ],
)
def test_a_link_can_have_chosen_the_topic(client, query, topic):
    assert checked_topic(client.get(URL + query)) == topic


def test_the_topic_is_stored_and_said_in_the_mail(client, mailoutbox, settings):
    settings.FEEDBACK_TO = ["eva@norrbotten.example"]
    client.post(URL, {"text": "Rösten läser fel", "topic": "tillganglighet"})
    assert Feedback.objects.get().topic == "tillganglighet"
    assert mailoutbox[0].subject == "Tillgänglighetsbrist i Samverkanskollen"


@pytest.mark.one_database
def test_a_topic_that_is_not_there_is_refused_with_the_text_kept(client):
    response = client.post(URL, {"text": "Bra", "topic": "reklam"})
    assert response.status_code == 422
    page = read_page(response)
    assert "Välj något av alternativen." in page.one("div", id="fel").text
    assert page.one("textarea", name="text").raw.strip() == "Bra"
    assert not Feedback.objects.exists()


@pytest.mark.one_database
def test_who_wants_an_answer_leaves_an_address_that_follows_the_text(client, mailoutbox, settings):
    settings.FEEDBACK_TO = ["eva@norrbotten.example"]
    client.post(URL, {"text": "Hjälp mig", "email": "anna@kommun.example"})
    assert Feedback.objects.get().email == "anna@kommun.example"
    [mail] = mailoutbox
    assert mail.body == "Hjälp mig\n\nSvara till: anna@kommun.example"
    assert mail.to == ["eva@norrbotten.example"]


@pytest.mark.one_database
def test_a_bad_address_is_explained_and_may_be_left_out(client):
    response = client.post(URL, {"text": "Hjälp mig", "email": "anna"})
    assert response.status_code == 422
    assert "lämna fältet tomt" in read_page(response).one("div", id="fel").text
    assert client.post(URL, {"text": "Hjälp mig", "email": ""}).status_code == 302
