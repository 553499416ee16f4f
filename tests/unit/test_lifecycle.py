"""The life of a group's round, and who may do what with it."""

from pathlib import Path

import pytest

from assessments.core.rules.lifecycle import (
    Change,
    ChangeRefused,
    State,
    can_change,
    check_change,
    draw_diagram,
)

DOCUMENT = Path(__file__).parent.parent.parent / "assessments" / "ROUNDS.md"

OPENED, EXTENDED, CLOSED, REOPENED = Change
WAYS = {
    (OPENED, State.DRAFT): State.OPEN,
    (EXTENDED, State.OPEN): State.OPEN,
    (CLOSED, State.OPEN): State.CLOSED,
    (REOPENED, State.CLOSED): State.OPEN,
}


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("change", Change)
def test_an_open_round_changes_as_the_diagram_says_and_in_no_other_way(change, state):
    target = WAYS.get((change, state))
    assert can_change(change, state, anonymous=False) == (target is not None)
    if target:
        assert check_change(change, state, anonymous=False) is target


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("change", Change)
def test_an_anonymous_round_does_all_that_but_opens_only_once(change, state):
    expected = (change, state) in WAYS and change is not REOPENED
    assert can_change(change, state, anonymous=True) == expected


def test_a_refusal_says_whether_it_is_the_state_or_the_anonymity():
    with pytest.raises(ChangeRefused) as refused:
        check_change(REOPENED, State.CLOSED, anonymous=True)
    assert refused.value.code == ChangeRefused.ANONYMOUS
    with pytest.raises(ChangeRefused) as refused:
        check_change(REOPENED, State.DRAFT, anonymous=True)
    assert refused.value.code == ChangeRefused.STATE


def test_the_diagram_in_the_documentation_is_the_one_of_the_program():
    text = DOCUMENT.read_text(encoding="utf-8")
    begin, end = "<!-- states: begin -->\n", "\n<!-- states: end -->"
    drawn = text.split(begin)[1].split(end)[0]
    assert drawn == f"```mermaid\n{draw_diagram()}\n```"
