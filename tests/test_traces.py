"""What a database keeps of rows that are no more, read as an intruder would read its files."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.utils import ConnectionHandler
from django.utils import timezone

from assessments.keeping.actions.keeping import delete_collaboration
from assessments.models import Answer, Invitation, Respondent
from assessments.rounds.actions.rounds import hand_in
from samverkan.operation import traces
from tests.group import Group, make_group, save
from tests.test_concurrency import two_connections

ITEMS = """
    SELECT t_xmin::text, t_xmax::text
    FROM generate_series(0, pg_relation_size('{table}') / 8192 - 1) AS page,
         heap_page_items(get_raw_page('{table}', page::int)) WHERE lp_flags IN (1, 3)
"""
"""The rows that are in a table's file, dead ones too, with the transactions that wrote them.

Not the pointers without a row (`lp_flags` 0 and 2: unused, or leading to where a row is now).
"""


def read_rows(model) -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute("CREATE EXTENSION IF NOT EXISTS pageinspect")
        cursor.execute(ITEMS.format(table=model._meta.db_table))
        return cursor.fetchall()


def find_pairs() -> int:
    """How many transactions have written both a respondent and an invitation."""
    respondents, invitations = (
        {number for row in read_rows(model) for number in row if number not in (None, "0")}
        for model in (Respondent, Invitation)
    )
    return len(respondents & invitations)


def count_dead() -> int:
    return sum(
        len(read_rows(model)) - model.objects.count() for model in (Invitation, Respondent, Answer)
    )


def answer_with_invitations() -> Group:
    group = make_group()
    group.open()
    for invitation in group.invite("eve@bolag.example", "fia@bolag.example"):
        respondent, _token = group.begin()
        save(respondent, {"varfor.3": "4", "comment.varfor": "Ett långt svar. " * 300})
        hand_in(respondent=respondent, invitation=invitation, today=timezone.localdate())
    return group


class TestPostgreSQL:
    pytestmark = two_connections

    def test_when_an_anonymous_round_has_closed_no_dead_row_pairs_invitations_and_answers(self):
        group = answer_with_invitations()
        assert find_pairs() == 2, "the attack works while the round is open"
        group.close()
        assert count_dead() == 0
        assert find_pairs() == 1, "all were written anew by one"

    def test_what_an_older_transaction_held_back_is_wiped_by_the_next_run(self):
        group = answer_with_invitations()
        other = connection.copy()
        try:
            with other.cursor() as cursor:
                cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ")
                cursor.execute("SELECT 1")
            group.close()
            assert count_dead() > 0
        finally:
            other.close()
        call_command("run_due", verbosity=0)
        assert count_dead() == 0

    def test_of_a_deleted_collaboration_no_row_is_left_after_the_next_run(self):
        group = answer_with_invitations()
        delete_collaboration(collaboration=group.collaboration)
        assert count_dead() > 0
        traces.wipe_traces()
        assert count_dead() == 0


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "sqlite", reason="reads a file of SQLite")
def test_nothing_that_has_been_deleted_can_be_read_from_the_files_of_sqlite(tmp_path, monkeypatch):
    file = tmp_path / "db.sqlite3"
    settings = {**connection.settings_dict, "NAME": file}
    own = ConnectionHandler({"default": settings})["default"]
    monkeypatch.setattr(traces, "connection", own)

    def is_left() -> bool:
        return any(b"Hemligt" in each.read_bytes() for each in tmp_path.iterdir())

    with own.cursor() as cursor:
        cursor.execute("CREATE TABLE answer (value TEXT)")
        cursor.execute("INSERT INTO answer VALUES (%s), (%s)", ["Hemligt", "Hemligt " * 2000])
        traces.wipe_traces()
        cursor.execute("DELETE FROM answer")
    assert is_left()
    traces.wipe_traces()
    assert not is_left()
    own.close()
