"""Staff: by invitation, with a second factor, and nobody else."""

import time

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import path
from django.utils import timezone

from samverkan.accounts.actions import (
    INVITED_HOURS,
    InvitationRefused,
    accept_invitation,
    delete_leftovers,
    hash_token,
    prepare_account,
    set_staff_groups,
)
from samverkan.accounts.staff import STAFF_HOURS
from samverkan.models import StaffInvitation, User
from samverkan.urls import urlpatterns as ours
from tests.markup import read_page
from tests.test_accounts import ADDRESS, sign_in
from tests.test_second_factor import APP, SECOND, add_app, compute_code

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

STAFF = "/personal/"


def unfinished_page(request):
    raise AssertionError("nobody comes this far")


# A page that somebody adds and forgets to guard.
urlpatterns = [*ours, path("personal/ny/", unfinished_page)]


@pytest.fixture
def invite(settings, capsys):
    """Eva, who runs the program, invites: `invite("--superuser")` gives the link's path."""
    settings.SITE_URL = "https://samverkan.example"

    def run(*options: str, address: str = ADDRESS) -> str:
        call_command("invite_staff", address, *options)
        return capsys.readouterr().out.strip().removeprefix(settings.SITE_URL)

    return run


@pytest.fixture
def staff(invite, mailoutbox) -> Client:
    """The browser of Eva, who is staff and has just signed in."""
    browser, link = Client(), invite()
    sign_in(browser, mailoutbox)
    add_app(browser)
    assert browser.post(link).url == STAFF
    return browser


def links_in(response) -> list[str]:
    return [a.attrs["href"] for a in read_page(response).one("main").all("a")]


# Becoming staff -----------------------------------------------------------------------------------


@pytest.mark.one_database
def test_an_invitation_leads_from_signing_in_over_a_second_factor_to_the_staffs_page(
    bo, invite, mailoutbox
):
    link = invite()
    [to_sign_in] = links_in(bo.get(link))
    done = sign_in(bo, mailoutbox, next=to_sign_in.partition("next=")[2])
    assert done.url == link
    [_passkey, to_app] = links_in(bo.get(link))
    assert to_app == f"{APP}?next={link}"
    assert bo.post(link).url == link, "not without a second factor"
    assert User.objects.get().staff_since is None
    add_app(bo, where=f"?next={link}")
    assert "Allt är klart" in read_page(bo.get(link)).text
    assert User.objects.get().staff_since is None, "looking changes nothing"
    assert bo.post(link).url == STAFF
    page = read_page(bo.get(STAFF)).one("main").text
    assert ADDRESS in page
    assert "inga rättigheter" in page


@pytest.mark.one_database
def test_an_invitation_is_good_once(staff, bo, mailoutbox, invite):
    link = invite(address="bo@kommun.example")
    sign_in(bo, mailoutbox, "bo@kommun.example")
    add_app(bo)
    bo.post(link)
    assert bo.get(link).status_code == bo.post(link).status_code == 404


@pytest.mark.one_database
def test_an_invitation_is_for_its_address_only(bo, invite, mailoutbox):
    link = invite(address="eva@kommun.example")
    sign_in(bo, mailoutbox)
    add_app(bo)
    assert "en annan adress" in read_page(bo.get(link)).text
    assert "eva@" not in bo.get(link).content.decode()
    bo.post(link)
    assert bo.get(STAFF).status_code == 404


def test_an_old_invitation_and_one_replaced_by_a_new_one_are_worth_nothing(bo, invite, clock):
    clock("2026-11-21 12:00")
    first, second = invite(), invite()
    assert [bo.get(link).status_code for link in (first, second)] == [404, 200]
    clock(f"2026-11-{21 + INVITED_HOURS // 24} 12:00")
    assert bo.get(second).status_code == 404
    delete_leftovers(now=timezone.now())
    assert not StaffInvitation.objects.exists()


def test_what_is_stored_of_an_invitation_opens_nothing(bo, invite):
    token = invite().split("/")[-2]
    assert len(token) >= 43, "at least 128 bits; these are 256"
    [stored] = StaffInvitation.objects.all()
    assert stored.token_sha256 == hash_token(token)
    assert bo.get(f"/konto/inbjudan/{stored.token_sha256}/").status_code == 404


@pytest.mark.one_database
def test_an_account_cannot_become_staff_without_a_second_factor_whoever_asks(invite):
    token = invite().split("/")[-2]
    with pytest.raises(InvitationRefused):
        accept_invitation(token=token, user=prepare_account(email=ADDRESS), now=timezone.now())


@pytest.mark.one_database
def test_the_link_can_be_mailed_and_is_then_not_printed(invite, bo):
    assert invite("--mail") == ""
    [sent] = mail.outbox
    [link] = [word for word in sent.body.split() if word.startswith("https://")]
    assert sent.to == [ADDRESS]
    assert bo.get(link.removeprefix("https://samverkan.example")).status_code == 200


@pytest.mark.one_database
def test_an_invitation_needs_an_address_and_a_site(invite, settings):
    with pytest.raises(CommandError):
        invite(address="anna")
    settings.SITE_URL = ""
    with pytest.raises(CommandError, match="SAMVERKAN_SITE_URL"):
        call_command("invite_staff", ADDRESS)


# Who comes in -------------------------------------------------------------------------------------


@pytest.mark.one_database
def test_only_staff_come_in(client, stranger, staff):
    assert client.get(STAFF).url == f"/konto/logga-in/?next={STAFF}"
    assert stranger.get(STAFF).status_code == stranger.post(STAFF).status_code == 404
    assert staff.get(STAFF).status_code == 200
    assert "no-store" in staff.get(STAFF).headers["Cache-Control"]


@pytest.mark.one_database
def test_a_page_under_the_prefix_that_forgets_to_ask_is_closed_all_the_same(
    client, stranger, settings
):
    settings.ROOT_URLCONF = __name__
    assert client.get("/personal/ny/").status_code == 302
    assert client.post("/personal/ny/").status_code == 403
    for method in (stranger.get, stranger.post):
        assert method("/personal/ny/").status_code == 404
    assert client.put("/personal/ny/").status_code == 405


@pytest.mark.one_database
def test_staff_who_have_not_given_the_second_factor_in_this_session_are_led_to_it(
    staff, cia, monkeypatch
):
    cia.force_login(User.objects.get())
    assert cia.get(STAFF).url == f"/konto/igen/?next={STAFF.replace('/', '%2F')}"
    assert "/personal/" not in links_in(cia.get("/mina/"))
    assert "/personal/" in links_in(staff.get("/mina/"))
    later = time.time() + STAFF_HOURS * 3600 + 1
    monkeypatch.setattr(time, "time", lambda: later)
    assert staff.get(STAFF).url.startswith("/konto/igen/")


@pytest.mark.one_database
def test_staff_sign_in_with_both_steps(bo, invite, mailoutbox):
    link = invite("--superuser")
    sign_in(bo, mailoutbox)
    secret = add_app(bo)
    bo.post(link)
    bo.post("/konto/logga-ut/")
    sign_in(bo, mailoutbox, next=STAFF)
    assert bo.get(STAFF).status_code == 302
    assert bo.post(SECOND, {"code": compute_code(secret, steps=1)}).url == STAFF
    assert "Du får göra allt" in read_page(bo.get(STAFF)).text


def test_rights_count_only_with_the_second_factor(db):
    user = User(email=ADDRESS, staff_since=timezone.now(), is_superuser=True)
    assert not user.is_staff
    assert not user.has_perm("model_content.change_question")
    assert not user.has_module_perms("model_content")
    user.second_factor_given = True
    assert user.is_staff
    assert user.has_perm("model_content.change_question")
    user.staff_since = None
    assert not user.has_perm("model_content.change_question")


def test_the_database_refuses_a_superuser_who_is_not_staff(db):
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create(email=ADDRESS, is_superuser=True)


# No longer staff ----------------------------------------------------------------------------------


def test_groups_wait_for_whoever_has_lost_their_second_factor_and_what_is_lost_is_said(
    staff, bo, invite, mailoutbox, capsys
):
    user, group = User.objects.get(), Group.objects.get(name="Publicerare")
    set_staff_groups(user_id=user.pk, groups=[group])
    User.objects.update(is_superuser=True)
    call_command("forget_second_factor", ADDRESS)
    said = capsys.readouterr().err
    assert "no longer staff, until an invitation" in said
    assert f"invite_staff {ADDRESS} --superuser" in said
    assert "groups are kept until then: Publicerare." in said
    link = invite()
    sign_in(bo, mailoutbox)
    add_app(bo)
    bo.post(link)
    assert "publicerar" in read_page(bo.get(STAFF)).text
    assert not User.objects.get().is_superuser
    capsys.readouterr()
    call_command("invite_staff", ADDRESS, "--remove")
    assert capsys.readouterr().err == (
        "No longer staff.\nAn invitation anew does not give back: Publicerare.\n"
    )
    bo.post(invite())
    assert "inga rättigheter" in read_page(bo.get(STAFF)).text


def test_groups_that_wait_are_taken_back_too(staff, invite):
    set_staff_groups(user_id=User.objects.get().pk, groups=[Group.objects.get(name="Publicerare")])
    call_command("forget_second_factor", ADDRESS)
    invite("--remove")
    assert not User.objects.get().groups.exists()


def test_removing_somebody_shuts_them_out_at_once_and_takes_back_an_invitation(staff, invite, bo):
    link = invite()
    invite("--remove")
    assert staff.get(STAFF).status_code == 404
    assert staff.get("/mina/").status_code == 200, "the account remains"
    assert bo.get(link).status_code == 404
    with pytest.raises(CommandError):
        invite("--remove")


@pytest.mark.one_database
def test_staff_cannot_take_away_their_last_second_factor(staff):
    user = User.objects.get()
    app = user.authenticator_set.get(type="totp")
    asked = f"/konto/sakerhet/ta-bort/{app.pk}/"
    assert "måste ha ett andra steg" in read_page(staff.get(asked)).text
    assert staff.post(asked).status_code == 422
    assert user.authenticator_set.filter(pk=app.pk).exists()


@pytest.mark.one_database
def test_staff_who_have_lost_their_second_factor_have_to_be_invited_anew(staff, bo, mailoutbox):
    call_command("forget_second_factor", ADDRESS)
    sign_in(bo, mailoutbox)
    add_app(bo)
    assert bo.get(STAFF).status_code == 404
    assert staff.get(STAFF).status_code == 302, "that session has ended"
