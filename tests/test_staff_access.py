"""Who of the staff may do what: every address under their prefix × every one of them."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from django.contrib.admin.models import LogEntry
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments.sharing.actions import agree
from model_content.actions.editions import copy_edition, store_revision
from model_content.domain.content import KINDS
from model_content.domain.hashing import compute_seal
from model_content.domain.lifecycle import find_changes
from model_content.models import ContentChange, Edition, EditionStatus
from model_content.selectors.editions import fetch_document
from samverkan.accounts.staff import STAFF_HOURS
from samverkan.models import User
from tests.group import make_group
from tests.staff import make_staff, sign_in_staff
from tests.staff_addresses import (
    EDITORS,
    NOT_ALLOWED,
    PUBLISHERS,
    STAFF,
    list_staff_addresses,
    list_staff_url_names,
)

# What is costly to make is made once, in one transaction around those of the tests.
pytestmark = pytest.mark.django_db

ADDRESSES = list_staff_addresses()
METHODS = ("get", "post")
ONE_OF_EACH = list({address.name: address for address in ADDRESSES}.values())

MISSING = "999999"
GARBAGE = (MISSING, "0", "9" * 40, "9" * 5000, "-1", "x", "%00", "1%00", "1%20or%201=1")


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker) -> Iterator[dict[str, int | str]]:
    """The keys of a draft, the published edition and one out of use, by name."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_world()
        transaction.set_rollback(True)


def make_world() -> dict[str, int | str]:
    maker = make_staff("nils")
    published = Edition.objects.get(code="2026.2")
    editions = {
        "published": published,
        "retired": copy_edition(edition_id=published.pk, user=maker, year=2026),
        "draft": copy_edition(edition_id=published.pk, user=maker, year=2026),
    }
    document = editions["retired"].document
    since = {"published_at": published.published_at, "in_use_since": published.in_use_since}
    retired = Edition.objects.filter(pk=editions["retired"].pk)
    retired.update(status=EditionStatus.RETIRED, document=None, **since)
    store_revision(edition=retired.get(), document=document)
    tool = Edition.every.get(tool="nio-fragor")
    editions["tool"] = copy_edition(edition_id=tool.pk, user=maker, year=2026)
    world: dict[str, int | str] = {name: edition.pk for name, edition in editions.items()}
    world["seal"] = compute_seal(fetch_document(editions["draft"]))
    change = ContentChange.objects.create(edition=editions["draft"], kind="changed", by="x")
    group = make_group()
    given = {"counted": True, "named": False}
    agree(collaboration=group.collaboration, given=given, today=timezone.localdate())
    world["asking"] = group.collaboration.pk
    return world | {"change": change.pk, "user": maker.pk}


@contextmanager
def undone() -> Iterator[None]:
    """What is changed inside is as it was afterwards."""
    point = transaction.savepoint()
    yield
    transaction.savepoint_rollback(point)


def ask(browser: Client, method: str, url: str, data: Any = None) -> int:
    with undone():
        return getattr(browser, method)(url, data or {}).status_code


def part_url(world, state: str, key: str, what: str = "part") -> str:
    return reverse(what, args=[world[state], key])


# The table ----------------------------------------------------------------------------------------


def test_the_table_has_every_address_under_the_prefix():
    assert {address.name for address in ADDRESSES} == list_staff_url_names()


@pytest.mark.parametrize("role", sorted(STAFF))
def test_each_of_the_staff_may_do_what_their_groups_say_and_no_more(world, role):
    browser = sign_in_staff(role)
    before = count_what_is_kept()
    given = {("get", a): browser.get(a.url(world)).status_code for a in ADDRESSES}
    assert count_what_is_kept() == before, "to open a page changes nothing"
    given |= {("post", a): ask(browser, "post", a.url(world), a.form(world)) for a in ADDRESSES}
    wrong = {
        f"{method} {address}": (status, address.expect(role, method))
        for (method, address), status in given.items()
        if status != address.expect(role, method)
    }
    assert wrong == {}


def count_what_is_kept() -> Any:
    tables = (ContentChange, LogEntry, Edition, User)
    states = sorted(Edition.objects.values_list("pk", "status", "in_use_since"))
    return [table.objects.count() for table in tables], states


def test_nothing_is_changed_without_the_secret_of_a_form(world):
    browser = sign_in_staff("rut")
    browser.handler.enforce_csrf_checks = True
    given = {str(a): ask(browser, "post", a.url(world), a.form(world)) for a in ADDRESSES}
    assert {name: status for name, status in given.items() if status != 403} == {}


# Those who are not staff, or not just now -------------------------------------------------------


def sign_in_late() -> Client:
    """Eva, whose second factor was given just too long ago."""
    browser = sign_in_staff("eva")
    session = browser.session
    for given in (records := session[AUTHENTICATION_METHODS_SESSION_KEY]):
        given["at"] -= STAFF_HOURS * 3600 + 1
    session[AUTHENTICATION_METHODS_SESSION_KEY] = records
    session.save()
    return browser


@pytest.mark.parametrize(
    ("sign_in", "expected"),
    [
        (Client, (302, 403, "/konto/logga-in/")),
        (None, (404, 404, None)),
        (lambda: sign_in_staff("eva", with_second_factor=False), (302, 302, "/konto/igen/")),
        (sign_in_late, (302, 302, "/konto/igen/")),
    ],
    ids=["anonymous", "stranger", "no second factor", "late"],
)
def test_all_others_are_told_the_same_of_whatever_is_there_or_not(
    world, stranger, sign_in, expected
):
    browser = sign_in() if sign_in else stranger
    *statuses, leads_to = expected
    for address in ONE_OF_EACH:
        for url in (address.url(world), *make_garbage(address, world, [MISSING])):
            response = browser.get(url)
            assert [response.status_code, ask(browser, "post", url)] == statuses, url[:200]
            assert leads_to is None or response.url.startswith(leads_to)


# What is not there --------------------------------------------------------------------------------


def make_garbage(address: Any, world: dict[str, int | str], garbage: Any = GARBAGE) -> list[str]:
    """The address with each of these in the place of each key in it."""
    path, mark, query = address.url(world).partition("?")
    keys = {str(world[arg]) for arg in address.args if arg in world}
    made = [
        path.replace(f"/{key}/", f"/{wrong}/", 1) + mark + query
        for key in keys for wrong in garbage
    ]  # fmt: skip
    made += [
        url.replace(part, wrong)
        for part in PARTS
        if f"/{part}/" in path
        for url in [path + mark + query]
        for wrong in ("quote/varfor/x", "x")
    ]
    if query:
        made += [f"{path}?{query.partition('=')[0]}={wrong}" for wrong in garbage]
    return made


@pytest.mark.both_databases
def test_what_is_not_there_is_not_found(world):
    rut = sign_in_staff("rut")
    wrong = {}
    for address in ONE_OF_EACH:
        for url in make_garbage(address, world):
            for method in METHODS:
                may = {404, address.expect("rut", method)} - {200, 302, 422}
                if (given := ask(rut, method, url)) not in may:
                    wrong[f"{method} {address} {url[:120]}"] = given
    assert wrong == {}


def test_who_may_not_open_a_page_learns_nothing_of_what_there_is(world):
    nils = sign_in_staff("nils")
    for address in ONE_OF_EACH:
        for method in METHODS:
            given = {ask(nils, method, url) for url in make_garbage(address, world, [MISSING])}
            assert given <= {address.expect("nils", method)}, (method, str(address))


def test_what_staff_may_not_open_or_is_gone_is_said_in_words_for_staff(world, client):
    nils = sign_in_staff("nils")
    refused = nils.get(reverse("edition_publish", args=[world["draft"]]))
    missing = sign_in_staff("eva").get(reverse("edition", args=[999_999]))
    for answer, status in ((refused, 403), (missing, 404)):
        html = answer.content.decode()
        assert answer.status_code == status
        assert reverse("staff") in html
        assert "leder samverkan" not in html
        assert "diagnos som har raderats" not in html
    assert "En diagnos som har raderats" in client.get("/personal-/").content.decode()


def test_a_preview_and_its_rows_are_nowhere_in_the_admin(world):
    Edition.objects.filter(pk=world["draft"]).update(status=EditionStatus.PREVIEW)
    browser = sign_in_staff("rut")
    for address in ADDRESSES:
        if "draft" in address.args:
            for method in METHODS:
                given = ask(browser, method, address.url(world))
                assert given in (404, NOT_ALLOWED), (method, str(address))


def test_a_list_cannot_be_asked_for_more_than_it_shows(world):
    rut = sign_in_staff("rut")
    for url in (reverse("admin:samverkan_user_changelist"),):
        for query in ("id=1", f"id={'9' * 40}", "email__startswith=%00", "_to_field=email"):
            assert ask(rut, "get", f"{url}?{query}") in (302, 400), query
        for query in ("o=x&p=x", f"p={'9' * 40}", "q=%00", "all="):
            assert ask(rut, "get", f"{url}?{query}") in (200, 302), query


def test_whatever_is_asked_of_a_page_it_does_not_fail(world):
    eva = sign_in_staff("eva")
    asked = {
        "edition": ("q", "oppen"),
        "edition_history": ("vem", "vad", "sida"),
        "edition_ready": ("med",),
    }
    for page, names in asked.items():
        for name in names:
            for value in GARBAGE:
                url = f"{reverse(page, args=[world['published']])}?{name}={value}"
                assert ask(eva, "get", url) in (200, 404), (page, name, value)
    for name in ("del", "visa", "sida"):
        for value in GARBAGE:
            url = reverse("edition_translate", args=[world["draft"], "en"])
            assert ask(eva, "get", f"{url}?{name}={value}") == 200, (name, value)
    url, before = part_url(world, "draft", ASKED), stored(world)
    for value in ("9" * 40, "9" * 5000, "\0", "-1", "x", "text:x", "text"):
        for name in ("seen", "overwrite", "text", "text_en"):
            data = {"text": "Annat", "seen": "", name: value}
            assert ask(eva, "post", url, data) in (200, 302), (name, value)
        for page, names in {"part_move": ("to",), "edition_settle": ("do", "seen")}.items():
            for name in names:
                given = ask(eva, "post", part_url(world, "draft", ASKED, page), {name: value})
                assert given in (302, 403, 404), (page, name, value)
        for name in ("seen", "fits", f"{ASKED}|text_en", "x|text_en"):
            translate = reverse("edition_translate", args=[world["draft"], "en"])
            assert ask(eva, "post", translate, {name: value}) in (200, 302), (name, value)
    assert stored(world) == before


# What is posted -----------------------------------------------------------------------------------


ASKED = "statement/varfor.3"
PARTS = (
    "stage/initiativ", "marker/initiativ.m6", "aspect/varfor", ASKED, "success_factor/varfor/1",
    "pitfall/varfor/1", "suggestion/varfor/1", "dialogue_question/varfor/1", "quote/varfor/1",
    "case/hedemora-naringsliv", "source/smarta",
)  # fmt: skip


def stored(world, state: str = "draft") -> Any:
    return fetch_document(Edition.objects.get(pk=world[state]))


def test_a_form_changes_the_fields_that_it_has_and_no_others(world):
    """Whatever else is sent: the code, place and id of a part are not the form's."""
    eva = sign_in_staff("eva")
    for key in PARTS:
        kind = KINDS[key.partition("/")[0]]
        url, before = part_url(world, "draft", key), stored(world)
        form = eva.get(url).context["form"]
        data = {field.html_name: "" if (v := field.value()) is None else v for field in form}
        fixed = {"id": 1, "code": "x", "key": "x", "order": 99, "kind": "x", "lasting": "on",
                 "closing": "on", "translations": "{}", "translated_from": "{}"}  # fmt: skip
        given = {**fixed, **data, kind.title: "Ett annat ord"}
        with undone():
            assert eva.post(url, given).status_code == 302, key
            after = stored(world)
            changes = [path for path in find_changes(before, after)
                       if ".translated_from" not in path]  # fmt: skip
            assert [path.rpartition(".")[2] for path in changes] == [kind.title], key


def test_a_draft_is_not_changed_by_way_of_another_edition(world):
    eva = sign_in_staff("eva")
    before = stored(world)
    for other in ("published", "retired"):
        url = reverse("edition_restore", args=[world[other], world["change"]])
        assert eva.post(url).status_code == 403
    copy = copy_edition(edition_id=world["published"], user=make_staff("nils"), year=2026)
    url = reverse("edition_restore", args=[copy.pk, world["change"]])
    assert eva.post(url).status_code == 404
    assert stored(world) == before


def test_what_is_published_is_corrected_by_publishers_only(world):
    url = part_url(world, "published", ASKED)
    seen = sign_in_staff("pia").get(url).context["form"].fields["seen"].initial
    data = {"text": "Alla vet varför de är med", "reason": "Stavfel", "seen": seen}
    given = {role: ask(sign_in_staff(role), "post", url, data) for role in sorted(STAFF)}
    assert given == {role: 302 if role in PUBLISHERS else 403 for role in sorted(STAFF)}


@pytest.mark.both_databases
def test_drafts_are_deleted_one_at_a_time_by_editors_and_it_is_kept_who_did_it(world):
    def delete(role: str, state: str) -> int:
        url = reverse("edition_delete", args=[world[state]])
        return ask(browsers[role], "post", url)

    browsers = {role: sign_in_staff(role) for role in STAFF}
    given = {role: delete(role, "draft") for role in STAFF}
    assert given == {role: 302 if role in EDITORS else 403 for role in STAFF}
    assert {delete(role, state) for role in STAFF for state in ("published", "retired")} == {403}
    code = Edition.objects.get(pk=world["draft"]).code
    browsers["eva"].post(reverse("edition_delete", args=[world["draft"]]))
    kept = LogEntry.objects.get()
    assert (kept.user.email, kept.object_repr) == ("eva@norrbotten.example", code)
    assert kept.is_deletion()


@pytest.mark.both_databases
def test_no_list_has_an_action_for_many_rows_at_once(world):
    browser = sign_in_staff("rut")
    before = count_what_is_kept()
    lists = [a for a in ADDRESSES if a.name.endswith("_changelist")]
    for address in lists:
        kind = address.name.removeprefix("admin:").split("_")[-2]
        keys = [world[name] for name in world if name.endswith(f":{kind}") or name == kind]
        assert keys, kind
        for key in keys:
            data = {"action": "delete_selected", "_selected_action": [key], "index": 0,
                    "post": "yes"}  # fmt: skip
            response = browser.post(address.url(world), data)
            assert "delete_selected" not in response.content.decode()
    assert count_what_is_kept() == before


@pytest.mark.both_databases
def test_the_form_of_one_of_the_staff_gives_groups_and_nothing_else(world):
    rut = sign_in_staff("rut")
    url = reverse("admin:samverkan_user_change", args=[world["user"]])
    asked = {"is_superuser": "on", "email": "x@x.example", "staff_since": "", "is_active": "",
             "user_permissions": "1", "groups": []}  # fmt: skip
    before = User.objects.filter(pk=world["user"]).values().get()
    assert rut.post(url, asked).status_code == 302
    assert User.objects.filter(pk=world["user"]).values().get() == before
    ordinary = User.objects.get(email="rut@norrbotten.example")
    User.objects.filter(pk=ordinary.pk).update(is_superuser=True)
    stranger = User.objects.create(email="gast@kommun.example")
    url = reverse("admin:samverkan_user_change", args=[stranger.pk])
    assert [ask(rut, method, url) for method in METHODS] == [404, 404]
