"""What comes of the sheets of a tool: what lacks an answer, where parties differ, what rules say.

A rule is a small function with a name: it is given all sheets and says what it rests on, or
nothing. The document has the sentence of that name (`remarks`, `proposals`). Only the first three
proposals that hold are made.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from assessments.instruments.instrument import Values
from assessments.methods.sheets.fields import FIVE, NOW, PLACED, WANTED, read_rows
from model_content.domain.tools import Item, Proposal, Remark, Tool

MOST_PROPOSALS: Final = 3

APART: Final = 2
"""Steps between the marks of two parties, on a scale of five, that are said to differ."""


@dataclass(frozen=True, slots=True)
class Filled:
    """What stands on one sheet; `party` is empty on the one of all together."""

    party: str
    values: Values


@dataclass(frozen=True, slots=True)
class Found:
    """What a rule found: the items that it rests on, with how many parties of how many an item
    holds for where that is told, and words for its sentence by name."""

    because: tuple[str, ...]
    words: Mapping[str, str | Sequence[str]] = field(default_factory=dict)
    shares: Mapping[str, tuple[int, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Turn:
    """Which time a tool is made, and what was filled in the time before: `day` is None the first
    time, and `said` is it in words."""

    number: int = 1
    day: date | None = None
    filled: tuple[Filled, ...] = ()
    said: str = ""


@dataclass(frozen=True)
class Sheets:
    """Everything that has been filled in on a tool, as rules ask for it."""

    tool: Tool
    filled: tuple[Filled, ...]
    turn: Turn = Turn()

    @property
    def before(self) -> "Sheets | None":
        """What was filled in the time before, if there was one."""
        return Sheets(self.tool, self.turn.filled) if self.turn.day else None

    def each(self, code: str, part: str = "") -> dict[str, str]:
        """Party → what it gave, for those who gave something."""
        name = f"{code}.{part}" if part else code
        return {f.party: value for f in self.filled if (value := f.values.get(name))}

    def value(self, code: str, part: str = "") -> str:
        """What was given, by the first sheet on which something was; empty if nothing was."""
        return next(iter(self.each(code, part).values()), "")

    def items(self, step: str) -> tuple[str, ...]:
        """The items of a step, by its number in the tool."""
        named = f"{self.tool.key}.{step}"
        return tuple(i.code for s in self.tool.steps if s.code == named for i in s.items)

    def those(self, step: str, *values: str) -> tuple[str, ...]:
        """The items of a step that somebody gave one of these values."""
        given = {code: self.each(code).values() for code in self.items(step)}
        return tuple(code for code, said in given.items() if set(values) & set(said))

    def rows(self, code: str) -> list[dict[str, str]]:
        """The rows of a table that have something in them, of all sheets together."""
        item = self.tool.items[code]
        return [row for f in self.filled for row in read_rows(item, f.values)]

    def find_option(self, code: str, part: str = "") -> Any:
        """The alternative that was chosen, None if none was."""
        given = self.value(code, part)
        return next((o for o in self.tool.items[code].options if o.code == given), None)

    def chosen(self, code: str) -> set[str]:
        """The alternatives that somebody chose, one or several."""
        item = self.tool.items[code]
        if item.several:
            return {option.code for option in item.options if self.each(code, option.code)}
        return set(self.each(code).values())

    def is_answered(self, code: str) -> bool:
        """Whether anything stands on any sheet of this item, a note alone included."""
        return any(
            value and (name == code or name.startswith(f"{code}."))
            for f in self.filled
            for name, value in f.values.items()
        )


def gather(tool: Tool, filled: Iterable[Filled], turn: Turn | None = None) -> Sheets:
    """All sheets of a tool, in an order of their own."""
    return Sheets(tool, tuple(sorted(filled, key=lambda each: each.party)), turn or Turn())


Rule = Callable[[Sheets], Found | None]
Rules = Mapping[str, Rule]


def found(codes: Iterable[str], **words: str | Sequence[str]) -> Found | None:
    """What a rule found, unless it found nothing."""
    because = tuple(codes)
    return Found(because, words) if because else None


@dataclass(frozen=True)
class Outcome:
    """The result of a tool; `differences` hold what each party gave, the greatest first."""

    unanswered: tuple[str, ...]
    differences: tuple[tuple[str, Mapping[str, Any]], ...]
    remarks: tuple[tuple[Remark, Found], ...]
    proposals: tuple[tuple[Proposal, Found], ...]

    def dump(self) -> dict[str, Any]:
        """As in `samverkan-sheet-result/1`."""
        return {
            "unanswered": list(self.unanswered),
            "differences": [{"item": i, "because": dict(b)} for i, b in self.differences],
            "remarks": [{"code": r.code, "because": list(f.because)} for r, f in self.remarks],
            "proposals": [
                {"code": p.code, "aspect": p.aspect, "because": list(f.because)}
                for p, f in self.proposals
            ],
        }


def evaluate(
    tool: Tool, rules: Rules, filled: Sequence[Filled], turn: Turn | None = None
) -> Outcome:
    """What comes of these sheets; the order that they are given in makes no difference."""
    sheets = gather(tool, filled, turn)
    asked = [item.code for step in tool.steps if not step.optional for item in step.items]
    counted = [code for code in asked if tool.kinds[code] != "marks"]
    said = [(p, f) for p in tool.proposals if (f := rules[p.code](sheets)) is not None]
    return Outcome(
        unanswered=tuple(code for code in counted if not sheets.is_answered(code)),
        differences=tuple(_list_differences(sheets)),
        remarks=tuple((r, f) for r in tool.remarks if (f := rules[r.code](sheets)) is not None),
        proposals=tuple(said[:MOST_PROPOSALS]),
    )


def _list_differences(sheets: Sheets) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Where parties gave different answers; on a scale of five only from two steps apart."""
    apart = [
        (gap, code, {party: _number(value) for party, value in given.items()})
        for code, item in sheets.tool.items.items()
        for part in _list_parts(sheets.tool.kinds[code], item)
        if (given := sheets.each(code, part)) and (gap := _measure(given.values()))
    ]
    seen: set[str] = set()
    for _gap, code, given in sorted(apart, key=lambda each: -each[0]):
        if code not in seen:
            yield code, given
        seen.add(code)


def _list_parts(kind: str, item: Item) -> tuple[str, ...]:
    if kind in PLACED:
        return (NOW, WANTED)
    return ("",) if kind in ("checklist", "profile", "choice") and not item.several else ()


def _measure(values: Iterable[str]) -> int:
    given = set(values)
    if given <= set(FIVE):
        gap = max(map(int, given)) - min(map(int, given))
        return gap if gap >= APART else 0
    return 1 if len(given) > 1 else 0


def _number(value: str) -> Any:
    return int(value) if value in FIVE else value
