"""What is missing or too long in an edition before it can be published (content.md).

Each fault is one line that begins with the code of the place, such as
`varfor.1: 23 words, at most 20`. An edition without faults can be published.
"""

from collections.abc import Iterator

from model_content.domain.content import Aspect, Case, Edition, Sourced, Stage
from model_content.domain.readability import compute_lix, count_words

MARKERS = range(3, 5)
"""How many markers a stage may have."""

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

QUOTE_CHARACTERS = 600
"""Characters that a quotation may have."""

QUOTES = 4
"""Quotations that an aspect may have."""

LEAST = {"success_factors": 2, "pitfalls": 2, "suggestions": 1, "dialogue_questions": 2}
"""How many of each an aspect must have at least."""


def check_edition(edition: Edition) -> list[str]:
    """List the faults of an edition, in content order; an empty list means it can be published."""
    return list(_edition_faults(edition))


def _edition_faults(edition: Edition) -> Iterator[str]:
    if not edition.stages:
        yield f"{edition.code}: no stages"
    for stage in edition.stages:
        yield from _stage_faults(stage)
    for aspect in edition.aspects:
        yield from _aspect_faults(aspect, edition)
    for case in edition.cases:
        yield from _case_faults(case, edition)


def _stage_faults(stage: Stage) -> Iterator[str]:
    if not stage.title or not stage.summary:
        yield f"{stage.code}: title or summary is missing"
    if len(stage.markers) not in MARKERS:
        yield f"{stage.code}: {len(stage.markers)} markers, 3 or 4 asked"
    yield from _length_faults(stage.code, stage.description, STAGE_WORDS)
    for marker in stage.markers:
        if not marker.code.startswith(f"{stage.code}."):
            yield f"{marker.code}: the code does not begin with {stage.code}."
        yield from _question_faults(marker.code, marker.text)


def _aspect_faults(aspect: Aspect, edition: Edition) -> Iterator[str]:
    if len(aspect.statements) != STATEMENTS:
        yield f"{aspect.code}: {len(aspect.statements)} statements, {STATEMENTS} asked"
    yield from _length_faults(aspect.code, aspect.description, ASPECT_WORDS)
    for statement in aspect.statements:
        if not statement.code.startswith(f"{aspect.code}."):
            yield f"{statement.code}: the code does not begin with {aspect.code}."
        yield from _question_faults(statement.code, statement.text)
    for part, least in LEAST.items():
        if (count := len(getattr(aspect, part))) < least:
            yield f"{aspect.code}: {count} {part}, at least {least} asked"
    for sourced in (*aspect.success_factors, *aspect.pitfalls):
        yield from _source_faults(aspect.code, sourced, edition)
    yield from _quote_faults(aspect, edition)


def _quote_faults(aspect: Aspect, edition: Edition) -> Iterator[str]:
    if len(aspect.quotes) > QUOTES:
        yield f"{aspect.code}: {len(aspect.quotes)} quotes, at most {QUOTES}"
    for quote in aspect.quotes:
        if len(quote.text) > QUOTE_CHARACTERS:
            yield f"{aspect.code}: a quote of {len(quote.text)} characters, at most 600"
        if not quote.attribution:
            yield f"{aspect.code}: a quote without attribution"
        if quote.source not in edition.source_by_key or not quote.locator:
            yield f"{aspect.code}: a quote without source and section"


def _source_faults(code: str, sourced: Sourced, edition: Edition) -> Iterator[str]:
    if sourced.source not in edition.source_by_key or not sourced.locator:
        yield f"{code}: no source and section for “{sourced.text[:40]}…”"


def _case_faults(case: Case, edition: Edition) -> Iterator[str]:
    if not (case.name and case.initiators_and_purpose and case.results):
        yield f"{case.code}: a field is empty"
    if case.source not in edition.source_by_key:
        yield f"{case.code}: no source"


def _length_faults(code: str, text: str, allowed: range) -> Iterator[str]:
    if (words := len(text.split())) not in allowed:
        yield f"{code}: description of {words} words, {allowed.start}–{allowed.stop - 1} asked"


def _question_faults(code: str, text: str) -> Iterator[str]:
    if (words := count_words(text)) > QUESTION_WORDS:
        yield f"{code}: {words} words, at most {QUESTION_WORDS}"
    if (lix := compute_lix(text)) >= QUESTION_LIX:
        yield f"{code}: LIX {float(lix):.0f}, must be under {QUESTION_LIX}"
