"""The program as it is served: gunicorn with two processes, a database of its own, a free port."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 60


def find_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def make_environment(database: Path) -> dict[str, str]:
    """The settings of a development server, with limits that a test suite does not meet."""
    inherited = {k: v for k, v in os.environ.items() if not k.startswith(("SAMVERKAN_", "DJANGO_"))}
    return inherited | {
        "SAMVERKAN_DATABASE_URL": f"sqlite:///{database}",
        "SAMVERKAN_RATE_CREATE": "100000",
        "SAMVERKAN_RATE_MAIL": "100000",
        "SAMVERKAN_RATE_FEEDBACK": "100000",
        "SAMVERKAN_LOG_LEVEL": "WARNING",
    }


def run_manage(database: Path, *arguments: str) -> str:
    """Run a command of the program on a database; what it said."""
    command = [sys.executable, "manage.py", *arguments]
    done = subprocess.run(
        command, cwd=ROOT, env=make_environment(database), capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


MAKE_DATABASE = """
import gc
from django.core.management import call_command
from django.db import connection
gc.disable()  # it looks in vain through what lives as long as the process
call_command("migrate", interactive=False, verbosity=0)
call_command("seed_content")
connection.cursor().execute("VACUUM INTO %s", [BARE])
from tests.browser.world import furnish
furnish()
"""


def make_databases(furnished: Path, bare: Path) -> str:
    """A migrated database with the model's content, and one with what the tests share in it too.

    Both are ready to be copied. What was said last is where what they share is.
    """
    code = f"BARE = {str(bare)!r}\n{MAKE_DATABASE}"
    return run_manage(furnished, "shell", "--no-imports", "-c", code).splitlines()[-1]


class Gunicorn:
    """One server; it can be killed and started again."""

    config = "script/gunicorn_conf.py"

    def __init__(self, environment: dict[str, str], log: Path) -> None:
        self.environment = environment
        self.log = log
        self.port = find_free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [
            sys.executable, "-m", "gunicorn",
            "--config", self.config, "samverkan.wsgi:application",
        ]  # fmt: skip
        settings = {"HOST": "127.0.0.1", "PORT": str(self.port), "WORKERS": "2", "THREADS": "6"}
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                command,
                cwd=ROOT,
                env=self.environment | settings,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self._wait_until_it_answers()

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """As when the power goes: every process of the server at once, without a warning."""
        self._end(signal.SIGKILL)

    def read_cpu(self) -> float:
        """Seconds that its processes have worked, whatever else the machine has been doing."""
        ticks = sum(int(fields[11]) + int(fields[12]) for fields in self._read_processes())
        return ticks / os.sysconf("SC_CLK_TCK")

    def read_memory(self) -> list[float]:
        """MB that each of its processes takes."""
        page = os.sysconf("SC_PAGE_SIZE") / 2**20
        return [int(fields[21]) * page for fields in self._read_processes()]

    def _read_processes(self) -> Iterator[list[str]]:
        """What the system says of each process of its session, from the state on; see proc(5)."""
        assert self._process is not None
        for stat in Path("/proc").glob("[0-9]*/stat"):
            with suppress(OSError):  # a process that has just ended
                fields = stat.read_text().rpartition(")")[2].split()
                if int(fields[3]) == self._process.pid:
                    yield fields

    def read_log(self) -> str:
        return self.log.read_text(errors="replace")

    def _end(self, number: int) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        died = process.poll()
        assert died is None, f"somebody had ended the server ({died}):\n{self.read_log()}"
        os.killpg(process.pid, number)
        process.wait(timeout=30)

    def _wait_until_it_answers(self) -> None:
        assert self._process is not None
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until:
            assert self._process.poll() is None, self.read_log()
            try:
                with urlopen(self.address + "/halsa/", timeout=5):
                    return
            except (URLError, ConnectionError, TimeoutError):
                time.sleep(0.1)
        raise AssertionError(f"the server did not start:\n{self.read_log()}")


class Server(Gunicorn):
    """A server on a copy of a seeded database, which makes no file ahead of time."""

    config = "tests/browser/gunicorn_conf.py"

    def __init__(self, folder: Path, seeded: Path) -> None:
        self.database = folder / "served.sqlite3"
        shutil.copy(seeded, self.database)
        super().__init__(make_environment(self.database), folder / "server.log")
