"""How well each aspect of the collaboration works: its score and its band.

A statement's mean is the mean of the voters' valid answers, 1 to 5, and an aspect's score the mean
of its statements' means. The don't-know share is the don't-knows among all answers to the aspect's
statements, over all respondents; "inte aktuellt" is no answer to count. The band is the first that
holds:

* `not_rated`: no valid answer and no don't-know;
* `find_out`: more than half don't know, unless two or more have rated it and rate it low;
* `address`: score below 3;
* `strengthen`: score below 4;
* `strength`: otherwise.

The cuts are the field's custom, as in the Wilder Collaboration Factors Inventory.

Worked example: two statements; one respondent answers 2 and 3, another 4 and "vet ej". The means
are 3 and 3, so the score is 3; one answer of four is a don't-know: `strengthen`.

>>> classify_band(Fraction(3), Fraction(1, 4), respondents=2)
'strengthen'

"Has rated it" means a valid answer to at least one of the aspect's statements. The don't-know
share of an aspect that is not rated is unknown, not 0: nobody was asked.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

from assessments.methods.stages.agreement import compute_consensus, is_statement_contested
from assessments.methods.stages.answers import BY_RESPONDENT, Answer, Respondent
from assessments.methods.stages.voters import (
    Tally,
    Voter,
    compute_mean,
    count_answers,
    group_voters,
)
from model_content.domain.content import Aspect, Edition

NOT_RATED: Final = "not_rated"
FIND_OUT: Final = "find_out"
ADDRESS: Final = "address"
STRENGTHEN: Final = "strengthen"
STRENGTH: Final = "strength"

FIND_OUT_ABOVE: Final = Fraction(1, 2)
"""Don't-know share above which the group should first find out."""

RATERS_WHO_OUTWEIGH: Final = 2
"""Respondents who rate an aspect low, from which it is addressed however many don't know."""

ADDRESS_BELOW: Final = Fraction(3)
"""Score below which an aspect is to be addressed."""

STRENGTHEN_BELOW: Final = Fraction(4)
"""Score below which an aspect is to be strengthened; from it, a strength."""

NOTICEABLE_CHANGE: Final = Fraction(1, 2)
"""Change of a score between rounds, below which it is said to be about the same as before."""


@dataclass(frozen=True, slots=True)
class AspectResult:
    """How one aspect works.

    Attributes:
        code: the aspect.
        stage: the stage that lists it.
        score: 1 to 5, None without a valid answer.
        band: one of the five codes of this module.
        dont_know_share: 0 to 1, None when the aspect is not rated.
        agreement: 0 to 1, None when no statement has two valid answers.
        contested: whether at least one statement is seen differently.
        respondents: how many have a valid answer to at least one statement; None if not told.
    """

    code: str
    stage: str
    score: Fraction | None
    band: str
    dont_know_share: Fraction | None
    agreement: float | None
    contested: bool
    respondents: int | None


def compute_aspects(
    edition: Edition, respondents: Sequence[Respondent], weighting: str = BY_RESPONDENT
) -> tuple[AspectResult, ...]:
    """Compute every aspect of the edition, in content order."""
    voters = group_voters(respondents, weighting)
    return tuple(_compute_aspect(aspect, voters) for aspect in edition.aspects)


def keep_mean(aspect: AspectResult) -> AspectResult:
    """The aspect without what only the distributions of its answers tell."""
    return replace(aspect, dont_know_share=None, agreement=None, contested=False, respondents=None)


def classify_band(
    score: Fraction | None, dont_know_share: Fraction | None, respondents: int
) -> str:
    """Give the band of an aspect that so many rated: its score 1 to 5, None without a valid answer,
    and the share of “vet ej” 0 to 1, None without any answer to count."""
    if dont_know_share is None:
        return NOT_RATED
    low = score is not None and score < ADDRESS_BELOW
    outweighed = low and respondents >= RATERS_WHO_OUTWEIGH
    if score is None or (dont_know_share > FIND_OUT_ABOVE and not outweighed):
        return FIND_OUT
    if low:
        return ADDRESS
    return STRENGTHEN if score < STRENGTHEN_BELOW else STRENGTH


def _compute_aspect(aspect: Aspect, voters: Sequence[Voter]) -> AspectResult:
    codes = [statement.code for statement in aspect.statements]
    tallies = [
        count_answers([r.statements.get(code) for r in voter] for voter in voters) for code in codes
    ]
    score = compute_mean([tally.mean for tally in tallies if tally.mean is not None])
    share = _compute_dont_know_share(tallies)
    raters = sum(_has_rated(r.statements, codes) for voter in voters for r in voter)
    return AspectResult(
        code=aspect.code,
        stage=aspect.stage,
        score=score,
        band=classify_band(score, share, raters),
        dont_know_share=share,
        agreement=_compute_agreement(tallies),
        contested=any(is_statement_contested(tally.valid) for tally in tallies),
        respondents=raters,
    )


def _compute_dont_know_share(tallies: Sequence[Tally]) -> Fraction | None:
    dont_know = sum(tally.dont_know for tally in tallies)
    counted = dont_know + sum(len(tally.valid) for tally in tallies)
    return Fraction(dont_know, counted) if counted else None


def _has_rated(statements: Mapping[str, Answer], codes: Sequence[str]) -> bool:
    return any(isinstance(statements.get(code), int) for code in codes)


def _compute_agreement(tallies: Sequence[Tally]) -> float | None:
    known = [c for tally in tallies if (c := compute_consensus(tally.valid)) is not None]
    return sum(known) / len(known) if known else None
