"""gunicorn's worker: clients that are slow to send keep nobody else waiting."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest

from samverkan.operation.patient_worker import MOST_BODY, MOST_HEAD, is_whole

ROOT = Path(__file__).parent.parent
SECONDS = 5
"""A whole request is answered in far less, also on a machine that has much to do."""


def echo(environ, start_response):
    """Answers with what was sent; run by gunicorn below."""
    body = environ["wsgi.input"].read()
    start_response("200 OK", [("Content-Length", str(len(body)))])
    return [body]


@pytest.mark.parametrize(
    ("received", "whole"),
    [
        (b"", False),
        (b"GET / HTTP/1.1\r\n", False),
        (b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", True),
        (b"POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\nab", False),
        (b"POST / HTTP/1.1\r\ncontent-length:3\r\n\r\nabc", True),
        (b"POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\nabcGET / HTTP", True),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n", False),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n", True),
        (b"x" * MOST_HEAD, False),
        (b"x" * (MOST_HEAD + 1), True),  # gunicorn refuses it
        (b"POST / HTTP/1.1\r\nContent-Length: %d\r\n\r\n" % MOST_BODY, False),
        (b"POST / HTTP/1.1\r\nContent-Length: %d\r\n\r\n" % (MOST_BODY + 1), True),
    ],
)
def test_a_request_is_whole_when_all_that_it_announces_has_come(received, whole):
    assert is_whole(received) is whole


@pytest.fixture(scope="module")
def server() -> Iterator[int]:
    """The port of a server with one process of two threads."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = ["-w", "1", "--threads", "2", "-b", f"127.0.0.1:{port}", "--log-level", "error"]
    worker = ["-k", "samverkan.operation.patient_worker.PatientWorker", "--no-control-socket"]
    program = [sys.executable, "-m", "gunicorn", *options, *worker, "tests.test_slow_clients:echo"]
    running = subprocess.Popen(program, cwd=ROOT)
    try:
        for _ in range(100):
            with socket.socket() as attempt:
                if running.poll() is None and not attempt.connect_ex(("127.0.0.1", port)):
                    break
            time.sleep(0.1)
        yield port
    finally:
        running.terminate()
        running.wait(30)


def test_twelve_slow_and_twenty_silent_connections_stop_nobody(server):
    """Seen: with four threads each, two processes answered nobody else."""
    begun = (b"", b"GET / HTTP/1.1\r\nX: ", b"POST / HTTP/1.1\r\nContent-Length: 99\r\n\r\na")
    slow = [socket.create_connection(("127.0.0.1", server)) for _ in range(32)]
    for number, one in enumerate(slow):
        one.sendall(begun[0] if number < 20 else begun[1 + number % 2])
    try:
        kept = HTTPConnection("127.0.0.1", server, timeout=SECONDS)
        for body in (b"", b"a" * 100_000, b"last"):
            kept.request("POST", "/", body)
            assert kept.getresponse().read() == body
        kept.close()
        slow[21].sendall(b"b" * 98)  # slow, but in time
        got = b""
        slow[21].settimeout(SECONDS)
        while not got.endswith(b"a" + b"b" * 98):
            got += slow[21].recv(1000)
    finally:
        for one in slow:
            one.close()


@pytest.mark.parametrize(
    ("asked", "answers"),
    [
        (b"POST / HTTP/1.1\r\nContent-Length: 1\r\n\r\na" * 2, 2),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n", 1),
    ],
)
def test_requests_sent_together_or_in_chunks_are_answered(server, asked, answers):
    with socket.create_connection(("127.0.0.1", server), timeout=SECONDS) as one:
        one.sendall(asked)
        got = b""
        while got.count(b"\r\n\r\na") < answers:
            came = one.recv(4096)
            assert came, got
            got += came


def test_a_client_that_waits_to_be_told_to_send_is_told(server):
    with socket.create_connection(("127.0.0.1", server), timeout=SECONDS) as one:
        one.sendall(b"POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n")
        assert one.recv(100).startswith(b"HTTP/1.1 100 Continue")
        one.sendall(b"a")
        got = b""
        while not got.endswith(b"\r\n\r\na"):
            got += one.recv(4096)
