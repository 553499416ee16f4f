"""Mail to those who are invited, against a real SMTP server on this machine."""

import logging
import re
import socket
from email import message_from_bytes, policy

import pytest
from aiosmtpd.controller import Controller
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from assessments.core.links import LinkKind, unsign_link
from assessments.models import Assessment, Invitation
from assessments.rounds.actions.invitations import invite, remind_before_last_day, resend_failed
from assessments.rounds.actions.invitations import remind as remind_action
from assessments.rounds.actions.mailing import make_message, send_invitations, write_group_text
from assessments.tasks import mail_invitations
from tests.group import ANNA, days_from_now, make_group
from tests.markup import read_page
from tests.world import NAME, SCOPE

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

SITE = "https://samverkan.example"
LAST_DAY = date_format(days_from_now(14), "j F")
EVE, FIA, GUN = (f"{name}@bolag.example" for name in ("eve", "fia", "gun"))


class Mailbox:
    """Takes all mail but that to Fia; remembers how many connections there were."""

    def __init__(self):
        self.received = []
        self.connections = 0
        self.breaks_at = ""

    async def handle_EHLO(self, server, session, envelope, hostname, responses):  # noqa: N802
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        if address == self.breaks_at:
            server.transport.abort()
        if address == FIA:
            return f"550 5.1.1 unknown {address}"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        message = message_from_bytes(envelope.content, policy=policy.default)
        self.received.append((envelope.rcpt_tos, message))
        return "250 OK"


@pytest.fixture
def mailbox(settings):
    """A server that listens, and the program set to use it."""
    box = Mailbox()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = port
    yield box
    controller.stop()


@pytest.fixture
def group():
    made = make_group()
    made.open()
    return made


@pytest.fixture
def commit(django_capture_on_commit_callbacks):
    def run(action, **arguments):
        with django_capture_on_commit_callbacks(execute=True):
            return action(**arguments, site=SITE)

    return run


def states():
    return dict(Invitation.objects.values_list("email", "mail_state"))


@pytest.mark.one_database
def test_one_refused_address_hinders_no_other_and_is_sent_again_when_it_is_mended(
    group, commit, mailbox, caplog
):
    commit(invite, assessment=group.round, addresses=[EVE, FIA, GUN])
    assert [to for to, _ in mailbox.received] == [[EVE], [GUN]]
    assert states() == {EVE: "sent", FIA: "failed", GUN: "sent"}
    assert "SMTPRecipientsRefused" in caplog.text
    Invitation.objects.filter(email=FIA).update(email="fia.ny@bolag.example")
    commit(resend_failed, assessment=group.round)
    assert [to for to, _ in mailbox.received[2:]] == [["fia.ny@bolag.example"]]
    assert set(states().values()) == {"sent"}


@pytest.mark.one_database
def test_all_mails_of_a_task_go_over_one_connection(group, commit, mailbox):
    commit(invite, assessment=group.round, addresses=[EVE, GUN, "hans@bolag.example"])
    assert (len(mailbox.received), mailbox.connections) == (3, 1)


def test_while_the_server_is_down_nothing_is_lost_and_it_can_be_sent_again(
    group, commit, mailbox, settings
):
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 9  # discard: nobody listens
    commit(invite, assessment=group.round, addresses=[EVE, GUN])
    assert states() == {EVE: "failed", GUN: "failed"}
    settings.EMAIL_PORT = port
    commit(resend_failed, assessment=group.round)
    assert set(states().values()) == {"sent"}
    assert [message["Subject"].strip() for _, message in mailbox.received] == [
        f"Inbjudan: svara om {NAME} senast {LAST_DAY} (Våren)"
    ] * 2


@pytest.mark.one_database
def test_a_connection_that_breaks_costs_that_mail_only(group, commit, mailbox):
    mailbox.breaks_at = FIA
    commit(invite, assessment=group.round, addresses=[EVE, FIA, GUN])
    assert states() == {EVE: "sent", FIA: "failed", GUN: "sent"}
    assert mailbox.connections == 2


@pytest.mark.one_database
def test_a_reminder_goes_to_whoever_has_not_answered(group, commit, mailbox):
    group.invite(EVE, GUN)
    Invitation.objects.update(mail_state="sent", mailed_on=days_from_now(-1))
    Invitation.objects.filter(email=GUN).update(submitted=True)
    commit(remind_action, assessment=group.round, today=timezone.localdate())
    [(to, message)] = mailbox.received
    assert (to, message["Subject"].strip()) == (
        [EVE],
        f"Påminnelse: svara om {NAME} senast {LAST_DAY} (Våren)",
    )


@pytest.mark.one_database
def test_the_next_rounds_mail_is_told_from_the_first_ones_by_its_subject(group):
    subjects = set()
    for days in (14, 200):
        group.open(closes_on=days_from_now(days))
        subjects.add(make_message(*group.invite(EVE), SITE).subject)
    assert len(subjects) == 2


@pytest.mark.parametrize("changes", [{}, {"reminds": False}, {"site": ""}], ids=str)
def test_three_days_before_the_last_day_a_reminder_goes_by_itself(
    group, settings, django_capture_on_commit_callbacks, mailoutbox, changes
):
    """In an anonymous round what is stored of the mails is the same for all."""
    settings.SITE_URL = changes.pop("site", SITE)
    group.open(closes_on=days_from_now(3), **changes)
    Assessment.objects.update(opened_on=days_from_now(-9))
    group.invite(EVE, FIA, GUN)
    Invitation.objects.update(mail_state="sent", mailed_on=days_from_now(-9))
    Invitation.objects.filter(email=FIA).update(submitted=True)
    Invitation.objects.filter(email=GUN).update(mailed_on=days_from_now(-1))
    reminds = not changes and settings.SITE_URL
    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            remind_before_last_day(today=timezone.localdate(), find_full=lambda _: ())
    assert [m.to for m in mailoutbox] == ([[EVE]] if reminds else [])
    asked = Invitation.objects.exclude(email=GUN).values_list("mail_state", "mailed_on")
    assert set(asked) == {("sent", days_from_now(0 if reminds else -9))}


@pytest.mark.one_database
def test_the_mail_says_what_is_asked_until_when_and_who_sees_what(group, commit, mailbox):
    commit(invite, assessment=group.round, addresses=[EVE])
    [(_to, message)] = mailbox.received
    text = message.get_content().replace("\r\n", "\n")
    [link] = re.findall(rf"^{SITE}/i/(\S+)/$", text, re.MULTILINE)
    [invitation] = Invitation.objects.all()
    assert unsign_link(LinkKind.INVITATION, link) == (invitation.public_id, 1)
    assert message["Reply-To"] == ANNA
    assert message["Auto-Submitted"] == "auto-generated"
    for said in (
        NAME,
        "Omgång: Våren",
        "Svara senast",
        "anonym",
        "minst 5",
        "samma enhet",
        "kan ändå räkna ut ditt svar",
    ):
        assert said in text
    assert "Den som vet vad alla andra har svarat kan ändå räkna ut ditt svar." in text
    assert not re.search(r"[<>]|&\w+;|{[{%]|\n\n\n", text)


@pytest.mark.one_database
def test_an_open_round_is_not_called_anonymous():
    group = make_group()
    group.open(anonymous=False)
    [invitation] = group.invite(EVE)
    assert "Omgången är inte anonym." in make_message(invitation, SITE).body


@pytest.mark.one_database
def test_the_mail_says_who_invites_to_what_and_carries_the_leaders_own_words(group):
    group.open(sender="Anna Ek, Luleå kommun", greeting="Vi ses den 3 maj.\n\nVälkommen!")
    [invitation] = group.invite(EVE)
    message = make_message(invitation, SITE)
    assert message.subject == f"Inbjudan: svara om {NAME} senast {LAST_DAY} (Våren)"
    first, _, rest = message.body.partition("\n\n")
    assert first == f"Hej! Anna Ek, Luleå kommun, bjuder in dig att svara om er samverkan, {NAME}."
    assert rest.startswith("Vi ses den 3 maj.\n\nVälkommen!\n\nNi som är med svarar")
    invitation.mailed_on = timezone.localdate()
    assert make_message(invitation, SITE).body.startswith(
        "Hej! Anna Ek, Luleå kommun, påminner dig"
    )


@pytest.mark.one_database
def test_the_mail_does_not_greet_before_a_leader_who_does(group):
    group.open(sender="Anna Ek", greeting="Hej allihop!\nVi ses den 3 maj.")
    [invitation] = group.invite(EVE)
    body = make_message(invitation, SITE).body
    assert body.startswith("Anna Ek bjuder in dig")
    assert body.count("Hej") == 1


@pytest.mark.one_database
def test_the_mail_of_a_short_round_promises_no_more_than_it_gives(group):
    group.open(is_short=True)
    [invitation] = group.invite(EVE)
    for text in (make_message(invitation, SITE).body, write_group_text(group.round, "")):
        assert "vad ni helst vill arbeta med" in text or "vad vi helst vill arbeta med" in text
        assert "bör göra härnäst" not in text
        assert "ungefär fyra minuter" in text
    browser, link = Client(), reverse("join", args=[group.group_token])
    assert "24 korta frågor. Det tar ungefär 4 minuter." in browser.get(link).content.decode()
    answering = browser.post(link, {"perspective": "drivande"}).url
    page = read_page(browser.get(answering.replace("lage", "klart"))).one("main")
    stars = [box.attrs["name"] for box in page.all("input", type="checkbox")]
    assert len(stars) == 26, "one list, in the order of the model"
    assert not page.all("details", class_="note")


@pytest.mark.one_database
def test_nothing_that_anybody_has_written_makes_a_header_or_a_link(group):
    [invitation] = group.invite(EVE)
    invitation.assessment.told_name = "Vinn\nBcc: alla@x.se på evil.example/x " + "x" * 200
    invitation.assessment.greeting = "Betala på evil.example/x"  # as in an older row
    message = make_message(invitation, SITE)
    assert message.recipients() == [EVE]
    assert message.subject.startswith("Inbjudan: svara om Vinn Bcc: alla@x. se på evil. ")
    assert len(message.subject) < 80
    assert "evil.example" not in message.message().as_string()


def test_what_has_been_claimed_answered_or_closed_since_is_not_mailed(group, mailoutbox):
    eve, fia, _gun = group.invite(EVE, FIA, GUN)
    Invitation.objects.filter(pk=eve.pk).update(mail_state="sending")  # by another worker
    Invitation.objects.filter(pk=fia.pk).update(submitted=True)
    keys = list(Invitation.objects.values_list("pk", flat=True))
    send_invitations(keys=keys, site=SITE)
    assert [m.to for m in mailoutbox] == [[GUN]]
    group.close()
    Invitation.objects.update(mail_state="waiting")
    send_invitations(keys=keys, site=SITE)
    assert len(mailoutbox) == 1


def test_neither_tasks_nor_logs_hold_addresses_or_links(
    group, commit, mailbox, caplog, monkeypatch
):
    caplog.set_level(logging.DEBUG)
    given = []
    monkeypatch.setattr(
        type(mail_invitations),
        "enqueue",
        lambda task, *args: given.append(args) or task.call(*args),
    )
    commit(invite, assessment=group.round, addresses=[EVE, FIA])
    keys = list(Invitation.objects.order_by("email").values_list("pk", flat=True))
    assert given == [(keys, SITE)]
    own = "".join(r.getMessage() for r in caplog.records if r.name.startswith("assessments"))
    assert own
    assert not re.search(rf"{FIA}|{EVE}|/i/|{SCOPE}", own)
