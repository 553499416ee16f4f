"""Every page on a database as full as the country's would be, against the same one before.

    python -m tests.benchmarks.filled --share 0.25

One collaboration is made through the actions: eight rounds of twelve who have answered everything,
with invitations, meeting, plan, members and a link for the steering group. Its pages are timed.
Then the database copies it, row by row, with keys and secrets of their own, once for each
collaboration that there would be, and the same pages are timed again. Says which plans read through
a large table, what the tables take on disk, and how long `run_due` takes. PostgreSQL only.
"""

import argparse
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection

from tests.benchmarks.server import prepare

COLLABORATIONS = 290 * 20
ROUNDS, RESPONDENTS = 8, 12
STRIDE = 1_000
"""More than any counted key of the one that is copied, which a copy's keys are shifted by."""

LARGE = 5_000
"""Rows of a table that no page may read through."""

TIMES = 7
BOUND = 1.5


@dataclass
class Timed:
    """Seconds for a page, the least of several, before the database was filled and after."""

    name: str
    before: float
    after: float = 0.0

    @property
    def ratio(self) -> float:
        return self.after / self.before


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.filled")
    parser.add_argument("--share", type=float, default=0.01, help="of 5,800 collaborations")
    parser.add_argument("--times", type=int, default=TIMES, help="how often each page is opened")
    options = parser.parse_args()
    with prepare():
        from tests.benchmarks.template import make_pages

        pages, sign_in = make_pages(ROUNDS, RESPONDENTS)
        analyse()
        timed = {name: Timed(name, time_page(ask, options.times)) for name, ask in pages.items()}
        began = time.perf_counter()
        copy_all(round(COLLABORATIONS * options.share) - 1)
        say(f"Filled in {time.perf_counter() - began:.0f} s.\n")
        sign_in()
        for name, ask in pages.items():
            timed[name].after = time_page(ask, options.times)
        scans = {name: found for name, ask in pages.items() if (found := find_scans(ask))}
        report(timed, scans)
        say_sizes()
        time_run_due()
    slow = [page for page in timed.values() if page.ratio > BOUND]
    return 1 if slow or scans else 0


def time_page(ask: Callable[[], object], times: int) -> float:
    """Seconds of the whole request, the least of so many: other work on the machine only adds."""
    took = []
    for _ in range(times + 1):
        began = time.perf_counter()
        ask()
        took.append(time.perf_counter() - began)
    return min(took[1:])


# Copying ------------------------------------------------------------------------------------------


def copy_all(copies: int) -> None:
    """Copy every row of what a collaboration has, so many times."""
    from tests.kept import MODELS

    tables = {model._meta.db_table: model for model in MODELS}
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")  # foreign keys hold by themselves
        cursor.execute("SET maintenance_work_mem = '1GB'")
        for table, model in tables.items():
            if table in ("assessments_ratecount", "assessments_feedback"):
                continue
            rebuilt = list(drop_indexes(cursor, table))
            columns = [field.column for field in model._meta.concrete_fields]
            values = ", ".join(write_value(field, tables) for field in model._meta.concrete_fields)
            names = ", ".join(f'"{column}"' for column in columns)
            cursor.execute(
                f'INSERT INTO "{table}" ({names}) SELECT {values} '
                f'FROM generate_series(1, {copies}) AS k, "{table}" AS t'
            )
            for statement in rebuilt:
                cursor.execute(statement)
        cursor.execute("SET session_replication_role = origin")
    analyse()


def drop_indexes(cursor: Any, table: str) -> Iterator[str]:
    """Drop the indexes of a table, and give the statements that make them anew."""
    cursor.execute(
        "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint "
        "WHERE conrelid = %s::regclass AND contype = 'u'",
        [f'"{table}"'],
    )
    for name, definition in cursor.fetchall():
        cursor.execute(f'ALTER TABLE "{table}" DROP CONSTRAINT "{name}"')
        yield f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" {definition}'
    cursor.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %s AND indexname NOT IN "
        "(SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass)",
        [table, f'"{table}"'],
    )
    for name, definition in cursor.fetchall():
        cursor.execute(f'DROP INDEX "{name}"')
        yield definition


def write_value(field: Any, tables: dict[str, Any]) -> str:
    """The SQL of a column of copy `k` of the row `t`."""
    column = f't."{field.column}"'
    target = field.remote_field.model._meta if field.is_relation else None
    if target is not None and target.db_table in tables:
        return write_key(column, target.pk.target_field if target.pk.is_relation else target.pk)
    if field.primary_key:
        return write_key(column, field)
    kind = field.get_internal_type()
    if kind == "UUIDField":
        return "gen_random_uuid()"
    if field.name == "token_sha256":
        return f"encode(sha256(convert_to({column} || k, 'UTF8')), 'hex')"
    if field.name == "email" and field.model._meta.model_name in ("user", "emailaddress"):
        return f"replace({column}, '@', '.' || k || '@')"
    if field.name == "name" and field.model._meta.model_name == "collaboration":
        return f"{column} || ' ' || k"
    if field.name in ("changed_on", "created_at", "last_login"):
        return f"{column} - (k % 300) * interval '1 day'"
    return column


def write_key(column: str, field: Any) -> str:
    """A counted key is shifted; a random one becomes another as random."""
    if field.has_default():
        return (
            f"CASE WHEN {column} IS NULL THEN NULL ELSE "
            f"('x' || substr(md5({column} || '/' || k), 1, 16))::bit(64)::bigint "
            "& ((1::bigint << 62) - 1) END"
        )
    return f"{column} + k::bigint * {STRIDE}"


def analyse() -> None:
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


# Looking ------------------------------------------------------------------------------------------


def find_scans(ask: Callable[[], object]) -> list[str]:
    """The large tables that a page's queries read through, with the rows they have."""
    found: list[str] = []

    def explain(execute: Callable[..., Any], sql: str, values: Any, *rest: Any) -> Any:
        if sql.startswith("SELECT"):
            with connection.connection.cursor() as cursor:
                cursor.execute("EXPLAIN (FORMAT JSON) " + sql, values)
                [[[plan]]] = cursor.fetchall()
            found.extend(f"{scan}: {sql}" for scan in list_scans(plan["Plan"]))
        return execute(sql, values, *rest)

    with connection.execute_wrapper(explain):
        ask()
    return found


def list_scans(plan: dict[str, Any]) -> Iterator[str]:
    if plan["Node Type"] == "Seq Scan" and count_rows(plan["Relation Name"]) > LARGE:
        yield plan["Relation Name"]
    for part in plan.get("Plans", ()):
        yield from list_scans(part)


def count_rows(table: str) -> int:
    """As the planner believes."""
    with connection.connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE relname = %s", [table])
        return int(cursor.fetchone()[0])


def report(timed: dict[str, Timed], scans: dict[str, list[str]]) -> None:
    say("| page | before, ms | after, ms | × |\n|---|---:|---:|---:|")
    for page in sorted(timed.values(), key=lambda page: -page.ratio):
        before, after = page.before * 1000, page.after * 1000
        say(f"| {page.name} | {before:.1f} | {after:.1f} | {page.ratio:.2f} |")
    say(f"\nOver {BOUND}: {sum(page.ratio > BOUND for page in timed.values())} of {len(timed)}.")
    for name, found in scans.items():
        for scan in found:
            say(f"{name} reads through {scan[:600]}")


def say_sizes() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, reltuples::bigint, pg_table_size(oid), pg_indexes_size(oid) "
            "FROM pg_class WHERE relkind = 'r' ORDER BY pg_total_relation_size(oid) DESC LIMIT 8"
        )
        say("\n| table | rows | table, MB | indexes, MB |\n|---|---:|---:|---:|")
        for name, rows, table, indexes in cursor.fetchall():
            say(f"| {name} | {rows} | {table / 1e6:.0f} | {indexes / 1e6:.0f} |")
        cursor.execute("SELECT pg_database_size(current_database())")
        say(f"\nThe database takes {cursor.fetchone()[0] / 1e9:.1f} GB.")


def time_run_due() -> None:
    """All of it twice, and each step of the first time that takes long."""
    from assessments.management.commands.run_due import Command

    class Timed(Command):
        def _try(self, step: Callable[..., Any], **given: Any) -> Any:
            began = time.perf_counter()
            found = super()._try(step, **given)
            if (took := time.perf_counter() - began) > 0.5:
                say(f"  {step.__name__}: {took:.1f} s")
            return found

    for turn in ("first", "second"):
        began = time.perf_counter()
        Timed().handle()
        say(f"The {turn} `run_due` took {time.perf_counter() - began:.1f} s.")


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
