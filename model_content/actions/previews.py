"""Copies of editions that somebody looks at: a revision of its own, deleted afterwards."""

from collections.abc import Collection

from django.db import transaction

from model_content.actions.editions import lock_codes
from model_content.domain.codec import parse_edition
from model_content.domain.codes import next_code
from model_content.domain.content import Edition as EditionContent
from model_content.domain.document import name_edition
from model_content.domain.hashing import compute_sha256
from model_content.models import Edition, EditionStatus, Revision
from model_content.selectors.editions import PublishedEdition, fetch_export

LONGEST = 20
"""Characters in the code of an edition."""


class CannotPreview(Exception):
    """The walk would have nothing to ask; `places` names what has no questions, if anything."""

    def __init__(self, places: list[str]) -> None:
        super().__init__("; ".join(places))
        self.places = places


@transaction.atomic
def make_preview(*, edition_id: int) -> PublishedEdition:
    """Copy an edition as it is now, with a code such as `2026-A-prov-7`.

    Raises:
        CannotPreview: it has faults that the walk cannot do with; nothing has been changed.
        Edition.DoesNotExist: it has been deleted, or is a preview itself.
    """
    used = lock_codes()  # before it is read: nobody changes it meanwhile
    original = Edition.objects.exclude(status=EditionStatus.PREVIEW).get(pk=edition_id)
    document = fetch_export(original)
    _check_is_walkable(parse_edition(document))
    code = _make_code(original.code, used)
    document = name_edition(document, code, EditionStatus.PREVIEW.value)
    preview = Edition.objects.create(
        code=code, status=EditionStatus.PREVIEW, based_on=original.code
    )
    sha256 = compute_sha256(document)
    Revision.objects.create(edition=preview, number=1, document=document, sha256=sha256)
    # Not through `fetch_revision`: the process would keep it, though this may yet be rolled back.
    return PublishedEdition(parse_edition(document), id=preview.pk, revision=1, sha256=sha256)


@transaction.atomic
def delete_preview(*, edition_id: int) -> int:
    """Delete a preview, on which nothing may be answered any more; another edition is left.

    Returns:
        How many were deleted: 0 if it is no preview, or not any more.
    """
    found = Edition.objects.filter(pk=edition_id, status=EditionStatus.PREVIEW)
    Revision.objects.filter(edition__in=found).delete()
    return 1 if found.delete()[0] else 0


def _check_is_walkable(content: EditionContent) -> None:
    empty = [stage.title or stage.code for stage in content.stages if not stage.markers]
    empty += [aspect.title or aspect.code for aspect in content.aspects if not aspect.statements]
    if empty or not content.stages:
        raise CannotPreview(empty)


def _make_code(original: str, used: Collection[str]) -> str:
    """The number goes on from those of all previews, so that a shortened code is unlike others."""
    number = next_code("prov-", {code[code.find("-prov-") + 1 :] for code in used})
    return f"{original[: LONGEST - len(number) - 1]}-{number}"
