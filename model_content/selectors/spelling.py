"""Asks the machine's Swedish dictionary (the program hunspell) which words it does not know.

The dictionary is a help for editors, never a condition: where the program or the dictionary is
missing, or does not answer in time, nobody knows how the words are spelled, and that is said.
"""

import os
import shutil
import subprocess  # nosec B404
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Final

from samverkan.texts import sort_key

WORDS: Final = Path(__file__).parent.parent / "words_sv.txt"
"""Words of the shipped edition that the dictionary lacks, one a line."""

SECONDS: Final = 10
"""How long the program may take; all of an edition takes less than one second."""


def find_misspelled(texts: Iterable[str], known: Iterable[str] = ()) -> list[str] | None:
    """Give the words that neither the dictionary nor the lists know, in alphabetical order.

    `known` words are accepted beside `WORDS`, with or without a capital first. None if the spelling
    cannot be checked on this machine.
    """
    words = _ask(texts)
    if words is None:
        return None
    accepted = _read_words() | set(known)
    unknown = (word for word in words if not {word, word[:1].lower() + word[1:]} & accepted)
    return sorted(unknown, key=sort_key)


@lru_cache(maxsize=1)
def _read_words() -> frozenset[str]:
    return frozenset(WORDS.read_text(encoding="utf-8").split())


def _ask(texts: Iterable[str]) -> set[str] | None:
    program = shutil.which("hunspell")
    if program is None:
        return None
    # A slash would end a word; a NUL or half a character cannot be sent.
    text = "\n".join(texts).replace("/", " ").replace("\0", " ")
    try:
        done = subprocess.run(  # nosec B603
            [program, "-d", "sv_SE", "-i", "utf-8", "-p", os.devnull, "-l"],
            input=text.encode("utf-8", "replace"),
            capture_output=True,
            check=True,
            timeout=SECONDS,
            env=os.environ | {"LC_ALL": "C.UTF-8"},
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return set(done.stdout.decode("utf-8", "replace").split())
