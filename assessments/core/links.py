"""Secret links: to answer and change, only to read, to join a group's round, to review a report,
to fill in a tool's sheet as its steering group, to vote at a meeting.

The link to answer holds 192 random bits, of which only the SHA-256 is stored: who reads the
database cannot open a diagnosis. The others must be shown or mailed again, so they are instead a
random id and a generation number, signed; raising the generation revokes them.

The group's link and that of a vote also have a short form, to be typed from a screen: a code of the
number of the round or the vote and a signature of eight signs, also of the generation, which leads
to the signed link. To guess the code of one certain round takes some 10¹¹ tries.

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

import segno
from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse
from django.utils.crypto import salted_hmac

TOKEN_BYTES = 24
"""Random bytes in the link to answer: 192 bits."""

_BEGAN_WITH = "~"

CODE_SIGNS = "23456789abcdefghjkmnpqrstuvwxyz"
"""The signs of a short code: none that is taken for another."""

SIGNATURE_LENGTH = 8


class LinkKind(StrEnum):
    """The kinds of signed links; the values are salts, so that none can stand for another."""

    READ = "assessments.read"
    GROUP = "assessments.group"
    INVITATION = "assessments.invitation"
    STEERING = "assessments.steering"
    VOTE = "assessments.vote"
    SHEET = "assessments.sheet"


class LinkEnded(Exception):
    """The link was right once: it has expired, been revoked, or what it led to is gone."""


_GIVEN_OUT = {
    LinkKind.GROUP: "join",
    LinkKind.INVITATION: "invited",
    LinkKind.VOTE: "ballot",
    LinkKind.READ: "read",
}
"""The names of the addresses of the links that members give out."""


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
    """A link that a member gives out: it joins a round or a vote, or is to read; `site` is scheme
    and host.
    """
    signed = sign_link(kind, public_id, generation)
    return site + reverse(_GIVEN_OUT[kind], args=[signed])


def unsign_link(kind: LinkKind, signed: str) -> tuple[uuid.UUID, int] | None:
    """The id and the generation that a link of this kind was made for; None if it is forged."""
    try:
        name, _, generation = Signer(salt=kind, sep=".").unsign(signed).rpartition(".")
        return uuid.UUID(bytes=urlsafe_b64decode(name + "==")), int(generation)
    except (BadSignature, ValueError, Base64Error):
        return None


_SALTS = {LinkKind.GROUP: "assessments.code", LinkKind.VOTE: "assessments.code.vote"}
"""Those of the codes, so that the code of a round is never that of a vote."""


def make_code(
    number: int, generation: int, kind: LinkKind = LinkKind.GROUP, key: str | None = None
) -> str:
    """The short form of the link of a round or a vote, in groups of four signs."""
    signed = salted_hmac(_SALTS[kind], f"{number}.{generation}", key, algorithm="sha256")
    signature = _write_number(int.from_bytes(signed.digest(), "big"))[-SIGNATURE_LENGTH:]
    code = signature + _write_number(number)
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def read_code(code: str) -> int | None:
    """The number of the round or vote that a code names, however it was typed; None if of none.

    Whether it is the code of that one, `is_code` tells.
    """
    signs = _fold_code(code)[SIGNATURE_LENGTH:]
    if not signs or len(signs) > SIGNATURE_LENGTH or set(signs) - set(CODE_SIGNS):
        return None
    number = 0
    for sign in signs:
        number = number * len(CODE_SIGNS) + CODE_SIGNS.index(sign)
    return number


def is_code(code: str, number: int, generation: int, kind: LinkKind = LinkKind.GROUP) -> bool:
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    made = (_fold_code(make_code(number, generation, kind, key)) for key in keys)
    return any(hmac.compare_digest(_fold_code(code).encode(), each.encode()) for each in made)


def _fold_code(code: str) -> str:
    return code.lower().replace("-", "").replace(" ", "")


def _write_number(number: int) -> str:
    signs = ""
    while number or not signs:
        number, rest = divmod(number, len(CODE_SIGNS))
        signs = CODE_SIGNS[rest] + signs
    return signs


def add_origin(token: str, signed: str) -> str:
    """The secret part of a link to answer that knows which link it began with."""
    return f"{token}{_BEGAN_WITH}{signed}"


def split_token(token: str) -> tuple[str, str]:
    own, _, signed = token.partition(_BEGAN_WITH)
    return own, signed


def draw_qr_code(address: str) -> str:
    """Draw the code as an SVG file: dark on white with its margin, also where pages are dark.

    It can be read also where a seventh of it is dirty or covered.
    """
    code = segno.make_qr(address, error="m")
    drawn: str = code.svg_inline(scale=8, border=4, light="#fff")
    return drawn.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
