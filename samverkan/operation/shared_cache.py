"""The keys of the default cache, which is a table in the database."""

import hashlib
import hmac

from django.conf import settings


def hash_name(name: str) -> str:
    """A keyed hash, so that a table does not show who has been here."""
    return hmac.digest(settings.SECRET_KEY.encode(), name.encode(), hashlib.sha256).hex()


def make_key(key: str, key_prefix: str, version: int) -> str:
    """The key as a keyed hash: those of allauth hold the visitor's IP address as it is."""
    return hash_name(f"{key_prefix}:{version}:{key}")
