"""A group's meeting: what is written there, by one or by two at once, and the report with it."""

from datetime import date
from io import BytesIO

import pytest
from django.utils import timezone
from docx import Document

from assessments.core.rules.lifecycle import ChangeRefused
from assessments.filling.actions.answers import save_entries
from assessments.instruments.entries import Entry, make_seen
from assessments.meeting.actions import store_meeting_report
from assessments.meeting.rules.agenda import SUMMARY
from assessments.meeting.rules.meeting import MEETING, ActionStatus
from assessments.meeting.selectors import fetch_meeting, find_change_since, make_joint_sheet
from assessments.methods.stages.instrument import DISSENT, JOINT_STAGE, PRESENT
from assessments.models import PlannedAction, Snapshot
from assessments.plan.actions import add_action, remove_action, update_action
from assessments.rounds.actions.rounds import reopen_round
from samverkan.merging import Stale, make_marks
from tests.group import ANNA, BO, CIA, close_divided, days_from_now, make_group, sign_in
from tests.markup import read_form, read_page

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 21)


@pytest.fixture
def group():
    return close_divided()


@pytest.fixture
def anna():
    return sign_in(ANNA)


def write(group, **values):
    """Somebody writes on pages that have just been shown."""
    sheet = fetch_meeting(group.round)
    entries = [
        Entry(
            field,
            value,
            make_seen(*sheet.answers[field][:2] if field in sheet.answers else ("", 0)),
        )
        for field, value in values.items()
    ]
    joint = make_joint_sheet(group.round)
    return save_entries(sheet=joint, instrument=sheet.instrument, entries=entries)


def decide(group, what="Bjud in fler", **changes):
    given = {"who": "Anna", "due_on": days_from_now(30), "aspect": "vem"} | changes
    return add_action(
        collaboration=group.collaboration, assessment=group.round, what=what, today=TODAY, **given
    )


def read(browser, url):
    response = browser.get(url)
    assert response.status_code == 200
    return response.content.decode()


# What is shown ------------------------------------------------------------------------------------


def test_a_subject_is_shown_with_its_distribution_in_words_and_what_to_talk_about(group, anna):
    page = read(anna, group.url("meeting_subject", "vem"))
    assert "4 stämmer inte alls, 4 stämmer helt" in page
    assert "ni ser olika på det här" in page
    sheet = fetch_meeting(group.round)
    assert sheet.edition.aspect_by_code["vem"].dialogue_questions[0].text in page


def test_with_few_who_answered_no_distribution_is_shown_and_with_fewer_nothing(anna):
    few = make_group()
    few.open()
    few.answer_as({}, {}, {})
    few.close()
    page = read(anna, few.url("meeting_subject", fetch_meeting(few.round).agenda.pages[1].slug))
    assert "fördelningen visas inte" in page
    assert "3 stämmer" not in page
    fewer = make_group()
    fewer.open()
    fewer.answer()
    fewer.close()
    assert "Svara tillsammans i stället" in read(anna, fewer.url("meeting"))


def test_before_the_round_has_closed_there_is_no_meeting(anna):
    group = make_group()
    group.open()
    assert anna.get(group.url("meeting")).url == group.url("round")
    with pytest.raises(ChangeRefused):
        store_meeting_report(assessment=group.round, today=TODAY)


def test_a_reader_sees_what_was_written_and_has_nothing_to_write_in(group):
    write(group, **{"note.vem": "Vi menar olika saker."})
    page = read(sign_in(CIA), group.url("meeting_subject", "vem"))
    assert "Vi menar olika saker." in page
    assert "<textarea" not in page
    assert sign_in(CIA).post(group.url("meeting"), {}).status_code == 403


# What is written ----------------------------------------------------------------------------------


def test_going_on_saves_what_was_written_and_adds_the_action(group, anna):
    form = {
        "seen.note.vem": make_seen("", 0), "note.vem": "Sagt\r\nså", "new-what": " Bjud  in fler ",
        "new-due_on": days_from_now(9).isoformat(), "go": SUMMARY,
        "form_token": f"{'x' * 22}.",
    }  # fmt: skip
    url = group.url("meeting_subject", "vem")
    assert anna.post(url, form).url == group.url("meeting_subject", SUMMARY)
    assert anna.post(url, form).status_code == 302  # sent twice
    sheet = fetch_meeting(group.round)
    assert sheet.values == {"note.vem": "Sagt\nså"}
    [action] = sheet.actions
    assert (action.what, action.aspect, action.assessment) == ("Bjud in fler", "vem", group.round)


@pytest.mark.both_databases
def test_two_who_write_at_once_see_both_texts_and_neither_is_lost(group, anna):
    url = group.url("meeting_subject", "vem")
    unseen = {"seen.note.vem": make_seen("", 0)}
    anna.post(url, unseen | {"note.vem": "Annas text"})
    response = sign_in(BO).post(
        url, unseen | {"note.vem": "Bos text", "new-what": "Bos sak", "go": SUMMARY}
    )
    page = response.content.decode()
    assert response.status_code == 409
    assert "Annas text" in page
    assert "Bos text</textarea>" in page
    assert f"{ANNA} har ändrat texten" in page
    own = anna.post(url, unseen | {"note.vem": "Annas andra flik"}).content.decode()
    assert "Texten har ändrats i en annan flik" in own
    assert 'value="Bos sak"' in page
    assert fetch_meeting(group.round).values == {"note.vem": "Annas text"}


def test_an_action_that_cannot_be_read_is_not_added_but_the_note_is_saved(group, anna):
    form = {"seen.note.vem": make_seen("", 0), "note.vem": "Sagt", "new-due_on": "2020-01-01"}
    response = anna.post(group.url("meeting_subject", "vem"), form)
    assert response.status_code == 422
    assert "Den dagen har redan varit" in response.content.decode()
    sheet = fetch_meeting(group.round)
    assert (sheet.values, sheet.actions) == ({"note.vem": "Sagt"}, ())


def test_who_says_another_stage_than_the_answers_is_asked_why(group, anna):
    form = {"seen.joint.stage": make_seen("", 0), "joint.stage": "avslut"}
    anna.post(group.url("meeting"), form)
    assert "Skriv gärna varför" in read(anna, group.url("meeting"))
    assert "Skriv gärna varför" in read(anna, group.url("meeting_subject", SUMMARY))


def test_nothing_is_written_in_a_round_that_has_been_opened_again(anna):
    group = make_group()
    group.open(anonymous=False)
    group.answer_as({}, {}, {})
    group.close()
    sheet = fetch_meeting(group.round)
    reopen_round(
        assessment=group.round, closes_on=days_from_now(3), reason="Fler",
        user=group.leader, today=timezone.localdate(),
    )  # fmt: skip
    with pytest.raises(ChangeRefused):
        save_entries(sheet=make_joint_sheet(group.round), instrument=sheet.instrument, entries=[])


# Actions ------------------------------------------------------------------------------------------


def change(group, action, **changes):
    given = {
        "what": action.what, "who": action.who, "due_on": action.due_on, "aspect": action.aspect,
        "status": ActionStatus(action.status),
    }  # fmt: skip
    given["seen"] = make_marks({name: str(given[name]) for name in given if name != "due_on"}
                               | {"due_on": action.due_on})  # fmt: skip
    return update_action(
        action_id=action.pk, collaboration=group.collaboration, today=TODAY, **given | changes
    )


def test_an_action_changed_by_two_at_once_is_a_conflict_unless_they_say_the_same(group):
    action = decide(group)
    assert change(group, action, who="Bo").revision == 2
    assert change(group, action, who="Bo").revision == 2  # the request sent twice
    with pytest.raises(Stale) as conflict:
        change(group, action, who="Cia")
    assert conflict.value.current.who == "Bo"


def test_an_action_of_another_collaboration_cannot_be_changed_or_removed(group):
    action = decide(group)
    other = make_group("En annan")
    with pytest.raises(PlannedAction.DoesNotExist):
        change(other, action, who="Disa")
    remove_action(action_id=action.pk, collaboration=other.collaboration, today=days_from_now(0))
    assert PlannedAction.objects.filter(pk=action.pk).exists()


@pytest.mark.both_databases
def test_an_action_is_changed_and_removed_on_its_page(group, anna):
    action = decide(group)
    url = group.url("meeting_action", action.pk)
    form = read_form(read_page(anna.get(url)).one("main").one("form"))
    back = anna.post(url + "?fran=vem", form | {"what": "Ring dem"})
    assert back.url == group.url("meeting_subject", "vem")
    late = anna.post(url, form | {"what": "Mejla dem"})
    assert late.status_code == 409
    assert "Ring dem" in late.content.decode()
    assert 'value="Mejla dem"' in late.content.decode()
    assert anna.get(group.url("meeting_action", 7777).replace("7777", "9" * 30)).status_code == 404
    anna.post(url, {"remove": "1"})
    assert anna.get(url).status_code == 404


# The report ---------------------------------------------------------------------------------------


@pytest.mark.both_databases
def test_the_report_is_made_anew_with_what_was_decided_and_the_rest_of_it_unchanged(group, anna):
    first = group.round.snapshots.get()
    write(group, **{JOINT_STAGE: "mognad", DISSENT: "Disa håller inte med."})
    decide(group)
    assert find_change_since(group.round, first)
    anna.post(group.url("meeting_subject", SUMMARY), {"go": "report"})
    second = group.round.snapshots.get(number=2)
    assert {k: v for k, v in second.document.items() if k != MEETING} == first.document
    meeting = second.document[MEETING]
    assert (meeting["stage"], meeting["dissent"]) == ("mognad", "Disa håller inte med.")
    assert [action["what"] for action in meeting["actions"]] == ["Bjud in fler"]
    assert not find_change_since(group.round, second)


def test_the_same_decisions_make_no_new_report_and_none_at_all_make_it_as_it_was(group):
    write(group, **{DISSENT: "Nej"})
    stored = store_meeting_report(assessment=group.round, today=TODAY)
    assert store_meeting_report(assessment=group.round, today=days_from_now(2)) == stored
    write(group, **{DISSENT: ""})
    last = store_meeting_report(assessment=group.round, today=TODAY)
    assert MEETING not in last.document
    assert Snapshot.objects.count() == 3


def test_the_meeting_asks_the_database_for_little(group, anna, django_assert_num_queries):
    decide(group)
    with django_assert_num_queries(9):
        anna.get(group.url("meeting_subject", "vem"))
    with django_assert_num_queries(11):
        anna.get(group.url("meeting_subject", SUMMARY))


@pytest.mark.parametrize("number", ["9" * 5000, "²", ""])
def test_a_button_for_an_action_that_cannot_be_stays_on_the_page(group, anna, number):
    url = group.url("meeting")
    assert anna.post(url, {"go": f"atgard-{number}"}).url == url


def test_the_minutes_say_who_was_there_what_was_said_and_what_was_decided(group):
    write(group, **{PRESENT: "Anna\nBo", "note.vem": "Vi är för få.", DISSENT: "Disa: nej."})
    decide(group, "bjuda in fler", for_steering=True, cost="1 000 kr")
    decide(group, "ta rast", aspect="")
    cia = sign_in(CIA)
    text = read(cia, group.url("meeting_minutes", "txt"))
    order = [text.index(each) for each in (
        "Närvarande", "- Bo", "Svaren säger:", "\nVem", "Vi är för få.",
        "Vi ber styrgruppen besluta att:\n- bjuda in fler", "Kostnad: 1 000 kr.",
        "\nBeslut\nVi beslutar att:", "- ta rast", "Disa: nej.",
    )]  # fmt: skip
    assert order == sorted(order)
    told = read_page(cia.get(group.url("meeting_subject", SUMMARY))).text
    own, _, asked = told.partition("Vi ber styrgruppen besluta att:")
    assert "ta rast" in own.partition("Vi beslutar att:")[2]
    assert "bjuda in fler" in asked
    word = cia.get(group.url("meeting_minutes", "docx"))
    file = Document(BytesIO(word.content))
    assert "Vi är för få." in [paragraph.text for paragraph in file.paragraphs]
    assert cia.get(group.url("meeting_minutes", "pdf")).status_code == 404


# Topics, and what saves itself --------------------------------------------------------------------


def choose(group, browser, *slugs, seen=("", 0), **more):
    given = {"topic": slugs, "seen.joint.agenda": make_seen(*seen), **more}
    return browser.post(group.url("meeting_topics"), given)


def test_a_leader_chooses_topics_their_order_and_minutes(group, anna):
    page = read(anna, group.url("meeting_topics"))
    assert page.count("checked") == len(fetch_meeting(group.round).agenda.topics)
    known = [row.slug for row in fetch_meeting(group.round).agenda.topics][:2]
    order = {f"place.{known[0]}": "2", f"place.{known[1]}": "1", f"minutes.{known[1]}": "25"}
    assert choose(group, anna, *known, **order).url == group.url("meeting")
    topics = fetch_meeting(group.round).agenda.topics
    assert [(page.slug, page.minutes) for page in topics] == [(known[1], 25), (known[0], 10)]
    assert 'data-minutes="25"' in read(anna, group.url("meeting_subject", known[1]))
    assert not find_change_since(group.round, group.round.snapshots.get())
    assert choose(group, sign_in(BO), *known).status_code == 422  # an older page


def test_no_topic_or_more_than_there_is_time_for_is_refused(group, anna):
    agenda = fetch_meeting(group.round).agenda
    every = [page.slug for page in (*agenda.topics, *agenda.others)]
    assert len(every) > 5
    for slugs in ([], every):
        assert choose(group, anna, *slugs).status_code == 422
    assert fetch_meeting(group.round).values == {}


def send(browser, group, field, value, seen=("", 0)):
    entry = {"field": field, "value": value, "seen": make_seen(*seen), "sent": []}
    return browser.post(group.url("meeting_answers"), entry, content_type="application/json")


def test_what_is_written_at_a_meeting_saves_itself_and_nobody_overwrites_another(group, anna):
    saved = send(anna, group, "note.vem", "Annas text")
    assert (saved.status_code, saved.json()["value"]) == (200, "Annas text")
    refused = send(sign_in(BO), group, "note.vem", "Bos text")
    assert (refused.status_code, refused.json()["theirs"]) == (409, "Annas text")
    assert ANNA in refused.json()["message"]
    stored = anna.get(group.url("meeting_answers")).json()["fields"]
    assert stored["note.vem"]["value"] == "Annas text"
    assert send(anna, group, "vem.1", "3").status_code == 422
    assert send(sign_in(CIA), group, "note.tid", "Nej").status_code == 403


def test_who_was_present_stands_in_the_report(group, anna):
    send(anna, group, "joint.present", "Anna\nBo")
    stored = store_meeting_report(assessment=group.round, today=TODAY)
    assert stored.document[MEETING]["present"] == "Anna\nBo"
    assert "Anna Bo" in read(anna, group.url("round_result"))
