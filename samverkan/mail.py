"""What every mail of the program shares: which addresses can be mailed, and what may go wrong."""

from smtplib import SMTPException
from typing import Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from samverkan.texts import normalise_address

MAIL_FAILURES: Final = (OSError, SMTPException, ValueError)
"""What sending a mail may raise: no server, no answer in time, a refusal, an impossible address."""

MAX_ADDRESS: Final = 254
"""Characters of an address that mail servers take (RFC 5321), and that are stored."""


def validate_address(address: str) -> None:
    """Django's own check, the length as it is sent, and that the address is in its one form.

    Raises:
        ValidationError: it is no address that can be mailed; the code is `invalid`.
    """
    validate_email(address)
    local, _, domain = address.rpartition("@")
    try:
        sent = f"{local}@{domain.encode('idna').decode()}"
    except UnicodeError:
        sent = ""
    if normalise_address(address) != address or not 0 < len(sent) <= MAX_ADDRESS:
        raise ValidationError(validate_email.message, code=validate_email.code)


def read_address(text: str) -> str:
    """An address in its one form (`normalise_address`), however it was written.

    Raises:
        ValidationError: it is no address that can be mailed.
    """
    address = normalise_address(text) or text
    validate_address(address)
    return address


def name_mailbox(address: str) -> str:
    """What mails to one mailbox are counted by: `Anna+1@kommun.se` is that of `anna@kommun.se`."""
    local, _, domain = address.lower().rpartition("@")
    return f"{local.partition('+')[0] or local}@{domain}"


def can_be_mailed(address: str) -> bool:
    """Whether this is an address that can be mailed; older accounts may have one that cannot."""
    try:
        validate_address(address)
    except ValidationError:
        return False
    return True
