"""Which of the model's cases are like a collaboration, by the boxes of its profile.

A case is like it when they share a type and, if the collaboration has said its level or geography,
at least one of those too. First come those that share most: the more of the three fields the
better, then the more alike in type, level and geography, in that order (shared boxes of all that
either has ticked), then as the edition lists them. The rule is ours; the boxes are the source's.

Box 2 is a heading over 2a–2d: two that have only the heading in common are not alike, unless the
collaboration has ticked nothing else.

Example: to a collaboration with types 2a and 2b, level 2 and geography 1, a case with 2, 2a, 2b and
2c, levels 2 and 3, geography 1 is more like than one with type 2a, level 2, geography 1.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from model_content.domain.content import Case, Edition

MOST_SIMILAR: Final = 3
"""How many are shown."""

FIELDS: Final = ("types", "levels", "geography")

HEADING: Final = "2"


@dataclass(frozen=True, slots=True)
class Similar:
    """A case, and the boxes that it shares by field; a field that shares none is left out."""

    case: Case
    shared: Mapping[str, tuple[str, ...]]


def find_similar(cases: Iterable[Case], ticked: Mapping[str, Sequence[str]]) -> list[Similar]:
    """The cases that are most like the collaboration that has `ticked` these boxes by field."""
    found = [(similar, rank) for case in cases if (similar := _compare(case, ticked))
             for rank in [_rank(similar, ticked)]]  # fmt: skip
    found.sort(key=lambda pair: pair[1], reverse=True)
    return [similar for similar, _rank in found[:MOST_SIMILAR]]


def dump_similar(found: Iterable[Similar]) -> list[dict[str, Any]]:
    """As a result keeps them: code and shared boxes."""
    shared = [{field: list(codes) for field, codes in each.shared.items()} for each in found]
    return [{"code": each.case.code} | boxes for each, boxes in zip(found, shared, strict=True)]


def read_similar(dumped: Iterable[Mapping[str, Any]], edition: Edition) -> list[Similar]:
    """What `dump_similar` gave, of the edition that the result was made with."""
    cases = edition.case_by_code
    return [
        Similar(cases[each["code"]], {name: tuple(each[name]) for name in FIELDS if name in each})
        for each in dumped
        if each["code"] in cases
    ]


def _boxes(values: Sequence[str]) -> set[str]:
    return set(values) - {HEADING} or set(values)


def _compare(case: Case, ticked: Mapping[str, Sequence[str]]) -> Similar | None:
    shared = {}
    for field in FIELDS:
        mine, theirs = _boxes(ticked.get(field, ())), set(getattr(case, field))
        if both := mine & theirs:
            shared[field] = tuple(sorted(both))
    wants_more = any(ticked.get(field) for field in FIELDS[1:])
    is_like = "types" in shared and (len(shared) > 1 or not wants_more)
    return Similar(case, shared) if is_like else None


def _rank(similar: Similar, ticked: Mapping[str, Sequence[str]]) -> tuple[float, ...]:
    alike = [
        len(similar.shared.get(field, ()))
        / len(_boxes(ticked.get(field, ())) | _boxes(getattr(similar.case, field)) or {""})
        for field in FIELDS
    ]
    return (len(similar.shared), *alike)
