"""What has changed since the last result: kept with the new one, and said wherever it is read."""

import pytest

from assessments.filling.actions.diagnoses import update_diagnosis
from assessments.models import Snapshot
from model_content.domain.hashing import compute_sha256
from model_content.models import Revision
from model_content.selectors.editions import fetch_edition
from tests.content import store_published
from tests.markup import read_page
from tests.world import NAME, SCOPE, start

pytestmark = pytest.mark.django_db

SPRING, AUTUMN = "2026-03-02 10:00", "2026-11-16 10:00"


@pytest.fixture
def twice(answered, clock):
    """Anna's diagnosis with a result from the spring and one from the autumn."""
    clock(SPRING)
    answered.show()
    clock(AUTUMN)
    answered.save({"forankring.3": "4", "forankring.4": "4", "varfor.3": "3", "varfor.4": "3"})
    answered.save({"vem.3": "", "vem.4": ""})
    answered.show()
    return answered


def read_since(client, url):
    return read_page(client.get(url)).one("section", aria_labelledby="since")


def list_under(section, heading: str) -> list[str]:
    """The items of the list that follows a heading."""
    parts = [part for part in section.all("details")[0].parts if not isinstance(part, str)]
    found = next(i for i, part in enumerate(parts) if part.text == heading)
    return [item.text for item in parts[found + 1].all("li")]


# What is stored -----------------------------------------------------------------------------------


def test_a_later_result_holds_the_earlier_one_in_short(twice):
    first, second = Snapshot.objects.order_by("number")
    assert "earlier" not in first.document
    earlier = second.document["earlier"]
    assert (earlier["date"], second.document["date"]) == ("2026-03-02", "2026-11-16")
    assert second.sha256 == compute_sha256(second.document)
    scores = {a["code"]: a["score"] for a in first.document["diagnosis"]["aspects"]}
    assert {a["code"]: a["score"] for a in earlier["aspects"]} == scores


def test_asking_again_the_same_day_gives_the_same_result(twice, clock):
    assert twice.show().number == 2
    clock("2026-11-16 23:59")
    assert twice.show().number == 2
    assert Snapshot.objects.count() == 2


def test_a_result_from_before_there_were_comparisons_is_not_made_anew(answered, clock):
    clock(SPRING)
    answered.show()
    clock(AUTUMN)
    last = answered.show()
    plain = {key: value for key, value in last.document.items() if key != "earlier"}
    Snapshot.objects.filter(pk=last.pk).update(document=plain, sha256=compute_sha256(plain))
    assert answered.show().pk == last.pk


def test_answers_changed_the_same_day_are_compared_with_the_first_result_by_its_number(
    bo, answered, clock
):
    clock(SPRING)
    answered.show()
    for value in ("1", "2"):
        answered.save({"varfor.3": value})
        assert answered.show().document["earlier"]["number"] == 1
    page = read_page(bo.get(answered.url("result")))
    before_the_path = page.text.partition("Visa stadierna")[0]
    assert "Sedan resultat 1: läget är detsamma" in before_the_path


def test_the_list_of_results_says_where_each_placed_them(bo, twice):
    page = read_page(bo.get(twice.url("overview")))
    items = page.one("section", aria_labelledby="results").all("li")
    assert [item.text.partition(" Etablering")[0] for item in items] == [
        "Resultat 2 sannolikt", "Resultat 1 sannolikt",
    ]  # fmt: skip


def test_a_correction_the_day_after_is_compared_with_the_occasion_before(twice, clock):
    clock("2026-11-17 10:00")
    twice.save({"varfor.3": "2"})
    third = twice.show()
    assert (third.number, third.document["earlier"]["date"]) == (3, "2026-03-02")
    clock("2026-12-24 10:00")
    assert twice.show().document["earlier"]["date"] == "2026-11-17"


def test_a_strangers_result_is_never_compared_with(twice, disa):
    assert "earlier" not in disa.show().document


# The page -----------------------------------------------------------------------------------------


def test_the_page_says_where_they_were_and_what_is_better_and_worse(bo, cia, twice):
    for client, url in ((bo, twice.url("result")), (cia, twice.read_url())):
        section = read_since(client, url)
        assert section.one("h2").text == "Sedan förra resultatet"
        said = "Jämfört med resultatet den 2 mars 2026. Då och nu: sannolikt Etablering."
        assert section.all("p")[0].text == said
        assert list_under(section, "Det här är bättre") == [
            "Förankring (då Åtgärda 1,5, nu Styrka 4,0)"
        ]
        assert list_under(section, "Det här är sämre") == ["Varför? (då Styrka 4,5, nu Stärk 3,0)"]


def test_a_group_that_has_moved_on_reads_then_and_now(bo, twice, clock):
    clock("2026-12-24 10:00")
    stages = twice.published.content.stages
    twice.save({marker.code: "3" for stage in stages[:3] for marker in stage.markers})
    twice.save({marker.code: "2" for marker in stages[3].markers})
    twice.show()
    said = read_since(bo, twice.url("result")).all("p")[0].text
    assert said.endswith("Då: sannolikt Etablering. Nu: Mognad/Genomförande.")


def test_what_was_to_begin_with_is_followed_in_the_order_of_then(bo, twice):
    first = Snapshot.objects.get(number=1).document["diagnosis"]["priorities"][:5]
    titles = [twice.published.content.aspect_by_code[code].title for code in first]
    section = read_since(bo, twice.url("result"))
    said = list_under(section, "Det ni skulle börja med förra gången")
    assert [item.partition(":")[0] for item in said] == titles
    assert said[0] == "Förankring: bättre (då Åtgärda 1,5, nu Styrka 4,0)"


def test_the_rest_is_counted_and_stands_in_a_table_with_headers(bo, twice):
    section = read_since(bo, twice.url("result"))
    table = section.one("table", class_="changes")
    rows = {r.one("th").text: [c.text for c in r.all("td")] for r in table.all("tr")[1:]}
    assert list(rows) == [aspect.title for aspect in twice.published.content.aspects]
    assert rows["Externt kompetensstöd"] == ["Ta reda på", "Ta reda på", "saknar medelvärde"]
    assert rows["Varför?"] == ["Styrka 4,5", "Stärk 3,0", "sämre"]
    assert rows["Vem?"] == ["Styrka 4,0", "Inte bedömd", "saknar medelvärde nu"]
    verdicts = [cells[2] for cells in rows.values()]
    same = verdicts.count("ungefär som förut")
    missing = sum(verdict.startswith("saknar medelvärde") for verdict in verdicts)
    assert f"{same} aspekter är ungefär som förut" in section.text
    assert f"{missing} aspekter går inte att jämföra" in section.text


def test_nothing_changed_is_said_to_be(bo, answered, clock):
    clock(SPRING)
    answered.show()
    clock(AUTUMN)
    answered.show()
    section = read_since(bo, answered.url("result"))
    assert "Ingen aspekt har blivit tydligt bättre eller sämre." in section.text
    assert [h.text for h in section.all("h3")] == ["Det ni skulle börja med förra gången"]


def test_who_answered_is_said_of_both(bo, twice, clock):
    update_diagnosis(
        assessment=twice.assessment, name=NAME, scope=SCOPE, answered="together", people=7
    )
    twice.show()
    said = read_since(bo, twice.url("result")).text
    assert "En skillnad kan också bero på vem som svarade." in said
    assert "Då: En persons svar. Nu: Gruppen svarade tillsammans, 7 personer." in said


def test_too_few_answers_are_no_place_to_have_been_in(bo, db, clock):
    diagnosis = start()
    clock(SPRING)
    diagnosis.show()
    clock(AUTUMN)
    diagnosis.save({marker.code: "0" for marker in diagnosis.published.content.markers})
    diagnosis.show()
    said = read_since(bo, diagnosis.url("result")).all("p")[0].text
    assert "Då: inget stadium, underlaget räckte inte. Nu:" in said


def test_without_an_earlier_result_nothing_is_said(bo, cia, twice, shown):
    assert 'id="since"' not in bo.get(shown.url("result_number", 1)).content.decode()
    assert 'id="since"' not in cia.get("/exempel/").content.decode()


def test_the_same_result_with_another_before_it_is_another_page(client, db, clock):
    """What is kept of a page as it looks must know both results."""
    pages = []
    for value in ("1", "5"):
        diagnosis = start()
        clock(SPRING)
        diagnosis.save({"varfor.3": value, "varfor.4": value})
        diagnosis.show()
        clock(AUTUMN)
        diagnosis.save({"varfor.3": "3", "varfor.4": "3"})
        diagnosis.show()
        pages.append(read_since(client, diagnosis.url("result")).text)
    assert "Varför? (då Åtgärda 1,0, nu Stärk 3,0)" in pages[0]
    assert "Varför? (då Styrka 5,0, nu Stärk 3,0)" in pages[1]


# Editions -----------------------------------------------------------------------------------------


def test_aspects_that_only_one_edition_has_are_named(bo, answered, clock):
    """The round has been moved to an edition without one aspect, and with one under a new code."""
    clock(SPRING)
    answered.show()
    document = Revision.objects.get(edition__code="2026.2").document
    aspects = document["stages"][0]["aspects"]
    dropped = aspects.pop()
    aspects[-1] |= {"code": "ny-aspekt", "title": "En ny aspekt"}
    head = {**document["edition"], "code": "2027.1", "published_at": "2027-01-01"}
    edition = store_published(document | {"edition": head})
    answered.respondent.assessment.__class__.objects.update(edition=edition)
    answered.published = fetch_edition("2027.1")
    clock(AUTUMN)
    answered.show()
    said = read_since(bo, answered.url("result")).text
    assert "Har tillkommit i innehållet sedan dess: En ny aspekt." in said
    assert dropped["title"] in said.partition("Har utgått ur innehållet:")[2]
    assert answered.show().document["earlier"]["edition"] == {"code": "2026.2", "revision": 1}


# Files --------------------------------------------------------------------------------------------


def test_the_answers_and_the_diagnosis_to_download_know_of_no_earlier_result(bo, twice):
    for name in ("svar.json", "diagnos.json"):
        document = bo.get(twice.url("result_file", 2, name)).json()
        assert "earlier" not in document


def test_the_report_is_made_from_the_one_snapshot(bo, twice, django_assert_num_queries):
    url = twice.url("result_file", 2, "beslutsunderlag.docx")
    bo.get(url)
    with django_assert_num_queries(3):
        assert bo.get(url).status_code == 200
