"""Every form of a group against whatever may be sent to it: a clear answer, and nothing breaks."""

from functools import cache

import pytest
from django.http import HttpResponse
from hypothesis import given
from hypothesis import settings as how
from hypothesis import strategies as st

from tests.group import ANNA, sign_in
from tests.group_addresses import GROUP_ADDRESSES, NOT_ALLOWED
from tests.markup import read_page
from tests.test_fuzz import FORM, TEXT, count_examples, encode, fuzzed
from tests.test_fuzz_requests import CLEAR, undone
from tests.test_group_access import make_group_for, url_for

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

POSTS = [address for address in GROUP_ADDRESSES if address.post != NOT_ALLOWED]
GONE = 410
STORED = (302, 409)
"""The answers after which something may have been saved, which the next page has to show."""

ALMOST = st.sampled_from(
    ["", "1", "-1", "7", "0", "9" * 5000, "٣", "0001-01-01", "9999-12-31", "2026-02-30", "yes",
     "no", "on", "reader", "co_leader", "bo@kommun.example", "a@" + "å" * 60 + ".se", "A <b@c.se>",
     "done", "nytta", "etablering", "atgard-" + "9" * 5000, "report", "2", "9", "x" * 6000]
)  # fmt: skip
NAMES = (
    "action", "aspect", "closes_on", "change", "decided_on", "due_on", "email", "emails", "go",
    "member", "name", "part", "people", "reason", "remove", "respondent", "role", "scope", "seal",
    "seen", "status", "text", "title", "what", "who",
)  # fmt: skip


def list_names(response: HttpResponse) -> list[str]:
    """The names of the fields on a page, and some that forms elsewhere have."""
    page = read_page(response)
    elements = [e for tag in ("input", "textarea", "select", "button") for e in page.all(tag)]
    return sorted({*(e.attrs["name"] for e in elements if "name" in e.attrs), *NAMES})


@cache
def draw_forms() -> list[dict[int, str]]:
    """What is sent to each address, drawn once, as that takes as long as an answer: which of the
    names on the page has which value.
    """
    drawn: list[dict[int, str]] = []

    @how(fuzzed, max_examples=count_examples(7))
    @given(st.dictionaries(st.integers(0, 999), ALMOST | TEXT, min_size=3, max_size=8))
    def draw(values):
        drawn.append(values)

    draw()
    return drawn


@pytest.mark.parametrize("address", POSTS, ids=str)
def test_whatever_is_posted_to_a_group_has_a_clear_answer(address):
    url, leader = url_for(address, make_group_for(address)), sign_in(ANNA)
    shown = leader.get(url)
    names = list_names(shown) if shown.status_code == 200 else list(NAMES)
    for values in draw_forms():
        sent = {names[number % len(names)]: value for number, value in values.items()}
        with undone():
            response = leader.generic("POST", url, encode(sent), FORM)
            status = response.status_code
            assert status in CLEAR | {GONE}, (status, sent)
            page = response["Location"] if status == 302 else url
            if status in STORED and page.startswith("/"):
                assert leader.get(page).status_code < 500, (page, sent)
