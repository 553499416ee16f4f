"""What the program's own commands share: a database that is ready.

Where something is wrong a command ends with 2 and one line on standard error that names the place;
before `migrate` it says what to run.
"""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor

MIGRATE = "run python manage.py migrate"
SEED = "run python manage.py seed_content"


class BadInput(Exception):
    """The input cannot be used; the message is one line that begins with the place."""


def check_database() -> None:
    """Raise `BadInput` unless there is a database with tables; SQLite would make an empty one."""
    name = str(connection.settings_dict["NAME"])
    in_file = connection.vendor == "sqlite" and not connection.is_in_memory_db()  # type: ignore[attr-defined]
    if in_file and not Path(name).exists():
        raise BadInput(f"{name}: there is no such database; {MIGRATE}")
    try:
        has_tables = bool(connection.introspection.table_names())
    except Error as error:
        raise BadInput(f"database: {error}") from error
    if not has_tables:
        raise BadInput(f"database: has no tables; {MIGRATE}")


def check_migrated() -> None:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise BadInput(f"database: is of an earlier version of the program; {MIGRATE}")


class OwnCommand(BaseCommand):
    """A command that needs a migrated database, and may raise `BadInput`."""

    needs_migrated = True

    def execute(self, *args: Any, **options: Any) -> str | None:
        try:
            if self.needs_migrated:
                check_database()
                check_migrated()
            return super().execute(*args, **options)
        except BadInput as error:
            line = " ".join(str(error).split())
            printable = (c if c.isprintable() else ascii(c)[1:-1] for c in line)
            sys.stderr.write("".join(printable) + "\n")
            sys.exit(2)


class JsonCommand(OwnCommand):
    """A command whose `run` returns what to print."""

    requires_system_checks = []

    def run(self, **options: Any) -> str | None:
        raise NotImplementedError

    def handle(self, *args: Any, **options: Any) -> None:
        output = self.run(**options)
        if output is not None:
            sys.stdout.buffer.write(output.encode() + b"\n")
            sys.stdout.buffer.flush()
