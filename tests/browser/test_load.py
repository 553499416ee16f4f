"""A room full of people saving at once on SQLite, and a server that dies in the middle of it."""

import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from http.client import HTTPException
from itertools import islice
from pathlib import Path

import pytest

from tests.browser.server import Server
from tests.browser.visitor import Diagnosis, read_example_answers, start_diagnosis

pytestmark = pytest.mark.browser

RESPONDENTS = 20
ANSWERS = 10
"""Of each: two hundred answers, as fast as they can be sent, before whole pages are posted."""

SLUGS = ("initiativ", "uppstart")
WRITERS = 6

KILLS = 2


@pytest.fixture
def own_server(tmp_path: Path, seeded_database: Path) -> Iterator[Server]:
    """A server and a database that nobody else uses, so that it can be killed."""
    running = Server(tmp_path, seeded_database)
    running.start()
    yield running
    running.stop()


def start_at(server: Server) -> Diagnosis:
    diagnosis = start_diagnosis(server.address)
    diagnosis.visitor.get(f"{diagnosis.path}steg/lage/")  # the token for what is posted
    return diagnosis


BAD_REQUESTS = [
    (b"GET /halsa/ HTTP/1.1\r\nHost: localhost\r\nSCRIPT_NAME: /x\r\n\r\n", b"200"),
    (b"GET /halsa/ HTTP/1.1\r\nHost: localhost\r\nScript_Name: /halsa\r\n\r\n", b"200"),
    (b"GET /halsa/ HTTP/1.1\r\nHost: localhost\r\nPATH_INFO: /x\r\n\r\n", b"200"),
    (b"GET /halsa/ HTTP/1.1\r\nHost: localhost\r\nREMOTE_ADDR: 6.6.6.6\r\n\r\n", b"200"),
    (b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n", b"4"),
    (b"GET / HTTP/1.1\r\nHost: localhost\r\n" + b"X-A: 1\r\n" * 200 + b"\r\n", b"4"),
    (b"POST /sprak/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3000000\r\n"
     b"Content-Type: application/x-www-form-urlencoded\r\n\r\n" + b"x" * 3_000_000, b"413"),
    (b"POST /sprak/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n"
     b"Content-Type: application/x-www-form-urlencoded\r\n\r\nnext=", b""),  # and hangs up
    (b"POST /sprak/ HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
     b"zz\r\nx\r\n0\r\n\r\n", b""),
]  # fmt: skip


def ask(connection: socket.socket, sent: bytes) -> bytes:
    """What is answered; the server may answer and leave before it has read all that it refuses."""
    answer = b""
    with suppress(OSError):
        connection.sendall(sent)
        connection.shutdown(socket.SHUT_WR)
    with suppress(ConnectionResetError):
        while piece := connection.recv(65536):
            answer += piece
    return answer


def test_whatever_is_sent_from_the_same_machine_is_no_failure_of_the_server(server: Server) -> None:
    for sent, status in BAD_REQUESTS:
        with socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
            answer = ask(connection, sent)
        found = answer.partition(b"\r\n")[0]
        assert not found.startswith(b"HTTP/1.1 5"), (sent[:90], found)
        assert found.removeprefix(b"HTTP/1.1 ").startswith(status), (sent[:90], found)
    log = server.read_log()
    assert "ERROR" not in log
    assert "Traceback" not in log


def test_twenty_respondents_answering_posting_pages_and_showing_results_at_once_lose_nothing(
    server: Server,
) -> None:
    answers = read_example_answers()
    one_by_one = dict(islice(answers.items(), ANSWERS))
    together = threading.Barrier(RESPONDENTS)

    def answer(diagnosis: Diagnosis) -> tuple[set[int], str, dict[str, str]]:
        together.wait(timeout=60)
        statuses = {diagnosis.save(field, value).status for field, value in one_by_one.items()}
        posted = {k: v for slug in SLUGS for k, v in diagnosis.fill(slug, answers).items()}
        return statuses, diagnosis.conclude().removeprefix(diagnosis.path), one_by_one | posted

    diagnoses = [start_at(server) for _ in range(RESPONDENTS)]
    with ThreadPoolExecutor(RESPONDENTS) as room:
        for diagnosis, (statuses, shown, given) in zip(
            diagnoses, room.map(answer, diagnoses), strict=True
        ):
            assert (statuses, shown) == ({200}, "resultat/1/")
            assert diagnosis.read_answers() == given
            assert len(given) > ANSWERS
    assert "ERROR" not in server.read_log()


def save_until_it_dies(diagnosis: Diagnosis, confirmed: dict[str, str], stop: float) -> None:
    """Save answer after answer, round and round, and note what the server has confirmed."""
    fields = [field for field in read_example_answers() if field.partition(".")[2].startswith("m")]
    seen: dict[str, str] = {}
    turn = 0
    while time.monotonic() < stop:
        turn += 1
        for field in fields:
            value = str(turn % 4)
            try:
                reply = diagnosis.save(field, value, seen.get(field, "0."))
            except (OSError, HTTPException):
                return
            assert reply.status == 200, reply.text
            seen[field] = reply.json()["seen"]
            confirmed[field] = seen[field]


def test_a_server_killed_in_the_middle_of_saving_loses_no_answer_it_has_confirmed(
    own_server: Server,
) -> None:
    for turn in range(KILLS):
        diagnoses = [start_at(own_server) for _ in range(WRITERS)]
        confirmed: list[dict[str, str]] = [{} for _ in diagnoses]
        stop = time.monotonic() + 60
        with ThreadPoolExecutor(len(diagnoses)) as room:
            work = [
                room.submit(save_until_it_dies, diagnosis, kept, stop)
                for diagnosis, kept in zip(diagnoses, confirmed, strict=True)
            ]
            until = time.monotonic() + 30
            while sum(map(len, confirmed)) <= RESPONDENTS and time.monotonic() < until:
                time.sleep(0.05)
            time.sleep(0.2 + turn / 3)
            own_server.kill()
        for done in work:
            done.result()
        assert sum(len(kept) for kept in confirmed) > RESPONDENTS, "too little was saved to tell"
        own_server.start()
        for diagnosis, kept in zip(diagnoses, confirmed, strict=True):
            state = diagnosis.read_state()
            for field, mark in kept.items():
                # Each save raises the revision: what is stored may be newer, never older.
                stored = state[field]["seen"]
                assert int(stored.partition(".")[0]) >= int(mark.partition(".")[0])
                if stored.partition(".")[0] == mark.partition(".")[0]:
                    assert stored == mark
