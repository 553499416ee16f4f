"""Makes and deletes drafts."""

from django.db import transaction

from model_content.actions.history import log_change
from model_content.actions.loading import load_rows
from model_content.actions.rows import lock_draft
from model_content.domain.codes import next_edition
from model_content.domain.content import Edition as EditionContent
from model_content.domain.content import parse_edition
from model_content.models import (
    SOURCED_TEXTS,
    Case,
    ContentChange,
    Edition,
    EditionStatus,
)
from model_content.selectors.editions import fetch_document
from samverkan.models import User


@transaction.atomic
def copy_edition(*, edition_id: int, user: User, year: int) -> Edition:
    """Make a draft of an edition, whatever its state, with the next code of the year.

    Raises:
        Edition.DoesNotExist: it has been deleted.
    """
    lock_codes()  # before the rows are read: nobody changes them meanwhile
    original = Edition.objects.get(pk=edition_id)
    content = parse_edition(fetch_document(original))
    return create_draft(content=content, user=user, year=year, based_on=original.code)


@transaction.atomic
def create_draft(
    *, content: EditionContent, user: User, year: int, based_on: str = "", reason: str = ""
) -> Edition:
    """Make a draft that says what `content` does, with the next code of the year.

    Raises:
        KeyError: a passage or a case names a source that the content does not have.
    """
    edition: Edition = Edition.objects.create(
        code=next_edition(year, lock_codes()), status=EditionStatus.DRAFT, based_on=based_on
    )
    load_rows(edition, content)
    log_change(edition=edition, kind=ContentChange.Kind.CREATED, user=user, reason=reason)
    return edition


def lock_codes() -> set[str]:
    """The codes of all editions; until the transaction ends nobody else adds one or edits any.

    Not their keys: those who begin a diagnosis of an edition refer to it, and need not wait.
    """
    list(Edition.objects.select_for_update(no_key=True).order_by("pk").values_list("pk"))
    # Asked after the wait: the lock's own statement does not see what was added meanwhile.
    return set(Edition.objects.values_list("code", flat=True))


@transaction.atomic
def delete_draft(*, edition_id: int) -> None:
    """Delete a draft with its history.

    Raises:
        ChangeRefused: it is not a draft.
    """
    edition = lock_draft(edition_id)
    for model in SOURCED_TEXTS:  # they hold on to their sources
        model.objects.filter(aspect__edition=edition).delete()
    Case.objects.filter(edition=edition).delete()
    edition.delete()
