"""Debian's Chromium: the one without windows where it is installed, as it draws pages faster."""

import shutil
from typing import Final

PROGRAMS: Final = ("chromium-headless-shell", "chromium")
"""Of the Debian packages of the same names, the one to prefer first."""


def find_chromium() -> str | None:
    """The path of the program; None if there is none."""
    return next((found for name in PROGRAMS if (found := shutil.which(name))), None)
