"""Dataclasses of rules as the JSON that a stored document holds, and back (pydantic)."""

from collections.abc import Mapping
from functools import cache
from typing import Annotated, Any, TypeVar

from pydantic import BeforeValidator, PlainSerializer, TypeAdapter

Shape = TypeVar("Shape")

OrNull = Annotated[
    str, BeforeValidator(lambda text: text or ""), PlainSerializer(lambda text: text or None)
]
"""A text that stands as null where it is empty."""


def dump(value: object) -> dict[str, Any]:
    shape: Any = type(value)
    document: dict[str, Any] = _adapt(shape).dump_python(value, mode="json", by_alias=True)
    return document


def parse(shape: type[Shape], document: Mapping[str, Any]) -> Shape:
    """Read what `dump` gave; what else stands in the document is left out."""
    of_any: Any = shape
    parsed: Shape = _adapt(of_any).validate_python(document)
    return parsed


@cache  # when the first is needed: it takes longer to make than to use
def _adapt(shape: Any) -> TypeAdapter[Any]:
    return TypeAdapter(shape)
