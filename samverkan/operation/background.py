"""Tasks in threads of the process that is asked, for sites without a worker.

A task is put in line and the request goes on; one thread takes them one after the other, with a
database connection of its own, and ends when there are none left. Tasks with a time (`run_after`)
wait in a line and a thread of their own, so that how long they take delays no other task.

Nothing of the line is stored. A process that ends on its own, as a command does, does what is in
line first; one that is stopped (`stop`, from script/gunicorn_conf.py) finishes what it is doing at
that moment, and `run_due` takes up the rest.
"""

import heapq
import itertools
import threading
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from django.db import connections
from django.utils import timezone
from django_tasks import TaskResult
from django_tasks.backends.immediate import ImmediateBackend

Job = Callable[[], object]


class ThreadBackend(ImmediateBackend):
    supports_defer = True

    def _execute_task(self, task_result: TaskResult[Any]) -> None:
        due, job = task_result.task.run_after, partial(super()._execute_task, task_result)
        (_timed if due else _prompt).add(job, due or timezone.now())


def stop() -> None:
    _stopping.set()
    for line in (_prompt, _timed):
        with line.changed:
            line.changed.notify()


def is_stopping() -> bool:
    """Whether a task with several parts is to leave the rest of them."""
    return _stopping.is_set()


class _Line:
    """What is to be done, by its time, and the thread that does it while there is anything."""

    def __init__(self) -> None:
        self._jobs: list[tuple[datetime, int, Job]] = []
        self._numbers = itertools.count()  # of two with the same time, the first one first
        self.changed = threading.Condition()
        self._thread: threading.Thread | None = None

    def add(self, job: Job, due: datetime) -> None:
        with self.changed:
            heapq.heappush(self._jobs, (due, next(self._numbers), job))
            self.changed.notify()
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="tasks")
                self._thread.start()

    def join(self, seconds: float) -> None:
        if thread := self._thread:
            thread.join(seconds)

    def _work(self) -> None:
        while job := self._take():
            try:
                job()  # an error is logged by the library
            finally:
                connections.close_all()

    def _take(self) -> Job | None:
        """The next job when its time has come; None, and no more of this thread, without one."""
        with self.changed:
            while self._jobs and not is_stopping():
                seconds = (self._jobs[0][0] - timezone.now()).total_seconds()
                if seconds <= 0:
                    return heapq.heappop(self._jobs)[2]
                self.changed.wait(seconds)
            self._thread = None
            return None


_stopping = threading.Event()
_prompt, _timed = _Line(), _Line()
