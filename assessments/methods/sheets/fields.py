"""A tool as an instrument: the fields of its items, and the answers that stand in them.

Example: an item `c` of a ladder has the fields `c.now` and `c.wanted`; its answer is
`{"now": "meet", "wanted": "lead"}`.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
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
from model_content.domain.tools import Column, Item, Step, Tool
from samverkan.texts import sort_key

TICKED: Final = "true"
CHECKLIST: Final = ("yes", "partly", "no")
FIVE: Final = ("1", "2", "3", "4", "5")
DONT_KNOW: Final = "dont_know"
NOW: Final = "now"
WANTED: Final = "wanted"
NOTE: Final = "note"
REVIEW: Final = "review"

OPEN: Final = "open"
NOT_OURS: Final = "not_ours"
"""Alternatives of a choice with which nothing is chosen."""

DECIDED: Final = "decided"
"""The alternative with which it is to be written how."""

Words = Mapping[str, str]
"""What the engine itself says, by code, in the language of the tool (core/labels.py)."""


@dataclass(frozen=True, slots=True)
class ItemGroup(Group):
    """The fields of one item."""

    item: Item | None = None
    step: Step | None = None
    is_first: bool = False
    rows: tuple[tuple[str, ...], ...] = ()

    def name_field(self, field: str, legend: str) -> str:
        """What is asked beside an item, or in a row of it, is named after the item."""
        row = next((n for n, fields in enumerate(self.rows, 1) if field in fields), 0)
        title = f"{self.title} ({row})" if len(self.rows) > 1 and row else self.title
        return legend if legend == title else f"{title} {legend}"

    @property
    def alone(self) -> list[str]:
        """Fields that have no other beside them."""
        options = self.item.options if self.item else ()
        return [f"{self.code}.{option.code}" for option in options if option.alone]


@dataclass(frozen=True, eq=False)
class ToolInstrument(Instrument):
    """A tool as it is filled in: an item is a group of its own."""

    tool: Tool | None = None
    words: Words | None = None


def build_tool(tool: Tool, words: Words) -> ToolInstrument:
    """The instrument that a tool is filled in on."""
    groups = tuple(
        _build_item(step, item, words, is_first=number == 0)
        for step in tool.steps
        for number, item in enumerate(step.items)
    )
    limits = tuple(limit for step in tool.steps for limit in _list_limits(step))
    return ToolInstrument(tool.key, groups, title=tool.title, limits=limits, tool=tool, words=words)


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


def _build_item(step: Step, item: Item, words: Words, *, is_first: bool) -> ItemGroup:
    beside = []
    if item.note:
        beside.append(Question(f"{item.code}.{NOTE}", item.note))
    if item.review:
        beside.append(Question(f"{item.code}.{REVIEW}", words["review"]))
    rows = tuple(
        tuple(f"{item.code}.{row}.{column.code}" for column in item.columns)
        for row in range(1, item.rows + 1)
    )
    return ItemGroup(
        code=item.code,
        title=item.text,
        questions=tuple(_list_questions(step, item, words)),
        beside=tuple(beside),
        item=item,
        step=step,
        is_first=is_first,
        rows=rows,
    )


def _list_questions(step: Step, item: Item, words: Words) -> Iterator[Question]:
    scale = _find_scale(step, item, words)
    if item.columns:
        for row in range(1, item.rows + 1):
            for column in item.columns:
                yield _make_cell(item, row, column, words)
    elif step.kind in ("ladder", "slider"):
        for part in (NOW, WANTED):
            yield Question(f"{item.code}.{part}", words[part], scale)
    elif item.several:
        tick = Scale("marks", (Option(TICKED, words["ticked"]),), no_answer=words["no_answer"])
        for option in item.options:
            yield Question(f"{item.code}.{option.code}", option.text, tick)
    else:
        yield Question(item.code, item.text, scale)


def _make_cell(item: Item, row: int, column: Column, words: Words) -> Question:
    options = tuple(Option(option.code, option.text) for option in column.options)
    scale = Scale("cell", options, no_answer=words["no_answer"]) if options else None
    return Question(f"{item.code}.{row}.{column.code}", column.text, scale)


def _find_scale(step: Step, item: Item, words: Words) -> Scale | None:
    """The alternatives of an item: its own, or those of its kind."""
    none = words["no_answer"]
    if step.kind == "canvas":
        return None
    if item.options:
        own = tuple(Option(option.code, option.text) for option in item.options)
        apart = tuple(option for option in own if option.code == DONT_KNOW)
        return Scale(step.kind, tuple(o for o in own if o not in apart), apart, no_answer=none)
    unknown = (Option(DONT_KNOW, words[DONT_KNOW]),)
    if step.kind == "checklist":
        return Scale(step.kind, tuple(Option(c, words[c]) for c in CHECKLIST), unknown, none)
    if step.kind == "profile":
        return Scale(step.kind, tuple(Option(c, words[c]) for c in FIVE), unknown, none)
    if step.kind == "slider":
        ends = {"1": f"1: {item.low}", "5": f"5: {item.high}"}
        return Scale(step.kind, tuple(Option(c, ends.get(c, c), "", c) for c in FIVE), (), none)
    return Scale("marks", (Option(TICKED, words["ticked"]),), no_answer=none)


def plan_tool(instrument: ToolInstrument, values: Values, asked: Asked) -> Walk:
    """The pages of a sheet: a step each, with those that are joined to it.

    A party fills in what is asked of each party; where there are parties, all together fill in the
    rest.
    """
    plans: list[PagePlan] = []
    assert instrument.tool is not None
    for step in instrument.tool.steps:
        if asked.has_parties and step.by_party != bool(asked.party):
            continue
        own = tuple(g for g in instrument.groups if isinstance(g, ItemGroup) and g.step == step)
        if step.joined and plans:
            last = plans.pop()
            plans.append(PagePlan(last.slug, last.title, (*last.groups, *own), last.lead))
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


def is_list_of_ticks(step: Step) -> bool:
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
        party, values = sheet.organisation or "", sheet.values
        walk = plan_tool(instrument, values, Asked(party=party, has_parties=True))
        begun = any(values.values())
        row = Progress(party, walk.answered, walk.total, begun, sheet.submitted_on is not None)
        rows += [row] if party else []
    return sorted(rows, key=lambda row: sort_key(row.party))


def _list_asks(groups: tuple[Group, ...]) -> Iterator[tuple[Question, tuple[str, ...]]]:
    for group in groups:
        assert isinstance(group, ItemGroup)
        assert group.step is not None
        if group.step.optional or is_list_of_ticks(group.step):
            continue
        if group.step.kind in ("ladder", "slider"):
            yield from ((question, (question.code,)) for question in group.questions)
        elif group.step.kind != "marks":
            yield Question(group.questions[0].code, group.title), group.fields
        elif group.is_first:
            same = (g for g in groups if isinstance(g, ItemGroup) and g.step == group.step)
            fields = tuple(field for each in same for field in each.fields)
            yield Question(group.questions[0].code, group.step.title), fields


# What was filled in -------------------------------------------------------------------------------


def read_answers(tool: Tool, values: Values) -> dict[str, Any]:
    """The answers of a sheet by item, as in `samverkan-sheet/1`; what is unanswered is left out."""
    read = {code: _read_item(tool.kinds[code], item, values) for code, item in tool.items.items()}
    return {code: answer for code, answer in read.items() if answer not in (None, "", [], {})}


def _read_item(kind: str, item: Item, values: Values) -> Any:
    value = _read_value(kind, item, values)
    more = {
        part: said
        for part in (NOTE, REVIEW)
        if getattr(item, part) and (said := values.get(f"{item.code}.{part}"))
    }
    return {"value": None if value == "" else value, **more} if more else value


def _read_value(kind: str, item: Item, values: Values) -> Any:
    code = item.code
    if item.columns:
        rows = [
            {c.code: said for c in item.columns if (said := values.get(f"{code}.{row}.{c.code}"))}
            for row in range(1, item.rows + 1)
        ]
        return [row for row in rows if row]
    if kind in ("ladder", "slider"):
        places = {part: values.get(f"{code}.{part}", "") for part in (NOW, WANTED)}
        return {p: int(v) if kind == "slider" else v for p, v in places.items() if v}
    if item.several:
        return [o.code for o in item.options if values.get(f"{code}.{o.code}")]
    value = values.get(code, "")
    if kind == "marks" and value == TICKED:
        return True
    return int(value) if kind == "profile" and value in FIVE else value
