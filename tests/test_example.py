"""The example: a made-up collaboration, computed like any other and stored nowhere."""

import json

import pytest
from django.core.management import call_command

from assessments.models import Answer, Collaboration, Snapshot
from assessments.results.example import fetch_example
from tests.markup import read_page
from tests.world import EXAMPLE

pytestmark = pytest.mark.django_db


def test_the_example_is_shown_as_a_result_and_said_to_be_made_up(client):
    page = read_page(client.get("/exempel/"))
    assert page.one("h1").text.startswith("Ni är")
    notice = page.one("p", class_="notice")
    assert "påhittade svar" in notice.text
    assert notice.one("a").attrs["href"] == "/ny/"


def test_the_example_is_what_diagnose_gives_for_its_answers(db, capsysbinary):
    call_command("diagnose", str(EXAMPLE))
    computed = json.loads(capsysbinary.readouterr().out)
    assert fetch_example()["diagnosis"] == computed


def test_the_example_shows_what_the_tool_can_do(client):
    diagnosis = fetch_example()["diagnosis"]
    assert diagnosis["stage"] is not None
    assert diagnosis["skipped"]
    assert len(diagnosis["priorities"]) >= 5
    assert diagnosis["strengths"]
    assert fetch_example()["comments"]
    text = read_page(client.get("/exempel/")).text
    for heading in ("Börja här", "Förbered nästa stadium", "Det här fungerar", "Era kommentarer"):
        assert heading in text


def test_the_example_answers_every_question_that_such_a_group_meets(published):
    from assessments.methods.stages.instrument import build_instrument
    from assessments.methods.stages.walk import compute_walk
    from tests.world import read_example_fields

    walk = compute_walk(build_instrument(published.content), read_example_fields())
    assert walk.answered == walk.total


def test_the_example_offers_no_way_to_change_it_and_no_data(client):
    page = read_page(client.get("/exempel/"))
    links = [a.attrs["href"] for a in page.one("main").all("a")]
    assert "/exempel/rapport.pdf" in links
    assert "/exempel/sammanfattning.txt" in links
    assert not [link for link in links if link.startswith(("/d/", "/l/"))]
    assert not page.one("main").all("form")


@pytest.mark.parametrize("name", ["sammanfattning.txt", "tabell.csv", "svar.json", "diagnos.json"])
def test_the_files_of_the_example_can_be_fetched(client, name):
    response = client.get(f"/exempel/{name}")
    assert response.status_code == 200
    assert len(response.content) > 100


def test_looking_at_the_example_stores_nothing(client):
    client.get("/exempel/")
    client.get("/exempel/sammanfattning.txt")
    for model in (Collaboration, Answer, Snapshot):
        assert not model.objects.exists()


def test_the_example_follows_a_correction_of_the_content(client, eva):
    before = client.get("/exempel/").content.decode()
    said = "Våra egna organisationer känner till vad vi gör"
    assert said not in before
    eva("forankring.2", said)
    assert said in client.get("/exempel/").content.decode()
