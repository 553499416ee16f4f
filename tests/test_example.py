"""The example: a made-up collaboration, computed like any other and stored nowhere."""

import copy
import json
from pathlib import Path

import pytest
from django.core.management import call_command

from assessments.methods.stages import parse_answers
from assessments.models import Answer, Collaboration, Snapshot
from assessments.results import example
from assessments.results.example import fetch_example
from model_content.domain.codec import parse_edition
from model_content.selectors.editions import SHIPPED_EDITIONS, fetch_shipped_document
from tests.markup import read_page
from tests.world import EXAMPLE

pytestmark = pytest.mark.django_db


def test_the_example_is_shown_as_a_result_and_said_to_be_made_up(client):
    page = read_page(client.get("/exempel/"))
    assert page.one("h1").text.startswith("Ni är")
    notice = page.one("p", class_="notice")
    assert "påhittade svar" in notice.text
    assert [a.attrs["href"] for a in notice.all("a")] == ["/ny/", "/exempel/grupp/"]


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


@pytest.mark.parametrize("folder", SHIPPED_EDITIONS)
def test_each_shipped_edition_has_an_example_of_its_own(folder):
    """Whichever is in use: an installation that answers the one before shows that."""
    edition = parse_edition(fetch_shipped_document(folder))
    given = json.loads(find_file(folder).read_text(encoding="utf-8"))
    assert given["edition"] == edition.code
    assert example._load_answers(edition, "sv") == given
    assert parse_answers(given, edition)


def find_file(folder: str) -> Path:
    later = folder == SHIPPED_EDITIONS[-1]
    return (
        EXAMPLE if later else EXAMPLE.with_name(f"example_answers{folder[len('edition') :]}.json")
    )


def test_the_example_is_shown_on_an_edition_that_asks_less():
    """Seen: an edition of one's own without one of its questions, and the page answered 500."""
    document = copy.deepcopy(fetch_shipped_document())
    start = document["stages"][1]
    gone = [start["markers"].pop(), *start["aspects"][2]["statements"][1:], start["aspects"].pop(2)]
    edition = parse_edition(document)
    for language in ("sv", "en"):
        given = example._load_answers(edition, language)
        assert parse_answers(given, edition)
        for part in given["respondents"][0].values():
            assert not {each["code"] for each in gone} & set(part)


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
    eva("forankring.4", said)
    assert said in client.get("/exempel/").content.decode()
