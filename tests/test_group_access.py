"""Who may do what with a group's collaboration: every address × every kind of visitor."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID, uuid4

import pytest
from django.apps import apps
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments.core.links import LinkKind, make_code, sign_link
from assessments.core.rules.permissions import Role, can
from assessments.meeting.selectors import fetch_meeting
from assessments.models import Assessment, Vote
from samverkan.models import User
from tests.group import (
    ANNA,
    BO,
    CIA,
    DISA,
    Group,
    days_from_now,
    invited_token,
    make_group,
    sign_in,
)
from tests.group_addresses import ACTION, GROUP_ADDRESSES, NOT_ALLOWED, GroupAddress, Where
from tests.kept import make_once, read_tables
from tests.world import NAME

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

OF_MEMBERS = [a for a in GROUP_ADDRESSES if a.where in (Where.COLLABORATION, Where.ROUND)]
BY_LINK = [
    a for a in GROUP_ADDRESSES if a.where not in (Where.COLLABORATION, Where.ROUND, Where.ACCOUNT)
]
OF_ACCOUNTS = [a for a in GROUP_ADDRESSES if a.where is Where.ACCOUNT]
ROLES = {ANNA: Role.LEADER, BO: Role.CO_LEADER, CIA: Role.READER}
TRIED = ("get", "post")
OWN_KIND = {
    Where.GROUP: LinkKind.GROUP,
    Where.INVITED: LinkKind.INVITATION,
    Where.STEERING: LinkKind.STEERING,
    Where.VOTE: LinkKind.VOTE,
}


def make_planning() -> Group:
    group = make_group()
    group.plan(pk=ACTION, aspect="nytta", for_steering=True)
    return group


@pytest.fixture
def group(request) -> Group:
    """A group with an action of its plan; its round is in the state that the address needs."""
    params = getattr(request.node, "callspec", None)
    address = params.params.get("address") if params else None
    return make_planning() if address is None else make_group_for(address)


def make_group_for(address: GroupAddress) -> Group:
    return make_once(("group", address.state), lambda: bring_to(make_planning(), address.state))


def bring_to(group: Group, state: str) -> Group:
    """A round in this state, with what its addresses need."""
    if state == "draft":
        group.draft(organisations=["Hedemora kommun"])
        return group
    group.open(organisations=["Hedemora kommun"])
    for _ in range(6):
        group.answer({"initiativ.m6": "2", "varfor.3": "3"}, perspective="drivande")
    if state == "closed":
        group.close()
    Assessment.objects.filter(pk=group.round.pk).update(
        steering_generation=1, steering_expires_on=days_from_now(30)
    )
    group.reload()
    return group


def find_token(group: Group, where: Where) -> str:
    """The secret part of the link that opens the address."""
    if where is Where.GROUP:
        return group.group_token
    if where is Where.CODE:
        return make_code(group.round.pk, group.round.group_generation)
    if where is Where.STEERING:
        return group.steering_token
    if where is Where.VOTE:
        topic = fetch_meeting(group.round).agenda.topics[0].slug
        vote, _made = Vote.objects.get_or_create(
            assessment=group.round, topic=topic, defaults={"opened_on": timezone.localdate()}
        )
        return sign_link(LinkKind.VOTE, vote.public_id, 1)
    [invitation] = group.invite(f"{uuid4().hex}@kommun.example")
    if where is Where.INVITED:
        return sign_link(LinkKind.INVITATION, invitation.public_id, 1)
    _respondent, token = group.begin()
    return invited_token(token, invitation)


def url_for(address: GroupAddress, group: Group) -> str:
    if address.where is Where.ACCOUNT:
        return reverse(address.name, args=address.args)
    if address.where is Where.COLLABORATION:
        return group.collaboration_url(address.name, *address.args)
    if address.where is Where.ROUND:
        return group.url(address.name, *address.args)
    return reverse(address.name, args=[find_token(group, address.where), *address.args])


def everything_stored() -> list[list[tuple[object, ...]]]:
    """Every row of this application, but for the counts behind the rate limits."""
    return read_tables(
        m for m in apps.get_app_config("assessments").get_models() if m.__name__ != "RateCount"
    )


def ask(browser: Client, method: str, url: str) -> int:
    return getattr(browser, method)(url).status_code


def expected_status(address: GroupAddress, method: str) -> int:
    return address.get if method == "get" else address.post


# Members ------------------------------------------------------------------------------------------


@pytest.mark.one_database
@pytest.mark.parametrize("address", OF_MEMBERS, ids=str)
def test_members_may_what_their_role_may(group, address):
    url = url_for(address, group)
    for email, role in ROLES.items():
        browser = sign_in(email)
        for method, needed in (("get", address.reads), ("post", address.writes)):
            expected = expected_status(address, method)
            with undone():
                if expected == NOT_ALLOWED or can(role, needed):
                    assert ask(browser, method, url) == expected, (email, method)
                else:
                    before = everything_stored()
                    assert ask(browser, method, url) == 403, (email, method)
                    assert everything_stored() == before


@contextmanager
def undone() -> Iterator[None]:
    """Whoever tries next finds everything as it was."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def list_outsiders(monkeypatch) -> Iterator[Client]:
    """Somebody with an account who is no member: Disa, then she as one of the staff who may all."""
    yield sign_in(DISA)
    monkeypatch.setattr(
        "samverkan.accounts.staff.find_time_of_proof", lambda *args, **kwargs: time.time()
    )
    User.objects.filter(email=DISA).update(staff_since=timezone.now(), is_superuser=True)
    yield sign_in(DISA)


@pytest.mark.one_database
def test_the_staff_are_staff_here(monkeypatch):
    """So that the test below is one of the staff, and not of a stranger twice."""
    statuses = [browser.get("/personal/").status_code for browser in list_outsiders(monkeypatch)]
    assert statuses == [404, 200]


@pytest.mark.one_database
@pytest.mark.parametrize("address", OF_MEMBERS, ids=str)
def test_an_account_that_is_no_member_finds_nothing_and_changes_nothing(
    group, monkeypatch, address
):
    url = url_for(address, group)
    before = everything_stored()
    for browser in list_outsiders(monkeypatch):
        for method in TRIED:
            response = getattr(browser, method)(url)
            expected = expected_status(address, method)
            assert response.status_code == (NOT_ALLOWED if expected == NOT_ALLOWED else 404)
            assert NAME.encode() not in response.content
    assert everything_stored() == before


@pytest.mark.one_database
@pytest.mark.parametrize("address", [*OF_MEMBERS, *OF_ACCOUNTS], ids=str)
def test_who_is_not_signed_in_is_asked_to_whether_it_exists_or_not(client, group, address):
    right = url_for(address, group)
    ids = (str(group.collaboration.public_id), str(group.round.public_id))
    wrong = right
    for known in ids:
        wrong = wrong.replace(known, str(uuid4()))
    before = everything_stored()
    for url in (right, wrong):
        for method, way in (("get", 302), ("post", 403)):
            expected = expected_status(address, method)
            status = ask(client, method, url)
            assert status == (NOT_ALLOWED if expected == NOT_ALLOWED else way), (method, url)
    assert everything_stored() == before


@pytest.mark.parametrize("address", OF_ACCOUNTS, ids=str)
def test_an_account_has_its_own_pages(group, address):
    browser = sign_in(DISA)
    for method in TRIED:
        assert ask(browser, method, url_for(address, group)) == expected_status(address, method)


@pytest.mark.one_database
@pytest.mark.parametrize("address", GROUP_ADDRESSES, ids=str)
def test_other_methods_are_not_allowed(group, address):
    url = url_for(address, group)
    before = everything_stored()
    browser = sign_in(ANNA)
    for method in ("put", "options"):
        assert ask(browser, method, url) == NOT_ALLOWED, method
    assert everything_stored() == before


# Links --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", BY_LINK, ids=str)
def test_the_right_link_opens_the_page_without_an_account(client, group, address):
    url = url_for(address, group)
    for method in TRIED:
        assert ask(client, method, url) == expected_status(address, method), method


@pytest.mark.one_database
@pytest.mark.parametrize("address", BY_LINK, ids=str)
def test_a_link_of_another_kind_or_a_forged_one_opens_nothing(client, group, address):
    """Not even the link to read, or the round's own id."""
    right = find_token(group, address.where)
    kinds = [kind for kind in LinkKind if kind is not OWN_KIND.get(address.where)]
    wrong = [sign_link(kind, group.round.public_id, 1) for kind in kinds]
    # A code is typed, in capitals too.
    twisted = right[::-1] if address.where is Where.CODE else right.swapcase()
    before = everything_stored()
    for token in (*wrong, str(group.round.public_id), "x", "x" + right, twisted):
        for method in TRIED:
            response = getattr(client, method)(reverse(address.name, args=[token, *address.args]))
            expected = expected_status(address, method)
            assert response.status_code == (NOT_ALLOWED if expected == NOT_ALLOWED else 404)
            assert NAME.encode() not in response.content
    assert everything_stored() == before


@pytest.mark.one_database
@pytest.mark.parametrize("address", BY_LINK, ids=str)
def test_an_account_adds_nothing_to_a_link(group, address):
    """Whoever leads the round gets by a link what everybody gets by it."""
    url = url_for(address, group)
    assert ask(sign_in(ANNA), "get", url) == address.get


# What no member may see ---------------------------------------------------------------------------


def test_what_one_respondent_answered_is_on_no_page_of_a_member(group):
    """The leader sees how many have answered, never what."""
    group.open()
    group.answer({"comment.varfor": "Hemligt ord"})
    for address in OF_MEMBERS:
        if address.get == 200 and address.state == "open":
            where = group.url if address.where is Where.ROUND else group.collaboration_url
            page = sign_in(ANNA).get(where(address.name, *address.args))
            assert b"Hemligt ord" not in page.content, address.name


def test_an_id_that_leads_nowhere_is_not_found(group):
    assert sign_in(ANNA).get(reverse("round", args=[UUID(int=0)])).status_code == 404
    assert sign_in(ANNA).get(reverse("collaboration", args=[UUID(int=0)])).status_code == 404


@pytest.mark.one_database
def test_the_owner_of_a_collaboration_opens_no_respondents_answers(group):
    """The pages of a diagnosis of one's own are not for what a group's respondents say."""
    group.open()
    group.answer()
    browser = sign_in(ANNA)
    for name in ("overview", "check", "answers", "result"):
        assert browser.get(reverse(name, args=[group.round.public_id])).status_code == 404
