"""Which cases are like a collaboration: the rule over profiles, and that the reasons are true."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.groups.rules.similar import (
    FIELDS,
    HEADING,
    MOST_SIMILAR,
    dump_similar,
    find_similar,
    read_similar,
)
from model_content.domain.codec import parse_edition
from model_content.selectors.editions import SHIPPED_EDITIONS, fetch_shipped_document

EDITION = parse_edition(fetch_shipped_document(SHIPPED_EDITIONS[-1]))
CASES = EDITION.cases

BOXES = {
    "types": st.sets(st.sampled_from(["1", "2", "2a", "2b", "2c", "2d"])),
    "levels": st.sets(st.sampled_from("123")),
    "geography": st.sets(st.sampled_from("123")),
}


def name_similar(types: str = "", levels: str = "", geography: str = "") -> list[str]:
    ticked = {"types": types.split(), "levels": [*levels], "geography": [*geography]}
    return [similar.case.code for similar in find_similar(CASES, ticked)]


@pytest.mark.parametrize(
    ("profile", "codes"),
    [
        (("2a 2b", "2", "1"),
         ["hedemora-naringsliv", "sodra-dalarnas-halsonatverk", "t-verkarna-orebro"]),
        (("2 2d", "1", "2"), ["arbetsmiljoverket-orebro-fk", "halsoframjande-arbetsplatser-skane",
                              "hedemora-naringsliv"]),
        (("1", "3", "1"), ["hedemora-byggrupp"]),
        (("2d", "3", "1"), ["halsoframjande-arbetsplatser-skane", "hedemora-naringsliv"]),
        (("2c", "1", "3"), ["hedemora-byggrupp"]),  # shares no geography, but the level
        (("2d", "", "3"), []),
        (("", "123", "123"), []),
        ((), []),
    ],
)  # fmt: skip
def test_those_that_share_type_level_and_geography_come_first(profile, codes):
    assert name_similar(*profile) == codes


def test_only_the_heading_of_the_types_is_enough_when_nothing_else_is_ticked():
    assert len(name_similar("2", "", "")) == MOST_SIMILAR
    assert name_similar("2 2c", "", "") == name_similar("2c", "", "")


def test_a_result_keeps_which_they_were_and_leaves_out_one_that_the_edition_lacks():
    found = find_similar(CASES, {"types": ["2d"], "levels": ["1"]})
    dumped = dump_similar(found)
    assert dumped[0] == {"code": found[0].case.code, "types": ["2d"], "levels": ["1"]}
    assert read_similar([*dumped, {"code": "finns-inte"}], EDITION) == found


@given(st.fixed_dictionaries(BOXES))
def test_every_reason_is_ticked_in_both_and_none_is_passed_over_by_one_that_shares_less(ticked):
    found = find_similar(CASES, ticked)
    assert len(found) <= MOST_SIMILAR
    fields = [len(similar.shared) for similar in found]
    assert fields == sorted(fields, reverse=True)
    for similar in found:
        for field, codes in similar.shared.items():
            assert codes
            assert set(codes) <= set(ticked[field]) & set(getattr(similar.case, field))
            assert field != "types" or set(codes) != {HEADING} or ticked["types"] == {HEADING}
    left = [case for case in CASES if case not in [similar.case for similar in found]]
    for case in left if fields and fields[-1] < len(FIELDS) else ():
        assert not all((set(ticked[f]) - {HEADING}) & set(getattr(case, f)) for f in FIELDS)
