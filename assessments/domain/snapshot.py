"""A result as it is stored: `samverkan-snapshot/1`, everything that is printed and nothing more.

It names the revision of the content by number and hash and the method by version, so that a report
made from it never changes. Rounds answered alone or together hold one set of answers, which is
kept so that it can be downloaded; a round answered separately keeps none (no row per person).

A result that is not the first also holds an earlier one in short, under `earlier`
(domain/standing.py). It is what the report's comparison is made from, and no part of what makes two
results the same: `is_same_result`.

Example: `{"format": "samverkan-snapshot/1", "edition": {"code": "2026.1", "revision": 1,
"sha256": "…"}, "method": "1", "date": "2026-11-21", "answered": "alone", "people": 1,
"respondents": 1, "collaboration": {…}, "diagnosis": {…}, "counts": {"varfor.1": {"4": 1}},
"comments": [{"aspect": "varfor", "text": "…"}], "answers": {…}}`
"""

import hashlib
from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

from assessments.diagnosis import compute_diagnosis, dump_diagnosis
from assessments.diagnosis.answers import SEPARATELY, Answers, dump_answers
from assessments.domain.standing import Standing, dump_standing, parse_standing, read_standing
from model_content.domain.content import Edition

SNAPSHOT_FORMAT: Final = "samverkan-snapshot/1"

EARLIER: Final = "earlier"
"""The optional key that holds an earlier result in short."""


class SnapshotError(ValueError):
    """A stored snapshot has a format that this version does not know."""


def build_snapshot(
    edition: Edition, answers: Answers, *, revision: int, sha256: str
) -> dict[str, Any]:
    """Compute the diagnosis of a round and build the document of its result.

    Args:
        edition: the content that was answered.
        answers: all answers of the round.
        revision: number of the content's revision.
        sha256: hash of that revision.
    """
    diagnosis = compute_diagnosis(edition, answers)
    document: dict[str, Any] = {
        "format": SNAPSHOT_FORMAT,
        "edition": {"code": diagnosis.edition, "revision": revision, "sha256": sha256},
        "method": diagnosis.method,
        "date": answers.date,
        "collaboration": {"name": answers.collaboration_name, "scope": answers.scope},
        "answered": answers.answered,
        "people": answers.people,
        "respondents": len(answers.respondents),
        "diagnosis": dump_diagnosis(diagnosis),
        "counts": _count_answers(answers),
        "comments": _shuffle_comments(answers),
    }
    if len(answers.respondents) == 1 and answers.answered != SEPARATELY:
        document["answers"] = dump_answers(answers)
    return document


def upgrade_snapshot(document: Mapping[str, Any]) -> Mapping[str, Any]:
    """Bring a stored document to the newest format, so that reports read only that.

    Raises:
        SnapshotError: the format is unknown.
    """
    if document.get("format") != SNAPSHOT_FORMAT:
        raise SnapshotError(f"unknown snapshot format {document.get('format')!r}")
    return document


def add_earlier(
    document: Mapping[str, Any], snapshot: Mapping[str, Any], edition: Edition
) -> dict[str, Any]:
    """Give the document of a new result with an earlier one in short.

    Args:
        document: the new result.
        snapshot: the earlier one, in the newest format.
        edition: the revision of the content that the earlier one names.
    """
    return {**document, EARLIER: dump_standing(read_standing(snapshot, edition))}


def read_earlier(snapshot: Mapping[str, Any]) -> Standing | None:
    """The earlier result that a snapshot holds in short, None if it holds none."""
    document = snapshot.get(EARLIER)
    return parse_standing(document) if document else None


def is_same_result(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two results say the same, whatever earlier one each is compared with."""
    return _leave_out_earlier(one) == _leave_out_earlier(other)


def _leave_out_earlier(document: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in document.items() if key != EARLIER}


def _count_answers(answers: Answers) -> dict[str, dict[str, int]]:
    counts: dict[str, Counter[str]] = {}
    for respondent in answers.respondents:
        for code, value in (*respondent.markers.items(), *respondent.statements.items()):
            counts.setdefault(code, Counter())[str(value)] += 1
    return {code: dict(sorted(counts[code].items())) for code in sorted(counts)}


def _shuffle_comments(answers: Answers) -> list[dict[str, str]]:
    """All comments, in an order that says nothing about who wrote which.

    The order is that of the texts' hashes: as good as chance, yet the same every time.
    """
    comments = [
        {"aspect": code, "text": text}
        for respondent in answers.respondents
        for code, text in respondent.comments.items()
    ]
    return sorted(comments, key=lambda c: hashlib.sha256(c["text"].encode()).hexdigest())
