"""The second factor: setting it up, being asked for it, and losing it."""

import json
import re
import time
from base64 import b64decode
from importlib import import_module
from xml.etree import ElementTree

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.utils import encrypt
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.test import Client

from samverkan.accounts.actions import prepare_account
from samverkan.accounts.recent import RECENT_MINUTES
from samverkan.models import User
from tests.markup import read_page
from tests.sessions import sign_in_as
from tests.test_accounts import ADDRESS, is_signed_in, sign_in

pytestmark = pytest.mark.django_db

SECURITY, APP = "/konto/sakerhet/", "/konto/sakerhet/app/"
PASSKEY, CODES = "/konto/sakerhet/passnyckel/", "/konto/sakerhet/reservkoder/"
SECOND, AGAIN = "/konto/andra-steget/", "/konto/igen/"


def compute_code(secret: str, steps: int = 0) -> str:
    """What an app shows now, or so many half minutes from now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def add_app(browser: Client, where: str = "") -> str:
    """Set up an app in a browser that has just signed in; its secret."""
    secret = read_page(browser.get(APP)).one("main").one("code").text.replace(" ", "")
    done = browser.post(APP + where, {"code": compute_code(secret)})
    assert done.status_code == 302, done.content.decode()
    return secret


@pytest.fixture
def secret(bo, mailoutbox) -> str:
    """What the app of the account makes its codes from; Bo's browser has set it up."""
    sign_in(bo, mailoutbox)
    return add_app(bo)


@pytest.fixture
def codes(bo, secret) -> list[str]:
    return read_page(bo.get(CODES)).one("textarea").text.split()


# Being asked for it -------------------------------------------------------------------------------


def test_whoever_has_set_up_an_app_is_asked_for_its_code_after_that_of_the_mail(
    cia, secret, mailoutbox
):
    asked = sign_in(cia, mailoutbox, next="/mina/radera-kontot/")
    assert asked.url == SECOND
    assert not is_signed_in(cia)
    done = cia.post(SECOND, {"code": compute_code(secret)})
    assert done.url == "/mina/radera-kontot/"
    assert is_signed_in(cia)


@pytest.mark.parametrize("wrong", ["", "000000x", "x" * 5000, "\0", "å", "' OR 1=1--"])
def test_a_wrong_second_factor_is_refused_and_said(cia, secret, mailoutbox, wrong):
    sign_in(cia, mailoutbox)
    response = cia.post(SECOND, {"code": wrong})
    assert response.status_code == 422
    assert read_page(response).one("div", id="fel")
    assert not is_signed_in(cia)


def test_after_five_wrong_second_factors_the_right_one_is_refused_too(cia, secret, mailoutbox):
    sign_in(cia, mailoutbox)
    for _ in range(5):
        cia.post(SECOND, {"code": "1234"})
    refused = cia.post(SECOND, {"code": compute_code(secret)})
    assert refused.status_code == 422
    assert "för många försök" in read_page(refused).text
    assert not is_signed_in(cia)


def test_a_code_from_the_app_is_good_once(cia, secret, mailoutbox):
    code = compute_code(secret, steps=1)
    for browser, is_in in ((cia, True), (Client(), False)):
        sign_in(browser, mailoutbox)
        browser.post(SECOND, {"code": f" {code[:3]} {code[3:]}" if is_in else code})
        assert is_signed_in(browser) is is_in


def test_a_code_that_has_just_ended_is_still_good_but_not_one_from_before(
    secret, mailoutbox, monkeypatch
):
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now)
    for steps, is_in in ((-2, False), (-1, True)):
        browser = Client()
        sign_in(browser, mailoutbox)
        browser.post(SECOND, {"code": compute_code(secret, steps)})
        assert is_signed_in(browser) is is_in


def test_a_recovery_code_is_good_once_and_then_not_among_those_that_are_left(
    cia, bo, codes, mailoutbox
):
    assert len(set(codes)) == 10
    for browser, is_in in ((cia, True), (Client(), False)):
        sign_in(browser, mailoutbox)
        browser.post(SECOND, {"code": codes[0]})
        assert is_signed_in(browser) is is_in
    assert "9 reservkoder kvar" in read_page(bo.get(SECURITY)).text
    assert codes[0] not in read_page(bo.get(CODES)).text


def test_new_recovery_codes_make_the_old_ones_worthless(cia, bo, codes, mailoutbox):
    bo.post(CODES)
    new = read_page(bo.get(CODES)).one("textarea").text.split()
    assert not set(new) & set(codes)
    sign_in(cia, mailoutbox)
    cia.post(SECOND, {"code": codes[0]})
    assert not is_signed_in(cia)


def test_nobody_comes_to_the_second_step_past_the_first(client, secret):
    assert client.get(SECOND).url == "/konto/logga-in/"
    assert client.post(SECOND, {"code": compute_code(secret)}).url == "/konto/logga-in/"
    assert not is_signed_in(client)


def test_a_wait_for_the_second_step_lasts_no_longer_than_the_code_by_mail(cia, secret, mailoutbox):
    assert sign_in(cia, mailoutbox).cookies["sessionid"]["max-age"] == 15 * 60


# Setting it up ------------------------------------------------------------------------------------


def test_the_app_is_set_up_with_a_code_and_leads_to_the_recovery_codes(bo, mailoutbox):
    sign_in(bo, mailoutbox)
    page = read_page(bo.get(APP))
    kind, _, picture = page.one("main").one("img").attrs["src"].partition("base64,")
    drawing = ElementTree.fromstring(b64decode(picture))
    assert (kind, drawing.tag) == ("data:image/svg+xml;", "{http://www.w3.org/2000/svg}svg")
    refused = bo.post(APP, {"code": "1234"})
    assert refused.status_code == 422
    assert not Authenticator.objects.exists()
    secret = read_page(refused).one("main").one("code").text.replace(" ", "")
    done = bo.post(f"{APP}?next=/mina/", {"code": compute_code(secret)})
    assert done.url == f"{CODES}?next=%2Fmina%2F"
    assert read_page(bo.get(done.url)).one("a", class_="btn-primary").attrs["href"] == "/mina/"
    assert "App för koder" in read_page(bo.get(SECURITY)).text
    assert bo.get(APP).url == SECURITY, "one app is enough"


@pytest.mark.both_databases
def test_what_codes_are_made_from_is_not_readable_in_the_database(bo, secret, codes):
    stored = json.dumps(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in stored
    assert not [code for code in codes if code in stored]
    kept = json.dumps([session.get_decoded() for session in Session.objects.all()])
    assert secret not in kept, "only while it is being set up"


def test_a_new_key_of_the_program_still_reads_what_a_former_one_wrote(
    cia, secret, mailoutbox, settings
):
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-key"
    sign_in(cia, mailoutbox)
    cia.post(SECOND, {"code": compute_code(secret, steps=1)})
    assert is_signed_in(cia)


@pytest.mark.parametrize(
    "path", [APP, PASSKEY, CODES, f"{SECURITY}ta-bort/1/", "/mina/radera-kontot/"]
)
def test_a_while_after_signing_in_one_has_to_do_it_again_to_change_it(
    bo, secret, monkeypatch, path
):
    later = time.time() + RECENT_MINUTES * 60 + 1
    monkeypatch.setattr(time, "time", lambda: later)
    before = Authenticator.objects.count()
    assert bo.get(path).url.startswith(AGAIN)
    code = {"code": compute_code(secret)} if path.startswith("/konto/") else {}
    again = bo.post(path, code)
    assert again.url.startswith(AGAIN)
    assert Authenticator.objects.count() == before
    form = read_page(bo.get(again.url)).one("main").one("form")
    assert form.attrs["action"] == "/konto/logga-ut/"
    assert path.replace("/", "%2F") in form.one("input", name="next").attrs["value"]


def test_nobody_takes_away_somebody_elses(cia, secret, mailoutbox):
    sign_in(cia, mailoutbox, "cia@kommun.example")
    for factor in Authenticator.objects.all():
        for method in (cia.get, cia.post):
            assert method(f"{SECURITY}ta-bort/{factor.pk}/").status_code == 404
    assert Authenticator.objects.count() == 2


def test_taking_away_the_last_takes_the_recovery_codes_with_it(bo, cia, codes, mailoutbox):
    app = Authenticator.objects.get(type="totp")
    assert "enda andra steg" in read_page(bo.get(f"{SECURITY}ta-bort/{app.pk}/")).text
    assert Authenticator.objects.count() == 2, "asking changes nothing"
    assert bo.post(f"{SECURITY}ta-bort/{app.pk}/").url == SECURITY
    assert not Authenticator.objects.exists()
    assert bo.get(CODES).status_code == bo.post(CODES).status_code == 404
    sign_in(cia, mailoutbox)
    assert is_signed_in(cia)


def test_whoever_has_lost_everything_is_let_in_by_those_who_run_the_program(
    cia, secret, mailoutbox
):
    call_command("forget_second_factor", ADDRESS.upper())
    sign_in(cia, mailoutbox)
    assert is_signed_in(cia)
    with pytest.raises(CommandError):
        call_command("forget_second_factor", ADDRESS)


def test_what_is_set_up_goes_with_the_account(bo, secret):
    bo.post("/mina/radera-kontot/", {"diagnoses": "keep"})
    assert not Authenticator.objects.exists()
    assert not User.objects.exists()


# Other sessions of the account -----------------------------------------------------------------


def replace_key(settings) -> None:
    settings.SECRET_KEY = "a new key of the program, without the former one among the fallbacks"
    settings.SECRET_KEY_FALLBACKS = []


def test_a_session_elsewhere_ends_when_an_app_is_added_and_when_it_is_taken_away(
    bo, cia, mailoutbox
):
    sign_in(bo, mailoutbox)
    sign_in(cia, mailoutbox)
    secret = add_app(bo)
    assert (is_signed_in(bo), is_signed_in(cia)) == (True, False)
    sign_in(cia, mailoutbox)
    cia.post(SECOND, {"code": compute_code(secret, steps=1)})
    assert is_signed_in(cia)
    app = Authenticator.objects.get(type="totp")
    bo.post(f"{SECURITY}ta-bort/{app.pk}/")
    assert (is_signed_in(bo), is_signed_in(cia)) == (True, False)


def test_a_session_goes_on_when_the_program_has_a_new_key_and_the_former_among_the_fallbacks(
    bo, mailoutbox, settings
):
    sign_in(bo, mailoutbox)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-key"
    assert is_signed_in(bo)


@pytest.mark.parametrize(
    "path", [APP, PASSKEY, CODES, f"{SECURITY}adress/", f"{SECURITY}ta-bort/1/",
             "/mina/radera-kontot/"]
)  # fmt: skip
def test_a_code_by_mail_alone_opens_nothing_sensitive_where_there_is_a_second_factor(
    cia, secret, path
):
    """However such a session came to be: here as one that the program itself has begun."""
    user = User.objects.get()
    sign_in_as(user, "code", browser=cia)
    assert is_signed_in(cia)
    before = list(Authenticator.objects.values())
    for answer in (cia.get(path), cia.post(path, {"diagnoses": "delete"})):
        assert answer.status_code == 302
        assert answer.url.startswith(AGAIN)
    assert list(Authenticator.objects.values()) == before
    assert User.objects.get() == user


def test_recovery_codes_are_shown_only_where_and_when_they_are_made(
    bo, cia, secret, codes, mailoutbox
):
    sign_in(cia, mailoutbox)
    cia.post(SECOND, {"code": compute_code(secret, steps=1)})
    elsewhere = cia.get(CODES).content.decode()
    assert "Du har 10 reservkoder kvar" in elsewhere
    assert not [code for code in codes if code in elsewhere]
    assert read_page(bo.get(CODES)).one("textarea").text.split() == codes, "again, where made"


# The program's key has been replaced ------------------------------------------------------------


def test_after_the_key_was_lost_the_page_says_so_and_a_recovery_code_lets_in(
    cia, secret, codes, mailoutbox, settings
):
    replace_key(settings)
    sign_in(cia, mailoutbox)
    page = read_page(cia.get(SECOND))
    assert "eftersom webbplatsens nyckel har bytts ut" in page.text
    assert "Skriv en av dina reservkoder" in page.text
    refused = cia.post(SECOND, {"code": compute_code(secret)})
    assert (refused.status_code, is_signed_in(cia)) == (422, False)
    written = f"{codes[0][:4]} {codes[0][4:]}"
    assert cia.post(SECOND, {"code": written}).status_code == 302
    assert is_signed_in(cia)
    assert "Fungerar inte längre" in read_page(cia.get(SECURITY)).text


@pytest.mark.both_databases
def test_after_the_key_was_lost_the_app_is_added_anew_and_works(
    cia, secret, codes, mailoutbox, settings
):
    replace_key(settings)
    sign_in(cia, mailoutbox)
    cia.post(SECOND, {"code": codes[0]})
    new = add_app(cia)
    assert new != secret
    assert Authenticator.objects.filter(type="totp").count() == 1
    assert read_page(cia.get(CODES)).one("textarea"), "there are new recovery codes"
    browser = Client()
    sign_in(browser, mailoutbox)
    assert "bytts ut" not in read_page(browser.get(SECOND)).text
    browser.post(SECOND, {"code": compute_code(new, steps=1)})
    assert is_signed_in(browser)


def test_after_the_key_was_lost_the_app_can_be_taken_away(cia, codes, mailoutbox, settings):
    replace_key(settings)
    sign_in(cia, mailoutbox)
    cia.post(SECOND, {"code": codes[0]})
    app = Authenticator.objects.get(type="totp")
    assert cia.post(f"{SECURITY}ta-bort/{app.pk}/").url == SECURITY
    assert not Authenticator.objects.exists()


@pytest.mark.one_database
@pytest.mark.both_databases
def test_where_nothing_is_left_after_the_key_was_lost_the_page_says_who_helps(
    cia, codes, mailoutbox, settings
):
    Authenticator.objects.filter(type="recovery_codes").delete()
    replace_key(settings)
    sign_in(cia, mailoutbox)
    assert "Du har inga reservkoder kvar. Skriv till oss" in read_page(cia.get(SECOND)).text
    assert cia.post(SECOND, {"code": codes[0]}).status_code == 422


@pytest.mark.both_databases
def test_recovery_codes_from_before_they_were_hashed_are_good_after_the_migration(
    cia, secret, mailoutbox
):
    old = Authenticator.objects.get(type="recovery_codes")
    old.data = {"seed": encrypt(RecoveryCodes.generate_seed()), "used_mask": 1}
    old.save()
    used, *codes = RecoveryCodes(old).generate_codes()
    import_module("samverkan.migrations.0005_recovery_codes_as_hashes").hash_stored(apps, None)
    sign_in(cia, mailoutbox)
    for code, is_in in ((used, False), (codes[0], True)):
        cia.post(SECOND, {"code": code})
        assert is_signed_in(cia) is is_in
    assert len(Authenticator.objects.get(type="recovery_codes").data["hashes"]) == 8


# Passkeys (making and using one is in the browser tests) ------------------------------------------


ASKS = {"Accept": "application/json"}  # as the page's script does
HOSTILE = ["", "x", "[]", "{}", "7", "null", '{"id": 1}', '{"id":"å","rawId":"å","response":{}}',
    '{"id":"AA","rawId":"AA","type":"public-key","response":{"userHandle":"AA"}}',
    '{"id":"AA","rawId":"AA","type":"public-key","response":{"clientDataJSON":"AA",'
    '"authenticatorData":"AA","signature":"AA","userHandle":"enp6enp6enp6enp6enp6","attestationObject":"AA"}}',
    '{"id":"AA","rawId":"AA","type":"public-key","response":{"clientDataJSON":"e30",'
    '"authenticatorData":"' + "A" * 200 + '","signature":"AA","userHandle":"MQ",'
    '"attestationObject":"oA"}}',
]  # fmt: skip


@pytest.mark.parametrize("credential", HOSTILE)
def test_whatever_a_browser_sends_as_a_passkey_is_refused(bo, mailoutbox, credential):
    prepare_account(email=ADDRESS)
    bo.post("/konto/passnyckel/", headers=ASKS)
    refused = bo.post("/konto/passnyckel/", {"credential": credential})
    assert refused.url == "/konto/logga-in/"
    assert "gick inte att använda" in read_page(bo.get(refused.url)).text
    sign_in(bo, mailoutbox)
    bo.get(PASSKEY)
    assert bo.post(PASSKEY, {"credential": credential}).status_code == 422
    assert not Authenticator.objects.exists()


def test_looking_at_the_page_of_signing_in_asks_for_no_passkey_and_keeps_nothing(client, db):
    form = read_page(client.get("/konto/logga-in/")).one("form", data_passkey="get")
    assert "data-options" not in form.attrs
    assert not Session.objects.exists()
    asked = client.post(form.attrs["action"], headers=ASKS)
    options = asked.json()["request_options"]["publicKey"]
    assert options["userVerification"] == "required"
    assert options["allowCredentials"] == [], "asked of anybody"
    assert asked.cookies["sessionid"]["max-age"] == 15 * 60


def test_too_many_tries_with_passkeys_from_one_place_are_refused(client, settings):
    settings.MFA_RATE_LIMITS = {"webauthn_login": "2/h/ip"}
    statuses = [client.post("/konto/passnyckel/", headers=ASKS).status_code for _ in range(3)]
    assert statuses == [200, 200, 429]
    refused = client.post("/konto/passnyckel/", {"credential": "{}"})
    assert read_page(refused).one("h1").text == "Vänta en stund"


# The pages ----------------------------------------------------------------------------------------


def test_the_pages_are_private_and_hold_no_code_that_the_policy_forbids(bo, secret, mailoutbox):
    app = Authenticator.objects.get(type="totp")
    for path in (SECURITY, PASSKEY, CODES, AGAIN, f"{SECURITY}ta-bort/{app.pk}/"):
        response = bo.get(path)
        assert response.status_code == 200, path
        assert "no-store" in response.headers["Cache-Control"]
        assert not re.search(r"<script(?![^>]* src=)|\son\w+=|\sstyle=", response.content.decode())
