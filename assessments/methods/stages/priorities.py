"""What to address first, what to take along, what to prepare and what works well.

The *reach* is the placed stage, or the very next one when the placement is between the two and the
next is not closing. Candidates are the aspects of the stages up to and including the reach that
are to be addressed, found out or strengthened, and those of the reach itself also when they are
not rated. They are ordered by

1. band: `address` with a score below 2, `address`, `find_out`, `not_rated`, `strengthen`;
2. stage, since unfinished foundations come before what is built on them;
3. lowest score (`find_out`: highest don't-know share);
4. content order.

After all of them come cross-cutting aspects of later stages, only in band `address`. Without a
placement, all aspects in `address`, `find_out` or `strengthen` are listed, in the same order.

A group in a closing stage does other things: first that stage's own aspects, whatever their band
except `strength`; then, if a lasting stage is at least half-way, those of the stage before it that
are not strengths. All other aspects to work on, of stages with progress from a quarter, are not
things to do any more: they are carried over to the next collaboration.

Worked example: a group stands in the second of three stages. An aspect of the first with score 2½
comes before one of the second with score 2 (both `address`, the foundation first), but after one
of the second with score 1 (below 2). A cross-cutting aspect of the third stage with score 1 comes
last.

Readings of method.md where it leaves a choice:

* Between two stages of which the runner-up is the next, the reach is the runner-up, and only *its*
  aspects are candidates when not rated.
* Cross-cutting aspects of later stages are ordered among themselves like all others.
* What a group that may start over is to prepare (the first stage) leaves cross-cutting aspects
  out, as for any other stage.
* The closing stage and the stage before it are the placed stage and the one before that in order.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from assessments.methods.stages.aspects import (
    ADDRESS,
    FIND_OUT,
    NOT_RATED,
    STRENGTH,
    STRENGTHEN,
    AspectResult,
)
from assessments.methods.stages.placement import BETWEEN, Placement, is_reached
from model_content.domain.content import Edition

URGENT_BELOW: Final = Fraction(2)
"""Score below which an aspect to address comes before all others."""

CARRY_OVER_FROM: Final = Fraction(1, 4)
"""Progress from which the experience of a stage is worth taking along after an ending."""

START_HERE: Final = 5
"""How many of the priorities are "Börja här"."""

_TO_WORK_ON: Final = (ADDRESS, FIND_OUT, STRENGTHEN)
_BAND_ORDER: Final = (ADDRESS, FIND_OUT, NOT_RATED, STRENGTHEN, STRENGTH)
_URGENT_RANK: Final = -1


@dataclass(frozen=True, slots=True)
class Priorities:
    """Aspect codes by what to do with them.

    Attributes:
        reach: the stage up to which aspects are candidates, None without a placement.
        priorities: all in order; the first `START_HERE` are "Börja här".
        carry_over: "Ta med er till nästa samverkan", only in a closing stage.
        prepare: "Förbered nästa stadium".
        strengths: highest score first.
    """

    reach: str | None
    priorities: tuple[str, ...]
    carry_over: tuple[str, ...]
    prepare: tuple[str, ...]
    strengths: tuple[str, ...]


def compute_priorities(
    edition: Edition, placement: Placement, aspects: Sequence[AspectResult]
) -> Priorities:
    """Order the aspects, given in content order, by what to do with them."""
    reach = compute_reach(edition, placement)
    carry_over: list[AspectResult] = []
    if reach is None:
        chosen = _put_in_order(edition, _select_to_work_on(aspects))
    elif edition.stage_by_code[reach].closing:
        chosen = _choose_when_closing(edition, placement, aspects, reach)
        carry_over = _choose_to_carry_over(edition, placement, aspects, chosen)
    else:
        chosen = _choose_up_to(edition, aspects, reach)
    return Priorities(
        reach=reach,
        priorities=_list_codes(chosen),
        carry_over=_list_codes(carry_over),
        prepare=_find_to_prepare(edition, reach),
        strengths=_find_strengths(aspects),
    )


def compute_reach(edition: Edition, placement: Placement) -> str | None:
    """Give the stage up to which aspects are candidates, None without a placement."""
    if placement.stage is None:
        return None
    following = _find_following(edition, placement.stage)
    is_next = following is not None and following == placement.runner_up
    if placement.certainty != BETWEEN or not is_next or following is None:
        return placement.stage
    return placement.stage if edition.stage_by_code[following].closing else following


def _find_following(edition: Edition, stage: str) -> str | None:
    codes = list(edition.stage_by_code)
    after = codes[codes.index(stage) + 1 :]
    return after[0] if after else None


def _choose_up_to(
    edition: Edition, aspects: Sequence[AspectResult], reach: str
) -> list[AspectResult]:
    codes = list(edition.stage_by_code)
    within = codes[: codes.index(reach) + 1]
    candidates = [
        a
        for a in aspects
        if (a.stage in within and a.band in _TO_WORK_ON)
        or (a.stage == reach and a.band == NOT_RATED)
    ]
    later = [
        a
        for a in aspects
        if a.stage not in within
        and a.band == ADDRESS
        and edition.aspect_by_code[a.code].cross_cutting
    ]
    return _put_in_order(edition, candidates) + _put_in_order(edition, later)


def _choose_when_closing(
    edition: Edition, placement: Placement, aspects: Sequence[AspectResult], closing: str
) -> list[AspectResult]:
    unfinished = [a for a in aspects if a.band != STRENGTH]
    own = [a for a in unfinished if a.stage == closing]
    if not any(s.lasting and is_reached(placement.progress[s.code]) for s in edition.stages):
        return own
    codes = list(edition.stage_by_code)
    before = codes[: codes.index(closing)][-1:]
    return own + _put_in_order(edition, [a for a in unfinished if a.stage in before])


def _choose_to_carry_over(
    edition: Edition,
    placement: Placement,
    aspects: Sequence[AspectResult],
    chosen: Sequence[AspectResult],
) -> list[AspectResult]:
    begun = [
        code
        for code, progress in placement.progress.items()
        if progress is not None and progress >= CARRY_OVER_FROM
    ]
    others = [a for a in _select_to_work_on(aspects) if a.stage in begun and a not in chosen]
    return _put_in_order(edition, others)


def _select_to_work_on(aspects: Iterable[AspectResult]) -> list[AspectResult]:
    return [aspect for aspect in aspects if aspect.band in _TO_WORK_ON]


def _put_in_order(edition: Edition, aspects: Iterable[AspectResult]) -> list[AspectResult]:
    """Sort aspects that are given in content order; sorting keeps that order in ties."""
    codes = list(edition.stage_by_code)
    return sorted(aspects, key=lambda a: (_rank_band(a), codes.index(a.stage), _measure(a)))


def _rank_band(aspect: AspectResult) -> int:
    urgent = aspect.score is not None and aspect.score < URGENT_BELOW
    if aspect.band == ADDRESS and urgent:
        return _URGENT_RANK
    return _BAND_ORDER.index(aspect.band)


def _measure(aspect: AspectResult) -> Fraction:
    if aspect.band == FIND_OUT:
        return -(aspect.dont_know_share or Fraction(0))
    return aspect.score or Fraction(0)


def _find_to_prepare(edition: Edition, reach: str | None) -> tuple[str, ...]:
    if reach is None:
        return ()
    if edition.stage_by_code[reach].closing:
        target: str | None = edition.stages[0].code
    else:
        target = _find_following(edition, reach)
    return tuple(a.code for a in edition.aspects if a.stage == target and not a.cross_cutting)


def _find_strengths(aspects: Iterable[AspectResult]) -> tuple[str, ...]:
    strengths = [aspect for aspect in aspects if aspect.band == STRENGTH]
    return _list_codes(sorted(strengths, key=lambda a: -_measure(a)))


def _list_codes(aspects: Iterable[AspectResult]) -> tuple[str, ...]:
    return tuple(aspect.code for aspect in aspects)
