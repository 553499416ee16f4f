"""The pages of text: easy to read, no link leads astray, and what they promise is true."""

import os
import re
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from fontTools.ttLib import TTFont

from assessments.core.labels import BAND_LABELS, MARKER_LABELS, STATEMENT_LABELS
from assessments.core.rules.lifecycle import GREATEST_SMALLEST_GROUP, SMALLEST_GROUP
from assessments.filling import begun
from assessments.groups.actions.accounts import UNPROVED_HOURS
from assessments.groups.forms import KEPT_CHOICES
from assessments.keeping.rules import KEPT_MONTHS, compute_deletion_date
from assessments.keeping.selectors import WARNED_DAYS
from assessments.meeting import voted
from assessments.methods.stages import (
    Answers,
    Diagnosis,
    Respondent,
    compute_diagnosis,
)
from assessments.methods.stages.placement import BETWEEN_BELOW, LIKELY_BELOW, UNCLEAR_ABOVE
from assessments.methods.stages.rules import VERSIONS
from assessments.models import Feedback, RateCount
from assessments.results.files.pdf import fetch_pdf
from assessments.results.rules.disclosure import LEAST_FOR_JOINT
from assessments.results.rules.worked_example import compute_worked_example, measure_walk
from assessments.site.views import site
from model_content.domain.readability import compute_lix
from samverkan.accounts.actions import INVITED_HOURS
from samverkan.submitted.unsaved import KEPT_SECONDS
from tests.group import make_group
from tests.markup import Element, read_form, read_page
from tests.test_accounts import ask, code_in, sign_in
from tests.tool_texts import read_tools

pytestmark = pytest.mark.django_db

TEXTS = (
    "guide",
    "facilitator",
    "result_meeting",
    "local_parties",
    "method",
    "privacy",
    "accessibility",
)
every_text = pytest.mark.parametrize("name", TEXTS)

MOST_LIX = 45
"""As of the questions; above it a text is called difficult."""


@pytest.fixture
def read(client):
    """A page by its name."""
    return lambda name: read_page(client.get(reverse(name)))


def main_of(page: Element) -> Element:
    return page.one("main")


def rows_of(table: Element, part: str = "tbody") -> list[list[str]]:
    """The text of every cell, row by row."""
    return [
        [cell.text for cell in row.walk() if cell.tag in ("th", "td")]
        for row in table.one(part).all("tr")
    ]


def say(number: Fraction | float, decimals: int) -> str:
    """A number as it is written in Swedish, a half rounded up."""
    exact = Decimal(str(float(number)))
    return str(exact.quantize(Decimal(10) ** -decimals, ROUND_HALF_UP)).replace(".", ",")


# Every page ---------------------------------------------------------------------------------------


@every_text
def test_a_page_has_one_heading_a_lead_and_a_description(read, name):
    page = read(name)
    main = main_of(page)
    assert len(page.all("h1")) == 1
    assert main.one("p", class_="lead").text
    assert 50 < len(page.one("meta", name="description").attrs["content"]) < 170
    assert not page.all("meta", name="robots"), "a page to be found by search engines"


@every_text
def test_every_section_is_named_by_a_heading_that_can_be_linked_to(read, name):
    main = main_of(read(name))
    ids = [e.attrs["id"] for e in main.walk() if "id" in e.attrs]
    assert len(ids) == len(set(ids))
    for section in main.all("section"):
        heading = section.all("h2")[0]
        assert heading.attrs["id"] == section.attrs["aria-labelledby"]


@every_text
def test_every_link_leads_to_a_page_and_a_place_that_exist(client, read, name):
    address = reverse(name)
    links = [a.attrs["href"] for a in main_of(read(name)).all("a")]
    assert len(links) >= 2
    sign_in_first = reverse("account_login")
    for link in links:
        target = urlsplit(urljoin(f"http://testserver{address}", link))
        if target.netloc != "testserver":
            assert target.scheme == "https"
            continue
        response = client.get(f"{target.path}?{target.query}", follow=True)
        assert response.status_code == 200, link
        assert all(at.startswith(sign_in_first) for at, _ in response.redirect_chain), link
        if target.fragment:
            places = [e.attrs.get("id") for e in read_page(response).walk()]
            assert target.fragment in places, link


@every_text
def test_a_text_is_easy_to_read_and_never_says_man(read, name):
    main = main_of(read(name))
    said = [e.text for e in main.walk() if e.tag in ("p", "li", "td", "dd") and not e.all("li")]
    text = "\n".join(part if part.endswith((".", "?", "!", "”")) else f"{part}." for part in said)
    assert compute_lix(text) < MOST_LIX
    assert not re.search(r"\bman\b", main.text, re.IGNORECASE)


@every_text
def test_every_table_says_what_it_shows_and_what_its_columns_hold(read, name):
    for table in main_of(read(name)).all("table"):
        assert table.one("caption").text
        assert all(th.attrs["scope"] in ("row", "col") for th in table.all("th"))


def test_the_pages_can_be_reached_from_where_a_reader_wants_them(client, shown):
    wanted = {
        reverse("home"): {"guide"},
        reverse("new"): {"privacy"},
        reverse("guide"): {"facilitator", "result_meeting", "privacy", "method"},
        reverse("facilitator"): {"guide", "result_meeting"},
        reverse("result_meeting"): {"facilitator"},
        reverse("feedback"): {"privacy"},
        shown.url("result"): {"method"},
    }
    for address, names in wanted.items():
        links = {a.attrs["href"] for a in main_of(read_page(client.get(address))).all("a")}
        assert {reverse(name) for name in names} <= links, address


# The guide and the script -------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["guide", "facilitator"])
def test_every_word_that_is_quoted_from_the_screen_stands_there(client, read, shown, name):
    screens = [reverse("home"), reverse("new"), reverse("example"), shown.url("overview")]
    screens += [shown.url("page", slug) for slug in ("lage", "initiativ")]
    screens += [shown.url("check"), shown.url("result")]
    seen = " ".join(read_page(client.get(url)).text for url in screens)
    seen += " ".join(map(str, BAND_LABELS.values()))
    quoted = [e.text for e in main_of(read(name)).all("strong") if e.attrs.get("class") != "plain"]
    assert len(quoted) > 5
    assert [word for word in quoted if word.rstrip(":").casefold() not in seen.casefold()] == []


def test_the_guide_says_how_many_questions_there_are(read, published):
    fewest, most = measure_walk(published.content)
    assert 40 <= fewest < most <= len(published.content.markers + published.content.statements)
    assert f"{fewest}–{most} korta frågor" in main_of(read("guide")).text


def test_the_guide_leads_to_answering_separately_and_says_how_many_it_takes(read):
    main = main_of(read("guide"))
    assert reverse("new_collaboration") in [a.attrs["href"] for a in main.all("a")]
    assert f"färre än {SMALLEST_GROUP} in i en anonym omgång visas bara läget" in main.text
    assert f"färre än {LEAST_FOR_JOINT} in visas inget" in main.text


@pytest.fixture
def plan(read) -> list[list[str]]:
    return rows_of(main_of(read("facilitator")).one("table", class_="plan"))


@pytest.mark.parametrize("name", ["facilitator", "result_meeting"])
@pytest.mark.parametrize(("column", "length"), [(0, 60), (1, 90)])
def test_the_meeting_begins_at_0_ends_in_time_and_has_no_gaps(read, name, column, length):
    plan = rows_of(main_of(read(name)).one("table", class_="plan"))
    times = [[int(part) for part in row[column].split("–")] for row in plan]
    assert times[0][0] == 0
    assert times[-1][1] == length
    assert all(before[1] == after[0] for before, after in pairwise(times))
    assert all(begin < end for begin, end in times)


@pytest.mark.parametrize("column", [0, 1])
def test_there_is_time_for_every_question_even_for_those_who_have_come_furthest(
    plan, published, column
):
    markers = len(published.content.markers)
    statements = measure_walk(published.content)[1] - markers
    by_moment = {row[2]: [int(part) for part in row[column].split("–")] for row in plan}
    for moment, count in (("Var står vi?", markers), ("Hur väl fungerar det?", statements)):
        begin, end = by_moment[moment]
        assert 20 <= 60 * (end - begin) / count <= 60


def test_the_fingers_are_the_answers_in_the_order_of_the_screen(read):
    said = main_of(read("facilitator")).one("ul", class_="fingers").text
    for labels, count in ((MARKER_LABELS, 4), (STATEMENT_LABELS, 5)):
        for number, label in enumerate(list(labels.values())[:count], start=1):
            assert f"{number} {str(label).lower()}" in said


# The method ---------------------------------------------------------------------------------------


@pytest.fixture
def computed(read, published) -> Diagnosis:
    """The diagnosis of the answers that stand on the page."""
    edition = published.content
    main = main_of(read("method"))
    markers = {
        marker.code: int(value)
        for stage, row in zip(edition.stages, rows_of(main.one("table", id="monster")), strict=True)
        for marker, value in zip(stage.markers, row[1].split(", "), strict=True)
    }
    texts = {statement.text: statement.code for statement in edition.statements}
    given = rows_of(main.one("table", id="aspekt"))
    statements = {texts[text]: int(value) for text, value in given}
    respondent = Respondent(markers=markers, statements=statements)
    return compute_diagnosis(edition, Answers(respondents=(respondent,)))


def test_every_number_of_the_example_is_what_the_method_makes_of_the_answers(read, computed):
    main = main_of(read("method"))
    compared = rows_of(main.one("table", id="monster"))
    progress = [say(p, 2) for p in computed.progress.values()]
    assert [row[2] for row in compared] == progress
    distances = [say(d, 4) for d in computed.distances.values()]
    assert [row[1] for row in rows_of(main.one("table", id="avstand"))] == distances
    assert rows_of(main.one("table", id="monster"), "tfoot")[0][-1] == min(distances)
    nearest = say(computed.distances[computed.stage], 4)
    further = say(computed.distances[computed.runner_up], 4)
    margin = say(computed.margin, 4)
    assert f"med {nearest}, därefter" in main.text
    assert f"med {further}. Det skiljer {margin}." in main.text
    assert f"I exemplet skiljer det {margin}." in main.text


def test_the_example_is_likely_and_its_conclusion_is_that_of_the_result(read, computed, published):
    assert computed.certainty == "likely"
    title = published.content.stage_by_code[computed.stage].title
    said = main_of(read("method")).one("strong", id="slutsats").text
    assert said == f"Ni är sannolikt i {title}."


def test_what_the_stages_add_makes_up_the_distance(published):
    example = compute_worked_example(published.content)
    assert sum(row.term for row in example.rows) == example.placed.distance
    assert example.placed.distance == min(row.distance for row in example.rows)


def test_the_aspect_of_the_example_has_the_mean_and_band_that_are_computed(read, computed):
    [aspect] = [a for a in computed.aspects if a.score is not None]
    cells = rows_of(main_of(read("method")).one("table", id="aspekt"), "tfoot")[0]
    assert cells == [f"Medelvärde {BAND_LABELS[aspect.band]}", say(aspect.score, 1)]


def test_the_limits_are_those_of_the_code(read):
    said = [row[0] for row in rows_of(main_of(read("method")).one("table", id="sakerhet"))]
    limits = [(say(UNCLEAR_ABOVE, 0), 1), (say(BETWEEN_BELOW, 2), 2), (say(LIKELY_BELOW, 2), 3)]
    assert all(re.search(rf"\b{limit}\b", said[row]) for limit, row in limits)


def test_what_is_hidden_of_a_group_is_as_in_the_code(read):
    said = main_of(read("method")).one("ul", id="doljs").text
    assert f"minst {SMALLEST_GROUP} har svarat" in said
    assert f"upp till {GREATEST_SMALLEST_GROUP}" in said
    assert f"färre än {LEAST_FOR_JOINT} svarat visas inget" in said


def test_a_limit_that_is_changed_is_changed_on_the_page(client, monkeypatch):
    from assessments.site.views import site

    monkeypatch.setitem(site.CONSTANTS, "likely_below", Fraction(3, 10))
    assert "det skiljer mindre än 0,30" in read_page(client.get(reverse("method"))).text


def test_the_figures_from_the_simulation_belong_to_this_version_of_the_method():
    """A version with another rule needs another comparison of rules, and new figures on the page.

    In these the nearest pattern is found by the same rule.
    """
    assert list(VERSIONS) == ["1", "2"]


# Personal data ------------------------------------------------------------------------------------


def test_the_page_says_how_long_a_diagnosis_is_kept(read):
    assert f"raderas {KEPT_MONTHS} månader efter den senaste ändringen" in read("privacy").text


def test_the_page_says_how_long_a_leader_may_choose_and_when_the_warning_comes(read):
    text = main_of(read("privacy")).text
    months = [months for months, _ in KEPT_CHOICES]
    assert f"mellan {min(months)} månader och {max(months) // 12} år" in text
    assert f"ett mejl minst {WARNED_DAYS} dagar innan" in text


def test_the_cookies_on_the_page_are_those_that_a_whole_walk_sets(client, read, mailoutbox):
    named = [row[0] for row in rows_of(main_of(read("privacy")).one("table", id="kakorna"))]
    used = set()

    def follow(response):
        used.update(response.cookies)
        return response

    form = {"name": "Älvdalen", "scope": "allt", "answered": "alone"}
    overview = follow(client.post(reverse("new"), form)).url.removesuffix("steg/lage/")
    for address in ("/", "/ny/", "/exempel/", overview, f"{overview}steg/klart/"):
        follow(client.get(address))
    for slug in ("lage", "initiativ", "hela-vagen"):
        page = follow(client.get(f"{overview}steg/{slug}/"))
        data = read_form(read_page(page).one("form", id="walk"), go="next")
        follow(client.post(f"{overview}steg/{slug}/", data))
    follow(client.post(f"{overview}mejla/", {"email": "anna@kommun.example"}))
    follow(client.post(f"{overview}visa/", {}))
    follow(client.get(f"{overview}resultat/"))
    follow(client.post(f"{overview}lagg-till/"))
    follow(sign_in(client, mailoutbox, next="/mina/lagg-till/"))
    follow(client.post("/mina/lagg-till/", {"links": "keep"}))
    follow(client.post("/konto/logga-ut/"))
    follow(client.post(f"{overview}radera/"))
    follow(client.post(reverse("feedback"), {"text": "Bra"}))
    follow(client.post(reverse("set_language"), {"language": "sv"}))
    group = make_group()
    group.open()
    follow(client.post(reverse("join", args=[group.group_token]), {"perspective": "drivande"}))
    assert used | {voted.COOKIE} == set(named)  # which test_votes.py sees set


def test_the_cookies_live_as_long_as_the_page_says(client, read):
    response = client.get(reverse("new"))
    weeks = response.cookies[django_settings.CSRF_COOKIE_NAME]["max-age"] / site.WEEK
    [form_cookie, message, language, answers, vote, _session] = rows_of(
        main_of(read("privacy")).one("table", id="kakorna")
    )
    assert form_cookie[2] == f"{weeks:.0f} veckor"
    assert (language[2], django_settings.LANGUAGE_COOKIE_AGE) == ("ett år", 365 * 24 * 3600)
    assert answers[2] == f"{begun.DAYS_LONGER} dagar efter omgångens sista dag"
    assert (vote[2], voted.DAYS) == ("ett dygn", 1)
    assert message[2] == "tills beskedet har visats"
    told = client.post(reverse("feedback"), {"text": "Bra"}).cookies["messages"]
    assert told["max-age"] == "", "it ends with the browser at the latest"
    assert client.get(reverse("feedback")).cookies["messages"].value == ""


def test_the_cookie_of_an_account_lives_as_long_as_the_page_says(client, read, mailoutbox):
    [*_, session] = rows_of(main_of(read("privacy")).one("table", id="kakorna"))
    waiting = ask(client).cookies[session[0]]["max-age"] // 60
    done = client.post("/konto/kod/", {"code": code_in(mailoutbox[0])})
    weeks = done.cookies[session[0]]["max-age"] // site.WEEK
    assert session[2] == (
        f"{weeks} veckor, eller tills du loggar ut;"
        f" {waiting} minuter för den som håller på att logga in,"
        " en timme om något väntar på att sparas"
    )
    assert KEPT_SECONDS == 3600


def test_the_page_says_how_long_an_account_is_kept(read):
    text = main_of(read("privacy")).text
    assert f"ett konto som inget hör till raderas {KEPT_MONTHS} månader efter" in text
    assert f"högst {UNPROVED_HOURS + 1} timmar" in text
    assert f"högst {INVITED_HOURS + 1} timmar" in text


def test_the_page_names_the_organisation_that_one_can_sign_in_through(read, settings):
    assert "Kommunen" not in main_of(read("privacy")).text
    settings.OIDC = {**settings.OIDC, "name": "Kommunen"}
    assert "Loggar du in med Kommunen sparar vi bara" in main_of(read("privacy")).text


def stored_for(read, what: str) -> str:
    """How long the page says that something is kept."""
    rows = rows_of(main_of(read("privacy")).all("table", class_="stored")[0])
    [found] = [row[2] for row in rows if what in row[0]]
    return found


def test_a_coded_address_is_kept_no_longer_than_the_page_says(client, read, clock, capsys):
    hours = int(re.search(r"\d+", stored_for(read, "IP-adress"))[0])
    clock("2026-11-21 10:00")
    client.post(reverse("feedback"), {"text": "Bra"})
    assert RateCount.objects.exists()
    clock(f"{datetime(2026, 11, 21, 10) + timedelta(hours=hours):%Y-%m-%d %H:%M}")
    call_command("run_due")
    assert not RateCount.objects.exists()


def test_feedback_is_kept_as_long_as_the_page_says(client, read, clock, capsys):
    assert stored_for(read, "Synpunkter").startswith(f"{KEPT_MONTHS} månader")
    clock("2026-11-21 10:00")
    client.post(reverse("feedback"), {"text": "Bra", "email": "anna@kommun.example"})
    last = compute_deletion_date(timezone.localdate())
    clock(f"{last - timedelta(days=1)} 23:00")
    call_command("run_due")
    assert Feedback.objects.exists()
    clock(f"{last} 00:30")
    call_command("run_due")
    assert not Feedback.objects.exists()


def test_a_finished_report_is_kept_no_longer_than_the_page_says(shown, read, capsys):
    days = int(re.search(r"\d+", stored_for(read, "rapporter"))[0])
    document = shown.assessment.snapshots.get().document
    kept = Path(django_settings.CACHES["reports"]["LOCATION"])
    before = set(kept.glob("*.djcache"))
    fetch_pdf(document)
    [file] = set(kept.glob("*.djcache")) - before
    call_command("run_due")
    assert file.exists()
    made = (timezone.now() - timedelta(days=days)).timestamp()
    os.utime(file, (made, made))
    call_command("run_due")
    assert not file.exists()


# Who runs it --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["privacy", "accessibility"])
def test_the_pages_read_well_with_nothing_but_a_name(read, settings, name):
    settings.OPERATOR, settings.OPERATOR_EMAIL, settings.OPERATOR_URL = "Kommunerna", "", ""
    main = main_of(read(name))
    assert "Kommunerna" in main.text
    assert not [a for a in main.all("a") if a.attrs["href"].startswith("mailto:")]
    assert not re.search(r"None|\s[.,;:]", main.text)


@pytest.mark.parametrize("name", ["privacy", "accessibility"])
def test_an_address_and_a_site_are_linked_when_they_are_set(read, settings, name):
    settings.OPERATOR = "Kommunerna"
    settings.OPERATOR_EMAIL = "hej@kommunerna.example"
    settings.OPERATOR_URL = "https://kommunerna.example/"
    links = {a.attrs["href"]: a.text for a in main_of(read(name)).all("a")}
    assert links["mailto:hej@kommunerna.example"] == "hej@kommunerna.example"
    assert links["https://kommunerna.example/"] == "Kommunerna"


# Accessibility ------------------------------------------------------------------------------------


def test_the_statement_has_the_parts_that_the_law_asks_for(read):
    page = read("accessibility")
    main = main_of(page)
    assert page.one("h1").text == "Tillgänglighetsredogörelse för Samverkanskollen"
    assert "delvis förenlig" in main.text
    assert "(2018:1937)" in main.text
    assert "självskattning" in main.text
    assert "oskäligt betungande" in main.text
    assert "https://www.digg.se/tdosanmalan" in [a.attrs["href"] for a in main.all("a")]
    assert len(main.all("dd")) == 2


def test_the_dates_of_the_statement_are_in_order(read):
    assert site.ASSESSED_ON <= site.UPDATED_ON
    dates = [dd.text for dd in main_of(read("accessibility")).all("dd")]
    assert dates[0].endswith(str(site.ASSESSED_ON.year))


@pytest.mark.parametrize("letter", ["漢", "한", "ไ"])
def test_what_the_statement_says_is_missing_from_the_report_is_missing(letter):
    """If a font gets the letters, take the sentence out of the statement."""
    fonts = (Path(django_settings.BASE_DIR) / "static" / "fonts" / "pdf").glob("*-Regular.ttf")
    assert not any(ord(letter) in TTFont(font).getBestCmap() for font in fonts)


def test_the_statement_leads_to_the_form_with_its_subject_chosen(client, read):
    links = [a.attrs["href"] for a in main_of(read("accessibility")).all("a")]
    [link] = [link for link in links if link.startswith(reverse("feedback"))]
    page = read_page(client.get(link))
    [checked] = [i for i in page.all("input", type="radio") if "checked" in i.attrs]
    assert checked.attrs["value"] == "tillganglighet"


# For local parties --------------------------------------------------------------------------------


def test_local_parties_are_led_to_the_crank_as_soon_as_it_is_published(monkeypatch, read):
    tool = replace(read_tools()["nio-fragor"], key="veven")
    for offered, is_there in (((), False), ((tool,), True)):
        monkeypatch.setattr(site, "list_offered", lambda offered=offered: offered)
        main = main_of(read("local_parties"))
        assert ("Ta ett varv i Veven" in main.text) is is_there
        assert ("/verktyg/veven/" in [a.attrs["href"] for a in main.all("a")]) is is_there
        assert ([f"{tool.minutes} minuter"] == [td.text for td in main.all("td")][3:4]) is is_there
    [_year, turns] = main.all("table")
    assert len(rows_of(turns)) == 6
