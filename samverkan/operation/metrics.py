"""Figures for Prometheus: how many requests are answered, how, and how fast; nothing of whose.

Each process counts in a file of its own, a row of doubles that is mapped into memory. A process
that begins goes on with the file of one that has ended, so that no counter goes back.
"""

import fcntl
import mmap
import os
from array import array
from collections.abc import Iterator
from functools import cache
from itertools import accumulate, count
from pathlib import Path
from threading import Lock
from typing import Final

from django.conf import settings

from samverkan.site.release import VERSION

BOUNDS: Final = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0, float("inf"))  # seconds
CLASSES: Final = 5  # of statuses: 1xx to 5xx
SIZE: Final = 8 * (CLASSES + len(BOUNDS) + 1)  # … requests by time, and seconds in all
_lock = Lock()


def count_request(status: int, seconds: float) -> None:
    if not (settings.METRICS_TOKEN or settings.METRICS_FROM):
        return
    with _lock:
        row = _claim_row(Path(settings.METRICS_FOLDER))
        row[status // 100 - 1] += 1
        row[CLASSES + next(n for n, bound in enumerate(BOUNDS) if seconds <= bound)] += 1
        row[-1] += seconds


@cache
def _claim_row(folder: Path) -> "memoryview[float]":  # quoted: Python knows it so from 3.14
    """The first row that no living process has; it is locked for as long as this one lives."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for number in count():
        file = os.open(folder / f"{number}.{SIZE}", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(file)
            continue
        os.ftruncate(file, SIZE)
        return memoryview(mmap.mmap(file, SIZE)).cast("d")
    raise AssertionError


def write_figures(*, has_database: bool) -> Iterator[str]:
    """The figures of all processes of this machine, in Prometheus' text format (0.0.4)."""
    files = Path(settings.METRICS_FOLDER).glob(f"*.{SIZE}")
    rows = [array("d", data) for file in files if len(data := file.read_bytes()) == SIZE]
    total = [sum(column) for column in zip(*rows, strict=True)] or [0.0] * (SIZE // 8)
    yield f'# TYPE samverkan_info gauge\nsamverkan_info{{version="{VERSION}"}} 1'
    yield f"# TYPE samverkan_database_up gauge\nsamverkan_database_up {has_database:d}"
    yield "# TYPE samverkan_requests_total counter"
    for n in range(CLASSES):
        yield f'samverkan_requests_total{{status="{n + 1}xx"}} {total[n]:.0f}'
    yield "# TYPE samverkan_request_seconds histogram"
    below = list(accumulate(total[CLASSES:-1]))
    for bound, number in zip(BOUNDS, below, strict=True):
        said = "+Inf" if bound == float("inf") else bound
        yield f'samverkan_request_seconds_bucket{{le="{said}"}} {number:.0f}'
    yield f"samverkan_request_seconds_sum {total[-1]:.6f}"
    yield f"samverkan_request_seconds_count {below[-1]:.0f}"
