"""A result as it is shown where its method has no pages of its own: titles, lists and tables."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a result: some lines, a list, a table with `heads` over its `rows`, or of each."""

    title: str
    lines: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    heads: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Shown:
    """A whole result, the same on the page, on paper and in a table."""

    title: str
    name: str
    scope: str
    day: date | None
    edition: str
    method: str
    sections: tuple[Section, ...]

    def list_rows(self) -> Iterator[list[str]]:
        """Everything as the rows of one table: the section's title, then what stands there."""
        for section in self.sections:
            for line in (*section.lines, *section.items):
                yield [section.title, line]
            for row in (section.heads, *section.rows) if section.rows else ():
                yield [section.title, *row]


def read_shown(document: Mapping[str, Any], title: str, sections: tuple[Section, ...]) -> Shown:
    """Join what a method shows with what the document of the result says of itself."""
    return Shown(
        title=title,
        name=document["collaboration"]["name"],
        scope=document["collaboration"]["scope"],
        day=date.fromisoformat(document["date"]) if document["date"] else None,
        edition=document["edition"]["code"],
        method=document["method"],
        sections=sections,
    )
