"""What the certainty of a placement means for whatever is said of a result, and who answered.

Example: a result whose certainty is `between` `is_between`, and is in two places.
"""

from collections.abc import Iterable

from assessments.methods.stages.placement import BETWEEN, CLEAR, INSUFFICIENT, LIKELY, UNCLEAR
from model_content.domain.content import Stage


class Certain:
    """A result, whole or in short: it has a certainty and a number of respondents."""

    certainty: str
    respondents: int

    # One set of answers: by one person, or by the group together.
    is_single = property(lambda self: self.respondents == 1)
    is_between = property(lambda self: self.certainty == BETWEEN)
    is_likely = property(lambda self: self.certainty == LIKELY)
    is_clear = property(lambda self: self.certainty == CLEAR)
    is_insufficient = property(lambda self: self.certainty == INSUFFICIENT)
    is_unclear = property(lambda self: self.certainty == UNCLEAR)


def find_places(
    stages: Iterable[Stage], certainty: str, stage: str | None, runner_up: str | None
) -> tuple[Stage, ...]:
    """The position: one stage, two in stage order when between, or none."""
    codes = {stage, runner_up if certainty == BETWEEN else None}
    return tuple(stage for stage in stages if stage.code in codes)
