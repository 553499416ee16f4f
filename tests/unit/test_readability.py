"""LIX and the counting of words."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model_content.domain.readability import compute_lix, count_words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        ("   ", 0),
        ("– … !", 0),
        ("ord", 1),
        ("Minst två organisationer", 3),
        ("vård- och omsorgsnämnden", 3),
        ("e-post", 1),
        ("ABB-hälsan, 2 st.", 3),
        ("två till sex", 3),
        ("a/b", 2),
        ("Västmanland 2005", 2),
        ("snake_case", 2),
        ("”citat”", 1),
    ],
)
def test_words_are_counted_as_a_reader_counts_them(text, words):
    assert count_words(text) == words


@pytest.mark.parametrize(
    ("text", "lix"),
    [
        ("", Fraction(0)),
        ("...", Fraction(0)),
        ("Vi ses", Fraction(2)),
        ("Vi ses. Hej då!", Fraction(2)),
        ("bestämt", Fraction(101)),  # seven letters: long
        ("beslut", Fraction(1)),  # six letters: not long
        ("Det är bestämt hur vi fattar beslut", 7 + Fraction(100, 7)),
        ("Klockan 14.30 ses vi", 5 + Fraction(100, 5)),  # no sentence ends inside a number
    ],
)
def test_lix_is_words_per_sentence_and_share_of_long_words(text, lix):
    assert compute_lix(text) == lix


@given(st.text())
def test_lix_can_be_computed_for_any_text(text):
    assert compute_lix(text) >= 0
    assert (compute_lix(text) == 0) == (count_words(text) == 0)


@given(st.lists(st.sampled_from(["hus", "samverkan", "vi", "organisationer"]), min_size=1))
def test_a_full_stop_at_the_end_changes_nothing(words):
    text = " ".join(words)
    assert compute_lix(text) == compute_lix(text + ".")
