"""The named rules of each tool: when a sentence of its result is said, and what it rests on."""

from collections.abc import Collection, Mapping
from typing import Final

from assessments.methods.sheets.outcome import Rules
from assessments.methods.sheets.rules import (
    drivkrafter_och_nycklar,
    framgang_och_matt,
    isberget,
    nio_fragor,
    ringens_vagval,
    styrgruppens_roll,
    veven,
)

RULES: Final[Mapping[str, Rules]] = {
    "nio-fragor": nio_fragor.RULES,
    "styrgruppens-roll": styrgruppens_roll.RULES,
    "drivkrafter-och-nycklar": drivkrafter_och_nycklar.RULES,
    "isberget": isberget.RULES,
    "framgang-och-matt": framgang_och_matt.RULES,
    "veven": veven.RULES,
    "ringens-vagval": ringens_vagval.RULES,
}
"""Tool → the rules of its remarks and proposals by name."""


def _first(step: str, count: int) -> tuple[str, ...]:
    """So many items of a step, of which rules know some by their place."""
    return tuple(f"{step}.{number}" for number in range(1, count + 1))


NAMED: Final[Mapping[str, Collection[str]]] = {
    "nio-fragor": (
        nio_fragor.FORM, nio_fragor.PHASE, nio_fragor.STOP, *nio_fragor.TOGETHER, "off", "unsure",
    ),
    "styrgruppens-roll": (
        styrgruppens_roll.STAIRS, *_first("2", 9), *_first("3", 12), *_first("5", 5),
        *styrgruppens_roll.LEADING, "does", "should", "lack", "need", "steering", "operative",
        "parties", "nobody",
    ),
    "drivkrafter-och-nycklar": (
        drivkrafter_och_nycklar.WORD, *_first("3", 11), *_first("6", 4), "mostly", "not", "alike",
        "unlike", "not_for_us", "applies", "want", "discuss", "sensitive",
    ),
    "framgang-och-matt": (
        framgang_och_matt.SUCCESS, framgang_och_matt.PARTIES, framgang_och_matt.MEASURES,
        *_first("4", 4), "systems", "what", "kind", "activity", "way", "counted", "told", "how",
        "same", "different", "next", "weighs", "pays", "party", "motive",
    ),
    "veven": (*_first("1", 6), *_first("2", 10), "done"),
    "ringens-vagval": (
        *ringens_vagval.NAMED, "open", "not_ours", "decided", "many", "plan", "large", "members",
        "picked", "project", "free", "rule", "who", "same", "different", "what",
    ),
}  # fmt: skip
"""Tool → what its rules name: items (`2.7` is an item of step 2), alternatives and columns. Whoever
writes a rule adds to this; a test tries every rule without the rest."""


def find_named(tool: str) -> Collection[str]:
    """The codes of what the rules of a tool name."""
    return {f"{tool}.{c}" if c[0].isdigit() else c for c in NAMED.get(tool, ())}
