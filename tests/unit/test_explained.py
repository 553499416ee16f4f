"""Words that the questions use in one meaning are found in both languages."""

import pytest

from model_content.domain.codec import localise, parse_edition
from model_content.explained import WORDS, explain_questions, explain_words
from model_content.selectors.editions import fetch_shipped_document


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_shipped_edition_uses_every_word_that_is_explained(language):
    edition = localise(parse_edition(fetch_shipped_document()), language)
    assert explain_questions(edition) == list(WORDS)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Det är bestämt hur ofta vi som deltar träffas", ["Vi som deltar"]),
        ("Det är klart vem som företräder varje part", ["Parterna"]),
        ("It is clear who represents each party", ["Parterna"]),
        ("De som vi är till för känner igen sitt behov", ["De som vi är till för"]),
        ("Det används av dem som vi är till för", ["De som vi är till för"]),
        ("When the present form ends", ["Den nuvarande formen"]),
        ("Vi deltar i partiets möten", []),
        ("Those who take part have time", []),
        ("Det räcker till för oss", []),
        ("", []),
    ],
)
def test_a_word_is_explained_where_it_is_used_and_nowhere_else(question, words):
    assert [str(word.word) for word in explain_words([question])] == words
