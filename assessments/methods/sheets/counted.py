"""Sheets of which it is kept how many gave each answer, and not who.

They are counted anew only when at least `LEAST_COUNTED` more have answered than when they were
last; until then a result says what the one before it said. Of two results that differ, the
difference is then always what three or more answered. Where fewer than three stand there, nothing
is kept of them. Edited and removed sheets make no difference before the next count.

Example: counted when 3 had answered; a result made of 5 says the same, one made of 6 is new.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from assessments.methods.sheets.fields import Progress
from assessments.methods.sheets.json_input import parse_sheets
from assessments.methods.sheets.outcome import Filled
from model_content.domain.tools import Tool

LEAST_COUNTED: Final = 3
"""Who have answered each for themselves, from which it can be said how many gave each answer."""

COUNTED: Final = "counted"
"""Where a result keeps how many had answered when they were counted, and on which day."""


def count_anew(
    tool: Tool, filled: Iterable[Filled], last: Mapping[str, Any] | None, day: str
) -> tuple[tuple[Filled, ...], dict[str, Any]]:
    """The sheets as they are shown after the `last` result, and what is kept under `COUNTED`."""
    filled = tuple(filled)
    answered = sum(bool(each.party) for each in filled)
    before, shown = _read_count(tool, last) if last else ({"people": 0}, ())
    if answered >= before["people"] + LEAST_COUNTED:
        return count_sheets(tool, filled), {"people": answered, "date": day}
    joint = tuple(each for each in filled if not each.party)
    return (*joint, *(shown if answered >= LEAST_COUNTED else ())), before


def _read_count(tool: Tool, last: Mapping[str, Any]) -> tuple[dict[str, Any], tuple[Filled, ...]]:
    sheets = last["answers"]["sheets"]
    counted = tuple(each for each in parse_sheets({"sheets": sheets}, tool) if each.party)
    return last.get(COUNTED) or {"people": len(counted), "date": last["date"]}, counted


def count_sheets(tool: Tool, filled: Iterable[Filled]) -> tuple[Filled, ...]:
    """What was given on each item sorted for itself, with numbers for names.

    So no sheet is what one person answered: whoever knows somebody's answer to one item cannot
    read the rest from it.
    """
    filled = tuple(filled)
    own = [each.values for each in filled if each.party]
    counted: list[dict[str, str]] = [{} for _each in own]
    for code in tool.items:
        given = [
            sorted((f, v) for f, v in each.items() if v and (f == code or f.startswith(f"{code}.")))
            for each in own
        ]
        for values, these in zip(counted, sorted(given, key=lambda g: (not g, g)), strict=True):
            values.update(these)
    joint = tuple(each for each in filled if not each.party)
    return (*joint, *(Filled(str(n), values) for n, values in enumerate(counted, 1)))


def say_who_lacks(
    progress: Sequence[Progress], shown: Sequence[Filled], counted: Mapping[str, Any], so_far: str
) -> dict[str, Any]:
    """How many of the parties have begun and are done, and who has come how far, if any is not.

    What is said then holds `so_far`. Where they are only `counted` (counted.py) nobody's name, but
    when they were or that they are too few, and from how many they are counted anew.
    """
    names = [each.party for each in progress if not each.has_begun]
    under_way = [each for each in progress if each.has_begun and not each.is_done]
    answered = len(progress) - len(names)
    missing: dict[str, Any] = {
        "answered": answered,
        "asked": len(progress),
        "done": answered - len(under_way),
        "names": names,
        "begun": [{"party": p.party, "answered": p.answered, "of": p.total} for p in under_way],
    }
    if lacks := bool(names or under_way):
        missing["so_far"] = so_far
    left = [{"party": p.party, "left": p.left} for p in progress if p.is_done and p.left]
    if left and not counted:
        missing["left"] = left
    if counted:
        missing |= {"names": [], "begun": []}
        missing |= {"least": counted["people"] + LEAST_COUNTED} if answered else {}
        missing |= {COUNTED: counted} if any(each.party for each in shown) else {}
    return {"missing": missing} if lacks or "least" in missing or "left" in missing else {}
