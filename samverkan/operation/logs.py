"""What is logged: neither secret links nor anything that a visitor has written or is known by.

An error's own words may hold either (PostgreSQL quotes the row that it refuses), and so may what
other packages put into their messages. So of an error the place and the kind are kept and not the
words; of a message of others, the words and not the values:

    Error handling request /fragor/?namn=Anna   →   Error handling request …
    IntegrityError: … row contains (7, Anna)    →   IntegrityError (23514, constraint has_name)

`SAMVERKAN_DEBUG`, which production refuses, shows everything but the links.
"""

import logging
import os
import secrets
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

from pythonjsonlogger.json import JsonFormatter

from samverkan.secret_links import HIDDEN, hide_secrets

# Their messages are written with care: kinds, codes and numbers only.
OUR_LOGGERS = ("samverkan", "model_content", "assessments")

NO_REQUEST = "-"

# Field of a JSON line → attribute of the record. Whatever else a record carries is left out.
FIELDS = {"level": "levelname", "logger": "name", "message": "message", "request": "request_id"}
FIELDS |= {name: name for name in ("route", "method", "status", "duration_ms")}

# The id of the request being answered.
request_id: ContextVar[str] = ContextVar("request_id", default=NO_REQUEST)


# The request --------------------------------------------------------------------------------------


@contextmanager
def name_request() -> Iterator[str]:
    """Give the request that this thread answers an id of its own, for its lines in the log."""
    token = request_id.set(secrets.token_hex(4))
    try:
        yield request_id.get()
    finally:
        request_id.reset(token)


def find_route(request: Any) -> str:
    """The name of the address that is asked for, which says nothing of whose it is."""
    match = getattr(request, "resolver_match", None)
    return match.view_name or NO_REQUEST if match else NO_REQUEST


# What is written ----------------------------------------------------------------------------------


class CarefulFilter(logging.Filter):
    """Says of each record which request it belongs to, and takes out what nobody should read, of
    which `show_values` leaves all but the secret links.
    """

    def __init__(self, *, show_values: bool = False) -> None:
        super().__init__()
        self.show_values = show_values

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = request_id.get()
        if not self.show_values:
            if _is_refusal(record):
                return False
            if record.exc_info:
                error = record.exc_info[1]
                record.exc_text = describe_error(error) if error else None
                record.exc_info = None
            if record.name.partition(".")[0] not in OUR_LOGGERS:
                record.msg, record.args = _describe_message(record), ()
        # The links are looked for last, in whatever text is left.
        record.msg, record.args = hide_secrets(record.getMessage()), ()
        if record.exc_info:
            record.exc_text = "".join(traceback.format_exception(*record.exc_info)).rstrip("\n")
            record.exc_info = None
        if record.exc_text:
            record.exc_text = hide_secrets(record.exc_text)
        return True


def _is_refusal(record: logging.LogRecord) -> bool:
    """Whether Django refused something as suspicious (too large a form, an unknown host name).

    The line of its request says that it was; an error with its traceback for each would let anybody
    fill the log. What the forms' own check says is kept.
    """
    is_suspicious = record.name.startswith("django.security.") and record.exc_info is not None
    return is_suspicious and 400 <= getattr(record, "status_code", 500) < 500


def _describe_message(record: logging.LogRecord) -> str:
    """The words of a message of others, without its values."""
    request, status = getattr(record, "request", None), getattr(record, "status_code", None)
    if request is not None and isinstance(status, int):
        phrase = HTTPStatus(status).phrase
        if record.name == "django.security.csrf" and isinstance(record.args, tuple):
            # "Origin checking failed - https://… does not match any trusted origins."
            phrase += f" ({str(record.args[0]).partition(' - ')[0]})"
        return f"{phrase}: {find_route(request)}"
    if not isinstance(record.msg, str):  # an exception logged as a message
        return type(record.msg).__name__
    if record.msg.startswith("Invalid request from ip="):  # gunicorn, values already filled in
        return "Invalid request"
    if isinstance(record.args, Mapping):
        return record.msg % {key: _hide_value(value) for key, value in record.args.items()}
    return record.msg % tuple(map(_hide_value, record.args)) if record.args else record.msg


def _hide_value(value: object) -> object:
    is_signal = isinstance(value, str) and value.startswith("SIG") and value.isalnum()
    return value if isinstance(value, int | float) or is_signal else HIDDEN


# Errors -------------------------------------------------------------------------------------------


def describe_error(error: BaseException) -> str:
    """Where an error and its causes arose and of what kind they are, without their words."""
    chain: list[BaseException] = []
    following: BaseException | None = error
    while following is not None and following not in chain:
        chain.append(following)
        suppressed = following.__suppress_context__
        following = following.__cause__ or (None if suppressed else following.__context__)
    lines: list[str] = []
    for each in reversed(chain):  # the first cause first
        lines += traceback.format_tb(each.__traceback__)
        lines.append(f"{type(each).__module__}.{type(each).__qualname__}{_add_details(each)}\n")
    return "".join(lines).rstrip("\n")


def _add_details(error: BaseException) -> str:
    """What is known to hold no value: the system's own words, a database's codes and names."""
    if isinstance(error, OSError) and error.errno:
        return f" ({os.strerror(error.errno)})"
    if type(error).__name__ == "OperationalError":  # the database is away, locked or full
        return f" ({str(error).partition(chr(10))[0]})"
    diagnosis = getattr(error, "diag", None)
    if diagnosis is None:
        return ""
    names = {part: getattr(diagnosis, f"{part}_name") for part in ("table", "column", "constraint")}
    found = [diagnosis.sqlstate, *(f"{part} {name}" for part, name in names.items() if name)]
    return f" ({', '.join(filter(None, found))})" if any(found) else ""


# Lines --------------------------------------------------------------------------------------------


class JsonLineFormatter(JsonFormatter):
    def add_fields(
        self, log_data: dict[str, Any], record: logging.LogRecord, message_dict: dict[str, Any]
    ) -> None:
        log_data["time"] = datetime.fromtimestamp(record.created, tz=UTC)
        for field, attribute in FIELDS.items():
            if hasattr(record, attribute):
                log_data[field] = getattr(record, attribute)
        if "exc_info" in message_dict:
            log_data["error"] = message_dict["exc_info"]


def configure_logs(*, style: str, level: int, show_values: bool) -> dict[str, Any]:
    """The logging of the program and of gunicorn, to standard error.

    Args:
        style: `line` for people, `json` for machines.
        show_values: also the words of errors and the values in messages of others.
    """
    line = "{asctime} {levelname} {name} [{request_id}] {message}"
    console = {"class": "logging.StreamHandler", "formatter": style, "filters": ["careful"]}
    logger = {"handlers": ["console"], "propagate": False}
    warnings = {**logger, "level": max(level, logging.WARNING)}
    others = ("django.server", "django_tasks", "gunicorn.error", "weasyprint", "fontTools")
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"careful": {"()": CarefulFilter, "show_values": show_values}},
        "formatters": {
            "line": {"format": line, "style": "{"},
            "json": {"()": JsonLineFormatter},
        },
        "handlers": {"console": console},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            "django": {**logger, "level": level},
            # What was refused is in the line of its request (samverkan.requests).
            "django.request": {**logger, "level": max(level, logging.ERROR)},
            **dict.fromkeys(others, warnings),
        },
    }
