"""A tool as an instrument: the fields of its items, and the answers that stand in them.

Example: an item `c` of a ladder has the fields `c.now` and `c.wanted`; its answer is
`{"now": "meet", "wanted": "lead"}`.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import groupby
from operator import attrgetter
from typing import Any, Final

from assessments.instruments.instrument import (
    Given,
    Group,
    Instrument,
    Limit,
    Option,
    Question,
    Scale,
    Values,
)
from assessments.instruments.walk import Asked, Page, PagePlan, Walk, list_answered
from model_content.domain.tools import Item, Step, Tool
from samverkan.texts import sort_key

TICKED: Final = "true"
FIVE: Final = ("1", "2", "3", "4", "5")
DONT_KNOW: Final = "dont_know"
NOW: Final = "now"
WANTED: Final = "wanted"
NOTE: Final = "note"
REVIEW: Final = "review"

PLACED: Final = ("ladder", "slider")
"""Kinds of steps on which it is said where one stands now, and where one wants to."""

GIVEN: Final = {
    "checklist": ("yes", "partly", "no", DONT_KNOW),
    "profile": (*FIVE, DONT_KNOW),
    "marks": (TICKED,),
}
"""What can be given, by the kind of the step, to an item without alternatives of its own."""

OPEN: Final = "open"
NOT_OURS: Final = "not_ours"
"""Alternatives of a choice with which nothing is chosen."""

DECIDED: Final = "decided"
"""The alternative with which it is to be written how."""

Words = Mapping[str, str]
"""What the engine itself says, by code, in the language of the tool (core/labels.py)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemGroup(Group):
    """The fields of one item."""

    item: Item
    step: Step

    @property
    def is_first(self) -> bool:
        return self.item is self.step.items[0]

    @property
    def is_titled(self) -> bool:
        """Whether its text is a heading, with several fields under it."""
        return bool(self.item.columns) or self.step.kind in PLACED

    @property
    def rows(self) -> list[list[str]]:
        """The fields of each row of a table."""
        of = self.item
        return [[f"{of.code}.{n + 1}.{c.code}" for c in of.columns] for n in range(of.rows)]

    def name_field(self, field: str, legend: str) -> str:
        """What is asked beside an item, or in a row of it, is named after the item."""
        row = next((n for n, fields in enumerate(self.rows, 1) if field in fields), 0)
        title = f"{self.title} ({row})" if self.item.rows > 1 and row else self.title
        return legend if legend == title else f"{title} {legend}"

    @property
    def alone(self) -> list[str]:
        """Fields that have no other beside them."""
        return [f"{self.code}.{option.code}" for option in self.item.options if option.alone]


@dataclass(frozen=True, eq=False, kw_only=True)
class ToolInstrument(Instrument):
    """A tool as it is filled in: an item is a group of its own."""

    groups: tuple[ItemGroup, ...]
    tool: Tool


def build_tool(tool: Tool, words: Words) -> ToolInstrument:
    """The instrument that a tool is filled in on."""
    groups = tuple(_build_item(step, item, words) for step in tool.steps for item in step.items)
    limits = tuple(limit for step in tool.steps for limit in _list_limits(step))
    return ToolInstrument(key=tool.key, groups=groups, title=tool.title, limits=limits, tool=tool)


def _list_limits(step: Step) -> Iterator[Limit]:
    """How many may be ticked, where the tool says it, and what stands alone."""
    codes = tuple(item.code for item in step.items)
    if step.max:
        yield Limit(codes, TICKED, step.max, asked=step.title)
    first = step.items[0].options if step.kind == "marks" else ()
    yield from (Limit(codes, o.code, o.max, asked=step.title) for o in first if o.max)
    for item in step.items:
        fields = tuple(f"{item.code}.{option.code}" for option in item.options)
        alone = next((option for option in item.options if option.alone), None)
        if item.several and (item.max or alone):
            most = item.max or len(fields)
            named = (f"{item.code}.{alone.code}", alone.text) if alone else ("", "")
            yield Limit(fields, TICKED, most, *named, asked=item.text)


def _build_item(step: Step, item: Item, words: Words) -> ItemGroup:
    said = {NOTE: item.note, REVIEW: words["review"]}
    beside = tuple(Question(f"{item.code}.{p}", t) for p, t in said.items() if getattr(item, p))
    return ItemGroup(
        code=item.code,
        title=item.text,
        questions=tuple(_list_questions(step, item, words)),
        beside=beside,
        item=item,
        step=step,
    )


def _list_questions(step: Step, item: Item, words: Words) -> Iterator[Question]:
    for row in range(1, item.rows + 1):
        for column in item.columns:
            own = {option.code: option.text for option in column.options}
            scale = _make_scale("cell", own, words) if own else None
            yield Question(f"{item.code}.{row}.{column.code}", column.text, scale)
    if item.columns:
        return
    scale = None if step.kind == "canvas" else _find_scale(step.kind, item, words)
    if step.kind in PLACED:
        yield from (Question(f"{item.code}.{part}", words[part], scale) for part in (NOW, WANTED))
    elif item.several:
        tick = _make_scale("marks", {TICKED: words["ticked"]}, words)
        yield from (Question(f"{item.code}.{o.code}", o.text, tick) for o in item.options)
    else:
        yield Question(item.code, item.text, scale)


def _find_scale(kind: str, item: Item, words: Words) -> Scale:
    """The alternatives of an item: its own, or those of its kind."""
    if item.options:
        return _make_scale(kind, {option.code: option.text for option in item.options}, words)
    if kind == "slider":
        ends = {"1": f"1: {item.low}", "5": f"5: {item.high}"}
        return _make_scale(kind, {code: ends.get(code, code) for code in FIVE}, words)
    named = {code: words["ticked" if code == TICKED else code] for code in GIVEN[kind]}
    return _make_scale(kind, named, words)


def _make_scale(kind: str, named: Mapping[str, str], words: Words) -> Scale:
    short = FIVE if kind == "slider" else ()
    options = [Option(c, text, short=c if c in short else "") for c, text in named.items()]
    apart = tuple(option for option in options if option.code == DONT_KNOW and kind != "cell")
    shown = tuple(option for option in options if option not in apart)
    return Scale(kind, shown, apart, no_answer=words["no_answer"])


def plan_tool(instrument: ToolInstrument, values: Values, asked: Asked) -> Walk:
    """The pages of a sheet: a step each, with those that are joined to it.

    A party fills in what is asked of each party; where there are parties, all together fill in the
    rest.
    """
    plans: list[PagePlan] = []
    for step in instrument.tool.steps:
        if asked.has_parties and step.by_party != bool(asked.party):
            continue
        own = tuple(group for group in instrument.groups if group.step == step)
        if step.joined and plans:
            plans[-1] = replace(plans[-1], groups=(*plans[-1].groups, *own))
        else:
            plans.append(PagePlan(_name_page(step), step.title, own, step.why))
    answered = list_answered(values)
    return ToolWalk(tuple(_make_page(plan, answered) for plan in plans))


def find_first_page(tool: Tool, *, own: bool = False) -> str:
    """The slug of the page that a sheet begins with, or one's `own` sheet."""
    return next(_name_page(step) for step in tool.steps if step.by_party or not own)


def _name_page(step: Step) -> str:
    return step.code.rpartition(".")[2]


@dataclass(frozen=True, slots=True)
class ToolPage(Page):
    """A page of a tool; `asks` has what counts as a question each, with the fields that answer it.

    Anything that stands of an item answers it, a note alone too; what is chosen among the marks of
    a step is together one question, and a table is. A list of ticks where nothing need apply is no
    question.
    """

    asks: tuple[tuple[Question, tuple[str, ...]], ...] = ()


class ToolWalk(Walk):
    """The way through a tool."""

    def find_missing(self, values: Values) -> list[tuple[Page, tuple[Question, ...]]]:
        answered = list_answered(values)
        return [
            (page, tuple(asked for asked, fields in page.asks if answered.isdisjoint(fields)))
            for page in self.pages
            if isinstance(page, ToolPage) and not page.is_complete
        ]


def _make_page(plan: PagePlan, answered: frozenset[str]) -> ToolPage:
    asks = tuple(_list_asks(plan.groups))
    done = sum(not answered.isdisjoint(fields) for _asked, fields in asks)
    return ToolPage(plan, is_open=True, answered=done, total=len(asks), asks=asks)


def _list_asks(groups: Iterable[Group]) -> Iterator[tuple[Question, tuple[str, ...]]]:
    items = [group for group in groups if isinstance(group, ItemGroup)]
    for step, of_step in groupby(items, key=attrgetter("step")):
        if step.optional or _is_list_of_ticks(step):
            continue
        same = list(of_step)
        if step.kind == "marks":
            fields = tuple(field for group in same for field in group.fields)
            yield Question(fields[0], step.title), fields
        elif step.kind in PLACED:
            yield from ((q, (q.code,)) for group in same for q in group.questions)
        else:
            yield from ((Question(g.questions[0].code, g.title), g.fields) for g in same)


def _is_list_of_ticks(step: Step) -> bool:
    """Whether nothing need apply: what is ticked says something, and that nothing is does too."""
    return step.kind == "marks" and not step.max and not any(item.options for item in step.items)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a party has come with what is asked of it; it `has_said_so` that it is done."""

    party: str
    answered: int
    total: int
    has_begun: bool
    has_said_so: bool = False

    @property
    def is_done(self) -> bool:
        return self.has_begun and (self.has_said_so or self.answered == self.total)

    @property
    def left(self) -> int:
        return self.total - self.answered


def list_progress(instrument: ToolInstrument, sheets: Iterable[Given]) -> list[Progress]:
    """How far each party has come; the sheet of all together (without a name) is left out."""
    rows = []
    for sheet in sheets:
        if party := sheet.organisation:
            walk = plan_tool(instrument, sheet.values, Asked(party=party, has_parties=True))
            begun, done = any(sheet.values.values()), sheet.submitted_on is not None
            rows.append(Progress(party, walk.answered, walk.total, begun, done))
    return sorted(rows, key=lambda row: sort_key(row.party))


# What was filled in -------------------------------------------------------------------------------


def read_answers(tool: Tool, values: Values) -> dict[str, Any]:
    """The answers of a sheet by item, as in `samverkan-sheet/1`; what is unanswered is left out."""
    read = {code: _read_item(tool.kinds[code], item, values) for code, item in tool.items.items()}
    return {code: answer for code, answer in read.items() if answer not in (None, "", [], {})}


def _read_item(kind: str, item: Item, values: Values) -> Any:
    def get(part: str) -> str:
        return values.get(f"{item.code}.{part}", "")

    value: Any = values.get(item.code, "")
    if item.columns:
        value = list(read_rows(item, values))
    elif kind in PLACED:
        value = {part: _read_value(kind, get(part)) for part in (NOW, WANTED) if get(part)}
    elif item.several:
        value = [option.code for option in item.options if get(option.code)]
    else:
        value = _read_value(kind, value)
    more = {p: said for p in (NOTE, REVIEW) if getattr(item, p) and (said := get(p))}
    return {"value": None if value == "" else value, **more} if more else value


def read_rows(item: Item, values: Values) -> Iterator[dict[str, str]]:
    """The rows of a table that have something in them."""
    for n in range(1, item.rows + 1):
        cells = {c.code: values.get(f"{item.code}.{n}.{c.code}", "") for c in item.columns}
        if any(cells.values()):
            yield {code: said for code, said in cells.items() if said}


def _read_value(kind: str, value: str) -> Any:
    if kind == "marks" and value == TICKED:
        return True
    return int(value) if kind in ("profile", "slider") and value in FIVE else value
