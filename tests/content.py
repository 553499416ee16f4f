"""Drafts as the tests make and change them: through the actions, as the program does."""

from typing import Any

from model_content.actions.editions import copy_edition
from model_content.actions.parts import PartEdit, update_part
from model_content.domain.document import Node, Values, find, read_values
from model_content.domain.hashing import compute_sha256
from model_content.models import ContentChange, Edition, Revision
from model_content.selectors.editions import fetch_current_id, fetch_document
from samverkan.merging import make_marks
from samverkan.models import User


def store_published(document: dict[str, Any]) -> Edition:
    """An edition that says what a document does, past the actions: a publication takes a second."""
    head = {key: document["edition"][key] for key in ("code", "status", "published_at")}
    edition: Edition = Edition.objects.create(**head)
    digest = compute_sha256(document)
    Revision.objects.create(edition=edition, number=1, document=document, sha256=digest)
    return edition


def make_draft(user: User, edition: Edition | None = None) -> Edition:
    """A draft of an edition, by default of the one in use."""
    original = edition.pk if edition else fetch_current_id()
    assert original is not None
    return copy_edition(edition_id=original, user=user, year=2026)


def get(edition: Edition, key: str) -> Node:
    """A part of an edition as it is stored now."""
    edition.refresh_from_db()
    node = find(fetch_document(edition), key)
    assert node is not None, key
    return node


def exists(edition: Edition, key: str) -> bool:
    edition.refresh_from_db()
    return find(fetch_document(edition), key) is not None


def see(edition: Edition, key: str, *names: str) -> str:
    """The marks that a form shown now would have for these fields."""
    values = read_values(get(edition, key))
    return make_marks({name: values.get(name) or "" for name in names})


def save(edition: Edition, key: str, user: User, fitting: bool = False, **values: Any) -> bool:
    """Change a part as a form that has just been shown does."""
    seen = see(edition, key, *values)
    edit = PartEdit(edition.pk, key, values, seen, fitting)
    return update_part(edit=edit, user=user)


def values(edition: Edition, key: str) -> Values:
    return read_values(get(edition, key))


def newest(edition: Edition) -> ContentChange:
    """The last change of an edition."""
    change = edition.changes.first()
    assert change is not None
    return change
