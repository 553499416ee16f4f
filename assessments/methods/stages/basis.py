"""How much of the markers is known, which a placement rests on.

A marker is *left out* if more than half of its answers, counted by respondents, say that it does
not apply to them ("Passar inte oss", from method 2). One that is not left out is *known* if at
least a third of its values and don't-knows are values. A stage's progress is the mean of its known
markers in shares of 3, and known if at least half of its markers that are not left out are.

How sure a placement is said to be also rests on how much is known (rules.py): with fewer than half
of the markers that are not left out no stage is named, and with fewer than three quarters none is
said without "sannolikt". A stage is said to be in place only if three quarters of its own are
known.

Worked example of what is left out: four markers of a stage are answered 3, 3, "passar inte oss"
and "vet ej". Three are not left out, and two of these are known: the progress is 1, but two of
three are fewer than three quarters, so the stage is not said to be in place. With 3 instead of
"vet ej" it is.

Readings of method.md where it leaves a choice:

* A stage without markers is unknown, as is a marker that nobody answered. A stage whose markers are
  all left out is unknown too.
* Of the markers of a group each is counted once in what a result rests on: as left out, else as
  known, else as not known if anybody answered "vet ej", else as unanswered.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from assessments.methods.stages.rules import Rules
from assessments.methods.stages.voters import Tally
from model_content.domain.content import Stage

LEFT_OUT_ABOVE: Final = Fraction(1, 2)
"""Share of a marker's answers, "passar inte oss", above which it is left out."""

MARKER_KNOWN_SHARE: Final = Fraction(1, 3)
"""Share of a marker's answers that must be valid for it to be known."""


@dataclass(frozen=True, slots=True)
class Basis:
    """How many markers a placement rests on; each is counted under one of these.

    Attributes:
        known: it counts in the progress of its stage.
        dont_know: too few gave a value, and somebody answered "vet ej".
        not_applicable: it is left out.
        unanswered: nobody has answered it.
        is_thin: so few are known that no place is certain.
    """

    known: int
    dont_know: int
    not_applicable: int
    unanswered: int
    is_thin: bool = False

    @property
    def applicable(self) -> int:
        """The markers that are not left out."""
        return self.known + self.dont_know + self.unanswered

    @property
    def markers(self) -> int:
        """All markers."""
        return self.applicable + self.not_applicable


def is_left_out(tally: Tally) -> bool:
    """Whether a marker does not apply to most of those who have answered it."""
    answers = len(tally.valid) + tally.dont_know + tally.not_applicable
    return tally.not_applicable > LEFT_OUT_ABOVE * answers


def count_basis(
    tallies: Mapping[str, Tally],
    kept: Mapping[str, Tally],
    means: Mapping[str, Fraction | None],
    rules: Rules,
) -> Basis:
    """Count what a placement rests on.

    Args:
        tallies: the answers to every marker.
        kept: those of the markers that are not left out.
        means: the mean of each marker, None where it is not known.
    """
    known = sum(mean is not None for mean in means.values())
    unsure = sum(means[code] is None and tally.dont_know > 0 for code, tally in kept.items())
    return Basis(
        known=known,
        dont_know=unsure,
        not_applicable=len(tallies) - len(kept),
        unanswered=len(kept) - known - unsure,
        is_thin=known < rules.clear_from * len(kept),
    )


def is_known_well(
    stage: Stage,
    means: Mapping[str, Fraction | None],
    kept: Collection[str],
    rules: Rules,
) -> bool:
    """Whether so much of a stage is known that it may be said to be in place."""
    asked = [marker.code for marker in stage.markers if marker.code in kept]
    known = sum(means[code] is not None for code in asked)
    return known >= rules.in_place_from * len(asked)


def compute_marker_mean(tally: Tally) -> Fraction | None:
    """The mean of the voters' answers, None where the marker is not known."""
    valid = len(tally.valid)
    known = valid >= MARKER_KNOWN_SHARE * (valid + tally.dont_know)
    return tally.mean if known else None
