"""Drafts as the tests make and change them: through the actions, as the program does."""

from dataclasses import replace
from typing import Any

from model_content.actions.editions import copy_edition, store_revision
from model_content.actions.parts import PartEdit, update_part
from model_content.domain.codec import parse_edition
from model_content.domain.content import Edition as Content
from model_content.domain.document import (
    Node,
    Values,
    find,
    name_edition,
    number_texts,
    read_values,
)
from model_content.models import ContentChange, Edition
from model_content.selectors.editions import (
    PublishedEdition,
    fetch_document,
    fetch_revision,
    fetch_shipped_document,
)
from samverkan.merging import make_marks
from samverkan.models import User

DAY = "2026-11-30"


def make_draft(user: User, edition: Edition | None = None) -> Edition:
    """A draft of an edition, by default of the first."""
    original = edition or Edition.objects.order_by("pk")[0]
    return copy_edition(edition_id=original.pk, user=user, year=2026)


def use_method_2(code: str = "2026.9") -> PublishedEdition:
    """Take an edition into use that says what the first one does, with method 2."""
    document = name_edition(fetch_shipped_document(), code, "published", "2026-11-30")
    document["edition"]["method"] = "2"
    edition = Edition.objects.create(code=code, status="published", published_at=DAY)
    edition.refresh_from_db()
    revision = store_revision(edition=edition, document=number_texts(document))
    return fetch_revision(edition.pk, revision.number)


def read_method_2() -> Content:
    """The same as content, without the database."""
    return replace(parse_edition(fetch_shipped_document()), method="2")


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
