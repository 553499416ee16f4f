"""Statistics on the questions: what is shown, of whom, and what can never be worked out."""

import csv
import io
import itertools

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessments.core.rules.permissions import Role
from assessments.groups.actions.collaborations import add_member
from assessments.models import Snapshot
from assessments.region.daily import work_out_statistics
from assessments.region.rules.questions import ClosedRound, compute_statistics
from assessments.results.rules.pooling import (
    Contribution,
    choose_pool,
    is_poolable,
    number_leaders,
)
from tests.group import Group, make_group
from tests.staff import sign_in_staff

pytestmark = pytest.mark.both_databases

PAGE, FILE = "/personal/statistik/", "/personal/statistik/fragor.csv"
FEW = "För få svar för att säga något"


def of(leader: int, month: str = "2026-03", respondents: int = 6) -> Contribution:
    return Contribution(leader, month, respondents, 5)


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
        "nothing", "two", "one has made up two of three", "three", "one has nearly all",
        "too few people", "the last waits", "a month is taken whole",
    ],
)  # fmt: skip
def test_a_figure_needs_three_leaders_and_enough_people(contributions, chosen):
    assert choose_pool(contributions) == chosen


@pytest.mark.parametrize(
    ("rounds", "numbers"),
    [
        ([], []),
        ([{1}, {2}, {3}], [1, 2, 3]),
        ([{1}, {1, 2}, {2, 3}, {4}], [1, 1, 1, 4]),
        ([{3}, {2}, {2, 3}], [2, 2, 2]),
        ([set(), {1}, set()], [0, 1, 0]),
    ],
    ids=["nothing", "three", "led by the same in steps", "joined later", "led by nobody"],
)
def test_rounds_that_share_a_leader_count_as_led_by_one(rounds, numbers):
    assert number_leaders(rounds) == numbers


closed_rounds = st.lists(
    st.tuples(
        st.sets(st.integers(1, 8), min_size=1, max_size=2),  # who leads it
        st.sampled_from(["2026-01", "2026-02", "2026-03", "2026-04"]),
        st.integers(1, 12),
        st.integers(5, 10),
    ),
    max_size=15,
)


def find_recovered(rounds, number=number_leaders):
    """The attack: look every month, subtract the last look, then all that one has led oneself.

    Gives how many people of whom, and who else led them, are left where that could not be shown.
    """
    numbers = number([leaders for leaders, *_rest in rounds])
    given_ = [Contribution(n, *rest) for n, (_, *rest) in zip(numbers, rounds, strict=True)]
    looks = [set()]
    for now in ("2026-02", "2026-03", "2026-04", "2026-05"):
        closed = [i for i, c in enumerate(given_) if is_poolable(c.month, now)]
        looks.append({closed[index] for index in choose_pool([given_[i] for i in closed])})
    for earlier, later in itertools.pairwise(looks):
        assert earlier <= later, "nothing that was shown is taken away"
        new = [rounds[i] for i in later - earlier]
        for attacker in set().union(*(leaders for leaders, *_rest in new)):
            left = [each for each in new if attacker not in each[0]]
            if len(set(number_leaders([leaders for leaders, *_rest in left]))) < 2 or sum(
                people for *_, people, _smallest in left
            ) < max(s for *_, s in new):
                yield left


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(closed_rounds)
def test_what_two_looks_differ_by_could_itself_be_shown_whoever_subtracts_all_they_lead(rounds):
    assert list(find_recovered(rounds)) == []


def test_were_collaborations_counted_the_owner_of_two_would_recover_the_third():
    rounds = [({1}, "2026-01", 6, 5), ({1}, "2026-01", 6, 5), ({2}, "2026-01", 6, 5)]
    assert list(find_recovered(rounds)) == []
    assert rounds[2:] in find_recovered(rounds, lambda each: list(range(len(each))))


# The figures --------------------------------------------------------------------------------------


def make_round(leader, **changes):
    values = {
        "month": "2026-03",
        "smallest": 5,
        "level": "all",
        "respondents": 6,
        "counts": {"varfor.3": {"4": 5, "dont_know": 1}},
        "aspects": [{"code": "varfor", "agreement": 0.9, "respondents": 5}],
        "priorities": ["varfor"],
        "stage": "uppstart",
        "self_placements": {"uppstart": 5, "initiativ": 1},
    }
    return ClosedRound(leader, **values | changes)


def compute(published, *rounds):
    stages = {row.of.code: row for row in compute_statistics(published.content, rounds)}
    aspects = {row.of.code: row for stage in stages.values() for row in stage.aspects}
    questions = {row.of.code: row for a in aspects.values() for row in a.questions}
    return stages, aspects, questions


def test_the_figures_of_a_small_world_are_those_computed_by_hand(published):
    stages, aspects, questions = compute(
        published,
        make_round(1),
        make_round(2, aspects=[{"code": "varfor", "agreement": 0.6, "respondents": 6}]),
        make_round(
            3,
            counts={"varfor.3": {"1": 2, "5": 4, "not_applicable": 2}},
            priorities=["vem", "vad", "hur", "nar", "var", "varfor"],
            self_placements={"uppstart": 2, "etablering": 6},
        ),
    )
    asked = questions["varfor.3"].figures
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
    assert questions["varfor.4"].figures is None
    assert stages["initiativ"].figures is None


@pytest.mark.parametrize("level", ["joint", "nothing"])
def test_a_round_that_shows_its_own_group_little_adds_nothing(published, level):
    rounds = [make_round(1), make_round(2), make_round(3, level=level)]
    stages, aspects, questions = compute(published, *rounds)
    assert questions["varfor.3"].figures is None
    assert aspects["varfor"].figures is None
    assert stages["uppstart"].figures is None


# The page -----------------------------------------------------------------------------------------

ANSWERS = {"varfor.3": "4", "initiativ.m6": "3", "self_placement": "initiativ"}


def close_round(number: int, leader: str | None = None, **changes) -> Group:
    group = make_group(f"Samverkan {number}", leader=leader or f"ledare{number}@kommun.example")
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
    assert read_rows(sam)["varfor.3"]["Svar"] == "", "not before the month is over"
    clock("2026-09-01 10:00")
    row = read_rows(sam)["varfor.3"]
    assert (row["Omgångar"], row["Svar"], row["Medelvärde"], row["4"]) == ("3", "15", "4,00", "15")
    page = sam.get(PAGE, {"utgava": "2026.2"})
    assert "15 svar, medelvärde 4,0." in " ".join(page.content.decode().split())
    with CaptureQueriesContext(connection) as few:
        sam.get(PAGE)
    clock("2026-09-02 10:00")
    for number in range(5, 8):
        close_round(number)
    clock("2026-10-02 10:00")
    with CaptureQueriesContext(connection) as many:
        assert "30 svar" in sam.get(PAGE).content.decode()
    assert len(many) == len(few) <= 9
    # From when `run_due` has been there, until the day is over, the same is said.
    work_out_statistics(today=timezone.localdate())
    Snapshot.objects.all().delete()
    assert "30 svar" in sam.get(PAGE).content.decode()
    clock("2026-10-03 10:00")
    assert "30 svar" not in sam.get(PAGE).content.decode()


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


def test_two_invented_collaborations_do_not_show_a_third(sam, clock):
    """Not either where a second account leads one of them together with the first."""
    clock("2026-08-03 10:00")
    for number in range(2):
        close_round(number, leader="sam.annars@kommun.example")
    close_round(2)
    clock("2026-09-01 10:00")
    assert read_rows(sam)["varfor.3"]["Svar"] == ""
    clock("2026-08-20 10:00")
    other = close_round(3)
    add_member(
        collaboration=other.collaboration,
        email="sam.annars@kommun.example",
        role=Role.CO_LEADER,
    )
    clock("2026-09-01 10:00")
    assert read_rows(sam)["varfor.3"]["Svar"] == ""
    clock("2026-08-20 10:00")
    close_round(4)
    clock("2026-09-01 10:00")
    assert read_rows(sam)["varfor.3"]["Svar"] == "25"


def test_only_staff_with_the_right_read_statistics(sam, client, stranger):
    assert "no-store" in sam.get(PAGE).headers["Cache-Control"]
    assert PAGE in sam.get("/personal/").content.decode()
    for name, status in (("eva", 200), ("pia", 200), ("nils", 403)):
        browser = sign_in_staff(name)
        assert browser.get(PAGE).status_code == browser.get(FILE).status_code == status
        assert (PAGE in browser.get("/personal/").content.decode()) == (status == 200)
    assert stranger.get(PAGE).status_code == stranger.get(FILE).status_code == 404
    assert client.get(PAGE).status_code == client.get(FILE).status_code == 302
    assert sam.post(PAGE).status_code == 405
    assert sam.get(PAGE, {"utgava": "1999.1\x00"}).status_code == 404
