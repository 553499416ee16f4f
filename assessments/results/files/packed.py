"""What files of Office's formats have in common: what they say of themselves, and their day.

The same content gives the same bytes: every part of the zip file has the content's own day.
"""

from collections.abc import Callable
from datetime import date, datetime
from io import BytesIO
from typing import Any, Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.utils.translation import get_language

from samverkan.texts import clean_line

EARLIEST: Final = date(1980, 1, 1)
"""The first day that a zip file knows: what files made of a result without a date say."""

LONGEST_PROPERTY: Final = 255
"""Characters that a property of the file may have."""

LOCALES: Final = {"sv": "sv-SE", "en": "en-GB"}
"""The languages of the interface as Office knows them."""


def describe(properties: Any, title: str, day: date) -> str:
    """What the file says of itself; the language, as Office knows it, is returned."""
    properties.title = clean_line(title)[:LONGEST_PROPERTY]
    properties.last_modified_by = properties.author = "Samverkanskollen"
    properties.created = properties.modified = datetime(day.year, day.month, day.day)
    properties.language = LOCALES.get(get_language(), get_language())
    return str(properties.language)


def pack(write: Callable[[BytesIO], None], day: date) -> bytes:
    """What is written, which is a zip file, with this day on everything in it."""
    made, out = BytesIO(), BytesIO()
    write(made)
    with ZipFile(made) as old, ZipFile(out, "w") as new:
        for name in old.namelist():
            entry = ZipInfo(name, (day.year, day.month, day.day, 0, 0, 0))
            new.writestr(entry, old.read(name), ZIP_DEFLATED)
    return out.getvalue()
