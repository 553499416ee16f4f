"""Reads editions as staff see them: their rows and their states."""

from model_content.models import Edition, EditionStatus


def find_edition(pk: int) -> Edition | None:
    """An edition of any state that staff see; None if there is none."""
    found: Edition | None = (
        Edition.objects.exclude(status=EditionStatus.PREVIEW).filter(pk=pk).first()
    )
    return found


def find_original(preview: int) -> int | None:
    """The key of the edition that a preview is a copy of; None if it has been deleted."""
    code = Edition.objects.filter(pk=preview).values("based_on")
    found = Edition.objects.filter(code__in=code).exclude(status=EditionStatus.PREVIEW)
    return found.values_list("pk", flat=True).first()
