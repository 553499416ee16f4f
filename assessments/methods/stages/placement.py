"""In which stage a collaboration stands: the stage whose typical pattern its markers are nearest.

A collaboration in stage k typically has everything before k in place, k half-way, and nothing
after it. With progress p from 0 to 1 for each stage, its distance from that pattern is

    d_k = sum over s < k of (1 - p_s)²  +  own_k  +  sum over s > k of p_s²,   own_k = (p_k - ½)²

over the stages whose progress is known; own_k is a fixed quarter where p_k is not. In a *lasting*
stage everything in place means that the work runs, so own_k is 0 from half-way on. A *closing*
stage is also a branch from any stage j before it, since a group can end without having gone
through the rest: its distance is the smaller of d_k and

    (1 - p_k)²  +  the smallest, over j, of [ sum over s < j of (1 - p_s)²  +
                                              sum over j < s < k of p_s² ]

The nearest stage is the placement and the second nearest the runner-up; ties go to the earlier
stage, since the foundation comes first. The margin between the two decides how sure the placement
is said to be. The tool suggests; the group decides.

Worked example: three stages with progress 1, ½ and 0. d_1 = (1 - ½)² + (½)² + 0 = ½, d_2 = 0 and
d_3 = 0 + (1 - ½)² + (0 - ½)² = ½. The second stage is nearest, the runner-up is the first (a tie
with the third) and the margin is ½: `clear`.

How much must be known of a marker, a stage and the whole stands in basis.py: what is not known adds
to no distance, and decides how sure the placement is said to be.

Readings of method.md where it leaves a choice:

* A closing stage is reached from the stages before it. One that is not last would otherwise be
  compared with stages that come after the end.
* A stage without markers is unknown.
* An edition with one stage has no runner-up and no margin; its placement is `clear`.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

from assessments.methods.stages.agreement import is_marker_contested
from assessments.methods.stages.answers import BY_RESPONDENT, MARKER_MAX, Respondent
from assessments.methods.stages.basis import (
    Basis,
    compute_marker_mean,
    count_basis,
    is_known_well,
    is_left_out,
)
from assessments.methods.stages.rules import Rules, find_rules
from assessments.methods.stages.voters import Tally, compute_mean, count_answers, group_voters
from model_content.domain.content import Edition, Stage

INSUFFICIENT: Final = "insufficient"
UNCLEAR: Final = "unclear"
BETWEEN: Final = "between"
LIKELY: Final = "likely"
CLEAR: Final = "clear"

STAGE_KNOWN_SHARE: Final = Fraction(1, 2)
"""Share of a stage's markers, those left out apart, that must be known for its progress to be."""

PLACEABLE_SHARE: Final = Fraction(1, 2)
"""Share of the stages that must be known for a placement to be made at all."""

HALF_WAY: Final = Fraction(1, 2)
"""Progress of the stage that a collaboration typically stands in.

Also where a lasting stage runs, and where a stage is begun enough to count: below it a stage
before the placement is skipped, from it a stage after the placement is ahead.
"""

OWN_DISTANCE_UNKNOWN: Final = Fraction(1, 4)
"""What the placed stage itself adds to the distance (`own_k`) when its progress is unknown."""

UNCLEAR_ABOVE: Final = Fraction(1)
"""Smallest distance above which the answers fit no stage."""

BETWEEN_BELOW: Final = Fraction(1, 10)
"""Margin below which two stages are named; the nearest was right in just over half the cases."""

LIKELY_BELOW: Final = Fraction(1, 4)
"""Margin below which the stage is said to be likely; it was right in three cases of four."""

DIVIDED_LEAST: Final = 3
"""Own placements that name a stage, from which a group can be divided."""

DIVIDED_SHARE: Final = Fraction(1, 2)
"""Share of own placements in or next to the joint stage, below which a group is divided."""


@dataclass(frozen=True, slots=True)
class Placement:
    """Where one set of answers is placed.

    Attributes:
        stage: the nearest stage, None when `certainty` is insufficient or unclear.
        runner_up: the nearest of the others, None without a stage or without others.
        margin: the difference between their distances, None as `runner_up`.
        certainty: one of the five codes of this module.
        distances: distance from each stage's typical pattern, in stage order.
        progress: progress of each stage, 0 to 1, in stage order; None where unknown.
        marker_means: mean of each marker, 0 to 3, in content order; None where unknown.
        basis: how much it rests on.
        in_place: the stages that may be said to be in place: half-way at least, and known well
            enough; in stage order.
    """

    stage: str | None
    runner_up: str | None
    margin: Fraction | None
    certainty: str
    distances: Mapping[str, Fraction]
    progress: Mapping[str, Fraction | None]
    marker_means: Mapping[str, Fraction | None]
    basis: Basis
    in_place: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlacementOutcome:
    """The joint placement of a round, and what it says about the respondents and the stages.

    Attributes:
        placement: the joint placement; `clear` is lowered to `likely` if the group is divided.
        divided: whether the respondents answer from different stages.
        own_placements: how many are placed in each stage on their own answers, in stage order.
        skipped: stages before the placement that the group has gone on without finishing.
        ahead: stages after the placement with work that runs in parallel.
        contested_markers: markers that are seen differently, in content order.
    """

    placement: Placement
    divided: bool
    own_placements: Mapping[str, int]
    skipped: tuple[str, ...]
    ahead: tuple[str, ...]
    contested_markers: tuple[str, ...]


def compute_placement(
    edition: Edition,
    respondents: Sequence[Respondent],
    weighting: str = BY_RESPONDENT,
    left_out: Collection[str] = (),
    least: int = 1,
) -> PlacementOutcome:
    """Place a round: all its respondents together, and each on their own.

    Args:
        left_out: markers that are left out whatever these respondents answer: those of the whole
            round, where they are a part of it.
        least: own placements, all together, from which they are told and count.
    """
    tallies = _count_markers(edition, respondents, weighting)
    placement = _place(edition, tallies, left_out)
    own = keep_from(least, _count_own_placements(edition, respondents))
    divided = _is_divided(edition, placement.stage, own)
    if divided and placement.certainty == CLEAR:
        placement = replace(placement, certainty=LIKELY)
    return PlacementOutcome(
        placement=placement,
        divided=divided,
        own_placements=own,
        skipped=_find_skipped(edition, placement),
        ahead=_find_ahead(edition, placement),
        contested_markers=tuple(c for c, t in tallies.items() if is_marker_contested(t.valid)),
    )


def compute_single_placement(edition: Edition, respondent: Respondent) -> Placement:
    """Place one respondent on that respondent's answers alone."""
    return _place(edition, _count_markers(edition, [respondent], BY_RESPONDENT), ())


def find_left_out(edition: Edition, respondents: Sequence[Respondent]) -> frozenset[str]:
    """The markers that do not apply to most of those who have answered them."""
    tallies = _count_markers(edition, respondents, BY_RESPONDENT)
    return frozenset(code for code, tally in tallies.items() if is_left_out(tally))


def keep_from(least: int, counts: Mapping[str, int]) -> Mapping[str, int]:
    """The counts, if they are of so many in all; else none."""
    return counts if sum(counts.values()) >= least else {}


def is_reached(progress: Fraction | None) -> bool:
    """Tell whether a stage is known to be at least half-way."""
    return progress is not None and progress >= HALF_WAY


def _count_markers(
    edition: Edition, respondents: Sequence[Respondent], weighting: str
) -> dict[str, Tally]:
    voters = group_voters(respondents, weighting)
    codes = [marker.code for marker in edition.markers]
    return {
        code: count_answers([r.markers.get(code) for r in voter] for voter in voters)
        for code in codes
    }


def _place(edition: Edition, tallies: Mapping[str, Tally], left_out: Collection[str]) -> Placement:
    rules = find_rules(edition)
    kept = {c: t for c, t in tallies.items() if c not in left_out and not is_left_out(t)}
    means = {c: compute_marker_mean(kept[c]) if c in kept else None for c in tallies}
    progress = [_compute_progress(stage, means, kept) for stage in edition.stages]
    basis = count_basis(tallies, kept, means, rules)
    distances = _compute_distances(edition, progress)
    codes = list(edition.stage_by_code)
    nearest = sorted(range(len(codes)), key=lambda k: (distances[k], k))
    margin = distances[nearest[1]] - distances[nearest[0]] if len(nearest) > 1 else None
    certainty = _classify_certainty(progress, distances, margin, basis, rules)
    named = certainty not in (INSUFFICIENT, UNCLEAR)
    return Placement(
        stage=codes[nearest[0]] if named else None,
        runner_up=codes[nearest[1]] if named and margin is not None else None,
        margin=margin if named else None,
        certainty=certainty,
        distances=dict(zip(codes, distances, strict=True)),
        progress=dict(zip(codes, progress, strict=True)),
        marker_means=means,
        basis=basis,
        in_place=tuple(
            stage.code
            for stage, p in zip(edition.stages, progress, strict=True)
            if is_reached(p) and is_known_well(stage, means, kept, rules)
        ),
    )


def _compute_progress(
    stage: Stage, means: Mapping[str, Fraction | None], kept: Collection[str]
) -> Fraction | None:
    asked = [means[marker.code] for marker in stage.markers if marker.code in kept]
    known = [mean for mean in asked if mean is not None]
    mean = compute_mean(known)
    if mean is None or len(known) < STAGE_KNOWN_SHARE * len(asked):
        return None
    return mean / MARKER_MAX


def _compute_distances(edition: Edition, progress: Sequence[Fraction | None]) -> list[Fraction]:
    # An unknown stage adds nothing, whichever side of the placement it is on.
    unfinished = [Fraction(0) if p is None else (1 - p) ** 2 for p in progress]
    begun = [Fraction(0) if p is None else p**2 for p in progress]
    return [
        _compute_distance(edition, k, progress[k], unfinished, begun) for k in range(len(progress))
    ]


def _compute_distance(
    edition: Edition,
    k: int,
    progress: Fraction | None,
    unfinished: Sequence[Fraction],
    begun: Sequence[Fraction],
) -> Fraction:
    stage = edition.stages[k]
    distance = sum(unfinished[:k]) + _compute_own(stage, progress) + sum(begun[k + 1 :])
    if not stage.closing or progress is None:
        return distance
    branches = [
        unfinished[k] + sum(unfinished[:j]) + sum(begun[j + 1 : k])
        for j in range(k)
        if not edition.stages[j].closing
    ]
    return min([distance, *branches])


def _compute_own(stage: Stage, progress: Fraction | None) -> Fraction:
    if progress is None:
        return OWN_DISTANCE_UNKNOWN
    if stage.lasting and progress >= HALF_WAY:
        return Fraction(0)
    return (progress - HALF_WAY) ** 2


def _classify_certainty(
    progress: Sequence[Fraction | None],
    distances: Sequence[Fraction],
    margin: Fraction | None,
    basis: Basis,
    rules: Rules,
) -> str:
    known = sum(p is not None for p in progress)
    if not progress or known < PLACEABLE_SHARE * len(progress):
        return INSUFFICIENT
    if basis.known < rules.placeable_markers * basis.applicable:
        return INSUFFICIENT
    if min(distances) > UNCLEAR_ABOVE:
        return UNCLEAR
    if margin is None or margin >= LIKELY_BELOW:
        return LIKELY if basis.is_thin else CLEAR
    return BETWEEN if margin < BETWEEN_BELOW else LIKELY


def _count_own_placements(edition: Edition, respondents: Sequence[Respondent]) -> dict[str, int]:
    counts = Counter(compute_single_placement(edition, r).stage for r in respondents)
    return {code: counts[code] for code in edition.stage_by_code if counts[code]}


def _is_divided(edition: Edition, stage: str | None, own: Mapping[str, int]) -> bool:
    placed = sum(own.values())
    if stage is None or placed < DIVIDED_LEAST:
        return False
    codes = list(edition.stage_by_code)
    k = codes.index(stage)
    near = sum(own.get(code, 0) for code in codes[max(0, k - 1) : k + 2])
    return stage not in own or near < DIVIDED_SHARE * placed


def _find_skipped(edition: Edition, placement: Placement) -> tuple[str, ...]:
    if placement.stage is None:
        return ()
    k = list(edition.stage_by_code).index(placement.stage)
    closing = edition.stages[k].closing
    unfinished = [s for s in range(k) if _is_unfinished(edition, placement, s)]
    return tuple(
        edition.stages[s].code
        for s in unfinished
        if not closing or _was_passed(edition, placement, s, k)
    )


def _is_unfinished(edition: Edition, placement: Placement, s: int) -> bool:
    progress = placement.progress[edition.stages[s].code]
    return progress is not None and progress < HALF_WAY


def _was_passed(edition: Edition, placement: Placement, s: int, closing: int) -> bool:
    """Tell whether a group that is ending went past stage `s` rather than never reached it.

    It did if a later stage is half-way, or if it ran (a lasting stage is half-way) and `s` is the
    last stage before the closing one: then it ends unevaluated.
    """
    reached = [stage for stage in edition.stages if is_reached(placement.progress[stage.code])]
    later = {stage.code for stage in edition.stages[s + 1 :]}
    earlier = {stage.code for stage in edition.stages[:s]}
    if any(stage.code in later and not stage.closing for stage in reached):
        return True
    return s == closing - 1 and any(stage.code in earlier and stage.lasting for stage in reached)


def _find_ahead(edition: Edition, placement: Placement) -> tuple[str, ...]:
    if placement.stage is None:
        return ()
    codes = list(edition.stage_by_code)
    after = codes[codes.index(placement.stage) + 1 :]
    return tuple(code for code in after if is_reached(placement.progress[code]))
