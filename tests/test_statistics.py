"""Statistics on the questions: what is shown, of whom, and what can never be worked out."""

import csv
import io
import itertools

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessments.domain.disclosure import Contribution, choose_pool, is_poolable
from assessments.domain.statistics import ClosedRound, compute_statistics
from tests.group import Group, make_group
from tests.staff import sign_in_staff

PAGE, FILE = "/personal/statistik/", "/personal/statistik/fragor.csv"
FEW = "För få svar för att säga något"


def of(collaboration: int, month: str = "2026-03", respondents: int = 6) -> Contribution:
    return Contribution(collaboration, month, respondents, 5)


# The rule -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("contributions", "chosen"),
    [
        ([], []),
        ([of(1), of(2)], []),
        ([of(1), of(2), of(2)], []),
        ([of(1), of(2), of(3)], [0, 1, 2]),
        ([of(1), of(2, respondents=2), of(3, respondents=2)], []),
        ([of(1, respondents=3), of(2, respondents=3), of(3, respondents=3)], []),
        ([of(1), of(2), of(3, "2026-04"), of(4, "2026-05")], [0, 1, 2]),
        ([of(1), of(2), of(3), of(4)], [0, 1, 2, 3]),
    ],
    ids=[
        "nothing", "two", "two with three rounds", "three", "one has nearly all", "too few people",
        "the last waits", "a month is taken whole",
    ],
)  # fmt: skip
def test_a_figure_needs_three_collaborations_and_enough_people(contributions, chosen):
    assert choose_pool(contributions) == chosen


contributions = st.builds(
    Contribution,
    st.integers(1, 6),
    st.sampled_from(["2026-01", "2026-02", "2026-03", "2026-04"]),
    st.integers(1, 12),
    st.integers(5, 10),
)


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(contributions, max_size=15))
def test_what_two_looks_differ_by_could_itself_be_shown_whoever_subtracts_their_own(given_):
    """The attack: look every month, subtract the last look, then one's own round."""
    looks = []
    for now in ("2026-02", "2026-03", "2026-04", "2026-05"):
        closed = [c for c in given_ if is_poolable(c.month, now)]
        looks.append({id(closed[index]) for index in choose_pool(closed)})
    by_id = {id(c): c for c in given_}
    for earlier, later in itertools.pairwise([set(), *looks]):
        assert earlier <= later, "nothing that was shown is taken away"
        new = [by_id[i] for i in later - earlier]
        for own in {c.collaboration for c in new}:
            left = [c for c in new if c.collaboration != own]
            assert len({c.collaboration for c in left}) >= 2
            assert sum(c.respondents for c in left) >= max(c.smallest for c in new)


# The figures --------------------------------------------------------------------------------------


def make_round(collaboration, **changes):
    values = {
        "month": "2026-03",
        "smallest": 5,
        "level": "all",
        "respondents": 6,
        "counts": {"varfor.1": {"4": 5, "dont_know": 1}},
        "aspects": [{"code": "varfor", "agreement": 0.9, "respondents": 5}],
        "priorities": ["varfor"],
        "stage": "uppstart",
        "self_placements": {"uppstart": 5, "initiativ": 1},
    }
    return ClosedRound(collaboration, **values | changes)


def compute(published, *rounds):
    stages = {row.stage.code: row for row in compute_statistics(published.content, rounds)}
    aspects = {row.aspect.code: row for stage in stages.values() for row in stage.aspects}
    questions = {row.question.code: row for a in aspects.values() for row in a.questions}
    return stages, aspects, questions


def test_the_figures_of_a_small_world_are_those_computed_by_hand(published):
    stages, aspects, questions = compute(
        published,
        make_round(1),
        make_round(2, aspects=[{"code": "varfor", "agreement": 0.6, "respondents": 6}]),
        make_round(
            3,
            counts={"varfor.1": {"1": 2, "5": 4, "not_applicable": 2}},
            priorities=["vem", "vad", "hur", "nar", "var", "varfor"],
            self_placements={"uppstart": 2, "etablering": 6},
        ),
    )
    asked = questions["varfor.1"].figures
    assert (asked.rounds, asked.answers) == (3, 20)
    assert asked.distribution == ((1, 2), (2, 0), (3, 0), (4, 10), (5, 4))
    assert asked.mean == (2 * 1 + 10 * 4 + 4 * 5) / 16
    assert (asked.dont_know, asked.not_applicable) == (2 / 20, 2 / 20)
    aspect = aspects["varfor"].figures
    assert aspect.agreement == pytest.approx((0.9 + 0.6 + 0.9) / 3)
    assert aspect.addressed == 2 / 3, "the sixth is not among the first five"
    stage = stages["uppstart"].figures
    assert (stage.rounds, stage.answers, stage.agree) == (3, 20, 12 / 20)
    assert [count for _stage, count in stage.placed] == [2, 12, 6, 0, 0, 0]
    assert questions["varfor.2"].figures is None
    assert stages["initiativ"].figures is None


@pytest.mark.parametrize("level", ["joint", "nothing"])
def test_a_round_that_shows_its_own_group_little_adds_nothing(published, level):
    rounds = [make_round(1), make_round(2), make_round(3, level=level)]
    stages, aspects, questions = compute(published, *rounds)
    assert questions["varfor.1"].figures is None
    assert aspects["varfor"].figures is None
    assert stages["uppstart"].figures is None


# The page -----------------------------------------------------------------------------------------

ANSWERS = {"varfor.1": "4", "initiativ.m1": "3", "self_placement": "initiativ"}


def close_round(number: int, **changes) -> Group:
    group = make_group(f"Samverkan {number}", leader=f"ledare{number}@kommun.example")
    group.open(**{"allows_statistics": True} | changes)
    for _ in range(5):
        group.answer(ANSWERS)
    group.close()
    return group


@pytest.fixture
def sam(db):
    return sign_in_staff("sam")


def read_rows(browser):
    text = browser.get(FILE).content.decode("utf-8-sig")
    return {row["Kod"]: row for row in csv.DictReader(io.StringIO(text), delimiter=";")}


def test_what_three_groups_that_agreed_have_answered_is_shown_the_month_after(sam, clock):
    clock("2026-08-03 10:00")
    for number in range(3):
        close_round(number)
    close_round(3, allows_statistics=False)
    group = make_group("Öppen ännu", leader="ledare4@kommun.example")
    group.open(allows_statistics=True)
    group.answer(ANSWERS)
    assert read_rows(sam)["varfor.1"]["Svar"] == "", "not before the month is over"
    clock("2026-09-01 10:00")
    row = read_rows(sam)["varfor.1"]
    assert (row["Omgångar"], row["Svar"], row["Medel"], row["4"]) == ("3", "15", "4,00", "15")
    page = sam.get(PAGE, {"utgava": "2026.1"})
    assert "15 svar, medel 4,0." in " ".join(page.content.decode().split())
    with CaptureQueriesContext(connection) as few:
        sam.get(PAGE)
    clock("2026-09-02 10:00")
    for number in range(5, 8):
        close_round(number)
    clock("2026-10-02 10:00")
    with CaptureQueriesContext(connection) as many:
        assert "30 svar" in sam.get(PAGE).content.decode()
    assert len(many) == len(few) <= 7


def test_of_too_few_nothing_is_shown_on_the_page_or_in_the_file(sam, clock):
    clock("2026-08-03 10:00")
    for number in range(2):
        close_round(number)
    close_round(2, allows_statistics=False)
    clock("2026-10-01 10:00")
    page = sam.get(PAGE).content.decode()
    assert FEW in page
    assert "Värde" not in page
    for row in read_rows(sam).values():
        figures = {k: v for k, v in row.items() if k not in ("Slag", "Kod", "Text") and v}
        assert figures == {}


def test_only_staff_with_the_right_read_statistics(sam, client, stranger):
    assert "no-store" in sam.get(PAGE).headers["Cache-Control"]
    assert PAGE in sam.get("/personal/").content.decode()
    for name in ("eva", "pia", "nils"):
        browser = sign_in_staff(name)
        assert browser.get(PAGE).status_code == browser.get(FILE).status_code == 403
        assert PAGE not in browser.get("/personal/").content.decode()
    assert stranger.get(PAGE).status_code == stranger.get(FILE).status_code == 404
    assert client.get(PAGE).status_code == client.get(FILE).status_code == 302
    assert sam.post(PAGE).status_code == 405
    assert sam.get(PAGE, {"utgava": "1999.1\x00"}).status_code == 404
