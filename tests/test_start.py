"""The way in: the start page and naming a new diagnosis."""

import pytest
from django.urls import resolve

from assessments.models import Assessment, Collaboration
from tests.markup import read_form, read_page

pytestmark = pytest.mark.django_db

FILLED_IN = {"name": "Nätet", "scope": "allt vi gör", "answered": "alone", "people": ""}


def read_errors(response) -> list[str]:
    [summary] = read_page(response).all("div", id="fel")
    return [item.text for item in summary.all("li")]


def test_the_start_page_says_what_it_is_and_shows_the_stages(client, published):
    page = read_page(client.get("/"))
    assert page.one("h1").text == "Var står er samverkan, och vad gör ni härnäst?"
    titles = [stage.title for stage in published.content.stages]
    drawing = page.one("svg", class_="path")
    assert all(title in drawing.one("title").text for title in titles)
    assert [item.text for item in page.one("ol", class_="path-list").all("li")] == titles


def test_the_start_page_has_two_ways_on_of_the_same_weight_and_three_quiet_ones(client):
    page = read_page(client.get("/"))
    ways = page.one("div", class_="ways").all("section")
    assert [way.one("h2").text for way in ways] == ["En diagnos", "Bjud in gruppen"]
    primary = [a.attrs["href"] for a in page.all("a", class_="btn-primary")]
    assert primary == ["/ny/", "/samverkan/ny/"]
    quiet = [a.attrs["href"] for a in page.one("main").all("a", class_="quiet")]
    assert quiet == ["/exempel/", "/sa-gor-ni/", "/fragor/"]


def test_all_questions_stand_on_one_page(client, published):
    text = read_page(client.get("/fragor/")).one("main").text
    for question in (*published.content.markers, *published.content.statements):
        assert question.text in text
    for aspect in published.content.aspects:
        assert aspect.title in text


def test_every_source_is_named(client, published):
    text = read_page(client.get("/kallor/")).one("main").text
    for source in published.content.sources:
        assert source.title in text
        assert source.publisher in text


def test_naming_the_collaboration_is_enough_to_begin(client):
    response = client.post("/ny/", FILLED_IN)
    assert response.status_code == 302
    match = resolve(response.url)
    assert (match.url_name, match.kwargs["slug"]) == ("page", "lage")
    assert len(match.kwargs["token"]) >= 32
    collaboration = Collaboration.objects.get()
    assert (collaboration.name, collaboration.scope) == ("Nätet", "allt vi gör")
    assert client.get(response.url).status_code == 200


def test_the_form_posted_as_it_is_shown_says_what_is_missing_and_makes_nothing(client):
    form = read_page(client.get("/ny/")).one("main").one("form")
    response = client.post("/ny/", read_form(form))
    assert response.status_code == 422
    assert read_errors(response) == [
        "Skriv ett namn, så att ni känner igen er i rapporten.",
        "Fortsätt meningen, annars svarar ni lätt om olika saker.",
    ]
    assert not Collaboration.objects.exists()


def test_a_group_says_how_many_it_is(client):
    client.post("/ny/", FILLED_IN | {"answered": "together", "people": "7"})
    assert Assessment.objects.get().people == 7


@pytest.mark.parametrize(
    ("people", "said"),
    [
        ("", "Skriv hur många ni är som svarar tillsammans."),
        ("1", "Minst två. Är ni bara en, välj att en person svarar."),
        ("0", "Minst två. Är ni bara en, välj att en person svarar."),
        ("-3", "Minst två. Är ni bara en, välj att en person svarar."),
        ("501", "Högst 500 personer."),
        ("sju", "Skriv antalet med siffror, till exempel 7."),
        ("7,5", "Skriv antalet med siffror, till exempel 7."),
        ("9" * 5000, "Skriv antalet med siffror, till exempel 7."),
    ],
)
def test_a_number_that_cannot_be_right_is_explained_once(client, people, said):
    response = client.post("/ny/", FILLED_IN | {"answered": "together", "people": people})
    assert response.status_code == 422
    assert read_errors(response) == [said]
    assert not Collaboration.objects.exists()


@pytest.mark.parametrize("people", ["", "7", "abc", "-1", "100000"])
def test_a_number_left_over_does_not_stop_one_person(client, people):
    assert client.post("/ny/", FILLED_IN | {"people": people}).status_code == 302
    assert Assessment.objects.get().people == 1


def test_what_was_typed_stays_when_something_is_wrong(client):
    typed = {"name": "Nätet", "scope": "", "answered": "together", "people": "9"}
    page = read_page(client.post("/ny/", typed))
    data = read_form(page.one("main").one("form"))
    assert {key: data[key] for key in ("name", "answered", "people")} == {
        "name": "Nätet", "answered": "together", "people": "9",
    }  # fmt: skip


def test_the_summary_of_faults_has_the_focus_and_leads_to_the_fields(client):
    page = read_page(client.post("/ny/", FILLED_IN | {"name": "", "scope": ""}))
    summary = page.one("div", id="fel")
    assert "autofocus" in summary.attrs
    assert summary.attrs["role"] == "alert"
    for link in summary.all("a"):
        target = link.attrs["href"].removeprefix("#")
        assert [e for e in page.walk() if e.attrs.get("id") == target], target
    assert page.one("title").text.startswith("Fel:")


def test_white_space_is_folded_in_what_stands_in_headings(client):
    client.post("/ny/", FILLED_IN | {"name": "  Nätet \n i\tnorr ", "scope": "a\r\nb"})
    collaboration = Collaboration.objects.get()
    assert (collaboration.name, collaboration.scope) == ("Nätet i norr", "a b")


@pytest.mark.parametrize("blank", ["", "   ", "\n\t", "\u00a0", "\u2003"])
def test_white_space_is_no_name(client, blank):
    assert client.post("/ny/", FILLED_IN | {"name": blank}).status_code == 422
    assert not Collaboration.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [{"name": "x" * 201}, {"scope": "x" * 501}, {"name": "a\0b"}, {"scope": "a\0b"},
     {"answered": "separately"}, {"answered": ""}],
    ids=lambda wrong: str(wrong)[:30],
)  # fmt: skip
def test_what_cannot_be_stored_is_refused(client, wrong):
    response = client.post("/ny/", FILLED_IN | wrong)
    assert response.status_code == 422
    assert len(read_errors(response)) == 1
    assert not Collaboration.objects.exists()


def test_names_of_every_alphabet_and_the_greatest_length_fit(client):
    name = "Kovačić Łukasz Šimek đŋŧ 合作 تعاون 😀".ljust(200, "å")
    client.post("/ny/", FILLED_IN | {"name": name, "scope": "ö" * 500})
    collaboration = Collaboration.objects.get()
    assert (collaboration.name, collaboration.scope) == (name, "ö" * 500)


def test_a_new_diagnosis_is_on_the_newest_published_revision(client, eva):
    eva("varfor.3", "Alla parter kan säga varför de deltar")
    response = client.post("/ny/", FILLED_IN)
    page = client.get(response.url.replace("/lage/", "/initiativ/")).content.decode()
    assert "Alla parter kan säga varför de deltar" in page


@pytest.mark.parametrize("invisible", ["\u200b", "\u2060\u200b", "–", "…"])
def test_a_name_that_cannot_be_read_is_no_name(client, invisible):
    response = client.post("/ny/", FILLED_IN | {"name": invisible})
    assert response.status_code == 422
    assert Collaboration.objects.count() == 0
