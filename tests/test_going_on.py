"""Opening a link that joins a round once more: on the same device one goes on where one was.

Django's test browser sends every cookie everywhere, so each of these opens one link only; that a
cookie goes to its own link alone is tried in a real browser (browser/test_going_on.py).
"""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client, TestCase
from django.urls import reverse

from assessments.filling.begun import COOKIE
from assessments.models import Assessment, Invitation, Respondent
from assessments.rounds.actions.invitations import withdraw
from samverkan.models import Submission
from tests.group import ANNA, days_from_now, mailed_link, make_group, sign_in
from tests.markup import read_page
from tests.test_queries import count

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

SOMEBODY = {"perspective": "drivande", "name": "Ture Testare"}


@pytest.fixture
def group():
    group = make_group()
    group.open()
    return group


@pytest.fixture(params=["invited", "join"])
def link(request, group):
    """A link that joins the round: one that was mailed, and the group's."""
    [invitation] = group.invite("ture@kommun.example")
    if request.param == "invited":
        return mailed_link(invitation)
    return reverse("join", args=[group.group_token])


@pytest.fixture
def group_link(group):
    return reverse("join", args=[group.group_token])


def begin(device, link, name="drivande"):
    """Begin to answer, with the first questions at once; give the address of one's own page."""
    response = device.post(link, SOMEBODY | {"perspective": name})
    assert response.status_code == 302
    assert response.url.endswith("/steg/lage/")
    return response.url.removesuffix("steg/lage/")


def answer(device, own):
    page = f"{own}steg/lage/"
    device.post(page, {"seen.initiativ.m6": "", "initiativ.m6": "2", "go": "overview"})


def find_ways_back(device, link):
    """The pages of one's own that the link leads to on this device."""
    response = device.get(link)
    if response.status_code == 302:
        return [response.url]
    shown = read_page(response).one("main").all("a")
    return [a.attrs["href"] for a in shown if a.attrs["href"].startswith("/d/")]


@pytest.mark.one_database
def test_whoever_opens_the_link_again_goes_on_where_they_were(link):
    phone = Client()
    own = begin(phone, link)
    answer(phone, own)
    for _again in range(2):
        assert find_ways_back(phone, link) == [own]
    assert "1 av " in read_page(phone.get(own)).one("main").text
    assert find_ways_back(Client(), link) == []
    assert Respondent.objects.count() == 1


@pytest.mark.one_database
def test_what_has_been_handed_in_is_changed_by_the_same_link(link):
    phone = Client()
    own = begin(phone, link)
    answer(phone, own)
    phone.post(f"{own}lamna-in/")
    assert find_ways_back(phone, link if "/i/" in link else f"{link}?mina=1") == [own]
    assert "Dina svar är inlämnade" in read_page(phone.get(own)).text


@pytest.mark.one_database
def test_on_a_shared_screen_the_next_one_meets_a_clean_start(group_link):
    """Not the answers of the one before: to come back to those is a choice of one's own."""
    screen = Client()
    own = begin(screen, group_link)
    answer(screen, own)
    thanks = read_page(screen.post(f"{own}lamna-in/"))
    assert thanks.one("a", class_="btn-secondary").attrs["href"] == f"{group_link}?ny=1"
    assert not [a for a in thanks.one("main").all("a") if "/steg/" in a.attrs["href"]]
    response = screen.get(group_link, follow=True)
    assert response.redirect_chain == [(f"{group_link}?ny=1", 302)]
    start = read_page(response).one("main")
    assert start.one("form")
    links = [a.attrs["href"] for a in start.all("a")]
    assert not [href for href in links if href.startswith("/d/")]
    assert f"{group_link}?mina=1" in links


@pytest.mark.one_database
def test_a_form_that_is_sent_twice_or_from_another_tab_begins_nothing_new(link):
    phone = Client()
    own = begin(phone, link)
    response = phone.post(link, SOMEBODY)
    assert response.status_code == 302
    assert response.url in (own, link)
    assert Respondent.objects.count() == 1


@pytest.mark.one_database
def test_where_no_cookie_is_kept_one_begins_as_before(link):
    phone = Client()
    begin(phone, link)
    phone.cookies.clear()
    assert phone.get(link).status_code == 200
    assert find_ways_back(phone, link) == []


@pytest.mark.one_database
@pytest.mark.parametrize("forged", ["", ".", "x", "å" * 30, "a" * 30, "." * 5000, "b" * 5000])
def test_a_cookie_that_opens_nothing_is_as_none(link, forged):
    phone = Client()
    phone.cookies[COOKIE] = forged
    assert find_ways_back(phone, link) == []
    begin(phone, link)


@pytest.mark.one_database
def test_the_cookie_of_another_round_opens_nothing_here(group, link):
    other = make_group("En annan")
    other.open()
    phone = Client()
    phone.cookies[COOKIE] = other.begin()[1]
    assert find_ways_back(phone, link) == []


@pytest.mark.one_database
def test_the_cookie_is_for_that_link_alone_and_ends_after_the_last_day(link):
    phone = Client()
    phone.post(link, SOMEBODY)
    cookie = phone.cookies[COOKIE]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == (link, True, "Lax")
    assert days_from_now(14 + 30).strftime("%d %b %Y") in cookie["expires"]
    Assessment.objects.update(closes_on=days_from_now(28))
    phone.get(link)
    assert days_from_now(28 + 30).strftime("%d %b %Y") in phone.cookies[COOKIE]["expires"]


@pytest.mark.one_database
def test_in_production_the_cookie_goes_over_https_only(link, settings):
    settings.SESSION_COOKIE_SECURE = True
    phone = Client()
    phone.post(link, SOMEBODY)
    assert phone.cookies[COOKIE]["secure"]


@pytest.mark.one_database
def test_a_link_that_was_withdrawn_or_replaced_leads_back_but_not_in(group, link):
    phone = Client()
    own = begin(phone, link)
    withdraw(assessment=group.round, invitation=Invitation.objects.get().public_id)
    Assessment.objects.update(group_generation=2)
    assert find_ways_back(phone, link) == [own]
    assert "Någon annan" not in phone.get(link).content.decode()
    assert Client().get(link).status_code == 410
    assert phone.post(f"{link}?ny=1", SOMEBODY).status_code == 302
    assert Respondent.objects.count() == 1


@pytest.mark.one_database
def test_when_the_round_has_closed_the_link_says_so(group, link):
    phone = Client()
    begin(phone, link)
    Assessment.objects.update(closes_on=days_from_now(-1))
    for device in (phone, Client()):
        response = device.get(link)
        assert response.status_code == 409
        assert "Omgången är stängd" in read_page(response).text


def test_whose_answers_the_leader_removed_may_answer_anew_and_is_reminded(mailoutbox):
    """By the same link, on the device that began and on any other: it said that they counted."""
    group = make_group()
    group.open(anonymous=False)
    [invitation, _other] = group.invite("ture@kommun.example", "disa@kommun.example")
    mailed = mailed_link(invitation)
    phone, computer = Client(), Client()
    own = begin(phone, mailed)
    answer(phone, own)
    phone.post(f"{own}lamna-in/")
    assert computer.get(mailed).status_code == 409
    Invitation.objects.update(mail_state="sent", mailed_on=days_from_now(-1))
    anna = sign_in(ANNA)
    anna.post(group.url("remove_respondent"), {"respondent": Respondent.objects.get().pk})
    assert phone.get(own).status_code == 404
    with TestCase.captureOnCommitCallbacks(execute=True):
        anna.post(group.url("remind"))
    assert {mail.to[0] for mail in mailoutbox} == {"ture@kommun.example", "disa@kommun.example"}
    for device in (phone, computer):
        assert device.get(mailed).status_code == 200
    own = begin(phone, mailed)
    answer(phone, own)
    assert "Tack" in read_page(phone.post(f"{own}lamna-in/")).text
    assert Invitation.objects.get(email="ture@kommun.example").submitted
    assert computer.get(mailed).status_code == 409


@pytest.mark.parametrize("anonymous", [True, False])
def test_only_where_names_are_is_it_stored_whose_invitation_it_was(anonymous):
    group = make_group()
    group.open(anonymous=anonymous)
    [invitation] = group.invite("ture@kommun.example")
    phone = Client()
    own = begin(phone, mailed_link(invitation))
    answer(phone, own)
    page = read_page(phone.get(own)).text
    phone.post(f"{own}lamna-in/")
    stored = Respondent.objects.get()
    assert stored.submitted_on is not None
    assert stored.invitation_id == (None if anonymous else invitation.pk)
    assert ("inte vilka svar den hör till" if anonymous else "och vilka svar den hör till") in page
    if anonymous:
        with pytest.raises(IntegrityError), transaction.atomic():
            Respondent.objects.update(invitation=invitation)


# A screen that is passed round --------------------------------------------------------------------


@pytest.mark.one_database
def test_several_answer_on_one_screen_and_nothing_of_anybodys_is_lost(group_link):
    screen = Client()
    first = begin(screen, group_link)
    page = read_page(screen.get(group_link))
    [anew] = [a.attrs["href"] for a in page.one("main").all("a") if "ny=1" in a.attrs["href"]]
    assert "Svaren som redan finns" in read_page(screen.get(anew)).text
    second = begin(screen, anew, "medverkande")
    assert find_ways_back(screen, group_link) == [second, first]
    answer(screen, second)
    screen.post(f"{second}lamna-in/")
    thanks = read_page(screen.get(f"{second}tack/"))
    assert anew in [a.attrs["href"] for a in thanks.one("main").all("a")]
    third = begin(screen, anew, "intressent")
    assert find_ways_back(screen, group_link) == [third, first]  # what counts is nobody else's
    assert read_page(screen.get(second)).text.count("Dina svar är inlämnade")
    assert Respondent.objects.count() == 3


@pytest.mark.one_database
def test_the_device_can_forget_ones_answers_and_no_one_elses(link):
    screen = Client()
    first = begin(screen, link)
    second = "" if "/i/" in link else begin(screen, f"{link}?ny=1")
    form = read_page(screen.get(first)).one("form", action=f"{link}?glom=1")
    token = form.one("input", name="answers").attrs["value"]
    response = screen.post(form.attrs["action"], {"answers": token}, follow=True)
    assert "finns kvar på din svarslänk" in read_page(response).text
    assert find_ways_back(screen, link) == ([second] if second else [])
    assert screen.get(first).status_code == 200
    assert Respondent.objects.count() == (2 if second else 1)


def test_in_an_open_round_each_finds_their_own_by_name(group_link):
    Assessment.objects.update(anonymous=False)
    screen = Client()
    for name in ("Ture", "Disa"):
        screen.post(f"{group_link}?ny=1", SOMEBODY | {"name": name})
    text = read_page(screen.get(group_link)).one("main").text
    assert "Ture" in text
    assert "Disa" in text


@pytest.mark.one_database
def test_from_the_page_of_one_who_was_mailed_nobody_else_begins(group):
    [invitation] = group.invite("ture@kommun.example")
    phone = Client()
    own = begin(phone, mailed_link(invitation))
    for page in (own, f"{own}tack/"):
        assert "Någon annan ska svara" not in phone.get(page, follow=True).content.decode()


def test_going_on_costs_one_query_more(group_link):
    phone = Client()
    begin(phone, group_link)
    assert len(count(lambda: phone.get(group_link))) == 2


def test_nothing_stored_says_which_invitation_a_device_began_with(group):
    [invitation] = group.invite("ture@kommun.example")
    before = Invitation.objects.values().get()
    phone = Client()
    own = begin(phone, mailed_link(invitation))
    answer(phone, own)
    phone.get(own)
    assert Invitation.objects.values().get() == before
    stored = repr(list(Respondent.objects.values()))
    assert str(invitation.public_id) not in stored
    assert f"'invitation_id': {invitation.pk}" not in stored


# A double click ----------------------------------------------------------------------------------


def read_token(link):
    """The token of the page's form."""
    field = read_page(Client().get(link)).all("input", name="form_token")[0]
    return {"form_token": field.attrs["value"]}


def test_begin_pressed_twice_makes_one_sheet_and_notes_nothing_that_pairs(link, group):
    form = SOMEBODY | read_token(link)
    first, second = Client(), Client()  # the second is sent before the first has been answered
    assert first.post(link, form).url == second.post(link, form).url
    assert Respondent.objects.count() == 1
    assert not Submission.objects.exists()


@pytest.mark.one_database
def test_a_form_that_somebody_has_answered_from_leads_nobody_else_to_their_answers(link, group):
    form = SOMEBODY | read_token(link)
    theirs = Client().post(link, form).url
    answer(Client(), theirs.removesuffix("steg/lage/"))
    assert Client().post(link, form).url != theirs
    assert Respondent.objects.count() == 2
