"""The page to come back to: links, progress, results, changing and deleting."""

from importlib import import_module

import pytest
from django.apps import apps

from assessments.filling.actions.diagnoses import update_diagnosis
from assessments.models import Collaboration, Snapshot
from tests.markup import read_form, read_page
from tests.world import fill_in_everything

pytestmark = pytest.mark.django_db


def primary(client, diagnosis):
    page = read_page(client.get(diagnosis.url("overview")))
    [link] = page.one("main").all("a", class_="btn-primary")
    return link.text, link.attrs["href"]


def test_both_links_are_shown_in_full_and_work(bo, cia, anna):
    page = read_page(bo.get(anna.url("overview")))
    answer_link = page.one("input", id="answer-link").attrs["value"]
    read_link = page.one("input", id="read-link").attrs["value"]
    assert answer_link == f"http://testserver{anna.url('overview')}"
    assert read_link == f"http://testserver{anna.read_url()}"
    assert bo.get(answer_link).status_code == 200
    assert cia.get(read_link).status_code == 200


def test_the_links_are_the_same_every_time(bo, anna):
    pages = [read_page(bo.get(anna.url("overview"))) for _ in range(2)]
    assert len({p.one("input", id="read-link").attrs["value"] for p in pages}) == 1


def test_before_the_first_answer_one_begins_with_the_markers(bo, anna):
    assert primary(bo, anna) == ("Börja svara", anna.url("page", "lage"))


def test_after_some_answers_one_goes_on_where_something_is_missing(bo, anna):
    anna.save({m.code: "3" for m in anna.published.content.stages[0].markers})
    assert primary(bo, anna) == ("Fortsätt svara", anna.url("page", "lage"))


def test_when_all_is_answered_one_goes_to_the_result(bo, anna):
    anna.save(fill_in_everything(anna.published))
    assert primary(bo, anna) == ("Gå till resultatet", anna.url("check"))
    anna.show()
    assert primary(bo, anna) == ("Visa resultatet", anna.url("result"))


def test_when_answers_change_after_the_result_it_is_said(bo, anna, clock):
    clock("2026-11-21 10:00")
    anna.save(fill_in_everything(anna.published))
    clock("2026-11-21 11:00")
    anna.show()
    assert "Svaren har ändrats" not in read_page(bo.get(anna.url("overview"))).text
    clock("2026-11-21 12:00")
    anna.save({"varfor.3": "5"})
    assert "Svaren har ändrats" in read_page(bo.get(anna.url("overview"))).text
    clock("2026-11-21 13:00")
    anna.show()
    assert "Svaren har ändrats" not in read_page(bo.get(anna.url("overview"))).text


def test_results_are_listed_newest_first(bo, shown):
    shown.save({"varfor.3": "1"})
    shown.show()
    section = read_page(bo.get(shown.url("overview"))).one("section", aria_labelledby="results")
    newest = section.all("li")[0].text
    assert newest.startswith("Resultat 2")
    assert "Sedan resultat 1:" in newest
    assert [a.attrs["href"] for a in section.one("ul").all("a")] == [
        shown.url("result_number", 2), shown.url("result_number", 1),
    ]  # fmt: skip


def test_the_day_of_deletion_is_said_and_moves_with_each_change(bo, anna, clock):
    for moment, said in (("2026-11-21 12:00", "21 december 2027"),
                         ("2027-01-31 12:00", "29 februari 2028")):  # fmt: skip
        clock(moment)
        anna.save({"varfor.3": str(len(anna.answers) + 1)})
        anna.save({"varfor.4": "2", "vem.3": "2"})
        text = read_page(bo.get(anna.url("overview"))).text
        assert f"Diagnosen raderas {said}" in text


def test_who_answers_is_said(bo, anna):
    assert "En person svarar." in read_page(bo.get(anna.url("overview"))).text
    update_diagnosis(assessment=anna.assessment, name="N", scope="s", answered="together", people=7)
    text = read_page(bo.get(anna.url("overview"))).text
    assert "Gruppen svarar tillsammans, 7 personer." in text


# Changing -----------------------------------------------------------------------------------------


def test_the_form_for_changes_shows_what_is_stored(bo, anna):
    update_diagnosis(
        assessment=anna.assessment, name="N & <b>", scope="s", answered="together", people=7
    )
    form = read_page(bo.get(anna.url("change_details"))).one("main").one("form")
    shown = read_form(form)
    assert shown.pop("seen")
    assert shown == {
        "name": "N & <b>", "scope": "s", "answered": "together", "people": "7",
        "funded_until": "",
    }  # fmt: skip


def test_for_one_person_no_number_is_filled_in(bo, anna):
    form = read_page(bo.get(anna.url("change_details"))).one("main").one("form")
    assert read_form(form)["people"] == ""


def test_a_change_is_stored_and_confirmed(bo, anna):
    changed = {"name": "Nytt", "scope": "annat", "answered": "together", "people": "12"}
    response = bo.post(anna.url("change_details"), changed, follow=True)
    assert response.redirect_chain == [(anna.url("overview"), 302)]
    page = read_page(response)
    assert page.one("p", role="status", class_="notice").text == "Uppgifterna är sparade."
    assert page.one("h1").text == "Nytt"
    assert anna.assessment.people == 12


def test_a_change_keeps_all_answers(bo, answered):
    before = answered.values
    bo.post(answered.url("change_details"), {"name": "N", "scope": "s", "answered": "alone"})
    assert answered.values == before


def test_a_refused_change_changes_nothing(bo, anna):
    response = bo.post(anna.url("change_details"), {"name": "", "scope": "s", "answered": "alone"})
    assert response.status_code == 422
    assert anna.assessment.collaboration.scope != "s"


# Deleting -----------------------------------------------------------------------------------------


def test_deleting_asks_first(bo, shown):
    page = read_page(bo.get(shown.url("delete")))
    assert page.one("h1").text == "Radera diagnosen?"
    assert page.one("button", class_="btn-danger").text == "Radera för alltid"
    assert Collaboration.objects.exists()


def test_deleting_deletes_and_says_so(bo, shown):
    response = bo.post(shown.url("delete"), follow=True)
    assert response.redirect_chain == [("/", 302)]
    said = read_page(response).one("p", role="status", class_="notice").text
    assert said == "Diagnosen är raderad, med alla svar och resultat."
    assert not Collaboration.objects.exists()


def test_deleting_twice_says_that_the_page_does_not_exist(bo, shown):
    bo.post(shown.url("delete"))
    assert bo.post(shown.url("delete")).status_code == 404


def test_what_changed_is_counted_of_results_stored_before_it_was(bo, shown):
    shown.save({"varfor.3": "1"})
    shown.show()
    stored = list(Snapshot.objects.values_list("changes", flat=True))
    Snapshot.objects.update(changes=None)
    migration = import_module("assessments.migrations.0038_results_say_what_changed")
    migration.count_of_stored(apps, None)
    assert list(Snapshot.objects.values_list("changes", flat=True)) == stored
    assert stored[0] is None
    assert stored[1]["since"] == 1
