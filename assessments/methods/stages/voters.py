"""Whose answer counts as one: a respondent, or an organisation.

With the weighting `respondent` everyone is a voter. With `organisation` those who name the same
organisation are one voter, whose answer is the mean of their valid answers, so that the party
that sent six people does not decide; a respondent who names none is a voter of their own.

Only means are weighted. Don't-knows, what is known, agreement, what is contested and how many
answered are counted by respondents, whatever the weighting.

Names that look alike are the same organisation (`samverkan.texts.fold_name`): they were typed by
several hands.

Worked example: A answers 3, 3 and 3, B answers 1 and "vet ej". By respondent the mean is
(3 + 3 + 3 + 1) / 4 = 2½, by organisation (3 + 1) / 2 = 2. Either way four answers are valid, one
is a don't-know and none says that the question does not apply:

>>> tally = count_answers([[3, 3, 3], [1, "dont_know"]])
>>> tally.mean, tally.valid, tally.dont_know, tally.not_applicable
(Fraction(2, 1), (1, 3, 3, 3), 1, 0)
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from assessments.methods.stages.answers import (
    BY_ORGANISATION,
    DONT_KNOW,
    NOT_APPLICABLE,
    Answer,
    Respondent,
)
from samverkan.texts import fold_name

Voter = tuple[Respondent, ...]
"""The respondents who share one vote."""


@dataclass(frozen=True, slots=True)
class Tally:
    """The answers to one question.

    Attributes:
        valid: the respondents' valid answers, in ascending order.
        dont_know: how many respondents answered "vet ej".
        not_applicable: how many answered that it does not apply to them.
        mean: the mean of the voters' answers, None if nobody gave a valid one.
    """

    valid: tuple[int, ...]
    dont_know: int
    not_applicable: int
    mean: Fraction | None


def group_voters(respondents: Iterable[Respondent], weighting: str) -> tuple[Voter, ...]:
    """Divide the respondents into voters; `weighting` is one of `answers.WEIGHTINGS`."""
    voters: dict[object, list[Respondent]] = {}
    for i, respondent in enumerate(respondents):
        name = fold_name(respondent.organisation) if weighting == BY_ORGANISATION else ""
        voters.setdefault(name or i, []).append(respondent)
    return tuple(tuple(voter) for voter in voters.values())


def count_answers(answers: Iterable[Sequence[Answer | None]]) -> Tally:
    """Count the answers to one question, given as one sequence of answers for each voter."""
    by_voter = [list(given) for given in answers]
    valid_by_voter = [[a for a in given if isinstance(a, int)] for given in by_voter]
    return Tally(
        valid=tuple(sorted(answer for given in valid_by_voter for answer in given)),
        dont_know=sum(given.count(DONT_KNOW) for given in by_voter),
        not_applicable=sum(given.count(NOT_APPLICABLE) for given in by_voter),
        mean=compute_mean([Fraction(sum(v), len(v)) for v in valid_by_voter if v]),
    )


def compute_mean(values: Sequence[Fraction]) -> Fraction | None:
    """Give the exact mean, None if there are no values."""
    return sum(values, Fraction(0)) / len(values) if values else None
