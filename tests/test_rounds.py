"""The life of a group's round, through the actions."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assessments.core.rules.lifecycle import ChangeRefused
from assessments.filling.actions.answers import RoundClosed
from assessments.models import Answer, Invitation, Respondent
from assessments.rounds.actions.rounds import (
    AlreadyHandedIn,
    LastDayPassed,
    NotReady,
    close_if_overdue,
    close_overdue_rounds,
    delete_draft,
    delete_respondent,
    hand_in,
    open_round,
    reopen_round,
    update_draft,
)
from tests.group import days_from_now, make_group, make_settings, save

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def group():
    return make_group()


def today():
    return timezone.localdate()


# Drafts -------------------------------------------------------------------------------------------


def test_what_respondents_are_told_cannot_be_changed_once_the_round_has_opened(group):
    group.open(smallest_group=7)
    with pytest.raises(ChangeRefused):
        update_draft(assessment=group.round, settings=make_settings(smallest_group=5))
    with pytest.raises(ChangeRefused):
        delete_draft(assessment=group.round)
    assert group.reload().smallest_group == 7


def test_renaming_the_collaboration_does_not_change_what_respondents_were_told(group):
    group.open()
    type(group.collaboration).objects.update(name="Nytt namn", scope="allt möjligt")
    group.answer()
    snapshot = group.close()
    assert snapshot.document["collaboration"]["name"] == group.round.told_name != "Nytt namn"


@pytest.mark.parametrize(
    ("settings", "error"),
    [
        ({"closes_on": None}, NotReady),
        ({"allows_statistics": None}, NotReady),
        ({"closes_on": days_from_now(-1)}, LastDayPassed),
    ],
)
def test_a_round_does_not_open_before_everything_is_decided(group, settings, error):
    group.draft(**settings)
    with pytest.raises(error):
        open_round(assessment=group.round, user=group.leader, today=today())
    assert group.reload().state == "draft"


# Closing ------------------------------------------------------------------------------------------


def test_closing_counts_only_what_was_handed_in_and_deletes_the_rest(group):
    group.open()
    for _ in range(5):
        group.answer()
    unfinished, _token = group.begin()
    save(unfinished, {"varfor.3": "1"})
    snapshot = group.close()
    assert snapshot.document["respondents"] == 5
    assert "1" not in snapshot.document["counts"]["varfor.3"]
    assert not Respondent.objects.filter(pk=unfinished.pk).exists()


def test_a_closed_round_takes_no_answers(group):
    group.open()
    respondent = group.answer()
    group.close()
    with pytest.raises(RoundClosed):
        save(respondent, {"varfor.3": "1"})
    with pytest.raises(RoundClosed):
        group.begin()


def test_a_closing_day_is_a_whole_day_and_the_first_reader_after_it_closes_the_round(group):
    group.open(closes_on=days_from_now(3))
    assert not close_if_overdue(assessment=group.round, today=days_from_now(3))
    assert close_if_overdue(assessment=group.round, today=days_from_now(4))
    assert not close_if_overdue(assessment=group.round, today=days_from_now(4))
    assert group.reload().state == "closed"
    assert group.round.snapshots.count() == 1


def test_what_time_has_made_due_closes_every_overdue_round_once(group):
    group.open(closes_on=days_from_now(3))
    other = make_group("En annan")
    other.open(closes_on=days_from_now(5))
    assert close_overdue_rounds(today=days_from_now(4)) == 1
    assert close_overdue_rounds(today=days_from_now(4)) == 0
    assert (group.reload().state, other.reload().state) == ("closed", "open")


def test_an_anonymous_round_is_never_opened_again_and_nobody_removed_from_it(group):
    group.open()
    respondent = group.answer()
    with pytest.raises(ChangeRefused):
        delete_respondent(respondent=respondent)
    group.close()
    with pytest.raises(ChangeRefused):
        reopen(group)
    assert group.reload().state == "closed"


def reopen(group, reason="Två hann inte"):
    reopen_round(
        assessment=group.round,
        closes_on=days_from_now(7),
        reason=reason,
        user=group.leader,
        today=today(),
    )


def test_the_results_that_hold_a_deleted_respondents_answers_go_with_them(
    group, django_capture_on_commit_callbacks, monkeypatch
):
    forgotten = []
    monkeypatch.setattr("assessments.rounds.actions.rounds.forget_pdfs", forgotten.extend)
    group.open(anonymous=False)
    ture = group.answer(name="Ture")
    group.answer(name="Ulla")
    first = group.close()
    reopen(group)
    unfinished, _token = group.begin(name="Vera")
    delete_respondent(respondent=unfinished)
    assert group.round.snapshots.count() == 1
    with django_capture_on_commit_callbacks(execute=True):
        delete_respondent(respondent=ture)
    assert (list(group.round.snapshots.all()), forgotten) == ([], [first.sha256])
    again = group.close()
    assert (again.number, again.document["respondents"]) == (1, 1)
    with pytest.raises(RoundClosed):
        delete_respondent(respondent=Respondent.objects.get(name="Ulla"))


def test_closing_an_anonymous_round_writes_its_rows_in_an_order_that_says_nothing(group):
    group.open()
    late, early = group.invite("ture@kommun.example", "anna@kommun.example")
    for invitation in (late, early):
        respondent = group.begin()[0]
        save(respondent, {"initiativ.m6": "1"})
        hand_in(respondent=respondent, invitation=invitation, today=today())
    with CaptureQueriesContext(connection) as queries:
        group.close()
    written = [q["sql"] for q in queries if q["sql"].startswith("UPDATE")]

    def list_keys(table):
        updates = [sql for sql in written if f'UPDATE "assessments_{table}"' in sql]
        return [int(sql.rpartition(" = ")[2].strip("()")) for sql in updates]

    people = sorted(Respondent.objects.values_list("pk", flat=True))
    assert list_keys("invitation") == [early.pk, late.pk]
    assert list_keys("sheet") == list_keys("answer") == people


# Handing in ---------------------------------------------------------------------------------------


def test_an_invitation_counts_once_however_often_it_is_used(group):
    group.open()
    [invitation] = group.invite("ture@kommun.example")
    (first, _), (second, _) = group.begin(), group.begin()
    hand_in(respondent=first, invitation=invitation, today=today())
    with pytest.raises(AlreadyHandedIn):
        hand_in(respondent=second, invitation=invitation, today=today())
    hand_in(respondent=first, invitation=invitation, today=today())  # a double click
    assert Respondent.objects.exclude(submitted_on=None).count() == 1


def test_an_anonymous_round_keeps_no_time_finer_than_the_day_of_what_is_handed_in(group, clock):
    clock("2026-11-21 14:32")
    group.open()
    respondent = group.answer()
    clock("2026-11-22 09:15")
    answers = Answer.objects.filter(sheet=respondent)
    assert {timezone.localtime(a.saved_at).strftime("%H:%M") for a in answers} == {"00:00"}
    answers.filter(field="varfor.3").update(value="1")
    save(respondent, {"nytta.2": "1"})
    assert {timezone.localtime(a.saved_at).strftime("%H:%M") for a in answers.all()} == {"00:00"}


def test_nothing_stored_of_an_invitation_is_stored_of_answers_too(group):
    """No column of the two could be joined: ids, times and tokens have nothing in common."""
    group.open()
    [invitation, _] = group.invite("ture@kommun.example", "ulla@kommun.example")
    respondent, _token = group.begin()
    hand_in(respondent=respondent, invitation=invitation, today=today())
    group.close()
    used = Invitation.objects.get(submitted=True)
    stored = Respondent.objects.get()
    of_invitation = {str(v) for k, v in vars(used).items() if k not in ("_state", "assessment_id")}
    of_answers = {str(v) for k, v in vars(stored).items() if k not in ("_state", "assessment_id")}
    assert of_invitation & of_answers <= {"", "None"}
    dates = [v for v in vars(used).values() if isinstance(v, date)]
    assert dates == []  # the day of a mail, none has been sent: nothing says when it was used


def test_answers_of_one_round_are_not_counted_in_another(group):
    group.open()
    group.answer()
    other = make_group("En annan")
    other.open()
    assert other.close().document["respondents"] == 0
    assert group.close().document["respondents"] == 1


# The round before ---------------------------------------------------------------------------------


def test_the_next_round_is_compared_with_the_one_before_of_the_same_part(group, clock):
    clock("2026-03-02 10:00")
    group.open()
    for _ in range(5):
        group.answer()
    group.close()
    clock("2026-11-21 10:00")
    group.open(title="Hösten")
    for _ in range(6):
        group.answer({"varfor.3": "5", "varfor.4": "5"})
    snapshot = group.close()
    assert snapshot.document["earlier"]["date"] == "2026-03-02"
    assert snapshot.document["earlier"]["respondents"] == 5
    assert snapshot.document["followup"]["title"] == "Våren"
