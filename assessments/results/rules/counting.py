"""What all have answered to each question, put together so that nothing says who answered what.

Which of it may be shown: see disclosure.py.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping

from assessments.methods.stages.answers import Respondent


def count_answers_by_value(respondents: Iterable[Respondent]) -> dict[str, dict[str, int]]:
    """Count the answers to each question, by value."""
    return count_by_value({**each.markers, **each.statements} for each in respondents)


def count_by_value(answers: Iterable[Mapping[str, object]]) -> dict[str, dict[str, int]]:
    counts: dict[str, Counter[str]] = {}
    for given in answers:
        for code, value in given.items():
            counts.setdefault(code, Counter())[str(value)] += 1
    return {code: dict(sorted(counts[code].items())) for code in sorted(counts)}


def shuffle_comments(respondents: Iterable[Respondent]) -> list[dict[str, str]]:
    """All comments, in an order that says nothing about who wrote which: that of the texts' hashes.

    It is as good as chance, yet the same every time. What was written twice is sorted by aspect.
    """
    comments = [{"aspect": c, "text": t} for r in respondents for c, t in r.comments.items()]
    return sorted(
        comments, key=lambda c: (hashlib.sha256(c["text"].encode()).hexdigest(), c["aspect"])
    )
