"""Two results of the same collaboration compared: what has changed since then.

Results are compared by code, which is stable across editions of the content. An aspect that both
editions have and that has a score in both results has a change: the score now minus the score
then. Under `NOTICEABLE_CHANGE` (½) up or down it is “ungefär som förut”; from there on it is better
or worse. Without a score on one side (nobody rated it, or nobody knew) nothing is said to have
changed, only which side has none. A code that only one of the editions has is new or dropped, never
guessed to be another one. Source: method.md, Rounds and parts.

The scores are those that are stored, with four decimals, and are subtracted as the decimal numbers
they are: 3.6667 to 4.1667 is exactly ½ and a change, although in binary floating point it is less.
A change that is ½ only after that rounding counts as ½.

Worked example: then “Förankring” had 1.5 and “Varför?” 4.25, now they have 3 and 4.5; “Nytta” had
no score and has 2. Förankring has changed by 1½: better. Varför? has changed by ¼: about as before.
Nytta cannot be compared, for want of a score then.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from typing import Any

from assessments.core.rules.limits import METHOD_1, Limits, read_limits
from assessments.methods.stages.aspects import NOTICEABLE_CHANGE
from assessments.results.rules.disclosure import NOTHING
from assessments.results.rules.standing import EARLIER, AspectStanding, Standing


class Verdict(StrEnum):
    """What can be said of an aspect since last time."""

    BETTER = "better"
    WORSE = "worse"
    SAME = "same"
    NO_SCORE_THEN = "no_score_then"
    NO_SCORE_NOW = "no_score_now"
    NO_SCORE = "no_score"  # neither then nor now
    NEW = "new"  # only in the edition answered now
    DROPPED = "dropped"  # only in the edition answered then


INCOMPARABLE = (Verdict.NO_SCORE_THEN, Verdict.NO_SCORE_NOW, Verdict.NO_SCORE)
"""Verdicts on aspects that both editions have, but that have no score on one side or both."""


@dataclass(frozen=True, slots=True)
class AspectChange:
    """One aspect then and now; `change` is −4 to 4, None where there is nothing to subtract.

    `is_reworded`: its statements were worded otherwise then.
    """

    code: str
    title: str
    before: AspectStanding | None
    after: AspectStanding | None
    change: Fraction | None
    verdict: Verdict
    is_reworded: bool = False

    @property
    def size(self) -> Fraction:
        """How much has changed, up or down."""
        return Fraction(0) if self.change is None else abs(self.change)


@dataclass(frozen=True)
class Comparison:
    """Everything that is said of what has changed.

    `aspects` are those of the edition answered now, `dropped` those that only the edition answered
    then has, both in content order; `started` is what was to begin with last time, in its order.
    """

    before: Standing
    after: Standing
    aspects: tuple[AspectChange, ...]
    dropped: tuple[AspectChange, ...]
    started: tuple[AspectChange, ...]

    @property
    def is_same_place(self) -> bool:
        """The same stage, said with the same certainty."""
        before, after = self.before, self.after
        places = [[stage.code for stage in standing.places] for standing in (before, after)]
        same_words = (before.certainty, before.direction) == (after.certainty, after.direction)
        return places[0] == places[1] and same_words

    # What is better and worse, the greatest change first, then in content order.
    better = cached_property(lambda self: self._sort(Verdict.BETTER))
    worse = cached_property(lambda self: self._sort(Verdict.WORSE))
    same = cached_property(lambda self: self._find(Verdict.SAME))
    new = cached_property(lambda self: self._find(Verdict.NEW))
    incomparable = cached_property(lambda self: self._find(*INCOMPARABLE))

    @cached_property
    def reworded(self) -> tuple[AspectChange, ...]:
        """What a difference may come from: the statements were worded otherwise then."""
        return tuple(a for a in self.aspects if a.is_reworded)

    def _find(self, *verdicts: Verdict) -> tuple[AspectChange, ...]:
        return tuple(a for a in self.aspects if a.verdict in verdicts)

    def _sort(self, verdict: Verdict) -> tuple[AspectChange, ...]:
        return tuple(sorted(self._find(verdict), key=lambda a: -a.size))


def compare(before: Standing, after: Standing, limits: Limits = METHOD_1) -> Comparison:
    """Compare two results, whatever edition each was answered on; `limits` are the later one's."""
    is_whole = not (before.is_short or after.is_short)
    had = {aspect.code: aspect for aspect in before.aspects if is_whole}
    has = {aspect.code: aspect for aspect in after.aspects if is_whole}
    changes = {
        code: _compare_aspect(had.get(code), has.get(code), before, limits) for code in had | has
    }
    return Comparison(
        before=before,
        after=after,
        aspects=tuple(changes[code] for code in has),
        dropped=tuple(changes[code] for code in had if code not in has),
        started=tuple(changes[code] for code in before.start_here if code in changes),
    )


def _compare_aspect(
    then: AspectStanding | None, now: AspectStanding | None, before: Standing, limits: Limits
) -> AspectChange:
    known = now or then
    assert known
    change = None
    if then is None:
        verdict = Verdict.NEW
    elif now is None:
        verdict = Verdict.DROPPED
    elif then.score is not None and now.score is not None:
        change = now.score - then.score
        verdict = judge_change(change, limits.noticeable_change)
    elif then.score is None and now.score is None:
        verdict = Verdict.NO_SCORE
    else:
        verdict = Verdict.NO_SCORE_THEN if then.score is None else Verdict.NO_SCORE_NOW
    is_reworded = known.code in before.reworded
    return AspectChange(known.code, known.title, then, now, change, verdict, is_reworded)


def judge_change(change: Fraction, noticeable: Fraction = NOTICEABLE_CHANGE) -> Verdict:
    """Say whether a change of score is one to speak of.

    >>> judge_change(Fraction("0.5"))
    <Verdict.BETTER: 'better'>
    """
    if abs(change) < noticeable:
        return Verdict.SAME
    return Verdict.BETTER if change > 0 else Verdict.WORSE


def count_changes(document: Mapping[str, Any]) -> dict[str, Any] | None:
    """How many aspects are better and worse than in the earlier result that a stored one holds in
    short; None if it holds none, or there is nothing to compare.

    Example: `{"since": 1, "better": 3, "worse": 1}`; `since` is None if that was in another round.
    """
    earlier = document.get(EARLIER)
    if not earlier or document.get("disclosure") == NOTHING:
        return None
    had = {each["code"]: each["score"] for each in earlier["aspects"]}
    has = {each["code"]: each["score"] for each in document["diagnosis"]["aspects"]}
    both = [code for code in has if has[code] is not None and had.get(code) is not None]
    if not both:
        return None
    noticeable = read_limits(document).noticeable_change
    changes = [Fraction(str(has[code])) - Fraction(str(had[code])) for code in both]
    verdicts = Counter(judge_change(change, noticeable) for change in changes)
    counted = {"better": verdicts[Verdict.BETTER], "worse": verdicts[Verdict.WORSE]}
    return {"since": earlier.get("number"), **counted}
