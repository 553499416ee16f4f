"""A result for decision papers, as a Word file: the only module that imports python-docx.

The words are those of `report/word.html`, which renders the same partial templates as the page and
the PDF. Its elements are written here one by one with Word's own styles, so that a part that is
copied takes on the look of the paper it lands in: `h1`–`h3`, `p` (with class: Title, Subtitle),
`ul` and `ol` (each numbered anew), `table` with `caption` and `data-widths` (per cent), and within
them `strong`, `em` and `br`. Other elements only hold these; what a `div` of class `keep` holds
stands on the same page as what follows.

The file depends on nothing but the report: its dates are the result's. What it starts from, styles
and all, is text in `word_template/`.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from functools import cache
from html import unescape
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from typing import Any, Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.html import strip_tags
from django.utils.text import Truncator
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from docx import Document
from docx.document import Document as WordDocument
from docx.opc.pkgwriter import PackageWriter
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Twips
from docx.text.paragraph import Paragraph

from assessments.domain.report import Report
from samverkan.texts import clean_line, clean_text

TEMPLATE: Final = Path(settings.BASE_DIR) / "assessments" / "word_template"

EARLIEST: Final = date(1980, 1, 1)
"""The first day that a zip file knows: what files made of a result without a date say."""

NAME_LENGTH: Final = 60
"""Characters of the name that stand in the footer of each page."""

LONGEST_PROPERTY: Final = 255
"""Characters that a property of the file may have."""

LOCALES: Final = {"sv": "sv-SE", "en": "en-GB"}
"""The languages of the interface as Word knows them."""

TABLE_STYLE: Final = "Samverkanskollen"
CELL_STYLE: Final = "No Spacing"
NUMBERED: Final = 1
"""The abstract list in `numbering.xml` that numbered lists are instances of."""

BLOCKS: Final = {"h1": "Heading 1", "h2": "Heading 2", "h3": "Heading 3", "p": None}
CLASSES: Final = {"title": "Title", "subtitle": "Subtitle"}
ITEMS: Final = {"ul": "List Bullet", "ol": "List Number"}
MORE_OF_ITEM: Final = "List Continue"
CELLS: Final = ("td", "th")
INLINE: Final = {"strong": "Strong", "em": "Emphasis"}

WHITE: Final = re.compile(r"[ \t\r\n\f]+")
BREAK: Final = "\v"
"""Stands for a line break; no text has this sign (`clean_text`)."""

Piece = tuple[str, str | None]
"""Text with the character style it is set in."""


def render_word(report: Report) -> bytes:
    """Make the Word file of a report."""
    document = Document(BytesIO(_load_template()))
    writer = _Writer(document)
    writer.feed(clean_text(render_to_string("report/word.html", {"report": report})))
    writer.close()
    _write_footer(document, report.name)
    _describe(document, report)
    return _pack(document, max(report.day or EARLIEST, EARLIEST))


class _Writer(HTMLParser):
    """Writes each element into the document as it comes."""

    def __init__(self, document: WordDocument) -> None:
        super().__init__(convert_charrefs=True)
        self.document = document
        self.page_width = _measure(document)
        self.pieces: list[Piece] = []
        self.inline: list[str] = []
        self.lists: list[tuple[str, int]] = []
        self.paragraph: Paragraph | None = None
        self.last: Paragraph | None = None
        self.table: Any = None
        self.cells: Iterator[Any] = iter(())
        self.is_caption = False
        self.is_kept = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in ("ul", "ol"):
            self._start_list(tag, given)
        elif tag == "li":
            self._open_item()
        elif tag in BLOCKS:
            self._open_block(tag, given)
        elif tag == "table":
            self._start_table(given)
        elif tag == "tr":
            self.cells = iter(self.table.add_row().cells)
        elif tag in CELLS:
            self.paragraph = next(self.cells).paragraphs[0]
            self.paragraph.style = CELL_STYLE
        elif tag == "div":
            self.is_kept = given.get("class") == "keep"
        elif tag == "br":
            self.pieces.append((BREAK, None))
        elif tag in INLINE:
            self.inline.append(INLINE[tag])
        elif tag == "caption":
            self.is_caption = True

    def handle_endtag(self, tag: str) -> None:
        if tag in BLOCKS or tag == "li" or tag in CELLS:
            self._write()
        elif tag in ITEMS:
            self.lists.pop()
        elif tag == "div":
            self.is_kept = False
        elif tag == "caption":
            self._name_table()
        elif tag == "table":
            self._end_table()
        elif tag in INLINE:
            self.inline.pop()

    def handle_data(self, data: str) -> None:
        if self.paragraph is None and not self.is_caption:
            return
        style = self.inline[-1] if self.inline else None
        if self.pieces and self.pieces[-1][1] == style and self.pieces[-1][0] != BREAK:
            data = self.pieces.pop()[0] + data
        self.pieces.append((data, style))

    def _open_block(self, tag: str, given: dict[str, str]) -> None:
        if not self.lists:
            style = CLASSES.get(given.get("class", ""), BLOCKS[tag])
            self.paragraph = self.document.add_paragraph(style=style)
            if self.is_kept:
                self.paragraph.paragraph_format.keep_with_next = True
            return
        # Inside an item: what has been said so far is a paragraph of its own, and stays with this.
        self._write()
        self._stay_with_next()
        self.paragraph = self.document.add_paragraph(style=MORE_OF_ITEM)

    def _start_list(self, tag: str, given: dict[str, str]) -> None:
        self._stay_with_next()
        start = int(given.get("start", "1"))
        number = _number_anew(self.document, start) if tag == "ol" else 0
        self.lists.append((tag, number))

    def _open_item(self) -> None:
        tag, number = self.lists[-1]
        self.paragraph = self.document.add_paragraph(style=ITEMS[tag])
        if number:
            properties = self.paragraph._p.get_or_add_pPr().get_or_add_numPr()
            properties.get_or_add_ilvl().val = 0
            properties.get_or_add_numId().val = number

    def _stay_with_next(self) -> None:
        if self.last is not None:
            self.last.paragraph_format.keep_with_next = True

    def _write(self) -> None:
        """Write what has been said, if anything, into the open paragraph."""
        if self.paragraph is None:
            return
        for text, style in _fold(self.pieces):
            if text == BREAK:
                self.paragraph.add_run().add_break()
            else:
                self.paragraph.add_run(text, style)
        self.last, self.paragraph, self.pieces = self.paragraph, None, []

    def _start_table(self, given: dict[str, str]) -> None:
        self._stay_with_next()
        shares = [int(share) for share in given["data-widths"].split()]
        self.table = self.document.add_table(rows=0, cols=len(shares), style=TABLE_STYLE)
        self.table.autofit = False
        for column, share in zip(self.table.columns, shares, strict=True):
            column.width = Twips(self.page_width * share // 100)

    def _name_table(self) -> None:
        """A table's caption is its alternative text; the heading before it is what is seen."""
        caption = OxmlElement("w:tblCaption")
        caption.set(qn("w:val"), "".join(text for text, _style in _fold(self.pieces)))
        self.table._tbl.tblPr.append(caption)
        self.pieces, self.is_caption = [], False

    def _end_table(self) -> None:
        for number, row in enumerate(self.table.rows):
            properties = row._tr.get_or_add_trPr()
            properties.append(OxmlElement("w:cantSplit"))
            if number == 0:
                properties.append(OxmlElement("w:tblHeader"))
                _stay_with_next_row(row)
        self.table, self.last = None, None


def _stay_with_next_row(row: Any) -> None:
    for cell in row.cells:
        cell.paragraphs[0].paragraph_format.keep_with_next = True


def _fold(pieces: Iterable[Piece]) -> list[Piece]:
    """White space as a browser shows it: one space between words, none at the ends of a line."""
    spaced = [(WHITE.sub(" ", text), style) for text, style in pieces]
    from_left = list(_trim(spaced, str.lstrip, -1))
    return list(_trim(reversed(from_left), str.rstrip, 0))[::-1]


def _trim(pieces: Iterable[Piece], strip: Callable[[str, str], str], end: int) -> Iterator[Piece]:
    """Leave out the space that comes first on a line, or after another one."""
    before = BREAK
    for text, style in pieces:
        said = strip(text, " ") if before in (" ", BREAK) else text
        if said:
            yield said, style
            before = said[end]


def _number_anew(document: WordDocument, start: int) -> int:
    """Add a numbered list of its own that begins at `start`; its number."""
    numbering: Any = document.part.numbering_part.element
    added = numbering.add_num(NUMBERED)
    added.add_lvlOverride(ilvl=0).add_startOverride(start)
    number: int = added.numId
    return number


def _measure(document: WordDocument) -> int:
    """The width of the text, in twips."""
    section: Any = document.sections[0]
    width: int = section.page_width - section.left_margin - section.right_margin
    return width // Twips(1)


def _write_footer(document: WordDocument, name: str) -> None:
    paragraph = document.sections[0].footer.paragraphs[0]
    paragraph.add_run(Truncator(clean_line(name)).chars(NAME_LENGTH) + "\t")
    for part in re.split(r"(\{PAGE\}|\{NUMPAGES\})", _("Sida {PAGE} av {NUMPAGES}")):
        if part.startswith("{"):
            _add_field(paragraph, part.strip("{}"))
        elif part:
            paragraph.add_run(part)


def _add_field(paragraph: Paragraph, instruction: str) -> None:
    """A field that Word fills in when the file is opened."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), instruction)
    paragraph._p.append(field)
    shown = paragraph.add_run("1")._r
    field.append(shown)


def _describe(document: WordDocument, report: Report) -> None:
    properties = document.core_properties
    finding = strip_tags(render_to_string("report/heading.html", {"report": report}))
    title = " – ".join(filter(None, (unescape(finding).strip(), report.name)))
    properties.title = clean_line(title)[:LONGEST_PROPERTY]
    properties.language = language = _find_locale()
    properties.last_modified_by = properties.author
    made = report.day or EARLIEST
    properties.created = properties.modified = datetime(made.year, made.month, made.day)
    # What Word checks the spelling by.
    for element in document.styles.element.iter(qn("w:lang")):
        element.set(qn("w:val"), language)


def _find_locale() -> str:
    """The active language with a country, as Word names languages."""
    language = get_language()
    return LOCALES.get(language, language)


def _pack(document: WordDocument, day: date) -> bytes:
    """The document as a file, which is a zip file, with this day on everything in it."""
    made, out = BytesIO(), BytesIO()
    writer: Any = PackageWriter
    writer.write(made, document.part.package.rels, document.part.package.parts)
    with ZipFile(made) as old, ZipFile(out, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            entry = ZipInfo(name, (day.year, day.month, day.day, 0, 0, 0))
            entry.compress_type = ZIP_DEFLATED
            new.writestr(entry, old.read(name))
    return out.getvalue()


@cache
def _load_template() -> bytes:
    """The empty document as a zip file."""
    out = BytesIO()
    with ZipFile(out, "w") as file:
        for path in sorted(TEMPLATE.rglob("*.*")):
            if path.is_file():
                file.write(path, path.relative_to(TEMPLATE).as_posix())
    return out.getvalue()
