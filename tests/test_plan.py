"""The plan that lives on between the rounds: its page, its files and its reminders."""

import csv
import io
import re
import zipfile
from datetime import date
from smtplib import SMTPServerDisconnected

import icalendar
import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assessments.filling.actions.answers import save_entries
from assessments.instruments.entries import Entry
from assessments.methods.stages.instrument import build_reassessment
from assessments.models import PlannedAction, RemovedAction, Sheet, SheetKind, Snapshot
from assessments.plan.selectors import fetch_next_month, find_reassessment
from model_content.selectors.editions import fetch_edition
from samverkan.merging import make_marks, read_values
from tests.group import ANNA, BO, CIA, days_from_now, make_group, sign_in
from tests.markup import read_form, read_page

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def group(clock):
    clock("2026-11-21 09:00")
    return make_group()


@pytest.fixture
def browser(group):
    return sign_in(ANNA)


def read(browser, group):
    return read_page(browser.get(group.collaboration_url("plan")))


def change(browser, group, action, **changes):
    """Save the page of an action, which was opened when it stood as `action` does."""
    given = {"what": action.what, "who": action.who, "status": action.status}
    given |= {"aspect": action.aspect, "due_on": action.due_on or ""}
    seen = make_marks(read_values(action, given))
    url = group.collaboration_url("change_planned", action.pk)
    return browser.post(url, {**given, "seen": seen, **changes})


# The page -----------------------------------------------------------------------------------------


@pytest.mark.one_database
def test_the_plan_shows_what_is_late_in_words_and_what_it_comes_from(browser, group):
    group.draft(title="Våren")
    group.plan("Skriv avtal", due_on=days_from_now(-1), aspect="nytta", assessment=group.round)
    group.plan("Boka lokal", who="Ture")
    page = read(browser, group)
    assert "2 åtgärder är kvar att göra. 1 är försenad." in page.text
    assert page.text.index("Skriv avtal") < page.text.index("Boka lokal")
    for said in ("Försenad", "senast 20 november 2026", "Från omgången Våren", "Ture"):
        assert said in page.text


def test_an_aspect_that_the_newest_edition_lacks_stays_unless_another_is_chosen(browser, group):
    action = group.plan("Skriv avtal", aspect="utgatt")
    page = read_page(browser.get(group.collaboration_url("change_planned", action.pk)))
    [chosen] = [o for o in page.all("option") if "selected" in o.attrs]
    assert (chosen.attrs["value"], chosen.text) == (
        "utgatt",
        "Som förut (aspekten finns inte längre)",
    )
    assert change(browser, group, action, who="Ture", aspect="utgatt").status_code == 302
    action.refresh_from_db()
    assert (action.who, action.aspect) == ("Ture", "utgatt")


@pytest.mark.one_database
def test_a_reader_sees_the_plan_and_no_way_to_change_it(group):
    group.plan()
    page = read_page(sign_in(CIA).get(group.collaboration_url("plan")))
    assert "Boka en dag" in page.text
    assert not page.one("main").all("form")
    assert "Lägg till" not in page.text


def test_an_action_of_another_collaboration_is_not_found(browser, group):
    other = make_group("En annan", leader="disa@kommun.example").plan()
    for name in ("change_planned", "remove_planned", "reassess"):
        url = group.collaboration_url(name, other.pk)
        assert (browser.get(url).status_code, browser.post(url).status_code) == (404, 404)


@pytest.mark.one_database
def test_as_many_queries_for_three_actions_as_for_three_hundred(browser, group):
    def count():
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert browser.get(group.collaboration_url("plan")).status_code == 200
        return len(queries)

    fill(group, 3)
    count()
    few = count()
    fill(group, 297)
    assert count() == few <= 9


def fill(group, number):
    for n in range(number):
        group.draft()
        plan_reassessed(group, 4, f"Nr {n}")


def plan_reassessed(group, value, what="Boka en dag"):
    """An action that is done, and its aspect assessed again."""
    action = group.plan(what, assessment=group.round, aspect="nytta", status="done")
    save_entries(
        sheet=find_reassessment(action),
        instrument=build_reassessment(fetch_edition().content.aspect_by_code["nytta"]),
        entries=[Entry("nytta.3", str(value), "")],
    )


def reassess(browser, group, action, **values):
    """Assess the aspect of an action again, on a page that has just been shown."""
    url = group.collaboration_url("reassess", action.pk)
    form = read_form(read_page(browser.get(url)).one("main").one("form"))
    return browser.post(url, form | {f"nytta.{n[1:]}": value for n, value in values.items()})


def read_reassessed(action):
    """What is stored, and since when."""
    sheet = Sheet.objects.filter(action=action).first()
    if sheet is None:
        return {}, None
    answers = sheet.answers.exclude(value="")
    return dict(answers.values_list("field", "value")), sheet.submitted_on


# Changing it --------------------------------------------------------------------------------------


def test_an_action_is_added_to_the_plan_on_its_own(browser, group):
    url = group.collaboration_url("add_to_plan")
    browser.post(url, {"what": "Boka lokal", "due_on": "2026-12-01", "aspect": "nytta"})
    action = PlannedAction.objects.get()
    assert (action.due_on, action.aspect, action.assessment) == (date(2026, 12, 1), "nytta", None)


def test_whoever_changes_what_somebody_else_has_changed_sees_both(browser, group):
    action = group.plan("Boka lokal", who="Ture")
    change(sign_in(BO), group, action, what="Boka stora salen")
    response = change(browser, group, action, what="Boka båten")
    assert response.status_code == 409
    page = read_page(response)
    assert "Boka stora salen" in page.text
    assert 'value="Boka båten"' in response.content.decode()
    assert PlannedAction.objects.get().what == "Boka stora salen"
    assert f"{BO} har ändrat samma sak" in page.text
    form = read_form(page.one("main").one("form"))
    url = group.collaboration_url("change_planned", action.pk)
    assert browser.post(url, form).status_code == 302
    assert PlannedAction.objects.get().what == "Boka båten"


def test_an_action_is_removed_after_a_question(browser, group):
    url = group.collaboration_url("remove_planned", group.plan().pk)
    assert "Boka en dag" in browser.get(url).content.decode()
    assert PlannedAction.objects.exists()
    browser.post(url)
    assert not PlannedAction.objects.exists()


# Done, and how it works since ---------------------------------------------------------------------


def mark(browser, group, action, status):
    return browser.post(
        group.collaboration_url("planned_status", action.pk), {"status": status}, follow=True
    )


@pytest.mark.one_database
def test_what_is_done_leads_to_how_its_aspect_works_now_which_may_be_skipped(browser, group):
    action = group.plan(aspect="nytta")
    page = read_page(mark(browser, group, action, "done"))
    assert "Hur väl stämmer det nu?" in page.text
    action.refresh_from_db()
    assert (action.status, action.done_on) == ("done", timezone.localdate())
    browser.post(group.collaboration_url("reassess", action.pk), {})
    assert read_reassessed(action) == ({}, None)
    mark(browser, group, action, "ongoing")
    action.refresh_from_db()
    assert (action.status, action.done_on) == ("ongoing", None)


@pytest.mark.one_database
def test_how_an_aspect_works_now_is_held_against_the_rounds_result(browser, group):
    group.open(title="Våren")
    for _ in range(5):
        group.answer({"nytta.3": "2", "nytta.2": "2"})
    group.close()
    action = group.plan(assessment=group.round, aspect="nytta", status="done")
    reassess(browser, group, action, n3="3", n2="4")
    assert read_reassessed(action) == ({"nytta.3": "3", "nytta.2": "4"}, timezone.localdate())
    assert "Medelvärde då 2,0 (omgången Våren), nu 3,5: bättre." in read(browser, group).text


@pytest.mark.one_database
def test_an_answer_without_a_number_counts_nowhere(browser, group):
    action = group.plan(aspect="nytta", status="done")
    reassess(browser, group, action, n3="3", n2="dont_know")
    assert "Medelvärde nu 3,0" in read(browser, group).text
    reassess(browser, group, action, n3="not_applicable")
    assert "Bedömd igen 21 november 2026, utan medelvärde." in read(browser, group).text


@pytest.mark.one_database
def test_a_score_that_is_not_shown_is_not_told_by_comparing(browser, group):
    group.open(title="Våren")
    for _ in range(2):
        group.answer({"nytta.3": "2", "nytta.2": "2"})
    group.close()
    assert Snapshot.objects.get().document["disclosure"] == "nothing"
    plan_reassessed(group, 4)
    text = read(browser, group).text
    assert "Medelvärde nu 4,0" in text
    assert "2,0" not in text


@pytest.mark.one_database
def test_an_answer_that_does_not_exist_is_refused_and_nothing_stored(browser, group):
    action = group.plan(aspect="nytta", status="done")
    assert reassess(browser, group, action, n3="3", n2="6").status_code == 422
    assert read_reassessed(action) == ({}, None)


def test_an_aspect_is_assessed_again_anew_and_the_assessment_can_be_taken_back(
    browser, group, clock
):
    action = group.plan(aspect="nytta", status="done")
    reassess(browser, group, action, n3="3")
    clock("2026-11-22 09:00")
    reassess(browser, group, action)  # the same once more: it holds on this day
    assert read_reassessed(action) == ({"nytta.3": "3"}, date(2026, 11, 22))
    reassess(browser, group, action, n3="")
    assert read_reassessed(action) == ({}, None)
    assert "Medelvärde nu" not in read(browser, group).text


def test_two_who_assess_again_at_once_are_told_and_the_first_answer_stands(browser, group):
    action = group.plan(aspect="nytta", status="done")
    url = group.collaboration_url("reassess", action.pk)
    form = read_form(read_page(browser.get(url)).one("main").one("form"))
    assert sign_in(BO).post(url, form | {"nytta.3": "2", "nytta.2": "2"}).status_code == 302
    response = browser.post(url, form | {"nytta.3": "5", "nytta.2": "2"})
    assert response.status_code == 409
    assert f"under tiden sparade {BO} ”Stämmer dåligt”" in read_page(response).text
    assert read_reassessed(action)[0] == {"nytta.3": "2", "nytta.2": "2"}


def test_what_was_assessed_again_is_in_the_export_and_goes_with_its_action(browser, group):
    plan_reassessed(group, 4)
    plan = browser.get(group.collaboration_url("export_collaboration")).json()["plan"]
    day = timezone.localdate().isoformat()
    assert [(p["reassessed"], p["reassessed_on"]) for p in plan] == [({"nytta.3": 4}, day)]
    browser.post(group.collaboration_url("remove_planned", plan[0]["id"]))
    assert not Sheet.objects.filter(kind=SheetKind.REASSESSMENT).exists()


# Files --------------------------------------------------------------------------------------------


@pytest.fixture
def evil(group):
    group.plan(
        '=HYPERLINK("http://evil.example")', who="Ture; Ulla", due_on=days_from_now(9), revision=3
    )
    group.plan("Klart sedan länge", due_on=days_from_now(1), status="done")
    return group


def fetch(browser, group, name):
    response = browser.get(group.collaboration_url("plan_file", name))
    assert response.status_code == 200
    return response


@pytest.mark.one_database
def test_the_calendar_holds_what_is_left_to_do_as_whole_days(browser, evil):
    response = fetch(browser, evil, "plan.ics")
    event, _over = icalendar.Calendar.from_ical(response.content).events
    action = PlannedAction.objects.get(revision=3)
    assert event["uid"] == f"atgard-{action.pk}@samverkanskollen"
    assert (event["sequence"], event["summary"]) == (3, action.what)
    assert event["status"] == "CONFIRMED"
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (
        days_from_now(9),
        days_from_now(10),
    )
    assert "Ansvarig: Ture; Ulla" in event["description"]
    assert re.search(
        r'filename="[a-z0-9-]+-handlingsplan-2026-11-21.ics"', response["Content-Disposition"]
    )


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("change", "summary"),
    [
        ({"status": "done"}, "Klar: Boka möte"),
        ({"status": "dropped"}, "Blir inte av: Boka möte"),
        ({"due_on": None}, "Boka möte"),
        ({"status": "done", "due_on": None}, "Klar: Boka möte"),
    ],
)
def test_what_is_finished_does_not_stay_in_calendars(browser, group, change, summary):
    action = group.plan("Boka möte", due_on=days_from_now(9))
    [before] = read_calendar(browser, group)
    given = {"what": "Boka möte", "who": "", "due_on": action.due_on, "status": "planned"} | change
    data = {name: value or "" for name, value in given.items()}
    url = group.collaboration_url("change_planned", action.pk)
    form = read_form(read_page(browser.get(url)).one("main").one("form"))
    assert browser.post(url, form | data).status_code == 302
    [after] = read_calendar(browser, group)
    assert after["uid"] == before["uid"]
    assert after["sequence"] > before["sequence"]
    assert (before["status"], after["status"]) == ("CONFIRMED", "CANCELLED")
    assert after["summary"] == summary


def remove(browser, group, action):
    url = group.collaboration_url("remove_planned", action.pk)
    assert browser.post(url).status_code == 302


@pytest.mark.one_database
def test_what_is_removed_does_not_stay_in_calendars(browser, group, clock):
    action = group.plan("Boka möte med Ture", who="Ture", due_on=days_from_now(9))
    [before] = read_calendar(browser, group)
    remove(browser, group, action)
    page = browser.get(group.collaboration_url("plan")).content.decode()
    assert group.collaboration_url("plan_file", "plan.ics") in page
    [after] = read_calendar(browser, group)
    assert after["uid"] == before["uid"]
    assert after["sequence"] > before["sequence"]
    assert (after["status"], after.decoded("dtstart")) == ("CANCELLED", before.decoded("dtstart"))
    assert after["summary"] == "Borttagen ur planen"
    exported = browser.get(group.collaboration_url("export_collaboration")).content.decode()
    assert str(action.pk) in exported
    assert "Ture" not in exported
    for day, kept in (("2027-11-21", 1), ("2027-11-22", 0)):
        clock(f"{day} 09:00")
        call_command("run_due")
        assert RemovedAction.objects.count() == kept


@pytest.mark.one_database
def test_only_what_calendars_may_have_is_remembered_when_it_is_removed(browser, group):
    remove(browser, group, group.plan("Någon gång"))
    assert not RemovedAction.objects.exists()
    moved = group.plan("Hade en dag", revision=2)
    remove(browser, group, moved)
    assert [each["sequence"] for each in read_calendar(browser, group)] == [3]
    group.collaboration.delete()
    assert not RemovedAction.objects.exists()


@pytest.mark.one_database
def test_a_calendar_without_anything_in_it_is_not_offered(browser, group):
    url = group.collaboration_url("plan_file", "plan.ics")
    group.plan("Någon gång")
    assert browser.get(url).status_code == 404
    assert url not in browser.get(group.collaboration_url("plan")).content.decode()


def read_calendar(browser, group):
    calendar = icalendar.Calendar.from_ical(fetch(browser, group, "plan.ics").content)
    assert (calendar["method"], calendar["version"]) == ("PUBLISH", "2.0")
    return calendar.events


@pytest.mark.one_database
def test_the_workbook_has_dates_as_dates_and_nothing_that_runs(browser, evil):
    book = zipfile.ZipFile(io.BytesIO(fetch(browser, evil, "plan.xlsx").content))
    sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet
    serial = (days_from_now(9) - date(1899, 12, 30)).days
    assert re.search(rf'<c r="C2" s="\d+"><v>{serial}</v>', sheet)
    assert "HYPERLINK" in book.read("xl/sharedStrings.xml").decode()


@pytest.mark.one_database
def test_the_table_is_defused(browser, evil):
    text = fetch(browser, evil, "plan.csv").content.decode("utf-8-sig")
    heads, evil_row, done = csv.reader(io.StringIO(text), delimiter=";")
    assert heads[:3] == ["Åtgärd", "Ansvarig", "Klart senast"]
    assert evil_row[:3] == ['\'=HYPERLINK("http://evil.example")', "Ture; Ulla", "2026-11-30"]
    assert done[5] == "Klar"


@pytest.mark.one_database
def test_the_next_round_is_suggested_once_one_has_closed(browser, group):
    url = group.collaboration_url("plan_file", "next_round.ics")
    assert browser.get(url).status_code == 404
    group.open()
    group.close()
    assert "Gör nästa omgång förslagsvis i maj 2027." in read(browser, group).text
    [event] = icalendar.Calendar.from_ical(browser.get(url).content).events
    assert event.decoded("dtstart") == date(2027, 5, 10)
    assert fetch_next_month(group.collaboration, timezone.localdate()) == date(2027, 5, 1)
    group.draft()
    assert "förslagsvis" not in read(browser, group).text


# Reminders ----------------------------------------------------------------------------------------


def test_those_who_lead_are_reminded_once_of_what_is_due_soon_or_late(group, mailoutbox, settings):
    settings.SITE_URL = "https://samverkan.example"
    group.plan("Skriv avtal", who="Ture", due_on=days_from_now(-3))
    group.plan("Boka lokal", due_on=days_from_now(7))
    group.plan("Långt kvar", due_on=days_from_now(8))
    group.plan("Gjort", due_on=days_from_now(-1), status="done")
    call_command("run_due")
    call_command("run_due")
    [sent] = mailoutbox
    assert sorted(sent.to) == [ANNA, BO]
    assert "- Skriv avtal (Ture, senast 18 november 2026)" in sent.body
    assert "Boka lokal" in sent.body
    assert "Långt kvar" not in sent.body
    assert "Gjort" not in sent.body
    assert f"https://samverkan.example{group.collaboration_url('plan')}" in sent.body
    assert "avtal" not in sent.subject


def test_what_is_late_is_reminded_of_every_other_week(browser, group, mailoutbox, clock):
    group.plan(due_on=days_from_now(2))
    for day, sent in (("11-21", 1), ("12-04", 1), ("12-05", 2), ("12-18", 2), ("12-19", 3)):
        clock(f"2026-{day} 09:00")
        call_command("run_due")
        assert len(mailoutbox) == sent, day
    assert "Logga in på Samverkanskollen" in mailoutbox[0].body


def test_a_mail_that_fails_is_tried_again_and_the_log_has_no_address(
    group, mailoutbox, monkeypatch, caplog
):
    group.plan(due_on=days_from_now(0))
    last_time = days_from_now(-20)
    PlannedAction.objects.update(reminded_on=last_time)

    def fail(self):
        raise SMTPServerDisconnected(ANNA)

    with monkeypatch.context() as broken:
        broken.setattr("django.core.mail.EmailMessage.send", fail)
        call_command("run_due")
    assert "SMTPServerDisconnected" in caplog.text
    assert ANNA not in caplog.text
    assert PlannedAction.objects.get().reminded_on == last_time
    call_command("run_due")
    assert len(mailoutbox) == 1


@pytest.mark.one_database
def test_what_the_steering_group_is_to_decide_says_so_with_its_cost_in_plan_and_files(group):
    form = {"what": "utse en samordnare", "for_steering": "on", "cost": "200 000 kr"}
    assert sign_in(ANNA).post(group.collaboration_url("add_to_plan"), form).status_code == 302
    action = PlannedAction.objects.get()
    assert (action.for_steering, action.cost) == (True, "200 000 kr")
    page = sign_in(CIA).get(group.collaboration_url("plan")).content.decode()
    assert "styrgruppen beslutar" in page
    table = sign_in(CIA).get(group.collaboration_url("plan_file", "plan.csv")).content.decode()
    assert "Styrgruppen beslutar;Kostnad" in table
    assert "ja;200 000 kr" in table


def test_whoever_is_responsible_is_reminded_of_their_own_and_the_address_goes_when_it_is_done(
    group, mailoutbox
):
    own = group.plan("Skriv avtal", due_on=days_from_now(-3), who_email="ture@kommun.example")
    group.plan("Boka lokal", due_on=days_from_now(7))
    call_command("run_due")
    call_command("run_due")
    to_leaders, to_ture = mailoutbox
    assert (sorted(to_leaders.to), to_ture.to) == ([ANNA, BO], ["ture@kommun.example"])
    assert "Skriv avtal" in to_ture.body
    assert "Boka lokal" not in to_ture.body
    assert f"Säg till {ANNA}" in to_ture.body
    sign_in(ANNA).post(group.collaboration_url("planned_status", own.pk), {"status": "done"})
    own.refresh_from_db()
    assert own.who_email == ""


def test_those_who_lead_are_told_once_when_it_is_time_for_the_next_round(group, mailoutbox, clock):
    group.open()
    group.close()
    days = (("04-30", 0), ("05-01", 1), ("06-01", 1))
    for day, sent in days:
        clock(f"2027-{day} 09:00")
        call_command("run_due")
        told = [mail for mail in mailoutbox if "nästa omgång" in mail.subject]
        assert len(told) == sent, day
    assert sorted(told[0].to) == [ANNA, BO]
