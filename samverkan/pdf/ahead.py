"""PDF files made before anybody asks for them, in a thread of a process that serves pages.

Nothing is promised: what there is no room or time for is made when it is asked for. A site with a
worker lets that make them (`assessments/results/files/pdf.py`).
"""

import logging
from collections.abc import Callable, Hashable
from threading import Condition, Thread
from time import monotonic, sleep
from typing import Final

from samverkan.operation.logs import describe_error

logger = logging.getLogger(__name__)

MOST_WAITING: Final = 20
DELAY: Final = 2.0  # seconds: whoever has seen a result may go back at once and change it
SHARE: Final = 0.25  # of the time goes to this at the most, however much there is to make …
SAVED_UP: Final = 30.0  # … but for these seconds, which a quiet time gives

Job = Callable[[], object]


class Allowance:
    """How many seconds of making are left: they come back with time."""

    def __init__(self) -> None:
        self._left, self._counted = SAVED_UP, monotonic()

    def count_left(self) -> float:
        now = monotonic()
        self._left = min(SAVED_UP, self._left + SHARE * (now - self._counted))
        self._counted = now
        return self._left

    def do(self, job: Job) -> None:
        started = monotonic()
        try:
            job()
        except Exception as error:  # whoever asks for the file is told
            logger.warning("a PDF file was not made ahead: %s", describe_error(error))
        self._left -= monotonic() - started


class Line:
    """What is to be made: the newest first, and of each thing only its newest."""

    def __init__(self) -> None:
        self._jobs: dict[Hashable, tuple[float, Job]] = {}
        self._changed = Condition()
        self._is_open = False

    def open(self) -> None:
        """Take jobs from now on. Commands, which end, never do."""
        self._is_open = True
        Thread(target=self._work, name="pdf-ahead", daemon=True).start()

    def put(self, about: Hashable, job: Job) -> None:
        if not self._is_open:
            return
        with self._changed:
            self._jobs.pop(about, None)
            self._jobs[about] = monotonic() + DELAY, job
            if len(self._jobs) > MOST_WAITING:
                del self._jobs[next(iter(self._jobs))]
            self._changed.notify()

    def take(self) -> Job:
        with self._changed:
            while True:
                now = monotonic()
                due = [about for about, (at, _job) in self._jobs.items() if at <= now]
                if due:
                    return self._jobs.pop(due[-1])[1]
                times = [at - now for at, _job in self._jobs.values()]
                self._changed.wait(min(times, default=None))

    def _work(self) -> None:
        allowance = Allowance()
        while True:
            job = self.take()
            allowance.do(job)
            while allowance.count_left() <= 0:
                sleep(1)


line = Line()
