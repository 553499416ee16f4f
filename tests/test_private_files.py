"""What is stored can be read by its owner only, whatever the rights that files otherwise get."""

import os
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import caches
from django.core.cache.backends.filebased import FileBasedCache

from samverkan.operation.private_sqlite import PrivateConnection


@pytest.fixture(autouse=True)
def _open_to_all() -> Iterator[None]:
    """New files are readable and writable by everybody."""
    before = os.umask(0)
    yield
    os.umask(before)


def read_modes(folder: Path) -> dict[str, int]:
    return {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}


def write_something(database: Path, kind: type[sqlite3.Connection]) -> sqlite3.Connection:
    connection = sqlite3.connect(database, factory=kind)
    connection.executescript("PRAGMA journal_mode=WAL; CREATE TABLE IF NOT EXISTS t (a);")
    return connection


def test_the_database_and_the_files_beside_it_are_their_owners(tmp_path):
    with closing(write_something(tmp_path / "db", PrivateConnection)):
        assert read_modes(tmp_path) == {"db": 0o600, "db-wal": 0o600, "db-shm": 0o600}


def test_files_that_everybody_could_read_are_closed_to_them(tmp_path):
    with closing(write_something(tmp_path / "db", sqlite3.Connection)):
        assert set(read_modes(tmp_path).values()) == {0o644}
        with closing(write_something(tmp_path / "db", PrivateConnection)):
            assert set(read_modes(tmp_path).values()) == {0o600}


def test_nothing_is_lost_when_another_process_closes_the_database(tmp_path):
    """Seen: after a command beside the server, what was saved was in no file any longer."""
    beside = (
        "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]);"
        " c.execute('SELECT * FROM t'); c.close()"
    )
    with (
        closing(write_something(tmp_path / "db", PrivateConnection)) as first,
        closing(sqlite3.connect(tmp_path / "db", factory=PrivateConnection)) as second,
    ):
        second.execute("SELECT * FROM t")
        subprocess.run([sys.executable, "-c", beside, tmp_path / "db"], check=True)
        assert (tmp_path / "db-wal").exists(), "the log that this process writes to"
        first.execute("INSERT INTO t VALUES (1)")
        first.commit()
        with closing(sqlite3.connect(f"file:{tmp_path / 'db'}?mode=ro", uri=True)) as reader:
            assert reader.execute("SELECT count(*) FROM t").fetchone() == (1,)


def test_a_database_that_cannot_be_made_is_said_by_sqlite(tmp_path):
    with pytest.raises(sqlite3.OperationalError):
        write_something(tmp_path / "missing" / "db", PrivateConnection)


@pytest.mark.skipif("sqlite3" not in settings.DATABASES["default"]["ENGINE"], reason="of SQLite")
def test_the_program_opens_its_database_so():
    assert settings.DATABASES["default"]["OPTIONS"]["factory"] is PrivateConnection


def test_finished_reports_are_kept_from_others(tmp_path):
    assert isinstance(caches["reports"], FileBasedCache)
    cache = FileBasedCache(tmp_path / "var" / "reports", {})
    cache.set("a", b"%PDF")
    assert set(read_modes(tmp_path / "var" / "reports").values()) == {0o600}
    assert stat.S_IMODE((tmp_path / "var" / "reports").stat().st_mode) == 0o700
