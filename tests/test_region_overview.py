"""The regional overview: who is counted, who reads it, and that it never changes."""

import csv
import io
import json

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments.core.rules.lifecycle import State
from assessments.models import Assessment, RegionalYear, Sharing
from assessments.region import files
from assessments.region.actions import NotOver, make_year, publish_year
from assessments.region.rules import apart, overview
from assessments.region.selectors import fetch_facts
from assessments.sharing.actions import agree, judge
from assessments.sharing.rules import Verdict
from assessments.sharing.selectors import fetch_asking, mark_read
from model_content.selectors.editions import fetch_edition
from samverkan.pdf import cache as pdf_cache
from tests.group import make_group
from tests.markup import read_page
from tests.staff import make_staff, sign_in_staff
from tests.world import read_example_fields

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

PAGE, INDEX, STAFF = "/regionen/2026/", "/regionen/", "/personal/regionen/"


@pytest.fixture
def few(monkeypatch):
    """Two that are apart are enough to say something; of them one has it and one has not."""
    monkeypatch.setattr(apart, "LEAST", 1)
    monkeypatch.setattr(apart, "FEWEST", 2)
    monkeypatch.setattr(overview, "LEAST", 1)


def count_in(number, *, told=True, **values):
    """A collaboration with a result of 2026, that may be counted."""
    group = make_group(f"Nätverk {number}", leader=f"ledare{number}@kommun{number}.example")
    given = {"counted": True, "named": False}
    agree(collaboration=group.collaboration, given=given, today=timezone.localdate())
    asking = fetch_asking(group.collaboration.pk)
    judge(collaboration=asking, user=make_staff("gun"), verdict=Verdict.APPROVE,
          read=mark_read(asking), today=timezone.localdate())  # fmt: skip
    group.open(anonymous=False, allows_statistics=told)
    group.answer(read_example_fields() | values, name="Anna")
    group.close()
    return group


def list_stages():
    return [stage.code for stage in fetch_edition().content.stages]


def list_counted(year=2026):
    return {facts.number for facts in fetch_facts(year, list_stages())}


@pytest.fixture
def year(few, clock):
    """The overview of two collaborations in 2026, one of which does worse than the other."""
    clock("2026-05-04 10:00")
    count_in(1)
    count_in(2, **{"varfor.3": "1", "varfor.4": "1"})
    clock("2027-01-11 10:00")
    return make_year(year=2026, user=make_staff("sam"), today=timezone.localdate())


def test_only_those_count_that_have_said_yes_and_are_approved(clock):
    clock("2026-05-04 10:00")
    groups = [count_in(number) for number in range(5)]
    keys = [group.collaboration.pk for group in groups]
    assert list_counted() == set(keys)
    assert list_counted(2025) == list_counted(2027) == set()
    no = {"counted": False, "named": True}
    agree(collaboration=groups[0].collaboration, given=no, today=timezone.localdate())
    Sharing.objects.filter(pk=keys[1]).update(approved_on=None)
    groups[2].leader.is_active = False
    groups[2].leader.save()
    # One that has been opened again gives nothing until it is closed.
    Assessment.objects.filter(pk=groups[3].round.pk).update(state=State.OPEN)
    assert list_counted() == {keys[4]}


def test_a_round_counts_where_those_who_answered_were_told(clock):
    clock("2026-05-04 10:00")
    told, untold = count_in(1, told=False), count_in(2, told=False)
    later = timezone.localdate().replace(month=6)
    Sharing.objects.filter(pk=untold.collaboration.pk).update(counted_on=later)
    assert list_counted() == {told.collaboration.pk}, "the other's yes came after it had opened"


def test_a_year_is_made_when_it_is_over_and_never_again(year, clock):
    document = year.document
    assert document["collaborations"] == 2
    varfor = {"code": "varfor", "collaborations": 1, "number": None, "assessed": None}
    assert varfor in document["weak"]
    clock("2026-08-04 10:00")
    count_in(3)
    clock("2027-02-01 10:00")
    Sharing.objects.update(counted_on=None)
    sam = make_staff("sam")
    assert make_year(year=2026, user=sam, today=timezone.localdate()).document == document
    with pytest.raises(NotOver):
        make_year(year=2027, user=sam, today=timezone.localdate())
    publish_year(made=year, user=sam, today=timezone.localdate())
    publish_year(made=year, user=sam, today=timezone.localdate().replace(day=9))
    assert str(RegionalYear.objects.get().published_on) == "2027-02-01"


@pytest.mark.one_database
def test_staff_read_it_first_and_everybody_once_it_is_published(year, client, stranger):
    files = [reverse("region_file", args=[2026, n]) for n in ("oversikt.pdf", "siffror.csv")]
    for url in (PAGE, *files):
        assert client.get(url).status_code == stranger.get(url).status_code == 404
    assert "Ingen översikt är publicerad än" in client.get(INDEX).content.decode()
    eva, sam = sign_in_staff("eva"), sign_in_staff("sam")
    assert "Publicera 2026" not in eva.get(PAGE).content.decode(), "she may read it only"
    assert eva.post(f"{STAFF}2026/").status_code == eva.post(STAFF).status_code == 403
    page = sam.get(PAGE)
    assert "no-store" in page.headers["Cache-Control"]
    assert "Publicera 2026" in page.content.decode()
    sections = read_page(page).one("main").all("section")
    assert sections[-1].attrs["aria-labelledby"] == "publish", "one has read the rest"
    assert "2 samverkan räknas" in sections[-1].text
    assert sam.get(STAFF).content.decode().count(PAGE) == 1
    assert sam.post(f"{STAFF}2026/").url == PAGE
    for url in (PAGE, INDEX):
        text = read_page(client.get(url)).text
        assert "2 samverkan räknas" in text
        assert "Nätverk 1" not in text, "none of them is named"
        assert "inte ett urval" in text
        assert "Leder du en samverkan?" in text
        assert "För personal" not in read_page(client.get(url)).one("main").text
    assert client.get("/regionen/2025/").status_code == 404


def test_it_is_made_of_last_year_by_a_button(few, clock):
    clock("2027-01-11 10:00")
    sam = sign_in_staff("sam")
    assert "Gör översikten för 2026" in sam.get(STAFF).content.decode()
    for year in ("2027", "1999999999999999999999", "x", ""):
        assert sam.post(STAFF, {"year": year}).url == STAFF
    assert sam.post(STAFF, {"year": "2026"}).url == STAFF
    assert "För få samverkan räknas" in sam.get(STAFF).content.decode()
    clock("2026-05-04 10:00")
    count_in(1)
    count_in(2)
    clock("2027-01-11 10:00")
    sam = sign_in_staff("sam")
    assert sam.post(STAFF, {"year": "2026"}).url == PAGE
    assert "Gör översikten" not in sam.get(STAFF).content.decode()


@pytest.mark.one_database
def test_the_pdf_says_the_same_without_what_cannot_be_pressed(year, monkeypatch):
    monkeypatch.setattr(pdf_cache, "fetch_pdf", lambda _digest, _from, render, *_styles: render())
    page = read_page(sign_in_staff("sam").get(f"{PAGE}oversikt.pdf"))
    assert "1 av 2" in page.one("section", aria_labelledby="weak").text
    assert page.one("h1").text == "Regional översikt 2026"
    assert not page.all("a")
    assert len(page.all("svg")) == 1, "each picture would need words of its own"


@pytest.mark.one_database
def test_changes_stand_year_by_year_where_two_years_tell_of_them(year, client):
    def tell(code, some):
        return [{"code": code, "collaborations": some, "number": None, "assessed": None}]

    years = {
        2026: {"moved": tell(overview.MOVED_ON, 1), "worse": tell("varfor", 1)},
        2025: {"moved": tell(overview.MOVED_ON, 2), "better": tell("forankring", 1)},
        2024: {"moved": tell(overview.MOVED_BACK, 1), "better": tell("forankring", 2)},
        2023: {"moved": tell(overview.MOVED_ON, 2)},
    }
    day = timezone.localdate()
    for number, lists in years.items():
        document = year.document | {"year": number} | lists
        values = {"document": document, "published_on": day if number != 2023 else None}
        RegionalYear.objects.update_or_create(year=number, defaults=values)
    since = read_page(client.get(PAGE)).one("section", aria_labelledby="since")
    moved, better = (
        [[cell.text for cell in row.all("th") + row.all("td")] for row in table.all("tr")]
        for table in since.all("table", class_="over-years")
    )
    assert moved == [
        ["2024", "2025", "2026", ""],
        ["Har gått till ett senare stadium", "–", "2 av 2", "1 av 2"],
    ], "2023 is not published, and only one year tells of an earlier stage"
    assert better[1:] == [["Förankring", "2 av 2", "1 av 2", "–"]]
    assert "år för år" not in read_page(client.get("/regionen/2024/")).text.lower()


def test_page_and_open_data_say_the_same(year, client):
    publish_year(made=year, user=make_staff("sam"), today=timezone.localdate())
    data = json.loads(client.get(f"{PAGE}siffror.json").content)
    text = client.get(f"{PAGE}siffror.csv").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    assert [field["name"] for field in data["fields"]] == list(rows[0])
    assert (data["licence"], data["threshold"], data["language"]) == (files.LICENCE, 12, "sv")
    assert data["source"].endswith(PAGE)
    assert [row["code"] for row in rows] == [row["code"] for row in data["rows"]]
    [row] = [r for r in rows if (r["list"], r["code"]) == ("weak", "varfor")]
    assert (row["title"], row["collaborations"], row["of"]) == ("Varför?", "1", "2")
    page = read_page(client.get(PAGE))
    weak = page.one("section", aria_labelledby="weak").text
    assert "Varför?" in weak
    assert "1 av 2" in weak
    links = [a.attrs["href"] for a in page.one("main").all("a")]
    assert "/aspekter/varfor/" in links
    client.post(reverse("set_language"), {"language": "en", "next": "/"})
    english = client.get(PAGE).content.decode()
    assert "1 of&nbsp;2" in english.replace("\xa0", "&nbsp;")


@pytest.mark.one_database
def test_those_who_answer_are_told_that_the_result_counts(client, clock):
    clock("2026-05-04 10:00")
    group = count_in(1, told=False)
    later = timezone.localdate().replace(month=6)
    for counted_on, said in ((group.round.opened_on, True), (later, False), (None, False)):
        Sharing.objects.update(counted_on=counted_on)
        group.open(anonymous=False)
        page = client.get(reverse("join", args=[group.group_token])).content.decode()
        assert ("räknas med i en regional översikt" in page) is said
