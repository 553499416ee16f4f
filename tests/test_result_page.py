"""The result page, for those who may answer and for those who may only read."""

import pytest

from assessments.models import Snapshot
from assessments.results import actions
from assessments.results.files.pdf import render_html
from assessments.results.rules.standing import MOST_RESULTS
from assessments.results.selectors import fetch_report
from samverkan.site.release import VERSION
from tests.markup import read_form, read_page
from tests.world import read_example_fields, start

pytestmark = pytest.mark.django_db


def mark(diagnosis, *levels: str | None) -> dict[str, str]:
    """All markers of each stage with the same answer."""
    stages = diagnosis.published.content.stages
    return {
        marker.code: level
        for stage, level in zip(stages, levels, strict=True)
        if level is not None
        for marker in stage.markers
    }


def show(client, diagnosis):
    diagnosis.show()
    return read_page(client.get(diagnosis.url("result")))


def rate(diagnosis, value: str) -> dict[str, str]:
    return dict.fromkeys(diagnosis.published.content.statement_codes, value)


# The position -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("levels", "heading"),
    [
        (("3", "3", "2", "0", "0", "0"), "Ni är i Etablering"),
        (("3", "0", "0", "0", "0", "0"), "Ni är mellan Initiativ och Uppstart"),
        (("0", "3", "0", "3", None, "0"), "Svaren pekar åt olika håll"),
        (("3", "3", None, None, None, None), "Underlaget räcker inte än"),
        ((None,) * 6, "Underlaget räcker inte än"),
        (("dont_know",) * 6, "Underlaget räcker inte än"),
        (("3", "3", "3", "3", "0", "0"), "Ni är i Mognad/Genomförande"),
    ],
)
def test_the_heading_says_where_they_are_and_how_certain_it_is(bo, anna, levels, heading):
    anna.save(mark(anna, *levels))
    page = show(bo, anna)
    assert page.one("h1").text.replace("\u200b", "").replace("/ ", "/") == heading
    assert (
        page.one("head").one("title").text.replace("\u200b", "").startswith(heading.split("/")[0])
    )


def test_a_likely_place_names_the_runner_up(bo, anna):
    anna.save(mark(anna, "3", "0", "0", "0", "0", "0"))
    anna.save({"uppstart.m5": "1", "uppstart.m2": "1"})
    page = show(bo, anna)
    assert Snapshot.objects.get().document["diagnosis"]["certainty"] == "likely"
    assert page.one("h1").text == "Ni är sannolikt i Uppstart"
    assert "Det kan också vara Initiativ." in page.one("p", class_="lead").text


@pytest.mark.parametrize(
    ("outlook", "heading"),
    [
        ("end", "Ni är på väg att avsluta"),
        ("redefine", "Ni är på väg mot en ny inriktning"),
        ("continue", "Ni är i Avslut/Omdefinition"),
    ],
)
def test_a_group_that_ends_is_told_where_it_is_heading(bo, anna, outlook, heading):
    anna.save(mark(anna, *["3"] * 6) | {"outlook": outlook} | rate(anna, "2"))
    page = show(bo, anna)
    assert page.one("h1").text.replace("\u200b", "").replace("/ ", "/") == heading
    headings = [h.text for h in page.all("h2")]
    assert "Om ni börjar om" in headings
    assert "Ta med er" in headings


def test_the_picture_says_in_words_what_it_shows(bo, anna):
    anna.save(mark(anna, "3", "0", "3", "3", "0", "0"))
    page = show(bo, anna)
    drawing = page.one("svg", class_="path")
    assert drawing.attrs["role"] == "img"
    title = drawing.one("title").text
    assert "Initiativ: på plats" in title
    assert "Mognad/Genomförande: här är ni" in title
    states = [i.attrs["class"] for i in page.one("ol", class_="path-list").all("li")]
    assert states == ["done", "part", "done", "here", "todo", "todo"]
    assert "Uppstart" in page.one("p", class_="lead").text


# What it rests on ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("people", "said"),
    [(1, "En persons svar"), (7, "Gruppen svarade tillsammans, 7 personer")],
)
def test_the_result_says_what_it_rests_on(bo, db, people, said):
    diagnosis = start(people=people)
    assert said in show(bo, diagnosis).one("p", class_="eyebrow").text


def test_the_own_picture_stands_beside_the_computed_one(bo, anna):
    anna.save(mark(anna, "3", "3", "2", "0", "0", "0") | {"self_placement": "mognad"})
    text = show(bo, anna).text
    assert "Er egen bild: Mognad/Genomförande." in text
    assert "Svaren säger Etablering." in text


def test_an_own_picture_that_agrees_is_said_to(bo, anna):
    anna.save(mark(anna, "3", "3", "2", "0", "0", "0") | {"self_placement": "etablering"})
    assert "Den stämmer med svaren." in show(bo, anna).text


# What to do ---------------------------------------------------------------------------------------


def test_start_here_has_the_first_five_priorities_in_the_methods_order(bo, shown):
    page = read_page(bo.get(shown.url("result")))
    steps = page.one("ol", class_="steps")
    priorities = Snapshot.objects.get().document["diagnosis"]["priorities"]
    titles = [shown.published.content.aspect_by_code[code].title for code in priorities]
    assert len(titles) > 5
    assert [h.text for h in steps.all("h3")] == titles[:5]
    after = page.one("section", aria_labelledby="start").text.partition("Därefter:")[2]
    assert all(title in after for title in titles[5:])


def test_each_thing_to_do_has_why_pitfalls_quotes_a_suggestion_and_questions(bo, shown):
    page = read_page(bo.get(shown.url("result")))
    report = fetch_report(Snapshot.objects.get().document)
    items = [li for li in page.one("ol", class_="steps").all("li") if li.all("h3")]
    for view, item in zip(report.start_here, items, strict=True):
        aspect = view.aspect
        assert " ".join(aspect.description.split()) in item.text
        assert view.suggestions[0] in item.text
        assert all(pitfall.text in item.text for pitfall in aspect.pitfalls)
        assert all(question.text in item.text for question in aspect.dialogue_questions)
        assert item.all("span", class_="band")
        if aspect.quotes:
            assert item.all("blockquote")
            assert aspect.quotes[0].attribution in item.text


def test_a_thing_to_do_says_which_answers_it_rests_on(bo, anna):
    anna.save(mark(anna, "3", "3", "2", "0", "0", "0"))
    anna.save({"forankring.3": "2", "forankring.4": "1"})
    item = show(bo, anna).one("ol", class_="steps").all("li")[0]
    because = item.one("div", class_="because").text
    texts = {s.code: s.text for s in anna.published.content.statements}
    low = f"”{texts['forankring.4']}”: stämmer inte alls"
    high = f"”{texts['forankring.3']}”: stämmer dåligt"
    assert because.index(low) < because.index(high)


def test_nothing_to_address_is_said_and_strengths_are_shown(bo, anna):
    anna.save(mark(anna, "3", "3", "2", "0", "0", "0") | rate(anna, "5"))
    page = show(bo, anna)
    assert "Inget behöver åtgärdas just nu." in page.text
    assert len(page.one("ul", class_="chips").all("li")) == 26


def test_what_they_did_not_know_is_listed(bo, anna):
    anna.save({"varfor.3": "dont_know", "initiativ.m5": "dont_know"})
    listed = show(bo, anna).one("section", aria_labelledby="unknown").all("li")
    edition = anna.published.content
    texts = {q.code: q.text for q in (*edition.markers, *edition.statements)}
    assert [i.text for i in listed] == [texts["initiativ.m5"], texts["varfor.3"]]


def test_the_full_table_has_every_aspect_in_order(bo, shown):
    section = read_page(bo.get(shown.url("result"))).one("section", aria_labelledby="all")
    titles = [aspect.title for aspect in shown.published.content.aspects]
    rows = [th.text for th in section.all("th", scope="row")]
    assert [title for title in rows if title in titles] == titles


def test_every_comment_is_shown_with_its_aspect(bo, anna):
    anna.save({"comment.varfor": "Rad ett\n\nRad två", "comment.nytta": "N"})
    section = show(bo, anna).one("section", aria_labelledby="comments")
    assert [d.text for d in section.all("dd")] == ["Rad ett Rad två", "N"]
    assert len(section.all("dd")[0].all("p")) == 2


def test_how_it_was_worked_out_shows_progress_and_distance_of_each_stage(bo, shown):
    rows = read_page(bo.get(shown.url("result"))).one("section", aria_labelledby="method").all("tr")
    diagnosis = Snapshot.objects.get().document["diagnosis"]
    cells = [[cell.text for cell in row.all("td")] for row in rows[1:]]
    said = []
    for stage in shown.published.content.stages:
        progress, distance = diagnosis["progress"][stage.code], diagnosis["distances"][stage.code]
        said.append([f"{round(progress * 100)} %", f"{distance:.2f}".replace(".", ",")])
    assert [[c.replace("\xa0", " ") for c in row] for row in cells] == said


@pytest.mark.parametrize(
    ("until", "said"),
    [("2026-11-01", "var beslutade till och med 1 november 2026. Ledningen hos varje part behöver"),
     ("2027-11-16", "är beslutade till och med 16 november 2027. Före dess behöver ledningen"),
     ("2027-11-20", "")],
)  # fmt: skip
def test_within_a_year_of_the_end_of_money_and_mandate_it_says_who_must_decide(
    bo, answered, clock, until, said
):
    clock("2026-11-16 10:00")
    url = answered.url("change_details")
    form = read_form(read_page(bo.get(url)).one("main").one("form"), funded_until=until)
    assert bo.post(url, form).status_code == 302
    answered.show()
    text = read_page(bo.get(answered.url("result"))).text
    assert ("Pengar och uppdrag" in text) == bool(said)
    summary = bo.get(answered.url("result_file", 1, "sammanfattning.txt")).content.decode()
    assert said in text
    assert said in summary


# Earlier results ----------------------------------------------------------------------------------


def test_changing_an_answer_changes_the_next_result_and_not_the_old(bo, answered):
    answered.save({"comment.varfor": "Först"})
    answered.show()
    old = bo.get(answered.url("result_number", 1)).content.decode()
    answered.save({"comment.varfor": "Numera"})
    answered.show()
    again = bo.get(answered.url("result_number", 1)).content.decode()
    assert "Först" in old
    assert "Först" in again
    assert "Numera" not in again
    assert "Numera" in bo.get(answered.url("result")).content.decode()


def test_an_old_result_says_that_there_is_a_newer_one(bo, shown):
    shown.save({"varfor.3": "1"})
    shown.show()
    page = read_page(bo.get(shown.url("result_number", 1)))
    notices = [n for n in page.all("p", class_="notice") if "nyare resultat" in n.text]
    assert notices[0].one("a").attrs["href"] == shown.url("result_number", 2)
    assert "nyare resultat" not in bo.get(shown.url("result_number", 2)).content.decode()


def test_answers_changed_since_the_result_are_pointed_out(bo, cia, shown, clock):
    clock("2099-01-01 12:00")
    shown.save({"varfor.3": "1"})
    assert (
        "Svaren har ändrats sedan resultatet togs fram"
        in bo.get(shown.url("result")).content.decode()
    )
    # Who may only read cannot do anything about it.
    assert "Svaren har ändrats" not in cia.get(shown.read_url()).content.decode()


def test_a_result_on_corrected_content_keeps_the_words_it_was_answered_on(bo, shown, eva):
    before = next(s.text for s in shown.published.content.statements if s.code == "forankring.3")
    eva("forankring.3", "Våra organisationer känner till det vi gör")
    page = bo.get(shown.url("result_number", 1)).content.decode()
    assert before in page
    assert "Våra organisationer känner till det vi gör" not in page


# Reading ------------------------------------------------------------------------------------------


def test_cia_reads_the_same_result_but_finds_no_way_to_change_it(bo, cia, shown):
    answering = read_page(bo.get(shown.url("result")))
    reading = read_page(cia.get(shown.read_url()))
    assert reading.one("h1").text == answering.one("h1").text
    assert reading.one("ol", class_="steps").text == answering.one("ol", class_="steps").text
    links = [a.attrs["href"] for a in reading.all("a")]
    assert not [link for link in links if link.startswith("/d/")]
    assert not reading.one("main").all("form")
    assert "Ändra svar" not in reading.text


def test_the_read_link_follows_to_the_newest_result(cia, shown):
    shown.save({"comment.varfor": "Det allra nyaste"})
    assert "Det allra nyaste" not in cia.get(shown.read_url()).content.decode()
    shown.show()
    assert "Det allra nyaste" in cia.get(shown.read_url()).content.decode()


def test_every_link_of_the_result_leads_somewhere(bo, cia, shown):
    for client, url in ((bo, shown.url("result")), (cia, shown.read_url())):
        page = read_page(client.get(url))
        ids = {e.attrs["id"] for e in page.walk() if "id" in e.attrs}
        for link in page.all("a"):
            href = link.attrs["href"]
            if href.startswith("#"):
                assert href[1:] in ids
            elif not href.endswith("rapport.pdf"):
                assert client.get(href).status_code == 200, href


def test_no_id_is_used_twice_on_any_result(bo, shown):
    page = read_page(bo.get(shown.url("result")))
    ids = [e.attrs["id"] for e in page.walk() if "id" in e.attrs]
    assert len(ids) == len(set(ids))


def test_the_example_answers_are_the_ones_shown(shown):
    assert shown.values == read_example_fields()


def test_what_is_kept_of_one_result_is_never_shown_in_another(client, shown, disa):
    """Pictures and tables are kept as they look: by the result, not by the page."""
    disa.save({marker.code: "0" for marker in disa.published.content.markers})
    disa.show()
    pages = [client.get(d.url("result")).content.decode() for d in (shown, disa, shown, disa)]
    paths = [page[page.index('<svg class="path"') : page.index("</ol>")] for page in pages]
    assert paths[0] == paths[2] != paths[1] == paths[3]
    assert 'id="all"' in pages[2]
    assert 'id="all"' not in pages[3]  # Disa has rated nothing


# How many results there can be --------------------------------------------------------------------


def change_and_show(bo, anna, number):
    anna.save({"varfor.3": str(number % 5 + 1), "comment.varfor": f"{number} " + "x" * 500})
    return bo.post(anna.url("conclude"), {})


def test_results_shown_over_and_over_are_refused_in_the_end_and_nothing_written_is_lost(
    bo, anna, clock
):
    clock("2026-11-21 12:00")
    for number in range(MOST_RESULTS):
        assert change_and_show(bo, anna, number).url == anna.url("result_number", number + 1)
    for number in range(3):
        assert change_and_show(bo, anna, 90 + number).url == anna.url("result")
    page = read_page(bo.get(anna.url("result")))
    assert "Svaren är sparade. Visa resultatet igen om en timme." in page.text
    assert anna.values["comment.varfor"].startswith("92 ")
    assert Snapshot.objects.count() == MOST_RESULTS
    clock("2026-11-21 13:01")
    assert bo.post(anna.url("conclude"), {}).url == anna.url("result_number", MOST_RESULTS + 1)


def test_showing_what_has_not_changed_makes_no_new_result_and_is_never_refused(bo, anna, clock):
    clock("2026-11-21 12:00")
    for number in range(MOST_RESULTS):
        change_and_show(bo, anna, number)
    for _ in range(30):
        response = bo.post(anna.url("conclude"), {})
        assert response.url == anna.url("result_number", MOST_RESULTS)
    assert Snapshot.objects.count() == MOST_RESULTS


@pytest.mark.both_databases
def test_a_diagnosis_keeps_its_newest_results_the_first_and_what_is_compared_with(bo, anna, clock):
    for day in range(1, 6):
        clock(f"2026-11-0{day} 10:00")
        for number in range(10):
            change_and_show(bo, anna, day * 10 + number)
    numbers = set(Snapshot.objects.values_list("number", flat=True))
    assert numbers == {1, 10, *range(20, 51)}
    assert bo.get(anna.url("result_number", 10)).status_code == 200
    assert bo.get(anna.url("result_number", 11)).status_code == 404
    assert {f"/resultat/{number}/" for number in numbers} >= {
        link.attrs["href"].removeprefix(f"/d/{anna.token}")
        for link in read_page(bo.get(anna.url("overview"))).all("a")
        if "/resultat/" in link.attrs["href"]
    }


def test_a_result_says_which_version_made_it_and_a_newer_one_makes_no_other_of_it(
    bo, shown, monkeypatch
):
    assert f"Programmet: version {VERSION}." in read_page(bo.get(shown.url("result"))).text
    monkeypatch.setattr(actions, "VERSION", "99.0")
    assert shown.show().number == 1
    page = read_page(bo.get(shown.url("result")))
    assert f"Programmet: version {VERSION}." in page.text
    shown.save({"varfor.3": "1"})
    assert render_html(fetch_report(shown.show().document)).count("Programmet: version 99.0.") == 1


def test_a_result_from_before_versions_were_kept_says_none(bo, shown):
    stored = Snapshot.objects.get()
    del stored.document["program"]
    stored.sha256 = "another"
    stored.save()
    page = read_page(bo.get(shown.url("result")))
    assert "Programmet:" not in page.text
    assert f"Samverkanskollen {VERSION}" in page.one("footer", class_="foot").text
