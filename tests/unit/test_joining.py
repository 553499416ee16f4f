"""What a link that joins a round leads to: whose link × state of the round × what there is."""

from itertools import product

import pytest

from assessments.core.rules.lifecycle import State
from assessments.groups.rules.joining import Entrance, find_entrance

STATES = (State.DRAFT, State.OPEN, State.CLOSED)


def enter(state=State.OPEN, **known):
    given = {"personal": True, "works": True, "used": False, "begun": False, "anew": False} | known
    return find_entrance(state, **given)


@pytest.mark.parametrize(
    ("known", "entrance"),
    [
        ({}, "begin"),
        ({"begun": True}, "go_on"),
        ({"begun": True, "used": True}, "go_on"),
        ({"begun": True, "works": False}, "go_on"),
        ({"used": True}, "used"),
        ({"works": False}, "revoked"),
        ({"personal": False}, "begin"),
        ({"personal": False, "begun": True}, "choose"),
        ({"personal": False, "begun": True, "anew": True}, "begin"),
        ({"personal": False, "begun": True, "anew": True, "works": False}, "choose"),
        ({"personal": False, "anew": True}, "begin"),
        ({"personal": False, "works": False, "anew": True}, "revoked"),
    ],
)
def test_what_a_link_leads_to_in_an_open_round(known, entrance):
    assert enter(**known) == entrance


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("known", list(product((False, True), repeat=5)))
def test_answers_are_reached_from_the_device_that_began_and_from_no_other(state, known):
    personal, works, used, begun, anew = known
    found = enter(state, personal=personal, works=works, used=used, begun=begun, anew=anew)
    leads_back = found in (Entrance.GO_ON, Entrance.CHOOSE)
    assert not leads_back or (begun and state is State.OPEN)
    if begun and state is State.OPEN and not anew:
        assert leads_back
    if found is Entrance.BEGIN:
        assert works
        assert state is State.OPEN
    if not (works or begun):
        assert found is Entrance.REVOKED
