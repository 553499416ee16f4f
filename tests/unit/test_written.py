"""What somebody wrote is set whole, on no more lines than it is long."""

import pytest

from assessments.results.report.written import CIRCLE, set_paragraphs

HOSTILE = {
    "short lines": "a\n" * 2500,
    "empty lines": "a\n\n" * 1666,
    "nothing but lines": "\n" * 4000 + "slut",
    "lines of spaces": "a\n \t \n" * 800,
    "list of letters": "\n".join("abcdefghij"),
    "half and half": "Ett stycke som är långt nog för en rad.\n" * 60 + "b\n" * 900,
    "accents": "a" + "\u0301" * 4999,
}


def count_lines(text: str) -> int:
    return sum(1 + paragraph.count("\n") for paragraph in set_paragraphs(text))


def keep_seen(text: str) -> str:
    return "".join(text.replace("¶", "").replace(CIRCLE, "").split())


@pytest.mark.parametrize("text", HOSTILE.values(), ids=list(HOSTILE))
def test_a_text_of_many_short_lines_takes_few_and_keeps_every_character(text):
    assert count_lines(text) <= 4 + len(text) // 30
    assert keep_seen("".join(set_paragraphs(text))) == keep_seen(text)


def test_a_text_of_ordinary_lines_is_set_as_it_was_typed():
    text = "Vi har en plan.\nDen är från i våras.\n\nIngen har läst den:\n- inte vi\n- inte de"
    assert set_paragraphs(text + " heller" * 12) == (
        "Vi har en plan.\nDen är från i våras.",
        "Ingen har läst den:\n- inte vi\n- inte de" + " heller" * 12,
    )


def test_accents_are_left_on_their_letter_as_far_as_languages_have_them():
    assert set_paragraphs("ǟ̂ ế") == ("ǟ̂ ế",)
    assert set_paragraphs("a" + "\u0301" * 7) == ("a" + "\u0301" * 6 + CIRCLE + "\u0301",)
