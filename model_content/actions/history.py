"""What is kept of every change: who did it, when, and the old text."""

from typing import Any

from model_content.models import ContentChange, Edition, Ordered
from samverkan.models import User

Values = dict[str, Any]


def log_change(
    *,
    edition: Edition,
    kind: ContentChange.Kind,
    user: User,
    row: Ordered | None = None,
    before: Values | None = None,
    after: Values | None = None,
    reason: str = "",
) -> ContentChange:
    """Write down a change, of a row or of the edition as a whole."""
    return ContentChange.objects.create(
        edition=edition,
        kind=kind,
        model=str(row._meta.model_name) if row else "",
        row=row.pk if row else None,
        place=find_place(row) if row else edition.code,
        before=before,
        after=after,
        reason=reason,
        user=user,
        by=user.email,
    )


def find_place(row: Ordered) -> str:
    """The code of a row, or of the aspect that it belongs to."""
    for name in ("code", "key"):
        if hasattr(row, name):
            return str(getattr(row, name))
    return str(row.aspect.code)  # type: ignore[attr-defined]
