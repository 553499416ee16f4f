"""Writing: starting, answering, taking back, storing results, deleting."""

from datetime import date, timedelta

import pytest
from django.core.cache import caches
from django.db import IntegrityError, transaction
from django.utils import timezone

from assessments.core.links import hash_token
from assessments.filling.actions import diagnoses
from assessments.filling.actions.diagnoses import (
    delete_diagnosis,
    delete_expired,
    start_diagnosis,
    update_diagnosis,
)
from assessments.instruments.entries import Entry, SaveStatus, make_seen
from assessments.instruments.instrument import ValueRefused
from assessments.keeping.rules import compute_cutoff, compute_deletion_date
from assessments.models import (
    Answer,
    Assessment,
    Collaboration,
    Feedback,
    RateCount,
    Respondent,
    Snapshot,
)
from assessments.results.files.pdf import MADE_FROM
from assessments.site.actions import count_use, delete_old_counts, store_feedback
from model_content.domain.hashing import compute_sha256
from samverkan.pdf.cache import name_key
from tests.world import read_example_fields, start

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

NEVER_SEEN = make_seen("", 0)


# Starting -----------------------------------------------------------------------------------------


def test_a_new_diagnosis_is_pinned_to_the_edition_in_use(published):
    respondent, token = start_diagnosis(
        published=published, name="Nätet", scope="allt", answered="together", people=7
    )
    assessment = respondent.assessment
    assert assessment.edition_id == published.id
    assert (assessment.answered, assessment.people, assessment.state) == ("together", 7, "open")
    assert assessment.collaboration.name == "Nätet"
    assert assessment.collaboration.scope == "allt"
    assert assessment.changed_on == timezone.localdate()
    assert respondent.token_sha256 == hash_token(token)


def test_the_token_of_the_link_is_stored_nowhere(anna):
    stored = [
        str(value)
        for model in (Collaboration, Assessment, Respondent)
        for row in model.objects.values_list()
        for value in row
    ]
    assert not any(anna.token in value for value in stored)


def test_two_diagnoses_never_get_the_same_links(db):
    tokens = [start().token for _ in range(5)]
    assert len(set(tokens)) == 5
    assert all(len(token) >= 32 for token in tokens)


def test_one_person_is_one_person_whatever_number_was_given(published):
    respondent, _ = start_diagnosis(
        published=published, name="N", scope="s", answered="alone", people=40
    )
    assert respondent.assessment.people == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"scope": ""},
        {"answered": "nobody"},
        {"answered": "together", "people": 0},
        {"answered": "together", "people": 501},
    ],
)
def test_the_database_itself_refuses_what_the_form_should_have_refused(published, wrong):
    given = {"name": "N", "scope": "s", "answered": "alone", "people": 1} | wrong
    with pytest.raises(IntegrityError), transaction.atomic():
        start_diagnosis(published=published, **given)
    assert Collaboration.objects.count() == 0


def test_one_field_has_only_one_answer_on_a_sheet(anna):
    anna.save({"initiativ.m6": "3"})
    with pytest.raises(IntegrityError), transaction.atomic():
        Answer.objects.create(
            sheet=anna.respondent, field="initiativ.m6", value="1", saved_at=timezone.now()
        )


# Saving answers -----------------------------------------------------------------------------------


def test_an_answer_is_saved_as_revision_one(anna, clock):
    clock("2026-11-21 14:32")
    [saved] = anna.save({"initiativ.m6": "3"})
    assert (saved.field, saved.status, saved.value, saved.revision) == (
        "initiativ.m6", SaveStatus.SAVED, "3", 1,
    )  # fmt: skip
    answer = anna.answers["initiativ.m6"]
    assert (answer.value, answer.revision) == ("3", 1)
    assert timezone.localtime(answer.saved_at).strftime("%H.%M") == "14.32"


def test_each_change_counts_the_revision_up_by_one(anna):
    revisions = [anna.save({"varfor.3": value})[0].revision for value in ("1", "5", "", "5")]
    assert revisions == [1, 2, 3, 4]


def test_saving_what_is_stored_already_changes_nothing(anna, clock):
    clock("2026-11-21 14:32")
    anna.save({"varfor.3": "4"})
    before = anna.answers["varfor.3"]
    clock("2026-11-21 15:00")
    [saved] = anna.save({"varfor.3": "4"})
    assert (saved.status, saved.revision) == (SaveStatus.SAVED, 1)
    assert anna.answers["varfor.3"].saved_at == before.saved_at


def test_a_retry_from_a_page_that_saw_nothing_is_confirmed_when_the_value_is_stored(anna):
    anna.save({"varfor.3": "4"})
    [saved] = anna.enter(Entry("varfor.3", "4", NEVER_SEEN))
    assert (saved.status, saved.value, saved.revision) == (SaveStatus.SAVED, "4", 1)


def test_a_page_that_saw_an_older_answer_is_told_of_the_conflict_and_overwrites_nothing(anna):
    anna.save({"varfor.3": "2"})
    seen_before = anna.see("varfor.3")
    anna.save({"varfor.3": "4"})
    [saved] = anna.enter(Entry("varfor.3", "1", seen_before))
    assert (saved.status, saved.value, saved.revision) == (SaveStatus.CONFLICT, "4", 2)
    assert anna.values["varfor.3"] == "4"


def test_two_pages_that_both_saw_nothing_conflict_on_different_answers(anna):
    anna.enter(Entry("varfor.3", "2", NEVER_SEEN))
    [saved] = anna.enter(Entry("varfor.3", "3", NEVER_SEEN))
    assert saved.status == SaveStatus.CONFLICT
    assert anna.values["varfor.3"] == "2"


@pytest.mark.parametrize("seen", ["", "x", "9999999999.abcdefgh", "-1.00000000", "1", "²."])
def test_a_damaged_mark_never_overwrites_an_answer(anna, seen):
    anna.save({"varfor.3": "2"})
    anna.save({"varfor.3": "3"})
    [saved] = anna.enter(Entry("varfor.3", "5", seen))
    if seen == "1":  # a real revision, but an old one
        assert saved.status == SaveStatus.CONFLICT
    assert anna.values["varfor.3"] == "3"


def test_a_page_left_as_it_was_shown_does_not_undo_a_newer_answer(anna):
    anna.save({"varfor.3": "2"})
    shown_then = anna.see("varfor.3")
    anna.save({"varfor.3": "5"})
    [saved] = anna.enter(Entry("varfor.3", "2", shown_then))
    assert (saved.status, saved.value) == (SaveStatus.SAVED, "5")
    assert anna.values["varfor.3"] == "5"


def test_going_back_to_the_shown_value_after_sending_another_is_a_real_change(anna):
    """A choice was sent without an answer, then the person chose what the page had first."""
    anna.save({"varfor.3": "2"})
    shown_then = anna.see("varfor.3")
    anna.enter(Entry("varfor.3", "4", shown_then))  # arrived, but its answer was lost
    [saved] = anna.enter(Entry("varfor.3", "2", shown_then, sent=("4",)))
    assert (saved.status, saved.value) == (SaveStatus.SAVED, "2")
    assert anna.values["varfor.3"] == "2"


def test_what_the_page_itself_has_sent_is_not_a_conflict(anna):
    anna.enter(Entry("varfor.3", "1", NEVER_SEEN))  # the answer never reached the page
    [saved] = anna.enter(Entry("varfor.3", "2", NEVER_SEEN, sent=("1",)))
    assert (saved.status, saved.revision) == (SaveStatus.SAVED, 2)


def test_what_the_page_has_sent_does_not_excuse_somebody_elses_answer(anna):
    anna.enter(Entry("varfor.3", "5", NEVER_SEEN))  # Bo's
    [saved] = anna.enter(Entry("varfor.3", "2", NEVER_SEEN, sent=("1",)))
    assert saved.status == SaveStatus.CONFLICT
    assert anna.values["varfor.3"] == "5"


def test_an_answer_set_back_by_somebody_to_what_the_page_saw_is_no_conflict(anna):
    anna.save({"varfor.3": "2"})
    shown_then = anna.see("varfor.3")
    anna.save({"varfor.3": "4"})
    anna.save({"varfor.3": "2"})
    [saved] = anna.enter(Entry("varfor.3", "5", shown_then))
    assert (saved.status, saved.revision) == (SaveStatus.SAVED, 4)


def test_an_answer_can_be_taken_back_and_keeps_its_row(anna):
    anna.save({"varfor.3": "2"})
    [saved] = anna.save({"varfor.3": ""})
    assert (saved.status, saved.value, saved.revision) == (SaveStatus.SAVED, "", 2)
    assert anna.answers["varfor.3"].value == ""


def test_taking_back_what_was_never_answered_makes_no_row(anna):
    anna.save({"varfor.3": ""})
    assert anna.answers == {}


def test_a_page_that_saw_the_answer_taken_back_is_told_of_a_new_one(anna):
    anna.save({"varfor.3": "2"})
    anna.save({"varfor.3": ""})
    seen_empty = anna.see("varfor.3")
    anna.save({"varfor.3": "3"})
    [saved] = anna.enter(Entry("varfor.3", "1", seen_empty))
    assert saved.status == SaveStatus.CONFLICT


def test_line_breaks_of_windows_become_plain_ones(anna):
    anna.save({"comment.varfor": "Rad ett\r\nRad två\r\n"})
    assert anna.values["comment.varfor"] == "Rad ett\nRad två\n"
    [again] = anna.save({"comment.varfor": "Rad ett\r\nRad två\r\n"})
    assert again.revision == 1


@pytest.mark.parametrize("blank", ["", " ", "\n\n", "\t \r\n"])
def test_a_comment_of_only_white_space_is_no_comment(anna, blank):
    anna.save({"comment.varfor": "Vi är oense"})
    anna.save({"comment.varfor": blank})
    assert anna.values["comment.varfor"] == ""


def test_five_thousand_characters_fit_counted_when_line_breaks_have_become_plain(anna):
    anna.save({"comment.varfor": "\r\n" * 100 + "å" * 4900})
    assert len(anna.values["comment.varfor"]) == 5000


def test_one_refused_value_saves_nothing_of_what_came_with_it(anna):
    with pytest.raises(ValueRefused):
        anna.save({"varfor.3": "4", "varfor.4": "6"})
    assert anna.answers == {}


def test_one_conflict_does_not_stop_the_other_answers(anna):
    anna.enter(Entry("varfor.3", "5", NEVER_SEEN))
    results = anna.enter(Entry("varfor.3", "1", NEVER_SEEN), Entry("varfor.4", "3", NEVER_SEEN))
    assert [r.status for r in results] == [SaveStatus.CONFLICT, SaveStatus.SAVED]
    assert anna.values == {"varfor.3": "5", "varfor.4": "3"}


def test_the_same_field_twice_in_one_request_ends_as_the_first_and_says_so(anna):
    results = anna.enter(Entry("varfor.3", "1", NEVER_SEEN), Entry("varfor.3", "2", NEVER_SEEN))
    assert [r.status for r in results] == [SaveStatus.SAVED, SaveStatus.CONFLICT]
    assert anna.values == {"varfor.3": "1"}


def test_answers_of_one_diagnosis_are_nobody_elses(anna, disa):
    anna.save({"varfor.3": "5"})
    assert disa.answers == {}
    disa.save({"varfor.3": "1"})
    assert anna.values == {"varfor.3": "5"}


# The day of the last change -----------------------------------------------------------------------


def test_an_answer_moves_the_day_of_deletion(anna, clock):
    clock("2027-03-05 10:00")
    anna.save({"varfor.3": "5"})
    assert anna.assessment.changed_on == date(2027, 3, 5)


def test_a_retry_or_an_unchanged_page_does_not_move_the_day_of_deletion(anna, clock):
    clock("2027-03-05 10:00")
    anna.save({"varfor.3": "5"})
    clock("2027-04-05 10:00")
    anna.save({"varfor.3": "5"})
    anna.save({"varfor.4": ""})
    assert anna.assessment.changed_on == date(2027, 3, 5)


def test_a_conflict_does_not_move_the_day_of_deletion(anna, clock):
    clock("2027-03-05 10:00")
    anna.save({"varfor.3": "5"})
    clock("2027-04-05 10:00")
    anna.enter(Entry("varfor.3", "1", NEVER_SEEN))
    assert anna.assessment.changed_on == date(2027, 3, 5)


def test_the_day_is_the_day_in_sweden(anna, clock):
    clock("2027-03-05 00:10")  # still the fourth in Greenwich
    anna.save({"varfor.3": "5"})
    assert anna.assessment.changed_on == date(2027, 3, 5)


# Results ------------------------------------------------------------------------------------------


def test_the_first_result_is_number_one_and_says_what_was_answered(answered):
    snapshot = answered.show()
    document = snapshot.document
    assert snapshot.number == 1
    assert snapshot.sha256 == compute_sha256(document)
    assert document["edition"] == {
        "code": "2026.2", "revision": 1, "sha256": answered.published.sha256,
    }  # fmt: skip
    assert document["collaboration"]["name"] == answered.assessment.collaboration.name
    assert document["counts"]["initiativ.m6"] == {"3": 1}
    assert document["diagnosis"]["stage"] is not None


def test_a_result_comes_out_of_the_database_as_it_went_in(answered):
    """PostgreSQL does not keep the order of keys; the hash does not need it."""
    answered.save({"comment.varfor": 'Kovačić 😀 \u2028 \x01 "\\'})
    snapshot = answered.show()
    before = snapshot.document
    snapshot.refresh_from_db()
    assert snapshot.document == before
    assert snapshot.sha256 == compute_sha256(snapshot.document)


def test_the_same_answers_give_the_same_result_and_no_new_one(answered):
    first, second = answered.show(), answered.show()
    assert first.pk == second.pk
    assert Snapshot.objects.count() == 1


def test_changed_answers_give_a_new_number_and_leave_the_old_result_alone(answered):
    first = answered.show()
    answered.save({"varfor.3": "1"})
    second = answered.show()
    assert (first.number, second.number) == (1, 2)
    first.refresh_from_db()
    assert first.document["counts"]["varfor.3"] == {"5": 1}
    assert second.document["counts"]["varfor.3"] == {"1": 1}


def test_going_back_to_earlier_answers_gives_a_third_result(answered):
    answered.show()
    answered.save({"varfor.3": "1"})
    answered.show()
    answered.save({"varfor.3": "5"})
    third = answered.show()
    assert third.number == 3
    assert third.document["diagnosis"] == Snapshot.objects.get(number=1).document["diagnosis"]


def test_a_new_name_gives_a_new_result(answered):
    answered.show()
    update_diagnosis(
        assessment=answered.assessment, name="Ny", scope="s", answered="alone", people=1
    )
    assert answered.show().number == 2


def test_answers_taken_back_are_not_in_the_result(answered):
    answered.save({"varfor.3": "", "comment.varfor": "Hemligt"})
    answered.save({"comment.varfor": ""})
    document = answered.show().document
    assert "varfor.3" not in document["counts"]
    assert "Hemligt" not in str(document)


def test_nothing_answered_gives_a_result_that_says_so(anna):
    document = anna.show().document
    assert document["diagnosis"]["certainty"] == "insufficient"
    assert document["counts"] == {}


def test_storing_a_result_changes_no_answer_and_no_date(answered, clock):
    before = (answered.values, answered.assessment.changed_on)
    clock("2030-01-01 12:00")
    answered.show()
    assert (answered.values, answered.assessment.changed_on) == before


def test_a_correction_of_the_text_leaves_stored_results_on_their_revision(answered, eva):
    snapshot = answered.show()
    eva("varfor.3", "Alla parter kan säga varför de deltar")
    snapshot.refresh_from_db()
    assert snapshot.document["edition"]["revision"] == 1


# Changing and deleting ----------------------------------------------------------------------------


def test_the_details_can_be_changed(anna, clock):
    clock("2027-01-02 09:00")
    update_diagnosis(
        assessment=anna.assessment, name="Nytt", scope="annat", answered="together", people=9
    )
    assessment = anna.assessment
    assert (assessment.collaboration.name, assessment.collaboration.scope) == ("Nytt", "annat")
    assert (assessment.answered, assessment.people) == ("together", 9)
    assert assessment.changed_on == date(2027, 1, 2)


def test_changing_the_details_of_one_leaves_others_alone(anna, disa):
    update_diagnosis(
        assessment=anna.assessment, name="Nytt", scope="annat", answered="together", people=9
    )
    assert disa.assessment.collaboration.name == "Disas eget nätverk"
    assert disa.assessment.people == 1


def test_deleting_removes_every_row_and_leaves_others(shown, disa):
    disa.save({"varfor.3": "3"})
    disa.show()
    delete_diagnosis(assessment=shown.assessment)
    for model in (Collaboration, Assessment, Respondent, Snapshot):
        assert model.objects.count() == 1
    assert set(Answer.objects.values_list("sheet", flat=True)) == {disa.respondent.pk}


def test_deleting_forgets_the_finished_reports_too(shown, disa):
    disa.show()
    key = name_key(shown.assessment.snapshots.get().sha256, MADE_FROM)
    others = name_key(disa.assessment.snapshots.get().sha256, MADE_FROM)
    caches["reports"].set_many({key: b"%PDF", others: b"%PDF"})
    delete_diagnosis(assessment=shown.assessment)
    assert caches["reports"].get(key) is None
    assert caches["reports"].get(others) == b"%PDF"


@pytest.fixture
def aged(anna):
    """Sets the day of the last change."""

    def age(day: date, diagnosis=anna):
        Assessment.objects.filter(pk=diagnosis.assessment.pk).update(changed_on=day)
        Collaboration.objects.filter(assessments=diagnosis.assessment).update(changed_on=day)

    return age


def test_a_diagnosis_is_deleted_on_the_day_that_was_promised_and_not_before(anna, aged):
    day = date(2026, 1, 31)
    aged(day)
    promised = compute_deletion_date(day)
    assert delete_expired(today=promised - timedelta(days=1)) == 0
    assert Collaboration.objects.count() == 1
    assert delete_expired(today=promised) == 1
    assert Collaboration.objects.count() == 0


def test_what_has_changed_after_the_cutoff_stays(anna, disa, aged):
    today = date(2027, 6, 15)
    aged(compute_cutoff(today))
    aged(compute_cutoff(today) + timedelta(days=1), disa)
    assert delete_expired(today=today) == 1
    assert Collaboration.objects.get().name == "Disas eget nätverk"


def test_deleting_what_is_expired_takes_its_reports_along(shown, aged):
    key = name_key(shown.assessment.snapshots.get().sha256, MADE_FROM)
    caches["reports"].set(key, b"%PDF")
    aged(date(2020, 1, 1))
    assert delete_expired(today=date(2026, 1, 1)) == 1
    assert caches["reports"].get(key) is None
    assert not Answer.objects.exists()
    assert not Snapshot.objects.exists()


def test_more_than_one_batch_is_deleted_in_one_run(db, monkeypatch):
    monkeypatch.setattr(diagnoses, "DELETE_BATCH", 2)
    for _ in range(5):
        start()
    for model in (Assessment, Collaboration):
        model.objects.update(changed_on=date(2020, 1, 1))
    assert delete_expired(today=date(2026, 1, 1)) == 5
    assert not Collaboration.objects.exists()


def test_an_answer_that_comes_while_deleting_keeps_the_diagnosis(anna, aged, monkeypatch):
    """Between listing what is due and locking it, somebody answers."""
    aged(date(2020, 1, 1))
    monkeypatch.setattr(diagnoses, "lock_collaborations", lambda _: anna.save({"varfor.3": "5"}))
    assert delete_expired(today=timezone.localdate()) == 0
    assert anna.values == {"varfor.3": "5"}


def test_feedback_is_kept_with_nothing_but_what_is_written_and_when(db):
    store_feedback(text="Bra!")
    fields = {field.name for field in Feedback._meta.get_fields()}
    assert fields == {"id", "topic", "text", "email", "created_at"}
    stored = Feedback.objects.get()
    assert (stored.topic, stored.text, stored.email) == ("ovrigt", "Bra!", "")


# Counting uses ------------------------------------------------------------------------------------


def test_uses_are_counted_per_key_and_hour(db):
    now = timezone.now().replace(minute=10)
    assert [count_use(key="a", now=now) for _ in range(3)] == [1, 2, 3]
    assert count_use(key="b", now=now) == 1
    assert count_use(key="a", now=now.replace(minute=59)) == 4
    assert count_use(key="a", now=now + timedelta(hours=1)) == 1


def test_old_counts_are_thrown_away_and_new_ones_kept(db):
    now = timezone.now()
    count_use(key="old", now=now - timedelta(hours=26))
    count_use(key="new", now=now)
    delete_old_counts(now=now)
    assert list(RateCount.objects.values_list("key", flat=True)) == ["new"]


def test_the_example_can_be_answered_as_it_is_shipped(answered):
    assert answered.values == read_example_fields()


def test_choosing_again_what_the_page_had_is_a_conflict_if_it_has_changed_meanwhile(anna):
    anna.enter(Entry("varfor.3", "4", NEVER_SEEN))
    shown_then = make_seen("4", 1)
    anna.enter(Entry("varfor.3", "2", shown_then))
    [left] = anna.enter(Entry("varfor.3", "4", shown_then))
    [chosen] = anna.enter(Entry("varfor.3", "4", shown_then, is_chosen=True))
    assert (left.status, left.value) == (SaveStatus.SAVED, "2")
    assert (chosen.status, chosen.value) == (SaveStatus.CONFLICT, "2")
