"""Putting a diagnosis on an account: who may, what becomes of the links, and of the account."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.contrib.sessions.models import Session
from django.core.cache import caches
from django.core.management import call_command
from django.db.models import ProtectedError
from django.test import Client
from django.utils import timezone

from assessments.filling.actions.diagnoses import AlreadyClaimed, claim_diagnosis
from assessments.groups.actions.accounts import (
    delete_account,
    delete_unproved_accounts,
    delete_unused_accounts,
)
from assessments.models import Collaboration
from samverkan.accounts.actions import invite_staff, prepare_account
from samverkan.models import SharedCount, User
from tests.markup import read_page
from tests.staff import make_staff
from tests.test_accounts import sign_in
from tests.world import NAME

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

CLAIM = "/mina/lagg-till/"
BUTTON = "Lägg till bland mina diagnoser"


def owner_of(diagnosis) -> User | None:
    return diagnosis.assessment.collaboration.owner


def user_of(browser: Client) -> User:
    return User.objects.get(pk=browser.session["_auth_user_id"])


def links_work(diagnosis) -> tuple[bool, bool]:
    """Whether the link to answer and the link to read that were given out first still open."""
    read = diagnosis.read_url()
    return (
        Client().get(diagnosis.url("overview")).status_code == 200,
        Client().get(read).status_code == 200,
    )


# The story ----------------------------------------------------------------------------------------


def test_whoever_has_the_link_puts_the_diagnosis_on_an_account(bo, shown, mailoutbox):
    overview = read_page(bo.get(shown.url("overview")))
    assert BUTTON in [button.text for button in overview.all("button")]
    pressed = bo.post(shown.url("remember"))
    assert pressed.url == CLAIM
    assert bo.get(CLAIM).url == f"/konto/logga-in/?next={CLAIM}"
    assert sign_in(bo, mailoutbox, next=CLAIM).url == CLAIM
    page = read_page(bo.get(CLAIM))
    assert NAME in page.one("main").text
    assert owner_of(shown) is None, "to look changes nothing"
    done = bo.post(CLAIM, {"links": "keep"}, follow=True)
    assert "finns nu bland dina diagnoser" in read_page(done).text
    [link] = [a for a in read_page(done).one("main").all("a") if a.text == NAME]
    opened = bo.get(link.attrs["href"])
    assert read_page(opened).one("h1").text == NAME
    assert owner_of(shown) == user_of(bo)


def test_the_owner_answers_and_asks_for_the_result_without_the_link(owner, shown):
    base = f"/mina/{shown.assessment.public_id}/"
    page = read_page(owner.get(f"{base}steg/initiativ/"))
    assert page.one("form", id="walk")
    body = shown.body("varfor.3", "1")
    saved = owner.post(f"{base}svar/", body, content_type="application/json")
    assert (saved.status_code, shown.values["varfor.3"]) == (200, "1")
    assert owner.post(f"{base}visa/").url == f"{base}resultat/2/"
    assert owner.get(f"{base}resultat/2/diagnos.json").status_code == 200


@pytest.mark.one_database
def test_an_owner_whose_session_has_ended_is_told_that_nothing_was_saved(owner, shown):
    before = shown.values
    url = f"/mina/{shown.assessment.public_id}/steg/initiativ/"
    form = shown.form({"varfor.3": "1"})
    owner.post("/konto/logga-ut/")
    response = owner.post(url, form)
    assert response.status_code == 403
    assert "Du är inte inloggad" in read_page(response).one("h1").text
    assert shown.values == before


@pytest.mark.one_database
def test_the_way_through_signing_in_never_shows_the_token(bo, shown, mailoutbox):
    responses = [bo.post(shown.url("remember")), bo.get(CLAIM), bo.get("/konto/logga-in/")]
    for response in responses:
        assert shown.token not in response.headers.get("Location", "")
        assert shown.token not in response.content.decode()
    assert shown.token not in str([s.get_decoded() for s in Session.objects.all()])


@pytest.mark.one_database
@pytest.mark.parametrize("link", ["overview", "change_details", "page"])
def test_opening_a_link_never_puts_it_on_the_account(stranger, shown, link):
    stranger.get(shown.url(link, *(["lage"] if link == "page" else [])))
    assert stranger.get(shown.url("remember")).status_code == 405
    stranger.get(CLAIM)
    assert stranger.get(CLAIM).url == "/mina/"
    assert stranger.post(CLAIM, {"links": "keep"}).url == "/mina/"
    assert owner_of(shown) is None


@pytest.mark.one_database
def test_without_a_choice_about_the_links_nothing_happens(stranger, shown):
    stranger.post(shown.url("remember"))
    for data in ({}, {"links": ""}, {"links": "sell"}):
        response = stranger.post(CLAIM, data)
        assert response.status_code == 422
        assert read_page(response).one("form", class_="choices")
    assert owner_of(shown) is None


@pytest.mark.one_database
def test_the_link_to_read_puts_nothing_on_an_account(stranger, shown):
    assert stranger.post(f"/d/{shown.read_token}/lagg-till/").status_code == 404


# First come ---------------------------------------------------------------------------------------


def test_the_first_has_it_and_the_second_is_told_but_not_who(owner, stranger, shown):
    stranger.post(shown.url("remember"))
    response = stranger.post(CLAIM, {"links": "replace"}, follow=True)
    text = read_page(response).text
    assert "finns redan på ett konto" in text
    assert "anna@kommun" not in text
    assert owner_of(shown) == user_of(owner)
    assert links_work(shown) == (True, True)


def test_the_owner_who_claims_again_changes_nothing(owner, shown):
    with pytest.raises(AlreadyClaimed):
        claim_diagnosis(respondent=shown.respondent, user=user_of(owner), keep_links=False)
    assert links_work(shown) == (True, True)


@pytest.mark.one_database
def test_when_it_is_on_an_account_the_link_offers_it_no_more(owner, bo, shown):
    page = read_page(bo.get(shown.url("overview")))
    assert BUTTON not in [button.text for button in page.all("button")]
    assert "finns också på ett konto" in page.text
    assert "anna@kommun" not in page.text


# The links ----------------------------------------------------------------------------------------


@pytest.mark.one_database
@pytest.mark.parametrize(("choice", "work"), [("keep", True), ("replace", False)])
def test_the_claimer_chooses_whether_the_old_links_go_on_working(stranger, shown, choice, work):
    old_read = shown.read_url()
    stranger.post(shown.url("remember"))
    stranger.post(CLAIM, {"links": choice})
    assert (Client().get(shown.url("overview")).status_code == 200) is work
    assert (Client().get(old_read).status_code == 200) is work
    assert stranger.get(f"/mina/{shown.assessment.public_id}/").status_code == 200


def test_a_diagnosis_taken_away_while_somebody_wanted_it_is_not_theirs(bo, stranger, shown):
    """Whoever remembered the link before it was replaced has it no longer."""
    bo.force_login(prepare_account(email="bo@kommun.example"))
    bo.post(shown.url("remember"))
    stranger.post(shown.url("remember"))
    stranger.post(CLAIM, {"links": "replace"})
    assert bo.get(CLAIM).url == "/mina/"
    assert bo.post(CLAIM, {"links": "keep"}).url == "/mina/"
    assert owner_of(shown) == user_of(stranger)


def test_the_owner_makes_new_links_and_the_old_ones_stop(owner, shown):
    own = f"/mina/{shown.assessment.public_id}/"
    old_read = shown.read_url()
    assert owner.get(f"{own}ny-lank/").status_code == 405
    assert links_work(shown) == (True, True)
    made = owner.post(f"{own}ny-lank/")
    assert made.url.startswith("/d/")
    assert Client().get(made.url).status_code == 200
    assert Client().get(shown.url("overview")).status_code == 404
    assert Client().get(old_read).status_code == 404
    page = read_page(owner.get(made.url))
    assert page.one("input", id="answer-link").attrs["value"] == f"http://testserver{made.url}"
    assert page.one("input", id="read-link").attrs["value"].endswith(shown.read_url())


@pytest.mark.one_database
def test_the_owners_page_shows_the_link_to_read_but_no_link_to_answer(owner, shown):
    page = read_page(owner.get(f"/mina/{shown.assessment.public_id}/"))
    assert page.one("input", id="read-link").attrs["value"].endswith(shown.read_url())
    assert not page.all("input", id="answer-link")
    assert not [f for f in page.all("form") if "mejla" in f.attrs.get("action", "")]


# Deleting the account -----------------------------------------------------------------------------


def test_an_account_cannot_be_deleted_without_saying_what_becomes_of_its_diagnoses(owner, shown):
    assert owner.get("/mina/radera-kontot/").status_code == 200
    assert owner.post("/mina/radera-kontot/", {}).status_code == 422
    assert User.objects.count() == 1
    with pytest.raises(ProtectedError):
        user_of(owner).delete()


def test_the_diagnoses_may_be_kept_and_are_then_nobodys(owner, shown):
    done = owner.post("/mina/radera-kontot/", {"diagnoses": "keep"}, follow=True)
    assert "Kontot är raderat" in read_page(done).text
    assert not User.objects.exists()
    assert owner_of(shown) is None
    assert links_work(shown) == (True, True)
    assert owner.get("/mina/").status_code == 302
    assert not Session.objects.exists()


def test_the_diagnoses_may_be_deleted_with_the_account_and_nobody_elses(owner, shown, disa):
    assert shown.assessment.snapshots.exists()
    owner.post("/mina/radera-kontot/", {"diagnoses": "delete"})
    assert list(Collaboration.objects.values_list("name", flat=True)) == ["Disas eget nätverk"]


def test_other_browsers_are_signed_out_when_the_account_is_deleted(owner, shown):
    other = Client()
    other.force_login(user_of(owner))
    delete_account(user=user_of(owner), keep_diagnoses=True)
    assert other.get("/mina/").status_code == 302


# What time makes due ------------------------------------------------------------------------------


def test_an_address_that_nobody_proved_is_deleted_after_a_day(owner):
    User.objects.update(last_login=timezone.now())
    prepare_account(email="kvar@kommun.example")
    gone = prepare_account(email="borta@kommun.example")
    User.objects.filter(pk=gone.pk).update(created_at=timezone.now() - timedelta(hours=25))
    call_command("run_due")
    assert set(User.objects.values_list("email", flat=True)) == {
        "anna@kommun.example", "kvar@kommun.example",
    }  # fmt: skip


def test_an_account_without_diagnoses_is_deleted_after_13_months_unused(owner, stranger, clock):
    """As the diagnoses are; one with a diagnosis lives as long as it."""
    clock("2031-01-31 12:00")
    User.objects.update(last_login=timezone.now())
    delete_unused_accounts(today=timezone.localdate().replace(year=2032, month=2, day=28))
    assert User.objects.count() == 2
    delete_unused_accounts(today=timezone.localdate().replace(year=2032, month=2, day=29))
    assert [user.email for user in User.objects.all()] == ["anna@kommun.example"]


def test_staff_away_for_years_are_not_deleted_nor_those_who_are_to_be_staff(db, clock):
    clock("2031-01-31 12:00")
    names = ("eva", "rut", "nils")  # an editor, the only superuser, and one without any right
    staff = [make_staff(name).email for name in names]
    waiting, invited, new, gone = (
        prepare_account(email=f"{name}@norrbotten.example")
        for name in ("waiting", "invited", "new", "gone")
    )
    waiting.groups.add(Group.objects.get(name="Publicerare"))
    User.objects.exclude(pk=new.pk).update(last_login=timezone.now())
    clock("2034-01-31 12:00")
    for account in (invited, new):
        invite_staff(email=account.email, as_superuser=False, now=timezone.now())
    delete_unused_accounts(today=timezone.localdate())
    delete_unproved_accounts(now=timezone.now())
    assert set(User.objects.values_list("email", flat=True)) == {
        *staff, waiting.email, invited.email, new.email,
    }  # fmt: skip
    assert not User.objects.filter(pk=gone.pk).exists()


def test_ended_sessions_and_counts_are_deleted(owner):
    caches["default"].set("x", 1, timeout=60)
    assert Session.objects.count() == SharedCount.objects.count() == 1
    call_command("run_due")
    assert Session.objects.count() == SharedCount.objects.count() == 1
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    SharedCount.objects.update(expires=timezone.now() - timedelta(seconds=1))
    call_command("run_due")
    assert Session.objects.count() == SharedCount.objects.count() == 0
