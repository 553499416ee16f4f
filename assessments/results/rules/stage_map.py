"""Where a collaboration and its parts stand, each by its newest result: what the stage map shows.

A part may stand in another stage than the whole. What is said of each is what its result says, in
short: its place, how certain it is and of which day. A result that may not be shown
(results/rules/disclosure.py) gives no place.

Example: a result `likely` in Uppstart with Etablering next has one place; `between` the two of them
it has both, in stage order.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from assessments.methods.stages.placement import CLEAR, INSUFFICIENT
from assessments.results.rules.disclosure import NOTHING
from assessments.results.rules.standing import Certain, find_places
from model_content.domain.content import Stage


@dataclass(frozen=True)
class Standpoint(Certain):
    """The whole (`name` is empty) or a part, with what its newest result says, if there is one.

    `is_withheld`: too few answered for anything to be shown. `day` is the result's, if known.
    `joint` is the stage that the group itself says it is in, if that is more than the answers say.
    `here` and `before` are where it is by what the group said, or else the answers: now, and by the
    result before.
    """

    name: str
    has_result: bool = False
    is_withheld: bool = False
    day: date | None = None
    certainty: str = INSUFFICIENT
    respondents: int = 0
    places: tuple[Stage, ...] = ()
    before: tuple[Stage, ...] = ()
    joint: Stage | None = None

    @property
    def here(self) -> tuple[Stage, ...]:
        return (self.joint,) if self.joint else self.places


@dataclass(frozen=True, slots=True)
class ResultInShort:
    """Of a stored result what lists and the map need, as the document has it; `disclosure` and
    `joint` may be None, and `changes` is what `count_changes` (comparison.py) says."""

    day: str | None
    respondents: int
    certainty: str
    stage: str | None
    runner_up: str | None
    disclosure: str | None
    joint: str | None = None
    changes: dict[str, Any] | None = None


def make_standpoint(
    name: str,
    result: ResultInShort | None,
    stages: Sequence[Stage],
    earlier: ResultInShort | None = None,
) -> Standpoint:
    """Say where the whole or a part stands, and stood; a stage that only an earlier edition had is
    on no map."""
    if result is None:
        return Standpoint(name)
    is_withheld = result.disclosure == NOTHING
    return Standpoint(
        name=name,
        has_result=True,
        is_withheld=is_withheld,
        day=date.fromisoformat(result.day) if result.day else None,
        certainty=result.certainty,
        respondents=result.respondents,
        places=_find_shown(result, stages),
        before=_find_here(earlier, stages) if earlier else (),
        joint=_find_joint(result, stages),
    )


def _find_joint(result: ResultInShort, stages: Sequence[Stage]) -> Stage | None:
    """What the group says, unless it is what the answers say clearly."""
    if result.certainty == CLEAR and result.joint == result.stage:
        return None
    return next((stage for stage in stages if stage.code == result.joint), None)


def _find_here(result: ResultInShort, stages: Sequence[Stage]) -> tuple[Stage, ...]:
    joint = _find_joint(result, stages)
    return (joint,) if joint else _find_shown(result, stages)


def _find_shown(result: ResultInShort, stages: Sequence[Stage]) -> tuple[Stage, ...]:
    if result.disclosure == NOTHING:
        return ()
    return find_places(stages, result.certainty, result.stage, result.runner_up)
