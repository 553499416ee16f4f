"""What one step of a visitor costs the program: requests, queries and processor, in one process."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from statistics import median

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from assessments.models import Snapshot
from tests.benchmarks.world import Person

TIMES = 40


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one step; `cpu` in seconds, as a median."""

    name: str
    requests: int
    queries: int
    cpu: float


def measure_costs(person: Person) -> list[Cost]:
    """Of a bare page, the result's, a saved answer, “Nästa” when all is saved, a new result."""
    client = Client(headers={"host": "127.0.0.1", "accept-encoding": "gzip"})
    turns = {"n": 0}

    def save() -> None:
        field = list(person.known)[turns["n"] % len(person.known)]
        turns["n"] += 1
        stored, seen = person.known[field]
        value = "1" if stored != "1" else "2"
        body = json.dumps({"field": field, "value": value, "seen": seen, "sent": []})
        reply = client.post(person.url("answers"), body, "application/json", secure=True)
        person.known[field] = (value, reply.json()["seen"])

    def open_page(*name: str) -> None:
        assert client.get(person.url(*name), secure=True).status_code == 200

    def conclude() -> None:
        sent = client.post(person.url("conclude"), secure=True)
        assert client.get(sent.url, secure=True).status_code == 200

    def change() -> None:
        save()
        made = Snapshot.objects.filter(assessment=person.diagnosis.respondent.assessment_id)
        made.exclude(number=1).delete()  # there is a limit to how many are made in an hour

    return [
        _measure("The bare page", 1, partial(open_page, "baseline")),
        _measure("The result again", 1, partial(open_page, "result")),
        _measure("A saved answer", 1, save),
        _measure("The next page, all saved", 1, partial(open_page, "page", "mognad")),
        _measure("A new result after a change", 2, conclude, before=change),
    ]


def _measure(
    name: str, requests: int, step: Callable[[], None], before: Callable[[], None] = lambda: None
) -> Cost:
    took = []
    for _ in range(TIMES):
        before()
        began = time.process_time()
        step()
        took.append(time.process_time() - began)
    before()
    with CaptureQueriesContext(connection) as asked:
        step()
    queries = [q for q in asked if not q["sql"].startswith(("BEGIN", "COMMIT", "SAVEPOINT"))]
    return Cost(name, requests, len(queries), median(took))
