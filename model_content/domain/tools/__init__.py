"""A tool: the one schema of `samverkan-instrument/1`, in the annotations of content.py.

How a tool is written, as `fixtures/tools/<key>.yaml` (nio-fragor.yaml is the example to follow):

- `steps` hold `items`; both have codes that never change: `<key>.<step>` and `<key>.<step>.<n>`.
  All items of a step are of the step's `kind`. What belongs to the same step of the design but is
  of another kind is a step of its own with a letter (`nio-fragor.2b`) and `joined: true`: it stands
  on the same page as the step before it.
- Every item names its `source` and `locator`. `text` has at most 20 words and LIX under 45.
- Kinds, and what is stored for an item `c`:
  - `checklist`: `c` = `yes`, `partly`, `no`, `dont_know`, or a code of the item's `options`;
  - `profile`: `c` = 1–5 or `dont_know`;
  - `ladder`: `c.now`, `c.wanted` = a code of its `options`, lowest first;
  - `slider`: `c.now`, `c.wanted` = 1–5 between `low` and `high`;
  - `choice`: `c` = a code of its `options`; with `several: true` each option is ticked for itself
    (`c.<option>` = `true`);
  - `canvas`: `c` = a text; with `columns` a table of `rows` rows (`c.<row>.<column>` = a text, or
    a code where the column has `options`);
  - `marks`: `c` = `true`; with `options` one of their codes.
  `note` is the label of a text that can be written beside the value (`c.note`); `review: true`
  asks when to look at it again (`c.review`).
- `options` written on a step in the file stand for all its items that have none of their own.
- `max` is how many may be ticked (0: any number): on a step of marks of its items, on an item with
  `several` of its options, on an option of `marks` of the items that may be given it. An option
  with `alone: true` (“none of these”) has no other beside it.
- Of an alternative, `speaks_for` and `speaks_against` say what does; of an item, `experience` how
  it went for others. Alternatives with the codes `open` and `not_ours` choose nothing.
  `weighed_by` on the tool says whose words these are: “The report of 2006”.
- `heading` stands above the item and those after it. `short` is what the result calls it in a
  sentence; without it the text stands there. `help` is folded under it (what a good answer holds).
  `known` names questions of the diagnosis that the group may have answered already: their answers
  are shown beside it and the item is not asked instead of them.
- `by_party: true` on a step: each party fills it in for itself (on its own sheet, if parties have
  been invited); other steps are filled in together.
- `counted: true` on the tool: of those who filled in each for themselves the result keeps how many
  gave each answer, not who; from three, anew only when three more have answered, and not which
  answers were the same person's.
- `sides` names, one on each line, the two to four parties that each answer for themselves: they are
  proposed when parties are invited, and what so many answered stands side by side.
- `turns: true` on the tool: it is made again and again, each turn dated, with the last one beside.
- `perspectives`: the tool is offered where people of all these have answered a round.
- `paper` is the page that is made of the answers: its headings, and whose answers stand under each;
  one with `own_page: true` begins a new page in print.
- `anonymous: true` on the tool: it has no sheet. A group ticks its `marks` on their phones, each
  step of that kind a layer, and sees what may be shown (assessments/iceberg); `aspect` is what a
  mark is about.
- `remarks` and `proposals` are the sentences of the result. `code` names a rule
  (assessments/methods/sheets/rules), which decides whether it is said and what stands in `{…}`:
  `{items}` is always what the rule found, by `short` name. Only the first three proposals that hold
  are made, in this order; each has the `aspect` that it is planned under.
- `prepares` names stages under whose "Förbered nästa stadium" the tool is offered; `aspects` those
  that it deepens, `secondary` those that it deepens for its own audience only.
- Translations stand with each part, as in the model: `translations: {en: {text: …}}`.
- In the files a translation is a block (`en:` and its texts on lines of their own), a text with
  `: ` or a digit first stands in quotes, and so do the codes `'yes'`, `'no'`, `'off'`, `'on'`.
- LIX counts for texts of ten words or more; a heading of three cannot be measured.
- New wording only: no run of eight words that stands in a source.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Annotated, Any, Final

from pydantic import ConfigDict, StrictBool, StrictInt, StrictStr

from model_content.domain.codec import Schema
from model_content.domain.content import (
    Choice,
    Code,
    Flag,
    Head,
    Items,
    Key,
    Locator,
    Number,
    Source_,
    Text,
    Title,
    Translations,
    WithHead,
    read_kinds,
)

TOOL_FORMAT: Final = "samverkan-instrument/1"

STEP_KINDS: Final = ("checklist", "profile", "ladder", "slider", "choice", "canvas", "marks")

ONLY_OF: Final = {
    "low": ("slider",),
    "high": ("slider",),
    "rows": ("canvas",),
    "columns": ("canvas",),
    "several": ("choice",),
    "max": ("choice",),
    "experience": ("choice",),
    "options": ("checklist", "choice", "ladder", "marks"),
}
"""What an item says only in steps of some kinds."""

MOST_SIDES: Final = 4
"""Parties whose answers are read side by side; on paper a column more would break its words."""

Name = Annotated[StrictStr, Text(100, translated=True)]
Short = Annotated[StrictStr, Text(80, translated=True, optional=True)]
Help = Annotated[StrictStr, Text(1000, lines=3, translated=True, optional=True)]
Sides = Annotated[
    StrictStr, Text(1000, lines=3, translated=True, optional=True, names=(2, MOST_SIDES))
]
Line = Annotated[StrictStr, Text(500, lines=3, translated=True)]
Asked = Annotated[StrictStr, Text(300, lines=3, words=20, lix=45, lix_from=10, translated=True)]
ItemCode = Annotated[StrictStr, Code(80, dotted=True)]
Most = Annotated[StrictInt, Number(0, 40)]
LocalKey = Annotated[StrictStr, Code(40, local=True)]


@dataclass(frozen=True, slots=True)
class Alternative:
    """One of an item's own alternatives; `help` says more of it."""

    code: LocalKey
    text: Line
    short: Short = ""
    help: Help = ""
    max: Most = 0
    alone: Annotated[StrictBool, Flag()] = False
    speaks_for: Help = ""
    speaks_against: Help = ""
    translations: Translations = field(default_factory=dict, hash=False)


Alternatives = Annotated[tuple[Alternative, ...], Items("alternative", named_by="text")]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a canvas with rows."""

    code: LocalKey
    text: Name
    short: Short = ""
    options: Alternatives = ()
    translations: Translations = field(default_factory=dict, hash=False)

    @property
    def name(self) -> str:
        """What the result calls it."""
        return self.short or self.text


@dataclass(frozen=True, slots=True)
class Item:
    """Something that can be answered (see the head of the file)."""

    code: ItemCode
    text: Asked
    source: Source_
    locator: Locator
    heading: Short = ""
    short: Short = ""
    help: Help = ""
    experience: Help = ""
    low: Short = ""
    high: Short = ""
    note: Short = ""
    review: Annotated[StrictBool, Flag()] = False
    several: Annotated[StrictBool, Flag()] = False
    rows: Annotated[StrictInt, Number(0, 12)] = 0
    max: Most = 0
    known: tuple[StrictStr, ...] = ()
    aspect: StrictStr = ""
    options: Alternatives = ()
    columns: Annotated[tuple[Column, ...], Items("column", named_by="text")] = ()
    translations: Translations = field(default_factory=dict, hash=False)

    @property
    def name(self) -> str:
        """What a sentence of the result calls it."""
        return self.short or self.text

    @property
    def has_arguments(self) -> bool:
        """Whether something is said of what speaks for and against its alternatives."""
        return any(o.speaks_for or o.speaks_against for o in self.options)

    @property
    def is_weighed(self) -> bool:
        """Whether its alternatives are shown beside each other, with what is known of them."""
        return self.has_arguments or bool(self.options and self.experience)


@dataclass(frozen=True, slots=True)
class Step:
    """Items of one kind that stand together."""

    code: ItemCode
    title: Title
    kind: Annotated[StrictStr, Choice(STEP_KINDS, is_fixed=True)]
    items: Annotated[tuple[Item, ...], Items("item", 1, numbered=".")]
    why: Help = ""
    joined: Annotated[StrictBool, Flag(is_fixed=True)] = False
    by_party: Annotated[StrictBool, Flag()] = False
    optional: Annotated[StrictBool, Flag()] = False
    max: Most = 0
    translations: Translations = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Remark:
    """A sentence of the result, said when the rule of its code holds."""

    code: Key
    text: Line
    translations: Translations = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the group could decide, said when the rule of its code holds."""

    code: Key
    aspect: Key
    text: Line
    translations: Translations = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the paper that is made of the answers, and the items that stand under it."""

    title: Title
    items: tuple[StrictStr, ...]
    own_page: Annotated[StrictBool, Flag()] = False
    translations: Translations = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Tool(WithHead):
    """A tool in one language, as it stands in its document."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    format: StrictStr
    key: Key
    edition: Head
    title: Title
    question: Line
    audience: Name
    minutes: Annotated[StrictInt, Number(1, 240)]
    about: Annotated[StrictStr, Text(1500, lines=6, translated=True)]
    result_title: Title
    stages: tuple[StrictStr, ...]
    aspects: tuple[StrictStr, ...]
    steps: Annotated[tuple[Step, ...], Items("step", 1, is_fixed=True)]
    prepares: tuple[StrictStr, ...] = ()
    secondary: tuple[StrictStr, ...] = ()
    told: Help = ""
    weighed_by: Short = ""
    counted: Annotated[StrictBool, Flag()] = False
    turns: Annotated[StrictBool, Flag()] = False
    sides: Sides = ""
    perspectives: tuple[StrictStr, ...] = ()
    anonymous: Annotated[StrictBool, Flag(is_fixed=True)] = False
    paper: Annotated[tuple[Heading, ...], Items("heading", is_fixed=True)] = ()
    remarks: Annotated[tuple[Remark, ...], Items("remark", is_fixed=True)] = ()
    proposals: Annotated[tuple[Proposal, ...], Items("proposal", is_fixed=True)] = ()
    translations: Translations = field(default_factory=dict, hash=False)

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _hash(self) -> int:
        """Taken once, as that of an edition."""
        return hash((self.key, self.edition, self.steps, self.paper, self.remarks, self.proposals))

    @cached_property
    def items(self) -> Mapping[str, Item]:
        """Every item by its code, in order."""
        return {item.code: item for step in self.steps for item in step.items}

    @cached_property
    def step_of(self) -> Mapping[str, Step]:
        """The step of every item by its code."""
        return {item.code: step for step in self.steps for item in step.items}

    @cached_property
    def kinds(self) -> Mapping[str, str]:
        """The kind of every item by its code."""
        return {code: step.kind for code, step in self.step_of.items()}

    @property
    def by_party(self) -> bool:
        """Whether there is something that each party fills in for itself."""
        return any(step.by_party for step in self.steps)

    @cached_property
    def sources(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """The keys of its sources, each with the places in it, in the order of the items."""
        places: dict[str, dict[str, None]] = {}
        for item in self.items.values():
            places.setdefault(item.source, {})[item.locator] = None
        return tuple((source, tuple(found)) for source, found in places.items())


def spread_options(document: Mapping[str, Any]) -> dict[str, Any]:
    """The document of a file, with the alternatives of a step written out for each of its items."""
    steps = []
    for step in document.get("steps", ()):
        kept = {key: value for key, value in step.items() if key != "options"}
        shared = {"options": step["options"]} if "options" in step else {}
        steps.append({**kept, "items": [{**shared, **item} for item in step.get("items", ())]})
    return {**document, "steps": steps}


TOOLS: Final = Schema(Tool, TOOL_FORMAT, read_kinds(Tool, Items("tool", is_fixed=True)))
parse_tool, dump_tool, localise_tool = TOOLS.parse, TOOLS.dump, TOOLS.localise
