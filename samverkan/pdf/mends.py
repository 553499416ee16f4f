"""Where WeasyPrint 70 needs help with what people write: long lines.

It is pinned to a minor version, so what is replaced here stays as it is; `tests/test_report_pdf.py`
fails if it does not.
"""

from typing import Any, Final

from weasyprint.layout import inline, preferred
from weasyprint.text import line_break

LINES_LOOKED_AT: Final = 3  # that are laid out, if of ordinary letters, to find the first one's end
LETTERS: Final = 4  # more than are as wide as the type is high, as WeasyPrint reckons

_split_first_line = line_break.split_first_line


def split_first_line(
    text: str, style: Any, context: Any, max_width: float | None, *more: Any, **options: Any
) -> Any:
    """Find the first line of a text without looking through all of it.

    WeasyPrint lays out everything that is left, for each line anew, where the letters are narrow
    (`. . . .`) or a word is longer than a line. The time is then the square of the text's length.
    """
    looked_at = 0
    if max_width is not None and 0 < max_width < line_break.inf and style["font_size"]:
        looked_at = LINES_LOOKED_AT * int(max_width / style["font_size"] * LETTERS)
    while 100 < looked_at < len(text):
        some = text[:looked_at]
        found = _split_first_line(some, style, context, max_width, *more, **options)
        resume_at = found[2]
        if resume_at is not None and 2 * resume_at < len(some.encode()):
            return found
        looked_at *= 2  # letters without any width, such as accents
    return _split_first_line(text, style, context, max_width, *more, **options)


for module in (inline, preferred, line_break):
    module.split_first_line = split_first_line
