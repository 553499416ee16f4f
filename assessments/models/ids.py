"""Identifiers that say nothing: of two rows, not even which was made first."""

import secrets
from typing import Final

ID_BITS: Final = 62
"""Random bits in an identifier: it fits a signed 64-bit column, and two never meet."""


def make_random_id() -> int:
    """A new random identifier, never 0."""
    return secrets.randbits(ID_BITS) + 1
