"""Every sign in a PDF file has a glyph that is drawn, and reads back as it was written.

WeasyPrint 70 gives each glyph one text for the whole file, that of the first place where it stands,
and only one of the glyphs that are drawn together gets any (a letter, an accent). And what no font
has it prints as the font's `.notdef`, which PDF/UA-1 forbids, with the sign itself in the log.

Here a glyph that is drawn for another text has another number in the file, which leads to the same
drawing (`CIDToGIDMap`). What no font has is drawn as U+FFFD, an empty box in all our fonts, and
keeps its own text.
"""

import re
import unicodedata
from array import array
from collections import defaultdict
from functools import cached_property
from io import BytesIO
from itertools import pairwise
from typing import Any, Final

import pydyf
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]
from weasyprint.draw import text as drawing
from weasyprint.pdf import fonts, stream
from weasyprint.text.ffi import FROM_UNITS, ffi, pango

NO_LETTER: Final = 0xFFFD

# What our fonts have one glyph for each of: nothing needs to be done, and most texts are such.
PLAIN: Final = re.compile(
    "[\n -~\xa0-\xac\xae-\u017f\u2010\u2011\u2013-\u2015\u2018-\u201a\u201c-\u201e•…−≤≥→]*"
)

_POINTED: Final = {
    unicodedata.normalize("NFC", chr(joined)): chr(joined) for joined in range(0xFB1D, 0xFB4F)
}
_POINTS: Final = re.compile("[\u05d0-\u05ea\u05f2][\u05b4-\u05c2]{1,2}")

_draw_first_line = drawing.draw_first_line
_build_font = fonts._build_vector_font_dictionary


def join_points(html: str) -> str:
    """The page with Hebrew letters and their points as one sign where Unicode has it (all Yiddish).

    NFC writes them apart, and as two glyphs they are read back with spaces between.
    """
    return _POINTS.sub(lambda found: _POINTED.get(found[0], found[0]), html)


class Font(fonts.Font):  # type: ignore[misc]
    """A font of a file, whose glyphs may have several numbers, one for each text."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.numbers: dict[tuple[int, str], int] = {}

    @cached_property
    def no_letter(self) -> int:
        font = TTFont(BytesIO(self.file_content), lazy=True)
        return int(font.getGlyphID(font.getBestCmap()[NO_LETTER]))

    @property
    def glyphs(self) -> dict[int, int]:
        """Further number → the glyph that it leads to."""
        return {number: glyph for (glyph, _text), number in self.numbers.items()}

    def number(self, glyph: int, text: str) -> int:
        if self.to_unicode.setdefault(glyph, text) == text:
            return glyph
        following = min(self.glyph_count + len(self.numbers), 0xFFFF)
        number = self.numbers.setdefault((glyph, text), following)
        self.to_unicode[number] = text
        return number

    def clean(self, to_unicode: dict[int, str], hinting: bool) -> None:
        glyphs = self.glyphs
        super().clean({glyphs.get(n, n): text for n, text in to_unicode.items()}, hinting)


def draw_first_line(
    page: Any, box: Any, text_overflow: str, block_ellipsis: str, matrix: Any
) -> Any:
    """Draw a line, after its glyphs have got the numbers that say what each is drawn for."""
    cut = text_overflow == "ellipsis" or block_ellipsis != "none"
    if not cut and box.style["font_size"] and not PLAIN.fullmatch(box.pango_layout.text):
        layout = box.pango_layout
        pango.pango_layout_set_single_paragraph_mode(layout.layout, True)
        line, _index = layout.get_first_line()
        text = layout.text.encode()
        run = line.runs[0]
        while run != ffi.NULL:
            _number_glyphs(page, run.data, text)
            run = run.next
    return _draw_first_line(page, box, text_overflow, block_ellipsis, matrix)


def _number_glyphs(page: Any, run: Any, text: bytes) -> None:
    """Number the glyphs of letters in one font and direction."""
    font, size = page.add_font(run.item.analysis.font)
    length, offset = run.item.length, run.item.offset
    count, infos = run.glyphs.num_glyphs, run.glyphs.glyphs
    drawn_together: dict[int, list[Any]] = defaultdict(list)
    backwards = run.item.analysis.level % 2
    for i in reversed(range(count)) if backwards else range(count):
        found = drawn_together[run.glyphs.log_clusters[i]]
        if infos[i].glyph != pango.PANGO_GLYPH_EMPTY:
            found.append(infos[i])
    for start, end in pairwise([*sorted(drawn_together), length]):
        letters = text[offset + start : offset + end].decode()
        drawn = drawn_together[start]
        for info, part in zip(drawn, _share(letters, len(drawn)), strict=True):
            is_unknown = info.glyph & pango.PANGO_GLYPH_UNKNOWN_FLAG
            glyph = font.no_letter if is_unknown else info.glyph
            info.glyph = font.number(glyph, part)
            if info.glyph not in font.widths:
                font.widths[info.glyph] = _measure(page, run.item.analysis.font, glyph, size)


def _share(letters: str, count: int) -> list[str]:
    """The letters that each of `count` glyphs says: one each, and the last what is left; those for
    which there is no letter say that nothing is between (U+2060).
    """
    parts = [*letters[: count - 1], letters[count - 1 :]][:count]
    return [part or "\u2060" for part in parts] + ["\u2060"] * (count - len(parts))


def _measure(page: Any, pango_font: Any, glyph: int, size: float) -> int:
    pango.pango_font_get_glyph_extents(pango_font, glyph, page.ink_rect, page.logical_rect)
    width: float = page.logical_rect.width * FROM_UNITS
    return round(width * 1000 / size)


def build_font(dictionary: Any, pdf: Any, font: Any, *more: Any) -> None:
    _build_font(dictionary, pdf, font, *more)
    if further := font.glyphs:
        glyphs = array("H", bytes(2 * (max(font.widths) + 1)))
        for number in font.widths:
            glyphs[number] = further.get(number, number)
        glyphs.byteswap()
        numbers = pydyf.Stream([glyphs.tobytes()], compress=True)
        pdf.add_object(numbers)
        [reference] = dictionary["DescendantFonts"]
        pdf.objects[int(reference.split()[0])]["CIDToGIDMap"] = numbers.reference


stream.Font = Font
fonts._build_vector_font_dictionary = build_font
drawing.draw_first_line = draw_first_line
