"""What every mail of the program shares: which addresses can be mailed, and what may go wrong."""

from smtplib import SMTPException
from typing import Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from samverkan.texts import normalise_address

# What sending a mail may raise: no server, no answer in time, a refusal, an impossible address.
MAIL_FAILURES: Final = (OSError, SMTPException, ValueError)

MAX_ADDRESS: Final = 254  # characters that mail servers take (RFC 5321), and that are stored


def validate_address(address: str) -> None:
    """Django's own check, the length as it is sent, and that the address is in its one form.

    What cannot be mailed raises `ValidationError`, with the code `invalid`.
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
    """An address in its one form, however it was written; refused as by `validate_address`."""
    address = normalise_address(text) or text
    validate_address(address)
    return address


def name_mailbox(address: str) -> str:
    """What mails to one mailbox are counted by: `Anna+1@kommun.se` is that of `anna@kommun.se`."""
    local, _, domain = (normalise_address(address) or address.lower()).rpartition("@")
    return f"{local.partition('+')[0] or local}@{domain}"


def can_be_mailed(address: str) -> bool:
    """Whether this is an address that can be mailed; older accounts may have one that cannot."""
    try:
        validate_address(address)
    except ValidationError:
        return False
    return True
