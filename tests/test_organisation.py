"""Signing in through an organisation, with a real OpenID Connect provider on loopback."""

import socket
import subprocess
import sys
import time
from contextlib import closing
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.contrib.sessions.models import Session
from django.test import Client

from samverkan.accounts.actions import prepare_account
from samverkan.accounts.organisation import find_address
from samverkan.models import User
from tests.markup import read_page
from tests.test_accounts import ADDRESS, is_signed_in, sign_in
from tests.test_second_factor import SECOND, add_app

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

START, BACK = "/konto/organisation/", "/konto/organisation/svar/"
VERIFIED = {"email": ADDRESS, "email_verified": True, "name": "Anna Ledare", "picture": "x"}


@pytest.fixture(scope="module")
def provider():
    """The address of a provider that lets everybody in as whom they say that they are."""
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "oidc_provider_mock", "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        address = f"http://localhost:{port}"
        until = time.monotonic() + 20
        while time.monotonic() < until:
            try:
                requests.get(address, timeout=1)
                break
            except requests.ConnectionError:
                time.sleep(0.1)
        yield address
        server.terminate()


@pytest.fixture(autouse=True)
def organisation(settings, request):
    """Kommunen has a provider, unless the test says that it has none."""
    if "provider" in request.fixturenames:
        settings.OIDC = {
            "name": "Kommunen",
            "server_url": request.getfixturevalue("provider"),
            "client_id": "samverkan",
            "client_secret": "secret",
        }


def find_way(browser: Client, **more) -> str:
    """Where our page sends the visitor: at the provider."""
    page = read_page(browser.post(START, more))
    [refresh] = page.all("meta", http_equiv="refresh")
    way = refresh.attrs["content"].removeprefix("0;url=")
    assert way == page.one("a", class_="btn-primary").attrs["href"]
    return way


def come_back(way: str, provider: str, claims: dict, subject: str = "4711") -> str:
    """Sign in at the provider as somebody of whom it says this; where it sends one."""
    requests.put(f"{provider}/users/{subject}", json=claims, timeout=5).raise_for_status()
    answer = requests.post(way, {"sub": subject}, timeout=5, allow_redirects=False)
    return answer.headers["Location"].removeprefix("http://testserver")


def enter(browser: Client, provider: str, claims: dict, **more):
    return browser.get(come_back(find_way(browser, **more), provider, claims))


# Coming in ----------------------------------------------------------------------------------------


def test_whoever_the_organisation_vouches_for_is_signed_in_to_the_account_of_the_address(
    bo, provider
):
    user = prepare_account(email=ADDRESS)
    assert "Logga in med Kommunen" in read_page(bo.get("/konto/logga-in/")).text
    claims = {**VERIFIED, "email": ADDRESS.upper()}
    assert enter(bo, provider, claims, next="/mina/radera-kontot/").url == "/mina/radera-kontot/"
    assert is_signed_in(bo)
    assert User.objects.get() == user


def test_nothing_of_what_the_organisation_says_is_stored_but_the_address(bo, provider):
    enter(bo, provider, VERIFIED)
    assert list(User.objects.values_list("email", flat=True)) == [ADDRESS]
    assert not SocialAccount.objects.exists()
    assert not SocialToken.objects.exists()
    [session] = [session.get_decoded() for session in Session.objects.all()]
    for said in ("4711", "Anna Ledare", "token", "secret"):
        assert said not in str(session)


@pytest.mark.one_database
def test_the_second_factor_is_asked_for_as_after_a_code_by_mail(bo, cia, provider, mailoutbox):
    sign_in(cia, mailoutbox)
    add_app(cia)
    assert Authenticator.objects.exists()
    assert enter(bo, provider, VERIFIED).url == SECOND
    assert not is_signed_in(bo)


@pytest.mark.one_database
@pytest.mark.parametrize(
    "claims",
    [
        {"email": ADDRESS},
        {"email": ADDRESS, "email_verified": False},
        {"email_verified": True},
    ],
)
def test_nobody_takes_over_an_account_with_an_address_that_is_not_verified(bo, provider, claims):
    prepare_account(email=ADDRESS)
    refused = enter(bo, provider, claims)
    assert refused.status_code == 403
    assert "är bekräftad" in read_page(refused).text
    assert not is_signed_in(bo)


@pytest.mark.one_database
def test_whoever_is_signed_in_to_another_account_changes_to_that_of_the_organisation(
    bo, provider, mailoutbox
):
    sign_in(bo, mailoutbox, "bo@kommun.example")
    enter(bo, provider, VERIFIED)
    assert ADDRESS in read_page(bo.get("/mina/")).one("main").text


@pytest.mark.one_database
def test_a_closed_account_stays_closed(bo, provider):
    User.objects.create(email=ADDRESS, is_active=False)
    enter(bo, provider, VERIFIED)
    assert not is_signed_in(bo)


# Which addresses count ----------------------------------------------------------------------------


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("claims", "address"),
    [
        ({"email": " Anna@Trusted.se ", "email_verified": True}, "anna@trusted.se"),
        ({"email": "anna@kommun.se", "email_verified": True}, None),
        ({"email": "anna@trusted.se", "email_verified": "true"}, None),
        ({"email": "anna@trusted.se", "email_verified": 1}, None),
        ({"email": "anna@trusted.se"}, "anna@trusted.se"),
        ({"email": "anna@trusted.se", "email_verified": False}, None),
        ({"email": "anna@trusted.se.evil.example"}, None),
        ({"email": '"x@trusted.se"@evil.example'}, None),
        ({"email": "anna@sub.trusted.se"}, None),
        ({"email": ["anna@trusted.se"], "email_verified": True}, None),
        ({"email": "anna", "email_verified": True}, None),
        ({}, None),
    ],
)
def test_an_address_counts_only_if_the_provider_or_the_settings_vouch_for_it(
    settings, claims, address
):
    settings.OIDC_TRUSTED_DOMAINS = ["trusted.se"]
    assert find_address(claims) == address


# What goes wrong ----------------------------------------------------------------------------------


@pytest.mark.one_database
def test_whoever_stops_at_the_organisation_is_told_that_nothing_has_happened(bo, provider):
    denied = requests.post(
        find_way(bo), {"action": "deny"}, timeout=5, allow_redirects=False
    ).headers["Location"]
    response = bo.get(denied.removeprefix("http://testserver"))
    assert response.status_code == 200
    assert "Inget har ändrats" in read_page(response).text


@pytest.mark.one_database
def test_an_answer_is_good_once_and_only_where_it_was_asked_for(bo, cia, provider):
    back = come_back(find_way(bo), provider, VERIFIED)
    assert cia.get(back).status_code == 401
    assert not is_signed_in(cia)
    assert bo.get(back).status_code == 302
    bo.post("/konto/logga-ut/")
    assert bo.get(back).status_code == 401
    assert not is_signed_in(bo)


@pytest.mark.one_database
@pytest.mark.parametrize("query", ["", "?code=x", "?code=x&state=y", "?error=server_error&state="])
def test_an_answer_that_nobody_asked_for_is_refused(bo, provider, query):
    response = bo.get(BACK + query)
    assert response.status_code == 401
    assert "gick inte att använda" in read_page(response).text


@pytest.mark.one_database
def test_a_wrong_code_from_the_organisation_is_refused(bo, provider):
    state = parse_qs(urlsplit(find_way(bo)).query)["state"][0]
    assert bo.get(f"{BACK}?code=wrong&state={state}").status_code == 401
    assert not is_signed_in(bo)


@pytest.mark.one_database
def test_an_organisation_that_does_not_answer_is_said(bo, provider, settings):
    settings.OIDC = {**settings.OIDC, "server_url": "http://localhost:9"}
    response = bo.post(START)
    assert response.status_code == 503
    assert "Försök igen om en stund" in read_page(response).text


@pytest.mark.one_database
def test_too_many_tries_from_one_place_are_refused(bo, provider, settings):
    settings.ACCOUNT_RATE_LIMITS = {"organisation": "1/h/ip"}
    assert [bo.post(START).status_code for _ in range(2)] == [200, 429]


@pytest.mark.one_database
def test_a_try_is_kept_no_longer_than_a_code_by_mail(bo, provider):
    assert bo.post(START).cookies["sessionid"]["max-age"] == 15 * 60


@pytest.mark.one_database
def test_the_way_to_the_organisation_is_protected_and_asks_for_no_more_than_it_needs(bo, provider):
    asked = parse_qs(urlsplit(find_way(bo)).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert set(asked["scope"][0].split()) == {"openid", "email"}


@pytest.mark.one_database
def test_without_an_organisation_there_is_nothing(client):
    assert client.post(START).status_code == client.get(BACK).status_code == 404
    assert "organisation" not in client.get("/konto/logga-in/").content.decode()
