"""The interface in English: every text has its translation, and says it in English."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import polib
import pytest
from django.utils import translation
from django.utils.translation.template import templatize

from tests.unit.interface_texts import MODULES, ROOT, TEMPLATES

CATALOGUE = ROOT / "samverkan" / "locale" / "en" / "LC_MESSAGES" / "django.po"
ENTRIES = [entry for entry in polib.pofile(CATALOGUE) if not entry.obsolete]
HINT = "Run script/messages, translate in django.po, and run it again."

Key = tuple[str, str, str]
"""Context, text and plural; what is not there is empty."""

# How many texts each takes, and whether a context stands before them; `_lazy` says the same later.
CALLS = {
    "_": (1, False),
    "gettext": (1, False),
    "ngettext": (2, False),
    "pgettext": (1, True),
    "npgettext": (2, True),
}
STRING = r"""(?:u?'(?:\\.|[^'\\])*'|u?"(?:\\.|[^"\\])*")"""
IN_TEMPLATE = re.compile(rf"\b(_|n?p?gettext)\(((?:{STRING}|[\s,]|count)*)\)")

IN_SENTENCE = re.compile(r"%\(\w+\)[sd]|%%|{\w+}|&#?\w+;")
TAG = re.compile(r"<[^>]+>")
NAMES = re.compile("Piteå|Luleå|Västmanland|Meänkieli")


def list_keys() -> Iterator[tuple[Key, Path]]:
    """Every text that templates and modules give to gettext, with where it stands."""
    for path in TEMPLATES:
        source = templatize(path.read_text(encoding="utf-8"), origin=path.name)
        for name, given in IN_TEMPLATE.findall(source):
            yield (
                make_key(name, [ast.literal_eval(text) for text in re.findall(STRING, given)]),
                path,
            )
    for path in MODULES:
        for call in find_calls(path):
            texts = [arg.value for arg in call.args if isinstance(arg, ast.Constant)]
            yield make_key(call.func.id, texts), path


def find_calls(path: Path) -> Iterator[ast.Call]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        name = getattr(node.func, "id", "") if isinstance(node, ast.Call) else ""
        if name.removesuffix("_lazy") in CALLS:
            yield node


def make_key(name: str, texts: list[str]) -> Key:
    number, has_context = CALLS[name.removesuffix("_lazy")]
    context = texts.pop(0) if has_context else ""
    return context, texts[0], texts[1] if number == 2 else ""


def list_pairs() -> Iterator[tuple[str, str]]:
    """Each text with its translation, plural forms as texts of their own."""
    for entry in ENTRIES:
        if entry.msgid_plural:
            yield entry.msgid, entry.msgstr_plural[0]
            yield entry.msgid_plural, entry.msgstr_plural[1]
        else:
            yield entry.msgid, entry.msgstr


def find_unlike(pattern: re.Pattern[str]) -> list[tuple[str, str]]:
    """The pairs where the translation has not just what the text has of it, in whatever order."""
    return [
        (text, said)
        for text, said in list_pairs()
        if said and sorted(pattern.findall(text)) != sorted(pattern.findall(said))
    ]


def test_every_text_of_the_interface_stands_in_the_catalogue():
    known = {(e.msgctxt or "", e.msgid) for e in ENTRIES}
    plurals = {(e.msgctxt or "", e.msgid, e.msgid_plural) for e in ENTRIES if e.msgid_plural}
    missing = {
        f"not translated: {key[1]} ({path.relative_to(ROOT)})"
        for key, path in list_keys()
        if key[:2] not in known or (key[2] and key not in plurals)
    }
    assert sorted(missing) == [], HINT


def test_the_catalogue_has_no_text_that_is_no_longer_there():
    used = {key[:2] for key, _ in list_keys()}
    unused = [e.msgid for e in ENTRIES if (e.msgctxt or "", e.msgid) not in used]
    assert unused == [], HINT


def test_gettext_has_names_that_the_collecting_program_knows():
    """A text behind any other name would never be collected."""
    imported = re.compile(r"gettext\w* as (\w+)")
    found = {
        f"{path.relative_to(ROOT)}: {name}"
        for path in MODULES
        for name in imported.findall(path.read_text(encoding="utf-8"))
    }
    assert [place for place in sorted(found) if not place.endswith(": _")] == []


def test_every_text_is_translated_and_no_guess_is_left():
    assert [e.msgid for e in ENTRIES if not e.translated()] == [], HINT


def test_what_is_filled_in_and_the_markup_are_the_same():
    assert find_unlike(IN_SENTENCE) == []
    assert find_unlike(TAG) == []


def test_the_english_is_english():
    swedish = [said for _, said in list_pairs() if re.search("[åäöÅÄÖ]", NAMES.sub("", said))]
    quoted = [said for _, said in list_pairs() if said.count("“") != said.count("”")]
    straight = [said for _, said in list_pairs() if re.search("['\"]", TAG.sub("", said))]
    assert (swedish, quoted, straight) == ([], [], [])


def test_what_the_program_reads_is_what_is_written():
    compiled = polib.mofile(CATALOGUE.with_suffix(".mo"))

    def list_said(catalogue):
        return {(e.msgctxt, e.msgid): (e.msgstr, e.msgstr_plural) for e in catalogue}

    assert list_said(compiled) == list_said(ENTRIES), "django.mo is old: run script/messages"


@pytest.mark.parametrize(
    ("number", "said"), [(1, "1 wants to work on it"), (3, "3 want to work on it")]
)
def test_a_number_has_its_form(number, said):
    text = "%(votes)s vill arbeta med det"
    with translation.override("en"):
        assert translation.ngettext(text, text, number) % {"votes": number} == said
        assert translation.gettext("framgångsfaktor") == "success factor"
    with translation.override("sv"):
        assert translation.gettext("framgångsfaktor") == "framgångsfaktor"
