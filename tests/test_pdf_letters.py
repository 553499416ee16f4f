"""Letters of every script in a PDF file: drawn, read back as written, and nothing in the log."""

import logging
import re
import unicodedata
from functools import cache
from html import escape
from io import BytesIO
from pathlib import Path
from typing import Any

import pdfua
import pytest
from fontTools.ttLib import TTFont
from pypdf import PdfReader

from samverkan.pdf import FONTS, make_pdf
from samverkan.pdf_letters import NO_LETTER, PLAIN
from samverkan.texts import compose

SHIPPED = {
    "Finnish and Meänkieli": "Yhteistyö žurnalisti šakki Meänkieli",
    "Northern, Lule and South Sami": "Sámegiella ŋuŋŋi đŧ Bájkke ájtte ïjje Åarjelsaemien",
    "Skolt Sami": "Ǩ ǩ Ǥ ǥ Ǧ ǧ Ʒ ʒ Ǯ ǯ",
    "Romani": "čhib ćhavo śukar źivdo ărto",
    "Yiddish": "ייִדיש שפּראַך פֿאַר אַלע װײַט שׂרה תּורה",
    "Arabic": "مرحبا التعاون لا إله محمد",
    "Persian": "همکاری گچ پژوهش یک می\u200cخواهم",
    "Kurdish and Urdu": "سۆرانی ئەوە ڕێ اردو ٹڈڑ",
    "Tigrinya": "ትግርኛ ሰላም ከመይ ኣለኹም፧",
    "Somali": "Soomaali dhaqan wadajir",
    "Ukrainian": "Ґанок їжак є об’єднання співпраця",
    "emoji": "😀 ✅ ❤️ ⚠️ 1️⃣ #️⃣",
    "emoji in sequences": "👩‍👩‍👧‍👦 👍🏽 👨🏿‍💻 🇸🇪 🏳️‍🌈 🏴󠁧󠁢󠁥󠁮󠁧󠁿",
    "a letter with an accent, and without": "q̌ x̂ ʒ̇ q x ʒ",
    "digits that look the same": "١١ ۱۱ ٢٢ ٣٣ ۳۳",
}
NOT_SHIPPED = {
    "Chinese": "漢字漢",
    "Korean": "한국어",
    "Thai and Hindi": "ไทย हिन्दी",
    "private use and unassigned": "\ue000 \U000f0000 \u0378",
    "an accent alone": "\u0489 \u20e4",
}
ALL = SHIPPED | NOT_SHIPPED
UNDRAWN = re.compile("[\u200c\ufe0f\\s]")
"""Signs that only say how others are drawn."""


@cache
def make() -> tuple[bytes, list[logging.LogRecord]]:
    """A file with all the texts, plain and bold, and what was logged meanwhile."""
    records: list[logging.LogRecord] = []
    handler = logging.Handler()
    handler.emit = records.append  # type: ignore[method-assign]
    paragraphs = "".join(
        f"<p>{escape(t)}</p><p><strong>{escape(t)}</strong></p>" for t in ALL.values()
    )
    logger = logging.getLogger("weasyprint")
    logger.addHandler(handler)
    try:
        pdf = make_pdf(
            '<!doctype html><html lang="sv"><head><title>Prov</title>'
            '<meta name="dcterms.created" content="2026-11-16"></head>'
            f"<body><h1>Prov</h1>{paragraphs}</body></html>",
            "report.css",
        )
    finally:
        logger.removeHandler(handler)
    return pdf, records


@cache
def read_lines() -> list[str]:
    pages = PdfReader(BytesIO(make()[0])).pages
    return [fold(line) for page in pages for line in page.extract_text().splitlines()]


def fold(text: str) -> str:
    return UNDRAWN.sub("", compose(text))


def list_fonts() -> dict[str, Any]:
    pages = PdfReader(BytesIO(make()[0])).pages
    return {name: f for page in pages for name, f in page["/Resources"]["/Font"].items()}  # type: ignore[index]


@cache
def read_cmap(name: str) -> dict[int, str]:
    cmap: dict[int, str] = TTFont(FONTS / f"{name}.ttf").getBestCmap()
    return cmap


def test_a_checker_of_pdf_ua_finds_nothing(tmp_path: Path) -> None:
    path = tmp_path / "letters.pdf"
    path.write_bytes(make()[0])
    assert pdfua.validate(str(path)).findings == ()


@pytest.mark.parametrize("kind", ALL)
def test_what_is_written_can_be_read_back(kind: str) -> None:
    for word in ALL[kind].split():
        assert len([line for line in read_lines() if fold(word) in line]) >= 2  # also bold


@pytest.mark.parametrize("kind", SHIPPED)
@pytest.mark.parametrize("weight", ["Regular", "Bold"])
def test_our_fonts_have_the_letters(kind: str, weight: str) -> None:
    names = (f"AtkinsonHyperlegibleNext-{weight}", f"SamverkanFallback-{weight}")
    own = {c for name in (*names, "SamverkanEmoji-Regular") for c in read_cmap(name)}
    assert [c for c in compose(SHIPPED[kind]) if ord(c) not in own] == []


def test_no_text_of_the_users_is_logged() -> None:
    assert [r.getMessage() for r in make()[1] if r.levelno >= logging.WARNING] == []


def test_every_glyph_is_one_that_is_drawn() -> None:
    """None is `.notdef`: what no font has is a box that has a place of its own in the font."""
    fonts = list_fonts()
    assert len(fonts) == 5
    for font in fonts.values():
        assert font["/Encoding"] == "/Identity-H"
        inner = font["/DescendantFonts"][0].get_object()
        leads_to = inner["/CIDToGIDMap"]
        codes = [
            int(c, 16)
            for c in re.findall(rb"(?m)^<(\w{4})> <(?!ffff>)", font["/ToUnicode"].get_data())
        ]
        program = TTFont(BytesIO(inner["/FontDescriptor"]["/FontFile2"].get_data()))
        assert codes
        for code in codes:
            glyph = code if leads_to == "/Identity" else _read(leads_to.get_data(), code)
            assert 0 < glyph < program["maxp"].numGlyphs


def _read(numbers: bytes, code: int) -> int:
    return int.from_bytes(numbers[2 * code : 2 * code + 2], "big")


@pytest.mark.parametrize("path", sorted(FONTS.glob("*.ttf")), ids=lambda path: path.stem)
def test_every_font_can_draw_what_no_font_has(path: Path) -> None:
    assert NO_LETTER in read_cmap(path.stem)


def test_what_is_taken_as_plain_has_one_glyph_for_each_letter() -> None:
    plain = [c for c in map(chr, range(0x20, 0x3000)) if PLAIN.fullmatch(c)]
    assert len(plain) > 300
    fonts = [read_cmap("AtkinsonHyperlegibleNext-Regular"), read_cmap("SamverkanFallback-Regular")]
    drawn = [next((n, f[ord(c)]) for n, f in enumerate(fonts) if ord(c) in f) for c in plain]
    assert len(set(drawn)) == len(plain)
    assert not any(unicodedata.combining(c) for c in plain)
