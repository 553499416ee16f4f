"""What the pages for reading ask of an edition beyond its parts.

A passage is a success factor, a pitfall or a quote: each names the source it rests on. The sources
of an aspect are those that its passages name, in the edition's order; what a source has given is
counted over all aspects and cases.

Example: in an edition where `varfor` has two factors and a quote from `smarta` and a pitfall from
`skane`, its sources are `smarta` and `skane`, and `smarta` has given two factors, no pitfall and
one quote, to one aspect.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from model_content.domain.content import KINDS, Aspect, Edition, Quote, Source, Sourced

Item = TypeVar("Item")

SENTENCE_END = re.compile(r"(?<=[.!?])\s+")


@dataclass(frozen=True, slots=True)
class SourceUse:
    """What an edition has taken from a source: how many of each, and to which aspects."""

    source: Source
    success_factors: int
    pitfalls: int
    quotes: int
    cases: int
    aspects: tuple[Aspect, ...]


def find_neighbours(items: Sequence[Item], item: Item) -> tuple[Item | None, Item | None]:
    """Find what comes before and after an item, None at the ends."""
    index = items.index(item)
    before = items[index - 1] if index else None
    return before, items[index + 1] if index + 1 < len(items) else None


def find_first_sentence(text: str) -> str:
    """Cut a text after its first sentence."""
    return SENTENCE_END.split(text, maxsplit=1)[0]


def list_sources(edition: Edition, aspect: Aspect) -> tuple[Source, ...]:
    """List the sources that an aspect's passages rest on, in the edition's order."""
    named = {passage.source for passage in _list_passages(aspect)}
    return tuple(source for source in edition.sources if source.key in named)


def count_uses(edition: Edition) -> tuple[SourceUse, ...]:
    """Count what each source has given, in the edition's order."""
    return tuple(_count_use(edition, source) for source in edition.sources)


def _list_passages(aspect: Aspect) -> tuple[Sourced | Quote, ...]:
    lists = (getattr(aspect, name) for name in KINDS["aspect"].lists)
    return tuple(part for parts in lists for part in parts if hasattr(part, "source"))


def _count_use(edition: Edition, source: Source) -> SourceUse:
    def count(name: str) -> int:
        return sum(p.source == source.key for a in edition.aspects for p in getattr(a, name))

    return SourceUse(
        source=source,
        success_factors=count("success_factors"),
        pitfalls=count("pitfalls"),
        quotes=count("quotes"),
        cases=sum(case.source == source.key for case in edition.cases),
        aspects=tuple(a for a in edition.aspects if source in list_sources(edition, a)),
    )
