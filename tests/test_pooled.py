"""Behind a real PgBouncer with the shipped file, which lends a connection to a transaction."""

import os
import re
import shutil
import socket
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from io import StringIO
from pathlib import Path
from pwd import getpwuid
from threading import Barrier
from time import sleep

import pytest
from django.conf import settings
from django.core.cache import caches
from django.core.management import call_command
from django.db import connection, connections

from assessments.models import Answer
from samverkan.models import SharedReport
from samverkan.operation.traces import wipe_traces
from samverkan.pdf import cache as pdf_cache
from samverkan.pdf.cache import fetch_pdf, forget_pdfs
from tests.test_concurrency import two_connections
from tests.world import start

pytestmark = two_connections

ROOT = Path(settings.BASE_DIR)
SHIPPED = ROOT / "script" / "service" / "pgbouncer.ini"


@pytest.fixture
def pooled(tmp_path, published_anew):
    """The port of a PgBouncer with the shipped file, two connections and no passwords."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = connection.settings_dict
    text = SHIPPED.read_text(encoding="utf-8")
    for pattern, value in (
        ("samverkan = host=.*", f"* = host={server['HOST']} user={server['USER']}"),
        ("listen_port = .*", f"listen_port = {port}"),
        ("auth_type = .*", "auth_type = any"),
        ("auth_file = .*", ""),
        ("default_pool_size = .*", "default_pool_size = 2"),
    ):
        text, changed = re.subn(f"^{pattern}$", value, text, flags=re.MULTILINE)
        assert changed == 1, pattern
    (file := tmp_path / "pgbouncer.ini").write_text(text)
    program = shutil.which("pgbouncer") or "/usr/sbin/pgbouncer"
    user = ["--user", getpwuid(os.stat(server["HOST"]).st_uid).pw_name] if os.geteuid() == 0 else []
    with subprocess.Popen([program, "--quiet", *user, str(file)]) as process:
        until = time.monotonic() + 10
        while not _answers(port):
            assert time.monotonic() < until
            sleep(0.02)
        yield port
        process.terminate()


def _answers(port: int) -> bool:
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture
def through(pooled, monkeypatch):
    """The program's connections lead through it."""
    past = {name: connection.settings_dict[name] for name in ("HOST", "PORT")}
    connections.close_all()
    for name, value in {"HOST": "127.0.0.1", "PORT": str(pooled)}.items():
        monkeypatch.setitem(connection.settings_dict, name, value)
    monkeypatch.setitem(connection.settings_dict, "DISABLE_SERVER_SIDE_CURSORS", True)
    yield past
    connections.close_all()


def in_turns(job, number: int) -> list:
    """Run a job so many times at once, each on a connection of its own to PgBouncer."""

    def run(_number: int) -> object:
        try:
            return job()
        finally:
            connection.close()

    with ThreadPoolExecutor(number) as pool:
        return list(pool.map(run, range(number)))


def test_what_the_program_does_works_where_nobody_has_a_connection_of_their_own(through):
    diagnoses = [start() for _ in range(3)]
    for diagnosis in diagnoses:
        diagnosis.save({"varfor.3": "4"})

    def read_in_parts() -> int:
        sleep(0.01)
        return sum(1 for _ in Answer.objects.iterator(chunk_size=1))

    assert in_turns(read_in_parts, 5) == [3] * 5
    with connection.cursor() as cursor:
        cursor.execute("SHOW timezone")
        assert cursor.fetchone() == ("UTC",)
    wipe_traces()
    call_command("run_due", verbosity=0)


def test_a_backup_goes_past_pgbouncer(through, settings, tmp_path, monkeypatch):
    """pg_dump empties the search path of a connection, which others then find no tables in."""
    settings.DIRECT_DATABASE = connection.settings_dict | through
    SharedReport.objects.create(cache_key="x", value="A-REPORT", expires="2999-01-01T00:00Z")
    file, run = tmp_path / "kopia", subprocess.run
    ran = []
    monkeypatch.setattr(subprocess, "run", lambda *a, **k: ran.append(a[0]) or run(*a, **k))
    call_command("backup", str(file), stderr=StringIO())
    assert through["HOST"] in ran[0]
    listed = subprocess.run(
        ["pg_restore", "--list", str(file)], capture_output=True, text=True, check=True
    ).stdout
    assert "TABLE DATA public assessments_answer" in listed
    assert "TABLE DATA public samverkan_shared_report" not in listed


def test_a_file_that_two_machines_are_asked_for_is_made_by_one_and_forgotten_by_both(
    settings, monkeypatch
):
    made, together = [], Barrier(2)

    def make(html: str) -> bytes:
        made.append(html)
        sleep(0.3)
        return b"%PDF-"

    def ask() -> bytes:
        together.wait(10)
        return fetch_pdf("asked-for-on-both", (), lambda: "<p>")

    shared = {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": SharedReport._meta.db_table,
    }
    settings.CACHES = settings.CACHES | {"reports": shared}
    monkeypatch.setattr(pdf_cache, "make_apart", make)
    monkeypatch.setattr(pdf_cache, "_lock", lambda _file: True)  # each has its own
    assert in_turns(ask, 2) == [b"%PDF-"] * 2
    assert made == ["<p>"]
    [kept] = SharedReport.objects.all()
    assert caches["reports"].get(pdf_cache.name_key("asked-for-on-both", ())) == b"%PDF-"
    forget_pdfs(["asked-for-on-both"], ())
    assert not SharedReport.objects.exists(), kept.cache_key
