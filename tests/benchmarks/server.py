"""The program as it is measured: migrated, seeded, its files collected, served by gunicorn."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django
from django.core.management import call_command
from django.db import connections

from tests.browser.server import Gunicorn


@contextmanager
def prepare() -> Iterator[Path]:
    """Set up everything on the database of SAMVERKAN_DATABASE_URL, or on SQLite in the folder."""
    with tempfile.TemporaryDirectory(prefix="samverkan-benchmark-") as name:
        folder = Path(name)
        os.environ["BENCHMARK_FOLDER"] = name
        os.environ["DJANGO_SETTINGS_MODULE"] = "tests.benchmarks.settings"
        django.setup()
        call_command("migrate", interactive=False, verbosity=0)
        call_command("seed_content", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        yield folder
        connections.close_all()


@contextmanager
def serve(folder: Path) -> Iterator[Gunicorn]:
    """Serve with two processes, as script/gunicorn_conf.py says."""
    server = Gunicorn(dict(os.environ), folder / "server.log")
    server.start()
    try:
        yield server
    finally:
        server.stop()
