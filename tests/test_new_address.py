"""Another e-mail address for an account."""

import time
from importlib import import_module

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.conf import settings
from django.test import Client

from assessments.core.rules.permissions import Role
from assessments.groups.actions.collaborations import add_member
from samverkan.accounts.actions import close_account, prepare_account
from samverkan.models import User
from tests.group import BO, make_group
from tests.markup import read_page
from tests.test_accounts import ADDRESS, code_in, is_signed_in, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

ASK, CONFIRM, NEW = "/konto/sakerhet/adress/", "/konto/sakerhet/adress/kod/", "ny@kommun.example"
LOGIN_SECONDS = settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT


@pytest.fixture
def anna_in(bo, mailoutbox) -> Client:
    sign_in(bo, mailoutbox)
    return bo


def ask(browser: Client, mailoutbox, address: str = NEW) -> str:
    """Ask for the change; the code that is mailed to the new address."""
    assert browser.post(ASK, {"email": address}).url == CONFIRM
    assert mailoutbox[-1].to == [address.lower()]
    return code_in(mailoutbox[-1])


def test_the_address_changes_when_its_code_is_given_back_and_the_old_one_is_told(
    anna_in, mailoutbox
):
    before = User.objects.get().pk
    code = ask(anna_in, mailoutbox, NEW.upper())
    assert User.objects.get().email == ADDRESS
    assert anna_in.post(CONFIRM, {"code": code}).url == "/konto/sakerhet/"
    assert (User.objects.get().pk, User.objects.get().email) == (before, NEW)
    assert mailoutbox[-1].to == [ADDRESS]
    assert is_signed_in(anna_in)
    assert anna_in.post(CONFIRM, {"code": code}).url == ASK, "good once"


def test_an_account_from_before_has_its_address_stored_and_signs_in_and_changes_it(bo, mailoutbox):
    """As after an upgrade: the table that changing goes by had no row."""
    user = prepare_account(email=ADDRESS)
    EmailAddress.objects.all().delete()
    import_module("samverkan.migrations.0006_one_address_of_each_account").store_addresses(
        apps, None
    )
    sign_in(bo, mailoutbox)
    bo.post(CONFIRM, {"code": ask(bo, mailoutbox)})
    [stored] = EmailAddress.objects.all()
    assert (stored.email, stored.primary, stored.verified) == (NEW, True, True)
    assert User.objects.get() == user


def test_whoever_signs_in_has_the_address_of_the_account_stored_whatever_stood_there(
    bo, mailoutbox
):
    prepare_account(email=ADDRESS)
    EmailAddress.objects.update(email="gammal@kommun.example", verified=False)
    sign_in(bo, mailoutbox)
    assert is_signed_in(bo)
    assert EmailAddress.objects.get().email == ADDRESS


def test_the_address_one_has_already_is_no_new_one(anna_in, mailoutbox):
    sent = len(mailoutbox)
    refused = anna_in.post(ASK, {"email": ADDRESS})
    assert refused.status_code == 422
    assert "redan in med den adressen" in read_page(refused).text
    assert len(mailoutbox) == sent


@pytest.mark.one_database
@pytest.mark.parametrize("action", ["action_remove", "action_primary", "action_send"])
def test_the_address_is_changed_in_no_other_way(anna_in, mailoutbox, action):
    """The library's own page can do more with addresses."""
    sent = len(mailoutbox)
    anna_in.post(ASK, {"email": ADDRESS, action: ""})
    assert User.objects.get().email == EmailAddress.objects.get().email == ADDRESS
    assert len(mailoutbox) == sent


@pytest.mark.one_database
def test_a_session_elsewhere_ends_when_the_address_changes(anna_in, cia, mailoutbox):
    sign_in(cia, mailoutbox)
    anna_in.post(CONFIRM, {"code": ask(anna_in, mailoutbox)})
    assert (is_signed_in(anna_in), is_signed_in(cia)) == (True, False)


@pytest.mark.one_database
def test_whether_an_address_is_taken_is_said_only_to_whoever_reads_its_mail(
    anna_in, cia, mailoutbox
):
    sign_in(cia, mailoutbox, NEW)
    taken = ask(anna_in, mailoutbox)
    page = anna_in.get(CONFIRM).content.decode()
    ask(anna_in, mailoutbox, "ledig@kommun.example")
    free = anna_in.get(CONFIRM).content.decode()
    assert len(page) - len(free) == len(NEW) - len("ledig@kommun.example")
    taken = ask(anna_in, mailoutbox)
    refused = anna_in.post(CONFIRM, {"code": taken})
    assert "redan ett eget konto" in read_page(anna_in.get(refused.url)).text
    assert User.objects.filter(email__in=[ADDRESS, NEW]).count() == 2


def test_an_account_that_nobody_has_signed_in_to_does_not_hold_an_address(anna_in, mailoutbox):
    prepare_account(email=NEW)
    anna_in.post(CONFIRM, {"code": ask(anna_in, mailoutbox)})
    assert User.objects.get().email == NEW


def test_what_an_account_was_let_in_to_before_anybody_signed_in_to_it_comes_along(
    anna_in, mailoutbox
):
    """A leader adds the new address first; it may have come to lead, too."""
    group, left = make_group(leader=ADDRESS), make_group(leader=NEW)
    for address, role in ((NEW, Role.CO_LEADER), (BO, Role.READER)):
        add_member(collaboration=group.collaboration, email=address, role=role)
    add_member(collaboration=left.collaboration, email=ADDRESS, role=Role.READER)
    other, both = make_group(leader=BO), make_group(leader=BO)
    for each in (other, both):
        add_member(collaboration=each.collaboration, email=NEW, role=Role.CO_LEADER)
    add_member(collaboration=both.collaboration, email=ADDRESS, role=Role.READER)
    anna_in.post(CONFIRM, {"code": ask(anna_in, mailoutbox)})
    account = User.objects.get(email=NEW)
    assert set(account.collaborations.all()) == {group.collaboration, left.collaboration}
    roles = dict(account.memberships.values_list("collaboration", "role"))
    assert roles == {other.collaboration.pk: "co_leader", both.collaboration.pk: "co_leader"}


@pytest.mark.one_database
def test_wrong_codes_old_codes_and_too_many_are_refused(anna_in, mailoutbox, monkeypatch):
    code = ask(anna_in, mailoutbox)
    statuses = [anna_in.post(CONFIRM, {"code": "FFFF-FFFF"}).status_code for _ in range(5)]
    assert statuses == [422] * 4 + [302]
    assert anna_in.post(CONFIRM, {"code": code}).url == ASK
    code = ask(anna_in, mailoutbox)
    later = time.time() + LOGIN_SECONDS + 1
    monkeypatch.setattr(time, "time", lambda: later)
    monkeypatch.setattr("samverkan.accounts.recent.has_proved_lately", lambda *about: True)
    assert anna_in.post(CONFIRM, {"code": code}).url == ASK
    assert User.objects.get().email == ADDRESS


@pytest.mark.one_database
def test_too_many_codes_to_one_address_are_refused(anna_in, mailoutbox):
    statuses = [anna_in.post(ASK, {"email": NEW}).status_code for _ in range(4)]
    assert statuses == [302, 302, 302, 429]
    assert anna_in.post(ASK, {"email": "anna"}).status_code == 422


@pytest.mark.one_database
def test_a_mail_that_cannot_be_sent_is_said(anna_in, monkeypatch):
    def fail(*args, **more):
        raise ConnectionRefusedError

    monkeypatch.setattr("django.core.mail.EmailMessage.send", fail)
    assert anna_in.post(ASK, {"email": NEW}).status_code == 503


def test_a_code_that_was_mailed_to_a_former_address_opens_and_changes_nothing(anna_in, mailoutbox):
    """Whoever reads the mail of the former address may have asked for it before the change."""
    eve, anna = Client(), User.objects.get()
    eve.post("/konto/logga-in/", {"email": ADDRESS})
    old = code_in(mailoutbox[-1])
    anna_in.post(CONFIRM, {"code": ask(anna_in, mailoutbox)})
    sent = len(mailoutbox)
    assert eve.post("/konto/kod/", {"code": old}).status_code == 422
    assert not is_signed_in(eve)
    assert len(mailoutbox) == sent
    assert list(EmailAddress.objects.values_list("email", flat=True)) == [NEW]
    # And back again, which nothing stands in the way of.
    anna_in.post(CONFIRM, {"code": ask(anna_in, mailoutbox, ADDRESS)})
    anna.refresh_from_db()
    assert anna.email == ADDRESS


def test_an_address_is_given_to_no_other_account_than_that_which_asked(anna_in, cia, mailoutbox):
    """A code of one account is left in the browser in which another one has signed in."""
    anna = User.objects.get()
    sign_in(cia, mailoutbox, "eve@kommun.example")
    code = ask(cia, mailoutbox)
    session = cia.session
    session["account_email_verification_code"] |= {"user_id": str(anna.pk)}
    session.save()
    cia.post(CONFIRM, {"code": code})
    anna.refresh_from_db()
    assert anna.email == ADDRESS
    assert set(User.objects.values_list("email", flat=True)) == {ADDRESS, "eve@kommun.example"}


@pytest.mark.one_database
def test_a_code_of_an_account_that_is_gone_is_a_wrong_code(bo, mailoutbox):
    bo.post("/konto/logga-in/", {"email": ADDRESS})
    code = code_in(mailoutbox[-1])
    User.objects.all().delete()
    assert bo.get("/konto/kod/").status_code == 200
    assert bo.post("/konto/kod/", {"code": code}).status_code == 422


def test_a_closed_address_is_not_opened_by_changing_to_it(anna_in, mailoutbox):
    prepare_account(email=NEW)
    close_account(email=NEW, is_closed=True)
    anna_in.post(CONFIRM, {"code": ask(anna_in, mailoutbox)})
    assert User.objects.get(email=NEW).is_active is False
