"""Wipes what a database keeps of rows that have been changed or deleted.

PostgreSQL keeps the former version of a row until VACUUM, with the number of the transaction that
wrote it: an invitation and the answers handed in with it have the same. SQLite overwrites what is
deleted (`secure_delete` in the settings), but its log keeps each page as it was written.

What somebody's older transaction may still read is left for the next run (assessments/ROUNDS.md).
"""

from collections.abc import Sequence

from django.db import connection


def wipe_traces(tables: Sequence[str] | None = None) -> None:
    """Wipe what is left in these tables, or in all of them; nothing within a transaction."""
    if connection.in_atomic_block:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            named = tables or connection.introspection.django_table_names(only_existing=True)
            quoted = ", ".join(map(connection.ops.quote_name, sorted(named)))
            # FREEZE passes no page over because somebody is reading it.
            cursor.execute(f"VACUUM (FREEZE, INDEX_CLEANUP ON) {quoted}")
        elif connection.vendor == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
