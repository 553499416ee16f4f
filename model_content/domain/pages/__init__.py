"""A page to read: the schema of `samverkan-page/1`, in the annotations of content.py.

A page has sections, each shown in this order: its `text` (a paragraph on each line),
its `lines` as a list, its `rows` as a table under `head`, and a `template` to copy. A section names
the `source` and `locator` that it rests on; the words are our own.

`aspects` and `tools` name where the page is linked from. `links` of a row say where what it tells
of is found: `tool:isberget`, `aspect:varfor`, `page:samordnaren`, or `view:cases` (an address
without arguments). What is not there (a tool that is not published) is left out where it is shown.

The page `kallor` is `/kallor/`: a section for each source, whose rows say what is in the source,
what of it works here, and what was left out and why.
"""

from dataclasses import dataclass, field
from typing import Annotated, Final

from pydantic import ConfigDict, StrictStr

from model_content.domain.codec import Schema
from model_content.domain.content import (
    Code,
    Head,
    Items,
    Key,
    SourceKey,
    Text,
    Title,
    Translations,
    WithHead,
    read_kinds,
)

PAGE_FORMAT: Final = "samverkan-page/1"

Cell = Annotated[StrictStr, Text(600, lines=3, translated=True, optional=True)]
Locator = Annotated[StrictStr, Text(80, optional=True, own=False)]


@dataclass(frozen=True, slots=True)
class Line:
    """One of a list."""

    text: Annotated[StrictStr, Text(600, lines=3, translated=True)]
    translations: Translations = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: what it is about, and one or two cells of it."""

    text: Annotated[StrictStr, Text(600, lines=3, translated=True)]
    second: Cell = ""
    third: Cell = ""
    locator: Locator = ""
    links: tuple[StrictStr, ...] = ()
    translations: Translations = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Section:
    """What stands under one heading; `code` is its place in the page's address."""

    code: Annotated[StrictStr, Code(40, local=True)]
    title: Title
    text: Annotated[StrictStr, Text(6000, lines=9, translated=True, optional=True)] = ""
    source: Annotated[StrictStr | None, SourceKey(optional=True)] = None
    locator: Locator = ""
    lines: Annotated[tuple[Line, ...], Items("line")] = ()
    head: Annotated[tuple[Row, ...], Items("head", most=1)] = ()
    rows: Annotated[tuple[Row, ...], Items("row")] = ()
    template: Annotated[StrictStr, Text(6000, lines=20, translated=True, optional=True)] = ""
    translations: Translations = field(default_factory=dict, hash=False)

    @property
    def paragraphs(self) -> list[str]:
        """Its text, a paragraph at a time, each with the mark of its language that the text has."""
        return [type(self.text)(part) for part in self.text.split("\n") if part.strip()]


@dataclass(frozen=True)
class Page(WithHead):
    """A page in one language, as it stands in its document; `title` and `lead` open it."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    format: StrictStr
    key: Key
    edition: Head
    title: Title
    lead: Annotated[StrictStr, Text(600, lines=3, translated=True)]
    sections: Annotated[tuple[Section, ...], Items("section", 1, named_by="title")]
    aspects: tuple[StrictStr, ...] = ()
    tools: tuple[StrictStr, ...] = ()
    translations: Translations = field(default_factory=dict, hash=False)


PAGES: Final = Schema(Page, PAGE_FORMAT, read_kinds(Page, Items("page", is_fixed=True)))
parse_page, dump_page, localise_page = PAGES.parse, PAGES.dump, PAGES.localise
