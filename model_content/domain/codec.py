"""Between documents and what they say: the model, a tool or a page; every error with its place.

A `Schema` parses a document and dumps exactly the same document, so that its hash can be trusted.
What has a default is left out where it says nothing: such fields were added to the format later.

Parsing is about shape only (every key present, none unknown, codes not used twice); `read` asks
more of what somebody sends. What is missing before an edition can be published is another question
(checks.py): a draft without a single text can be parsed.

Example: a stage code used by two stages gives the error
`stages[1].code: "initiativ" is used twice`.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import MISSING, Field, dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any, Final, Generic, TypeVar

from pydantic import TypeAdapter, ValidationError

from model_content.domain.content import (
    CONTENT_FORMAT,
    FIRST_METHOD,
    KINDS,
    METHODS,
    SOURCE_LANGUAGE,
    TURNS,
    Aspect,
    Boxes,
    Choice,
    Code,
    Edition,
    Flag,
    Kind,
    Number,
    SourceKey,
    Spec,
    Text,
)
from model_content.domain.languages import localise_part
from samverkan.texts import is_clean

MOST_PARTS: Final = 3000
"""Parts of an edition, which has 550: a page with all of them takes seconds."""

MOST_LANGUAGES: Final = 12
"""Languages of an edition's texts: the site has seven."""

LANGUAGE: Final = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*")
_SLUG = re.compile(r"[-a-zA-Z0-9_]+")
_DOTTED = re.compile(r"[-a-zA-Z0-9_.]+")

_HALF = re.compile("[\ud800-\udfff]")

_ASKED_ONCE: Final = {"marker": "question", "statement": "question"}
"""Kinds that share their codes: one answer, one question."""

Part = TypeVar("Part")


class Wrong(StrEnum):
    """What can be wrong at a place of a document."""

    OBJECT = "is not an object"
    MISSING = "is missing"
    TEXT = "is not a text"
    TEXT_OR_NULL = "is not a text or null"
    FLAG = "is not true or false"
    NUMBER = "is not a whole number"
    NUMBER_OR_NULL = "is not a whole number or null"
    LIST = "is not a list"
    UNKNOWN_KEY = "is not a known key"
    FORMAT = "is not samverkan-content/1"
    SOURCE_LANGUAGE = "sv is no translation"
    TWICE = "is used twice"
    ORDER = "are not in ascending order"
    EMPTY = "is empty"
    TOO_LONG = "is longer than allowed"
    TOO_LARGE = "is outside what is allowed"
    CHARACTERS = "has characters that cannot be shown"
    CODE = "is no code"
    SOURCE = "is not the key of a source"
    CHOICE = "is not one of the choices"
    LANGUAGE = "is no code of a language"
    PARTS = "has more parts than an edition may have"
    LANGUAGES = "is in more languages than an edition may be"


_OF_PYDANTIC: Final = {
    "missing": Wrong.MISSING,
    "string_type": Wrong.TEXT,
    "bool_type": Wrong.FLAG,
    "int_type": Wrong.NUMBER,
    "tuple_type": Wrong.LIST,
    "unexpected_keyword_argument": Wrong.UNKNOWN_KEY,
    "invalid_key": Wrong.UNKNOWN_KEY,
    "dataclass_type": Wrong.OBJECT,
    "dict_type": Wrong.OBJECT,
}
_OR_NULL: Final = {Wrong.TEXT: Wrong.TEXT_OR_NULL, Wrong.NUMBER: Wrong.NUMBER_OR_NULL}


class ContentError(ValueError):
    """A document does not have the shape of `samverkan-content/1` at a place such as
    `stages[0].aspects[2].title`; `value` is what stands there, or how much is allowed."""

    def __init__(self, place: str, wrong: Wrong, value: str = "") -> None:
        shown = f'"{value}" ' if value else ""
        super().__init__(f"{place}: {shown}{wrong}")
        self.place = place
        self.wrong = wrong
        self.value = value


Errors = list[ContentError]

Kinds = Mapping[str, Kind]
"""The kinds of a schema, that of the document itself first."""


@dataclass(frozen=True)
class Schema(Generic[Part]):
    """A sort of documents: what they are parsed to, their `format`, the kinds of parts."""

    cls: type[Part]
    format: str
    kinds: Kinds

    @cached_property
    def adapter(self) -> TypeAdapter[Part]:
        return TypeAdapter(self.cls)

    def parse(self, document: Mapping[str, Any]) -> Part:
        """Turn a document into what it says.

        Raises:
            ContentError: the first of what is wrong with its shape.
        """
        part, errors = self._read(document)
        if errors:
            raise errors[0]
        assert part is not None
        return part

    def read(self, document: object) -> tuple[Part | None, Errors]:
        """As `parse`, with all that is wrong, also with what the texts, codes and numbers are.

        What is missing before it can be published is no fault here: it becomes a draft.
        """
        document = mend(document)
        part, errors = self._read(document)
        if part is None:
            return None, errors
        assert isinstance(document, Mapping)
        errors = [*errors, *find_faults(document, self.kinds)]
        return (None if errors else part), errors

    def _read(self, document: object) -> tuple[Part | None, Errors]:
        try:
            part = self.adapter.validate_python(document)
        except ValidationError as error:
            found = error.errors(include_url=False, include_context=False)
            return None, [_translate(each, self.kinds) for each in found]
        assert isinstance(document, Mapping)
        errors = list(find_misplaced(document, self.kinds))
        if document["format"] != self.format:
            errors.insert(0, ContentError("format", Wrong.FORMAT))
        is_lost = any(error.wrong in (Wrong.FORMAT, Wrong.UNKNOWN_KEY) for error in errors)
        return (None if is_lost else part), errors

    def dump(self, part: Part) -> dict[str, Any]:
        """Give it as the document that it was parsed from."""
        dumped: dict[str, Any] = _dump(part)
        return dumped

    def localise(self, part: Part, language: str) -> Part:
        """Give it in a language, as far as it is translated; in Swedish it is the part itself.

        What is given is for reading: it cannot be dumped to the document it came from.
        """
        if language == SOURCE_LANGUAGE:
            return part
        texts = {kind.cls: kind.translated for kind in self.kinds.values()}
        localised: Part = localise_part(part, language, texts)
        return localised


# Reading ------------------------------------------------------------------------------------------


def mend(value: Any, signs: re.Pattern[str] = _HALF, to: str = "\ufffe") -> Any:
    """The same with these signs made others; by default what no text can hold, half a character,
    made something that is told of."""
    if isinstance(value, str):
        return signs.sub(to, value)
    if isinstance(value, list):
        return [mend(each, signs, to) for each in value]
    if isinstance(value, Mapping):
        return {mend(key, signs, to): mend(each, signs, to) for key, each in value.items()}
    return value


def _translate(error: Any, kinds: Kinds) -> ContentError:
    """What pydantic finds, as a fault of a document of these kinds."""
    steps = [str(step) if isinstance(step, str) else step for step in error["loc"]]
    wrong = _OF_PYDANTIC[error["type"]]
    name, kind = steps[-1] if steps else "", _find_kind(steps[:-1], kinds)
    if name == "published_at" or (kind and name in kinds[kind].nullable):
        wrong = _OR_NULL.get(wrong, wrong)
    place = "".join(f"[{s}]" if isinstance(s, int) else f".{s}" for s in steps).lstrip(".")
    return ContentError(place or "document", wrong)


def _find_kind(steps: list[Any], kinds: Kinds) -> str:
    """The kind of the part that stands there; empty of what is no part."""
    kind = next(iter(kinds))
    for step in steps:
        if isinstance(step, str):
            items = kinds[kind].lists.get(step)
            if items is None:
                return ""
            kind = items.kind
    return kind


Placed = tuple[str, str, Mapping[str, Any]]
"""The beginning of the places of a part's keys, its kind, and the part."""


def _walk(
    part: Mapping[str, Any], kinds: Kinds, place: str = "", kind: str = ""
) -> Iterator[Placed]:
    kind = kind or next(iter(kinds))
    yield place, kind, part
    for name, items in kinds[kind].lists.items():
        for index, each in enumerate(part.get(name, ())):
            yield from _walk(each, kinds, f"{place}{name}[{index}].", items.kind)


def find_misplaced(document: Mapping[str, Any], kinds: Kinds) -> Iterator[ContentError]:
    """What the shape of single values does not tell: codes used twice, translations of nothing."""
    seen: set[tuple[str, str]] = set()
    for place, kind, part in _walk(document, kinds):
        if coded := kinds[kind].coded:
            within = place.rpartition("[")[0] if kinds[kind].is_local else ""
            key = (_ASKED_ONCE.get(kind, kind) + within, part[coded])
            if key in seen:
                yield ContentError(f"{place}{coded}", Wrong.TWICE, part[coded])
            seen.add(key)
        for language, texts in part.get("translations", {}).items():
            if language == SOURCE_LANGUAGE:
                yield ContentError(f"{place}translations", Wrong.SOURCE_LANGUAGE)
            for name in texts:
                if name not in kinds[kind].translated:
                    yield ContentError(f"{place}translations.{language}.{name}", Wrong.UNKNOWN_KEY)
    if kinds is KINDS:
        orders = [stage["order"] for stage in document["stages"]]
        if orders != sorted(set(orders)):
            yield ContentError("stages", Wrong.ORDER)
        if (method := document["edition"].get("method", FIRST_METHOD)) not in METHODS:
            yield ContentError("edition.method", Wrong.CHOICE, method)


# What is asked of a file --------------------------------------------------------------------------


def find_faults(document: Mapping[str, Any], kinds: Kinds) -> Iterator[ContentError]:
    """What the texts, codes and numbers are that should be others; the sources of a tool stand
    elsewhere, and are checked with it (checks.py)."""
    sources = {source["key"] for source in document["sources"]} if kinds is KINDS else None
    head = document["edition"]
    yield from check_value("edition.code", Code(20, dotted=True), head["code"], sources)
    parts = [part for _place, _kind, part in _walk(document, kinds)]
    if len(parts) > MOST_PARTS:
        yield ContentError("document", Wrong.PARTS, str(MOST_PARTS))
    if (
        len({language for part in parts for language in part.get("translations", {})})
        > MOST_LANGUAGES
    ):
        yield ContentError("document", Wrong.LANGUAGES, str(MOST_LANGUAGES))
    for place, kind, part in _walk(document, kinds):
        for name, spec in kinds[kind].fields.items():
            if (value := part.get(name)) is not None:
                yield from check_value(f"{place}{name}", spec, value, sources)
        if kind == "quote" and not part["attribution"]:
            yield ContentError(f"{place}attribution", Wrong.EMPTY)
        for language, texts in part.get("translations", {}).items():
            inner = f"{place}translations.{language}"
            if not LANGUAGE.fullmatch(language):
                yield ContentError(inner, Wrong.LANGUAGE)
            for name, text in texts.items():
                yield from check_value(f"{inner}.{name}", kinds[kind].fields[name], text, sources)


def check_value(
    place: str, spec: Spec, value: Any, sources: Collection[str] | None = None
) -> Iterator[ContentError]:
    match spec:
        case Text():
            if len(value) > spec.most:
                yield ContentError(place, Wrong.TOO_LONG, str(spec.most))
            if not is_clean(value) or TURNS.search(value):
                yield ContentError(place, Wrong.CHARACTERS)
        case Code():
            if len(value) > spec.most:
                yield ContentError(place, Wrong.TOO_LONG, str(spec.most))
            if not (_DOTTED if spec.dotted else _SLUG).fullmatch(value):
                yield ContentError(place, Wrong.CODE, value)
        case Number():
            if not spec.least <= value <= spec.most:
                yield ContentError(place, Wrong.TOO_LARGE, f"{spec.least}–{spec.most}")
        case Choice() | Boxes():
            given = value if isinstance(spec, Boxes) else [value] if value else []
            for each in given:
                if each not in spec.options:
                    yield ContentError(place, Wrong.CHOICE, each)
        case SourceKey():
            if sources is not None and value not in sources:
                yield ContentError(place, Wrong.SOURCE, value)
        case Flag():
            pass


# Writing ------------------------------------------------------------------------------------------


def _dump(value: Any) -> Any:
    """The fields of a part in the order they are declared, tuples as lists."""
    if isinstance(value, tuple):
        return [_dump(each) for each in value]
    if not hasattr(value, "__dataclass_fields__"):
        return value
    fields = {name: (f, getattr(value, name)) for name, f in value.__dataclass_fields__.items()}
    if isinstance(value, Aspect):
        del fields["stage"]
    return {
        name: _dump(said) for name, (declared, said) in fields.items() if _is_told(declared, said)
    }


def _is_told(declared: Field[Any], said: Any) -> bool:
    """Whether a field says something: an empty one with a default, or the default, does not."""
    if declared.default is MISSING and declared.default_factory is MISSING:
        return True
    return bool(said) and said != declared.default


def without_translations(document: Any) -> Any:
    """The document, or a part of it, in Swedish only."""
    if isinstance(document, Mapping):
        kept = {k: v for k, v in document.items() if k != "translations"}
        return {key: without_translations(value) for key, value in kept.items()}
    if isinstance(document, list):
        return [without_translations(value) for value in document]
    return document


MODEL: Final = Schema(Edition, CONTENT_FORMAT, KINDS)
parse_edition, read_edition = MODEL.parse, MODEL.read
dump_edition, localise = MODEL.dump, MODEL.localise
