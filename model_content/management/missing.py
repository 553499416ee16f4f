"""What the commands say when there is no edition."""

from model_content.selectors.drafts import has_editions
from samverkan.operation.commands import SEED


def say_what_is_missing(code: str | None) -> str:
    """That there is no such edition, and what to run if there is none at all."""
    missing = f"edition: there is no {code or 'published edition'}"
    return missing if has_editions() else f"{missing}; {SEED}"
