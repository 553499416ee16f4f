"""Mailing the links: nothing that a user typed is in the mail, and the address is not kept."""

import re
from smtplib import SMTPDataError, SMTPRecipientsRefused

import pytest
from django.core import serializers
from django.core.management import call_command

from assessments.core.mails import write_text
from assessments.models import Answer, Assessment, Collaboration, Feedback, RateCount, Respondent
from assessments.rounds.actions.mailing import make_message, write_group_text
from tests.group import ANNA, days_from_now, make_group, sign_in
from tests.markup import read_page
from tests.world import start

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

ADDRESS = "anna.testare@kommun.example"
MODELS = (Collaboration, Assessment, Respondent, Answer, Feedback, RateCount)


def mail(client, diagnosis, address=ADDRESS, **more):
    return client.post(diagnosis.url("mail_link"), {"email": address}, **more)


@pytest.mark.one_database
def test_the_mail_holds_both_links_and_they_work(bo, cia, anna, mailoutbox):
    assert mail(bo, anna).status_code == 302
    [sent] = mailoutbox
    answer_link, read_link = re.findall(r"^http://\S+$", sent.body, re.MULTILINE)
    assert answer_link == f"http://testserver{anna.url('overview')}"
    assert read_link == f"http://testserver{anna.read_url()}"
    assert bo.get(answer_link).status_code == 200
    assert cia.get(read_link).status_code == 200
    assert cia.post(read_link).status_code == 405


@pytest.mark.one_database
def test_the_mail_goes_to_the_address_and_nobody_else(bo, anna, mailoutbox):
    mail(bo, anna)
    [sent] = mailoutbox
    assert sent.recipients() == [ADDRESS]
    assert sent.subject == "Er länk till Samverkanskollen"
    assert sent.attachments == []


@pytest.mark.one_database
def test_nothing_that_a_user_typed_is_in_the_mail(bo, db, mailoutbox):
    diagnosis = start(name="VINN EN RESA http://evil.example", scope="KLICKA HÄR")
    diagnosis.save({"comment.varfor": "KÖP NU"})
    mail(bo, diagnosis)
    whole = mailoutbox[0].message().as_string() + mailoutbox[0].body
    for typed in ("VINN", "evil.example", "KLICKA", "KÖP NU"):
        assert typed not in whole


@pytest.mark.one_database
def test_no_mail_leads_where_an_older_name_does(mailoutbox, clock):
    """Names that were stored before addresses were refused in them."""
    clock("2026-11-21 09:00")
    group = make_group("Betala på https://evil.example/x")
    anna = sign_in(ANNA)
    group.open(title="www.evil.example")
    group.plan(due_on=days_from_now(3), who="Ture evil.example")
    [invitation] = group.invite(ADDRESS)
    form = {"email": ADDRESS, "role": "reader", "do": "add"}
    assert anna.post(group.collaboration_url("members"), form).status_code == 302
    call_command("run_due")
    texts = [mail.body for mail in mailoutbox]
    assert len(texts) == 2
    texts += [make_message(invitation, "").body, write_group_text(group.round, "")]
    about = {"collaboration": group.collaboration, "day": days_from_now(30)}
    texts += [write_text("keeping/warning.txt", **about)]
    for text in texts:
        assert "evil. example" in text
        assert not re.search(r"evil\.\S|//evil", text)


@pytest.mark.one_database
def test_the_mail_says_when_the_diagnosis_is_deleted(bo, anna, mailoutbox, clock):
    clock("2026-11-21 12:00")
    anna.save({"varfor.3": "3"})
    mail(bo, anna)
    assert "Allt raderas 21 december 2027" in mailoutbox[0].body


@pytest.mark.one_database
def test_the_mail_has_no_markup_and_no_escapes(bo, anna, mailoutbox):
    mail(bo, anna)
    assert not re.search(r"[<>]|&\w+;|{[{%]", mailoutbox[0].body)


def test_sending_is_confirmed_on_the_overview(bo, anna):
    response = mail(bo, anna, follow=True)
    assert response.redirect_chain == [(anna.url("overview"), 302)]
    said = read_page(response).one("p", role="status", class_="notice").text
    assert said.startswith(f"Mejlat till {ADDRESS}.")
    assert ADDRESS not in bo.get(anna.url("overview")).content.decode()


@pytest.mark.one_database
def test_the_address_is_stored_nowhere(bo, anna, caplog):
    before = anna.assessment.changed_on
    mail(bo, anna)
    stored = "".join(serializers.serialize("json", model.objects.all()) for model in MODELS)
    assert "anna.testare" not in stored
    assert "kommun.example" not in stored
    assert "anna.testare" not in caplog.text
    assert anna.assessment.changed_on == before


@pytest.mark.one_database
@pytest.mark.parametrize(
    "address",
    ["", "anna", "anna@", "@kommun.se", "anna@kommun.se\nBcc: x@evil.example", "a@b.se, c@d.se",
     "x" * 300 + "@kommun.se", "anna@kommun.se\0", "<anna@kommun.se>"],
    ids=lambda address: repr(address)[:30],
)  # fmt: skip
def test_what_is_no_address_is_explained_and_stays(bo, anna, mailoutbox, address):
    response = mail(bo, anna, address)
    assert response.status_code == 422
    page = read_page(response)
    assert page.one("input", name="email").attrs["aria-invalid"] == "true"
    assert mailoutbox == []
    assert page.one("input", id="answer-link")


@pytest.mark.one_database
@pytest.mark.parametrize(
    "error",
    [
        ConnectionRefusedError("no server"),
        TimeoutError("slow"),
        SMTPDataError(550, b"no"),
        SMTPRecipientsRefused({ADDRESS: (550, b"unknown " + ADDRESS.encode())}),
    ],
    ids=lambda error: type(error).__name__,
)
def test_a_mail_server_that_fails_is_said_with_what_to_do(bo, anna, monkeypatch, caplog, error):
    def fail(*args, **kwargs):
        raise error

    monkeypatch.setattr("django.core.mail.EmailMessage.send", fail)
    response = mail(bo, anna)
    assert response.status_code == 503
    page = read_page(response)
    assert "Mejlet gick inte iväg. Svaren är sparade." in page.text
    assert page.one("input", name="email").attrs["value"] == ADDRESS
    assert page.one("input", id="answer-link").attrs["value"].endswith(anna.url("overview"))
    # The address must not be in the log, and an SMTP error's text holds it.
    assert type(error).__name__ in caplog.text
    assert ADDRESS not in caplog.text


@pytest.mark.one_database
def test_a_failing_backend_as_it_is_configured_gives_the_same_message(bo, anna, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9  # discard: nobody listens
    settings.EMAIL_TIMEOUT = 1
    assert mail(bo, anna).status_code == 503
