"""What to address first, what to take along, what to prepare and what works well.

The *reach* is the placed stage, or the very next one when the placement is between the two and the
next is not closing. Candidates are the aspects of the stages up to and including the reach that
are to be addressed, found out or strengthened, and those of the reach itself also when they are
not rated. They are ordered by

1. band: `address` with a score below 2, `address`, `find_out`, `not_rated`, `strengthen`;
2. stage, since unfinished foundations come before what is built on them;
3. lowest score (`find_out`: highest don't-know share);
4. content order.

From method 2 the order within `strengthen` is another: first the aspects that at least a third of
those who voted want to work on, most votes first; then lowest score; then stage; then step 4. And
in step 4 a stage's own aspects come before cross-cutting ones. What is to be prepared is then a
closing stage only if more than half of the outlooks are to end or to redefine (rules.py).

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

Worked example of votes: of six who voted, two want to work on "Nytta" (3.9, Utvärdering) and one on
"Vad?" (3.2, Initiativ). A third of six is two: with method 2 "Nytta" comes before "Vad?", and that
before whatever has a higher score; with method 1 "Vad?" comes first, for its stage.

Readings of method.md where it leaves a choice:

* Between two stages of which the runner-up is the next, the reach is the runner-up, and only *its*
  aspects are candidates when not rated.
* Cross-cutting aspects of later stages are ordered among themselves like all others.
* What a group that may start over is to prepare (the first stage) leaves cross-cutting aspects
  out, as for any other stage.
* The closing stage and the stage before it are the placed stage and the one before that in order.
* Votes are counted by respondents, whatever the weighting.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import partial
from typing import Final

from assessments.methods.stages.answers import OUTLOOKS, Respondent
from assessments.methods.stages.aspects import (
    ADDRESS,
    FIND_OUT,
    NOT_RATED,
    STRENGTH,
    STRENGTHEN,
    AspectResult,
)
from assessments.methods.stages.placement import BETWEEN, Placement, is_reached
from assessments.methods.stages.rules import find_rules
from model_content.domain.content import Edition

URGENT_BELOW: Final = Fraction(2)
"""Score below which an aspect to address comes before all others."""

CARRY_OVER_FROM: Final = Fraction(1, 4)
"""Progress from which the experience of a stage is worth taking along after an ending."""

START_HERE: Final = 5
"""How many of the priorities are "Börja här"."""

LEAVING: Final = ("redefine", "end")
"""The outlooks of those who do not go on as before."""

Order = Callable[[Iterable[AspectResult]], list[AspectResult]]
"""Puts aspects in the order of the module."""

_TO_WORK_ON: Final = (ADDRESS, FIND_OUT, STRENGTHEN)
_BAND_ORDER: Final = (ADDRESS, FIND_OUT, NOT_RATED, STRENGTHEN, STRENGTH)
_URGENT_RANK: Final = -1


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the respondents say that they want, beside the questions.

    Attributes:
        outlook: how many gave each outlook.
        votes: how many want to work on each aspect.
        voters: how many named at least one.
    """

    outlook: Mapping[str, int] = field(default_factory=dict)
    votes: Mapping[str, int] = field(default_factory=dict)
    voters: int = 0


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


def count_wishes(edition: Edition, respondents: Sequence[Respondent]) -> Wishes:
    """Count outlooks and votes, each in an order that the respondents' order has no part in."""
    outlooks = Counter(respondent.outlook for respondent in respondents)
    votes = Counter(vote for respondent in respondents for vote in respondent.votes)
    return Wishes(
        outlook={code: outlooks[code] for code in OUTLOOKS if outlooks[code]},
        votes={code: votes[code] for code in edition.aspect_by_code if votes[code]},
        voters=sum(bool(respondent.votes) for respondent in respondents),
    )


def compute_priorities(
    edition: Edition,
    placement: Placement,
    aspects: Sequence[AspectResult],
    wishes: Wishes | None = None,
) -> Priorities:
    """Order the aspects, given in content order, by what to do with them."""
    wishes = wishes or Wishes()
    order = partial(_put_in_order, edition, wishes)
    reach = compute_reach(edition, placement)
    carry_over: list[AspectResult] = []
    if reach is None:
        chosen = order(_select_to_work_on(aspects))
    elif edition.stage_by_code[reach].closing:
        chosen = _choose_when_closing(edition, placement, aspects, reach, order)
        carry_over = order(_choose_to_carry_over(placement, aspects, chosen))
    else:
        chosen = _choose_up_to(edition, aspects, reach, order)
    return Priorities(
        reach=reach,
        priorities=_list_codes(chosen),
        carry_over=_list_codes(carry_over),
        prepare=_find_to_prepare(edition, reach, wishes),
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
    edition: Edition, aspects: Sequence[AspectResult], reach: str, order: Order
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
    return order(candidates) + order(later)


def _choose_when_closing(
    edition: Edition,
    placement: Placement,
    aspects: Sequence[AspectResult],
    closing: str,
    order: Order,
) -> list[AspectResult]:
    unfinished = [a for a in aspects if a.band != STRENGTH]
    own = [a for a in unfinished if a.stage == closing]
    if not any(s.lasting and is_reached(placement.progress[s.code]) for s in edition.stages):
        return own
    codes = list(edition.stage_by_code)
    before = codes[: codes.index(closing)][-1:]
    return own + order([a for a in unfinished if a.stage in before])


def _choose_to_carry_over(
    placement: Placement, aspects: Sequence[AspectResult], chosen: Sequence[AspectResult]
) -> list[AspectResult]:
    begun = [
        code
        for code, progress in placement.progress.items()
        if progress is not None and progress >= CARRY_OVER_FROM
    ]
    return [a for a in _select_to_work_on(aspects) if a.stage in begun and a not in chosen]


def _select_to_work_on(aspects: Iterable[AspectResult]) -> list[AspectResult]:
    return [aspect for aspect in aspects if aspect.band in _TO_WORK_ON]


def _put_in_order(
    edition: Edition, wishes: Wishes, aspects: Iterable[AspectResult]
) -> list[AspectResult]:
    """Sort aspects that are given in content order; sorting keeps that order in ties."""
    codes, rules = list(edition.stage_by_code), find_rules(edition)

    def rank(aspect: AspectResult) -> tuple[int | Fraction, ...]:
        stage, measure = codes.index(aspect.stage), _measure(aspect)
        is_cross = rules.is_own_first and edition.aspect_by_code[aspect.code].cross_cutting
        if aspect.band == STRENGTHEN and rules.voted_from is not None:
            wanted = _count_wanted(aspect, wishes, rules.voted_from)
            return (_rank_band(aspect), -wanted, measure, stage, is_cross)
        return (_rank_band(aspect), stage, measure, is_cross)

    return sorted(aspects, key=rank)


def _count_wanted(aspect: AspectResult, wishes: Wishes, share: Fraction) -> int:
    """The votes for an aspect; 0 if fewer want it than what makes it come first."""
    votes = wishes.votes.get(aspect.code, 0)
    return votes if votes and votes >= share * wishes.voters else 0


def _rank_band(aspect: AspectResult) -> int:
    urgent = aspect.score is not None and aspect.score < URGENT_BELOW
    if aspect.band == ADDRESS and urgent:
        return _URGENT_RANK
    return _BAND_ORDER.index(aspect.band)


def _measure(aspect: AspectResult) -> Fraction:
    if aspect.band == FIND_OUT:
        return -(aspect.dont_know_share or Fraction(0))
    return aspect.score or Fraction(0)


def _find_to_prepare(edition: Edition, reach: str | None, wishes: Wishes) -> tuple[str, ...]:
    if reach is None:
        return ()
    if edition.stage_by_code[reach].closing:
        target: str | None = edition.stages[0].code
    else:
        target = _find_following(edition, reach)
        if target and edition.stage_by_code[target].closing and not _is_ending(edition, wishes):
            return ()
    return tuple(a.code for a in edition.aspects if a.stage == target and not a.cross_cutting)


def _is_ending(edition: Edition, wishes: Wishes) -> bool:
    """Whether so many end or redefine that there is an end to prepare."""
    above = find_rules(edition).prepares_closing_above
    given = sum(wishes.outlook.values())
    ending = sum(wishes.outlook.get(code, 0) for code in LEAVING)
    return above is None or ending > above * given


def _find_strengths(aspects: Iterable[AspectResult]) -> tuple[str, ...]:
    strengths = [aspect for aspect in aspects if aspect.band == STRENGTH]
    return _list_codes(sorted(strengths, key=lambda a: -_measure(a)))


def _list_codes(aspects: Iterable[AspectResult]) -> tuple[str, ...]:
    return tuple(aspect.code for aspect in aspects)
