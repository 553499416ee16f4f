"""Reads an edition from a file into a new draft."""

from io import BytesIO
from typing import Any

from django.db import transaction

from model_content.actions.drafts import create_draft
from model_content.domain.content import Edition as EditionContent
from model_content.domain.entries import find_entry_errors
from model_content.domain.fixtures import build_document
from model_content.domain.importing import read_import
from model_content.domain.reader import Errors
from model_content.domain.uploads import (
    MOST_BYTES,
    ZIP_START,
    Refusal,
    UploadRefused,
    load_json,
    unfold,
)
from model_content.models import Edition
from model_content.yaml_files import read_yaml
from samverkan.models import User


class ContentFaulty(Exception):
    """The file can be read, but not used; `errors` says why, `document` where that is."""

    def __init__(self, errors: Errors, document: Any = None) -> None:
        super().__init__("; ".join(map(str, errors)))
        self.errors = errors
        self.document = document


def import_edition(*, data: bytes, user: User, year: int, reason: str = "") -> Edition:
    """Make a draft of an uploaded file, with the next code of the year.

    Args:
        data: a `samverkan-content/1` document as JSON, or a ZIP of fixture files.

    Raises:
        UploadRefused: it cannot be read.
        ContentFaulty: it does not say an edition. In both cases nothing has been changed.
    """
    content = read_upload(data)
    with transaction.atomic():
        return create_draft(
            content=content, user=user, year=year, based_on=content.code, reason=reason
        )


def read_upload(data: bytes) -> EditionContent:
    """The edition that a file holds.

    Raises:
        UploadRefused: it cannot be read.
        ContentFaulty: it does not say an edition.
    """
    if not data.strip():
        raise UploadRefused(Refusal.NOTHING)
    if len(data) > MOST_BYTES:
        raise UploadRefused(Refusal.TOO_LARGE)
    document = _join_fixtures(data) if data.startswith(ZIP_START) else load_json(data)
    edition, errors = read_import(document)
    if errors:
        raise ContentFaulty(errors, document)
    return edition


def _join_fixtures(data: bytes) -> dict[str, Any]:
    entries = [
        (f"{name}[{number}]", entry)
        for name, listed in read_yaml(unfold(BytesIO(data))).items()
        for number, entry in enumerate(listed)
    ]
    if errors := find_entry_errors(entries):
        raise ContentFaulty(errors)
    return build_document(entry for _place, entry in entries)
