"""What is missing, too long or hard to read in an edition, by its schema (content.py).

Each finding names the part it is about and the field or list. An *error* stops publishing; a
*warning* is something to look at, which whoever knows the content may leave as it is.

Example: a statement of 23 words gives an error whose `str` is `varfor.1: 23 words, at most 20`. A
statement that holds " och " gives a warning: it may ask two things at once, and "var och en" is
the only such phrase that never does.
"""

import re
import textwrap
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from model_content.domain.codec import (
    LANGUAGE,
    MOST_LANGUAGES,
    ContentError,
    Wrong,
    check_value,
)
from model_content.domain.content import SourceKey, Text
from model_content.domain.document import (
    GIVEN,
    OUTDATED,
    TRANSLATIONS,
    Node,
    find_outdated,
    is_keyed,
    list_children,
    list_named,
    list_sources,
    make_root,
    split_name,
    walk,
)
from model_content.domain.languages import has_words
from model_content.domain.readability import compute_lix, count_words
from samverkan.texts import clean_line, find_name, sort_key

ALL_QUOTES: Final = 60
"""Quotations that an edition should have."""

CUT: Final = 60
"""Characters of a text that a finding names it by."""

_FILLED_IN = re.compile(r"\{\w+\}")
"""What a tool puts words in place of."""

_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|&(?:[a-z]+|#\d+);")
"""HTML, which is shown as it is written."""

_TWO_THINGS = re.compile(r"(?<!\bvar) och ", re.IGNORECASE)


class Kind(StrEnum):
    """What a finding is about, and its words in English."""

    EMPTY = "{field} is empty"
    TOO_FEW = "{found} {field}, at least {least} asked"
    TOO_MANY = "{found} {field}, at most {most}"
    LONG = "{field} of {found} characters, at most {most}"
    FEW_WORDS = "{found} words, at least {least}"
    MANY_WORDS = "{found} words, at most {most}"
    LIX = "LIX {found}, must be under {most}"
    SOURCE = "no source"
    NAMED = "a rule names {text}, which is gone"
    WORDS = "its rule knows no {text}"
    SAME = "{text} stands twice"
    # From here on warnings, which do not stop publishing.
    HEAVY = "{field} with LIX {found}, should be under {most}"
    FEW_QUOTES = "{found} quotes in all, at least {least} wanted"
    WANTED = "{found} {field}, at least {least} wanted"
    TWO_THINGS = "may say two things"
    TAGS = "{text} is shown as it stands"
    MOVED = "its code is that of another place"
    REPEATED = "says the same as {text}"
    OUTDATED = "{found} translations to {language} are older than the text"
    UNTRANSLATED = "{found} texts not translated to {language}"
    SPELLING = "“{text}” is not in the dictionary"


WARNINGS: Final = frozenset(list(Kind)[list(Kind).index(Kind.HEAVY) :])


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to mend or to look at: of a part, or of the whole edition, and its text or list.

    `found`, `least` and `most` are the numbers compared, `text` the words at fault.
    """

    kind: Kind
    node: Node | None
    field: str = ""
    found: int = 0
    least: int = 0
    most: int = 0
    text: str = ""
    language: str = ""

    @property
    def is_warning(self) -> bool:
        return self.kind in WARNINGS

    @property
    def code(self) -> str:
        """The code of the nearest part that has one."""
        if self.node is None:
            return "edition"
        return self.node.code or self.node.place.code

    def __str__(self) -> str:
        values = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return f"{self.code}: {self.kind.format_map(values)}"


Document = Mapping[str, Any]


def check_document(document: Document) -> list[Finding]:
    """List the errors of an edition, in content order; without any it can be published."""
    gone = list_named(document) - {node.code for node in walk(document)}
    errors = [Finding(Kind.NAMED, None, text=code) for code in sorted(gone)]
    return [*errors, *(f for f in _find_all(document) if not f.is_warning)]


def find_warnings(document: Document, languages: Collection[str]) -> list[Finding]:
    """List what does not stop publishing; spelling apart, for which a dictionary is needed.

    `languages` are those that visitors can choose; what lacks a translation to another is no news.
    """
    found = [f for f in _find_all(document) if f.is_warning]
    return [*found, *_find_few_quotes(document), *_find_repeated(document),
            *_find_untranslated(document, languages)]  # fmt: skip


def check_outdated(document: Document, outdated: Any) -> Iterator[ContentError]:
    """What is wrong with the old translations of a file: they must be of texts that are in it."""
    nodes = {node.key: node for node in walk(document)}
    if not isinstance(outdated, Mapping):
        yield ContentError(OUTDATED, Wrong.OBJECT)
        return
    languages = set()
    for key, texts in outdated.items():
        node = nodes.get(key)
        if node is None or not isinstance(texts, Mapping):
            wrong = Wrong.UNKNOWN_KEY if node is None else Wrong.OBJECT
            yield ContentError(OUTDATED, wrong, str(key))
            continue
        for name, both in texts.items():
            field, language = split_name(node.kind, str(name))
            place = f"{OUTDATED}.{key}.{name}"
            languages.add(language)
            if field not in node.schema.translated or not LANGUAGE.fullmatch(language):
                yield ContentError(OUTDATED, Wrong.UNKNOWN_KEY, str(name))
            elif not (isinstance(both, list) and len(both) == 2):
                yield ContentError(place, Wrong.LIST)
            elif not all(isinstance(text, str) for text in both):
                yield ContentError(place, Wrong.TEXT)
            else:
                for text in both:
                    yield from check_value(place, node.schema.fields[field], text)
    if len(languages) > MOST_LANGUAGES:
        yield ContentError(OUTDATED, Wrong.LANGUAGES, str(MOST_LANGUAGES))


def list_own_texts(document: Document) -> Iterator[tuple[Node, str, str]]:
    """Every text whose words are the editors' own, with its part and field: no quotes or names."""
    for node in walk(document):
        for field, spec in node.schema.fields.items():
            if isinstance(spec, Text) and spec.own:
                yield node, field, _FILLED_IN.sub("", node.part.get(field) or "")


def find_spelling(document: Document, misspelled: Iterable[str]) -> list[Finding]:
    """Say where words stand that the dictionary does not know, in content order."""
    words = sorted(set(misspelled), key=sort_key)
    return [
        Finding(Kind.SPELLING, node, field, text=word)
        for node, field, text in list_own_texts(document)
        for word in words
        if word in text and re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text)
    ]


# One part -----------------------------------------------------------------------------------------


def _find_all(document: Document) -> Iterator[Finding]:
    sources, root = list_sources(document), make_root(document)
    if not root.key:
        yield from check_lists(root)
    for node in walk(document):
        yield from check_lists(node)
        yield from check_node(node, sources)


def check_lists(node: Node) -> Iterator[Finding]:
    """What is to be said of the lists of a part: how many there are in each."""
    at = node if node.parent or node.key else None
    for field, items in node.schema.lists.items():
        count = len(node.part.get(field, ()))
        if count < items.least:
            yield Finding(Kind.TOO_FEW, at, field, count, items.least, items.most)
        elif items.most and count > items.most:
            yield Finding(Kind.TOO_MANY, at, field, count, items.least, items.most)
        elif count < items.wanted:
            yield Finding(Kind.WANTED, at, field, count, items.wanted)


def check_node(node: Node, sources: Collection[str]) -> Iterator[Finding]:
    """What is to be said of one part when it is saved: errors and warnings, its lists apart."""
    for field, spec in node.schema.fields.items():
        value = node.part.get(field)
        if isinstance(spec, Text):
            yield from _check_text(node, field, spec, value or "")
        elif isinstance(spec, SourceKey) and value not in sources and (value or not spec.optional):
            yield Finding(Kind.SOURCE, node, field)
    if node.kind == "item":
        yield from _check_item(node)
    known = node.root.part.get(GIVEN, {}).get("words", {}).get(node.key)
    if known is not None:
        said = [node.part, *node.part.get(TRANSLATIONS, {}).values()]
        words = {word for texts in said for word in _FILLED_IN.findall(texts.get("text", ""))}
        yield from (Finding(Kind.WORDS, node, "text", text=w) for w in sorted(words - set(known)))
    numbered = node.schema.items.numbered
    if numbered and node.parent and not node.code.startswith(f"{node.parent.code}."):
        yield Finding(Kind.MOVED, node, text=node.code)
    for language in node.part.get("translated_from", {}):
        count = sum(split_name(node.kind, n)[1] == language for n in find_outdated(node))
        yield Finding(Kind.OUTDATED, node, found=count, language=language, text=_cut(node.title))


def _check_item(node: Node) -> Iterator[Finding]:
    """What an item of a tool lacks for the kind of step that it stands in."""
    kind, part = node.parent.part["kind"] if node.parent else "", node.part
    if kind in ("choice", "ladder") and not part.get("options"):
        yield Finding(Kind.TOO_FEW, node, "options", 0, 1)
    for field in ("low", "high") if kind == "slider" else ():
        if not part.get(field):
            yield Finding(Kind.EMPTY, node, field)
    if part.get("columns") and not part.get("rows"):
        yield Finding(Kind.EMPTY, node, "rows")
    if part.get("rows") and not part.get("columns"):
        yield Finding(Kind.TOO_FEW, node, "columns", 0, 1)


def _check_text(node: Node, field: str, spec: Text, text: str) -> Iterator[Finding]:
    if not text.strip():
        if not spec.optional:
            yield Finding(Kind.EMPTY, node, field)
        return
    translated = list(node.part.get(TRANSLATIONS, {}).values()) if spec.translated else []
    longest = max(len(text), *(len(texts.get(field, "")) for texts in translated), 0)
    if longest > spec.most:
        yield Finding(Kind.LONG, node, field, found=longest, most=spec.most)
    if any(spec.names):
        said = filter(None, [text, *(texts.get(field) for texts in translated)])
        yield from _check_names(node, field, spec.names, said)
    if tag := _TAG.search("\n".join((text, *(texts.get(field, "") for texts in translated)))):
        yield Finding(Kind.TAGS, node, field, text=_cut(tag[0]))
    words = count_words(text)
    if words < spec.least_words:
        yield Finding(Kind.FEW_WORDS, node, field, words, spec.least_words, spec.words)
    elif spec.words and words > spec.words:
        yield Finding(Kind.MANY_WORDS, node, field, words, spec.least_words, spec.words)
    lix = compute_lix(text) if (spec.lix or spec.easy) and words >= spec.lix_from else 0
    if spec.lix and lix >= spec.lix:
        yield Finding(Kind.LIX, node, field, found=round(lix), most=spec.lix)
    if spec.easy and lix >= spec.easy:
        yield Finding(Kind.HEAVY, node, field, found=round(lix), most=spec.easy)
    if node.schema.items.numbered and node.kind != "item" and _TWO_THINGS.search(text):
        yield Finding(Kind.TWO_THINGS, node, field, text=text)


def _check_names(
    node: Node, field: str, asked: tuple[int, int], texts: Iterable[str]
) -> Iterator[Finding]:
    """Names, one on each line, in each language: that they are as many as asked, and differ."""
    least, most = asked
    for text in texts:
        names = [name for line in text.splitlines() if (name := clean_line(line))]
        first = [find_name(name, names) for name in names]
        yield from (
            Finding(Kind.SAME, node, field, text=names[n])
            for n, name in enumerate(first)
            if name in first[:n]
        )
        if len(set(first)) < least:
            yield Finding(Kind.TOO_FEW, node, field, len(set(first)), least, most)
        elif len(set(first)) > most:
            yield Finding(Kind.TOO_MANY, node, field, len(set(first)), least, most)


# The whole ----------------------------------------------------------------------------------------


def _find_few_quotes(document: Document) -> Iterator[Finding]:
    count = sum(node.kind == "quote" for node in walk(document))
    if count < ALL_QUOTES and not is_keyed(document):
        yield Finding(Kind.FEW_QUOTES, None, found=count, least=ALL_QUOTES)


def _find_repeated(document: Document) -> Iterator[Finding]:
    """Texts that say the same, letter case and spaces apart, as one before them."""
    seen: dict[str, str] = {}
    for node in walk(document):
        for field, spec in node.schema.fields.items():
            said = " ".join(str(node.part.get(field) or "").split()).casefold()
            is_prose = isinstance(spec, Text) and spec.lines
            if not said or not is_prose or node.schema.is_local:
                continue
            if said in seen:
                yield Finding(Kind.REPEATED, node, field, text=seen[said])
            seen.setdefault(said, node.code or node.place.code)


def _find_untranslated(document: Document, languages: Collection[str]) -> Iterator[Finding]:
    """What lacks a translation to one of the languages that is begun with, once a place."""
    for language in sorted(find_languages(document) & set(languages)):
        lacking: dict[str, list[tuple[Node, str]]] = {}
        for node, field in find_missing(document, language):
            lacking.setdefault(node.place.key, []).append((node, field))
        for texts in lacking.values():
            node, field = texts[0]
            said, at = str(node.part[field]), node if len(texts) == 1 else node.place
            yield Finding(
                Kind.UNTRANSLATED, at, found=len(texts), text=_cut(said), language=language
            )


def _cut(text: str) -> str:
    """The beginning of a text, cut between words."""
    return textwrap.shorten(text, CUT, placeholder="…")


def find_languages(document: Document) -> set[str]:
    """The languages that at least one text of the edition is translated to, by code."""
    return {language for node in walk(document) for language in node.part.get(TRANSLATIONS, {})}


def find_missing(document: Document, language: str) -> Iterator[tuple[Node, str]]:
    """Each part and field that is not translated to a language, in content order."""
    for node in walk(document):
        yield from ((node, field) for field in list_missing(node, language))


def list_missing(node: Node, language: str) -> list[str]:
    """The fields of a part that are not translated to a language."""
    texts = node.part.get(TRANSLATIONS, {}).get(language, {})
    return [
        field
        for field in node.schema.translated
        if has_words(node.part.get(field) or "") and not texts.get(field)
    ]


def count_children(node: Node) -> int:
    """How many parts stand under a part."""
    inside = [child for slot in node.schema.lists for child in list_children(node, slot)]
    return len(inside) + sum(map(count_children, inside))
