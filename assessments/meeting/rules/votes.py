"""A new vote on a topic: its questions with what was answered before the meeting and now.

Example: two of ten said 5 of `vem.1` in the round; seven vote, four with 5: the question comes with
counts that end in (5, 2), and once more with counts that end in (5, 4).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from assessments.methods.stages.answers import DONT_KNOW, NOT_APPLICABLE
from assessments.results.report.parts import QuestionView

Counts = Mapping[str, Mapping[str, int]]


def pair_questions(
    questions: Sequence[QuestionView], counts: Counts
) -> list[tuple[QuestionView, QuestionView | None]]:
    """Each question as in the round, and as in the vote: None if that is not shown."""
    return [
        (each, _view_after(each, counts[each.code]) if each.code in counts else None)
        for each in questions
    ]


def count_most(questions: Iterable[QuestionView | None]) -> int:
    """The most answers with one value to any of the questions."""
    return max((count for each in questions if each for _value, count in each.counts), default=0)


def _view_after(question: QuestionView, given: Mapping[str, int]) -> QuestionView:
    return replace(
        question,
        counts=tuple((value, given.get(str(value), 0)) for value, _before in question.counts),
        dont_know=given.get(DONT_KNOW, 0),
        not_applicable=given.get(NOT_APPLICABLE, 0),
        is_uncounted=False,
        is_withheld=False,
    )
