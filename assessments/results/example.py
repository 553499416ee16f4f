"""The example: stored answers of a made-up collaboration, computed like any other."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.utils.translation import get_language

from assessments.methods.stages import load_json, parse_answers
from assessments.results.rules.snapshot import build_snapshot
from model_content.selectors.editions import fetch_edition, fetch_revision

FOLDER = Path(__file__).resolve().parent.parent
ANSWERS = FOLDER / "example_answers.json"

WORDS = {"en": FOLDER / "example_words_en.json"}
"""What those who answer are said to have written, where it is translated."""


def fetch_example() -> dict[str, Any]:
    """The snapshot of the example on the edition in use, in the language in use. One query."""
    published = fetch_edition()
    return _compute(published.id, published.revision, get_language())


@lru_cache(maxsize=4)
def _compute(edition_id: int, revision: int, language: str) -> dict[str, Any]:
    published = fetch_revision(edition_id, revision)
    return build_snapshot(
        published.content,
        parse_answers(_load_answers(language), published.content),
        revision=revision,
        sha256=published.sha256,
        language=language,
    )


def _load_answers(language: str) -> Any:
    document: Any = load_json(ANSWERS.read_bytes())
    if language in WORDS:
        words = json.loads(WORDS[language].read_text(encoding="utf-8"))
        document["collaboration"] = words["collaboration"]
        document["respondents"][0]["comments"] = words["comments"]
    return document
