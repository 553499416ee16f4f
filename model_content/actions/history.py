"""What is kept of every change: who did it, when, and the old text."""

from typing import Any

from model_content.domain.document import Values
from model_content.models import ContentChange, Edition
from samverkan.models import User


def log_change(
    *,
    edition: Edition,
    kind: ContentChange.Kind,
    user: User,
    key: str = "",
    before: Values | None = None,
    after: Values | None = None,
    reason: str = "",
) -> ContentChange:
    """Write down a change, of a part or of the edition as a whole."""
    change: ContentChange = ContentChange.objects.create(
        edition=edition,
        kind=kind,
        key=key,
        before=before,
        after=after,
        reason=reason,
        user=user,
        by=user.email,
    )
    return change


def describe_position(parent: str, slot: str, index: int) -> dict[str, Any]:
    """Where a part stands, as the history keeps it: the key of what it stands in, and its place."""
    return {"parent": parent, "list": slot, "index": index}
