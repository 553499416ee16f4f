"""What was written in a form that could not be saved: the page that says so still holds it."""

import re
import time

import pytest
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments.core.links import hash_token, make_token
from assessments.models import Answer, Collaboration, Respondent
from assessments.steering.actions import make_steering_link, revoke_steering_link
from model_content.models import Edition, EditionStatus
from samverkan.models import SharedCount
from samverkan.submitted.unsaved import KEPT_SECONDS, MOST_CHARACTERS, SESSION_KEY
from tests.content import make_draft, values
from tests.group import ANNA, BO, CIA, days_from_now, make_group, sign_in
from tests.markup import read_form, read_page
from tests.staff import make_staff, sign_in_staff
from tests.world import NAME, SCOPE

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

TEXT = 'Vi är oense.\r\n\r\n<b>"Å" & så vidare</b> '
SAVED = TEXT.replace("\r\n", "\n").strip()
SHOWN = "Det du skrev finns kvar"
WAITING = reverse("unsaved")
SITE = "http://testserver"


@pytest.fixture
def group():
    return make_group()


def open_form(browser, url):
    """The form of a page as its browser would post it, with its own token."""
    form = read_page(browser.get(url)).one("main").one("form")
    token = form.all("input", name="form_token")[0].attrs["value"]
    return read_form(form) | {"form_token": token}


def end_session(browser):
    """As when it has run out: what is stored of it is gone, the browser still has its cookie."""
    Session.objects.filter(session_key=browser.session.session_key).delete()


def sign_in_by_mail(browser, email, mailoutbox, next_page=""):
    """The way a person goes: the address, and the code from the mail."""
    browser.post(f"/konto/logga-in/?next={next_page}", {"email": email, "next": next_page})
    code = re.findall(r"^[A-Z]{4}-[A-Z]{4}$", mailoutbox[-1].body, re.MULTILINE)[0]
    return browser.post("/konto/kod/", {"code": code, "next": next_page})


def texts_of(response):
    """What the page shows of what was written."""
    areas = read_page(response).one("main").all("textarea")
    return [area.raw.removeprefix("\n") for area in areas]


def press_save(browser, response, **headers):
    """Press the page's Save: post its form, with all that it carries, where it says."""
    form = next(f for f in read_page(response).one("main").all("form") if f.all("textarea"))
    sent = {}
    for field in form.all("input"):
        sent.setdefault(field.attrs["name"], []).append(field.attrs["value"])
    for area in form.all("textarea"):
        text = area.raw.removeprefix("\n").replace("\n", "\r\n")
        sent.setdefault(area.attrs["name"], []).append(text)
    return browser.post(form.attrs["action"], sent, headers=headers)


def write_profile(group, browser):
    url = group.collaboration_url("profile")
    return url, open_form(browser, url) | {"results": TEXT, "types": ["2", "2d"]}


# Signed out in the middle -------------------------------------------------------------------------


def test_what_was_written_when_the_session_was_gone_is_saved_after_signing_in(group, mailoutbox):
    anna = sign_in(ANNA)
    url, form = write_profile(group, anna)
    end_session(anna)
    refused = anna.post(url, form)
    assert refused.status_code == 403
    assert SHOWN in refused.content.decode()
    assert TEXT.replace("\r\n", "\n") in texts_of(refused)
    assert Collaboration.objects.get().results == ""

    way_in = read_page(refused).one("main").one("a", class_="btn-primary").attrs["href"]
    assert anna.get(way_in).status_code == 200
    landed = sign_in_by_mail(anna, ANNA, mailoutbox, next_page=WAITING)
    assert landed.url == WAITING
    waiting = anna.get(WAITING)
    assert Collaboration.objects.get().results == "", "nothing is saved by itself"
    saved = press_save(anna, waiting)
    assert saved.url == group.collaboration_url("collaboration")
    stored = Collaboration.objects.get()
    assert (stored.results, stored.types) == (SAVED, ["2", "2d"])
    assert anna.get(WAITING, follow=True).redirect_chain == [("/mina/", 302)]
    assert SESSION_KEY not in anna.session


@pytest.mark.one_database
def test_a_text_of_one_word_is_shown_too_under_the_name_of_its_field(group):
    url = group.collaboration_url("profile")
    refused = Client().post(url, {"results": "nej", "priority": "1", "types": ["2d"]})
    assert texts_of(refused) == ["nej"]
    labels = [label.text for label in read_page(refused).one("main").all("label")]
    assert labels == ["Vad har samverkan gett?"]


@pytest.mark.one_database
def test_whoever_signs_in_by_another_way_is_told_what_waits(group, mailoutbox):
    anna = sign_in(ANNA)
    url, form = write_profile(group, anna)
    end_session(anna)
    anna.post(url, form)
    assert sign_in_by_mail(anna, ANNA, mailoutbox).url == WAITING
    notice = read_page(anna.get("/mina/")).one("main").all("a", href=WAITING)
    assert [link.text for link in notice] == ["Visa det"]


@pytest.mark.one_database
def test_somebody_else_who_signs_in_on_the_browser_is_not_given_the_text(group, mailoutbox):
    anna = sign_in(ANNA)
    url, form = write_profile(group, anna)
    end_session(anna)
    anna.post(url, form)
    sign_in_by_mail(anna, BO, mailoutbox, next_page=WAITING)
    page = anna.get(WAITING, follow=True)
    assert "oense" not in page.content.decode()
    assert not read_page(page).one("main").all("a", href=WAITING)


@pytest.mark.one_database
def test_whoever_signed_in_in_another_tab_saves_from_the_page_that_said_no(group):
    anna = sign_in(ANNA)
    url, form = write_profile(group, anna)
    end_session(anna)
    refused = anna.post(url, form)
    again = sign_in(ANNA)  # the other tab
    assert press_save(again, refused).status_code == 302
    assert Collaboration.objects.get().results == SAVED


def test_what_waits_is_bounded_in_size_and_time_and_can_be_thrown_away(group, mailoutbox):
    anna = sign_in(ANNA)
    url, form = write_profile(group, anna)
    end_session(anna)
    long = anna.post(url, form | {"results": "Å " * (MOST_CHARACTERS // 2)})
    assert "Kopiera texten innan du loggar in" in long.content.decode()
    assert SESSION_KEY not in anna.session
    anna.post(url, form)
    kept = anna.session[SESSION_KEY]
    assert anna.session.get_expiry_age() <= KEPT_SECONDS
    assert kept["until"] <= time.time() + KEPT_SECONDS
    sign_in_by_mail(anna, ANNA, mailoutbox)
    anna.post(WAITING)
    assert cache.get(f"unsaved {kept['name']}") is None
    assert SESSION_KEY not in anna.session


def test_signing_out_deletes_what_waits(group, mailoutbox):
    anna = sign_in(ANNA)
    url, form = write_profile(group, anna)
    end_session(anna)
    anna.post(url, form)
    name = anna.session[SESSION_KEY]["name"]
    sign_in_by_mail(anna, ANNA, mailoutbox)
    anna.post("/konto/logga-ut/")
    assert cache.get(f"unsaved {name}") is None


@pytest.mark.one_database
def test_only_so_many_forms_are_kept_for_one_address_in_an_hour(group):
    anna = sign_in(ANNA)
    url, form = write_profile(group, anna)
    visitors = [Client() for _ in range(62)]
    for visitor in visitors:
        assert "oense" in visitor.post(url, form).content.decode()
    kept = [SESSION_KEY in visitor.session for visitor in visitors]
    assert kept == [True] * 60 + [False] * 2


# An old page --------------------------------------------------------------------------------------


def post_without_code(url, form, **headers):
    return Client(enforce_csrf_checks=True).post(url, form, headers=headers)


@pytest.mark.one_database
def test_a_page_from_before_signing_in_again_holds_the_text_and_can_be_saved(group):
    anna = sign_in(ANNA)
    url, form = write_profile(group, anna)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = anna.cookies
    refused = strict.post(url, form, headers={"origin": SITE})
    assert refused.status_code == 403
    assert "Sidan hade blivit för gammal" in refused.content.decode()
    assert press_save(strict, refused, origin=SITE).status_code == 302
    assert Collaboration.objects.get().results == SAVED


@pytest.mark.one_database
@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": f"{SITE}.evil.example"},
        {"referer": f"{SITE}.evil.example/"},
        {"origin": "https://evil.example", "referer": f"{SITE}/"},
        {},
    ],
    ids=str,
)
def test_what_another_site_sends_is_never_shown_again(group, headers):
    form = {"name": NAME, "scope": SCOPE, "results": TEXT}
    for url in (group.collaboration_url("profile"), "/synpunkter/", "/finns-inte/"):
        page = post_without_code(url, form, **headers).content.decode()
        assert "oense" not in page


@pytest.mark.one_database
def test_of_a_respondent_the_page_holds_all_and_the_server_nothing(group, anna):
    group.open()
    _respondent, token = group.begin(perspective="drivande")
    for url in (
        reverse("page", args=[token, "initiativ"]),
        reverse("background", args=[token]),
        reverse("join", args=[group.group_token]),
        anna.url("page", "initiativ"),
    ):
        refused = post_without_code(url, {"comment.varfor": TEXT}, origin=SITE)
        assert (refused.status_code, SHOWN in refused.content.decode()) == (403, True)
        assert not refused.cookies.keys() - {"csrftoken"}
    assert (Session.objects.count(), SharedCount.objects.count()) == (0, 0)
    group.close()
    closed = Client().post(
        reverse("page", args=[token, "initiativ"]),
        {"comment.varfor": TEXT, "seen.comment.varfor": "0.e3b0c442"},
    )
    assert closed.status_code == 404, "the answers that were not handed in are gone"
    assert TEXT.replace("\r\n", "\n") in texts_of(closed)
    assert not Answer.objects.exists()


@pytest.mark.one_database
def test_a_code_or_a_file_is_never_shown_again():
    for url in ("/konto/kod/", "/konto/logga-in/", "/konto/andra-steget/"):
        page = post_without_code(url, {"code": "ABCD-EFGH", "email": ANNA}, origin=SITE)
        assert "ABCD-EFGH" not in page.content.decode()


# Staff --------------------------------------------------------------------------------------------


PITFALL = "pitfall/varfor/1"


@pytest.fixture
def row(db):
    """A text of a draft, and the address where staff change it."""
    draft = make_draft(make_staff("nils"))
    return draft, reverse("part", args=[draft.pk, PITFALL])


def write_row(browser, url):
    page = read_page(browser.get(url))
    form = next(f for f in page.all("form") if f.all("textarea"))
    tokens = form.all("input", name="form_token")
    return read_form(form) | {"text": TEXT, "form_token": tokens[0].attrs["value"]}


@pytest.mark.one_database
def test_an_editor_whose_second_factor_is_due_saves_the_text_after_giving_it(row, mailoutbox):
    draft, url = row
    eva = sign_in_staff("eva")
    form = write_row(eva, url)
    session = eva.session
    for record in session[AUTHENTICATION_METHODS_SESSION_KEY]:
        record["at"] -= 13 * 3600
    session.save()
    refused = eva.post(url, form)
    assert (refused.status_code, SHOWN in refused.content.decode()) == (403, True)
    assert "den som leder samverkan" not in refused.content.decode()
    way_in = read_page(refused).one("main").one("a", class_="btn-primary").attrs["href"]
    again = read_page(eva.get(way_in)).one("main").one("form")
    assert eva.post(again.attrs["action"], read_form(again)).status_code == 302
    assert "_auth_user_id" not in eva.session
    sign_in_staff("eva", browser=eva)
    assert press_save(eva, eva.get(WAITING)).status_code == 302
    assert values(draft, PITFALL)["text"] == SAVED


@pytest.mark.one_database
def test_an_editor_whose_draft_was_published_meanwhile_is_told_so_and_gets_the_text_back(row):
    draft, url = row
    eva = sign_in_staff("eva")
    form = write_row(eva, url)
    Edition.objects.filter(pk=draft.pk).update(
        status=EditionStatus.PUBLISHED, published_at=timezone.now(), in_use_since=timezone.now()
    )
    add = reverse("part_add", args=[draft.pk, "pitfalls"]) + "?i=aspect/varfor"
    for address in (url, add):
        refused = eva.post(address, form)
        assert refused.status_code == 403
        assert TEXT.replace("\r\n", "\n") in texts_of(refused)
        assert "Utgåvan är inte längre ett utkast" in refused.content.decode()
        assert "den som leder samverkan" not in refused.content.decode()


# The right, or the thing, is gone -----------------------------------------------------------------


@pytest.mark.one_database
def test_whoever_may_only_read_any_longer_gets_the_text_back(group):
    cia = sign_in(CIA)
    url, form = write_profile(group, sign_in(ANNA))
    refused = cia.post(url, form)
    assert (refused.status_code, SHOWN in refused.content.decode()) == (403, True)
    assert "Du får läsa men inte ändra" in refused.content.decode()
    assert TEXT.replace("\r\n", "\n") in texts_of(refused)
    assert not read_page(refused).one("main").all("form")


@pytest.mark.one_database
def test_whoever_is_no_longer_a_member_gets_the_text_back_and_nothing_else(group):
    url, _form = write_profile(group, sign_in(ANNA))
    refused = sign_in("disa@kommun.example").post(url, {"results": TEXT})
    assert (refused.status_code, texts_of(refused)) == (404, [TEXT.replace("\r\n", "\n")])
    assert NAME not in refused.content.decode()


def answer(group):
    respondent = group.answer()
    token = make_token()
    Respondent.objects.filter(pk=respondent.pk).update(token_sha256=hash_token(token))
    group.close()
    return Client(), reverse("page", args=[token, "initiativ"]), "comment.varfor"


def meet(group):
    return sign_in(ANNA), group.url("meeting_subject", "det-har-bestamde-ni"), "dissent"


def invite(group):
    group.close()
    return sign_in(ANNA), group.url("invitations"), "addresses"


def prepare(group):
    return sign_in(ANNA), group.url("edit_round"), "organisations"


def reopen(group):
    group.close()
    return sign_in(ANNA), group.url("reopen_round"), "reason"


def steer(group):
    group.close()
    make_steering_link(assessment=group.round, expires_on=days_from_now(9))
    group.reload()
    url = reverse("steering_comment", args=[group.steering_token])
    revoke_steering_link(assessment=group.round)
    return Client(), url, "text"


@pytest.mark.one_database
@pytest.mark.parametrize("place", [answer, meet, invite, prepare, reopen, steer])
def test_what_was_written_for_a_round_that_has_changed_its_state_is_shown(group, place):
    """Closed, opened again, opened, the link ended: by somebody else, while it was written."""
    group.open()
    browser, url, field = place(group)
    refused = browser.post(url, {field: TEXT, f"seen.{field}": "0.e3b0c442"})
    assert refused.status_code in (409, 410)
    assert TEXT.replace("\r\n", "\n") in texts_of(refused)
    assert not Answer.objects.filter(value__contains="oense").exists()


@pytest.mark.one_database
def test_the_reason_of_whoever_opens_a_round_second_is_shown(group):
    """The round is what was wanted, but not told why by them; a double click is no fault."""
    group.open(anonymous=False)
    group.close()
    anna, url, field = sign_in(ANNA), group.url("reopen_round"), "reason"
    form = {"closes_on": days_from_now(7).isoformat(), field: "Två till ska svara.\r\nSnart."}
    assert [anna.post(url, form).status_code for _ in range(2)] == [302, 302]
    refused = anna.post(url, form | {field: TEXT})
    assert refused.status_code == 409
    assert TEXT.replace("\r\n", "\n") in texts_of(refused)


@pytest.mark.one_database
def test_where_the_program_itself_fails_the_text_is_on_the_page(group, monkeypatch):
    anna = sign_in(ANNA)
    anna.raise_request_exception = False

    def fail(**_given):
        raise RuntimeError

    url, form = write_profile(group, anna)
    monkeypatch.setattr("assessments.groups.actions.collaborations.update_profile", fail)
    failed = anna.post(url, form)
    assert failed.status_code == 500
    assert TEXT.replace("\r\n", "\n") in texts_of(failed)


@pytest.mark.one_database
def test_a_button_that_takes_away_is_not_offered_as_one_that_saves(group):
    anna = sign_in(ANNA)
    end_session(anna)
    url = group.collaboration_url("parts")
    refused = anna.post(url, {"part": "3", "part3-name": "Praktik", "do": "remove"})
    assert texts_of(refused) == ["Praktik"]
    assert not read_page(refused).one("main").all("form")
