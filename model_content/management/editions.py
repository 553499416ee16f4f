"""The edition that a command is about."""

from model_content.models import Edition
from model_content.selectors.drafts import find_edition_by_code, has_editions
from samverkan.operation.commands import SEED, BadInput


def load_edition(code: str | None) -> Edition:
    """The named edition, or the one in use; `BadInput` says what to run if there is none at all."""
    edition = find_edition_by_code(code)
    if edition is None:
        missing = f"edition: there is no {code or 'published edition'}"
        raise BadInput(missing if has_editions() else f"{missing}; {SEED}")
    return edition
