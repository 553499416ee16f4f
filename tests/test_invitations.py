"""The page on which a leader invites: what it keeps, what it says, and what it must not tell."""

import itertools
import re
from datetime import date
from typing import ClassVar

import pytest
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django_tasks.backends.base import BaseTaskBackend

from assessments.core.links import draw_qr_code, make_code
from assessments.models import Assessment, Invitation, RateCount
from assessments.rounds.actions import mailing
from assessments.rounds.actions.invitations import (
    STUCK_AFTER,
    TooMany,
    invite,
    mail_stuck_invitations,
    mail_waiting_invitations,
    withdraw,
)
from assessments.rounds.actions.rounds import hand_in, open_round, update_draft
from assessments.rounds.rules.invitations import Shown, judge_invitation
from assessments.rounds.selectors.rounds import fetch_turnout
from assessments.tasks import mail_invitations
from tests.group import ANNA, CIA, days_from_now, mailed_link, make_group, make_settings, sign_in
from tests.markup import read_form, read_page
from tests.world import NAME

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

SITE = "https://samverkan.example"
EVE, FIA, GUN = (f"{name}@bolag.example" for name in ("eve", "fia", "gun"))


@pytest.fixture
def group():
    return make_group()


@pytest.fixture
def anna(group):
    return sign_in(ANNA)


@pytest.fixture
def post(anna, group, django_capture_on_commit_callbacks):
    """Anna posts to an address of the round; what waits for the commit is done."""

    def post_form(name, **fields):
        with django_capture_on_commit_callbacks(execute=True):
            return anna.post(group.url(name), fields)

    return post_form


def use(group, address):
    """Whoever is invited at this address answers."""
    respondent, _token = group.begin()
    invitation = Invitation.objects.get(email=address)
    hand_in(respondent=respondent, invitation=invitation, today=timezone.localdate())


def sent_days_ago(days, **which):
    day = days_from_now(-days)
    Invitation.objects.filter(**which).update(mail_state="sent", mail_since=None, mailed_on=day)


def states():
    return dict(Invitation.objects.values_list("email", "mail_state"))


# Addresses ----------------------------------------------------------------------------------------


@pytest.mark.one_database
def test_what_is_bad_is_shown_beside_what_is_good_before_anything_is_sent(group, post, mailoutbox):
    group.open()
    pasted = f"Ek, Eve <{EVE.upper()}>; fia@, <b>\n• {GUN}"
    response = post("invitations", addresses=pasted)
    assert response.status_code == 422
    page = read_page(response)
    box = read_form(page.one("form", class_="form"))["addresses"]
    assert box.split() == ["fia@", "<b>", EVE, GUN]
    said = page.one("div", id="fel").text
    assert "2 rader går inte att läsa som adresser: fia@; <b>. Inget har skickats." in said
    assert "2 adresser är klara att bjuda in" in page.one("main").text
    assert (mailoutbox, states()) == ([], {})

    page = read_page(post("invitations", addresses=box, do="good"))
    assert "2 inbjudningar skickas." in page.one("p", role="status", class_="notice").text
    assert read_form(page.one("form", class_="form"))["addresses"].split() == ["fia@", "<b>"]
    assert [m.to for m in mailoutbox] == [[EVE], [GUN]]
    assert states() == {EVE: "sent", GUN: "sent"}


@pytest.mark.one_database
def test_a_list_with_nothing_good_in_it_invites_nobody_whatever_is_pressed(group, post, mailoutbox):
    group.open()
    assert post("invitations", addresses="fia@", do="good").status_code == 422
    assert (mailoutbox, states()) == ([], {})


@pytest.mark.one_database
def test_columns_from_a_spreadsheet_and_marks_of_direction_are_invited(group, post, mailoutbox):
    group.open()
    assert (
        post("invitations", addresses=f"Eve Ek\t{EVE}\n\u200e{FIA}\n1. ({GUN})").status_code == 302
    )
    assert [m.to for m in mailoutbox] == [[EVE], [FIA], [GUN]]


def test_nobody_is_mailed_twice_by_being_pasted_again(group, anna, post, mailoutbox):
    group.open()
    post("invitations", addresses=EVE)
    post("invitations", addresses=f"{EVE} {FIA} {FIA}")
    said = read_page(anna.get(group.url("invitations"))).all("p", role="status", class_="notice")
    assert "En inbjudan skickas. En var redan inbjuden och får inget nytt mejl." in said[-1].text
    assert [m.to for m in mailoutbox] == [[EVE], [FIA]]


@pytest.mark.one_database
def test_as_many_are_asked_as_are_invited_at_least(group, post):
    group.open(people=2)
    post("invitations", addresses=f"{EVE} {FIA} {GUN}")
    assert group.reload().people == 3


@pytest.mark.one_database
@pytest.mark.parametrize("state", ["draft", "open"])
def test_who_is_withdrawn_is_not_asked_any_more(group, post, state):
    """Three were asked, 21 were invited, 20 of them by mistake: it said 0 of 21 for good."""
    if state == "draft":
        group.draft(people=3)
    else:
        group.open(people=3)
    addresses = [f"nr{n}@bolag.example" for n in range(21)]
    post("invitations", addresses=" ".join(addresses))
    asked = [group.reload().people]
    for invitation in Invitation.objects.order_by("-pk")[:20]:
        withdraw(assessment=group.round, invitation=invitation.public_id)
        asked.append(group.reload().people)
    assert asked == [*range(21, 3, -1), 3, 3, 3]


@pytest.mark.one_database
def test_a_draft_that_is_changed_asks_at_least_all_who_are_invited(group):
    group.draft(people=11)
    group.invite(EVE, FIA, GUN)
    for people, asked in ((2, 3), (7, 7)):
        update_draft(assessment=group.round, settings=make_settings(people=people))
        assert group.reload().people == asked


@pytest.mark.one_database
@pytest.mark.parametrize("said", [10, None])
def test_whoever_is_invited_later_is_asked_too_when_the_number_was_put_right(group, post, said):
    """Ten were said to be asked, eight were invited, and then three more."""
    group.open(people=3)
    group.invite(*(f"nr{n}@bolag.example" for n in range(8)))
    assert post("asked", people="10").status_code == 302
    # None: as it was kept before that a number had been put right.
    Assessment.objects.filter(pk=group.round.pk).update(asked_at_least=said)
    asked = []
    for one in (EVE, FIA, GUN):
        post("invitations", addresses=one)
        asked.append(group.reload().people)
    for invitation in Invitation.objects.all()[:2]:
        withdraw(assessment=group.round, invitation=invitation.public_id)
        asked.append(group.reload().people)
    assert asked == [10, 10, 11, 10, 10]


@pytest.mark.one_database
def test_the_number_asked_can_be_put_right_while_the_round_is_open(group, anna, post):
    group.open(people=3)
    group.invite(EVE, FIA, GUN)
    assert post("asked", people="1").status_code == 422
    assert post("asked", people="9").url == group.url("round")
    assert "0 av 9" in read_page(anna.get(group.url("round"))).text
    assert group.close().document["people"] == 9
    assert post("asked", people="4").status_code == 409
    assert group.reload().people == 9


@pytest.mark.one_database
def test_no_fewer_are_said_to_be_asked_than_are_invited_or_have_handed_in(group, anna, post):
    """Three were invited, two were said to be asked, three handed in: 3 av 2 har lämnat in."""
    group.open(people=2)
    group.invite(EVE, FIA, GUN)
    refused = post("asked", people="2")
    assert refused.status_code == 422
    assert "Ni har bjudit in 3 personer. Skriv 3 eller fler" in read_page(refused).text
    assert post("asked", people="3").status_code == 302
    for _ in range(4):
        group.answer()
    for name in ("round", "close_round", "invitations"):
        assert "4 av 4" in read_page(anna.get(group.url(name))).text, name
    assert "4 av 4" in read_page(anna.get(group.collaboration_url("collaboration"))).text
    refused = post("asked", people="3")
    assert "4 har redan lämnat in. Skriv 4 eller fler." in read_page(refused).text
    assert group.close().document["people"] == 4
    assert "4 av 4 lämnade in" in read_page(anna.get(group.url("round"))).text


def test_a_round_has_no_more_invitations_than_may_be_asked(group):
    group.open()
    invite(assessment=group.round, addresses=[f"a{n}@x.se" for n in range(500)], site=SITE)
    with pytest.raises(TooMany):
        invite(assessment=group.round, addresses=[EVE], site=SITE)
    assert Invitation.objects.count() == group.reload().people == 500


@pytest.mark.one_database
@pytest.mark.parametrize("typed", ["", " ;\n", "x" * 100_001, " ".join(f"a{n}@x.se" for n in range(501))])  # fmt: skip  # noqa: E501
def test_a_list_that_cannot_be_used_is_explained_and_nothing_is_kept(group, post, typed):
    group.open()
    response = post("invitations", addresses=typed)
    assert response.status_code == 422
    assert read_page(response).one("div", id="fel")
    assert not Invitation.objects.exists()


@pytest.mark.one_database
@override_settings(RATE_LIMITS={"invite": 3})
def test_an_account_cannot_send_any_number_of_mails(group, post, mailoutbox):
    group.open()
    post("invitations", addresses=f"{EVE} {FIA}")
    response = post("invitations", addresses=f"{GUN} bo@x.se")
    assert response.status_code == 429
    assert read_form(read_page(response).one("form", class_="form"))["addresses"].split() == [
        GUN,
        "bo@x.se",
    ]
    assert post("invitations", addresses=GUN).status_code == 302  # the refused were not counted
    sent_days_ago(1)
    post("remind")
    assert len(mailoutbox) == 3
    assert EVE not in str(list(RateCount.objects.values()))


# From draft to closed -----------------------------------------------------------------------------


def test_in_a_draft_addresses_are_prepared_and_mailed_when_the_round_opens(
    group, post, mailoutbox, django_capture_on_commit_callbacks
):
    group.draft()
    post("invitations", addresses=f"{EVE} {FIA}")
    assert post("remind").status_code == post("resend_invitations").status_code == 302
    assert mailoutbox == []
    assert states() == {EVE: "waiting", FIA: "waiting"}
    open_round(assessment=group.round, user=group.leader, today=timezone.localdate())
    with django_capture_on_commit_callbacks(execute=True):
        mail_waiting_invitations(assessment=group.reload(), site=SITE)
        mail_waiting_invitations(assessment=group.round, site=SITE)
    assert [m.to for m in mailoutbox] == [[EVE], [FIA]]


@pytest.mark.one_database
def test_a_closed_round_shows_numbers_only_and_changes_nothing(group, anna, post, mailoutbox):
    group.open()
    group.invite(EVE)
    group.close()
    page = read_page(anna.get(group.url("invitations")))
    assert "En personlig inbjudan gjordes." in page.text
    assert EVE not in page.text
    assert page.one("main").all("form") == []
    kept = post("invitations", addresses=FIA)
    assert (kept.status_code, FIA in kept.content.decode()) == (409, True)
    for name in ("remind", "resend_invitations", "renew_group_link", "turn_off_group_link"):
        assert post(name).status_code == 302
    post("withdraw_invitation", invitation=Invitation.objects.get().public_id)
    assert (states(), mailoutbox) == ({EVE: "waiting"}, [])
    assert (group.reload().group_generation, group.round.has_group_link) == (1, True)
    assert anna.get(group.url("group_qr")).status_code == 404


# The group link -----------------------------------------------------------------------------------


@pytest.mark.one_database
def test_the_link_stands_on_its_page_in_the_text_and_in_the_code(group, anna):
    group.open()
    page = read_page(anna.get(group.url("group_link")))
    link = page.one("input", id="group-link").attrs["value"]
    assert link == f"http://testserver/g/{group.group_token}/"
    assert link in page.one("textarea", id="group-text").raw
    code = anna.get(group.url("group_qr"))
    assert code.headers["Content-Type"] == "image/svg+xml"
    assert code.content.decode() == draw_qr_code(link) != draw_qr_code(link + "x")


def test_a_new_group_link_takes_the_place_of_the_old(group, anna, post):
    group.open()
    old, before = group.group_token, anna.get(group.url("group_qr")).content
    post("renew_group_link")
    group.reload()
    assert group.group_token != old
    assert old not in anna.get(group.url("group_link")).content.decode()
    assert anna.get(group.url("group_qr")).content != before


@pytest.mark.one_database
def test_the_address_on_the_screen_can_be_typed_and_leads_to_the_group_link(group, anna, post):
    group.open()
    host, _, path = (
        read_page(anna.get(group.url("group_screen"))).one("p", class_="typed").text.partition("/")
    )
    assert (host, len(path) <= len("k/abcd-efgh-jkmn")) == ("testserver", True)
    code = path.removeprefix("k/")
    for typed in (code, code.upper(), code.replace("-", "")):
        assert Client().get(f"/k/{typed}/").url == f"http://testserver/g/{group.group_token}/"
    other = make_group("En annan")
    other.open()
    wrong = [code[:-1], code[1:], "2" + code, code[:8], "ååå", make_code(other.round.pk, 2)]
    assert {Client().get(f"/k/{typed}/").status_code for typed in wrong} == {404}
    post("renew_group_link")
    assert Client().get(f"/{path}/").status_code == 404


@pytest.mark.one_database
def test_without_a_group_link_only_mail_is_left_and_leaders_can_invite_themselves(
    group, anna, post
):
    group.open(has_group_link=False)
    code = make_code(group.round.pk, group.round.group_generation)
    assert Client().get(f"/k/{code}/").status_code == 404
    for name in ("group_link", "group_screen"):
        assert anna.get(group.url(name)).url == group.url("invitations")
    page = read_page(anna.get(group.url("invitations"))).one("main")
    assert page.all("nav") == []
    post("invitations", addresses=page.one("input", name="addresses").attrs["value"])
    assert list(states()) == [ANNA]
    assert "Bjud in dig själv" not in read_page(anna.get(group.url("invitations"))).text


def test_an_invitation_is_taken_back_after_a_question(group, anna, post):
    group.open()
    [eve, _fia] = group.invite(EVE, FIA)
    asked = read_page(anna.get(group.url("withdraw_invitation"), {"invitation": eve.public_id}))
    assert f"Länken som {EVE} har fått slutar att fungera." in asked.one("main").text
    assert set(states()) == {EVE, FIA}
    post("withdraw_invitation", **read_form(asked.one("main").one("form")))
    assert set(states()) == {FIA}


# What is shown ------------------------------------------------------------------------------------


def read_rows(page):
    return {
        row.one("th").text: row.all("td")[0].text
        for row in page.one("table", class_="invited").all("tr")
        if row.all("td")
    }


@pytest.mark.one_database
def test_an_open_round_shows_who_has_answered(group, anna):
    group.open(anonymous=False)
    group.invite(EVE, FIA)
    sent_days_ago(1)
    use(group, EVE)
    rows = read_rows(read_page(anna.get(group.url("invitations"))))
    assert rows[EVE] == "Har svarat"
    assert rows[FIA].startswith("Lämnad till e-postservern ")


@pytest.mark.one_database
def test_the_page_of_an_anonymous_round_is_the_same_whoever_has_answered(group, anna, post):
    """Not even reminding some, or a reminder that fails, tells whose invitation has been used."""
    seen = []
    for first, second in ((EVE, FIA), (FIA, EVE)):
        group.open()
        group.invite(first, second)
        sent_days_ago(2)
        use(group, EVE)
        post("remind")
        Invitation.objects.filter(submitted=False).update(mail_state="failed")
        seen.append(read_rows(read_page(anna.get(group.url("invitations")))))
        assert len(set(Invitation.objects.values_list("mailed_on", flat=True))) == 1
        Invitation.objects.all().delete()
    assert seen[0] == seen[1]
    assert len(set(seen[0].values())) == 1


@pytest.mark.parametrize("breaks", ["nothing", "server", "address"])
def test_neither_the_line_nor_what_is_stored_or_exported_tells_whom_a_reminder_was_for(
    group, anna, post, settings, monkeypatch, breaks
):
    group.open()
    group.invite(EVE, FIA)
    sent_days_ago(2)
    use(group, EVE)
    if breaks == "server":
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_PORT = 9  # discard: nobody listens
    if breaks == "address":
        monkeypatch.setattr("assessments.rounds.actions.mailing.make_message", refuse_address)
    given = []
    enqueue = type(mail_invitations).enqueue
    monkeypatch.setattr(
        type(mail_invitations),
        "enqueue",
        lambda task, keys, site: given.extend(keys) or enqueue(task, keys, site),
    )
    post("remind")
    assert sorted(given) == sorted(Invitation.objects.values_list("pk", flat=True))
    assert len(set(Invitation.objects.values_list("mail_state", "mailed_on"))) == 1
    exported = anna.get(group.collaboration_url("export_collaboration")).json()["invitations"]
    assert len({row["mail_state"] for row in exported}) == 1
    Invitation.objects.filter(submitted=False).update(mail_state="failed")  # of an older version
    exported = anna.get(group.collaboration_url("export_collaboration")).json()["invitations"]
    assert {row["mail_state"] for row in exported} == {"sent"}
    assert "gick inte" not in read_page(anna.get(group.url("invitations"))).one("main").text


def refuse_address(*_args):
    raise ValueError


@pytest.mark.one_database
@pytest.mark.parametrize("mail_state", ["waiting", "sending", "sent", "failed"])
@pytest.mark.parametrize("mailed_on", [None, date(2026, 3, 1)])
def test_in_an_anonymous_round_nothing_shown_depends_on_having_answered(mail_state, mailed_on):
    shown = {
        judge_invitation(mail_state=mail_state, mailed_on=mailed_on, submitted=used, anonymous=True)
        for used in (True, False)
    }
    assert len(shown) == 1
    assert not shown & {Shown.ANSWERED, Shown.REMINDER_FAILED}


@pytest.mark.one_database
@pytest.mark.parametrize("name", ["invitations", "group_qr"])
def test_a_reader_sees_nothing_of_who_is_invited(group, name):
    group.open()
    group.invite(EVE)
    response = sign_in(CIA).get(group.url(name))
    assert response.status_code == 403
    assert EVE not in response.content.decode()


# Reminders ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("anonymous", [True, False])
def test_only_those_who_have_not_answered_are_reminded_and_once_a_day(
    group, post, mailoutbox, anonymous
):
    group.open(anonymous=anonymous)
    group.invite(EVE, FIA, GUN)
    sent_days_ago(2)
    sent_days_ago(0, email=GUN)
    use(group, EVE)
    for _ in range(2):
        post("remind")
    [sent] = mailoutbox
    assert sent.to == [FIA]
    assert sent.subject.startswith(f"Påminnelse: svara om {NAME} senast ")
    assert "påminnelse" in sent.body


class Recorder(BaseTaskBackend):
    """Takes tasks as a worker's line would, and does none of them."""

    supports_defer = True
    given: ClassVar[list] = []

    def enqueue(self, task, args, kwargs):
        self.validate_task(task)
        self.given.append((*args, task.run_after))


def test_asking_for_a_reminder_is_the_same_work_whoever_has_answered_and_sends_nothing(
    group, post, mailoutbox, settings
):
    settings.TASKS = {"default": {"BACKEND": "tests.test_invitations.Recorder"}}
    group.open()
    group.invite(EVE, FIA, GUN)
    keys = {(key,) for key in Invitation.objects.values_list("pk", flat=True)}
    seen = []
    for used in ([], [EVE], [FIA, GUN], [EVE, FIA, GUN]):
        Invitation.objects.update(submitted=False)
        sent_days_ago(2)
        Invitation.objects.filter(email__in=used).update(submitted=True)
        Recorder.given.clear()
        with CaptureQueriesContext(connection) as queries:
            post("remind")
        # Times and random numbers of this request apart.
        seen.append([re.sub(r"'[^']*'|\d{5,}|_x\d+", "…", each["sql"]) for each in queries])
        now = timezone.now()
        assert {tuple(given) for given, _site, _due in Recorder.given} == keys
        assert all(due > now for _given, _site, due in Recorder.given), "none in this request"
    assert mailoutbox == []
    assert seen[0] == seen[1] == seen[2] == seen[3]


@pytest.mark.one_database
def test_a_reminder_that_does_not_go_is_made_all_the_same(group, post, mailoutbox, monkeypatch):
    """So it takes the program's time, whoever it is for."""
    made, make = [], mailing.make_message
    monkeypatch.setattr(mailing, "make_message", lambda *a: made.append(a[0].email) or make(*a))
    group.open()
    group.invite(EVE, FIA)
    sent_days_ago(2)
    use(group, EVE)
    post("remind")
    assert sorted(made) == [EVE, FIA]
    assert [m.to for m in mailoutbox] == [[FIA]]


def test_secret_mails_go_one_at_a_time_in_an_order_by_chance():
    now = timezone.now()
    times = mailing.plan_times(100, now)
    assert times != sorted(times)
    gaps = [later - earlier for earlier, later in itertools.pairwise([now, *sorted(times)])]
    assert min(gaps) >= mailing.PACE / 2
    assert max(times) - now < STUCK_AFTER


# What run_due takes up ----------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["waiting", "sending"])
def test_a_mail_that_got_stuck_is_sent_after_an_hour_and_once(
    group, mailoutbox, settings, django_capture_on_commit_callbacks, state
):
    settings.SITE_URL = SITE
    group.open()
    now = timezone.now()
    group.invite(EVE, FIA)
    Invitation.objects.update(mail_state=state, mail_since=now)
    Invitation.objects.filter(email=EVE).update(mail_since=now - timezone.timedelta(minutes=61))
    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            mail_stuck_invitations(now=now)
    [sent] = mailoutbox
    assert sent.to == [EVE]
    assert SITE in sent.body
    assert states() == {EVE: "sent", FIA: state}


@pytest.mark.one_database
def test_without_the_sites_address_a_stuck_mail_is_said_to_have_failed(group, settings):
    settings.SITE_URL = ""
    group.open()
    group.invite(EVE)
    mail_stuck_invitations(now=timezone.now())
    assert states() == {EVE: "failed"}


# The ways in --------------------------------------------------------------------------------------


def ways_of(group):
    return fetch_turnout(group.reload()).ways


def test_withdrawing_an_invitation_does_not_show_whether_it_had_been_used(group, anna):
    """Neither on a page nor in what is exported, whether or not the numbers are exact."""
    for invited in (5, 1):
        told = []
        for is_used in (True, False):
            group.open()
            addresses = [f"nr{n}@bolag.example" for n in range(invited)]
            group.invite(*addresses)
            used = addresses if is_used else addresses[1:]
            for address in used:
                respondent, _token = group.begin()
                one = group.round.invitations.get(email=address)
                hand_in(respondent=respondent, invitation=one, today=timezone.localdate())
            for _ in range(6 - len(used)):
                group.answer({})
            before = ways_of(group)
            one = group.round.invitations.get(email=addresses[0])
            withdraw(assessment=group.round, invitation=one.public_id)
            assert ways_of(group) == before
            everything = anna.get(group.collaboration_url("export_collaboration")).json()
            row = next(r for r in everything["rounds"] if r["id"] == group.round.pk)
            told.append({k: v for k, v in row.items() if "withdrawn" in k})
        assert told == [{"withdrawn": 1}, {"withdrawn": 1}]


@pytest.mark.one_database
@pytest.mark.parametrize("page", ["round", "invitations", "join", "invited"])
def test_it_is_said_how_many_came_by_the_groups_link(group, anna, page):
    """One was invited, and four sets of answers poured in by the link: 76 of 76 were recovered."""
    group.open()
    [invitation] = group.invite(EVE)
    for _ in range(4):
        group.answer({})
    use(group, EVE)
    other = group.invite(FIA)[0]
    withdraw(assessment=group.round, invitation=other.public_id)
    addresses = {
        "round": group.url("round"),
        "invitations": group.url("invitations"),
        "join": reverse("join", args=[group.group_token]),
        "invited": mailed_link(invitation),
    }
    Invitation.objects.update(submitted=False)  # only so that its page can be seen
    text = read_page(anna.get(addresses[page])).text
    assert "Minst 3 av 5 inlämnade svar har kommit genom gruppens länk." in text
    if page in ("join", "invited"):
        assert "Den som lämnar in alla svar utom ditt kan räkna ut ditt." in text
        assert "också den som leder" in text


@pytest.mark.one_database
def test_without_a_group_link_only_the_invited_come_in_and_are_told_so(group, anna):
    group.open(has_group_link=False)
    [invitation] = group.invite(EVE)
    assert Client().get(reverse("join", args=[group.group_token])).status_code == 410
    assert anna.get(group.url("group_qr")).status_code == 404
    page = read_page(anna.get(group.url("invitations")))
    assert "Det finns ingen grupplänk." in page.text
    assert group.group_token not in anna.get(group.url("invitations")).content.decode()
    mailed = mailed_link(invitation)
    text = read_page(Client().get(mailed)).text
    assert "Bara inbjudna kan svara, en gång med varje inbjudan." in text
    assert "gruppens länk" not in text


@pytest.mark.one_database
def test_a_leader_who_is_invited_answers_by_that_invitation(group, anna):
    group.open()
    for name in ("invitations", "group_link"):
        before = anna.get(group.url(name)).content.decode()
        assert f'{reverse("join", args=[group.group_token])}">Svara själv' in before
    [own] = group.invite(ANNA)
    headings = [h.text for h in read_page(anna.get(group.url("invitations"))).one("main").all("h2")]
    assert headings == ["En inbjuden", "Bjud in fler"], "what has been done comes first"
    for name in ("invitations", "group_link"):
        assert f'{mailed_link(own)}">Svara själv' in anna.get(group.url(name)).content.decode()


def test_the_link_is_turned_off_for_good_and_who_has_begun_goes_on(group, post):
    group.draft()
    post("turn_off_group_link")
    assert group.reload().has_group_link, "in a draft it is one of the settings"
    group.open()
    phone = Client()
    link = reverse("join", args=[group.group_token])
    own = phone.post(link, {"perspective": "drivande"}).url.removesuffix("steg/lage/")
    post("turn_off_group_link")
    post("renew_group_link")
    for url in (link, reverse("join", args=[group.group_token])):
        assert Client().post(url, {"perspective": "drivande"}).status_code == 410
    assert phone.get(own).status_code == 200
    assert own in phone.get(link).content.decode()
    assert not group.reload().has_group_link


@pytest.mark.one_database
def test_who_may_come_in_is_among_what_is_decided_before_the_round_opens(group, anna):
    group.draft(allows_statistics=False)
    form = read_form(read_page(anna.get(group.url("edit_round"))).one("main").one("form"))
    assert form["has_group_link"] == "yes"
    anna.post(group.url("edit_round"), form | {"has_group_link": "no"})
    assert not group.reload().has_group_link
    assert "Bara den som får en egen inbjudan" in read_page(anna.get(group.url("round"))).text


@pytest.mark.one_database
def test_the_reminder_is_turned_off_and_on_after_the_round_has_opened(group, settings):
    settings.SITE_URL = "https://samverkan.example"
    group.open()
    group.invite("ture@kommun.example")
    anna, page = sign_in(ANNA), group.url("invitations")
    for said, then in (("Stäng av påminnelsen", False), ("Slå på påminnelsen", True)):
        form = read_page(anna.get(page)).one("form", action=group.url("set_reminder"))
        button = form.one("button")
        assert button.text == said
        anna.post(group.url("set_reminder"), {"reminds": button.attrs["value"]})
        assert group.reload().reminds is then
