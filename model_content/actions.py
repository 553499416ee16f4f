"""Writes content: the only module of this application that does."""

from typing import Any

from django.core.management import call_command
from django.db import transaction

from model_content.domain.checks import check_edition
from model_content.domain.content import parse_edition
from model_content.domain.hashing import compute_sha256
from model_content.models import Edition, Revision
from model_content.selectors import (
    fetch_document,
    fetch_shipped_document,
    fetch_shipped_files,
)


class SeedRefused(Exception):
    """The shipped edition is already there with another content; `changes` names the places."""

    def __init__(self, code: str, changes: list[str]) -> None:
        super().__init__(code)
        self.code = code
        self.changes = changes


class EditionNotReady(Exception):
    """The edition has faults that stop publishing; `faults` names them."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("; ".join(faults))
        self.faults = faults


@transaction.atomic
def store_revision(*, edition: Edition) -> Revision:
    """Store what the edition's rows say now as its next revision.

    Raises:
        EditionNotReady: the content has faults.
    """
    document = fetch_document(edition)
    if faults := check_edition(parse_edition(document)):
        raise EditionNotReady(faults)
    number = edition.revisions.count() + 1
    return Revision.objects.create(
        edition=edition, number=number, document=document, sha256=compute_sha256(document)
    )


@transaction.atomic
def seed_content() -> bool:
    """Load the shipped edition where its code is absent.

    Returns:
        True if it was loaded, False if it was already there, word for word.

    Raises:
        SeedRefused: it is there with another content. Nothing is changed: what staff have
            written is never overwritten by a deployment.
    """
    document = fetch_shipped_document()
    code = document["edition"]["code"]
    edition = Edition.objects.filter(code=code).first()
    if edition is not None:
        _check_seeded(edition, document)
        return False
    call_command("loaddata", *map(str, fetch_shipped_files()), verbosity=0)
    store_revision(edition=Edition.objects.get(code=code))
    return True


def _check_seeded(edition: Edition, document: dict[str, Any]) -> None:
    if edition.revisions.filter(sha256=compute_sha256(document)).exists():
        return
    first = edition.revisions.order_by("number").first()
    stored = first.document if first else fetch_document(edition)
    raise SeedRefused(edition.code, find_changes(stored, document))


def find_changes(old: Any, new: Any, place: str = "") -> list[str]:
    """Name the places where two JSON documents differ."""
    if isinstance(old, dict) and isinstance(new, dict):
        keys = sorted(old.keys() | new.keys())
        return [c for k in keys for c in find_changes(old.get(k), new.get(k), f"{place}.{k}")]
    if isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        pairs = enumerate(zip(old, new, strict=True))
        return [c for i, (o, n) in pairs for c in find_changes(o, n, f"{place}[{i}]")]
    return [] if old == new else [place.lstrip(".") or "document"]
