"""Reading the answers file that the commands are given."""

import sys
from pathlib import Path

from assessments.instruments.json_input import MAX_BYTES
from assessments.methods.stages import Answers, AnswersError, load_json, parse_answers
from model_content.selectors.editions import NoPublishedEdition, PublishedEdition, fetch_edition
from samverkan.operation.commands import BadInput


def read_answers(file: str) -> tuple[PublishedEdition, Answers]:
    """Read a `samverkan-answers/1` file against the edition it names, or the one in use.

    Raises BadInput if the file cannot be read, or is not what it should be.
    """
    try:
        document = load_json(read_bytes(file))
        published = _fetch_named_edition(document)
        return published, parse_answers(document, published.content)
    except AnswersError as error:
        raise BadInput(str(error)) from error


def read_bytes(file: str) -> bytes:
    """What stands in the file. Raises BadInput if it cannot be read."""
    try:
        if file == "-":
            return sys.stdin.buffer.read(MAX_BYTES + 1)
        with Path(file).open("rb") as stream:
            return stream.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise BadInput(f"{file}: {reason}") from error


def _fetch_named_edition(document: object) -> PublishedEdition:
    named = document.get("edition") if isinstance(document, dict) else None
    if isinstance(named, str):
        try:
            return fetch_edition(named)
        except NoPublishedEdition:
            pass  # said better by parse_answers, which names the edition in use
    try:
        return fetch_edition()
    except NoPublishedEdition as error:
        raise BadInput("edition: none is published; run manage.py seed_content") from error
