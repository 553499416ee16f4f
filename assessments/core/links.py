"""Secret links: to answer and change, only to read, to join a group's round, to review a report,
to vote at a meeting.

The link to answer holds 192 random bits, of which only the SHA-256 is stored: who reads the
database cannot open a diagnosis. The others must be shown or mailed again, so they are instead a
random id and a generation number, signed; raising the generation revokes them.

Whoever begins to answer in a group's round gets a link to answer in which the link that they began
with is written after the token (`<token>~<invitation>`): so what is handed in can be counted
against an invitation, while in an anonymous round nothing in the database leads from one to the
other; and whoever came by the group's link finds the way back to it.
"""

import hashlib
import hmac
import secrets
import uuid
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from enum import StrEnum

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

TOKEN_BYTES = 24
"""Random bytes in the link to answer: 192 bits."""

_BEGAN_WITH = "~"


class LinkKind(StrEnum):
    """The kinds of signed links; the values are salts, so that none can stand for another."""

    READ = "assessments.read"
    GROUP = "assessments.group"
    INVITATION = "assessments.invitation"
    STEERING = "assessments.steering"
    VOTE = "assessments.vote"


def make_token(submission: str = "") -> str:
    """Make the secret part of a link to answer.

    `submission` tells a form that was sent from all others: sent again it makes the same link,
    which is not stored here either.
    """
    if not submission:
        return secrets.token_urlsafe(TOKEN_BYTES)
    key = f"link to answer:{settings.SECRET_KEY}".encode()
    digest = hmac.digest(key, submission.encode(), "sha256")
    return urlsafe_b64encode(digest[:TOKEN_BYTES]).decode()


def derive_token(sheet: int) -> str:
    """The secret part of the link to a sheet that can be shown again to those who lead."""
    return make_token(f"sheet {sheet}")


def hash_token(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def sign_link(kind: LinkKind, public_id: uuid.UUID, generation: int) -> str:
    name = urlsafe_b64encode(public_id.bytes).decode().rstrip("=")
    return Signer(salt=kind, sep=".").sign(f"{name}.{generation}")


def make_address(site: str, kind: LinkKind, public_id: uuid.UUID, generation: int) -> str:
    """A link that a member gives out: it joins a round or a vote; `site` is scheme and host."""
    name = {LinkKind.GROUP: "join", LinkKind.INVITATION: "invited", LinkKind.VOTE: "ballot"}[kind]
    return site + reverse(name, args=[sign_link(kind, public_id, generation)])


def unsign_link(kind: LinkKind, signed: str) -> tuple[uuid.UUID, int] | None:
    """The id and the generation that a link of this kind was made for; None if it is forged."""
    try:
        name, _, generation = Signer(salt=kind, sep=".").unsign(signed).rpartition(".")
        return uuid.UUID(bytes=urlsafe_b64decode(name + "==")), int(generation)
    except (BadSignature, ValueError, Base64Error):
        return None


def add_origin(token: str, signed: str) -> str:
    """The secret part of a link to answer that knows which link it began with."""
    return f"{token}{_BEGAN_WITH}{signed}"


def split_token(token: str) -> tuple[str, str]:
    own, _, signed = token.partition(_BEGAN_WITH)
    return own, signed
