"""The keys of the default cache, which is a table in the database."""

import hashlib
import hmac

from django.conf import settings


def make_key(key: str, key_prefix: str, version: int) -> str:
    """The key as a keyed hash: those of allauth hold the visitor's IP address as it is."""
    named = f"{key_prefix}:{version}:{key}"
    return hmac.digest(settings.SECRET_KEY.encode(), named.encode(), hashlib.sha256).hex()
