"""Where the addresses begin that hold a secret: the one list, which logs, headers and tests read.

Mail and chat programs often take the sign after a link for a part of it, `…/g/abc/).`.
`find_meant_address` says which address was meant.
"""

import re
from collections.abc import Callable
from typing import Final

# To answer, to read, to join a round (by the group's link, its short form or an invitation), for
# the steering group, to vote at a meeting (assessments/core/links.py); to become one of the staff.
SECRET_LINKS: Final = ("/d/", "/l/", "/g/", "/k/", "/i/", "/s/", "/r/", "/konto/inbjudan/")

# … and those that need an account.
PRIVATE_PAGES: Final = (
    *SECRET_LINKS, "/mina/", "/samverkan/", "/omgang/", "/konto/", "/osparat/", "/personal/",
)  # fmt: skip

HIDDEN: Final = "…"

# Also after a host name, as in the Referer that a CSRF failure quotes.
_NAMES: Final = "|".join(link.strip("/") for link in SECRET_LINKS)
_SECRET: Final = re.compile(rf"/({_NAMES})/+[^/\s'\"?#<>]+")

# What may stand after an address: any sign but a letter, a digit, - or _, which the last part may
# end with, also as HTML or an address has it written; of control characters tabs and line ends.
_LAST_SIGN: Final = re.compile(
    r"(?:&(?:[a-z]{1,8}|\#x?[0-9a-f]{1,6});?|%[0-9a-f]{2}|[^a-z0-9_\x00-\x08\x0b\x0c\x0e-\x1f\x7f-])\Z",
    re.IGNORECASE | re.ASCII,
)
_LONGEST_SIGN: Final = 10


def hide_secrets(text: str) -> str:
    """Return `text` with the secret part of every link replaced by `…`."""
    return _SECRET.sub(rf"/\1/{HIDDEN}", text)


def find_meant_address(path: str, exists: Callable[[str], bool]) -> str | None:
    """The address that was meant by one that holds a secret; None if it stands as it was meant.

    `exists` tells whether there are pages at a path, whoever may see them.
    Example: `/g/abc)` and `/g/abc/%20.` both mean `/g/abc/`.
    """
    if not path.startswith(SECRET_LINKS):
        return None
    meant = path[: _find_end(path)]
    found = next((each for each in (meant, f"{meant}/") if exists(each)), None)
    if found is None or path.endswith("/.."):
        return None
    is_as_meant = found.rstrip("/") == path.rstrip("/") and not path.endswith("//")
    return None if is_as_meant else found


def _find_end(path: str) -> int:
    """Where what was meant ends; the work grows with the length of what stands after it."""
    end = len(path)
    while sign := _LAST_SIGN.search(path, max(0, end - _LONGEST_SIGN), end):
        end = sign.start()
    return end
