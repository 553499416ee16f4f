"""What users typed, made ready to be shown: the same words, without what no font can print.

Accents typed as characters of their own are joined with their letter (NFC): fonts have `é` drawn
as one. Control characters and code points that are no characters are left out: nobody sees them,
but they make a file's metadata unreadable and its text impossible to copy.

Example: `"Cafe" + U+0301 + U+0007` becomes `"Café"`.
"""

import unicodedata
from typing import Final

KEPT: Final = "\n\t"
"""Control characters that are seen: as a line break and a space."""


def clean_text(text: str) -> str:
    """Give the text as it can be shown."""
    if text.isprintable() and unicodedata.is_normalized("NFC", text):
        return text
    return unicodedata.normalize("NFC", "".join(c for c in text if c in KEPT or _is_shown(c)))


def _is_shown(character: str) -> bool:
    is_noncharacter = ord(character) & 0xFFFE == 0xFFFE or "\ufdd0" <= character <= "\ufdef"
    return unicodedata.category(character) not in ("Cc", "Cs") and not is_noncharacter
