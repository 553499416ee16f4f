"""Rate limits that a room full of people behind one address does not meet."""

import re
from datetime import timedelta

import pytest
from allauth.account.adapter import get_adapter
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from assessments.core.throttle import find_full_mailboxes, is_over_limit, refuse_mails
from assessments.models import Collaboration, Feedback, Invitation, RateCount
from samverkan.accounts.actions import prepare_account
from samverkan.site.visitors import find_client_address, name_visitor
from tests.group import ANNA, make_group, sign_in
from tests.markup import read_form, read_page
from tests.world import Diagnosis, start

pytestmark = pytest.mark.django_db

NEW = {"name": "Nätet", "scope": "allt", "answered": "together", "people": "9"}


@pytest.fixture
def group():
    return make_group()


def ask(forwarded: str | None = None, address: str = "192.0.2.1"):
    extra = {} if forwarded is None else {"HTTP_X_FORWARDED_FOR": forwarded}
    return RequestFactory().get("/", REMOTE_ADDR=address, **extra)


def test_a_room_of_a_hundred_people_can_all_begin(db):
    for number in range(100):
        response = Client().post("/ny/", NEW | {"name": f"Grupp {number}"})
        assert response.status_code == 302
    assert Collaboration.objects.count() == 100


@pytest.mark.parametrize(
    ("action", "least"),
    [("create", 100), ("join", 300), ("mail", 300), ("feedback", 64), ("steering", 64)],
)
def test_the_limits_are_made_for_a_room_and_not_for_one(settings, action, least):
    assert settings.RATE_LIMITS[action] >= least


def test_over_the_limit_nothing_is_made_and_what_was_typed_stays(client, settings):
    settings.RATE_LIMITS = settings.RATE_LIMITS | {"create": 2}
    statuses = [client.post("/ny/", NEW).status_code for _ in range(2)]
    response = client.post("/ny/", NEW)
    assert [*statuses, response.status_code] == [302, 302, 429]
    assert Collaboration.objects.count() == 2
    page = read_page(response)
    assert "Det ni skrev finns kvar här." in page.one("div", id="fel").text
    form = read_form(page.one("main").one("form"))
    assert form["name"] == "Nätet"
    assert form["scope"].strip() == "allt"
    assert (form["answered"], form["people"]) == ("together", "9")


def test_feedback_over_the_limit_is_not_stored_but_kept_in_the_box(client, settings):
    settings.RATE_LIMITS = settings.RATE_LIMITS | {"feedback": 1}
    client.post("/synpunkter/", {"text": "Ett"})
    response = client.post("/synpunkter/", {"text": "Två"})
    assert response.status_code == 429
    page = read_page(response)
    assert "Det du skrev finns kvar här." in page.one("div", id="fel").text
    assert page.one("textarea", name="text").raw.strip() == "Två"
    assert Feedback.objects.count() == 1


def test_mail_over_the_limit_is_not_sent_and_the_link_is_at_hand(
    client, anna, mailoutbox, settings
):
    settings.RATE_LIMITS = settings.RATE_LIMITS | {"mail": 1}
    client.post(anna.url("mail_link"), {"email": "a@kommun.example"})
    response = client.post(anna.url("mail_link"), {"email": "b@kommun.example"})
    assert response.status_code == 429
    page = read_page(response)
    assert "Kopiera länken så länge" in page.text
    assert page.one("input", name="email").attrs["value"] == "b@kommun.example"
    assert page.one("input", id="answer-link")
    assert len(mailoutbox) == 1


def mail_link(diagnosis, address, **extra):
    return Client(**extra).post(diagnosis.url("mail_link"), {"email": address}).status_code


def test_a_room_of_64_people_behind_one_address_can_all_mail_themselves_their_link(
    group, mailoutbox
):
    group.open()
    for number in range(64):
        _respondent, token = group.begin()
        url = reverse("mail_link", args=[token])
        assert Client().post(url, {"email": f"p{number}@kommun.example"}).status_code == 302
    assert len(mailoutbox) == 64


def test_one_mailbox_is_not_filled_with_links_whoever_asks_and_from_wherever(
    anna, bo, mailoutbox, clock
):
    clock("2026-11-21 12:10")
    written = ["cia@kommun.example", "CIA@kommun.example", "cia+1@kommun.example"]
    diagnoses = [anna, start(), anna]
    statuses = [
        mail_link(diagnoses[n % 3], written[n % 3], REMOTE_ADDR=f"192.0.2.{n}") for n in range(12)
    ]
    assert statuses == [302] * 5 + [429] * 7
    assert mail_link(anna, "another@kommun.example") == 302
    clock("2026-11-21 13:00")
    statuses = [mail_link(anna, "cia@kommun.example") for _ in range(6)]
    assert statuses == [302] * 5 + [429]
    clock("2026-11-21 14:00")
    response = bo.post(anna.url("mail_link"), {"email": "cia@kommun.example"})
    assert response.status_code == 429
    said = read_page(response).one("div", id="fel").text
    assert "i dag" in said
    assert "Försök igen om" not in said
    assert "igen i morgon" in said
    clock("2026-11-22 12:00")
    assert mail_link(anna, "cia@kommun.example") == 302
    assert len(mailoutbox) == 12


def test_one_diagnosis_is_not_mailed_to_everybody(anna, mailoutbox):
    statuses = [
        mail_link(anna, f"p{n}@kommun.example", REMOTE_ADDR=f"192.0.2.{n}") for n in range(32)
    ]
    assert statuses == [302] * 30 + [429] * 2
    assert len(mailoutbox) == 30


# Mail to groups -----------------------------------------------------------------------------------


def ask_for_mails(user, amount, address="192.0.2.1"):
    return refuse_mails(ask(address=address), user, amount)


def make_user(email, *, days=0):
    user = prepare_account(email=email)
    user.created_at = timezone.now() - timedelta(days=days)
    return user


def test_a_new_account_mails_few_and_more_for_each_day(settings):
    asked = {0: 150, 1: 300, 2: 600, 3: 1200, 4: 1500, 400: 1500}
    for days, most in asked.items():
        user = make_user(f"a{days}@kommun.example", days=days)
        address = f"192.0.2.{days % 200}"
        assert ask_for_mails(user, most, address) is None, days
        said = ask_for_mails(user, 1, address)
        assert said
        assert ("Nya konton" in said) == (days < 4)
        assert "Inget har skickats" in said


def test_many_new_accounts_at_one_address_share_what_a_few_may_mail():
    asked = [ask_for_mails(make_user(f"a{n}@kommun.example"), 100) for n in range(8)]
    assert [said is None for said in asked] == [True] * 6 + [False] * 2
    assert ask_for_mails(make_user("old@kommun.example", days=30), 1000) is None
    assert ask_for_mails(make_user("else@kommun.example"), 100, "192.0.2.2") is None


def test_what_is_refused_is_not_counted():
    user = make_user("a@kommun.example")
    assert ask_for_mails(user, 151)
    assert ask_for_mails(user, 150) is None


def test_nobody_is_invited_again_and_again_to_new_rounds_or_after_being_withdrawn(
    group, mailoutbox, django_capture_on_commit_callbacks
):
    group.open()
    leader = sign_in(ANNA)
    eve = "eve@bolag.example"
    for number in range(10):
        written = eve if number % 2 else f"EVE+{number}@bolag.example"
        with django_capture_on_commit_callbacks(execute=True):
            posted = leader.post(group.url("invitations"), {"addresses": written})
        assert posted.status_code == 302
        [invitation] = Invitation.objects.all()
        leader.post(group.url("withdraw_invitation"), {"invitation": invitation.public_id})
    with django_capture_on_commit_callbacks(execute=True):
        response = leader.post(group.url("invitations"), {"addresses": f"{eve} fia@bolag.example"})
    assert response.status_code == 429
    page = read_page(response)
    assert f"{eve} har redan fått så många inbjudningar i dag" in page.one("div", id="fel").text
    assert read_form(page.one("form", class_="form"))["addresses"].split() == [eve]
    assert len(mailoutbox) == 11
    assert mailoutbox[-1].to == ["fia@bolag.example"]


@pytest.mark.both_databases
def test_a_reminder_passes_over_who_has_been_mailed_too_often_whether_or_not_they_have_answered(
    group, mailoutbox, django_capture_on_commit_callbacks
):
    group.open()
    leader = sign_in(ANNA)
    invited = [f"{name}@bolag.example" for name in ("eve", "fia", "gun")]
    leader.post(group.url("invitations"), {"addresses": " ".join(invited)})
    yesterday = timezone.localdate() - timedelta(days=1)
    Invitation.objects.update(mail_state="sent", mail_since=None, mailed_on=yesterday)
    Invitation.objects.filter(email=invited[1]).update(submitted=True)
    for _ in range(9):
        find_full_mailboxes(invited[:2])
    with django_capture_on_commit_callbacks(execute=True):
        leader.post(group.url("remind"))
    assert [mail.to for mail in mailoutbox] == [[invited[2]]]
    days = dict(Invitation.objects.values_list("email", "mailed_on"))
    assert days[invited[0]] == days[invited[1]] == yesterday


def test_pasting_a_list_again_costs_nothing(group, settings):
    settings.RATE_INVITE_NEW = 3
    group.open()
    leader = sign_in(ANNA)
    pasted = {"addresses": "eve@bolag.example fia@bolag.example gun@bolag.example"}
    statuses = [leader.post(group.url("invitations"), pasted).status_code for _ in range(3)]
    assert statuses == [302] * 3
    response = leader.post(group.url("invitations"), {"addresses": "ann@bolag.example"})
    assert response.status_code == 429
    assert "Listan finns kvar här." in read_page(response).one("div", id="fel").text


def test_a_form_with_faults_is_not_counted(client, settings):
    settings.RATE_LIMITS = settings.RATE_LIMITS | {"create": 1}
    for _ in range(5):
        client.post("/ny/", NEW | {"name": ""})
    assert client.post("/ny/", NEW).status_code == 302


def test_answering_is_never_limited(client, anna: Diagnosis, settings):
    settings.RATE_LIMITS = dict.fromkeys(settings.RATE_LIMITS, 0)
    data = anna.form({"varfor.3": "4"})
    assert client.post(anna.url("page", "initiativ"), data).status_code == 302
    assert client.post(anna.url("conclude"), {}).status_code == 302
    assert not RateCount.objects.exists()


def test_each_action_and_each_address_is_counted_on_its_own(settings):
    settings.RATE_LIMITS = {"create": 1, "mail": 1}
    assert not is_over_limit(ask(), "create")
    assert is_over_limit(ask(), "create")
    assert not is_over_limit(ask(), "mail")
    assert not is_over_limit(ask(address="192.0.2.2"), "create")


def test_after_an_hour_one_may_again(settings, clock):
    settings.RATE_LIMITS = {"create": 1}
    clock("2026-11-21 14:59")
    is_over_limit(ask(), "create")
    assert is_over_limit(ask(), "create")
    clock("2026-11-21 15:00")
    assert not is_over_limit(ask(), "create")


def test_the_address_itself_is_not_stored(settings):
    is_over_limit(ask(address="192.0.2.77"), "create")
    [stored] = RateCount.objects.values_list("key", flat=True)
    assert re.fullmatch(r"[0-9a-f]{64}", stored)
    settings.SECRET_KEY = "another-key"
    is_over_limit(ask(address="192.0.2.77"), "create")
    assert RateCount.objects.count() == 2  # keyed: a list of addresses cannot be hashed to match


# Behind proxies -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("trusted", "forwarded", "address"),
    [
        (0, None, "192.0.2.1"),
        (0, "203.0.113.9", "192.0.2.1"),  # anybody can write the header
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "6.6.6.6, 203.0.113.9", "203.0.113.9"),
        (1, "6.6.6.6,203.0.113.9 ", "203.0.113.9"),
        (2, "6.6.6.6, 203.0.113.9, 10.0.0.1", "203.0.113.9"),
        (2, "203.0.113.9", "192.0.2.1"),  # shorter than our proxies make it: not through them
        (1, "", "192.0.2.1"),
        (1, None, "192.0.2.1"),
        (1, "203.0.113.9, ", "192.0.2.1"),
        (1, "2001:db8::1", "2001:db8::"),
        (1, "unknown", "192.0.2.1"),  # the proxy did not know
        (1, "6.6.6.6, _hidden", "192.0.2.1"),
        (2, "203.0.113.9:4711, [2001:db8::1]:443", "203.0.113.9"),
    ],
)
def test_the_address_is_read_past_our_own_proxies_and_no_further(
    settings, trusted, forwarded, address
):
    settings.TRUSTED_PROXIES = trusted
    assert find_client_address(ask(forwarded)) == address


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("203.0.113.9:4711", "203.0.113.9"),
        (' "203.0.113.9:4712" ', "203.0.113.9"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("[::ffff:203.0.113.9]:443", "203.0.113.9"),
        ("::FFFF:CB00:7109", "203.0.113.9"),
        ("64:ff9b::203.0.113.9", "203.0.113.9"),
        ("2001:db8:0:7::1", "2001:db8:0:7::"),
        ("2001:DB8:0:7:ffff:ffff:ffff:ffff", "2001:db8:0:7::"),
        ("[2001:db8:0:7::2]", "2001:db8:0:7::"),
        ("[2001:db8:0:7::3]:443", "2001:db8:0:7::"),
        ('"[2001:db8:0:7::4]:50123"', "2001:db8:0:7::"),
        ("2001:db8:0:7:0:0:0:5:443", "2001:db8:0:7::"),  # a port without brackets
        ("2001:db8:0:8::1", "2001:db8:0:8::"),  # the neighbour's network
        ("fe80::1%eth0", "fe80::"),
        ("[fe80::2%25eth1]:80", "fe80::"),
        ("", ""),
        ("unknown", ""),
        ("_gazonk:80", ""),
        ("[]", ""),
        ("[203.0.113.9", ""),
        ("203.0.113", ""),
        ("203.0.113.999", ""),
        ("x" * 10_000, ""),
    ],
)
def test_an_address_is_one_visitor_however_a_proxy_writes_it(written, name):
    assert name_visitor(written) == name


@pytest.mark.parametrize(
    "hops",
    [
        [f"203.0.113.9:{port}" for port in range(50000, 50006)],
        [f"[2001:db8::{n}]:443" for n in range(6)],
        ["203.0.113.9", "::ffff:203.0.113.9", "203.0.113.9:1", "[::ffff:203.0.113.9]:2"],
    ],
)
def test_who_changes_port_or_place_in_a_network_is_the_same_for_our_limits_and_allauth(
    settings, hops
):
    settings.TRUSTED_PROXIES = 1
    adapter = get_adapter()
    ours = {find_client_address(ask(f"6.6.6.6, {hop}")) for hop in hops}
    theirs = {adapter.get_client_ip(ask(f"6.6.6.6, {hop}")) for hop in hops}
    assert ours == theirs
    assert len(ours) == 1


def test_without_a_proxy_a_network_is_one_visitor_too():
    asked = [ask(address=f"2001:db8::{n}") for n in range(1, 7)]
    assert {find_client_address(each) for each in asked} == {"2001:db8::"}


def test_several_headers_are_read_as_one(settings):
    settings.TRUSTED_PROXIES = 2
    # gunicorn joins the headers in their order, as HTTP says
    assert find_client_address(ask("6.6.6.6,203.0.113.9:80,10.0.0.1")) == "203.0.113.9"


def test_a_made_up_header_does_not_get_around_the_limit(client, settings):
    settings.RATE_LIMITS = settings.RATE_LIMITS | {"create": 1}
    statuses = [
        client.post("/ny/", NEW, headers={"x-forwarded-for": f"203.0.113.{n}"}).status_code
        for n in range(3)
    ]
    assert statuses == [302, 429, 429]


def test_behind_a_proxy_visitors_are_told_apart(client, settings):
    settings.TRUSTED_PROXIES = 1
    settings.RATE_LIMITS = settings.RATE_LIMITS | {"create": 1}
    statuses = [
        client.post("/ny/", NEW, headers={"x-forwarded-for": f"6.6.6.6, 203.0.113.{n}"}).status_code
        for n in (1, 2, 1)
    ]
    assert statuses == [302, 302, 429]
