"""Reads editions as staff see them: their rows and their states."""

from model_content.models import Edition, EditionStatus


def find_edition(pk: int) -> Edition | None:
    """An edition of any state that staff see; None if there is none."""
    found: Edition | None = (
        Edition.objects.exclude(status=EditionStatus.PREVIEW).filter(pk=pk).first()
    )
    return found
