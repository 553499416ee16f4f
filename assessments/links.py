"""Secret links: one to answer and change, one only to read.

The link to answer holds 192 random bits, of which only the SHA-256 is stored: who reads the
database cannot open a diagnosis. The link to read must be shown again each time, so it is instead
the round's random id and a generation number, signed; raising the generation revokes it.
"""

import hashlib
import secrets
import uuid
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error

from django.core.signing import BadSignature, Signer

TOKEN_BYTES = 24
"""Random bytes in the link to answer: 192 bits."""

_READ_SALT = "assessments.read"


def make_token() -> str:
    """Make the secret part of a link to answer."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def hash_token(token: str) -> str:
    """The form in which a token is stored and looked up."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def sign_read_link(public_id: uuid.UUID, generation: int) -> str:
    """Make the secret part of a link to read."""
    name = urlsafe_b64encode(public_id.bytes).decode().rstrip("=")
    return Signer(salt=_READ_SALT, sep=".").sign(f"{name}.{generation}")


def unsign_read_link(signed: str) -> tuple[uuid.UUID, int] | None:
    """The round's id and the generation that a link to read was made for; None if it is forged."""
    try:
        name, _, generation = Signer(salt=_READ_SALT, sep=".").unsign(signed).rpartition(".")
        return uuid.UUID(bytes=urlsafe_b64decode(name + "==")), int(generation)
    except (BadSignature, ValueError, Base64Error):
        return None
