"""What the certainty of a placement means for whatever is said of a result, and who answered.

Example: a result whose certainty is `between` `is_between` and none of the others.
"""

from assessments.methods.stages.placement import BETWEEN, CLEAR, INSUFFICIENT, LIKELY, UNCLEAR


class Certain:
    """A result, whole or in short: it has a certainty and a number of respondents."""

    certainty: str
    respondents: int

    @property
    def is_single(self) -> bool:
        """One set of answers: by one person, or by the group together."""
        return self.respondents == 1

    @property
    def is_between(self) -> bool:
        return self.certainty == BETWEEN

    @property
    def is_likely(self) -> bool:
        return self.certainty == LIKELY

    @property
    def is_clear(self) -> bool:
        return self.certainty == CLEAR

    @property
    def is_insufficient(self) -> bool:
        return self.certainty == INSUFFICIENT

    @property
    def is_unclear(self) -> bool:
        return self.certainty == UNCLEAR
