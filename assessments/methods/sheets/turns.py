"""Turns of a tool that is made again and again: which a result is of, and what stands beside it.

A result keeps its turn and the answers of the turn before under `turn`: `{"number": 3, "began":
"2026-11-30", "before": {"date": "2025-11-12", "sheets": […]}}`. What is made within 30 days of its
beginning is the same turn; that bound is ours.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final

from assessments.methods.sheets.json_input import parse_sheets
from assessments.methods.sheets.outcome import Turn
from model_content.domain.tools import Tool

TURN: Final = "turn"
SAME_TURN: Final = timedelta(days=30)

SINCE: Final = "since"
"""Where a result of a tool keeps the names of what is answered otherwise than in the one before."""

MADE: Final = "made"
"""Where a result of a tool that is not the first keeps its number and when it was made."""


def name_changes(
    tool: Tool, last: Mapping[str, Any] | None, sheets: Iterable[Mapping[str, Any]]
) -> str:
    """What has changed since the `last` result, whatever turn it was of; empty for the first,
    and for the first with what is filled in together after one of what each has answered."""
    before, now = list(last["answers"]["sheets"]) if last else [], list(sheets)
    if last is None or (is_joint_left(before) and not is_joint_left(now)):
        return ""

    def give(code: str, sheets: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
        return {s.get("party", ""): s["answers"][code] for s in sheets if code in s["answers"]}

    changed = (i for code, i in tool.items.items() if give(code, before) != give(code, now))
    return ", ".join(item.name for item in changed)


def find_turn(last: Mapping[str, Any] | None, today: date) -> dict[str, Any]:
    """Which turn is made today, as it is stored; `last` is the newest result, if there is one."""
    if last is None:
        return {"number": 1, "began": today.isoformat()}
    turn: dict[str, Any] = last.get(TURN) or {"number": 1, "began": last["date"]}
    if today - date.fromisoformat(turn["began"]) < SAME_TURN:
        return turn
    before = {"date": last["date"], "sheets": last["answers"]["sheets"]}
    return {"number": turn["number"] + 1, "began": today.isoformat(), "before": before}


def is_first_of_turn(turn: Mapping[str, Any] | None, last: Mapping[str, Any] | None) -> bool:
    """Whether the `last` result is of the turn before this one, which has a sentence of its own for
    what has changed."""
    before = (turn or {}).get("before")
    return bool(before and last and before["date"] == last["date"])


def is_joint_left(sheets: Sequence[Mapping[str, Any]]) -> bool:
    """Whether parties have answered each for themselves, and nothing is filled in together."""
    together = [sheet for sheet in sheets if not sheet.get("party")]
    return len(together) < len(sheets) and not any(sheet["answers"] for sheet in together)


def find_next_turn(began: str) -> date:
    """The first day on which a result is of the turn after the one that began then."""
    return date.fromisoformat(began) + SAME_TURN


def read_turn(
    tool: Tool, turn: Mapping[str, Any], say_day: Callable[[date], str] = date.isoformat
) -> Turn:
    """A stored turn, with what was filled in on the sheets of the turn before."""
    if not (before := turn.get("before")):
        return Turn(turn["number"])
    day = date.fromisoformat(before["date"])
    filled = parse_sheets({"sheets": before["sheets"]}, tool)
    return Turn(turn["number"], day, filled, say_day(day))
