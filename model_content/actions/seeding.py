"""Puts the shipped edition in place, without ever overwriting what staff have written."""

from datetime import date
from typing import Any

from django.db import transaction

from model_content.actions.editions import store_revision
from model_content.domain.codec import without_translations
from model_content.domain.hashing import compute_sha256
from model_content.models import Edition
from model_content.selectors.editions import fetch_export, fetch_shipped_document


class SeedRefused(Exception):
    """The shipped edition is already there with another content; `changes` names the places."""

    def __init__(self, code: str, changes: list[str]) -> None:
        super().__init__(code)
        self.code = code
        self.changes = changes


@transaction.atomic
def seed_content() -> bool:
    """Load the shipped edition where its code is absent; add translations where it has none.

    False if it was already there, word for word. `SeedRefused` where it is there with another
    content: what staff have written is never overwritten by a deployment.
    """
    document = fetch_shipped_document()
    code = document["edition"]["code"]
    edition = Edition.objects.select_for_update(no_key=True).filter(code=code).first()
    if edition is not None:
        return _complete(edition, document)
    head = document["edition"]
    published_at = date.fromisoformat(head["published_at"])
    edition = Edition.objects.create(code=code, status=head["status"], published_at=published_at)
    store_revision(edition=edition, document=document)
    return True


def _complete(edition: Edition, document: dict[str, Any]) -> bool:
    revisions = list(edition.revisions.order_by("number"))
    if any(revision.sha256 == compute_sha256(document) for revision in revisions):
        return False
    texts = without_translations(document)
    same = [revision for revision in revisions if revision.document == texts]
    if not same:
        stored = revisions[0].document if revisions else fetch_export(edition)
        raise SeedRefused(edition.code, find_changes(stored, document))
    if same[-1] != revisions[-1]:
        return False  # staff have changed it since: what they have is theirs
    store_revision(edition=edition, document=document)
    return True


def find_changes(old: Any, new: Any, place: str = "") -> list[str]:
    """Name the places where two JSON documents differ."""
    if isinstance(old, dict) and isinstance(new, dict):
        keys = sorted(old.keys() | new.keys())
        return [c for k in keys for c in find_changes(old.get(k), new.get(k), f"{place}.{k}")]
    if isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        pairs = enumerate(zip(old, new, strict=True))
        return [c for i, (o, n) in pairs for c in find_changes(o, n, f"{place}[{i}]")]
    return [] if old == new else [place.lstrip(".") or "document"]
