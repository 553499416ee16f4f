"""Those who use the service during the trial, and what they saw of it."""

import http.client
import json
import re
import ssl
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import cycle, pairwise
from threading import Event, Lock, Thread

from tests.benchmarks.client import CSRF
from tests.benchmarks.world import Person
from tests.trial.machines import ADDRESSES, HOST

HEADERS = {
    "Host": HOST, "Origin": f"https://{HOST}", "Cookie": f"csrftoken={CSRF}", "X-CSRFToken": CSRF,
    "Content-Type": "application/json",
}  # fmt: skip
STATIC = re.compile(r'(?:href|src)="(/static/[^"]+\.(?:css|js))"')
CLOSED = (ConnectionError, ssl.SSLEOFError, http.client.RemoteDisconnected)
SAVE, PAGE, FILE = "save", "page", "file"


@dataclass(frozen=True, slots=True)
class Asked:
    """One request: when it began and how long it took, in seconds; what was wrong, if anything."""

    kind: str
    began: float
    seconds: float
    wrong: str


class Record:
    """All requests of everybody."""

    def __init__(self) -> None:
        self._lock = Lock()
        self.asked: list[Asked] = []

    def add(self, asked: Asked) -> None:
        with self._lock:
            self.asked.append(asked)


class Visitor(Thread):
    """Asks again and again until told to stop, over one connection where it is kept."""

    def __init__(self, record: Record, stop: Event, pause: float) -> None:
        super().__init__(daemon=True)
        self._record, self._stop_asking, self._pause = record, stop, pause
        self._client: http.client.HTTPSConnection | None = None

    def run(self) -> None:
        while not self._stop_asking.is_set():
            self.visit()
            time.sleep(self._pause)

    def visit(self) -> None:
        raise NotImplementedError

    def ask(self, kind: str, path: str, body: bytes | None = None) -> str | None:
        """The answer's body; None if there was none, which is recorded."""
        began, text, wrong = time.monotonic(), None, ""
        try:
            status, text = self._send(path, body)
            if status != 200:
                wrong, text = str(status), None
        except (OSError, http.client.HTTPException) as error:
            wrong, self._client = type(error).__name__, None
        self._record.add(Asked(kind, began, time.monotonic() - began, wrong))
        return text

    def _send(self, path: str, body: bytes | None) -> tuple[int, str]:
        if self._client is not None:
            # A connection that was kept may be closed by now: as browsers do, take another then.
            with suppress(*CLOSED):
                return self._send_once(path, body)
        context = ssl._create_unverified_context()
        self._client = http.client.HTTPSConnection(ADDRESSES["front"], timeout=60, context=context)
        return self._send_once(path, body)

    def _send_once(self, path: str, body: bytes | None) -> tuple[int, str]:
        assert self._client is not None
        self._client.request("POST" if body else "GET", path, body, HEADERS)
        response = self._client.getresponse()
        return response.status, response.read().decode()


class Saver(Visitor):
    """Answers questions, one after the other; sends an answer again until it is confirmed."""

    def __init__(self, person: Person, *more: object) -> None:
        super().__init__(*more)
        self.person, self._fields = person, cycle(list(person.known))

    def visit(self) -> None:
        field = next(self._fields)
        stored, seen = self.person.known[field]
        value = "1" if stored != "1" else "2"
        given = {"field": field, "value": value, "seen": seen, "sent": []}
        body, text = json.dumps(given).encode(), None
        while text is None:
            text = self.ask(SAVE, self.person.url("answers"), body)
            if text is None:
                time.sleep(0.3)
        self.person.known[field] = (value, json.loads(text)["seen"])


class Reader(Visitor):
    """Opens pages, and the files that each of them names."""

    def __init__(self, paths: Sequence[str], *more: object) -> None:
        super().__init__(*more)
        self._paths = cycle(paths)

    def visit(self) -> None:
        text = self.ask(PAGE, next(self._paths))
        for file in dict.fromkeys(STATIC.findall(text or "")):
            self.ask(FILE, file)


def describe(name: str, began: float, ended: float, asked: Iterable[Asked]) -> str:
    """A line about a part of the trial: what went well, what failed and for how long."""
    here = sorted((a for a in asked if began <= a.began + a.seconds < ended), key=lambda a: a.began)
    wrong = [a for a in here if a.wrong]
    saved = sorted(a.began + a.seconds for a in here if a.kind == SAVE and not a.wrong)
    gap = max((b - a for a, b in pairwise(saved)), default=0.0)
    good = Counter(a.kind for a in here if not a.wrong)
    times = sorted(a.seconds for a in here if a.kind == SAVE and not a.wrong) or [0.0]
    line = (
        f"{name}: {ended - began:.0f} s, {good[SAVE]} saved, {good[PAGE]} pages,"
        f" {good[FILE]} files;"
        f" save median {times[len(times) // 2] * 1000:.0f} ms, slowest {times[-1]:.1f} s;"
        f" longest without a save {gap:.1f} s; "
    )
    if not wrong:
        return line + "no errors"
    kinds = ", ".join(
        f"{n} × {kind} {what}"
        for (kind, what), n in Counter((a.kind, a.wrong) for a in wrong).items()
    )
    ends = sorted(a.began + a.seconds - began for a in wrong)
    return line + f"{len(wrong)} errors from {ends[0]:.1f} to {ends[-1]:.1f} s ({kinds})"
