"""The texts of the shipped tools and pages, for the tests of their language."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any

import yaml

from model_content.domain.pages import PAGES, Page, parse_page
from model_content.domain.tools import TOOLS, Tool, parse_tool, spread_options
from model_content.files import Loader
from model_content.selectors.editions import FIXTURES, SHIPPED_PAGES, fetch_shipped_page

TRANSLATED = {kind.cls: kind.translated for kind in (*TOOLS.kinds.values(), *PAGES.kinds.values())}


@cache
def read_tools() -> dict[str, Tool]:
    """Every tool that has a file, by key."""
    files = sorted((FIXTURES / "tools").glob("*.yaml"))
    documents = [yaml.load(file.read_text(encoding="utf-8"), Loader=Loader) for file in files]
    return {each["key"]: parse_tool(spread_options(each)) for each in documents}


@cache
def read_pages() -> dict[str, Page]:
    """Every page that is shipped, by key."""
    return {key: parse_page(fetch_shipped_page(key)) for key in SHIPPED_PAGES}


def list_texts(part: Any, place: str = "") -> Iterator[tuple[str, str, dict[str, str]]]:
    """Every text that can be translated, with its place and its translations by language."""
    if isinstance(part, tuple):
        for each in part:
            yield from list_texts(each, place)
    elif is_dataclass(part):
        place = getattr(part, "code", "") or place
        for name in TRANSLATED.get(type(part), ()):
            if text := getattr(part, name):
                said = {code: texts.get(name, "") for code, texts in part.translations.items()}
                yield f"{place}: {name}", text, said
        for field in fields(part):
            yield from list_texts(getattr(part, field.name), place)
