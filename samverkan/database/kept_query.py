"""Queries whose SQL is written once in a process.

To write the SQL of a query with joins takes Django several times as long as the database takes to
answer it, and each saved answer needs four. It is the same every time but for the values.
"""

from collections.abc import Callable, Sequence
from copy import copy
from functools import cached_property
from types import SimpleNamespace
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import QuerySet

Row = TypeVar("Row")
Value = str | int | UUID

FIRST_MARK = 10**15  # of numbers that stand for a value, and are no other parameter


class KeptQuery(Generic[Row]):
    """A query of models or of `values_list`, which is asked with other values every time.

    `build` makes the queryset from as many values as `kinds`, for each of which its SQL has one or
    more parameters. One that locks is to be fetched in a transaction: that is not checked here.
    """

    def __init__(self, build: Callable[..., QuerySet[Any, Row]], *kinds: type[Value]) -> None:
        self._build = build
        self._kinds = kinds

    def first(self, *values: Value) -> Row | None:
        return next(iter(self.fetch(*values)), None)

    def fetch(self, *values: Value) -> list[Row]:
        queryset, compiler, sql, parameters = self._written
        asked = copy(compiler)
        asked.connection = connections[DEFAULT_DB_ALIAS]  # this thread's
        given = dict(zip(self._marks, _adapt(values), strict=True))
        filled = tuple(given.get(parameter, parameter) for parameter in parameters)
        asked.as_sql = lambda: (sql, filled)
        stand_in = SimpleNamespace(
            db=DEFAULT_DB_ALIAS,
            query=SimpleNamespace(get_compiler=lambda *_args, **_by_name: asked),
            _known_related_objects={},
        )
        return list(queryset._iterable_class(stand_in))

    @cached_property
    def _marks(self) -> list[Any]:
        """What stands for each value in the SQL that is kept, as the database is given it."""
        made = (FIRST_MARK + number for number in range(len(self._kinds)))
        as_kind: dict[type, Callable[[int], Value]] = {UUID: lambda mark: UUID(int=mark)}
        marks = (
            as_kind.get(kind, kind)(mark) for kind, mark in zip(self._kinds, made, strict=True)
        )
        return _adapt([*marks])

    @cached_property
    def _written(self) -> tuple[Any, Any, str, tuple[Any, ...]]:
        queryset: Any = self._build(*self._marks)
        compiler = queryset.query.get_compiler(using=DEFAULT_DB_ALIAS)
        sql, parameters = compiler.as_sql()
        assert set(self._marks) <= set(parameters), "a value is no parameter of its own"
        columns = [column for column, *_ in compiler.select[: compiler.col_count]]
        converters = compiler.get_converters(columns)
        compiler.get_converters = lambda _columns: converters
        return queryset, compiler, sql, parameters


def _adapt(values: Sequence[Value]) -> list[Any]:
    """As the database takes them: SQLite has no UUIDs."""
    has_uuids = connections[DEFAULT_DB_ALIAS].features.has_native_uuid_field
    return [v.hex if isinstance(v, UUID) and not has_uuids else v for v in values]
