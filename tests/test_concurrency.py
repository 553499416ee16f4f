"""Two connections at once, on PostgreSQL: what has been confirmed is never lost.

SQLite lets one writer in at a time, and the tests' database in memory has one connection; there,
what happens at once is tested against a running server (tests/browser).
"""

import json
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from functools import partial

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone

from assessments.filling.actions.answers import RoundClosed, save_entries
from assessments.filling.actions.diagnoses import delete_diagnosis, delete_expired
from assessments.filling.selectors.sheets import fetch_answers
from assessments.instruments.entries import Entry, SaveStatus, make_seen
from assessments.keeping.actions.keeping import delete_collaboration
from assessments.meeting.selectors import fetch_joint_answers, make_joint_sheet
from assessments.methods.registry import find_joint
from assessments.models import (
    Answer,
    Assessment,
    Collaboration,
    PlannedAction,
    Respondent,
    Sheet,
    SheetKind,
    Snapshot,
)
from assessments.plan.actions import add_action, remove_action
from assessments.results.actions import store_snapshot
from assessments.site.actions import count_use
from model_content.actions.editions import copy_edition, lock_codes
from model_content.actions.parts import (
    CannotRestore,
    PartEdit,
    add_part,
    delete_part,
    restore_change,
    update_part,
)
from model_content.models import Edition
from model_content.selectors.editions import fetch_edition
from samverkan.merging import Stale
from tests.content import see
from tests.group import make_group, save
from tests.staff import make_staff
from tests.world import Diagnosis, start

two_connections = [
    pytest.mark.postgresql,
    pytest.mark.skipif(
        "postgresql" not in settings.DATABASES["default"]["ENGINE"],
        reason="needs PostgreSQL: this database has no row locks",
    ),
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("published_anew"),
]
"""Marks of tests that need connections which wait for each other."""

pytestmark = two_connections


def in_threads(*jobs: Callable[[], object]) -> list:
    """Run each job on a connection of its own, all at the same moment."""
    barrier = threading.Barrier(len(jobs))

    def run(job: Callable[[], object]) -> object:
        try:
            barrier.wait(10)
            return job()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(run, jobs))


@contextmanager
def elsewhere(job: Callable[[], object]):
    """Start a job on another connection; the result is a future."""

    def run() -> object:
        try:
            return job()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        yield pool.submit(run)


def is_waiting(future: Future) -> bool:
    """Whether the other connection is still held up after a moment."""
    time.sleep(0.3)
    return not future.done()


def post(diagnosis: Diagnosis, field: str, value: str):
    body = json.dumps({"field": field, "value": value, "seen": "", "sent": []})
    return Client().post(diagnosis.url("answers"), body, content_type="application/json")


OUTDATED = "Svaren har ändrats sedan resultatet togs fram."

# Saving and the result ----------------------------------------------------------------------------


def test_an_answer_waits_while_a_result_is_stored_and_is_not_half_in_it():
    anna = start()
    with transaction.atomic():
        snapshot = store_snapshot(respondent=anna.respondent, published=anna.published)
        with elsewhere(lambda: anna.save({"varfor.3": "5"})) as saving:
            assert is_waiting(saving)
            assert "varfor.3" not in snapshot.document["counts"]
            _release()
            assert saving.result(10)[0].status == SaveStatus.SAVED
    assert anna.values == {"varfor.3": "5"}


def _release() -> None:
    """End the transaction that holds the lock, from inside the block that began it."""
    connection.connection.commit()


def test_a_result_waits_for_an_answer_that_is_being_saved_and_has_it():
    anna = start()
    with transaction.atomic():
        Respondent.objects.select_for_update().get(pk=anna.respondent.pk)
        with elsewhere(anna.show) as showing:
            assert is_waiting(showing)
            anna.save({"varfor.3": "5"})
            _release()
            snapshot = showing.result(10)
    assert snapshot.document["counts"]["varfor.3"] == {"5": 1}


def test_an_answer_confirmed_before_the_result_was_asked_for_is_in_it():
    """Twenty times: some answers come before the lock, some after; none is confirmed and lost."""
    for _ in range(20):
        anna = start()
        response, snapshot = in_threads(lambda d=anna: post(d, "varfor.3", "5"), anna.show)
        assert response.status_code == 200
        assert anna.values == {"varfor.3": "5"}
        later = anna.show()
        assert later.document["counts"]["varfor.3"] == {"5": 1}
        in_first = "varfor.3" in snapshot.document["counts"]
        assert later.number == (1 if in_first else 2)


def test_an_answer_that_waited_for_the_result_is_said_to_be_missing_from_it():
    anna = start()
    with transaction.atomic():
        store_snapshot(respondent=anna.respondent, published=anna.published)
        with elsewhere(lambda: post(anna, "varfor.3", "5")) as saving:
            assert is_waiting(saving)
            _release()
            assert saving.result(10).status_code == 200
    assert OUTDATED in Client().get(anna.url("result")).content.decode()
    shown = Client().post(anna.url("conclude"))
    assert OUTDATED not in Client().get(shown.url).content.decode()


def test_a_result_holds_what_was_confirmed_before_it_was_asked_for_and_nothing_sent_after_it(
    monkeypatch,
):
    """One answers, another asks for the result over and over, both as browsers do."""
    monkeypatch.setattr("assessments.results.actions.MOST_RESULTS", 10_000)  # none is refused
    anna = start()
    codes = [statement.code for statement in anna.published.content.statements]
    sent: dict[str, float] = {}
    confirmed: dict[str, float] = {}
    asked: list[tuple[float, str, float]] = []

    def answer() -> None:
        for code in codes:
            sent[code] = time.monotonic()
            assert post(anna, code, "3").status_code == 200
            confirmed[code] = time.monotonic()

    def ask() -> None:
        while len(confirmed) < len(codes):
            began = time.monotonic()
            shown = Client().post(anna.url("conclude"))
            asked.append((began, shown.url, time.monotonic()))

    assert in_threads(answer, ask) == [None, None]
    partial = 0
    for began, url, ended in asked:
        snapshot = Snapshot.objects.get(number=int(url.split("/")[-2]))
        held = snapshot.document["counts"].keys() & set(codes)
        assert held >= {code for code in codes if confirmed[code] < began}
        assert held <= {code for code in codes if sent[code] < ended}
        partial += 0 < len(held) < len(codes)
    assert partial > 2  # they did meet


def test_no_page_of_answers_is_half_in_a_result():
    """A page posted whole is saved in one transaction; every result has all of it or nothing."""
    anna = start()
    codes = [s.code for s in anna.published.content.statements if s.code.startswith("v")]

    def answer() -> None:
        for value in "12345" * 4:
            anna.save(dict.fromkeys(codes, value))

    assert len(codes) > 5
    [answered, *shown] = in_threads(answer, *[lambda: [anna.show() for _ in range(10)]] * 2)
    assert answered is None
    for snapshots in shown:
        for snapshot in snapshots:
            given = [snapshot.document["counts"].get(code) for code in codes]
            assert all(counts == given[0] for counts in given), given


def test_an_answer_that_waited_out_the_closing_of_the_round_is_refused():
    group = make_group()
    group.open()
    respondent, _token = group.begin()
    with transaction.atomic():
        Respondent.objects.select_for_update().get(pk=respondent.pk)
        with elsewhere(lambda: save(respondent, {"varfor.3": "5"})) as saving:
            assert is_waiting(saving)
            Assessment.objects.filter(pk=group.round.pk).update(state="closed")
            _release()
            with pytest.raises(RoundClosed):
                saving.result(10)
    assert fetch_answers(respondent.pk) == {}


# Two tabs -----------------------------------------------------------------------------------------


def test_two_tabs_that_save_the_same_field_at_once_give_one_conflict_and_lose_nothing():
    for _ in range(20):
        anna = start()
        responses = in_threads(
            lambda d=anna: post(d, "varfor.3", "1"), lambda d=anna: post(d, "varfor.3", "5")
        )
        statuses = sorted(response.status_code for response in responses)
        assert statuses == [200, 409]
        [saved] = [r.json() for r in responses if r.status_code == 200]
        [conflict] = [r.json() for r in responses if r.status_code == 409]
        assert anna.values == {"varfor.3": saved["value"]}
        assert conflict["value"] == saved["value"]  # and says which answer stands
        assert anna.answers["varfor.3"].revision == 1


def test_the_same_answer_sent_twice_at_once_is_saved_once():
    anna = start()
    responses = in_threads(*[lambda: post(anna, "varfor.3", "4")] * 4)
    assert [r.status_code for r in responses] == [200] * 4
    assert anna.answers["varfor.3"].revision == 1


def test_twenty_answers_to_different_questions_at_once_are_all_saved():
    anna = start()
    codes = [statement.code for statement in anna.published.content.statements][:20]
    responses = in_threads(*[lambda c=c: post(anna, c, "3") for c in codes])
    assert [r.status_code for r in responses] == [200] * 20
    assert anna.values == dict.fromkeys(codes, "3")


def test_twenty_diagnoses_at_once_do_not_wait_for_each_other():
    everybody = [start(name=f"Grupp {n}") for n in range(20)]
    with transaction.atomic():
        Respondent.objects.select_for_update().get(pk=everybody[0].respondent.pk)
        responses = in_threads(*[lambda d=d: post(d, "varfor.3", "3") for d in everybody[1:]])
    assert [r.status_code for r in responses] == [200] * 19


def test_a_hundred_respondents_saving_at_once_have_every_answer_stored():
    everybody = [start(name=f"Grupp {n}") for n in range(100)]
    codes = [statement.code for statement in everybody[0].published.content.statements][:5]

    def answer(diagnosis: Diagnosis) -> list[int]:
        return [post(diagnosis, code, "3").status_code for code in codes]

    statuses = in_threads(*[lambda d=d: answer(d) for d in everybody])
    assert statuses == [[200] * len(codes)] * len(everybody)
    for diagnosis in everybody:
        assert diagnosis.values == dict.fromkeys(codes, "3")


# Results, counts, deleting ------------------------------------------------------------------------


def test_a_result_asked_for_in_two_tabs_at_once_is_stored_once():
    for _ in range(10):
        anna = start()
        anna.save({"varfor.3": "3"})
        snapshots = in_threads(anna.show, anna.show, anna.show)
        assert {snapshot.number for snapshot in snapshots} == {1}
        assert Snapshot.objects.filter(assessment=anna.respondent.assessment_id).count() == 1


def test_uses_counted_at_once_are_all_counted():
    now = timezone.now()
    counts = in_threads(*[lambda: count_use(key="k", now=now)] * 10)
    assert max(counts) == 10
    assert not [count for count in counts if isinstance(count, Exception)]


def test_an_answer_to_a_diagnosis_that_is_being_deleted_is_said_to_be_gone():
    anna = start()
    with transaction.atomic():
        delete_diagnosis(assessment=anna.assessment)
        with elsewhere(lambda: post(anna, "varfor.3", "5")) as saving:
            assert is_waiting(saving)
            _release()
            response = saving.result(10)
    assert response.status_code == 404
    assert not Answer.objects.exists()


def test_what_is_answered_while_it_expires_is_either_kept_whole_or_gone_whole(clock):
    for _ in range(10):
        clock("2020-01-01 12:00")
        anna = start()
        anna.save({"varfor.3": "1"})
        clock("2026-01-01 12:00")
        response, deleted = in_threads(
            lambda d=anna: post(d, "varfor.4", "5"),
            lambda: delete_expired(today=timezone.localdate()),
        )
        exists = Respondent.objects.filter(pk=anna.respondent.pk).exists()
        assert not isinstance(response, Exception), response
        assert not isinstance(deleted, Exception), deleted
        assert exists == (response.status_code == 200), (exists, response.status_code, deleted)
        if exists:
            assert fetch_answers(anna.respondent.pk).keys() == {"varfor.3", "varfor.4"}
        Collaboration.objects.all().delete()


def test_a_round_that_is_being_closed_or_joined_and_its_deletion_wait_for_each_other_in_turn():
    group = make_group()
    group.open()
    respondent, _token = group.begin()
    with transaction.atomic():
        group.begin()  # locks the round, and adds somebody whom the deletion has to see
        with elsewhere(lambda: delete_collaboration(collaboration=group.collaboration)) as deleting:
            assert is_waiting(deleting)
            Respondent.objects.select_for_update().get(pk=respondent.pk)  # as closing does
            _release()
            deleting.result(10)
    assert not Respondent.objects.exists()


def test_writing_at_the_meeting_and_in_the_plan_while_it_is_all_deleted_never_locks_up():
    for _ in range(5):
        group = make_group()
        group.open()
        group.answer_as({}, {}, {})
        group.close()
        action = group.plan()
        entry = Entry("note.vem", "Bra", make_seen("", 0))
        results = in_threads(
            lambda g=group: delete_collaboration(collaboration=g.collaboration),
            lambda g=group, e=entry: save_entries(
                sheet=make_joint_sheet(g.round),
                instrument=find_joint(fetch_edition().content, is_placed=True),
                entries=[e],
            ),
            lambda g=group, a=action: remove_action(
                action_id=a.pk, collaboration=g.collaboration, today=date(2026, 11, 21)
            ),
        )
        assert not [result for result in results if isinstance(result, DatabaseError)], results
        assert not Collaboration.objects.exists()


# The meeting --------------------------------------------------------------------------------------


def test_of_two_who_write_the_same_note_at_once_one_is_told_and_an_action_is_added_once():
    group = make_group()
    group.open()
    group.answer_as({}, {}, {})
    group.close()
    joint = find_joint(fetch_edition().content, is_placed=True)

    def write(text: str) -> SaveStatus:
        entry = Entry("note.vem", text, make_seen("", 0))
        results, _stored = save_entries(
            sheet=make_joint_sheet(group.round), instrument=joint, entries=[entry]
        )
        return results[0].status

    def decide() -> PlannedAction | None:
        return add_action(
            collaboration=group.collaboration, assessment=group.round, what="Ring", who="",
            due_on=None, aspect="vem", today=timezone.localdate(),
            submission=f"form {number}",
        )  # fmt: skip

    for number in range(10):
        Sheet.objects.filter(kind=SheetKind.JOINT).delete()
        PlannedAction.objects.all().delete()
        texts = f"Annas {number}", f"Bos {number}"
        results = in_threads(partial(write, texts[0]), partial(write, texts[1]), decide, decide)
        assert sorted(results[:2]) == [SaveStatus.CONFLICT, SaveStatus.SAVED]
        [stored] = fetch_joint_answers(group.round).values()
        assert stored.value == texts[results.index(SaveStatus.SAVED)]
        assert results[2] == results[3] == PlannedAction.objects.get()


# Content ------------------------------------------------------------------------------------------


def test_two_who_do_the_same_with_content_at_once_take_turns():
    rut = make_staff("rut")
    first = Edition.objects.get()
    copy = partial(copy_edition, edition_id=first.pk, user=rut, year=2026)
    drafts = in_threads(copy, copy)
    assert {draft.code for draft in drafts} == {"2026-A", "2026-B"}
    values = {"title": "Slutrapport", "publisher": "Norrbottens Kommuner", "year": 2026}
    draft = drafts[0]
    key = add_part(edition_id=draft.pk, parent="", slot="sources", values=values, user=rut)
    delete_part(edition_id=draft.pk, key=key, user=rut)
    change = draft.changes.first()
    restore = partial(restore_change, change_id=change.pk, seen="", user=rut)
    assert {type(done) for done in in_threads(restore, restore)} == {bool, CannotRestore}
    draft.refresh_from_db()
    assert [source["key"] for source in draft.document["sources"]].count("slutrapport") == 1
    seen = see(draft, key, "title")
    edits = [PartEdit(draft.pk, key, {"title": title}, seen) for title in ("Min", "Din")]
    write = [partial(update_part, edit=edit, user=rut) for edit in edits]
    assert {type(done) for done in in_threads(*write)} == {bool, Stale}


def test_whoever_begins_a_diagnosis_does_not_wait_for_those_who_edit():
    with transaction.atomic():
        lock_codes()
        with elsewhere(start) as starting:
            assert starting.result(10).respondent
