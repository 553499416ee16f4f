"""Where the addresses begin that hold a secret: the one list, which logs, headers and tests read.

Mail and chat programs often take the sign after a link for a part of it, `…/g/abc/).`.
`find_meant_address` says which address was meant. (To an address that only lacks its last slash
Django adds it.)
"""

import re
from collections.abc import Callable
from typing import Final

SECRET_LINKS: Final = ("/d/", "/l/", "/g/", "/i/", "/s/", "/konto/inbjudan/")
"""To answer, to read, to join a round (by the group's link or an invitation), for the steering
group (assessments/links.py); to become one of the staff."""

PRIVATE_PAGES: Final = (
    *SECRET_LINKS, "/mina/", "/samverkan/", "/omgang/", "/konto/", "/osparat/", "/personal/",
)  # fmt: skip
"""Where the addresses begin that hold a secret or need an account."""

HIDDEN: Final = "…"

# Also after a host name, as in the Referer that a CSRF failure quotes.
_NAMES: Final = "|".join(link.strip("/") for link in SECRET_LINKS)
_SECRET: Final = re.compile(rf"/({_NAMES})/+[^/\s'\"?#<>]+")

# Whatever ends an address but a letter, a digit, -, _ or ~, also as HTML or an address has it
# written; no control characters, which nobody writes after a link.
_AFTER: Final = re.compile(
    r"(?<=[a-z0-9_-])(?:&(?:[a-z]+|\#x?[0-9a-f]+);?|%[0-9a-f]{2}|[^a-z0-9_~\x00-\x1f\x7f-])+\Z",
    re.IGNORECASE | re.ASCII,
)


def hide_secrets(text: str) -> str:
    """Return `text` with the secret part of every link replaced by `…`."""
    return _SECRET.sub(rf"/\1/{HIDDEN}", text)


def find_meant_address(path: str, exists: Callable[[str], bool]) -> str | None:
    """The address that was meant by one that holds a secret; None if it stands as it was meant.

    Args:
        path: as it was asked for, decoded.
        exists: tells whether there are pages at a path, whoever may see them.

    Example: `/g/abc)` and `/g/abc/%20.` both mean `/g/abc/`.
    """
    if not path.startswith(SECRET_LINKS):
        return None
    meant = _AFTER.sub("", path)
    found = next((each for each in (meant, f"{meant}/") if exists(each)), None)
    if found is None or path.endswith("/.."):
        return None
    is_as_meant = found.rstrip("/") == path.rstrip("/") and not path.endswith("//")
    return None if is_as_meant else found
