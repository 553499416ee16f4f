"""The Swedish of the interface: spelled as in the dictionary, and addressed to "ni"."""

import os
import re
import shutil
from pathlib import Path

import pytest

from tests.unit.interface_texts import list_texts
from tests.unit.test_content import find_misspelled

WORDS = Path(__file__).parent / "words_interface_sv.txt"
TEXTS = list(list_texts())


def test_the_texts_are_found_where_they_stand():
    files = {place for place, _ in TEXTS}
    assert {"home.html", "forms.py", "labels.py", "summary.txt", "privacy.html"} <= files
    assert len(TEXTS) > 500


def test_every_word_is_spelled_as_in_the_dictionary():
    """Debian's Swedish dictionary, and the names in `words_interface_sv.txt`."""
    if shutil.which("hunspell") is None or not Path("/usr/share/hunspell/sv_SE.dic").exists():
        missing = "hunspell and hunspell-sv are missing: THE SPELLING HAS NOT BEEN CHECKED"
        if os.environ.get("CI") == "true":
            pytest.fail(missing)
        pytest.skip(missing)
    found = find_misspelled("\n".join(text for _, text in TEXTS), WORDS)
    assert {word: [place for place, text in TEXTS if word in text][:3] for word in found} == {}


def test_the_word_list_has_only_words_that_are_used():
    used = "\n".join(text for _, text in TEXTS)
    words = WORDS.read_text(encoding="utf-8").split()
    assert [word for word in words if word not in used] == []
    assert words == sorted(words)


def test_no_text_says_man_or_uses_typewriter_signs():
    wrong = re.compile(r"\bman\b|--|\.\.\.|\"", re.IGNORECASE)
    assert [(place, text) for place, text in TEXTS if wrong.search(text)] == []
