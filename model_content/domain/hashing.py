"""The hash by which a document is known: SHA-256 of its canonical JSON.

Canonical means keys sorted, no insignificant white space, UTF-8. Two documents with the same
content have the same hash whatever the order of their keys.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any


def compute_sha256(document: Mapping[str, Any]) -> str:
    """Return the hash of a JSON document, 64 hexadecimal digits."""
    canonical = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def compute_seal(document: Mapping[str, Any]) -> str:
    """Return the hash of what an edition's document says, whatever the state of the edition.

    By it is known whether anybody has changed a draft since somebody looked at it.
    """
    return compute_sha256({key: value for key, value in document.items() if key != "edition"})
