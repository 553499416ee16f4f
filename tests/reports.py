"""Answers for every outcome that a report can have: the example's, varied."""

from collections.abc import Callable, Iterable
from typing import Any

from tests.test_report_pdf import (
    FOLLOWUP,
    LONG_WORD,
    MARKUP,
    MEETING,
    NAMES,
    answer_before,
    answer_in_round,
    follow_up,
    long_comment,
    make_report,
    make_snapshot,
    meet,
    read_content,
    read_example,
)

__all__ = (
    "LONG_WORD", "MARKUP", "NAMES", "OUTCOMES", "make_report", "make_snapshot", "read_content",
    "read_example",
)  # fmt: skip

Document = dict[str, Any]


def mark(document: Document, **levels: int | None) -> Document:
    """All markers of each stage answered alike: 0 where no level is given, not at all for None."""
    [one] = document["respondents"]
    given = {marker: levels.get(marker.partition(".")[0], 0) for marker in one["markers"]}
    one["markers"] = {marker: level for marker, level in given.items() if level is not None}
    return document


def rate(document: Document, value: int) -> Document:
    [one] = document["respondents"]
    one["statements"] = dict.fromkeys(one["statements"], value)
    return document


def end(document: Document, outlook: str) -> Document:
    document["respondents"][0]["outlook"] = outlook
    return document


def answer_separately(document: Document, values: Iterable[int]) -> Document:
    """Eight of eleven, who see two things differently and write much."""
    [one] = document["respondents"]
    others = [
        one
        | {"comments": {}}
        | {"statements": one["statements"] | {"varfor.3": value, "forankring.3": value}}
        for value in values
    ]
    document["respondents"] = [one | {"comments": {"forankring": long_comment(1)}}, *others]
    return document | {"answered": "separately", "people": 11}


def empty() -> Document:
    document = read_example()
    return document | {"respondents": [{}], "answered": "alone", "people": 1}


OUTCOMES: dict[str, Callable[[], Document]] = {
    "example": read_example,
    "empty": empty,
    "nothing to address": lambda: rate(
        mark(read_example(), initiativ=3, uppstart=3, etablering=2), 5
    ),
    "between": lambda: mark(read_example(), initiativ=3),
    "unclear": lambda: mark(read_example(), uppstart=3, mognad=3),
    "ended": lambda: end(
        mark(
            read_example(), initiativ=3, uppstart=3, etablering=3, mognad=3, utvardering=1, avslut=3
        ),
        "end",
    ),
    "redefined": lambda: end(
        mark(read_example(), initiativ=3, uppstart=3, etablering=2, avslut=3), "redefine"
    ),
    "compared": lambda: read_example() | {"earlier": answer_before()},
    "group": lambda: answer_separately(read_example(), (1, 1, 1, 5, 5, 5, 3)),
    "round": lambda: answer_in_round(8) | {MEETING: meet(), FOLLOWUP: follow_up()},
    "joint": lambda: answer_in_round(4, anonymous=True),
    "nothing": lambda: answer_in_round(2, anonymous=True) | {MEETING: meet()},
}
"""Documents of answers, by the outcome they lead to."""
