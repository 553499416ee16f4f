"""Tasks in threads, on both databases: the request goes on, and what is left is not lost."""

import threading
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection, connections
from django.utils import timezone

from assessments.models import Invitation
from assessments.rounds.actions import mailing
from samverkan.operation import background
from tests.group import ANNA, make_group, sign_in
from tests.markup import read_page

pytestmark = pytest.mark.both_databases

two_databases = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("real_database"),
]
ADDRESSES = [f"{name}@bolag.example" for name in ("eve", "fia", "gun")]


@pytest.fixture
def real_database(transactional_db, request, tmp_path, monkeypatch):
    """One that several connections write to as where the program runs: SQLite's in a file.

    Where they share one in memory, each refuses at once what the other is reading.
    """
    if connection.vendor != "sqlite":
        request.getfixturevalue("published_anew")
        yield
        return
    request.getfixturevalue("copy_seeded")(tmp_path / "test.sqlite3")
    in_memory = connections["default"]
    monkeypatch.setitem(in_memory.settings_dict, "NAME", tmp_path / "test.sqlite3")
    connections["default"] = connections.create_connection("default")
    yield
    connections["default"].close()
    connections["default"] = in_memory


def wait_until_done():
    for line in (background._prompt, background._timed):
        line.join(10)


@pytest.fixture
def threads(settings):
    settings.TASKS = {"default": {"BACKEND": "samverkan.operation.background.ThreadBackend"}}
    yield
    wait_until_done()
    background._stopping.clear()


class slow_server:  # noqa: N801
    """Each mail waits until it is let through."""

    def __init__(self, monkeypatch):
        self.is_reached, self.may_go = threading.Event(), threading.Event()
        send = mailing._send

        def wait_and_send(*arguments):
            self.is_reached.set()
            assert self.may_go.wait(10)
            return send(*arguments)

        monkeypatch.setattr(mailing, "_send", wait_and_send)


def invite(group):
    return sign_in(ANNA).post(group.url("invitations"), {"addresses": " ".join(ADDRESSES)})


class TestMail:
    pytestmark = two_databases

    def test_whoever_invites_does_not_wait_and_sees_how_many_mails_are_left(
        self, threads, monkeypatch
    ):
        server = slow_server(monkeypatch)
        group = make_group()
        group.open()
        assert invite(group).status_code == 302
        assert server.is_reached.wait(10)
        page = read_page(sign_in(ANNA).get(group.url("invitations")))
        assert "3 mejl av 3 väntar på att skickas." in page.one("p", id="in-line").text
        assert mail.outbox == []
        server.may_go.set()
        wait_until_done()
        assert sorted(m.to for m in mail.outbox) == [[address] for address in ADDRESSES]
        page = read_page(sign_in(ANNA).get(group.url("invitations")))
        assert page.all("p", id="in-line") == []

    def test_a_process_that_is_stopped_finishes_one_mail_and_leaves_the_rest_in_line(
        self, threads, monkeypatch
    ):
        server = slow_server(monkeypatch)
        group = make_group()
        group.open()
        invite(group)
        assert server.is_reached.wait(10)
        background.stop()
        server.may_go.set()
        wait_until_done()
        states = Invitation.objects.order_by("email").values_list("mail_state", flat=True)
        assert list(states) == ["sent", "waiting", "waiting"]
        assert len(mail.outbox) == 1


def test_the_thread_takes_jobs_by_their_time_and_ends_with_the_last():
    line, done, now = background._Line(), [], timezone.now()
    for number in (3, 1, 2):
        due = now + timedelta(milliseconds=20 * number)
        line.add(lambda number=number: done.append(number), due)
    line.join(10)
    assert done == [1, 2, 3]
    assert line._thread is None
