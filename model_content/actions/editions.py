"""Makes, imports and deletes drafts; publishes, corrects and takes up editions.

All raise `ChangeRefused` where the edition's state does not allow it (domain/lifecycle.py), and
`EditionNotReady` where there would be faults in what is published; then nothing has been changed.
"""

from datetime import datetime
from typing import Any

from django.contrib.admin.models import DELETION, LogEntry
from django.db import transaction
from django.utils import timezone

from model_content.actions.parts import (
    PartEdit,
    PartGone,
    change_part,
    lock_draft,
    lock_edition,
    log_change,
)
from model_content.domain.checks import Finding, check_document, check_outdated
from model_content.domain.codec import MODEL, ContentError, Errors, Wrong, mend
from model_content.domain.codes import next_edition
from model_content.domain.content import UNSEEN
from model_content.domain.document import (
    GIVEN,
    OUTDATED,
    find,
    find_schema,
    name_edition,
    normalise,
    number_texts,
    put_outdated,
    strip,
    take_outdated,
    walk,
)
from model_content.domain.hashing import compute_seal, compute_sha256
from model_content.domain.lifecycle import (
    Change,
    ChangeRefused,
    State,
    check_change,
    check_is_textual,
)
from model_content.domain.pages import PAGES
from model_content.files import read_file
from model_content.models import (
    PAGE,
    ContentChange,
    Edition,
    EditionStatus,
    KeyedRevision,
    Revision,
    find_revisions,
)
from model_content.selectors.codes import list_editions_codes
from model_content.selectors.editions import fetch_current_id, fetch_document, fetch_given
from samverkan.models import User


class EditionNotReady(Exception):
    """The edition has faults that stop publishing; `faults` names them."""

    def __init__(self, faults: list[Finding]) -> None:
        super().__init__("; ".join(map(str, faults)))
        self.faults = faults


class DraftChanged(Exception):
    """The draft no longer says what it did to the one who decided to publish it."""


class ContentFaulty(Exception):
    """The file can be read, but not used; `errors` says why, `document` where that is."""

    def __init__(self, errors: Errors, document: Any = None) -> None:
        super().__init__("; ".join(map(str, errors)))
        self.errors = errors
        self.document = document


# Drafts -------------------------------------------------------------------------------------------


@transaction.atomic
def copy_edition(*, edition_id: int, user: User, year: int) -> Edition:
    """Make a draft of an edition, whatever its state, with the next code of the year."""
    lock_codes()  # before it is read: nobody changes it meanwhile
    original = Edition.every.get(pk=edition_id)
    revision = original.published.count() if original.document is None else 0
    return create_draft(
        tool=original.tool,
        document=fetch_document(original),
        user=user,
        year=year,
        based_on=original.code,
        based_on_revision=revision,
    )


@transaction.atomic
def create_draft(
    *,
    document: dict[str, Any],
    user: User,
    year: int,
    tool: str = "",
    based_on: str = "",
    based_on_revision: int = 0,
    reason: str = "",
) -> Edition:
    """Make a draft that says what a document does, with the next code of the year."""
    edition: Edition = Edition.every.create(
        tool=tool,
        code=next_edition(year, lock_codes()),
        status=EditionStatus.DRAFT,
        based_on=based_on,
        based_on_revision=based_on_revision,
        document=number_texts({k: v for k, v in document.items() if k != GIVEN}),
    )
    log_change(edition=edition, kind=ContentChange.Kind.CREATED, user=user, reason=reason)
    return edition


def import_edition(*, data: bytes, user: User, year: int, reason: str = "") -> Edition:
    """Make a draft of an uploaded file (files.py), with the next code of the year.

    Raises:
        UploadRefused, ContentFaulty: it cannot be read, or does not say an edition.
    """
    document = mend(read_file(data), UNSEEN, "")
    outdated = document.pop(OUTDATED, {}) if isinstance(document, dict) else {}
    schema = find_schema(document if isinstance(document, dict) else {})
    content, errors = schema.read(document)
    if content is None or (errors := list(check_outdated(document, mend(outdated)))):
        raise ContentFaulty(errors, document)
    tool = "" if schema is MODEL else f"{PAGE * (schema is PAGES)}{content.key}"
    if tool and (faults := _find_unfit(tool, document)):
        raise ContentFaulty(faults, document)
    return create_draft(
        document=put_outdated(schema.dump(content), outdated), user=user, year=year, tool=tool,
        based_on=content.code, reason=reason,
    )  # fmt: skip


def _find_unfit(tool: str, document: dict[str, Any]) -> Errors:
    """The tool or the page must be one that there is; a tool must have the steps and the sentences
    that its method and its rules know."""
    current = Edition.every.filter(pk=fetch_current_id(tool) or 0).first()
    if current is None:
        return [ContentError("key", Wrong.CHOICE, document["key"])]
    there, sent = _list_fixed(fetch_document(current)), _list_fixed(document)
    unknown = [ContentError(place, Wrong.CHOICE, code) for place, code, *_ in sorted(sent - there)]
    return unknown + [ContentError(n[0], Wrong.MISSING, n[1]) for n in sorted(there - sent)]


def _list_fixed(document: dict[str, Any]) -> set[tuple[str, ...]]:
    """What the method and the rules of a tool know: where it stands, its code, and what it is."""
    named = ("kind", "aspect", "anonymous")
    return {
        (node.slot or node.kind, node.code, *(str(node.part.get(name) or "") for name in named))
        for node in walk(document)
        if node.schema.items.is_fixed and node.code
    }


def lock_codes() -> set[str]:
    """The codes of all editions, also of deleted drafts.

    Until the transaction ends nobody else adds one or edits any. Not their keys: those who begin a
    diagnosis of an edition refer to it, and need not wait.
    """
    list(Edition.every.select_for_update(no_key=True).order_by("pk").values_list("pk"))
    # Asked after the wait: the lock's own statement does not see what was added meanwhile.
    return list_editions_codes()


@transaction.atomic
def delete_draft(*, edition_id: int, user: User) -> None:
    """Delete a draft with its history; who did it stays in the log of the admin."""
    edition = lock_draft(edition_id)
    found = Edition.every.filter(pk=edition.pk)
    LogEntry.objects.log_actions(user.pk, found, DELETION, single_object=True)
    edition.delete()


# Publishing ---------------------------------------------------------------------------------------


@transaction.atomic
def store_revision(*, edition: Edition, document: dict[str, Any]) -> Revision | KeyedRevision:
    """Store a document as the next revision of an edition, as readers are given it.

    Translations that are older than their text are kept beside it, for whoever goes on.
    """
    outdated = take_outdated(document)
    published_at = edition.published_at
    day = published_at.isoformat() if published_at else None
    named = name_edition(strip(document), edition.code, edition.status, day)
    given = {GIVEN: fetch_given(edition.tool)} if edition.tool else {}
    if faults := check_document(named | given):
        raise EditionNotReady(faults)
    document = normalise(named)
    edition.outdated = outdated
    edition.save(update_fields=["outdated"])
    return add_revision(edition, document, edition.published.count() + 1)


def add_revision(
    edition: Edition, document: dict[str, Any], number: int
) -> Revision | KeyedRevision:
    said: dict[str, Any] = {
        "number": number,
        "document": document,
        "sha256": compute_sha256(document),
    }
    if edition.tool:
        said |= {"key": edition.tool.removeprefix(PAGE), "code": edition.code}
        revision: KeyedRevision = find_revisions(edition.tool).create(**said)
        return revision
    return Revision.objects.create(edition=edition, **said)


@transaction.atomic
def publish_edition(
    *, edition_id: int, user: User, now: datetime, seal: str | None = None
) -> Revision | KeyedRevision:
    """Take a draft into use: new rounds answer it from now on, running ones keep theirs.

    `seal` is `compute_seal` of the draft as it was read before it was decided to publish it;
    `DraftChanged` if it says something else by now.
    """
    edition = _change(Change.PUBLISHED, edition_id)
    document = edition.document or {}
    if seal is not None and seal != compute_seal(document):
        raise DraftChanged
    edition.published_at = timezone.localdate(now)
    edition.in_use_since = now
    edition.document = None
    edition.save(update_fields=["status", "published_at", "in_use_since", "document"])
    log_change(edition=edition, kind=ContentChange.Kind.PUBLISHED, user=user)
    return store_revision(edition=edition, document=document)


@transaction.atomic
def take_up_edition(*, edition_id: int, user: User, now: datetime) -> Edition:
    """Take an edition that has been published into use again."""
    edition = _change(Change.TAKEN_UP, edition_id)
    edition.in_use_since = now
    edition.save(update_fields=["status", "in_use_since"])
    log_change(edition=edition, kind=ContentChange.Kind.TAKEN_UP, user=user)
    return edition


def _change(change: Change, edition_id: int) -> Edition:
    """The edition, locked with all that are published, in the state that the change leads to."""
    rows = Edition.every.select_for_update(no_key=True).order_by("pk")
    editions = {e.pk: e for e in rows.exclude(status=EditionStatus.PREVIEW)}
    edition: Edition | None = editions.get(edition_id)
    if edition is None:
        raise Edition.DoesNotExist
    if edition.tool and change is Change.TAKEN_UP:
        raise ChangeRefused("state")  # its sheets are begun on what was published last
    is_current = fetch_current_id() == edition_id
    target = check_change(change, State(edition.status), is_current=is_current)
    assert target is not None
    edition.status = target
    return edition


@transaction.atomic
def correct_part(*, edit: PartEdit, user: User, reason: str) -> Revision | KeyedRevision | None:
    """Correct a text of a published edition, as a new revision; None if nothing was changed.

    A translation that was left as it was no longer says the same: readers are given the Swedish
    text instead, unless `edit.fitting`. Raises `NotTextual` where it would change what is asked,
    and `Stale`, `PartGone` as `change_part` does.
    """
    edition = lock_edition(edit.edition_id)
    if edition.tool and edition.pk != fetch_current_id(edition.tool):
        raise ChangeRefused("state")  # what is stored last is what is read
    check_change(Change.CORRECTED, State(edition.status))
    old = fetch_document(edition)
    document = number_texts(old)
    node = find(document, edit.key)
    if node is None:
        raise PartGone(edit.key)
    before, after = change_part(node, edit, document)
    if not after:
        return None
    log_change(edition=edition, kind=ContentChange.Kind.CORRECTED, user=user, key=edit.key,
               before=before, after=after, reason=reason)  # fmt: skip
    revision = store_revision(edition=edition, document=document)
    check_is_textual(strip(old), revision.document)
    return revision
