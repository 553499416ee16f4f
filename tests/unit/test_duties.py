"""Who does what at home: what is agreed and still to be done, by the party named."""

from types import SimpleNamespace

import pytest

from assessments.steering.rules import list_duties


@pytest.mark.parametrize(
    ("given", "is_listed"),
    [
        ({}, True),
        ({"status": "done"}, False),
        ({"for_steering": True}, False),
        ({"for_steering": True, "outcome": "proposed"}, True),
        ({"for_steering": True, "outcome": "changed"}, True),
        ({"for_steering": True, "outcome": "referred"}, False),
    ],
)
def test_what_the_steering_group_has_not_agreed_to_is_nobodys_duty(given, is_listed):
    action = {"who": "Anna, Piteå", "status": "planned", "for_steering": False, "outcome": ""}
    duties = list_duties([SimpleNamespace(**action | given)], ["Luleå", "Piteå"])
    assert [party for party, _its in duties] == ["Piteå"] * is_listed
