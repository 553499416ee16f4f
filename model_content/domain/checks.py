"""What is missing, too long or hard to read in an edition (content.md).

Each finding names its place: the code of the nearest stage, aspect, question, case or source and,
for one of several texts of an aspect, which. An *error* stops publishing; a *warning* is something
to look at, which whoever knows the content may leave as it is.

Example: a statement of 23 words gives an error whose `str` is `varfor.1: 23 words, at most 20`. A
statement that holds " och " gives a warning: it may ask two things at once, and "var och en" is
the only such phrase that never does.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from model_content.domain.content import Aspect, Case, Edition, Marker, Stage, Statement
from model_content.domain.languages import Missing, find_missing
from model_content.domain.readability import compute_lix, count_words
from samverkan.texts import sort_key

MARKERS = range(3, 5)
"""How many markers a stage may have."""

STAGE_TITLE_CHARACTERS = 60
"""Characters of the name of a stage, in any language: it stands in the model's picture."""

STATEMENTS = 2
"""How many statements an aspect must have."""

STAGE_WORDS = range(80, 201)
"""Words in the description of a stage."""

ASPECT_WORDS = range(40, 121)
"""Words in the description of an aspect."""

QUESTION_WORDS = 20
"""Words that a marker or a statement may have."""

QUESTION_LIX = 45
"""A marker or a statement must be easier to read than this."""

DESCRIPTION_LIX = 40
"""A description should be easier to read than this: from 40 on, LIX calls a text a newspaper's.

Shorter texts than descriptions are not measured: in a single sentence one long word decides.
"""

QUOTE_CHARACTERS = 600
"""Characters that a quotation may have."""

QUOTES = range(1, 5)
"""Quotations of an aspect: fewer are a warning, more an error."""

ALL_QUOTES = 60
"""Quotations that an edition should have."""

LEAST = {"success_factors": 2, "pitfalls": 2, "suggestions": 1, "dialogue_questions": 2}
"""How many of each an aspect must have at least."""

PARTS: Final = (*LEAST, "quotes")
"""The lists of an aspect whose texts have no codes."""

_TWO_THINGS = re.compile(r"(?<!\bvar) och ", re.IGNORECASE)


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"


class Kind(StrEnum):
    """What a finding is about."""

    NO_STAGES = "no_stages"
    NO_TITLE = "no_title"
    LONG_TITLE = "long_title"
    MARKERS = "markers"
    STATEMENTS = "statements"
    TOO_FEW = "too_few"
    LENGTH = "length"
    CODE = "code"
    WORDS = "words"
    LIX = "lix"
    EMPTY = "empty"
    MANY_QUOTES = "many_quotes"
    LONG_QUOTE = "long_quote"
    QUOTE_ATTRIBUTION = "quote_attribution"
    QUOTE_SOURCE = "quote_source"
    SOURCE = "source"
    CASE_FIELD = "case_field"
    CASE_SOURCE = "case_source"
    # Warnings only.
    DESCRIPTION_LIX = "description_lix"
    FEW_QUOTES = "few_quotes"
    NO_QUOTE = "no_quote"
    TWO_THINGS = "two_things"
    REPEATED = "repeated"
    UNTRANSLATED = "untranslated"
    SPELLING = "spelling"


WARNINGS: Final = frozenset(
    (Kind.DESCRIPTION_LIX, Kind.FEW_QUOTES, Kind.NO_QUOTE, Kind.TWO_THINGS, Kind.REPEATED,
     Kind.UNTRANSLATED, Kind.SPELLING)
)  # fmt: skip
"""The kinds that do not stop publishing."""

_SAID: Final[dict[Kind, str]] = {
    Kind.NO_STAGES: "no stages",
    Kind.NO_TITLE: "title or summary is missing",
    Kind.LONG_TITLE: "a title of {found} characters, at most {most}",
    Kind.MARKERS: "{found} markers, 3 or 4 asked",
    Kind.STATEMENTS: "{found} statements, {least} asked",
    Kind.TOO_FEW: "{found} {part}, at least {least} asked",
    Kind.LENGTH: "description of {found} words, {least}–{most} asked",
    Kind.CODE: "the code does not begin with {text}.",
    Kind.WORDS: "{found} words, at most {most}",
    Kind.LIX: "LIX {found}, must be under {most}",
    Kind.EMPTY: "a text is empty",
    Kind.MANY_QUOTES: "{found} quotes, at most {most}",
    Kind.LONG_QUOTE: "a quote of {found} characters, at most {most}",
    Kind.QUOTE_ATTRIBUTION: "a quote without attribution",
    Kind.QUOTE_SOURCE: "a quote without source and section",
    Kind.SOURCE: "no source and section for “{text}…”",
    Kind.CASE_FIELD: "a field is empty",
    Kind.CASE_SOURCE: "no source",
    Kind.DESCRIPTION_LIX: "description with LIX {found}, should be under {most}",
    Kind.FEW_QUOTES: "{found} quotes in all, at least {least} wanted",
    Kind.NO_QUOTE: "no quote",
    Kind.TWO_THINGS: "may say two things",
    Kind.REPEATED: "says the same as {text}",
    Kind.UNTRANSLATED: "not translated to {language}",
    Kind.SPELLING: "“{text}” is not in the dictionary",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to mend or to look at.

    `code` is that of the place, `part` the list or text it is about and `index` where in the list
    (from 0; None for the whole). `found`, `least` and `most` are the numbers compared, `text` the
    words at fault.
    """

    kind: Kind
    code: str
    part: str = ""
    index: int | None = None
    found: int = 0
    least: int = 0
    most: int = 0
    text: str = ""
    language: str = ""

    @property
    def severity(self) -> Severity:
        return Severity.WARNING if self.kind in WARNINGS else Severity.ERROR

    def __str__(self) -> str:
        values = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return f"{self.code}: {_SAID[self.kind].format_map(values)}"


def check_edition(edition: Edition) -> list[Finding]:
    """List the errors of an edition, in content order; without any it can be published."""
    return list(_edition_errors(edition))


def find_warnings(edition: Edition, languages: Collection[str]) -> list[Finding]:
    """List what does not stop publishing; spelling apart, for which a dictionary is needed.

    Args:
        edition: the edition.
        languages: those that visitors can choose; what lacks a translation to another is no news.
    """
    return [
        *_description_warnings(edition),
        *_question_warnings(edition),
        *_quote_warnings(edition),
        *_repetitions(edition),
        *_untranslated(edition, languages),
    ]


@dataclass(frozen=True, slots=True)
class OwnText:
    """A text that the editors have written: its place as in a finding, and what it says."""

    code: str
    part: str
    index: int | None
    text: str


def list_own_texts(edition: Edition) -> Iterator[OwnText]:
    """Every text whose words are the editors' own: not quotes, nor names of people and cases."""
    for stage in edition.stages:
        for name in ("title", "summary", "description"):
            yield OwnText(stage.code, name, None, getattr(stage, name))
        yield from (OwnText(m.code, "text", None, m.text) for m in stage.markers)
        for aspect in stage.aspects:
            yield from _own_texts_of_aspect(aspect)
    for case in edition.cases:
        for name in ("start", "end", "initiators_and_purpose", "results"):
            yield OwnText(case.code, name, None, getattr(case, name) or "")


def _own_texts_of_aspect(aspect: Aspect) -> Iterator[OwnText]:
    for name in ("title", "description"):
        yield OwnText(aspect.code, name, None, getattr(aspect, name))
    yield from (OwnText(s.code, "text", None, s.text) for s in aspect.statements)
    for part in LEAST:
        for index, item in enumerate(getattr(aspect, part)):
            yield OwnText(aspect.code, part, index, item.text)


def find_spelling(edition: Edition, misspelled: Iterable[str]) -> list[Finding]:
    """Say where words stand that the dictionary does not know, in content order."""
    words = set(misspelled)
    return [
        Finding(Kind.SPELLING, own.code, own.part, own.index, text=word)
        for own in list_own_texts(edition)
        for word in sorted(words, key=sort_key)
        if word in own.text and re.search(rf"(?<!\w){re.escape(word)}(?!\w)", own.text)
    ]


# Errors -------------------------------------------------------------------------------------------


def _edition_errors(edition: Edition) -> Iterator[Finding]:
    if not edition.stages:
        yield Finding(Kind.NO_STAGES, edition.code)
    for stage in edition.stages:
        yield from _stage_errors(stage)
    for aspect in edition.aspects:
        yield from _aspect_errors(aspect, edition)
    for case in edition.cases:
        yield from _case_errors(case, edition)


def _stage_errors(stage: Stage) -> Iterator[Finding]:
    if not stage.title or not stage.summary:
        yield Finding(Kind.NO_TITLE, stage.code)
    titles = [stage.title, *(texts.get("title", "") for texts in stage.translations.values())]
    most = STAGE_TITLE_CHARACTERS
    if (longest := max(map(len, titles))) > most:
        yield Finding(Kind.LONG_TITLE, stage.code, "title", found=longest, most=most)
    if len(stage.markers) not in MARKERS:
        yield Finding(Kind.MARKERS, stage.code, "markers", found=len(stage.markers))
    yield from _length_errors(stage.code, stage.description, STAGE_WORDS)
    for marker in stage.markers:
        yield from _question_errors(marker, stage.code)


def _aspect_errors(aspect: Aspect, edition: Edition) -> Iterator[Finding]:
    if not aspect.title.strip():
        yield Finding(Kind.EMPTY, aspect.code, "title")
    if (count := len(aspect.statements)) != STATEMENTS:
        yield Finding(Kind.STATEMENTS, aspect.code, "statements", found=count, least=STATEMENTS)
    yield from _length_errors(aspect.code, aspect.description, ASPECT_WORDS)
    for statement in aspect.statements:
        yield from _question_errors(statement, aspect.code)
    for part, least in LEAST.items():
        if (count := len(getattr(aspect, part))) < least:
            yield Finding(Kind.TOO_FEW, aspect.code, part, found=count, least=least)
    yield from _empty_texts(aspect)
    for part in ("success_factors", "pitfalls"):
        for index, sourced in enumerate(getattr(aspect, part)):
            if not _has_source(sourced, edition):
                yield Finding(Kind.SOURCE, aspect.code, part, index, text=sourced.text[:40])
    yield from _quote_errors(aspect, edition)


def _empty_texts(aspect: Aspect) -> Iterator[Finding]:
    for part in PARTS:
        for index, item in enumerate(getattr(aspect, part)):
            if not item.text.strip():
                yield Finding(Kind.EMPTY, aspect.code, part, index)


def _quote_errors(aspect: Aspect, edition: Edition) -> Iterator[Finding]:
    code, quotes = aspect.code, aspect.quotes
    if len(quotes) > QUOTES[-1]:
        yield Finding(Kind.MANY_QUOTES, code, "quotes", found=len(quotes), most=QUOTES[-1])
    for i, quote in enumerate(quotes):
        if (length := len(quote.text)) > QUOTE_CHARACTERS:
            yield Finding(Kind.LONG_QUOTE, code, "quotes", i, found=length, most=QUOTE_CHARACTERS)
        if not quote.attribution:
            yield Finding(Kind.QUOTE_ATTRIBUTION, code, "quotes", i)
        if not _has_source(quote, edition):
            yield Finding(Kind.QUOTE_SOURCE, code, "quotes", i)


def _has_source(sourced: Any, edition: Edition) -> bool:
    return sourced.source in edition.source_by_key and bool(sourced.locator)


def _case_errors(case: Case, edition: Edition) -> Iterator[Finding]:
    if not (case.name and case.initiators_and_purpose and case.results):
        yield Finding(Kind.CASE_FIELD, case.code)
    if case.source not in edition.source_by_key:
        yield Finding(Kind.CASE_SOURCE, case.code)


def _length_errors(code: str, text: str, allowed: range) -> Iterator[Finding]:
    if (words := len(text.split())) not in allowed:
        least, most = allowed.start, allowed.stop - 1
        yield Finding(Kind.LENGTH, code, "description", found=words, least=least, most=most)


def _question_errors(question: Marker | Statement, parent: str) -> Iterator[Finding]:
    code, text = question.code, question.text
    if not code.startswith(f"{parent}."):
        yield Finding(Kind.CODE, code, text=parent)
    if not text.strip():
        yield Finding(Kind.EMPTY, code, "text")
    if (words := count_words(text)) > QUESTION_WORDS:
        yield Finding(Kind.WORDS, code, "text", found=words, most=QUESTION_WORDS)
    if (lix := compute_lix(text)) >= QUESTION_LIX:
        yield Finding(Kind.LIX, code, "text", found=round(lix), most=QUESTION_LIX)


# Warnings -----------------------------------------------------------------------------------------


def _description_warnings(edition: Edition) -> Iterator[Finding]:
    places: list[Stage | Aspect] = [*edition.stages, *edition.aspects]
    for place in places:
        if (lix := compute_lix(place.description)) >= DESCRIPTION_LIX:
            yield Finding(
                Kind.DESCRIPTION_LIX,
                place.code,
                "description",
                found=round(lix),
                most=DESCRIPTION_LIX,
            )


def _question_warnings(edition: Edition) -> Iterator[Finding]:
    questions: list[Marker | Statement] = [*edition.markers, *edition.statements]
    for question in questions:
        if _TWO_THINGS.search(question.text):
            yield Finding(Kind.TWO_THINGS, question.code, "text", text=question.text)


def _quote_warnings(edition: Edition) -> Iterator[Finding]:
    count = sum(len(aspect.quotes) for aspect in edition.aspects)
    if count < ALL_QUOTES:
        yield Finding(Kind.FEW_QUOTES, edition.code, found=count, least=ALL_QUOTES)
    for aspect in edition.aspects:
        if len(aspect.quotes) < QUOTES[0]:
            yield Finding(Kind.NO_QUOTE, aspect.code, "quotes")


def _repetitions(edition: Edition) -> Iterator[Finding]:
    """Texts that say the same, letter case and spaces apart, as one before them."""
    seen: dict[str, str] = {}
    for own in (*list_own_texts(edition), *_list_quotes(edition)):
        said = " ".join(own.text.split()).casefold()
        if not said or own.part in {"title", "start", "end"}:
            continue
        if said in seen:
            yield Finding(Kind.REPEATED, own.code, own.part, own.index, text=seen[said])
        seen.setdefault(said, own.code)


def _list_quotes(edition: Edition) -> Iterator[OwnText]:
    for aspect in edition.aspects:
        for index, quote in enumerate(aspect.quotes):
            yield OwnText(aspect.code, "quotes", index, quote.text)


def _untranslated(edition: Edition, languages: Collection[str]) -> Iterator[Finding]:
    """What lacks a translation to one of the languages that is begun with, once a place."""
    for language in find_languages(edition):
        if language not in languages:
            continue
        lacking: dict[str, list[Missing]] = {}
        for missing in find_missing(edition, language):
            lacking.setdefault(missing.code, []).append(missing)
        for code, texts in lacking.items():
            said = texts[0].text[:60]
            yield Finding(Kind.UNTRANSLATED, code, found=len(texts), text=said, language=language)


def find_languages(edition: Edition) -> list[str]:
    """The languages that at least one text of the edition is translated to, by code."""
    items: list[Any] = [*edition.stages, *edition.markers, *edition.statements, *edition.cases]
    for aspect in edition.aspects:
        items += [aspect, *(item for part in PARTS for item in getattr(aspect, part))]
    return sorted({language for item in items for language in item.translations})
