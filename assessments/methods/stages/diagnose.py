"""The whole diagnosis of a round: answers in, one immutable result out.

The parts are computed in this order, and each module states its own rule: the placement from the
markers alone (`placement`), the aspects from the statements alone (`aspects`), and what to do from
the two together (`priorities`). Everything is exact; numbers become decimals, rounded to four, only
in `dump_diagnosis`, whose shape is `samverkan-diagnosis/1`.

The edition says by which version of the method (rules.py); a version is never changed.

Two things that contradict each other are said as such, from method 2: most answers are that the
group ends, and it is placed in the first stage; or that it goes on as before, and it is placed in a
closing one.

Worked example: one person answers all markers of the first stage with 3 and all others with 0.
The progress is 1, 0, 0 … so the distance from the first stage is (1 - ½)² = ¼, from the second
(0 - ½)² = ¼ too, and from the third 1¼: between the first two, in favour of the earlier, and with
a reach that is the second.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from assessments.methods.stages.answers import Answer, Answers, Respondent
from assessments.methods.stages.aspects import AspectResult, compute_aspects, keep_mean
from assessments.methods.stages.basis import Basis
from assessments.methods.stages.placement import (
    Placement,
    compute_placement,
    compute_single_placement,
    keep_from,
)
from assessments.methods.stages.priorities import (
    LEAVING,
    START_HERE,
    compute_priorities,
    count_wishes,
)
from assessments.methods.stages.rules import VERSIONS
from model_content.domain.content import Edition

DIAGNOSIS_FORMAT: Final = "samverkan-diagnosis/1"

DECIMALS: Final = 4
"""Decimals of the numbers in a dumped diagnosis."""

MOST: Final = Fraction(1, 2)
"""Share of the outlooks that one must exceed to be that of most answers."""

ENDS_AT_START: Final = "ends_at_start"
GOES_ON_AT_END: Final = "goes_on_at_end"


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """Everything that is computed from one round; see the modules for each attribute's rule."""

    edition: str
    method: str
    stage: str | None
    runner_up: str | None
    margin: Fraction | None
    certainty: str
    divided: bool
    distances: Mapping[str, Fraction]
    progress: Mapping[str, Fraction | None]
    own_placements: Mapping[str, int]
    self_placements: Mapping[str, int]
    outlook: Mapping[str, int]
    skipped: tuple[str, ...]
    ahead: tuple[str, ...]
    contested_markers: tuple[str, ...]
    aspects: tuple[AspectResult, ...]
    priorities: tuple[str, ...]
    carry_over: tuple[str, ...]
    prepare: tuple[str, ...]
    strengths: tuple[str, ...]
    reach: str | None
    basis: Basis | None
    in_place: tuple[str, ...]
    contradiction: str | None

    @property
    def start_here(self) -> tuple[str, ...]:
        """The first priorities, "Börja här"."""
        return self.priorities[:START_HERE]


def compute_diagnosis(
    edition: Edition, answers: Answers, *, least: int = 1, has_spread: bool = True
) -> Diagnosis:
    """Compute the diagnosis of a round. The order of its respondents changes nothing.

    Answers to codes that the edition does not have are ignored.

    Args:
        least: own placements, and self-placements, from which they are told and count.
        has_spread: whether more is told of a question than its mean: how many answered it, know
            it or see it differently. What is not told has no part in the order of the aspects.
    """
    respondents = answers.respondents
    outcome = compute_placement(edition, respondents, answers.weighting, least=least)
    placement = outcome.placement
    aspects = compute_aspects(edition, respondents, answers.weighting)
    if not has_spread:
        aspects = tuple(keep_mean(aspect) for aspect in aspects)
    self_placed = _count(edition.stage_by_code, (r.self_placement for r in respondents))
    wishes = count_wishes(edition, respondents)
    actions = compute_priorities(edition, placement, aspects, wishes)
    return Diagnosis(
        edition=edition.code,
        method=edition.method,
        stage=placement.stage,
        runner_up=placement.runner_up,
        margin=placement.margin,
        certainty=placement.certainty,
        divided=outcome.divided,
        distances=placement.distances,
        progress=placement.progress,
        own_placements=outcome.own_placements,
        self_placements=keep_from(least, self_placed),
        outlook=wishes.outlook,
        skipped=outcome.skipped,
        ahead=outcome.ahead,
        contested_markers=outcome.contested_markers if has_spread else (),
        aspects=aspects,
        priorities=actions.priorities,
        carry_over=actions.carry_over,
        prepare=actions.prepare,
        strengths=actions.strengths,
        reach=actions.reach,
        basis=placement.basis if has_spread else None,
        in_place=placement.in_place,
        contradiction=find_contradiction(edition, placement.stage, wishes.outlook),
    )


def compute_preliminary_stage(edition: Edition, markers: Mapping[str, Answer]) -> Placement:
    """Place a single set of marker answers, for the walk before anything is submitted."""
    return compute_single_placement(edition, Respondent(markers=markers))


def compute_direction(
    edition: Edition, stage: str | None, outlook: Mapping[str, int]
) -> str | None:
    """Say where a group in a closing stage is heading, for the heading of its result.

    `redefine` or `end` if more than half of the outlooks given (`outlook`: how many gave each) say
    so and the stage is closing; otherwise None, and the heading is the stage's name.
    """
    if stage is None or not edition.stage_by_code[stage].closing:
        return None
    most = _find_main(outlook)
    return most if most in LEAVING else None


def find_contradiction(
    edition: Edition, stage: str | None, outlook: Mapping[str, int]
) -> str | None:
    """Say what contradicts itself: where the markers place the group and where most are heading:
    `ends_at_start`, `goes_on_at_end` or None."""
    if stage is None:
        return None
    most, is_closing = _find_main(outlook), edition.stage_by_code[stage].closing
    if most == "continue" and is_closing:
        return GOES_ON_AT_END
    is_first = stage == edition.stages[0].code
    return ENDS_AT_START if most == "end" and is_first and not is_closing else None


def _find_main(outlook: Mapping[str, int]) -> str | None:
    """The outlook of more than half of those who gave one."""
    given = sum(outlook.values())
    return next((code for code, count in outlook.items() if count > MOST * given), None)


def dump_diagnosis(diagnosis: Diagnosis) -> dict[str, Any]:
    """Give the diagnosis as a `samverkan-diagnosis/1` document, numbers rounded.

    `basis`, `in_place` and `contradiction` are said from method 2.
    """
    document = {
        "format": DIAGNOSIS_FORMAT,
        "edition": diagnosis.edition,
        "method": diagnosis.method,
        "stage": diagnosis.stage,
        "runner_up": diagnosis.runner_up,
        "margin": round_number(diagnosis.margin),
        "certainty": diagnosis.certainty,
        "divided": diagnosis.divided,
        "distances": {code: round_number(value) for code, value in diagnosis.distances.items()},
        "progress": {code: round_number(value) for code, value in diagnosis.progress.items()},
        "own_placements": dict(diagnosis.own_placements),
        "self_placements": dict(diagnosis.self_placements),
        "outlook": dict(diagnosis.outlook),
        "skipped": list(diagnosis.skipped),
        "ahead": list(diagnosis.ahead),
        "contested_markers": list(diagnosis.contested_markers),
        "aspects": [_dump_aspect(aspect) for aspect in diagnosis.aspects],
        "priorities": list(diagnosis.priorities),
        "carry_over": list(diagnosis.carry_over),
        "prepare": list(diagnosis.prepare),
        "strengths": list(diagnosis.strengths),
    }
    return document | _dump_more(diagnosis)


def _dump_more(diagnosis: Diagnosis) -> dict[str, Any]:
    if not VERSIONS[diagnosis.method].tells_basis:
        return {}
    basis = diagnosis.basis
    counted = ("markers", "known", "dont_know", "not_applicable", "unanswered")
    told = basis and {name: getattr(basis, name) for name in counted} | {"thin": basis.is_thin}
    return {
        "basis": told,
        "in_place": list(diagnosis.in_place),
        "contradiction": diagnosis.contradiction,
    }


def _count(known: Iterable[str], given: Iterable[str | None]) -> dict[str, int]:
    """Count in the order of what is known, so that the order of respondents leaves no trace."""
    counts = Counter(given)
    return {value: counts[value] for value in known if counts[value]}


def _dump_aspect(aspect: AspectResult) -> dict[str, Any]:
    return {
        "code": aspect.code,
        "stage": aspect.stage,
        "score": round_number(aspect.score),
        "band": aspect.band,
        "dont_know_share": round_number(aspect.dont_know_share),
        "agreement": round_number(aspect.agreement),
        "contested": aspect.contested,
        "respondents": aspect.respondents,
    }


def round_number(value: Fraction | float | None) -> float | None:
    """Round to the decimals that are stored and given out."""
    return None if value is None else float(round(Fraction(value), DECIMALS))
