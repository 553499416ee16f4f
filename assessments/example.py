"""The example: stored answers of a made-up collaboration, computed like any other."""

from functools import lru_cache
from pathlib import Path
from typing import Any

from assessments.diagnosis import load_json, parse_answers
from assessments.domain.snapshot import build_snapshot
from model_content.selectors.editions import fetch_edition, fetch_revision

ANSWERS = Path(__file__).resolve().parent / "example_answers.json"


def fetch_example() -> dict[str, Any]:
    """The snapshot of the example on the edition in use. One query."""
    published = fetch_edition()
    return _compute(published.id, published.revision)


@lru_cache(maxsize=2)
def _compute(edition_id: int, revision: int) -> dict[str, Any]:
    published = fetch_revision(edition_id, revision)
    document = load_json(ANSWERS.read_bytes())
    answers = parse_answers(document, published.content)
    return build_snapshot(published.content, answers, revision=revision, sha256=published.sha256)
