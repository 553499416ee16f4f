"""An edition of the model as immutable data, and its one JSON form.

Everything that asks, teaches, computes or prints reads the content from these classes, never from
rows. An edition is a document, `samverkan-content/1`; `parse_edition` turns it into an `Edition`
and `dump_edition` gives exactly the same document back, so that its hash can be trusted.

Content order is the order of the document: stages by their number, aspects as their stage lists
them. An aspect belongs to the stage that lists it, also when it is cross-cutting.

Texts are in Swedish (`SOURCE_LANGUAGE`). What has texts may also hold `translations`, by language
and key; languages.py gives the edition in another language.

Parsing is about shape only (every key present, none unknown, codes not used twice). What is still
missing before an edition can be published is another question, answered elsewhere: a draft
without a single text can be parsed.

Example: a stage code used by two stages gives the error
`stages[1].code: "initiativ" is used twice`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

# Whoever reads an edition also catches its error, and need not know where it is defined.
from model_content.domain.reader import ContentError as ContentError
from model_content.domain.reader import Errors, Reader, Wrong

CONTENT_FORMAT = "samverkan-content/1"

SOURCE_LANGUAGE = "sv"
"""The language that every text exists in."""

Translations = Mapping[str, Mapping[str, str]]
"""Language → key of a text → that text; what is not translated is left out.

Compared but not hashed: a dictionary has no hash.
"""


TEXT = ("text",)
STAGE_TEXTS = ("title", "summary", "description")
ASPECT_TEXTS = ("title", "description")
CASE_TEXTS = ("start", "end", "initiators_and_purpose", "results")
"""The keys of what can be translated; names of people, groups and documents are not."""


@dataclass(frozen=True, slots=True)
class Marker:
    """One observable fact that helps to place a collaboration in a stage."""

    code: str
    text: str
    translations: Translations = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence about how well an aspect works; never negatively worded."""

    code: str
    text: str
    translations: Translations = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Sourced:
    """A success factor or a pitfall, with the passage it rests on."""

    text: str
    source: str
    locator: str
    translations: Translations = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Quote:
    """A literal quotation; `attribution` is who said it, empty when the source does not tell."""

    text: str
    attribution: str
    source: str
    locator: str
    translations: Translations = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Something a group can do within a month.

    `outlook` is `end` or `redefine` for one that is meant only for those who are ending or taking a
    new direction, None for everybody's.
    """

    text: str
    outlook: str | None = None
    translations: Translations = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class DialogueQuestion:
    """A question for the group to talk about."""

    text: str
    translations: Translations = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Aspect:
    """Something that has to work in a collaboration; `stage` is the stage that lists it."""

    code: str
    title: str
    cross_cutting: bool
    description: str
    statements: tuple[Statement, ...]
    success_factors: tuple[Sourced, ...]
    pitfalls: tuple[Sourced, ...]
    suggestions: tuple[Suggestion, ...]
    dialogue_questions: tuple[DialogueQuestion, ...]
    quotes: tuple[Quote, ...]
    stage: str
    translations: Translations = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of the model.

    A `lasting` stage is one that a collaboration can stay in; a `closing` one can be reached from
    any other stage (method.md, Placement).
    """

    code: str
    title: str
    order: int
    lasting: bool
    closing: bool
    summary: str
    description: str
    markers: tuple[Marker, ...]
    aspects: tuple[Aspect, ...]
    translations: Translations = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Case:
    """A collaboration described in the source; codes are those of its form's tick boxes."""

    code: str
    name: str
    start: str | None
    end: str | None
    initiators_and_purpose: str
    types: tuple[str, ...]
    levels: tuple[str, ...]
    geography: tuple[str, ...]
    priority: str | None
    results: str
    source: str
    locator: str
    translations: Translations = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Source:
    """A publication that the content quotes or rests on; `key` is how the content names it."""

    key: str
    title: str
    publisher: str
    year: int | None


@dataclass(frozen=True)
class Edition:
    """One edition of the model: everything that is asked and taught, in content order.

    Not slotted, so that the lookups can be cached on the instance.
    """

    code: str
    status: str
    published_at: str | None
    stages: tuple[Stage, ...]
    cases: tuple[Case, ...]
    sources: tuple[Source, ...]
    language: str = SOURCE_LANGUAGE  # that its texts are read in; no part of the document

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _hash(self) -> int:
        """Taken once: what an edition gives rise to is looked up by it at every request."""
        return hash((self.code, self.stages, self.cases, self.sources))

    @property
    def is_preview(self) -> bool:
        """It is walked through to be looked at: what is answered is thrown away."""
        return self.status == "preview"

    @cached_property
    def aspects(self) -> tuple[Aspect, ...]:
        """All aspects in content order."""
        return tuple(aspect for stage in self.stages for aspect in stage.aspects)

    @cached_property
    def markers(self) -> tuple[Marker, ...]:
        """All markers in content order."""
        return tuple(marker for stage in self.stages for marker in stage.markers)

    @cached_property
    def statements(self) -> tuple[Statement, ...]:
        """All statements in content order."""
        return tuple(statement for aspect in self.aspects for statement in aspect.statements)

    @cached_property
    def stage_by_code(self) -> Mapping[str, Stage]:
        """Stages by code, in content order."""
        return {stage.code: stage for stage in self.stages}

    @cached_property
    def aspect_by_code(self) -> Mapping[str, Aspect]:
        """Aspects by code, in content order."""
        return {aspect.code: aspect for aspect in self.aspects}

    @cached_property
    def marker_codes(self) -> frozenset[str]:
        """Codes of all markers."""
        return frozenset(marker.code for marker in self.markers)

    @cached_property
    def statement_codes(self) -> frozenset[str]:
        """Codes of all statements."""
        return frozenset(statement.code for statement in self.statements)

    @cached_property
    def case_by_code(self) -> Mapping[str, Case]:
        """Cases by code, in content order."""
        return {case.code: case for case in self.cases}

    @cached_property
    def source_by_key(self) -> Mapping[str, Source]:
        """Sources by key, in content order."""
        return {source.key: source for source in self.sources}


def parse_edition(document: Mapping[str, Any]) -> Edition:
    """Turn a `samverkan-content/1` document into an edition.

    Args:
        document: the JSON document as Python objects.

    Raises:
        ContentError: the shape is wrong, a key is missing or unknown, a code is used twice or the
            stages are not in ascending order. The message begins with the place.
    """
    edition, errors = read_edition(document)
    if errors:
        raise errors[0]
    return edition


def read_edition(document: object) -> tuple[Edition, Errors]:
    """As `parse_edition`, with all that is wrong; then the edition is only as much as was read."""
    root = Reader(document, "document", "")
    if root.text("format") != CONTENT_FORMAT and not root.errors:
        root.fail("format", Wrong.FORMAT)
    head = root.inner("edition")
    edition = Edition(
        code=head.text("code"),
        status=head.text("status"),
        published_at=head.text_or_none("published_at"),
        stages=root.items("stages", _parse_stage),
        cases=root.items("cases", _parse_case),
        sources=root.items("sources", _parse_source),
    )
    head.check_nothing_left()
    root.check_nothing_left()
    if not root.errors:
        _check_codes(edition, root.errors)
    return edition, root.errors


def parse_aspect(document: Mapping[str, Any], stage: str) -> Aspect:
    """Turn the part of a document that is an aspect into one.

    Raises:
        ContentError: as `parse_edition`.
    """
    reader = Reader(document, "aspect")
    aspect = _parse_aspect(reader, stage)
    if reader.errors:
        raise reader.errors[0]
    return aspect


def dump_edition(edition: Edition) -> dict[str, Any]:
    """Give the edition as the `samverkan-content/1` document that it was parsed from."""
    head = {
        "code": edition.code,
        "status": edition.status,
        "published_at": edition.published_at,
    }
    return {
        "format": CONTENT_FORMAT,
        "edition": head,
        "stages": [_dump_stage(stage) for stage in edition.stages],
        "cases": [_dump_fields(case) for case in edition.cases],
        "sources": [_dump_fields(source) for source in edition.sources],
    }


def without_translations(document: Any) -> Any:
    """The document, or a part of it, in Swedish only."""
    if isinstance(document, Mapping):
        kept = {k: v for k, v in document.items() if k != "translations"}
        return {key: without_translations(value) for key, value in kept.items()}
    if isinstance(document, list):
        return [without_translations(value) for value in document]
    return document


def _parse_stage(reader: Reader) -> Stage:
    code = reader.text("code")
    return Stage(
        code=code,
        title=reader.text("title"),
        order=reader.number("order"),
        lasting=reader.flag("lasting"),
        closing=reader.flag("closing"),
        summary=reader.text("summary"),
        description=reader.text("description"),
        markers=reader.items("markers", _parse_marker),
        aspects=reader.items("aspects", lambda r: _parse_aspect(r, code)),
        translations=_parse_translations(reader, STAGE_TEXTS),
    )


def _parse_translations(reader: Reader, keys: tuple[str, ...]) -> Translations:
    """Read the translations of something that has texts under these keys."""
    translations = {
        language: given.texts_by_key(keys)
        for language, given in reader.inner_by_key_if_given("translations").items()
    }
    if SOURCE_LANGUAGE in translations:
        reader.fail("translations", Wrong.SOURCE_LANGUAGE)
    return translations


def _parse_marker(reader: Reader) -> Marker:
    translations = _parse_translations(reader, TEXT)
    return Marker(reader.text("code"), reader.text("text"), translations)


def _parse_statement(reader: Reader) -> Statement:
    translations = _parse_translations(reader, TEXT)
    return Statement(reader.text("code"), reader.text("text"), translations)


def _parse_dialogue_question(reader: Reader) -> DialogueQuestion:
    return DialogueQuestion(reader.text("text"), _parse_translations(reader, TEXT))


def _parse_aspect(reader: Reader, stage: str) -> Aspect:
    return Aspect(
        code=reader.text("code"),
        title=reader.text("title"),
        cross_cutting=reader.flag("cross_cutting"),
        description=reader.text("description"),
        statements=reader.items("statements", _parse_statement),
        success_factors=reader.items("success_factors", _parse_sourced),
        pitfalls=reader.items("pitfalls", _parse_sourced),
        suggestions=reader.items("suggestions", _parse_suggestion),
        dialogue_questions=reader.items("dialogue_questions", _parse_dialogue_question),
        quotes=reader.items("quotes", _parse_quote),
        stage=stage,
        translations=_parse_translations(reader, ASPECT_TEXTS),
    )


def _parse_suggestion(reader: Reader) -> Suggestion:
    translations = _parse_translations(reader, TEXT)
    return Suggestion(reader.text("text"), reader.text_if_given("outlook"), translations)


def _parse_sourced(reader: Reader) -> Sourced:
    return Sourced(
        text=reader.text("text"),
        source=reader.text("source"),
        locator=reader.text("locator"),
        translations=_parse_translations(reader, TEXT),
    )


def _parse_quote(reader: Reader) -> Quote:
    return Quote(
        text=reader.text("text"),
        attribution=reader.text("attribution"),
        source=reader.text("source"),
        locator=reader.text("locator"),
        translations=_parse_translations(reader, TEXT),
    )


def _parse_case(reader: Reader) -> Case:
    return Case(
        code=reader.text("code"),
        name=reader.text("name"),
        start=reader.text_or_none("start"),
        end=reader.text_or_none("end"),
        initiators_and_purpose=reader.text("initiators_and_purpose"),
        types=reader.texts("types"),
        levels=reader.texts("levels"),
        geography=reader.texts("geography"),
        priority=reader.text_or_none("priority"),
        results=reader.text("results"),
        source=reader.text("source"),
        locator=reader.text("locator"),
        translations=_parse_translations(reader, CASE_TEXTS),
    )


def _parse_source(reader: Reader) -> Source:
    return Source(
        key=reader.text("key"),
        title=reader.text("title"),
        publisher=reader.text("publisher"),
        year=reader.number_or_none("year"),
    )


def _check_codes(edition: Edition, errors: Errors) -> None:
    stages = [(f"stages[{i}]", stage) for i, stage in enumerate(edition.stages)]
    aspects = [
        (f"{place}.aspects[{i}]", aspect)
        for place, stage in stages
        for i, aspect in enumerate(stage.aspects)
    ]
    _check_unique(((f"{place}.code", stage.code) for place, stage in stages), errors)
    _check_unique(((f"{place}.code", aspect.code) for place, aspect in aspects), errors)
    markers = [
        (f"{place}.markers[{i}].code", marker.code)
        for place, stage in stages
        for i, marker in enumerate(stage.markers)
    ]
    statements = [
        (f"{place}.statements[{i}].code", statement.code)
        for place, aspect in aspects
        for i, statement in enumerate(aspect.statements)
    ]
    _check_unique([*markers, *statements], errors)  # one answer, one question
    cases = ((f"cases[{i}].code", case.code) for i, case in enumerate(edition.cases))
    _check_unique(cases, errors)
    sources = ((f"sources[{i}].key", source.key) for i, source in enumerate(edition.sources))
    _check_unique(sources, errors)
    orders = [stage.order for stage in edition.stages]
    if orders != sorted(set(orders)):
        errors.append(ContentError("stages", Wrong.ORDER))


def _check_unique(codes: Iterable[tuple[str, str]], errors: Errors) -> None:
    seen: set[str] = set()
    for place, code in codes:
        if code in seen:
            errors.append(ContentError(place, Wrong.TWICE, code))
        seen.add(code)


def _dump_stage(stage: Stage) -> dict[str, Any]:
    aspects = [_dump_aspect(aspect) for aspect in stage.aspects]
    markers = [_dump_fields(marker) for marker in stage.markers]
    return _dump_fields(stage) | {"markers": markers, "aspects": aspects}


def _dump_aspect(aspect: Aspect) -> dict[str, Any]:
    document = _dump_fields(aspect) | {
        "statements": [_dump_fields(statement) for statement in aspect.statements],
        "success_factors": [_dump_fields(factor) for factor in aspect.success_factors],
        "pitfalls": [_dump_fields(pitfall) for pitfall in aspect.pitfalls],
        "suggestions": [_dump_suggestion(suggestion) for suggestion in aspect.suggestions],
        "dialogue_questions": [_dump_fields(asked) for asked in aspect.dialogue_questions],
        "quotes": [_dump_fields(quote) for quote in aspect.quotes],
    }
    del document["stage"]  # said by where the aspect is listed
    return document


def _dump_suggestion(suggestion: Suggestion) -> dict[str, Any]:
    document = _dump_fields(suggestion)
    if suggestion.outlook is None:  # an addition to the format: left out where it says nothing
        del document["outlook"]
    return document


def _dump_fields(item: Any) -> dict[str, Any]:
    """Give the fields of a dataclass in the order they are declared, tuples as lists."""
    values = {name: getattr(item, name) for name in item.__dataclass_fields__}
    if not values.get("translations", True):  # an addition to the format, like an outlook
        del values["translations"]
    return {k: list(v) if isinstance(v, tuple) else v for k, v in values.items()}
