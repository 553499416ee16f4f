"""Reads editions as staff see them: their rows and their states."""

from typing import Any

from django.contrib.admin.models import DELETION, LogEntry
from django.db.models import QuerySet

from model_content.domain.content import dump_edition, parse_edition
from model_content.models import Edition, EditionStatus
from model_content.selectors.editions import fetch_current_id, fetch_document

MOST_DELETED = 20
"""Deleted drafts that are listed."""


def staff_editions() -> QuerySet[Edition]:
    """The editions that staff see: all but the copies that somebody walks through."""
    editions: QuerySet[Edition] = Edition.objects.exclude(status=EditionStatus.PREVIEW)
    return editions


def find_edition(pk: int) -> Edition | None:
    """An edition of any state that staff see; None if there is none."""
    return staff_editions().filter(pk=pk).first()


def has_editions() -> bool:
    """Whether any edition has been loaded or made."""
    return staff_editions().exists()


def list_deleted_drafts() -> list[LogEntry]:
    """Who deleted which draft and when, the last first. One query.

    Their own history went with them; this is what the admin keeps of it, while the account exists.
    """
    kind = {"content_type__app_label": "model_content", "content_type__model": "edition"}
    deleted = LogEntry.objects.filter(action_flag=DELETION, **kind).select_related("user")
    return list(deleted.order_by("-pk")[:MOST_DELETED])


def fetch_export(edition: Edition) -> dict[str, Any]:
    """The document of an edition: of its newest revision, or what a draft says now.

    In the order of the format, whatever the database has made of it.
    """
    newest = edition.revisions.order_by("-number").values_list("document", flat=True).first()
    return dump_edition(parse_edition(newest or fetch_document(edition)))


def find_edition_by_code(code: str | None) -> Edition | None:
    """An edition of any state that staff see, by default the one in use; None if there is none."""
    if code is None:
        current = fetch_current_id()
        return None if current is None else find_edition(current)
    if not code.isprintable():
        return None
    return staff_editions().filter(code=code).first()


def find_original(preview: int) -> int | None:
    """The key of the edition that a preview is a copy of; None if it has been deleted."""
    code = Edition.objects.filter(pk=preview).values("based_on")
    return staff_editions().filter(code__in=code).values_list("pk", flat=True).first()
