"""Who may do what: every address × every kind of visitor, in one table."""

import uuid

import pytest

from assessments.core.links import LinkKind, hash_token, sign_link, unsign_link
from assessments.models import Answer, Assessment, Collaboration, Respondent, Snapshot
from tests.addresses import (
    ADDRESSES,
    NOT_ALLOWED,
    OWNED,
    PUBLIC,
    SECRET,
    Address,
    Link,
    list_url_names,
)
from tests.group_addresses import GROUP_ADDRESSES
from tests.kept import read_tables
from tests.world import NAME

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

STORED = (Collaboration, Assessment, Respondent, Answer, Snapshot)


def everything_stored():
    return read_tables(STORED)


@pytest.mark.one_database
def test_the_table_has_every_address_of_the_program_exactly_once():
    every = (*ADDRESSES, *OWNED, *GROUP_ADDRESSES)
    assert sorted(address.name for address in every) == sorted(list_url_names())


# Those who may ------------------------------------------------------------------------------------


@pytest.mark.one_database
@pytest.mark.parametrize("address", PUBLIC, ids=str)
def test_public_pages_are_open_to_every_visitor(client, db, address):
    assert client.get(address.url()).status_code == address.get
    assert client.post(address.url(), {}).status_code == address.post


@pytest.mark.parametrize("address", SECRET, ids=str)
def test_the_right_link_opens_the_page(client, shown, address):
    url = address.url_for(shown)
    assert client.get(url).status_code == address.get
    assert client.head(url).status_code == address.get
    assert client.post(url, {}).status_code == address.post


@pytest.mark.one_database
def test_other_methods_are_not_allowed_and_change_nothing(client, shown):
    before = everything_stored()
    for address in ADDRESSES:
        wrong = [m for m in ("get", "post") if getattr(address, m) == NOT_ALLOWED]
        for method in ("put", "patch", "delete", "options", "trace", *wrong):
            response = getattr(client, method)(address.url_for(shown))
            assert response.status_code == NOT_ALLOWED, (method, address)
            assert response.headers["Allow"]
    assert everything_stored() == before


# Those who may not --------------------------------------------------------------------------------


def forge(token: str) -> dict[str, str]:
    """What somebody might try instead of the right token."""
    other = "A" if token[-1] != "A" else "B"
    return {
        "last character changed": token[:-1] + other,
        "first character changed": ("x" if token[0] != "x" else "y") + token[1:],
        "cut": token[:-1],
        "lengthened": token + "A",
        "other case": token.swapcase(),
        "its hash": hash_token(token),
        "a number": "1",
        "a word": "admin",
        "wild card": "%25",
        "a line break inside": token[:5] + "%0A" + token[5:],
        "NUL": "%00",
        "half a character": "%ff",
        "an id": str(uuid.uuid4()),
        "very long": "a" * 3000,
        "a quote": "'%20OR%201=1--",
    }


def refused_status(address, method):
    return NOT_ALLOWED if getattr(address, method) == NOT_ALLOWED else 404


def forge_in_turn(token: str, address: Address) -> dict[str, str]:
    """All of them where a link of this kind is first used, and two at each other address in turn:
    what a link must look like is looked at in one place, before any address is.
    """
    forged = forge(token)
    same = [one for one in SECRET if one.link is address.link]
    turn = same.index(address) * 2
    ways = list(forged)[turn % len(forged) :] + list(forged)
    return forged if turn == 0 else {how: forged[how] for how in ways[:2]}


@pytest.mark.one_database
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_forged_link_or_one_of_the_other_kind_opens_nothing(client, shown, method):
    """Whoever may only read can never answer."""
    before = everything_stored()
    for address in SECRET:
        right, other = shown.token, shown.read_token
        if address.link is Link.READ:
            right, other = other, right
        for how, token in {**forge_in_turn(right, address), "the other kind": other}.items():
            url = address.url("TOKEN").replace("TOKEN", token)
            response = getattr(client, method)(url)
            assert response.status_code == refused_status(address, method), (how, address)
            assert NAME.encode() not in response.content, (how, address)
    assert everything_stored() == before


@pytest.mark.one_database
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_strangers_own_link_opens_nothing_of_somebody_elses(client, shown, disa, method):
    before = [shown.values, list(shown.assessment.snapshots.values()), shown.assessment.changed_on]
    for address in sorted(SECRET, key=lambda one: one.name == "delete"):  # it ends Disa's
        response = getattr(client, method)(address.url_for(disa))
        assert NAME.encode() not in response.content, address
        if address.args and address.args[0] == 1:  # the number of Anna's result; Disa has none
            assert response.status_code == refused_status(address, method), address
    after = [shown.values, list(shown.assessment.snapshots.values()), shown.assessment.changed_on]
    assert after == before


def test_a_read_link_that_has_been_revoked_opens_nothing(client, shown):
    old = shown.read_url()
    Assessment.objects.filter(pk=shown.assessment.pk).update(read_generation=2)
    refused = client.get(old)
    assert refused.status_code == 404
    assert "tagit tillbaka" in refused.content.decode()
    assert client.get(shown.read_url()).status_code == 200


@pytest.mark.one_database
def test_a_read_link_cannot_be_made_without_the_key(client, shown, settings):
    right = shown.read_token
    settings.SECRET_KEY = "another-key"
    forged = sign_link(LinkKind.READ, shown.assessment.public_id, 1)
    settings.SECRET_KEY = "the-key-in-use"
    assert unsign_link(LinkKind.READ, forged) is None
    assert unsign_link(LinkKind.READ, right) is None
    assert client.get(shown.read_url().replace(shown.read_token, forged)).status_code == 404


@pytest.mark.one_database
def test_a_read_link_signed_with_a_former_key_still_opens(client, shown, settings):
    url = shown.read_url()
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "the-new-key"
    assert client.get(url).status_code == 200


@pytest.mark.one_database
def test_the_read_link_does_not_tell_the_answer_link(cia, shown):
    for url in (shown.read_url(), shown.read_url("read_number", 1)):
        content = cia.get(url).content.decode()
        assert shown.token not in content
        assert "/d/" not in content


def test_a_deleted_diagnosis_is_gone_for_everybody(client, shown):
    urls = [address.url_for(shown) for address in SECRET if address.get == 200]
    client.post(shown.url("delete"))
    assert {client.get(url).status_code for url in urls} == {404}


@pytest.mark.parametrize("number", ["0", "2", "9223372036854775807", "9223372036854775808"])
def test_a_result_that_does_not_exist_is_not_found(client, shown, number):
    for url in (
        shown.url("result_number", 7777),
        shown.url("result_file", 7777, "diagnos.json"),
        shown.read_url("read_number", 7777),
        shown.read_url("read_file", 7777, "diagnos.json"),
    ):
        assert client.get(url.replace("7777", number)).status_code == 404


@pytest.mark.one_database
@pytest.mark.parametrize("name", ["rapport.exe", "..", "svar", ".json", "RAPPORT.PDF", "%2e%2e"])
def test_a_file_that_does_not_exist_is_not_found(client, shown, name):
    for url in (
        shown.url("result_file", 1, "NAME"),
        shown.read_url("read_file", 1, "NAME"),
        "/exempel/NAME",
    ):
        assert client.get(url.replace("NAME", name)).status_code == 404


@pytest.mark.one_database
def test_who_may_only_read_before_there_is_a_result_is_told_to_wait(cia, anna):
    response = cia.get(anna.read_url())
    assert response.status_code == 200
    assert "Det finns inget resultat än" in response.content.decode()
    assert anna.token not in response.content.decode()


@pytest.mark.one_database
def test_who_may_answer_before_there_is_a_result_is_led_to_the_check_page(bo, anna):
    response = bo.get(anna.url("result"))
    assert (response.status_code, response.url) == (302, anna.url("check"))


# Accounts -----------------------------------------------------------------------------------------


@pytest.mark.one_database
@pytest.mark.parametrize("address", OWNED, ids=str)
def test_the_owner_has_the_page_without_the_link(owner, shown, address):
    url = address.url_for(shown)
    assert url.startswith(f"/mina/{shown.assessment.public_id}/")
    assert owner.get(url).status_code == address.get
    assert owner.head(url).status_code == address.get
    response = owner.post(url, {})
    assert response.status_code == address.post
    for method in ("put", "patch", "delete", "options", "trace"):
        assert getattr(owner, method)(url).status_code == NOT_ALLOWED


@pytest.mark.one_database
@pytest.mark.parametrize("address", OWNED, ids=str)
def test_every_link_on_an_owners_page_leads_on_without_the_token(owner, shown, address):
    if address.get == 200:
        assert shown.token.encode() not in owner.get(address.url_for(shown)).content


@pytest.mark.one_database
@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("address", OWNED, ids=str)
def test_a_stranger_with_an_account_gets_404_for_what_somebody_else_owns(
    owner, stranger, shown, address, method
):
    before = everything_stored()
    response = getattr(stranger, method)(address.url_for(shown))
    assert response.status_code == refused_status(address, method)
    assert NAME.encode() not in response.content
    assert everything_stored() == before


@pytest.mark.one_database
@pytest.mark.parametrize("address", OWNED, ids=str)
def test_who_is_not_signed_in_is_asked_to_whether_the_diagnosis_exists_or_not(
    client, owner, shown, address
):
    before = everything_stored()
    for url in (address.url_for(shown), address.url(str(uuid.uuid4()))):
        response = client.get(url)
        if address.get == NOT_ALLOWED:
            assert response.status_code == NOT_ALLOWED
        else:
            assert (response.status_code, response.url) == (302, f"/konto/logga-in/?next={url}")
        refused = NOT_ALLOWED if address.post == NOT_ALLOWED else 403
        assert client.post(url, {}).status_code == refused
    assert everything_stored() == before


@pytest.mark.one_database
@pytest.mark.parametrize("address", OWNED, ids=str)
def test_nobody_owns_what_has_not_been_claimed(stranger, shown, address):
    url = address.url_for(shown)
    assert stranger.get(url).status_code == refused_status(address, "get")
    assert stranger.post(url).status_code == refused_status(address, "post")


@pytest.mark.one_database
def test_the_id_of_a_round_is_no_link(owner, shown):
    for prefix in ("d", "l"):
        assert owner.get(f"/{prefix}/{shown.assessment.public_id}/").status_code == 404


def test_an_account_sees_only_its_own_diagnoses(owner, stranger, shown, disa):
    assert NAME in owner.get("/mina/").content.decode()
    assert "Disas eget" not in owner.get("/mina/").content.decode()
    assert NAME not in stranger.get("/mina/").content.decode()


@pytest.mark.one_database
def test_an_owner_may_use_links_as_everybody(owner, shown, disa):
    for diagnosis in (shown, disa):
        assert owner.get(diagnosis.url("overview")).status_code == 200
    assert owner.get(shown.read_url()).status_code == 200
