"""A document that is named by its key, a tool or a page: parsed, written and localised."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Any, Generic, TypeVar

from pydantic import StrictStr, TypeAdapter, ValidationError

from model_content.domain.codec import ContentError, Errors, Wrong, dump_part, read_keyed
from model_content.domain.content import SOURCE_LANGUAGE, Code, Kind
from model_content.domain.languages import localise_part

Key = Annotated[StrictStr, Code(40)]
Part = TypeVar("Part")


@dataclass(frozen=True, slots=True)
class KeyedHead:
    """What a document says of the edition itself."""

    code: Annotated[StrictStr, Code(20, dotted=True)]
    status: StrictStr
    published_at: StrictStr | None


@dataclass(frozen=True)
class Keyed(Generic[Part]):
    """A sort of documents: its `format`, the kinds of its parts, and what the shape of single
    values does not tell of it."""

    cls: type[Part]
    format: str
    kinds: Mapping[str, Kind]
    find_wrong: Callable[[Part], Iterator[ContentError]]

    @cached_property
    def adapter(self) -> TypeAdapter[Part]:
        return TypeAdapter(self.cls)

    def parse(self, document: Mapping[str, Any], *, complete: bool = True) -> Part:
        """Turn a document into what it says; a draft need not be `complete`.

        Raises:
            ContentError: the first of what is wrong with its shape.
        """
        try:
            parsed = self.adapter.validate_python(document)
        except ValidationError as error:
            said = error.errors(include_url=False)[0]
            place = "".join(f"[{s}]" if isinstance(s, int) else f".{s}" for s in said["loc"])
            raise ContentError(f"{place.lstrip('.')}: {said['msg']}", Wrong.OBJECT) from error
        if complete:
            if parsed.format != self.format:  # type: ignore[attr-defined]
                raise ContentError("format", Wrong.FORMAT)
            for wrong in self.find_wrong(parsed):
                raise wrong
        return parsed

    def read(self, document: object) -> tuple[Part | None, Errors]:
        """As `parse`, with all that is wrong of what somebody sends; it becomes a draft."""
        return read_keyed(self.adapter, document, self.kinds)

    def dump(self, part: Part) -> dict[str, Any]:
        """Give it as the document that it was parsed from."""
        dumped: dict[str, Any] = dump_part(part)
        return dumped

    def localise(self, part: Part, language: str) -> Part:
        """Give it in a language, as far as it is translated."""
        if language == SOURCE_LANGUAGE:
            return part
        texts = {kind.cls: kind.translated for kind in self.kinds.values()} | {KeyedHead: ()}
        localised: Part = localise_part(part, language, texts)
        return localised
