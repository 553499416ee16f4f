"""Bytes that are not the JSON they should be are refused with one line."""

import pytest

from assessments.instruments.json_input import MAX_BYTES, show_value
from assessments.methods.stages.answers import AnswersError, load_json


def refusal_of(data):
    with pytest.raises(AnswersError) as refused:
        load_json(data)
    assert "\n" not in str(refused.value)
    return str(refused.value)


def test_ordinary_json_is_loaded():
    assert load_json('{"a": [1, "å", null]}'.encode()) == {"a": [1, "å", None]}


def test_a_byte_order_mark_is_allowed():
    assert load_json(b"\xef\xbb\xbf{}") == {}


@pytest.mark.parametrize("name", ["NaN", "Infinity", "-Infinity"])
def test_what_is_not_a_number_is_refused(name):
    assert refusal_of(f'{{"people": {name}}}'.encode()) == (
        f"document: {name} is not a number in JSON"
    )


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", "document: is not JSON: Expecting value (line 1, column 1)"),
        (b"{} {}", "document: is not JSON: Extra data (line 1, column 4)"),
        (b"{'a': 1}", "document: is not JSON: "),
        (b'{"a": 1,}', "document: is not JSON: "),
        (b'{"a": "\n"}', "document: is not JSON: Invalid control character"),
        (b'{"a": 01}', "document: is not JSON: "),
        (b"\xff\xfe{\x00}\x00", "document: is not UTF-8 (byte 0)"),
        (b'{"name": "\xe5"}', "document: is not UTF-8 (byte 10)"),
        (b'{"name": "\xed\xa0\x80"}', "document: is not UTF-8 (byte 10)"),
        (b'{"a": {"b": 1, "b": 2}}', 'document: the key "b" occurs twice in one object'),
        (b'{"\\n": 1, "\\n": 2}', 'document: the key "\\n" occurs twice in one object'),
        (b"[" * 100_000, "document: is nested too deeply"),
        (b'{"a":' * 100_000, "document: is nested too deeply"),
        (b"1" * 5000, "document: has a number with too many digits"),
    ],
    ids=range(14),
)
def test_bytes_that_are_not_strict_json_are_refused(data, error):
    assert refusal_of(data).startswith(error)


def test_more_than_twenty_megabytes_are_refused_unread():
    assert refusal_of(b" " * (MAX_BYTES + 1)) == "document: is larger than 20 megabytes"


def test_exactly_twenty_megabytes_are_read():
    assert load_json(b"{}".ljust(MAX_BYTES)) == {}


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (7, "7"),
        (3.0, "3.0"),
        (float("nan"), "NaN"),
        (True, "true"),
        (None, "null"),
        ("ja", '"ja"'),
        ("åäö", '"åäö"'),
        ("two\nlines", '"two\\nlines"'),
        ("\u2028\x85\u202e\ud800", '"\\u2028\\x85\\u202e\\ud800"'),
        ([1], "a list"),
        ({"a": 1}, "an object"),
        (10**5000, "a value of type int"),
        (object(), "a value of type object"),
    ],
    ids=range(13),
)
def test_a_refused_value_is_shown_on_one_line(value, shown):
    assert show_value(value) == shown


@pytest.mark.parametrize("value", ["x" * 10_000, "\n" * 10_000, "\u2028" * 10_000, 10**4000])
def test_a_refused_value_is_shown_shortened(value):
    shown = show_value(value)
    assert len(shown) == 60
    assert shown.endswith("…")
