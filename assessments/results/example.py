"""The example: stored answers of a made-up collaboration, computed like any other."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.utils.translation import get_language

from assessments.methods.stages import load_json, parse_answers
from assessments.results.rules.snapshot import build_snapshot
from model_content.domain.content import Edition
from model_content.selectors.editions import fetch_edition, fetch_revision

FOLDER = Path(__file__).resolve().parent.parent
ANSWERS = FOLDER / "example_answers.json"
"""The answers of the example, on the shipped edition that a new installation answers."""

EARLIER = (FOLDER / "example_answers_2026_1.json",)
"""Its answers on earlier shipped editions, where one of them or a copy of it is in use."""

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
        parse_answers(_load_answers(published.content, language), published.content),
        revision=revision,
        sha256=published.sha256,
        language=language,
    )


def _load_answers(edition: Edition, language: str) -> Any:
    """The answers that fit an edition best, without those to what it does not ask."""
    files = [load_json(path.read_bytes()) for path in (ANSWERS, *EARLIER)]
    fitting = [_keep_what_is_asked(document, edition) for document in files]
    document = max(fitting, key=lambda each: sum(map(len, each["respondents"][0].values())))
    if language in WORDS:
        words = json.loads(WORDS[language].read_text(encoding="utf-8"))
        document["collaboration"] = words["collaboration"]
        comments = document["respondents"][0]["comments"]
        document["respondents"][0]["comments"] = {c: words["comments"][c] for c in comments}
    return document


def _keep_what_is_asked(document: Any, edition: Edition) -> dict[str, Any]:
    asked = {
        "markers": edition.marker_codes,
        "statements": edition.statement_codes,
        "comments": edition.aspect_by_code,
    }
    one = document["respondents"][0]
    kept = {
        part: {c: v for c, v in one[part].items() if c in codes} for part, codes in asked.items()
    }
    return {**document, "edition": edition.code, "respondents": [{**one, **kept}]}
