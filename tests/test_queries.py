"""How many queries each page may make: one table, the same however much data there is.

Statements that open, close or roll back transactions are not counted.
"""

import json
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assessments.filling.actions.diagnoses import claim_diagnosis, delete_expired
from assessments.models import Answer, Snapshot
from model_content.selectors.editions import forget_revisions
from tests.addresses import ADDRESSES, OWNED
from tests.world import Diagnosis, fill_in_everything, start

pytestmark = pytest.mark.django_db

TRANSACTION = re.compile(r"^(BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE)", re.IGNORECASE)

BUDGET = {
    "home": 1,
    "new": 0,
    "example": 2,
    "example_file": 2,
    "learn": 2,
    "tools": 2,
    "tool": 2,
    "tool_form": 1,
    "start_tool": 1,
    "group_example": 2,
    "group_example_file": 2,
    "guide": 1,
    "facilitator": 1,
    "result_meeting": 0,
    "local_parties": 0,
    "method": 1,
    "region": 1,
    "privacy": 0,
    "accessibility": 0,
    "feedback": 0,
    "model": 1,
    "stage": 1,
    "aspect": 1,
    "cases": 1,
    "case": 1,
    "all_questions": 1,
    "all_questions_pdf": 1,
    "reading": 2,
    "sources": 2,
    "health": 1,
    "alive": 0,
    "robots": 0,
    "sitemap": 1,
    "account_login": 0,
    "account_request_login_code": 0,
    "overview": 3,
    "change_details": 1,
    "delete": 1,
    "preliminary": 2,
    "check": 2,
    "page": 2,
    "answers": 2,
    "result": 5,
    "result_number": 5,
    "result_file": 2,
    "read": 4,
    "read_number": 4,
    "read_file": 2,
}
"""Queries of a GET, by the name of the address."""

ASKED = {"page": 4, "result": 6, "result_number": 6, "read": 6, "read_number": 6}
"""What the design asks: at most."""

SAVING = 6
"""Queries of saving one answer, at most."""


@pytest.fixture
def small(shown) -> Diagnosis:
    """One diagnosis with one result."""
    return shown


@pytest.fixture
def large(shown) -> Diagnosis:
    """Fifty diagnoses; Anna's has an answer in every field and thirty results."""
    for number in range(49):
        other = start(name=f"Samverkan {number}")
        other.save({"varfor.3": "3", "comment.vem": "Hej"})
        if number % 10 == 0:
            other.show()
    shown.save(fill_in_everything(shown.published))
    for number in range(29):
        shown.save({"varfor.3": str(number % 5 + 1)})
        shown.show()
    assert Snapshot.objects.filter(assessment=shown.assessment).count() == 30
    return shown


def count(do) -> list[str]:
    """The statements made, those of transactions left out."""
    with CaptureQueriesContext(connection) as captured:
        do()
    statements = [query["sql"] for query in captured.captured_queries]
    return [sql for sql in statements if not TRANSACTION.match(sql)]


def test_every_page_has_a_budget_within_what_the_design_asks():
    assert set(BUDGET) == {a.name for a in ADDRESSES if a.get == 200}
    assert all(BUDGET[name] <= most for name, most in ASKED.items())


@pytest.mark.parametrize("world", ["small", "large"])
def test_each_page_makes_exactly_its_queries_whatever_the_size(client, request, world):
    diagnosis = request.getfixturevalue(world)
    made = {}
    for address in ADDRESSES:
        if address.get == 200:
            url = address.url_for(diagnosis)
            client.get(url)  # what a process learns once is not counted
            made[address.name] = len(count(lambda url=url: client.get(url)))
    assert made == BUDGET


OF_AN_ACCOUNT = 2
"""Queries for a visitor with a session: the session, and whose it is."""

OF_A_LEADER = {"overview": 1, "delete": 1}
"""Queries where somebody leads: other rounds may have moved the day on which all is deleted, and
deleting asks whether the account has a second factor.
"""


def test_an_owners_page_makes_the_queries_of_the_link_and_those_of_an_account(owner, shown):
    made = {}
    for address in OWNED:
        if address.get == 200:
            url = address.url_for(shown)
            owner.get(url)
            made[address.name] = len(count(lambda url=url: owner.get(url)))
    more = {name: OF_AN_ACCOUNT + OF_A_LEADER.get(name, 0) for name in made}
    assert made == {name: BUDGET[name] + more[name] for name in made}


@pytest.mark.parametrize("name", ["home", "model", "privacy", "read", "overview"])
def test_whoever_is_signed_in_costs_two_queries_on_any_page(owner, shown, name):
    address = next(a for a in ADDRESSES if a.name == name)
    url = address.url_for(shown)
    owner.get(url)
    more = OF_AN_ACCOUNT + OF_A_LEADER.get(name, 0)
    assert len(count(lambda: owner.get(url))) == BUDGET[name] + more


@pytest.mark.parametrize("number", [1, 30])
def test_the_list_of_diagnoses_is_two_queries_however_long(owner, shown, number):
    """The collaborations that the account leads or sees, and their rounds."""
    for _ in range(number):
        user = shown.assessment.collaboration.owner
        claim_diagnosis(respondent=start().respondent, user=user, keep_links=True)
    assert len(count(lambda: owner.get("/mina/"))) == 2 + OF_AN_ACCOUNT


@pytest.mark.parametrize(("name", "most"), [("mfa_index", 1), ("sign_in_again", 0)])
def test_the_pages_of_an_accounts_safety_keep_to_their_budget(owner, name, most):
    owner.get(reverse(name))
    assert len(count(lambda: owner.get(reverse(name)))) == most + OF_AN_ACCOUNT


@pytest.mark.parametrize("slug", ["lage", "initiativ", "mognad", "hela-vagen"])
def test_every_page_of_questions_keeps_to_its_budget(client, large, slug):
    client.get(large.url("page", slug))
    assert len(count(lambda: client.get(large.url("page", slug)))) == BUDGET["page"]


@pytest.mark.parametrize("name", sorted(ASKED))
def test_a_process_that_has_just_started_keeps_to_what_is_asked(client, shown, name):
    address = next(a for a in ADDRESSES if a.name == name)
    url = address.url_for(shown)
    forget_revisions()
    assert len(count(lambda: client.get(url))) <= ASKED[name]


def send(client, diagnosis, field, value):
    body = json.dumps(diagnosis.body(field, value))
    return lambda: client.post(diagnosis.url("answers"), body, content_type="application/json")


@pytest.mark.parametrize("world", ["small", "large"])
def test_saving_one_answer_keeps_to_its_budget(client, request, clock, world):
    """The first change of a day also moves the day of deletion."""
    diagnosis = request.getfixturevalue(world)
    clock("2031-05-05 10:00")
    first = send(client, diagnosis, "varfor.3", "2")
    later = send(client, diagnosis, "varfor.4", "1")
    made = [len(count(first)), len(count(first)), len(count(later))]
    assert made == [6, 4, 5]
    assert max(made) <= SAVING
    assert (diagnosis.values["varfor.3"], diagnosis.values["varfor.4"]) == ("2", "1")


def test_a_new_answer_costs_no_more_than_a_changed_one(client, anna, clock):
    clock("2031-05-05 10:00")
    assert len(count(send(client, anna, "varfor.3", "2"))) <= SAVING
    assert len(count(send(client, anna, "varfor.4", "2"))) <= SAVING - 1
    assert Answer.objects.count() == 2


def test_a_conflict_and_a_refusal_write_nothing(client, shown):
    body = json.dumps({"field": "varfor.3", "value": "2", "seen": "", "sent": []})
    refused = json.dumps({"field": "varfor.3", "value": "9", "seen": "", "sent": []})
    for text, most in ((body, 4), (refused, 1)):
        statements = count(
            lambda text=text: client.post(
                shown.url("answers"), text, content_type="application/json"
            )
        )
        assert len(statements) == most
        assert not [sql for sql in statements if sql.startswith(("INSERT", "UPDATE", "DELETE"))]


@pytest.mark.parametrize("world", ["small", "large"])
def test_a_result_to_compare_with_costs_the_page_no_query(client, request, clock, world):
    diagnosis = request.getfixturevalue(world)
    clock("2099-01-01 10:00")
    diagnosis.save({"varfor.3": "1", "varfor.4": "1"})
    as_shown = diagnosis.form({})
    assert len(count(lambda: client.post(diagnosis.url("conclude"), as_shown))) <= 7
    assert "earlier" in Snapshot.objects.latest("pk").document
    for name in ("result", "read"):
        url = next(a for a in ADDRESSES if a.name == name).url_for(diagnosis)
        assert len(count(lambda url=url: client.get(url))) == BUDGET[name]


def test_posting_a_page_as_it_was_shown_makes_no_more_queries_than_reading_it(client, shown):
    fields = {f: v for f, v in shown.values.items() if f.startswith("initiativ.")}
    data = shown.form(fields)
    statements = count(lambda: client.post(shown.url("page", "lage"), data))
    assert len(statements) == 5
    assert not [sql for sql in statements if sql.startswith(("INSERT", "UPDATE"))]


def test_deleting_what_is_expired_asks_as_often_for_many_as_for_few(db, clock):
    def make(number):
        for _ in range(number):
            start().save({"varfor.3": "1"})

    clock("2020-01-01 12:00")
    make(2)
    clock("2026-01-01 12:00")
    few = count(lambda: delete_expired(today=timezone.localdate()))
    clock("2020-01-01 12:00")
    make(20)
    clock("2026-01-01 12:00")
    many = count(lambda: delete_expired(today=timezone.localdate()))
    assert len(few) == len(many)
