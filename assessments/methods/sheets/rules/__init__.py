"""The named rules of each tool: when a sentence of its result is said, and what it rests on."""

from collections.abc import Mapping
from typing import Final

from assessments.methods.sheets.outcome import Rules
from assessments.methods.sheets.rules import (
    drivkrafter_och_nycklar,
    framgang_och_matt,
    isberget,
    nio_fragor,
    styrgruppens_roll,
)

RULES: Final[Mapping[str, Rules]] = {
    "nio-fragor": nio_fragor.RULES,
    "styrgruppens-roll": styrgruppens_roll.RULES,
    "drivkrafter-och-nycklar": drivkrafter_och_nycklar.RULES,
    "isberget": isberget.RULES,
    "framgang-och-matt": framgang_och_matt.RULES,
}
"""Tool → the rules of its remarks and proposals by name."""
