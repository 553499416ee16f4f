"""A form that was shown before somebody else saved: which fields are written, and which are not."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samverkan.merging import Stale, make_marks, merge, settle_form

SHOWN = {"name": "N", "text": "", "boxes": ["1"], "day": None}


def test_changes_of_different_fields_both_stand():
    now = SHOWN | {"text": "Annas syfte", "boxes": ["1", "2"]}
    merged = merge(SHOWN | {"name": "M", "day": date(2027, 1, 2)}, now, make_marks(SHOWN))
    assert merged.values == now | {"name": "M", "day": date(2027, 1, 2)}
    assert (merged.mine, merged.conflicts) == (("name", "day"), ())


@pytest.mark.parametrize("field", list(SHOWN))
def test_where_both_have_written_the_stored_stays_and_it_is_said(field):
    theirs, mine = SHOWN | {field: "deras"}, SHOWN | {field: "min"}
    with pytest.raises(Stale) as stale:
        settle_form(mine, theirs, make_marks(SHOWN), "row")
    assert stale.value.current == "row"
    merged = stale.value.merged
    assert (merged.conflicts, merged.values) == ((field,), theirs)
    assert settle_form(mine, SHOWN, make_marks(SHOWN), "row") == mine
    assert settle_form(theirs, theirs, make_marks(SHOWN), "row") == theirs, "the same words"


def test_line_ends_and_white_space_around_are_no_change():
    shown = {"text": "a\nb"}
    assert merge({"text": " a\r\nb "}, {"text": "c"}, make_marks(shown)).values == {"text": "c"}


@pytest.mark.parametrize("seen", ["", "x", "name", ":", "name:", "name:0:1 text:"])
def test_a_form_with_damaged_marks_overwrites_nothing(seen):
    assert merge(SHOWN | {"name": "M"}, SHOWN, seen).conflicts == ("name",)


VALUES = st.fixed_dictionaries({name: st.sampled_from(["", "a", "b", "c"]) for name in "xyz"})


@given(shown=VALUES, theirs=VALUES, mine=VALUES)
def test_nothing_that_anybody_wrote_is_lost_unsaid(shown, theirs, mine):
    merged = merge(mine, theirs, make_marks(shown))
    for name in shown:
        if theirs[name] != shown[name]:
            assert merged.values[name] == theirs[name]
        if mine[name] not in (shown[name], merged.values[name]):
            assert name in merged.conflicts
