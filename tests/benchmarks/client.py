"""A connection kept alive that costs next to nothing, so that what is measured is the server."""

import socket
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import chain
from statistics import quantiles

from tests.browser.server import Gunicorn

CSRF = "samverkan" * 3 + "secre"
"""A CSRF secret as Django makes them: 32 letters, in the cookie and in the header."""

HEADERS = (
    "Host: 127.0.0.1\r\nX-Forwarded-Proto: https\r\nX-Forwarded-For: 192.0.2.1\r\n"
    "Accept: text/html,*/*\r\nAccept-Encoding: gzip, deflate, br\r\nAccept-Language: sv-SE,sv\r\n"
    f"Cookie: csrftoken={CSRF}\r\n"
)


def make_get(path: str) -> bytes:
    """The request of a browser behind a proxy that speaks HTTPS."""
    return f"GET {path} HTTP/1.1\r\n{HEADERS}\r\n".encode()


def make_post(path: str, body: bytes) -> bytes:
    """One answer as the page's script sends it."""
    head = (
        f"POST {path} HTTP/1.1\r\n{HEADERS}Origin: https://127.0.0.1\r\nX-CSRFToken: {CSRF}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


class Connection:
    """One connection to the server; anything but a 200 is an error."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self, request: bytes) -> bytes:
        """Send a request, wait for the whole answer and return its body."""
        self._socket.sendall(request)
        received = b""
        while b"\r\n\r\n" not in received:
            received += self._receive()
        head, _, body = received.partition(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 200"):
            raise ConnectionError(received[:400].decode(errors="replace"))
        length = int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0])
        parts = [body]
        missing = length - len(body)
        while missing > 0:
            parts.append(self._receive())
            missing -= len(parts[-1])
        return b"".join(parts)

    def close(self) -> None:
        self._socket.close()

    def _receive(self) -> bytes:
        part = self._socket.recv(65536)
        if not part:
            raise ConnectionError("the server closed the connection")
        return part


@dataclass(frozen=True, slots=True)
class Burst:
    """What some connections together have done.

    `latencies` are the seconds that each request took, `seconds` is how long it went on, and `cpu`
    how many of them the server's processes worked.
    """

    latencies: Sequence[float]
    seconds: float
    cpu: float

    @property
    def rate(self) -> float:
        """Requests a second."""
        return len(self.latencies) / self.seconds

    @property
    def p95(self) -> float:
        """Seconds within which 95 requests of 100 were answered."""
        return quantiles(self.latencies, n=20)[-1]


def run_burst(server: Gunicorn, jobs: Sequence[Callable[[], object]], seconds: float) -> Burst:
    """Let each job be done over and over, all jobs at the same time, for some seconds."""
    cpu = server.read_cpu()
    began = time.perf_counter()
    until = began + seconds

    def repeat(job: Callable[[], object]) -> list[float]:
        latencies = []
        now = time.perf_counter()
        while now < until:
            job()
            done = time.perf_counter()
            latencies.append(done - now)
            now = done
        return latencies

    with ThreadPoolExecutor(len(jobs)) as pool:
        latencies = list(chain.from_iterable(pool.map(repeat, jobs)))
    return Burst(latencies, time.perf_counter() - began, server.read_cpu() - cpu)
