"""Rows to files and back, for either database.

A file for each table: the names of its columns, then a row on each line, by key. What occurs more
than once (a long text, an aspect of a document) stands once in `shared.json`, one on each line, and
elsewhere as `{"@": 17}`: the seventeenth. Days, times and ids are texts, everything else is as JSON
has it; there is no binary column.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

HERE = Path(__file__).resolve().parent
ROWS = HERE / "rows"
SHARED = HERE / "shared.json"
MIGRATIONS = HERE / "migrations.json"

LONG = 60
"""Signs from which on something that occurs twice is shared."""


def write_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


# What is shared -----------------------------------------------------------------------------------


class Sharing:
    """Finds what occurs more than once in all that it is shown, and packs it."""

    def __init__(self, everything: Iterable[Any]) -> None:
        self._seen: Counter[str] = Counter()
        self.numbers: dict[str, int] = {}
        self.shared: list[Any] = []
        for each in everything:
            self._count(each)

    def _count(self, value: Any) -> None:
        if not isinstance(value, str | dict | list):
            return
        key = write_json(value)
        if len(key) >= LONG:
            self._seen[key] += 1
            if self._seen[key] > 1:
                return  # its parts occur again only as parts of it
        for part in _parts(value):
            self._count(part)

    def pack(self, value: Any) -> Any:
        if not isinstance(value, str | dict | list):
            return value
        key = write_json(value)
        if self._seen[key] > 1:
            if key not in self.numbers:
                packed = self._pack_parts(value)
                self.numbers[key] = len(self.shared)
                self.shared.append(packed)
            return {"@": self.numbers[key]}
        return self._pack_parts(value)

    def _pack_parts(self, value: Any) -> Any:
        if isinstance(value, dict):
            assert "@" not in value
            return {name: self.pack(part) for name, part in value.items()}
        return [self.pack(part) for part in value] if isinstance(value, list) else value


def _parts(value: Any) -> Iterable[Any]:
    if isinstance(value, str):
        return ()
    return value.values() if isinstance(value, dict) else value


def unpack(value: Any, shared: list[Any]) -> Any:
    """What was packed, with `shared` as it was written."""
    if isinstance(value, dict):
        if value.keys() == {"@"}:
            return unpack(shared[value["@"]], shared)
        return {name: unpack(part, shared) for name, part in value.items()}
    return [unpack(part, shared) for part in value] if isinstance(value, list) else value


def read_shared() -> list[Any]:
    found: list[Any] = json.loads(SHARED.read_text(encoding="utf-8"))
    return found


def write_lines(path: Path, values: Iterable[Any]) -> None:
    """A JSON list with a value on each line."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("[\n" + ",\n".join(map(write_json, values)) + "\n]\n", encoding="utf-8")


# Out of a database --------------------------------------------------------------------------------


def list_leaves() -> list[tuple[str, str]]:
    """The newest migration of each app."""
    from django.db import connection
    from django.db.migrations.loader import MigrationLoader

    return sorted(MigrationLoader(connection).graph.leaf_nodes())


def dump_tables() -> dict[str, list[list[Any]]]:
    """Every table by the label of its model: the names of its columns, then its rows by key."""
    from django.apps import apps

    tables = {}
    for model in apps.get_models(include_auto_created=True):
        names = [field.attname for field in model._meta.concrete_fields]
        rows = model._base_manager.order_by("pk").values_list(*names)
        found = [[_as_json(value) for value in row] for row in rows]
        if found:
            tables[model._meta.label] = [names, *found]
    return tables


def _as_json(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


# Into a database ----------------------------------------------------------------------------------


def load_rows() -> None:
    """Make the tables of that time in an empty database, and put the rows into them."""
    from django.db import connection, transaction
    from django.db.migrations.executor import MigrationExecutor

    leaves = [tuple(leaf) for leaf in json.loads(MIGRATIONS.read_text(encoding="utf-8"))]
    executor = MigrationExecutor(connection)
    state = executor.migrate(leaves)
    state.clear_delayed_apps_cache()
    models = {m._meta.label: m for m in state.apps.get_models(include_auto_created=True)}
    shared = read_shared()
    with transaction.atomic(), connection.constraint_checks_disabled():
        _empty(models.values())
        for path in sorted(ROWS.glob("*.json")):
            names, *rows = unpack(json.loads(path.read_text(encoding="utf-8")), shared)
            _insert(models[path.stem], names, rows)
        connection.check_constraints()
    _reset_sequences(list(models.values()))


def _empty(models: Iterable[Any]) -> None:
    """Remove what migrations have put in: the rows have that too."""
    from django.db import connection

    with connection.cursor() as cursor:
        for model in models:
            if model._meta.managed and not model._meta.proxy:
                cursor.execute(f'DELETE FROM "{model._meta.db_table}"')


def _insert(model: Any, names: list[str], rows: list[list[Any]]) -> None:
    fields = {field.attname: field for field in model._meta.concrete_fields}
    for field in fields.values():
        if hasattr(field, "auto_now_add"):
            field.auto_now_add = field.auto_now = False  # the row says when
    made = [
        model(**{name: _read(fields[name], value) for name, value in zip(names, row, strict=True)})
        for row in rows
    ]
    model._base_manager.bulk_create(made, batch_size=200)


def _read(field: Any, value: Any) -> Any:
    if value is None or field.get_internal_type() == "JSONField":
        return value
    while field.remote_field:
        field = field.target_field
    return field.to_python(value)


def _reset_sequences(models: list[Any]) -> None:
    from django.core.management.color import no_style
    from django.db import connection

    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)


def describe_sizes(tables: Mapping[str, list[list[Any]]]) -> str:
    return ", ".join(f"{name} {len(rows) - 1}" for name, rows in sorted(tables.items()))
