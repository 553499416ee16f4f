"""`manage.py backup FILE`: the whole database in one file, taken while the program runs.

SQLite copies itself (`VACUUM INTO`), PostgreSQL is copied by its own `pg_dump` (past PgBouncer, and
without PDF files, which can be made again); both read one moment of the database and hold up
nobody. The copy grows under a temporary name beside the file and is renamed when it is whole, so
that what bears the name of a backup is one.
"""

import os
import secrets
import subprocess  # nosec B404
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser
from django.db import DatabaseError, connection

from samverkan.models import SharedReport
from samverkan.operation.commands import BadInput, JsonCommand, check_database

PRIVATE = 0o600  # nobody but the owner may read the file: answers are in it
WORDS = 300  # characters kept of what another program has to say


class Command(JsonCommand):
    help = "Copies the database into FILE, which must not exist. README.md says how to restore it."
    needs_migrated = False  # it is taken before an upgrade, too

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE")

    def run(self, **options: Any) -> None:
        file = Path(options["file"])
        check_database()  # an empty one must not become a backup
        try:
            if file.exists():
                raise BadInput(f"{file}: exists already")
            size = _write(file)
        except (OSError, ValueError) as error:  # ValueError: NUL in the name
            raise BadInput(f"{file}: {getattr(error, 'strerror', None) or error}") from error
        self.stderr.write(f"{file}: {size} bytes")


def _write(file: Path) -> int:
    unfinished = file.parent / f".backup-{secrets.token_hex(8)}.unfinished"
    os.close(os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY, PRIVATE))
    try:
        {"sqlite": _copy_sqlite, "postgresql": _copy_postgresql}[connection.vendor](unfinished)
        with unfinished.open("rb") as stream:
            os.fsync(stream.fileno())
        unfinished.rename(file)
    finally:
        unfinished.unlink(missing_ok=True)
    return file.stat().st_size


def _copy_sqlite(target: Path) -> None:
    try:
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(target)])
    except DatabaseError as error:
        raise BadInput(f"database: {error}") from error


def _copy_postgresql(target: Path) -> None:
    from django.db.backends.postgresql.client import DatabaseClient

    database = settings.DIRECT_DATABASE or connection.settings_dict
    without = f"--exclude-table-data={SharedReport._meta.db_table}"
    arguments, hidden = DatabaseClient.settings_to_cmd_args_env(
        database, ["--format=custom", "--no-password", without, f"--file={target}"]
    )
    # A list without a shell, of settings only; a password in it could be read by all.
    command, environment = ["pg_dump", *arguments[1:]], os.environ | (hidden or {})
    try:
        subprocess.run(command, capture_output=True, env=environment, check=True)  # nosec B603
    except FileNotFoundError as error:
        raise BadInput("pg_dump: is not installed (Debian: postgresql-client)") from error
    except subprocess.CalledProcessError as error:
        words = error.stderr.decode(errors="replace").strip()
        raise BadInput(f"pg_dump: {words[:WORDS] or f'ended with {error.returncode}'}") from error
