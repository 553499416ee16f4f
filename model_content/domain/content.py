"""An edition of the model: the one schema of what we ask and teach.

Every part is a frozen dataclass; its annotations say of each field what it is (`Text`, `Code`,
`Choice` …), how long it may be, whether it is translated, and of each list how many there should
be. Reading and writing files, checking, the editor's forms, comparison, search, translation and
history all go by these annotations. A new kind of text is a list of an aspect or a stage here, its
words in `words.py`, and a place on the page that shows it.

An edition is a document, `samverkan-content/1` (codec.py). Content order is the order of the
document: stages by their number, aspects as their stage lists them. An aspect belongs to the stage
that lists it, also when it is cross-cutting.

Texts are in Swedish (`SOURCE_LANGUAGE`). What has texts may also hold `translations`, by language
and field; languages.py gives the edition in another language.

Example: `KINDS["marker"].fields["text"].words` is 20, the most words that a marker may have.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Annotated, Final, get_args, get_origin, get_type_hints

from pydantic import ConfigDict, Field, StrictBool, StrictInt, StrictStr

CONTENT_FORMAT = "samverkan-content/1"

SOURCE_LANGUAGE = "sv"
"""The language that every text exists in."""

METHODS: Final = ("1", "2")
"""The methods that answers to an edition can be computed with (assessments/methods/stages)."""

FIRST_METHOD: Final = METHODS[0]
"""That of an edition that names none: such were made before there was another."""

Translations = dict[str, dict[str, StrictStr]]
"""Language → field → text; what is not translated is left out. Compared but not hashed."""


TURNS: Final = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Signs that turn the direction of what stands after them: no language of ours is written so."""

UNSEEN: Final = re.compile("[\u00ad\u061c\u200b\u200e\u200f\u2060]")
"""Signs that are pasted along and nobody sees: hyphens that may be, joiners, marks of direction."""

# What a field is ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Text:
    """A text of at most so many characters.

    `lines` is the height of its box in a form, 0 for a text on one line. `words` and `lix` are
    bounds that stop publishing, `easy` a LIX that it should be under; LIX counts from `lix_from`
    words. `names` says that it holds names, one on each line, at least and at most so many. What is
    `optional` may be empty; what is `own` has been written here, and its spelling and repetitions
    are checked.
    """

    most: int = 6000
    lines: int = 0
    least_words: int = 0
    words: int = 0
    lix: int = 0
    lix_from: int = 0
    easy: int = 0
    names: tuple[int, int] = (0, 0)
    translated: bool = False
    optional: bool = False
    own: bool = True


@dataclass(frozen=True, slots=True)
class Code:
    """What names a thing, fixed once it is made; `dotted` may hold dots, `local` is what names it
    only in the list that it stands in."""

    most: int = 60
    dotted: bool = False
    local: bool = False


@dataclass(frozen=True, slots=True)
class Number:
    """A whole number."""

    least: int = 0
    most: int = 32_767
    is_fixed: bool = False


@dataclass(frozen=True, slots=True)
class Flag:
    """Yes or no; what is `is_fixed` belongs to the method, and no form changes it."""

    is_fixed: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """One of these codes, or none."""

    options: tuple[str, ...]
    is_fixed: bool = False


@dataclass(frozen=True, slots=True)
class Boxes:
    """Any of these codes."""

    options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SourceKey:
    """The key of one of the edition's sources, or of none where it is `optional`."""

    optional: bool = False


Spec = Text | Code | Number | Flag | Choice | Boxes | SourceKey


@dataclass(frozen=True, slots=True)
class Items:
    """A list of parts of one kind.

    `least` and `most` stop publishing, `wanted` is a number that fewer are worth a look. A part
    with a code gets it from its text under `named_by`, or else from the code of what it stands in
    and a number: `numbered` is what stands between them. A fixed list is that of the method.
    """

    kind: str
    least: int = 0
    most: int = 0
    wanted: int = 0
    named_by: str = ""
    numbered: str = ""
    is_fixed: bool = False
    changes_parent: bool = False


# The parts ----------------------------------------------------------------------------------------

STAGE_TITLE_CHARACTERS: Final = 60
"""Characters of the name of a stage, in any language: it stands in the model's picture."""

Key = Annotated[StrictStr, Code(40)]
Title = Annotated[StrictStr, Text(100, translated=True)]
Asked = Annotated[StrictStr, Text(300, lines=3, words=20, lix=45, translated=True)]
Said = Annotated[StrictStr, Text(lines=4, translated=True)]
Named = Annotated[StrictStr, Text(200, own=False)]
Source_ = Annotated[StrictStr, SourceKey()]
Locator = Annotated[StrictStr, Text(80, own=False)]
Year = Annotated[StrictStr | None, Text(60, translated=True, optional=True)]


@dataclass(frozen=True, slots=True)
class Marker:
    """One observable fact that helps to place a collaboration in a stage."""

    code: Annotated[StrictStr, Code(80, dotted=True)]
    text: Asked
    translations: Translations = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence about how well an aspect works; never negatively worded."""

    code: Annotated[StrictStr, Code(80, dotted=True)]
    text: Asked
    translations: Translations = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Sourced:
    """A text, such as a success factor or a pitfall, with the passage it rests on."""

    text: Said
    source: Source_
    locator: Locator
    translations: Translations = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Quote:
    """A literal quotation; `attribution` is who said it."""

    text: Annotated[StrictStr, Text(600, lines=4, translated=True, own=False)]
    attribution: Annotated[StrictStr, Text(120, own=False)]
    source: Source_
    locator: Locator
    translations: Translations = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Something a group can do within a month; `outlook` names those whom alone it is for."""

    text: Said
    outlook: Annotated[StrictStr | None, Choice(("end", "redefine"))] = None
    translations: Translations = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class DialogueQuestion:
    """A question for the group to talk about."""

    text: Said
    translations: Translations = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Aspect:
    """Something that has to work in a collaboration; `stage` is the stage that lists it."""

    code: Annotated[StrictStr, Code()]
    title: Title
    cross_cutting: Annotated[StrictBool, Flag()]
    description: Annotated[
        StrictStr, Text(lines=9, least_words=40, words=120, easy=40, translated=True)
    ]
    statements: Annotated[
        tuple[Statement, ...], Items("statement", 2, 2, numbered=".", changes_parent=True)
    ]
    success_factors: Annotated[tuple[Sourced, ...], Items("success_factor", 2)]
    pitfalls: Annotated[tuple[Sourced, ...], Items("pitfall", 2)]
    suggestions: Annotated[tuple[Suggestion, ...], Items("suggestion", 1)]
    dialogue_questions: Annotated[tuple[DialogueQuestion, ...], Items("dialogue_question", 2)]
    quotes: Annotated[tuple[Quote, ...], Items("quote", most=4, wanted=1)]
    # Said by where the aspect is listed, so no document has it under any name.
    stage: Annotated[str, Field(validation_alias="\0")] = ""
    translations: Translations = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of the model: a collaboration can stay in a `lasting` one, and come to a `closing`
    one from any other."""

    code: Annotated[StrictStr, Code()]
    title: Annotated[StrictStr, Text(STAGE_TITLE_CHARACTERS, translated=True)]
    order: Annotated[StrictInt, Number(is_fixed=True)]
    lasting: Annotated[StrictBool, Flag(is_fixed=True)]
    closing: Annotated[StrictBool, Flag(is_fixed=True)]
    summary: Said
    description: Annotated[
        StrictStr, Text(lines=9, least_words=80, words=200, easy=40, translated=True)
    ]
    markers: Annotated[tuple[Marker, ...], Items("marker", 3, 4, numbered=".m")]
    aspects: Annotated[tuple[Aspect, ...], Items("aspect", named_by="title")]
    translations: Translations = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        if any(aspect.stage != self.code for aspect in self.aspects):
            listed = tuple(replace(aspect, stage=self.code) for aspect in self.aspects)
            object.__setattr__(self, "aspects", listed)


@dataclass(frozen=True, slots=True)
class Case:
    """A collaboration described in the source; codes are those of its form's tick boxes."""

    code: Annotated[StrictStr, Code()]
    name: Named
    start: Year
    end: Year
    initiators_and_purpose: Annotated[StrictStr, Text(lines=9, translated=True)]
    types: Annotated[tuple[StrictStr, ...], Boxes(("1", "2", "2a", "2b", "2c", "2d"))]
    levels: Annotated[tuple[StrictStr, ...], Boxes(("1", "2", "3"))]
    geography: Annotated[tuple[StrictStr, ...], Boxes(("1", "2", "3"))]
    priority: Annotated[StrictStr | None, Choice(("1", "2", "3"))]
    results: Annotated[StrictStr, Text(lines=9, translated=True)]
    source: Source_
    locator: Locator
    translations: Translations = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Source:
    """A publication that the content quotes or rests on; `key` is how the content names it.

    `description` is what it is about, and what readers need to know of the quotes from it.
    """

    key: Annotated[StrictStr, Code(30)]
    title: Annotated[StrictStr, Text(300, own=False)]
    publisher: Named
    year: Annotated[StrictInt | None, Number(1800, 2200)]
    description: Annotated[StrictStr | None, Text(lines=9, translated=True, optional=True)] = None
    translations: Translations = field(default_factory=dict, hash=False)


Stages = Annotated[tuple[Stage, ...], Items("stage", 1, is_fixed=True)]
Cases = Annotated[tuple[Case, ...], Items("case", named_by="name")]
Sources = Annotated[tuple[Source, ...], Items("source", named_by="title")]


@dataclass(frozen=True, slots=True)
class Head:
    """What a document says of the edition itself."""

    code: Annotated[StrictStr, Code(20, dotted=True)]
    status: StrictStr
    published_at: StrictStr | None


@dataclass(frozen=True, slots=True)
class ModelHead(Head):
    """`method` is how answers are computed: as what is asked, it is never changed afterwards."""

    method: StrictStr = FIRST_METHOD


class WithHead:
    """What is read of an edition of the model, a tool or a page alike."""

    edition: Head

    @property
    def code(self) -> str:
        return self.edition.code

    @property
    def published_at(self) -> str | None:
        return self.edition.published_at

    @property
    def is_preview(self) -> bool:
        """It is walked through to be looked at: what is answered is thrown away."""
        return self.edition.status == "preview"


@dataclass(frozen=True)
class Edition(WithHead):
    """One edition of the model, a `samverkan-content/1` document: everything that is asked and
    taught, in content order, as are its lookups by code, which are cached on the instance."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    format: StrictStr
    edition: ModelHead
    stages: Stages
    cases: Cases
    sources: Sources
    # That its texts are read in; no part of the document.
    language: Annotated[str, Field(validation_alias="\0")] = SOURCE_LANGUAGE

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _hash(self) -> int:
        """Taken once: what an edition gives rise to is looked up by it at every request."""
        return hash((self.code, self.method, self.stages, self.cases, self.sources))

    @property
    def method(self) -> str:
        return self.edition.method

    @property
    def has_left_out(self) -> bool:
        """Its markers can be answered that they do not fit the collaboration."""
        return self.method != FIRST_METHOD

    @cached_property
    def aspects(self) -> tuple[Aspect, ...]:
        return tuple(aspect for stage in self.stages for aspect in stage.aspects)

    @cached_property
    def markers(self) -> tuple[Marker, ...]:
        return tuple(marker for stage in self.stages for marker in stage.markers)

    @cached_property
    def statements(self) -> tuple[Statement, ...]:
        return tuple(statement for aspect in self.aspects for statement in aspect.statements)

    @cached_property
    def stage_by_code(self) -> Mapping[str, Stage]:
        return {stage.code: stage for stage in self.stages}

    @cached_property
    def aspect_by_code(self) -> Mapping[str, Aspect]:
        return {aspect.code: aspect for aspect in self.aspects}

    @cached_property
    def marker_codes(self) -> frozenset[str]:
        return frozenset(marker.code for marker in self.markers)

    @cached_property
    def statement_codes(self) -> frozenset[str]:
        return frozenset(statement.code for statement in self.statements)

    @cached_property
    def case_by_code(self) -> Mapping[str, Case]:
        return {case.code: case for case in self.cases}

    @cached_property
    def source_by_key(self) -> Mapping[str, Source]:
        return {source.key: source for source in self.sources}


# The schema as data -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of part: its class, its fields and its lists, in the order of the document."""

    name: str
    cls: type
    items: Items
    fields: Mapping[str, Spec]
    lists: Mapping[str, Items]
    nullable: frozenset[str]

    @property
    def coded(self) -> str:
        """The field that names a part of this kind in the whole edition; empty if none does."""
        return next((name for name, spec in self.fields.items() if isinstance(spec, Code)), "")

    @property
    def is_local(self) -> bool:
        """Whether its code names a part only in the list that it stands in."""
        return any(isinstance(spec, Code) and spec.local for spec in self.fields.values())

    @property
    def edited(self) -> dict[str, Spec]:
        return {
            name: spec
            for name, spec in self.fields.items()
            if not isinstance(spec, Code) and not getattr(spec, "is_fixed", False)
        }

    @property
    def translated(self) -> tuple[str, ...]:
        return tuple(n for n, s in self.fields.items() if isinstance(s, Text) and s.translated)

    @property
    def title(self) -> str:
        """The field that a part is called by, its text where it has no name."""
        return next(name for name in ("title", "name", "text") if name in self.fields)


def read_kinds(cls: type, items: Items) -> dict[str, Kind]:
    """A kind and all kinds below it."""
    hints = get_type_hints(cls, include_extras=True)
    fields: dict[str, Spec] = {}
    lists: dict[str, Items] = {}
    below: dict[str, Kind] = {}
    for name in cls.__dataclass_fields__:  # type: ignore[attr-defined]
        plain, *said = get_args(hints[name]) if get_origin(hints[name]) is Annotated else (None,)
        for given in said:
            if isinstance(given, Spec):
                fields[name] = given
            elif isinstance(given, Items):
                lists[name] = given
                below |= read_kinds(get_args(plain)[0], given)
    nullable = frozenset(n for n in fields if type(None) in get_args(get_args(hints[n])[0]))
    return {items.kind: Kind(items.kind, cls, items, fields, lists, nullable), **below}


KINDS: Final[Mapping[str, Kind]] = read_kinds(Edition, Items("edition"))
"""Every kind of part by name, `edition` first: the document itself, which has lists only."""
