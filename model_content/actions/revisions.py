"""Publishing, retiring and correcting: what visitors see of an edition."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from model_content.actions.history import log_change
from model_content.actions.rows import RowEdit, lock_edition, write_row
from model_content.domain.checks import Finding, check_edition
from model_content.domain.content import parse_edition
from model_content.domain.hashing import compute_seal, compute_sha256
from model_content.domain.lifecycle import (
    Change,
    State,
    check_change,
    check_is_textual,
)
from model_content.models import ContentChange, Edition, EditionStatus, Revision
from model_content.selectors.editions import fetch_current_id, fetch_document
from samverkan.models import User


class EditionNotReady(Exception):
    """The edition has faults that stop publishing; `faults` names them."""

    def __init__(self, faults: list[Finding]) -> None:
        super().__init__("; ".join(map(str, faults)))
        self.faults = faults


class DraftChanged(Exception):
    """The draft no longer says what it did to the one who decided to publish it."""


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
def publish_edition(
    *, edition_id: int, user: User, now: datetime, seal: str | None = None
) -> Revision:
    """Take a draft into use: new rounds answer it from now on, running ones keep theirs.

    Args:
        seal: `compute_seal` of the draft as it was read before it was decided to publish it.

    Raises:
        ChangeRefused: it is not a draft.
        DraftChanged: somebody has changed it since then; nothing has been changed.
        EditionNotReady: it has faults; nothing has been changed.
    """
    edition = _change(Change.PUBLISHED, edition_id)
    if seal is not None and seal != compute_seal(fetch_document(edition)):
        raise DraftChanged
    edition.published_at = timezone.localdate(now)
    edition.in_use_since = now
    edition.save(update_fields=["status", "published_at", "in_use_since"])
    log_change(edition=edition, kind=ContentChange.Kind.PUBLISHED, user=user)
    return store_revision(edition=edition)


@transaction.atomic
def retire_edition(*, edition_id: int, user: User) -> Edition:
    """Take a published edition out of use; rounds that use it go on with it.

    Raises:
        ChangeRefused: it is not published, or the only one that is.
    """
    edition = _change(Change.RETIRED, edition_id)
    edition.save(update_fields=["status"])
    log_change(edition=edition, kind=ContentChange.Kind.RETIRED, user=user)
    return edition


@transaction.atomic
def take_up_edition(*, edition_id: int, user: User, now: datetime) -> Edition:
    """Take an edition that has been published into use again.

    Raises:
        ChangeRefused: it has not been published, or is in use already.
    """
    edition = _change(Change.TAKEN_UP, edition_id)
    edition.in_use_since = now
    edition.save(update_fields=["status", "in_use_since"])
    log_change(edition=edition, kind=ContentChange.Kind.TAKEN_UP, user=user)
    return edition


@transaction.atomic
def correct_row(*, edit: RowEdit, user: User, reason: str) -> Revision | None:
    """Correct a text of a published edition, as a new revision; None if nothing was changed.

    Raises:
        ChangeRefused: the edition is not published.
        EditConflict: somebody else has changed the row since.
        NotTextual: it would change what is asked; nothing has been changed.
        EditionNotReady: it would make a fault; nothing has been changed.
    """
    edition = lock_edition(edit.find_edition_id())
    check_change(Change.CORRECTED, State(edition.status))
    before = fetch_document(edition)
    if write_row(edit, user=user, kind=ContentChange.Kind.CORRECTED, reason=reason) is None:
        return None
    revision = store_revision(edition=edition)
    check_is_textual(before, revision.document)
    return revision


def _change(change: Change, edition_id: int) -> Edition:
    """The edition, locked with all that are published, in the state that the change leads to."""
    rows = Edition.objects.select_for_update(no_key=True).order_by("pk")
    editions = {e.pk: e for e in rows.exclude(status=EditionStatus.PREVIEW)}
    edition: Edition | None = editions.get(edition_id)
    if edition is None:
        raise Edition.DoesNotExist
    published = [e.pk for e in editions.values() if e.status == EditionStatus.PUBLISHED]
    target = check_change(
        change,
        State(edition.status),
        others=len([pk for pk in published if pk != edition_id]),
        is_current=fetch_current_id() == edition_id,
    )
    assert target is not None
    edition.status = target
    return edition
