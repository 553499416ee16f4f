"""The words that editors add to the dictionary's own, and take back."""

from model_content.models import KnownWord
from samverkan.models import User
from samverkan.texts import compose

MOST_LETTERS = 60
"""Characters that a word may have."""


class NotAWord(ValueError):
    """What was given is not one word of at most 60 signs."""


def add_known_word(*, word: str, user: User) -> KnownWord:
    """Accept a word in every edition from now on; nothing happens if it is accepted already.

    Raises:
        NotAWord: it is empty, too long, or holds something else than visible signs.
    """
    word = compose(word)
    if not word or len(word) > MOST_LETTERS or not word.isprintable() or " " in word:
        raise NotAWord(word)
    known, _created = KnownWord.objects.get_or_create(word=word, defaults={"by": user.email})
    return known


def remove_known_word(*, word: str) -> bool:
    """Take a word out of the list again; False if it is not there."""
    # No database can even look for NUL or half a character.
    return word.isprintable() and bool(KnownWord.objects.filter(word=word).delete()[0])
