"""A secret link opens also when what stood after it was taken for a part of it."""

import logging
import re
from urllib.parse import quote

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, is_valid_path, reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from samverkan.secret_links import PRIVATE_PAGES, SECRET_LINKS, find_meant_address, hide_secrets

SECRETS = {
    "/d/": "/d/aB3-_x~aB.1.c-_/",
    "/l/": "/l/aB3.12.c-_/",
    "/g/": "/g/aB3.1.c-/",
    "/k/": "/k/aB3-_x-2/",
    "/i/": "/i/aB3.1._c_/",
    "/s/": "/s/aB3.2.c/rapport/",
    "/r/": "/r/aB3.1.c/",
    "/konto/inbjudan/": "/konto/inbjudan/aB3-_x_/",
}
STUCK = [".", ")", ">", ",", ";", ":", '"', "'", "”", "\u200b", " ", "\u00a0", ").",
         ">.", '".', "»",
         "]",         "*", "**", "…", "!", "?!", "/", "//", "/.", "/)", "/\u200b", ".\u200b \ufeff",
         "/%20",
         "%E2%80%8B",         "&gt;", "&quot;.", "&#39;", "\ufffd",
         "~", "/~", "\t", "\n", "\r\n", "/\n", ".\u00a0\n", "%0A", "/%09"]  # fmt: skip


def walk_addresses(patterns, prefix=""):
    for pattern in patterns:
        whole = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from walk_addresses(pattern.url_patterns, whole)
        elif isinstance(pattern, URLPattern):
            yield "/" + whole


def test_every_address_with_a_secret_in_it_is_in_the_one_list():
    secret = [each for each in walk_addresses(get_resolver().url_patterns) if "<str:" in each]
    secret = [each for each in secret if re.search("<str:(token|signed)>", each)]
    assert len(secret) > 25
    for address in secret:
        assert address.startswith(SECRET_LINKS), address
    assert tuple(SECRETS) == SECRET_LINKS
    assert set(SECRET_LINKS) <= set(PRIVATE_PAGES)


def test_no_address_takes_a_number_that_no_database_can_look_up():
    addresses = list(walk_addresses(get_resolver().url_patterns))
    assert not [each for each in addresses if "<int:" in each]
    assert is_valid_path("/regionen/2026/")
    assert not is_valid_path(f"/regionen/{2**63}/")


@pytest.mark.parametrize("address", SECRETS.values())
def test_whatever_stands_after_a_link_it_leads_to_what_was_meant(address):
    assert find_meant_address(address, is_valid_path) is None
    for asked in (start + stuck for stuck in STUCK for start in (address, address.rstrip("/"))):
        if asked.rstrip("/") != address.rstrip("/") or asked.endswith("//"):
            assert find_meant_address(asked, is_valid_path) == address, ascii(asked)
            hidden = hide_secrets(f"Not Found: {asked}").partition("/")[2]
            assert "aB" not in hidden, ascii(asked)


STUCK_AND_QUOTED = [
    "%E2%80%8B", "%20", "%3E", "%E2%80%9D.", ".", "%0A", "%0D%0A", "%09", "~", "%C2%A0"
]  # fmt: skip


@pytest.mark.parametrize("address", SECRETS.values())
def test_a_link_that_something_was_stuck_to_is_sent_on_and_a_wrong_one_is_still_not_found(
    client, db, address, caplog
):
    with caplog.at_level(logging.DEBUG):
        assert client.get(address).status_code == 404
        for stuck in STUCK_AND_QUOTED:
            asked = client.get(address + stuck + "?fbclid=x")
            assert (asked.status_code, asked.url) == (302, address + "?fbclid=x"), stuck
            assert asked["Cache-Control"].startswith("max-age=0, no-cache, no-store")
            assert asked["Referrer-Policy"] == "strict-origin"
            assert client.post(address + stuck).status_code in (404, 405), stuck
    ours = [r for r in caplog.records if r.name == "samverkan.requests"]
    assert len(ours) > len(STUCK_AND_QUOTED)
    assert not [record for record in ours if "aB3" in record.getMessage()]


def test_the_staffs_invitation_and_a_file_are_found_too():
    for name, *args in (("result_file", "aB3", 2, "rapport.pdf"), ("page", "aB3", "klart")):
        address = reverse(name, args=args)
        assert find_meant_address(address + ").", is_valid_path) == address


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/g/",
        "/g//",
        "/d/.//",
        "/konto/inbjudan//",
        "/d/aB3/steg//",
        "/g/.",
        "/ny/.",
        "/g",
        "/g/a",
        "/g/a/..",
        "/samverkan/x.",
        "//evil.example/g/a.",
    ],
)
def test_other_addresses_stand_as_they_are(path):
    assert find_meant_address(path, is_valid_path) is None


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=15))
def test_what_is_meant_by_an_address_is_meant_by_itself(text):
    meant = find_meant_address(f"/g/aB3{text}", is_valid_path)
    if meant is not None:
        assert find_meant_address(meant, is_valid_path) is None
        assert meant.startswith("/g/aB3")
        assert quote(meant, safe="/") != ""


def test_a_long_address_without_any_sense_is_looked_through_at_once():
    find_meant_address("/g/" + "." * 100_000 + "a", is_valid_path)
    find_meant_address("/g/" + "&a" * 50_000 + "=a", is_valid_path)
