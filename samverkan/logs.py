"""Keeps secret links out of the logs: whoever reads a log must not be able to open a diagnosis.

Nor does a log say who has been here: gunicorn would name the address of a request it cannot read.
"""

import logging
import re
import traceback

# /d/<token>/… answers, /l/<token>/… reads: see assessments/links.py.
# Also after a host name, as in the Referer that a CSRF failure quotes.
SECRET_PATH = re.compile(r"/(d|l)/[^/\s'\"?#<>]+")

CLIENT_ADDRESS = re.compile(r"\bfrom ip=\S+")


def hide_secrets(text: str) -> str:
    """Return `text` with the secret part of every link, and a client's address, replaced by `…`."""
    return CLIENT_ADDRESS.sub("from ip=…:", SECRET_PATH.sub(r"/\1/…", text))


class SecretLinkFilter(logging.Filter):
    """Rewrites each record's message, arguments and traceback before it is written."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = hide_secrets(record.getMessage()), ()
        if record.exc_info:
            record.exc_text = hide_secrets("".join(traceback.format_exception(*record.exc_info)))
            record.exc_info = None
        return True
