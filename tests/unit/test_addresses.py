"""A pasted list of addresses, as people have them."""

import re

import pytest

from assessments.groups.rules.addresses import read_addresses


def read(text):
    return read_addresses(text, lambda each: bool(re.fullmatch(r"[a-zåäö.]+@[a-zåäö.]+\.se", each)))


@pytest.mark.parametrize(
    "text",
    [
        "anna@x.se\nbo@y.se",
        "anna@x.se, bo@y.se",
        "anna@x.se;bo@y.se;",
        "anna@x.se bo@y.se",
        "anna@x.se\tbo@y.se\r\n",
        "Anna Ek <anna@x.se>, Bo Ås <bo@y.se>",
        "Ek, Anna <anna@x.se>; Ås, Bo <bo@y.se>",
        "Ek, Anna <anna@x.se>, Ås, Bo <bo@y.se>",
        '"Ek; Anna, chef" <anna@x.se>, bo@y.se',
        '"anna@x.se" <anna@x.se>\n<bo@y.se>',
        "mailto:anna@x.se\n\n  'bo@y.se'.",
        "\ufeffAnna@X.SE,\u00a0\u200bBo@y.se",
        'Anna "Ek <anna@x.se>\nBo Ås <bo@y.se>',
        "Anna Ek\tanna@x.se\tLuleå\nBo Ås\tbo@y.se\tPiteå",
        "Anna Ek,anna@x.se,Luleå\nBo Ås,bo@y.se,Piteå",
        "Anna Ek (anna@x.se)\nBo Ås (bo@y.se)",
        "1. anna@x.se\n2) bo@y.se",
        "1. Anna Ek anna@x.se\n2. Bo Ås  bo@y.se",
        "• anna@x.se\n•\tbo@y.se",
        "- anna@x.se\n– bo@y.se",
        "* anna@x.se\n* bo@y.se",
        "[mailto:anna@x.se] Bo Ås [MAILTO:bo@y.se]",
        "anna@x.se<mailto:anna@x.se>\n<mailto:bo@y.se?subject=Hej>",
        "[Anna Ek](mailto:anna@x.se)\n[bo@y.se](mailto:bo@y.se)",
        "'Anna Ek' <anna@x.se>; 'bo@annan.se' <bo@y.se>",
        "E-post: anna@x.se.\nbo@y.se>,",
        "anna@x.se och bo@y.se",
        "\u200eanna@x.se\n\u202abo@y.se\u202c",
        "an\u00adna@x.se\nbo@\u2060y.se",
        "ａnna＠x.se\nbo@Y。se",
        "anna@x.se | Anna Ek\nbo@y.se | Bo",
        "---\nanna@x.se\n•\nbo@y.se",
    ],
    ids=repr,
)
def test_a_list_is_read_however_it_was_pasted(text):
    found = read(text)
    assert (found.addresses, found.bad, found.repeated) == (("anna@x.se", "bo@y.se"), (), 0)


def test_what_is_no_address_is_given_back_as_it_was_written_and_the_others_kept():
    found = read("anna@x.se, Bo Ås\nbo@, Cia <cia.x.se>; Disa <disa@x.se>; eva ek@x.se")
    assert found.addresses == ("anna@x.se", "disa@x.se")
    assert found.bad == ("Bo Ås", "bo@", "Cia <cia.x.se>", "eva ek@x.se")


@pytest.mark.parametrize(
    "text",
    ["anna@kommun,se", "anna @x.se", "anna@ x.se", "bo ek@x.se", "anna@@x.se", "anna@x", "Anna Ek",
     '"anna ek"@x.se', "anna@x.se/bo@y.se", "Namn\tE-post"],
)  # fmt: skip
def test_what_may_be_another_address_than_was_meant_is_not_guessed(text):
    found = read(f"cia@x.se\n{text}\ndisa@x.se")
    assert found.addresses == ("cia@x.se", "disa@x.se")
    assert len(found.bad) == 1


def test_somebody_without_an_address_among_others_is_shown():
    found = read("anna@x.se, bo, cia@x.se")
    assert (found.addresses, found.bad) == (("anna@x.se", "cia@x.se"), ("bo",))


def test_an_address_that_stands_there_again_counts_once():
    found = read("bo@y.se\nanna@x.se\nBO@y.se\nBo <bo@Y.se>")
    assert (found.addresses, found.repeated) == (("bo@y.se", "anna@x.se"), 2)


@pytest.mark.parametrize("text", ["", " \n;,\t", "\u200b"], ids=repr)
def test_nothing_is_nothing(text):
    assert read(text) == read("")
    assert read("").addresses == read("").bad == ()


def test_a_long_text_without_any_sense_is_read_at_once():
    assert len(read('"<' * 25_000).bad) == 1
    assert len(read("a<" * 25_000 + "\n" + ',"' * 25_000).bad) > 0
