"""Slides of plain layouts with shapes and tables of PowerPoint's own: all that knows python-pptx.

Nothing says which font: whoever puts the slides in a template of their own gets that one's. Sizes
are in inches on a slide of 13.33 by 7.5, letters' in points. A picture is a group of shapes with
one text that says what it shows; a slide's figures stand in its notes too.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Final

from django.utils.translation import get_language
from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.lang import MSO_LANGUAGE_ID
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.util import Inches, Pt

from assessments.results.files.packed import describe, pack
from samverkan.texts import clean_text

WIDTH: Final = 13.333
LEFT: Final = 0.6
ROOM: Final = WIDTH - 2 * LEFT
TOP: Final = 1.7
"""Where what stands under a slide's title begins."""

INK, QUIET, LINE, PAPER = "17212B", "54606C", "DCD8CC", "FFFFFF"

_TITLE, _TITLE_ONLY = 0, 5
"""The layouts of python-pptx's own template that are used."""

_LANGUAGES: Final = {"sv": MSO_LANGUAGE_ID.SWEDISH, "en": MSO_LANGUAGE_ID.ENGLISH_UK}

Cell = tuple[str, str]
"""A text, and the colour behind it; empty for none."""


class Deck:
    def __init__(self) -> None:
        self._file = Presentation()
        _widen(self._file)

    def open(self, title: str, subtitle: str, notes: Iterable[str]) -> None:
        slide = self._add(_TITLE, title, notes)
        _write(slide.placeholders[1].text_frame, subtitle, size=22)

    def add(self, title: str, notes: Iterable[str]) -> "Slide":
        return Slide(self._add(_TITLE_ONLY, title, notes).shapes)

    def _add(self, layout: int, title: str, notes: Iterable[str]) -> Any:
        slide = self._file.slides.add_slide(self._file.slide_layouts[layout])
        _write(slide.shapes.title.text_frame, title, size=32 if len(title) < 70 else 24, bold=True)
        lines = [clean_text(line) for line in notes]
        _write(slide.notes_slide.notes_text_frame, "\n".join(filter(None, lines)))
        return slide

    def pack(self, title: str, day: date) -> bytes:
        describe(self._file.core_properties, title, day)
        return pack(self._file.save, day)


class Slide:
    """What can be put on a slide, or in a group of shapes on it."""

    def __init__(self, shapes: Any) -> None:
        self._shapes = shapes

    def group(self, says: str) -> "Slide":
        """A picture; its text is read to whoever cannot see it."""
        group = self._shapes.add_group_shape()
        _describe(group, says)
        return Slide(group.shapes)

    def text(self, x: float, y: float, width: float, height: float, text: str, **look: Any) -> None:
        box = self._shapes.add_textbox(*map(Inches, (x, y, width, height)))
        _write(_strip(box.text_frame), text, **look)

    def shape(
        self, kind: str, x: float, y: float, width: float, height: float, *,
        fill: str, line: str = "", text: str = "", **look: Any,
    ) -> None:  # fmt: skip
        """A `RECTANGLE` or an `OVAL`, with what stands in it."""
        placed = map(Inches, (x, y, width, height))
        shape = self._shapes.add_shape(getattr(MSO_SHAPE, kind), *placed)
        shape.shadow.inherit = False
        _fill(shape.fill, fill)
        if line:
            shape.line.color.rgb = _read(line)
        else:
            shape.line.fill.background()
        if text:
            _write(_strip(shape.text_frame), text, align="CENTER", anchor="MIDDLE", **look)

    def table(
        self, says: str, heads: Sequence[str], rows: Sequence[Sequence[Cell]],
        shares: Sequence[float], size: int = 16,
    ) -> None:  # fmt: skip
        """A table over the width of the slide; `shares` are how wide the columns are."""
        height = 0.3 * (len(rows) + 1)
        placed = map(Inches, (LEFT, TOP, ROOM, height))
        frame = self._shapes.add_table(len(rows) + 1, len(heads), *placed)
        _describe(frame, says)
        for column, share in zip(frame.table.columns, shares, strict=True):
            column.width = Inches(ROOM * share / sum(shares))
        lines = [[(head, LINE) for head in heads], *rows]
        for n, line in enumerate(lines):
            for cell, (text, fill) in zip(frame.table.rows[n].cells, line, strict=True):
                _fill(cell.fill, fill or PAPER)
                cell.margin_top = cell.margin_bottom = Inches(0.03)
                _write(cell.text_frame, text, size=size, bold=not n)


def _write(
    frame: Any, text: str, *, size: float = 16, bold: bool = False, color: str = INK,
    align: str = "", anchor: str = "",
) -> None:  # fmt: skip
    frame.word_wrap = True
    if anchor:
        frame.vertical_anchor = getattr(MSO_ANCHOR, anchor)
    for n, line in enumerate(clean_text(text).split("\n")):
        paragraph = frame.add_paragraph() if n else frame.paragraphs[0]
        if align:
            paragraph.alignment = getattr(PP_ALIGN, align)
        run = paragraph.add_run()
        run.text = line
        run.font.size, run.font.bold = Pt(size), bold
        run.font.color.rgb = _read(color)
        run.font.language_id = _LANGUAGES.get(get_language(), MSO_LANGUAGE_ID.NONE)


def _read(color: str) -> Any:
    read: Any = RGBColor.from_string
    return read(color)


def _strip(frame: Any) -> Any:
    """Without the room that PowerPoint leaves around a text."""
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    return frame


def _fill(fill: Any, color: str) -> None:
    fill.solid()
    fill.fore_color.rgb = _read(color)


def _describe(shape: Any, says: str) -> None:
    shape.element.xpath(".//p:cNvPr")[0].set("descr", clean_text(says))


def _widen(file: Any) -> None:
    """The template's slides are 4 to 3: stretched to 16 to 9, with the room for what they hold."""
    share = Inches(WIDTH) / file.slide_width
    file.slide_width = Inches(WIDTH)
    for part in (file.slide_master, *file.slide_layouts):
        for shape in part.placeholders:
            if shape.element.xpath("./p:spPr/a:xfrm"):
                shape.left, shape.width = int(shape.left * share), int(shape.width * share)
