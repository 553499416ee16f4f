"""The name of a stage on lines that have room in a picture: an SVG's text does not wrap by itself.

A line ends after every "/", and else between words. A word that is too long is hyphenated by the
rules of the page's language, or wherever it must where they find no place. A name that has room is
never broken but at its "/".

    break_name("Mognad/Genomförande", 194, 15)   gives  ("Mognad/", "Genomförande")
    break_name("Verksamhetsutveckling", 110, 15) gives  ("Verksamhets-", "utveckling")
"""

from collections.abc import Iterator
from functools import cache
from typing import Any, Final

import pyphen
from django.utils.translation import get_language

_WIDTHS: Final = {
    **dict.fromkeys("abcdeghknopqsuvxyzåäöéü", 0.6),
    **dict.fromkeys("ABCDEFGHJKLNOPRSTUVXYZÅÄÖÜ0123456789w&–", 0.76),
    **dict.fromkeys("frtI1/-", 0.45),
    **dict.fromkeys("ijl .,:;!()'’", 0.35),
    **dict.fromkeys("mMWQ", 0.9),
}
"""Widths of bold letters as shares of the font's size, rounded up (Atkinson Hyperlegible Next)."""

_ANY_LETTER: Final = 1.0

_LEAST: Final = 3
"""Letters that stand before and after a hyphen."""


def measure(text: str, size: int) -> float:
    """How wide a bold text is at most, in the unit of the font's size."""
    return size * sum(_WIDTHS.get(letter, _ANY_LETTER) for letter in text)


def break_name(name: str, room: float, size: int) -> tuple[str, ...]:
    """The lines of a name, each no wider than the room."""
    lines: list[str] = []
    for part in name.replace("/", "/\n").splitlines():
        lines += _break_part(part.split(), room, size)
    return tuple(lines)


def _break_part(words: list[str], room: float, size: int) -> Iterator[str]:
    line = ""
    for word in words:
        longer = f"{line} {word}".lstrip()
        if measure(longer, size) <= room:
            line = longer
            continue
        if line:
            yield line
        line = word
        while measure(line, size) > room and len(line) > 1:
            head, line = _split(line, room, size)
            yield head
    if line:
        yield line


def _split(word: str, room: float, size: int) -> tuple[str, str]:
    """What of a word has room on a line, and the rest."""
    places = [p for p in _places(word) if measure(_hyphenate(word[:p]), size) <= room]
    if not places:
        fitting = [p for p in range(1, len(word)) if measure(f"{word[:p]}-", size) <= room]
        places = fitting or [1]
    return _hyphenate(word[: places[-1]]), word[places[-1] :]


def _hyphenate(head: str) -> str:
    return head if head.endswith("-") else f"{head}-"


def _places(word: str) -> list[int]:
    """Where a word may be broken: after its own hyphens, and between syllables."""
    own = [i + 1 for i, letter in enumerate(word[:-1]) if letter == "-"]
    return sorted({*own, *_find_rules(get_language() or "sv").positions(word)})


@cache
def _find_rules(language: str) -> Any:
    """The rules of a language, read when a name is first too long; Swedish ones for a language
    that has none."""
    known = pyphen.language_fallback(language) or "sv"
    return pyphen.Pyphen(lang=known, left=_LEAST, right=_LEAST)
