"""Copies the whole database into one file while the program runs: nothing is half in the copy.

SQLite copies itself (`VACUUM INTO`), PostgreSQL is copied by its own `pg_dump`; both read one
moment of the database and hold up nobody. The copy grows under a temporary name beside the file
and is renamed when it is whole, so that what bears the name of a backup is one.
"""

import os
import re
import secrets
import shutil
import subprocess  # nosec B404
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import DatabaseError, connection

from samverkan.commands import BadInput, check_database

PRIVATE = 0o600
"""Nobody but the owner may read the file: answers are in it."""

WORDS = 300
"""Characters kept of what another program has to say."""


class BackupFailed(BadInput):
    """There is no backup; the message begins with the place that is wrong."""


def write_backup(file: Path) -> int:
    """Copy the database into `file`, which must not exist; return its size in bytes.

    Raises:
        BackupFailed: nothing has been written, or what had been is removed.
    """
    try:
        if file.exists():
            raise BackupFailed(f"{file}: exists already")
        check_database()  # an empty one must not become a backup
        with _make_unfinished(file.parent) as unfinished:
            {"sqlite": _copy_sqlite, "postgresql": _copy_postgresql}[connection.vendor](unfinished)
            size = _flush(unfinished)
            unfinished.rename(file)
    except (OSError, ValueError) as error:  # ValueError: NUL in the name
        raise BackupFailed(f"{file}: {getattr(error, 'strerror', None) or error}") from error
    return size


@contextmanager
def _make_unfinished(folder: Path) -> Iterator[Path]:
    """An empty private file, gone afterwards unless it has got another name."""
    unfinished = folder / f".backup-{secrets.token_hex(8)}.unfinished"
    os.close(os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY, PRIVATE))
    try:
        yield unfinished
    finally:
        unfinished.unlink(missing_ok=True)


def _flush(file: Path) -> int:
    """See to it that the file is on the disk; return its size."""
    with file.open("rb") as stream:
        os.fsync(stream.fileno())
        return os.fstat(stream.fileno()).st_size


def _copy_sqlite(target: Path) -> None:
    try:
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(target)])
    except DatabaseError as error:
        raise BackupFailed(f"database: {error}") from error


def _copy_postgresql(target: Path) -> None:
    from django.db.backends.postgresql.client import DatabaseClient

    program = _find_pg_dump()
    arguments, hidden = DatabaseClient.settings_to_cmd_args_env(
        connection.settings_dict, ["--format=custom", "--no-password"]
    )
    with target.open("wb") as stream:
        # The arguments are settings of the program, and one list without a shell.
        done = subprocess.run(  # nosec B603
            [program, *arguments[1:]],  # without the name of psql
            stdout=stream,
            stderr=subprocess.PIPE,
            env=os.environ | (hidden or {}),  # a password in the arguments could be read by all
            check=False,
        )
    if done.returncode:
        words = done.stderr.decode(errors="replace").strip()
        raise BackupFailed(f"pg_dump: {words[:WORDS] or f'ended with {done.returncode}'}")


def _find_pg_dump() -> str:
    """The path of a pg_dump that knows the server's version."""
    program = shutil.which("pg_dump")
    if program is None:
        raise BackupFailed("pg_dump: is not installed (Debian: postgresql-client)")
    ask = [program, "--version"]
    said = subprocess.run(ask, capture_output=True, text=True, check=False)  # nosec B603
    found = re.search(r"\(PostgreSQL\) (\d+)", said.stdout)
    server = connection.pg_version // 10_000  # type: ignore[attr-defined]
    if found is None or int(found[1]) < server:
        version = found[1] if found else "unknown"
        raise BackupFailed(f"pg_dump: is of version {version}, the server of version {server}")
    return program
