"""The examples: stored answers of a made-up collaboration, computed like any other.

First it answers together, and half a year later nine of its people answer separately in a round,
which is compared with the first.
"""

import json
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from django.utils.translation import get_language

from assessments.meeting.rules.meeting import (
    MEETING,
    ActionItem,
    ActionStatus,
    Meeting,
    dump_meeting,
)
from assessments.methods.stages import load_json, parse_answers
from assessments.results.rules.snapshot import add_earlier, build_snapshot
from assessments.rounds.rules.terms import RoundTerms
from model_content.domain.content import Edition
from model_content.selectors.editions import fetch_edition, fetch_revision

FOLDER = Path(__file__).resolve().parent.parent
ANSWERS = FOLDER / "example_answers.json"
"""The answers of the example, on the shipped edition that a new installation answers."""

EARLIER = (FOLDER / "example_answers_2026_1.json",)
"""Its answers on earlier shipped editions, where one of them or a copy of it is in use."""

WORDS = {code: FOLDER / f"example_words_{code}.json" for code in ("sv", "en")}
"""What they have written at the meeting, and in other languages than Swedish the rest too."""


GROUP: Final = FOLDER / "example_group_answers.json"
"""The answers of its round."""

TERMS: Final = RoundTerms(
    anonymous=True,
    smallest_group=5,
    perspectives=False,
    second_perspectives=False,
    organisations=(),
    title="",
    part="",
    opened_on=date(2027, 5, 3),
    closed_on=date(2027, 5, 18),
)


def fetch_example(*, of_group: bool = False) -> dict[str, Any]:
    """The snapshot of the example on the edition in use, in the language in use. One query."""
    published = fetch_edition()
    return _compute(published.id, published.revision, get_language(), of_group)


@lru_cache(maxsize=8)
def _compute(edition_id: int, revision: int, language: str, of_group: bool) -> dict[str, Any]:
    published = fetch_revision(edition_id, revision)
    edition = published.content
    files = ((GROUP,),) if of_group else ()
    snapshot = build_snapshot(
        edition,
        parse_answers(_load_answers(edition, language, *files), edition),
        revision=revision,
        sha256=published.sha256,
        language=language,
        terms=TERMS if of_group else None,
    )
    if not of_group:
        return snapshot
    before = _compute(edition_id, revision, language, False)
    return {**add_earlier(snapshot, before, edition, edition), MEETING: _meet(language)}


def _meet(language: str) -> dict[str, Any]:
    """What the group came to at its meeting."""
    said = _load_words(language)["meeting"]
    actions = tuple(
        ActionItem(each["what"], each["who"], date.fromisoformat(each["due_on"]), each["aspect"],
                   ActionStatus.PLANNED, for_steering="cost" in each, cost=each.get("cost", ""))
        for each in said["actions"]
    )  # fmt: skip
    meeting = Meeting(date(2027, 5, 27), said["stage"], said["reason"], (), "", actions)
    return dump_meeting(meeting)


def _load_words(language: str) -> Any:
    return json.loads(WORDS.get(language, WORDS["sv"]).read_text(encoding="utf-8"))


def _load_answers(
    edition: Edition, language: str, paths: tuple[Path, ...] = (ANSWERS, *EARLIER)
) -> Any:
    """The answers that fit an edition best, without those to what it does not ask."""
    files = [load_json(path.read_bytes()) for path in paths]
    fitting = [_keep_what_is_asked(document, edition) for document in files]
    document = max(fitting, key=lambda each: sum(map(len, each["respondents"][0].values())))
    words = _load_words(language)
    if "collaboration" in words:
        document["collaboration"] = words["collaboration"]
        for one in document["respondents"]:
            one["comments"] = {c: words["comments"][c] for c in one["comments"]}
    return document


def _keep_what_is_asked(document: Any, edition: Edition) -> dict[str, Any]:
    asked = {
        "markers": edition.marker_codes,
        "statements": edition.statement_codes,
        "comments": edition.aspect_by_code,
    }

    def keep(one: Mapping[str, Any]) -> dict[str, Any]:
        kept = {
            part: {c: v for c, v in one.get(part, {}).items() if c in codes}
            for part, codes in asked.items()
        }
        votes = [code for code in one.get("votes", ()) if code in edition.aspect_by_code]
        return {**one, **kept, **({"votes": votes} if votes else {})}

    respondents = [keep(one) for one in document["respondents"]]
    return {**document, "edition": edition.code, "respondents": respondents}
