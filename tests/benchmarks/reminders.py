"""How long a leader waits for mail to be asked for, with a mail server that takes its time.

Asking for a reminder of one person in an anonymous round must take as long whether that person has
answered or not, and so must the page that is read right after it. Beside that: the answer to 500
invitations. A figure, not a bound: read whether the two rows tell anything apart.
"""

import asyncio
import http.client
import os
import re
import socket
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from statistics import median
from typing import Any

from aiosmtpd.controller import Controller

from tests.benchmarks.server import prepare, serve

SECONDS_AN_ANSWER = 0.12
TRIES = 30
MANY = 500


class SlowServer:
    """Takes all mail, and 120 ms for each answer."""

    received = 0

    async def handle_EHLO(self, server: Any, session: Any, envelope: Any, host: str, said: Any) -> Any:  # fmt: skip  # noqa: E501, N802
        await asyncio.sleep(SECONDS_AN_ANSWER)
        session.host_name = host
        return said

    async def handle_MAIL(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # fmt: skip  # noqa: E501, N802
        await asyncio.sleep(SECONDS_AN_ANSWER)
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # fmt: skip  # noqa: E501, N802
        await asyncio.sleep(SECONDS_AN_ANSWER)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        await asyncio.sleep(SECONDS_AN_ANSWER)
        SlowServer.received += 1
        return "250 OK"


class Leader:
    """A signed-in browser that keeps its connection."""

    def __init__(self, address: str, session: str) -> None:
        host, _, port = address.removeprefix("http://").partition(":")
        self._server = http.client.HTTPConnection(host, int(port))
        self._headers = {
            "Cookie": f"sessionid={session}",
            "X-Forwarded-Proto": "https",
            "Referer": f"https://{host}:{port}/",
        }
        self._token = ""

    def get(self, path: str) -> str:
        answer, text = self._ask("GET", path, "")
        assert answer.status == 200, answer.status
        if found := re.search(r"csrftoken=(\w+)", answer.getheader("Set-Cookie") or ""):
            session, *_ = self._headers["Cookie"].split("; ")
            self._headers["Cookie"] = f"{session}; csrftoken={found[1]}"
        if found := re.search(r'csrfmiddlewaretoken" value="(\w+)"', text):
            self._token = found[1]
        return text

    def post(self, path: str, body: str = "") -> None:
        answer, _text = self._ask("POST", path, f"csrfmiddlewaretoken={self._token}&{body}")
        assert answer.status == 302, answer.status

    def hang_up(self) -> None:
        """As a server does after some seconds; the next page is asked for anew."""
        self._server.close()

    def _ask(self, method: str, path: str, body: str) -> tuple[http.client.HTTPResponse, str]:
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        self._server.request(method, path, body, self._headers | form)
        answer = self._server.getresponse()
        return answer, answer.read().decode()


def measure(do: Callable[[], object]) -> float:
    began = time.perf_counter()
    do()
    return (time.perf_counter() - began) * 1000


def describe(took: list[float]) -> str:
    return f"{median(took):.0f} ms ({min(took):.0f}–{max(took):.0f})"


def main() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    mail = Controller(SlowServer(), hostname="127.0.0.1", port=port)
    mail.start()
    os.environ["SAMVERKAN_EMAIL_URL"] = f"smtp://127.0.0.1:{port}"
    with prepare() as folder:
        from assessments.models import Invitation
        from tests.group import ANNA, days_from_now, make_group, sign_in

        group = make_group()
        group.leader.created_at -= timedelta(30)  # a new account may not mail so many
        group.leader.save()
        group.open()
        group.invite("eve@bolag.example")
        pages = {name: group.url(name) for name in ("invitations", "remind")}
        with serve(folder) as server:
            leader = Leader(server.address, sign_in(ANNA).cookies["sessionid"].value)
            leader.get(pages["invitations"])
            took: dict[bool, list[tuple[float, float]]] = {True: [], False: []}
            for number in range(2 * TRIES):
                has_answered = bool(number % 2)
                Invitation.objects.update(
                    submitted=has_answered, mail_state="sent", mailed_on=days_from_now(-2)
                )
                asked = measure(lambda: leader.post(pages["remind"]))
                time.sleep(0.05)
                read = measure(lambda: leader.get(pages["invitations"]))
                took[has_answered].append((asked, read))
            for has_answered, given in took.items():
                asked_all, read_all = (list(each) for each in zip(*given[1:], strict=True))
                sys.stdout.write(
                    f"reminder of one who has {'' if has_answered else 'not '}answered: "
                    f"{describe(asked_all)}; the page after it {describe(read_all)}\n"
                )
            _measure_many(leader, pages["invitations"])
            time.sleep(10)
            leader.hang_up()
            sys.stdout.write(f"{SlowServer.received} mails received after ten seconds\n")
            waiting = Invitation.objects.filter(mail_state="waiting").count()
            sys.stdout.write(f"{waiting} waiting; as the page says: ")
            said = re.search(r"\d+ mejl av \d+ väntar", leader.get(pages["invitations"]))
            sys.stdout.write(f"{said[0] if said else 'nothing'}\n")
    mail.stop()
    return 0


def _measure_many(leader: Leader, path: str) -> None:
    addresses = "%0A".join(f"a{number}%40bolag.example" for number in range(MANY - 1))
    leader.get(path)
    asked = measure(lambda: leader.post(path, f"addresses={addresses}"))
    sys.stdout.write(f"{MANY - 1} invitations: the answer came after {asked:.0f} ms\n")


if __name__ == "__main__":
    sys.exit(main())
