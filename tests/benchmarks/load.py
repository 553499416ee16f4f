"""The pages under load, in rounds: each round measures all of them on the same connections.

What else the machine does meanwhile then weighs on all alike, and the ratios stand.
"""

import json
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import count, cycle
from statistics import median, quantiles

from tests.benchmarks.client import Burst, Connection, make_get, make_post, run_burst
from tests.benchmarks.world import Person
from tests.browser.server import Gunicorn

BASELINE = "baseline"
SAVE = "save one answer"
REPORT = "report, made before"

PAGES: dict[str, Callable[[Person], str]] = {
    BASELINE: lambda person: person.url("baseline"),
    "question page (markers)": lambda person: person.url("page", "lage"),
    "question page (a stage)": lambda person: person.url("page", "mognad"),
    "result page": lambda person: person.url("result"),
    REPORT: lambda person: person.url("result_file", 1, "rapport.pdf"),
}

BOUNDS = {
    SAVE: 1.5,
    "question page (markers)": 2.2,
    "question page (a stage)": 2.2,
    "result page": 3.5,
}
"""Time that the server may take for one request, in times that of the baseline."""

FEW, MANY = 10, 300
TIMES_AS_LONG = 3.0
"""Times as long as the result of `FEW` respondents that of `MANY` may take."""

Job = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Figure:
    """What was measured of one kind of request.

    `rate` is in requests a second, `p95` and `cpu` in seconds; `ratio` is the time that a request
    takes (one through the rate) in times the baseline's of the same round, as a median; half of the
    rounds are within `spread`. `again` is the ratio of the second half of them in times that of the
    first: so much may another run differ.
    """

    name: str
    rate: float
    p95: float
    cpu: float
    ratio: float
    spread: tuple[float, float]
    again: float

    @property
    def bound(self) -> float | None:
        """The most that the ratio may be."""
        return BOUNDS.get(self.name)

    @property
    def holds(self) -> bool | None:
        """Whether it keeps to its bound, None if it has none."""
        return None if self.bound is None else self.ratio <= self.bound


def measure(
    server: Gunicorn, people: Sequence[Person], *, connections: int, rounds: int, seconds: float
) -> list[Figure]:
    """Measure everything in rounds; each connection asks on behalf of people of its own."""
    bursts: dict[str, list[Burst]] = {name: [] for name in (*PAGES, SAVE)}
    for number in range(rounds + 1):
        opened = [Connection(server.port) for _ in range(connections)]
        for name in bursts:
            jobs = [_make_job(name, c, people[i::connections]) for i, c in enumerate(opened)]
            burst = run_burst(server, jobs, seconds)
            if number > 0:  # the first round is for warming up
                bursts[name].append(burst)
        for connection in opened:
            connection.close()
    return [_sum_up(name, found, bursts[BASELINE]) for name, found in bursts.items()]


def _sum_up(name: str, bursts: Sequence[Burst], baseline: Sequence[Burst]) -> Figure:
    ratios = [base.rate / burst.rate for base, burst in zip(baseline, bursts, strict=True)]
    lower, _middle, upper = quantiles(ratios, n=4)
    half = len(ratios) // 2
    return Figure(
        name,
        rate=median(burst.rate for burst in bursts),
        p95=median(burst.p95 for burst in bursts),
        cpu=sum(b.cpu for b in bursts) / sum(len(b.latencies) for b in bursts),
        ratio=median(ratios),
        spread=(lower, upper),
        again=median(ratios[half:]) / median(ratios[:half]),
    )


def _make_job(name: str, connection: Connection, people: Sequence[Person]) -> Job:
    if name == SAVE:
        questions = _list_questions(people)
        return lambda: _save_next(connection, questions)
    asked = people[:1] if name == REPORT else people  # the others' reports have not been made
    requests = cycle([make_get(PAGES[name](person)) for person in asked])
    return lambda: connection.ask(next(requests))


def _list_questions(people: Sequence[Person]) -> Iterator[tuple[Person, str]]:
    """Person after person, each with another question every time."""
    for turn in count():
        yield from ((person, list(person.known)[turn % len(person.known)]) for person in people)


def _save_next(connection: Connection, questions: Iterator[tuple[Person, str]]) -> None:
    """Change one answer as a page does, and remember what the server says is stored now."""
    person, field = next(questions)
    stored, seen = person.known[field]
    value = "1" if stored != "1" else "2"  # which every question offers
    body = {"field": field, "value": value, "seen": seen, "sent": []}
    reply = json.loads(connection.ask(make_post(person.url("answers"), json.dumps(body).encode())))
    person.known[field] = (value, reply["seen"])


def compare_pages(
    server: Gunicorn, paths: tuple[str, str], *, connections: int, rounds: int, seconds: float
) -> float:
    """How many times as long the second page takes as the first, as a median of rounds."""
    ratios = []
    for number in range(rounds + 1):
        opened = [Connection(server.port) for _ in range(connections)]
        first, second = (
            run_burst(server, [partial(c.ask, make_get(path)) for c in opened], seconds).rate
            for path in paths
        )
        if number > 0:  # the first round is for warming up
            ratios.append(first / second)
        for connection in opened:
            connection.close()
    return median(ratios)


def save_all_at_once(server: Gunicorn, people: Sequence[Person], seconds: float) -> Burst:
    """Let everybody save at the same time, each on a connection of their own."""
    opened = [Connection(server.port) for _ in people]
    jobs = [_make_job(SAVE, c, [person]) for c, person in zip(opened, people, strict=True)]
    burst = run_burst(server, jobs, seconds)
    for connection in opened:
        connection.close()
    return burst


def measure_first_reports(server: Gunicorn, people: Sequence[Person]) -> float:
    """Seconds, as a median, to make a report that nobody has asked for before, one at a time."""
    connection = Connection(server.port)
    took = []
    for person in people:
        began = time.perf_counter()
        connection.ask(make_get(person.url("result_file", 1, "rapport.pdf")))
        took.append(time.perf_counter() - began)
    connection.close()
    return median(took)
