"""Puts the shipped edition in place, without ever overwriting what staff have written."""

from typing import Any

from django.core import serializers
from django.core.management import call_command
from django.db import transaction
from django.db.models import F

from model_content.actions.revisions import store_revision
from model_content.domain.content import without_translations
from model_content.domain.hashing import compute_sha256
from model_content.models import Edition
from model_content.selectors.editions import (
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


@transaction.atomic
def seed_content() -> bool:
    """Load the shipped edition where its code is absent; add translations where it has none.

    Returns:
        True if something was loaded, False if it was already there, word for word.

    Raises:
        SeedRefused: it is there with another content. Nothing is changed: what staff have
            written is never overwritten by a deployment.
    """
    document = fetch_shipped_document()
    code = document["edition"]["code"]
    edition = Edition.objects.select_for_update(no_key=True).filter(code=code).first()
    if edition is not None:
        return _complete(edition, document)
    call_command("loaddata", *map(str, fetch_shipped_files()), verbosity=0)
    store_revision(edition=Edition.objects.get(code=code))
    return True


def _complete(edition: Edition, document: dict[str, Any]) -> bool:
    revisions = list(edition.revisions.order_by("number"))
    if any(revision.sha256 == compute_sha256(document) for revision in revisions):
        return False
    texts = without_translations(document)
    same = [revision for revision in revisions if revision.document == texts]
    if not same:
        stored = revisions[0].document if revisions else fetch_document(edition)
        raise SeedRefused(edition.code, find_changes(stored, document))
    if same[-1] != revisions[-1] or fetch_document(edition) != texts:
        return False  # staff have changed it since: what they have is theirs
    _load_translations()
    store_revision(edition=edition)
    return True


def _load_translations() -> None:
    for path in fetch_shipped_files():
        for entry in serializers.deserialize("yaml", path.read_text(encoding="utf-8")):
            if translations := getattr(entry.object, "translations", None):
                same = type(entry.object)._default_manager.filter(pk=entry.object.pk)
                same.update(translations=translations, version=F("version") + 1)


def find_changes(old: Any, new: Any, place: str = "") -> list[str]:
    """Name the places where two JSON documents differ."""
    if isinstance(old, dict) and isinstance(new, dict):
        keys = sorted(old.keys() | new.keys())
        return [c for k in keys for c in find_changes(old.get(k), new.get(k), f"{place}.{k}")]
    if isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        pairs = enumerate(zip(old, new, strict=True))
        return [c for i, (o, n) in pairs for c in find_changes(o, n, f"{place}[{i}]")]
    return [] if old == new else [place.lstrip(".") or "document"]
