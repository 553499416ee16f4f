"""Addresses that may be other ones than were meant."""

import pytest

from assessments.groups.rules.doubts import Doubt, Why, find_doubts

COLLEAGUES = ["bo@lulea.example", "cia@lulea.example"]


@pytest.mark.parametrize(
    ("written", "why", "other"),
    [
        ("a@gmial.com", Why.DOMAIN, "a@gmail.com"),
        ("a@gmai.com", Why.DOMAIN, "a@gmail.com"),
        ("a@ggmail.com", Why.DOMAIN, "a@gmail.com"),
        ("a@gmail.con", Why.DOMAIN, "a@gmail.com"),
        ("a@hotmial.se", Why.DOMAIN, "a@hotmail.se"),
        ("a@lulae.example", Why.NEAR, "a@lulea.example"),
        ("cia+1@lulea.example", Why.TWICE, "cia@lulea.example"),
    ],
)
def test_a_slip_is_told_with_what_was_meant(written, why, other):
    assert find_doubts([*COLLEAGUES, written], []) == [Doubt(written, why, other)]


def test_a_whole_name_at_two_domains_is_perhaps_one_person_and_a_first_name_is_not():
    both = ["anna.ek@lulea.example", "anna.ek@gmail.com", "anna@lulea.example", "anna@gmail.com"]
    assert find_doubts(both, []) == [Doubt(both[1], Why.TWICE, both[0])]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("fia@gmailcom", "fia@gmail.com"),
        ("Fia@lulea,example", "fia@lulea.example"),
        ("fia.ek@lulea example", "fia.ek@lulea.example"),
        ("<b>", None),
        ("anna ek@gmailcom", None),
        ("fia@", None),
    ],
)
def test_a_missing_dot_is_put_back_only_where_the_domain_is_known(written, meant):
    found = find_doubts(COLLEAGUES, [written])
    assert found == ([Doubt(written, Why.UNREADABLE, meant)] if meant else [])


@pytest.mark.parametrize(
    "address", ["a@gmail.com", "a@ymail.com", "a@mail.com", "a@telia.com", "a@pitea.example"]
)
def test_a_genuine_domain_is_not_doubted(address):
    assert find_doubts([*COLLEAGUES, address], []) == []
