"""Accounts: signing in with a code by mail, and what becomes of a session."""

import re
import time
from smtplib import SMTPException

import pytest
from django.conf import settings as django_settings
from django.contrib.sessions.models import Session
from django.core.cache import caches
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from assessments.filling.forms.diagnoses import FeedbackForm, MailForm
from assessments.groups.forms import MemberForm
from assessments.rounds.forms.invitations import InvitationForm
from samverkan.accounts.actions import prepare_account
from samverkan.accounts.sign_in import AddressForm, SignInForm
from samverkan.models import SharedCount, User
from tests.markup import read_page

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

ADDRESS = "anna.ledare@kommun.example"
SIGN_IN, CONFIRM = "/konto/logga-in/", "/konto/kod/"


def ask(browser: Client, address: str = ADDRESS, **more):
    return browser.post(SIGN_IN, {"email": address, **more})


def code_in(sent) -> str:
    [code] = re.findall(r"^[A-Z]{4}-[A-Z]{4}$", sent.body, re.MULTILINE)
    return code


def sign_in(browser: Client, mailoutbox, address: str = ADDRESS, **more):
    """Sign in as a visitor does it; the answer to the code."""
    asked = ask(browser, address, **more)
    return browser.post(asked.url, {"code": code_in(mailoutbox[-1]), **more})


def is_signed_in(browser: Client) -> bool:
    return browser.get("/mina/").status_code == 200


# The way in ---------------------------------------------------------------------------------------


def test_a_code_by_mail_leads_to_my_diagnoses(bo, mailoutbox):
    asked = ask(bo)
    assert (asked.status_code, asked.url) == (302, CONFIRM)
    done = bo.post(CONFIRM, {"code": code_in(mailoutbox[0])})
    assert (done.status_code, done.url) == (302, "/mina/")
    assert ADDRESS in read_page(bo.get("/mina/")).one("main").text


def test_the_account_is_the_same_however_the_address_is_written(bo, cia, mailoutbox):
    sign_in(bo, mailoutbox)
    sign_in(cia, mailoutbox, ADDRESS.upper())
    assert list(User.objects.values_list("email", flat=True)) == [ADDRESS]
    assert [to for sent in mailoutbox for to in sent.to] == [ADDRESS, ADDRESS]


def test_the_database_refuses_two_spellings_of_an_address(db):
    prepare_account(email=ADDRESS)
    for wrong in (ADDRESS, ADDRESS.upper(), ""):
        with pytest.raises(IntegrityError), transaction.atomic():
            User.objects.create(email=wrong)


@pytest.mark.one_database
def test_a_code_may_be_written_without_its_dash_and_in_small_letters(bo, mailoutbox):
    ask(bo)
    bo.post(CONFIRM, {"code": code_in(mailoutbox[0]).replace("-", "").lower()})
    assert is_signed_in(bo)


@pytest.mark.one_database
def test_signing_in_leads_back_to_the_page_one_wanted(bo, mailoutbox):
    wanted = bo.get("/mina/radera-kontot/")
    assert wanted.url == f"{SIGN_IN}?next=/mina/radera-kontot/"
    assert sign_in(bo, mailoutbox, next="/mina/radera-kontot/").url == "/mina/radera-kontot/"


@pytest.mark.one_database
@pytest.mark.parametrize("where", ["https://evil.example/", "//evil.example/", "javascript:x"])
def test_signing_in_leads_to_no_other_site(bo, mailoutbox, where):
    assert sign_in(bo, mailoutbox, next=where).url == "/mina/"


@pytest.mark.one_database
def test_nothing_but_an_address_can_be_written(bo, mailoutbox):
    for text in ("", "anna", "a@b", "a@b.se\nBcc: x@y.se"):
        response = ask(bo, text)
        assert response.status_code == 422
        assert read_page(response).one("div", id="fel")
    assert mailoutbox == []
    assert not User.objects.exists()


# The mail -----------------------------------------------------------------------------------------


@pytest.mark.one_database
def test_the_mail_is_plain_and_holds_nothing_that_a_stranger_typed(bo, mailoutbox):
    bo.post(f"{SIGN_IN}?next=/VINN-EN-RESA", {"email": ADDRESS, "next": "/VINN-EN-RESA"})
    [sent] = mailoutbox
    assert sent.subject == "Din kod till Samverkanskollen"
    assert sent.alternatives == []
    assert sent.attachments == []
    assert sent.recipients() == [ADDRESS]
    assert "VINN" not in sent.message().as_string()
    assert ADDRESS not in sent.body
    assert "&" not in sent.body
    assert "http" not in sent.body


@pytest.mark.one_database
def test_a_mail_that_cannot_be_sent_is_said(bo, monkeypatch):
    for error in (UnicodeError("x"), ConnectionRefusedError(), SMTPException("x")):

        def fail(*args, error=error, **more):
            raise error

        monkeypatch.setattr("django.core.mail.EmailMessage.send", fail)
        response = ask(bo)
        assert response.status_code == 503
        assert "Mejlet gick inte iväg" in read_page(response).text


@pytest.mark.one_database
@pytest.mark.parametrize(
    "form",
    [SignInForm, AddressForm, MailForm, MemberForm, FeedbackForm],
    ids=lambda f: f.__name__,
)
@pytest.mark.parametrize(
    "impossible",
    [f"a@{'å' * 60}.se", f"a@{'b' * 60}.{'c' * 60}.{'d' * 60}.{'e' * 60}.{'f' * 9}.se"],
)
def test_no_form_takes_an_address_that_cannot_be_mailed(form, impossible, db):
    assert "Adressen ser inte rätt ut" in str(form(data={"email": impossible}).errors["email"])
    pasted = InvitationForm({"addresses": impossible})
    assert pasted.is_valid()
    assert pasted.cleaned_data["addresses"].bad == (impossible,)


# No page tells who has an account -----------------------------------------------------------------


def without_codes(response) -> str:
    text = re.sub(r'value="([A-Za-z0-9]{64}|[\w-]{22}\.)"', "", response.content.decode())
    return re.sub(r"\S+@kommun\.example", "ADDRESS", text)


@pytest.mark.one_database
def test_an_address_with_an_account_and_one_without_get_the_same(mailoutbox):
    prepare_account(email=ADDRESS)
    User.objects.create(email="avstangd@kommun.example", is_active=False)
    seen = []
    for address in (ADDRESS, "ny@kommun.example", "avstangd@kommun.example"):
        browser = Client()
        asked = ask(browser, address)
        wrong = browser.post(CONFIRM, {"code": "FFFF-FFFF"})
        seen.append(
            (asked.status_code, asked.url, sorted(asked.cookies), wrong.status_code,
             without_codes(browser.get(CONFIRM)), without_codes(wrong))
        )  # fmt: skip
    assert seen[0] == seen[1] == seen[2]
    first, second = [re.sub(r"[A-Z]{4}-[A-Z]{4}", "", sent.body) for sent in mailoutbox]
    assert first == second


@pytest.mark.one_database
def test_an_account_that_has_been_closed_cannot_be_signed_in_to(bo, mailoutbox):
    ask(bo)
    User.objects.update(is_active=False)
    bo.post(CONFIRM, {"code": code_in(mailoutbox[0])})
    assert not is_signed_in(bo)


@pytest.mark.one_database
@pytest.mark.parametrize(
    "path",
    ["signup", "password/reset", "password/change", "password/set", "email", "confirm-email",
     "inactive", "reauthenticate", "login", "login/code", "2fa", "social/connections"],
)  # fmt: skip
def test_no_other_page_of_the_library_can_be_reached(bo, mailoutbox, path):
    sign_in(bo, mailoutbox)
    for prefix in ("konto", "accounts"):
        assert bo.get(f"/{prefix}/{path}".rstrip("/") + "/").status_code == 404


# Wrong, old and too many --------------------------------------------------------------------------


@pytest.mark.one_database
@pytest.mark.parametrize("code", ["", "FFFF-FFFF", "x" * 5000, "\0", "å", "' OR 1=1--"])
def test_a_wrong_code_is_refused_and_said(bo, mailoutbox, code):
    ask(bo)
    response = bo.post(CONFIRM, {"code": code})
    assert response.status_code == 422
    assert read_page(response).one("div", id="fel")
    assert not is_signed_in(bo)


@pytest.mark.one_database
def test_after_five_wrong_codes_the_right_one_is_refused_too(bo, mailoutbox):
    ask(bo)
    statuses = [bo.post(CONFIRM, {"code": "FFFF-FFFF"}).status_code for _ in range(5)]
    assert statuses == [422] * 4 + [302]
    assert "för många försök" in read_page(bo.get(SIGN_IN)).text
    bo.post(CONFIRM, {"code": code_in(mailoutbox[0])})
    assert not is_signed_in(bo)


@pytest.mark.one_database
def test_an_old_code_is_refused(bo, mailoutbox, monkeypatch):
    ask(bo)
    later = time.time() + django_settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT + 1
    monkeypatch.setattr(time, "time", lambda: later)
    response = bo.post(CONFIRM, {"code": code_in(mailoutbox[0])})
    assert response.url == SIGN_IN
    assert not is_signed_in(bo)


@pytest.mark.one_database
def test_the_page_and_the_mail_say_how_long_a_code_is_good(bo, mailoutbox):
    ask(bo)
    said = f"{django_settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT // 60} minuter"
    assert said in read_page(bo.get(CONFIRM)).text
    assert said in mailoutbox[0].body


@pytest.mark.one_database
def test_a_code_is_good_once_and_only_where_it_was_asked_for(bo, cia, mailoutbox):
    ask(bo)
    ask(cia, "cia@kommun.example")
    code = code_in(mailoutbox[0])
    assert cia.post(CONFIRM, {"code": code}).status_code == 422
    bo.post(CONFIRM, {"code": code})
    bo.post("/konto/logga-ut/")
    bo.post(CONFIRM, {"code": code})
    assert not is_signed_in(bo)


@pytest.mark.one_database
def test_a_new_code_makes_the_old_one_worthless(bo, mailoutbox):
    ask(bo)
    assert bo.get(SIGN_IN).status_code == 200  # whoever waits may also correct the address
    ask(bo)
    assert bo.post(CONFIRM, {"code": code_in(mailoutbox[0])}).status_code == 422
    bo.post(CONFIRM, {"code": code_in(mailoutbox[1])})
    assert is_signed_in(bo)


def test_too_many_codes_to_one_address_are_refused_wherever_they_are_asked_from(mailoutbox):
    statuses = [ask(Client(REMOTE_ADDR=f"203.0.113.{number}")).status_code for number in range(4)]
    assert statuses == [302, 302, 302, 429]
    assert len(mailoutbox) == 3


def test_too_many_codes_from_one_place_are_refused_whoever_they_are_for(settings, mailoutbox):
    settings.ACCOUNT_RATE_LIMITS = {"request_login_code": "2/h/ip"}
    responses = [ask(Client(), f"nummer{number}@kommun.example") for number in range(3)]
    assert [response.status_code for response in responses] == [302, 302, 429]
    assert "för många koder" in read_page(responses[-1]).text
    assert not User.objects.filter(email="nummer2@kommun.example").exists()


def test_what_is_counted_is_shared_and_names_nobody(bo, mailoutbox):
    ask(bo)
    rows = list(SharedCount.objects.values_list("cache_key", "value"))
    assert rows
    assert all(re.fullmatch("[0-9a-f]{64}", key) for key, _ in rows)
    assert not [value for _, value in rows if "kommun" in value or "127.0.0.1" in value]
    assert caches["default"]._table == SharedCount._meta.db_table


# Sessions -----------------------------------------------------------------------------------------


@pytest.mark.one_database
def test_the_session_has_a_new_name_when_somebody_has_signed_in(bo, mailoutbox):
    ask(bo)
    before = bo.cookies["sessionid"].value
    bo.post(CONFIRM, {"code": code_in(mailoutbox[0])})
    assert bo.cookies["sessionid"].value != before
    assert not Session.objects.filter(session_key=before).exists()


@pytest.mark.one_database
def test_a_session_lasts_two_weeks_but_a_wait_for_a_code_only_as_long_as_the_code(bo, mailoutbox):
    asked = ask(bo)
    assert asked.cookies["sessionid"]["max-age"] == 15 * 60
    done = bo.post(CONFIRM, {"code": code_in(mailoutbox[0])})
    cookie = done.cookies["sessionid"]
    assert cookie["max-age"] == 14 * 24 * 3600
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert not cookie["domain"]


@pytest.mark.one_database
def test_only_a_post_signs_out(bo, mailoutbox):
    sign_in(bo, mailoutbox)
    assert bo.get("/konto/logga-ut/").status_code == 200
    assert is_signed_in(bo)
    assert bo.post("/konto/logga-ut/").url == "/"
    assert not is_signed_in(bo)
    assert not Session.objects.exists()


@pytest.mark.one_database
def test_every_form_needs_its_security_code(mailoutbox):
    strict = Client(enforce_csrf_checks=True)
    for path in (SIGN_IN, CONFIRM, "/konto/logga-ut/", "/mina/lagg-till/", "/mina/radera-kontot/"):
        assert strict.post(path, {"email": ADDRESS}).status_code == 403
    assert mailoutbox == []


@pytest.mark.one_database
def test_a_visitor_without_an_account_gets_no_session(client, shown):
    for path in ("/", "/modellen/", shown.url("overview"), shown.read_url(), SIGN_IN, "/mina/"):
        response = client.get(path)
        assert "sessionid" not in response.cookies, path
    assert not Session.objects.exists()


@pytest.mark.one_database
def test_public_pages_vary_with_the_account_and_the_language(client, bo, mailoutbox):
    assert "Cookie" in client.get("/modellen/").headers["Vary"]
    sign_in(bo, mailoutbox)
    mine = bo.get("/modellen/")
    assert "Cookie" in mine.headers["Vary"]
    assert mine.headers["ETag"] != client.get("/modellen/").headers["ETag"]


@pytest.mark.one_database
def test_the_head_of_the_page_shows_the_way_in_or_out(client, bo, mailoutbox):
    def links(browser):
        return [a.text for a in read_page(browser.get("/")).one("p", class_="account").all("a")]

    sign_in(bo, mailoutbox)
    assert links(client) == ["Logga in"]
    assert links(bo) == ["Mina diagnoser", "Logga ut"]
    bo.cookies["sessionid"] = "forged"
    assert links(bo) == ["Logga in"]


@pytest.mark.one_database
def test_every_page_about_an_account_is_private(bo, mailoutbox):
    for path in (SIGN_IN, CONFIRM, "/mina/"):
        assert "no-store" in bo.get(path).headers["Cache-Control"]
    sign_in(bo, mailoutbox)
    for name in ("mine", "delete_account", "account_logout", "claim"):
        response = bo.get(reverse(name))
        assert "no-store" in response.headers["Cache-Control"]
        assert response.headers["X-Robots-Tag"] == "noindex, nofollow"


# A session that is used --------------------------------------------------------------------------


@pytest.mark.one_database
def test_whoever_comes_often_stays_signed_in_and_whoever_stays_away_does_not(bo, clock, mailoutbox):
    clock("2026-12-01 08:00")
    sign_in(bo, mailoutbox)
    for day in ("2026-12-10", "2026-12-23", "2027-01-05"):
        clock(f"{day} 08:00")
        assert bo.get("/mina/").cookies["sessionid"]["max-age"] == 14 * 24 * 3600
    clock("2027-01-19 08:01")
    assert not is_signed_in(bo)


def test_a_session_is_written_once_a_day_however_much_it_is_used(bo, clock, mailoutbox):
    clock("2026-12-01 08:00")
    sign_in(bo, mailoutbox)
    ends = [(Session.objects.get().expire_date)]
    for moment in ("2026-12-01 20:00", "2026-12-02 07:59", "2026-12-02 08:01", "2026-12-02 17:00"):
        clock(moment)
        bo.get("/")
        bo.get("/mina/")
        ends.append(Session.objects.get().expire_date)
    first, second = sorted(set(ends))
    assert ends == [first, first, first, second, second]


@pytest.mark.one_database
def test_what_is_kept_of_a_visitor_who_is_not_signed_in_is_not_renewed(bo, clock, mailoutbox):
    clock("2026-12-01 08:00")
    ask(bo)
    ends = Session.objects.get().expire_date
    clock("2026-12-01 08:14")
    assert bo.get(CONFIRM).status_code == 200
    assert Session.objects.get().expire_date == ends
